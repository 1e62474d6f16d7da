package guard

// text is one text on its way through the rules.
type text struct {
	tokens   []token
	shouting bool
	// hits are the places where a class was found, chained by the token they start at.
	hits  []hit
	first []int32
	// cover is, for a token inside a longer ordinary word ("bí mật", "vi phạm"), where that word starts and
	// ends: no shorter phrase is read inside it.
	cover []span
	// excused remembers, for each set of exceptions, where they hold.
	excused map[string][]int
}

type span struct{ start, end int32 }

type hit struct {
	class, end, next int32
}

// judge finds the first rule, in the order of rules.txt, that the text meets.
func (t *text) judge() Verdict {
	t.find()
	t.findNames()
	t.findNumbers()
	best := len(book.rules)
	for pos := range t.tokens {
		for h := t.first[pos]; h >= 0; h = t.hits[h].next {
			for _, p := range book.byHead[t.hits[h].class] {
				if p.rule >= best {
					continue
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

// find notes every phrase of the lexicon.
func (t *text) find() {
	n := len(t.tokens)
	t.first = make([]int32, n+1)
	t.cover = make([]span, n)
	t.hits = make([]hit, 0, n*2)
	for i := range t.first {
		t.first[i] = -1
	}
	for pos := range t.tokens {
		t.walk(0, pos, pos)
	}
	for pos := range t.tokens {
		for h := t.first[pos]; h >= 0; h = t.hits[h].next {
			if t.hits[h].class != book.ordinary {
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

func (t *text) walk(node int32, start, pos int) {
	if pos >= len(t.tokens) || pos > start && t.tokens[pos].brk != within {
		return
	}
	tok := &t.tokens[pos]
	var next []int32
	if tok.marked {
		if tok.key == 0 {
			return
		}
		next = book.trie.keys[edge{node, tok.key}]
	} else {
		if tok.bare == 0 {
			return
		}
		next = book.trie.bares[edge{node, tok.bare}]
	}
	for _, to := range next {
		for _, class := range book.trie.ends[to] {
			t.note(class, start, pos+1)
		}
		t.walk(to, start, pos+1)
	}
}

func (t *text) note(class int32, start, end int) {
	t.hits = append(t.hits, hit{class, int32(end), t.first[start]})
	t.first[start] = int32(len(t.hits) - 1)
}

// inside reports that a longer ordinary word holds the phrase.
func (t *text) inside(start, end int) bool {
	for i := start; i < end; i++ {
		c := t.cover[i]
		if c.end-c.start > int32(end-start) && (int(c.start) < start || int(c.end) > end) {
			return true
		}
	}
	return false
}

// endsAt reports whether a phrase of the class ends just before the token.
func (t *text) endsAt(class int32, end int) (start int, ok bool) {
	for pos := end - 1; pos >= 0 && pos >= end-7; pos-- {
		for h := t.first[pos]; h >= 0; h = t.hits[h].next {
			if t.hits[h].class == class && int(t.hits[h].end) == end && !t.inside(pos, end) {
				start, ok = pos, true
			}
		}
	}
	return start, ok
}

// startsAt gives the end of the longest phrase of the class that starts at the token.
func (t *text) startsAt(class int32, pos int) (end int, ok bool) {
	for h := t.first[pos]; h >= 0; h = t.hits[h].next {
		if e := int(t.hits[h].end); t.hits[h].class == class && e > end && !t.inside(pos, e) {
			end, ok = e, true
		}
	}
	return end, ok
}

// match tries a pattern with its first phrase at pos; it gives the end of what it used, or -1.
func (t *text) match(items []item, pos int) int {
	if len(items) == 0 {
		return pos
	}
	it := items[0]
	switch it.kind {
	case atPhrase:
		if pos > 0 && pos < len(t.tokens) && t.tokens[pos].brk == within {
			return -1
		}
		return t.match(items[1:], pos)
	case atText:
		if pos > 0 {
			return -1
		}
		return t.match(items[1:], pos)
	case atEnd:
		if pos < len(t.tokens) && t.tokens[pos].brk == within {
			return -1
		}
		return t.match(items[1:], pos)
	case notBefore:
		if _, ok := t.endsAt(it.class, pos); ok {
			return -1
		}
		return t.match(items[1:], pos)
	case notAfter:
		if pos < len(t.tokens) {
			if _, ok := t.startsAt(it.class, pos); ok {
				return -1
			}
		}
		return t.match(items[1:], pos)
	case gap:
		for skip := 0; skip <= it.n; skip++ {
			at := pos + skip
			if at > len(t.tokens) || skip > 0 && !it.wide && t.tokens[at-1].brk == sentence {
				return -1
			}
			if end := t.match(items[1:], at); end >= 0 {
				return end
			}
		}
		return -1
	}
	if pos < len(t.tokens) && (t.tokens[pos].brk != sentence || it.head || it.afterWide) {
		for h := t.first[pos]; h >= 0; h = t.hits[h].next {
			end := int(t.hits[h].end)
			if t.hits[h].class != it.class || t.inside(pos, end) || it.caps && !t.inCapitals(pos, end) {
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

// isExcused reports whether one of the sets of exceptions holds in the sentences that the match touches.
func (t *text) isExcused(sets []string, start, end int) bool {
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
		for _, pos := range t.exceptions(set) {
			if pos >= start && pos < end {
				return true
			}
		}
	}
	return false
}

func (t *text) exceptions(set string) []int {
	if found, ok := t.excused[set]; ok {
		return found
	}
	var found []int
	for pos := range t.tokens {
		for h := t.first[pos]; h >= 0; h = t.hits[h].next {
			for _, items := range book.exceptions[set][t.hits[h].class] {
				if t.match(items, pos) >= 0 {
					found = append(found, pos)
				}
			}
		}
	}
	if t.excused == nil {
		t.excused = map[string][]int{}
	}
	t.excused[set] = found
	return found
}
