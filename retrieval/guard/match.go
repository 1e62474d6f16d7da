package guard

import "slices"

// text is one text on its way through the rules.
type text struct {
	tokens []token
	// shouting: capitals tell nothing. accented: the writer types marks, so that what has none is meant so.
	shouting, accented bool
	// hits are the phrases found, chained by the token they start at.
	hits  []hit
	first []int32
	// cover is, for a token inside an ordinary word ("bí mật", "vi phạm"), where the longest such word starts
	// and ends: no shorter phrase is read inside it.
	cover []span
	// excused keeps, for each set of exceptions, the last sentences it was asked for and the answer.
	excused []answer
}

type answer struct {
	start, end int
	yes        bool
}

type span struct{ start, end int32 }

type hit struct{ node, end, next int32 }

// judge finds the first rule, in the order of rules.txt, that the text meets.
func (t *text) judge() Verdict {
	t.find()
	t.findNames()
	t.findNumbers()
	t.findCompounds()
	best := len(book.rules)
	for pos := range t.tokens {
		for h := t.first[pos]; h >= 0; h = t.hits[h].next {
			for _, p := range book.nodes[t.hits[h].node].heads {
				if p.rule >= best {
					break
				}
				end := t.match(p.items, pos)
				if end >= 0 && !t.isExcused(book.rules[p.rule].unless, pos, end) {
					best = p.rule
				}
			}
		}
	}
	if best == len(book.rules) {
		return Verdict{}
	}
	return Verdict{Reason: book.rules[best].reason, Found: book.rules[best].name}
}

// read splits a message; whatever text t held before is gone.
func (t *text) read(message string) {
	clear(t.tokens)
	t.tokens = scan(message, t.tokens[:0])
	t.shouting, t.accented = shouts(t.tokens), accents(t.tokens)
	abbreviate(t.tokens, t.shouting)
	t.first = slices.Grow(t.first[:0], len(t.tokens)+1)[:len(t.tokens)+1]
	for i := range t.first {
		t.first[i] = -1
	}
	t.cover = slices.Grow(t.cover[:0], len(t.tokens))[:len(t.tokens)]
	clear(t.cover)
	t.hits = t.hits[:0]
	t.excused = slices.Grow(t.excused[:0], len(book.clauses))[:len(book.clauses)]
	clear(t.excused)
}

// find notes every phrase of the lexicon.
func (t *text) find() {
	for pos := range t.tokens {
		t.walk(0, pos, pos)
	}
	for pos := range t.tokens {
		for h := t.first[pos]; h >= 0; h = t.hits[h].next {
			if !book.nodes[t.hits[h].node].classes.has(book.ordinary) {
				continue
			}
			for i := pos; i < int(t.hits[h].end); i++ {
				if c := t.cover[i]; t.hits[h].end-int32(pos) > c.end-c.start {
					t.cover[i] = span{int32(pos), t.hits[h].end}
				}
			}
		}
	}
}

// walk notes the phrases that start at start and go on from a node of the lexicon at pos.
func (t *text) walk(at int32, start, pos int) {
	if pos >= len(t.tokens) || pos > start && t.tokens[pos].brk != within {
		return
	}
	tok := &t.tokens[pos]
	switch {
	case tok.marked || t.accented:
		if to := book.follow(at, tok.key); to != 0 {
			t.step(to, start, pos)
		}
	case tok.bare == 0:
	case at != 0:
		for _, e := range book.nodes[at].edges {
			if e.word.bare == tok.bare {
				t.step(e.to, start, pos)
			}
		}
	case int(tok.bare) < len(book.bareRoots):
		for _, to := range book.bareRoots[tok.bare] {
			t.step(to, start, pos)
		}
	}
	for _, reading := range tok.readings {
		to := at
		for _, w := range reading {
			if to = book.follow(to, w); to == 0 {
				break
			}
		}
		if to != 0 {
			t.step(to, start, pos)
		}
	}
}

func (t *text) step(to int32, start, pos int) {
	if book.nodes[to].classes != nil {
		t.note(to, start, pos+1)
	}
	if book.nodes[to].edges != nil {
		t.walk(to, start, pos+1)
	}
}

func (t *text) note(node int32, start, end int) {
	t.hits = append(t.hits, hit{node, int32(end), t.first[start]})
	t.first[start] = int32(len(t.hits) - 1)
}

// findCompounds notes the compounds, in the order of the file, so that a later one may use an earlier.
func (t *text) findCompounds() {
	for _, c := range book.clauses {
		if c.mark == 0 {
			continue
		}
		for pos := range t.tokens {
			if end := t.clauseAt(c.index, pos); end >= 0 {
				t.note(c.mark, pos, end)
			}
		}
	}
}

