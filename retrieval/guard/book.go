package guard

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
)

//go:embed rules.txt
var rulesText string

// book is rules.txt, read once; the head of that file says how it is written.
var book = mustRead(rulesText)

// The kinds of one step of a pattern.
const (
	slot = iota
	gap
	notBefore
	notAfter
	atPhrase
	atText
	atEnd
)

type item struct {
	kind      int
	class     int32
	n         int
	optional  bool
	caps      bool
	wide      bool
	head      bool // the first slot of its pattern
	afterWide bool // a wide gap stands before it
}

type rule struct {
	reason Reason
	name   string
	unless []string
}

type headed struct {
	rule  int
	items []item
}

type edge struct{ from, word int32 }

type trie struct {
	keys, bares map[edge][]int32
	ends        [][]int32
	paths       map[string]int32
}

type handbook struct {
	trie       trie
	classes    map[string]int32
	phrases    map[string][]string
	ordinary   int32
	rules      []rule
	byHead     [][]headed
	exceptions map[string]map[int32][][]item
	anonymous  map[string]int32
}

func mustRead(text string) *handbook {
	b, err := readBook(text)
	if err != nil {
		panic("retrieval/guard: rules.txt: " + err.Error())
	}
	return b
}

func readBook(text string) (*handbook, error) {
	b := &handbook{
		trie:       trie{keys: map[edge][]int32{}, bares: map[edge][]int32{}, ends: [][]int32{nil}, paths: map[string]int32{}},
		classes:    map[string]int32{},
		phrases:    map[string][]string{},
		exceptions: map[string]map[int32][][]item{},
		anonymous:  map[string]int32{},
	}
	for _, name := range []string{"name", "someone", "self", "id_number", "telephone", "ordinary"} {
		b.class(name)
	}
	b.ordinary = b.classes["ordinary"]
	set, inRule := "", false
	for n, line := range logical(text) {
		var err error
		head, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch {
		case head == "let":
			err = b.let(rest)
		case head == "except":
			set, inRule = strings.TrimSpace(rest), false
			b.exceptions[set] = map[int32][][]item{}
		case head == "rule":
			inRule = true
			reason, name, ok := strings.Cut(strings.TrimSpace(rest), " ")
			if !ok || Reason(reason) != Secrecy && Reason(reason) != CaseData && Reason(reason) != Misuse {
				err = fmt.Errorf("no reason and name in %q", line)
			}
			b.rules = append(b.rules, rule{reason: Reason(reason), name: strings.TrimSpace(name)})
		case head == "unless" && inRule:
			b.rules[len(b.rules)-1].unless = strings.Fields(rest)
			for _, u := range strings.Fields(rest) {
				if b.exceptions[u] == nil {
					err = fmt.Errorf("no exceptions %q", u)
				}
			}
		case inRule:
			err = b.pattern(line, "")
		case set != "":
			err = b.pattern(line, set)
		default:
			err = fmt.Errorf("nothing to do with %q", line)
		}
		if err != nil {
			return nil, fmt.Errorf("statement %d: %w", n+1, err)
		}
	}
	return b, nil
}

// logical gives the statements: lines without comments, with those that start with | joined to the one before.
func logical(text string) []string {
	var out []string
	for _, line := range strings.Split(text, "\n") {
		if i := strings.Index(line, "#"); i >= 0 {
			line = line[:i]
		}
		switch trimmed := strings.TrimSpace(line); {
		case trimmed == "":
		case strings.HasPrefix(trimmed, "|"):
			out[len(out)-1] += " " + trimmed
		default:
			out = append(out, line)
		}
	}
	return out
}

func (b *handbook) class(name string) int32 {
	id, ok := b.classes[name]
	if !ok {
		id = int32(len(b.classes))
		b.classes[name] = id
		b.byHead = append(b.byHead, nil)
	}
	return id
}

