package guard

import (
	_ "embed"
	"strings"
)

//go:embed names.txt
var namesText string

// What a syllable can be in a name.
const (
	family = 1 << iota
	strong
	middle
	given
	verb
	weak
)

// lists tells, for each word of the vocabulary, what it can be in a name: by its spelling with marks, and
// by its plain form.
type lists struct{ spelled, plain []uint8 }

var nameLists = readNames(namesText)

func readNames(text string) lists {
	kinds := map[string]uint8{"[family]": family, "[strong]": strong, "[middle]": middle, "[given]": given, "[verb]": verb, "[weak]": weak}
	var l lists
	put := func(list *[]uint8, id int32, kind uint8) {
		for int(id) >= len(*list) {
			*list = append(*list, 0)
		}
		(*list)[id] |= kind
	}
	var kind uint8
	for _, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		if k, ok := kinds[strings.TrimSpace(line)]; ok {
			kind = k
			continue
		}
		for _, w := range words.learn(line) {
			put(&l.spelled, w.key, kind)
			put(&l.plain, w.bare, kind)
		}
	}
	return l
}

func (l lists) has(t *token, kind uint8, accented bool) bool {
	if t.marked || accented {
		return int(t.key) < len(l.spelled) && l.spelled[t.key]&kind != 0
	}
	return int(t.bare) < len(l.plain) && l.plain[t.bare]&kind != 0
}

func (t *text) has(tok *token, kind uint8) bool { return nameLists.has(tok, kind, t.accented) }

// A name found in the text.
type person struct {
	end  int
	kind string // the class it is noted as: name, someone (a made-up one), "" for none
}

// findNames notes the persons of the text: "name" for those that look real, "someone" for these and made-up
// ones (Nguyễn Văn A, đồng chí B), "self" for those who only say who they are, ask or are greeted.
func (t *text) findNames() {
	for pos := 0; pos < len(t.tokens); {
		tok := &t.tokens[pos]
		if tok.digit || !tok.upper && !tok.single() && !t.has(tok, family|given) {
			pos++
			continue
		}
		start, titled := t.endsAt(book.title, pos)
		if !titled {
			start = pos
		} else if _, ok := t.endsAt(book.doubtful, pos); ok && start == pos-1 && !t.tokens[start].marked && !t.accented && (t.shouting || !tok.upper) && !t.holds(book.office, pos+1) {
			titled = false
		}
		p := t.nameAt(pos, titled)
		if p.kind == "" {
			pos++
			continue
		}
		_, own := t.endsAt(book.introduction, start)
		switch {
		case t.asks(p.end):
		case own:
			t.note(book.self, pos, p.end)
		case p.kind == "name":
			t.note(book.name, pos, p.end)
			t.note(book.someone, pos, p.end)
		default:
			t.note(book.someone, pos, p.end)
		}
		pos = p.end
	}
}

// asks reports that the person before pos goes on to ask something, before anything is alleged.
func (t *text) asks(pos int) bool {
	for end := min(pos+12, len(t.tokens)); pos < end; pos++ {
		if _, ok := t.startsAt(book.asker, pos); ok {
			return true
		}
		if _, ok := t.startsAt(book.allegation, pos); ok {
			return false
		}
		if _, ok := t.startsAt(book.measure, pos); ok {
			return false
		}
	}
	return false
}

// nameAt reads a name from pos on. titled says that a title or an office stands before it.
func (t *text) nameAt(pos int, titled bool) person {
	tok := &t.tokens[pos]
	if tok.digit || pos > 0 && titled && tok.brk == sentence {
		return person{}
	}
	if titled && tok.single() && !tok.marked && tok.only.plain != '#' && t.placeholder(pos) {
		return person{pos + 1, "someone"}
	}
	if t.covered(pos) {
		return person{}
	}
	if !t.shouting && tok.upper {
		if p := t.capitalName(pos, titled); p.kind != "" {
			return p
		}
		if !titled || tok.marked {
			return person{}
		}
	}
	return t.smallName(pos, titled)
}

// placeholder reports a letter that stands for a person: nothing of it runs on.
func (t *text) placeholder(pos int) bool {
	if pos+1 >= len(t.tokens) || t.tokens[pos+1].brk != within {
		return true
	}
	next := &t.tokens[pos+1]
	name := next.upper && !next.caps && !t.shouting && !t.covered(pos+1) && !t.holds(book.officeWord, pos+1)
	return !next.single() && !name
}

// holds reports that a phrase of the class starts at the token.
func (t *text) holds(class int32, pos int) bool {
	_, ok := t.startsAt(class, min(pos, len(t.tokens)))
	return ok
}

// covered reports that an ordinary word, a place or a name of the public stands here.
func (t *text) covered(pos int) bool {
	if c := t.cover[pos]; c.end > c.start {
		return true
	}
	return false
}