func (t *text) clauseAt(index, pos int) int {
	for h := t.first[pos]; h >= 0; h = t.hits[h].next {
		n := &book.nodes[t.hits[h].node]
		if n.clauses == nil {
			continue
		}
		for _, p := range n.clauses[index] {
			if end := t.match(p.items, pos); end >= 0 {
				return end
			}
		}
	}
	return -1
}

// inside reports that a longer ordinary word holds a part of the phrase.
func (t *text) inside(start, end int) bool {
	for i := start; i < end; i++ {
		c := t.cover[i]
		if c.end-c.start > int32(end-start) && (int(c.start) < start || int(c.end) > end) {
			return true
		}
	}
	return false
}

// reach is the length of the longest phrase that is looked for backwards.
const reach = 7

// endsAt finds the longest phrase of the class that ends just before the token.
func (t *text) endsAt(class int32, end int) (start int, ok bool) {
	for pos := end - 1; pos >= 0 && pos >= end-reach; pos-- {
		for h := t.first[pos]; h >= 0; h = t.hits[h].next {
			if int(t.hits[h].end) == end && book.nodes[t.hits[h].node].classes.has(class) && !t.inside(pos, end) {
				start, ok = pos, true
			}
		}
	}
	return start, ok
}

// startsAt gives the end of the longest phrase of the class that starts at the token.
func (t *text) startsAt(class int32, pos int) (end int, ok bool) {
	for h := t.first[pos]; h >= 0; h = t.hits[h].next {
		if e := int(t.hits[h].end); e > end && book.nodes[t.hits[h].node].classes.has(class) && !t.inside(pos, e) {
			end, ok = e, true
		}
	}
	return end, ok
}

// ends tells what ends before the token at pos; the end of the text ends a sentence.
func (t *text) ends(pos int) uint8 {
	if pos == 0 || pos >= len(t.tokens) {
		return sentence
	}
	return t.tokens[pos].brk
}

// match tries a pattern with its first phrase at pos; it gives the end of what it used, or -1.
func (t *text) match(items []item, pos int) int {
	for len(items) > 0 {
		it := &items[0]
		ok := true
		switch it.kind {
		case atPhrase, atEnd:
			ok = t.ends(pos) != within
		case atSentence, atSentenceEnd:
			ok = t.ends(pos) == sentence
		case atText:
			ok = pos == 0
		case notBefore:
			_, found := t.endsAt(it.class, pos)
			ok = !found
		case notAfter:
			_, found := t.startsAt(it.class, pos)
			ok = !found
		case gap:
			return t.leap(items, pos)
		default:
			return t.take(items, pos)
		}
		if !ok {
			return -1
		}
		items = items[1:]
	}
	return pos
}

// leap tries the rest of a pattern after 0, 1, … skipped tokens.
func (t *text) leap(items []item, pos int) int {
	for skip := 0; skip <= items[0].n; skip++ {
		at := pos + skip
		if at > len(t.tokens) || skip > 0 && !items[0].wide && t.tokens[at-1].brk == sentence {
			return -1
		}
		if end := t.match(items[1:], at); end >= 0 {
			return end
		}
	}
	return -1
}

// take tries the phrases of a slot, then without it if it may be missing.
func (t *text) take(items []item, pos int) int {
	it := &items[0]
	if pos < len(t.tokens) && (t.tokens[pos].brk != sentence || it.afterWide) {
		for h := t.first[pos]; h >= 0; h = t.hits[h].next {
			end := int(t.hits[h].end)
			if !book.nodes[t.hits[h].node].classes.has(it.class) || t.inside(pos, end) ||
				it.capitals && !t.inCapitals(pos, end) || it.accented && !t.tokens[end-1].marked {
				continue
			}
			if end = t.match(items[1:], end); end >= 0 {
				return end
			}
		}
	}
	if it.optional {
		return t.match(items[1:], pos)
	}
	return -1
}

func (t *text) inCapitals(pos, end int) bool {
	for i := pos; i < end; i++ {
		if !t.tokens[i].caps {
			return false
		}
	}
	return !t.shouting
}

// isExcused reports whether one of the exceptions holds in the sentences that the match touches.
func (t *text) isExcused(sets []int, start, end int) bool {
	if len(sets) == 0 {
		return false
	}
	for start > 0 && t.tokens[start].brk != sentence {
		start--
	}
	for end < len(t.tokens) && t.tokens[end].brk != sentence {
		end++
	}
	for _, set := range sets {
		a := &t.excused[set]
		if a.start != start || a.end != end {
			*a = answer{start, end, false}
			for pos := start; pos < end && !a.yes; pos++ {
				a.yes = t.clauseAt(set, pos) >= 0
			}
		}
		if a.yes {
			return true
		}
	}
	return false
}