// let reads "name = phrase | phrase | <class>".
func (b *handbook) let(s string) error {
	name, list, ok := strings.Cut(s, "=")
	if !ok {
		return fmt.Errorf("no = in %q", s)
	}
	return b.fill(strings.TrimSpace(name), list)
}

func (b *handbook) fill(name, list string) error {
	id := b.class(name)
	for _, p := range strings.Split(list, "|") {
		p = strings.TrimSpace(p)
		if strings.HasPrefix(p, "<") {
			other := strings.Trim(p, "<>")
			if b.phrases[other] == nil {
				return fmt.Errorf("%s: no class %q yet", name, other)
			}
			for _, q := range b.phrases[other] {
				b.add(id, name, q)
			}
			continue
		}
		if p != "" {
			b.add(id, name, p)
		}
	}
	return nil
}

func (b *handbook) add(id int32, name, phrase string) {
	b.phrases[name] = append(b.phrases[name], phrase)
	node, path := int32(0), ""
	for _, w := range words.learn(phrase) {
		path += strconv.Itoa(int(w.key)) + " "
		to, ok := b.trie.paths[path]
		if !ok {
			to = int32(len(b.trie.ends))
			b.trie.ends = append(b.trie.ends, nil)
			b.trie.paths[path] = to
			b.trie.keys[edge{node, w.key}] = append(b.trie.keys[edge{node, w.key}], to)
			b.trie.bares[edge{node, w.bare}] = append(b.trie.bares[edge{node, w.bare}], to)
		}
		node = to
	}
	for _, have := range b.trie.ends[node] {
		if have == id {
			return
		}
	}
	b.trie.ends[node] = append(b.trie.ends[node], id)
}

// pattern reads one line of steps for the last rule, or for a set of exceptions.
func (b *handbook) pattern(line, set string) error {
	items, err := b.items(line)
	if err != nil {
		return err
	}
	head, wide := -1, false
	for i := range items {
		switch {
		case items[i].kind == gap:
			wide = items[i].wide
			if head < 0 {
				return fmt.Errorf("a gap before the first phrase of %q", line)
			}
		case items[i].kind == slot:
			if head < 0 {
				head = i
				items[i].head = true
				if items[i].optional {
					return fmt.Errorf("%q starts with what may be missing", line)
				}
			}
			items[i].afterWide = wide
			wide = wide && items[i].optional
		}
	}
	if head < 0 {
		return fmt.Errorf("no phrase in %q", line)
	}
	class := items[head].class
	if set != "" {
		b.exceptions[set][class] = append(b.exceptions[set][class], items)
		return nil
	}
	b.byHead[class] = append(b.byHead[class], headed{len(b.rules) - 1, items})
	return nil
}

func (b *handbook) items(line string) ([]item, error) {
	var out []item
	slots := 0
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
		it, err := b.item(s[:end], slots == 0)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", line, err)
		}
		if it.kind == slot {
			slots++
		}
		out = append(out, it)
		s = s[end:]
	}
	return out, nil
}

func (b *handbook) item(s string, head bool) (item, error) {
	switch {
	case s == "^":
		return item{kind: atPhrase}, nil
	case s == "^^":
		return item{kind: atText}, nil
	case s == "$":
		return item{kind: atEnd}, nil
	case strings.HasPrefix(s, "..") || strings.HasPrefix(s, "~"):
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
	it.optional = strings.HasSuffix(s, "?")
	it.caps = strings.HasSuffix(s, "^")
	s = strings.TrimRight(s, "?^")
	if strings.HasPrefix(s, "<") && strings.HasSuffix(s, ">") {
		id, ok := b.classes[s[1:len(s)-1]]
		if !ok {
			return it, fmt.Errorf("no class %s", s)
		}
		it.class = id
		return it, nil
	}
	id, ok := b.anonymous[s]
	if !ok {
		name := "=" + s
		if err := b.fill(name, strings.Trim(s, "[]")); err != nil {
			return it, err
		}
		id = b.classes[name]
		b.anonymous[s] = id
	}
	it.class = id
	return it, nil
}