// capitalName reads a name written with capitals.
func (t *text) capitalName(pos int, titled bool) person {
	end := pos + 1
	for end < len(t.tokens) && end < pos+5 && t.tokens[end].upper && t.tokens[end].brk == within && !t.covered(end) && t.tokens[end].sep == ' ' {
		if _, office := t.startsAt(book.officeWord, end); office {
			break
		}
		end++
	}
	n := end - pos
	isFamily := t.has(&t.tokens[pos], family)
	last := &t.tokens[end-1]
	madeUp := n > 1 && last.single() && !last.marked
	kind := "name"
	if madeUp {
		kind = "someone"
	}
	if _, office := t.startsAt(book.officeWord, pos); office && !(isFamily && n >= 3) {
		return person{}
	}
	if !titled && t.namesPlace(pos, n) {
		return person{}
	}
	switch {
	case isFamily && n >= 3, isFamily && n == 2 && (titled || madeUp && t.has(&t.tokens[pos], strong)):
		return person{end, kind}
	case isFamily && n == 2 && t.has(last, given) && !last.caps && (t.has(&t.tokens[pos], strong) || t.holds(book.allegation, end) || t.holds(book.suffers, end)):
		return person{end, kind}
	case titled && n >= 2 && !t.tokens[pos].caps:
		return person{end, kind}
	case titled && n == 1 && t.has(&t.tokens[pos], given|family) && t.personal(pos):
		return person{end, kind}
	}
	return person{}
}

// personal reports a title that goes before a given name alone (ông, chị, đồng chí), unlike an office.
func (t *text) personal(pos int) bool {
	_, ok := t.endsAt(book.personal, pos)
	return ok
}

// namesPlace reports that a street, a school or a unit bears the name of n syllables, not the holder of an
// office there ("bí thư đảng ủy xã Bùi Thị Hạnh").
func (t *text) namesPlace(pos, n int) bool {
	start, ok := t.endsAt(book.placeNoun, pos)
	if !ok {
		return false
	}
	for back := start; back > 0 && back > start-5 && t.tokens[back].brk == within; back-- {
		if _, office := t.endsAt(book.office, back); office && (n >= 3 || back == start) {
			return false
		}
	}
	return true
}

// The middle names that most names of men and of women have.
var van, thi = write("van").ended(), write("thi").ended()

// smallName reads a name written in small letters, or where capitals tell nothing. Without marks a family
// name that is an everyday word as well (do, cao, dang) needs a title before it.
func (t *text) smallName(pos int, titled bool) person {
	tok := &t.tokens[pos]
	if titled && t.personal(pos) && t.isGiven(pos, false) && t.holds(book.where, pos+1) && (t.accented || t.holds(book.office, pos+1)) {
		return person{pos + 1, "name"}
	}
	doubtful := !tok.marked && !t.accented && t.has(tok, weak)
	if !t.has(tok, family) || !titled && (doubtful || !t.has(tok, strong)) {
		return person{}
	}
	i := pos + 1
	for i < len(t.tokens) && i < pos+3 && t.tokens[i].brk == within && t.has(&t.tokens[i], middle) {
		i++
	}
	middles := i - pos - 1
	usual := middles > 0 && (t.tokens[pos+1].code == van || t.tokens[pos+1].code == thi)
	if length := 2; !titled {
		if usual {
			length = 3
		}
		if t.namesPlace(pos, length) {
			return person{}
		}
	}
	clear := !doubtful && (usual || titled) && t.has(tok, strong)
	if i < len(t.tokens) && t.tokens[i].brk == within {
		next := &t.tokens[i]
		switch {
		case next.single() && !next.marked && (middles > 0 || titled):
			return person{i + 1, "someone"}
		case t.isGiven(i, clear && middles > 0) && (middles > 0 || titled && t.personal(pos) && !doubtful):
			return person{i + 1, "name"}
		case t.accented && titled && middles > 0 && !next.digit && !t.covered(i):
			return person{i + 1, "name"}
		// A syllable that no rule knows, after "Lò Văn": more likely a name than anything else.
		case titled && usual && !doubtful && next.key == 0 && next.bare == 0 && !next.digit:
			return person{i + 1, "name"}
		}
	}
	// The last of two middle syllables may be the given name (nguyễn văn minh, trần quang).
	if middles >= 2 && t.isGiven(i-1, clear) {
		return person{i, "name"}
	}
	return person{}
}

// isGiven reports a given name; anyway says that an everyday word will do.
func (t *text) isGiven(pos int, anyway bool) bool {
	tok := &t.tokens[pos]
	if !anyway && t.covered(pos) {
		return false
	}
	return t.has(tok, given) && (anyway || tok.marked || t.accented || !t.has(tok, verb))
}
