package guard

import (
	"fmt"
	"strconv"
	"strings"
)

// lexicon finds phrases: a tree of words, in which each end of a phrase knows the classes the phrase is in.
type lexicon struct {
	classes map[string]int32
	phrases map[string][]string
	nodes   []node
	// The edges of the root, by word, since every token starts there.
	roots     []int32
	bareRoots [][]int32
}

// edge leads on from a node by a word, known by its spelling and by its plain form.
type edge struct {
	word word
	to   int32
}

type node struct {
	classes set
	edges   []edge
	// heads are the patterns of rules that start with a phrase of this node, by rule.
	heads []pattern
	// clauses are the patterns of exceptions and compounds that start so, by the name of their set.
	clauses [][]pattern
}

// set is a set of classes.
type set []uint64

func (s set) has(class int32) bool {
	i := int(class >> 6)
	return i < len(s) && s[i]&(1<<(class&63)) != 0
}

func (s *set) add(class int32) {
	for int(class>>6) >= len(*s) {
		*s = append(*s, 0)
	}
	(*s)[class>>6] |= 1 << (class & 63)
}

func newLexicon() *lexicon {
	return &lexicon{
		classes: map[string]int32{}, phrases: map[string][]string{}, nodes: make([]node, 1),
	}
}

func (l *lexicon) class(name string) int32 {
	id, ok := l.classes[name]
	if !ok {
		id = int32(len(l.classes))
		l.classes[name] = id
	}
	return id
}

// mark makes a node that no phrase leads to, for a class that the program finds.
func (l *lexicon) mark(class int32) int32 {
	var n node
	n.classes.add(class)
	l.nodes = append(l.nodes, n)
	return int32(len(l.nodes) - 1)
}

// fill takes "phrase | phrase | <class>" into a class.
func (l *lexicon) fill(name, list string) error {
	id := l.class(name)
	for _, p := range strings.Split(list, "|") {
		p = strings.TrimSpace(p)
		if strings.HasPrefix(p, "<") {
			other := strings.Trim(p, "<>")
			if l.phrases[other] == nil {
				return fmt.Errorf("%s: no class %q yet", name, other)
			}
			for _, q := range l.phrases[other] {
				l.add(id, name, q)
			}
			continue
		}
		if p != "" {
			l.add(id, name, p)
		}
	}
	return nil
}

func (l *lexicon) add(class int32, name, phrase string) {
	l.phrases[name] = append(l.phrases[name], phrase)
	at := int32(0)
	for _, w := range words.learn(phrase) {
		to := l.child(at, w.key)
		if to == 0 {
			to = int32(len(l.nodes))
			l.nodes = append(l.nodes, node{})
			l.nodes[at].edges = append(l.nodes[at].edges, edge{w, to})
		}
		at = to
	}
	l.nodes[at].classes.add(class)
}

// close lays out the edges of the root by word; nothing is added after it.
func (l *lexicon) close() {
	l.roots = make([]int32, len(words.bare))
	l.bareRoots = make([][]int32, len(words.bare))
	for _, e := range l.nodes[0].edges {
		l.roots[e.word.key] = e.to
		l.bareRoots[e.word.bare] = append(l.bareRoots[e.word.bare], e.to)
	}
}

// child goes from a node by the spelling of a word; 0 when no phrase goes on so.
func (l *lexicon) child(at, key int32) int32 {
	for _, e := range l.nodes[at].edges {
		if e.word.key == key {
			return e.to
		}
	}
	return 0
}

// follow is child, for any node and any word, 0 as well.
func (l *lexicon) follow(at, key int32) int32 {
	switch {
	case key == 0:
		return 0
	case at != 0:
		return l.child(at, key)
	case int(key) < len(l.roots):
		return l.roots[key]
	}
	return 0
}

// The kinds of one step of a pattern.
const (
	slot = iota
	gap
	notBefore
	notAfter
	atPhrase
	atSentence
	atText
	atEnd
	atSentenceEnd
)

type item struct {
	kind      int
	class     int32
	n         int
	optional  bool
	capitals  bool // typed in capitals, in a text that is not
	accented  bool // typed with marks
	wide      bool // a gap that runs over the ends of sentences
	afterWide bool // such a gap, or nothing, stands before
}

type pattern struct {
	rule  int
	items []item
}

var anchors = map[string]int{"^": atPhrase, "^.": atSentence, "^^": atText, "$": atEnd, "$.": atSentenceEnd}

// steps reads one line of a pattern; head is the class of its first phrase.
func (l *lexicon) steps(line string) (items []item, head int32, err error) {
	slots, wide := 0, true
	for s := strings.TrimSpace(line); s != ""; s = strings.TrimSpace(s) {
		end := strings.IndexByte(s, ' ')
		if i := strings.IndexByte(s, '['); i == 0 || i == 1 {
			end = strings.IndexByte(s, ']')
			for end >= 0 && end < len(s) && s[end] != ' ' {
				end++
			}
		}
		if end < 0 {
			end = len(s)
		}
		it, err := l.step(s[:end], slots == 0)
		if err != nil {
			return nil, 0, fmt.Errorf("%q: %w", line, err)
		}
		switch it.kind {
		case gap:
			wide = it.wide
		case slot:
			if slots == 0 {
				head = it.class
			}
			if slots == 0 && it.optional {
				return nil, 0, fmt.Errorf("%q starts with what may be missing", line)
			}
			it.afterWide = wide
			wide = wide && it.optional
			slots++
		}
		if slots == 0 && it.kind == gap {
			return nil, 0, fmt.Errorf("a gap before the first phrase of %q", line)
		}
		items = append(items, it)
		s = s[end:]
	}
	if slots == 0 {
		return nil, 0, fmt.Errorf("no phrase in %q", line)
	}
	return items, head, nil
}

func (l *lexicon) step(s string, head bool) (item, error) {
	if kind, ok := anchors[s]; ok {
		return item{kind: kind}, nil
	}
	if strings.HasPrefix(s, "..") || strings.HasPrefix(s, "~") {
		n, err := strconv.Atoi(strings.TrimLeft(s, ".~"))
		return item{kind: gap, n: n, wide: s[0] == '~'}, err
	}
	it := item{kind: slot}
	if strings.HasPrefix(s, "!") {
		it.kind = notAfter
		if head {
			it.kind = notBefore
		}
		s = s[1:]
	}
	for ; s != "" && strings.IndexByte("?^%", s[len(s)-1]) >= 0; s = s[:len(s)-1] {
		switch s[len(s)-1] {
		case '?':
			it.optional = true
		case '^':
			it.capitals = true
		case '%':
			it.accented = true
		}
	}
	if strings.HasPrefix(s, "<") && strings.HasSuffix(s, ">") {
		id, ok := l.classes[s[1:len(s)-1]]
		if !ok {
			return it, fmt.Errorf("no class %s", s)
		}
		it.class = id
		return it, nil
	}
	// A group of a pattern is a class of its own; the same group is the same class.
	name := "=" + s
	if _, known := l.classes[name]; !known {
		if err := l.fill(name, strings.Trim(s, "[]")); err != nil {
			return it, err
		}
	}
	it.class = l.classes[name]
	return it, nil
}
