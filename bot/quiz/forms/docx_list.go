package forms

import (
	"bytes"
	"encoding/xml"
	"strconv"
	"strings"
)

// defaultStyle stands for the style of paragraphs that name none.
const defaultStyle = "\x00default"

// readStyles reads the styles of a Word file, each with what it is based on. A part that is broken has the styles up to
// there: how letters look is a hint only.
func readStyles(part []byte) map[string]wordStyle {
	type raw struct {
		wordStyle
		on string
	}
	all := map[string]*raw{}
	var current *raw
	standard := ""
	x := xml.NewDecoder(bytes.NewReader(part))
	for {
		token, err := x.Token()
		if err != nil {
			break
		}
		e, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		switch {
		case e.Name.Local == "style":
			current = &raw{}
			id := attribute(e, "styleId")
			all[id] = current
			if v := attribute(e, "default"); attribute(e, "type") == "paragraph" && (v == "1" || v == "true") {
				standard = id
			}
		case current == nil:
		case e.Name.Local == "basedOn":
			current.on = attribute(e, "val")
		case e.Name.Local == "tblStylePr":
			// What is wrong there is said again with the next token.
			_ = x.Skip()
		case e.Name.Local == "numPr":
			current.list = &listPlace{}
		case e.Name.Local == "numId" && current.list != nil:
			current.list.list = attribute(e, "val")
		case e.Name.Local == "ilvl" && current.list != nil:
			current.list.level = levelNumber(attribute(e, "val"))
		default:
			current.property(e)
		}
	}
	out := map[string]wordStyle{}
	for id, s := range all {
		whole, on := s.wordStyle, s.on
		for range 10 {
			below, ok := all[on]
			if !ok {
				break
			}
			whole.run = whole.over(below.run)
			if whole.list == nil {
				whole.list = below.list
			}
			on = below.on
		}
		if whole.list != nil && (whole.list.list == "" || whole.list.list == "0") {
			whole.list = nil
		}
		out[id] = whole
	}
	out[defaultStyle] = out[standard]
	return out
}

// listLevel is how one level of a list is numbered.
type listLevel struct {
	format, text string
	start        int
}

// numbering are the lists of a Word file and how far each is.
type numbering struct {
	// kinds are the levels by the name of their kind of list; of says of which kind a list is.
	kinds map[string]map[int]listLevel
	of    map[string]string
	// starts are where a list begins other than its kind does, by listPlace.key.
	starts map[string]int
	// counts are by kind and level, as lists of one kind go on counting; begun are the lists that began anew.
	counts map[string][]int
	begun  map[string]bool
}

func readNumbering(part []byte) *numbering {
	n := &numbering{
		kinds: map[string]map[int]listLevel{}, of: map[string]string{}, starts: map[string]int{},
		counts: map[string][]int{}, begun: map[string]bool{},
	}
	kind, list, level, inList := "", "", 0, false
	x := xml.NewDecoder(bytes.NewReader(part))
	for {
		token, err := x.Token()
		if err != nil {
			return n
		}
		e, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		value := attribute(e, "val")
		switch e.Name.Local {
		case "abstractNum":
			kind, inList = attribute(e, "abstractNumId"), false
			n.kinds[kind] = map[int]listLevel{}
		case "num":
			list, inList = attribute(e, "numId"), true
		case "abstractNumId":
			n.of[list] = value
		case "lvl", "lvlOverride":
			level = levelNumber(attribute(e, "ilvl"))
			if !inList && n.kinds[kind] != nil {
				n.kinds[kind][level] = listLevel{start: 1}
			}
		case "startOverride":
			if start, err := strconv.Atoi(value); err == nil {
				n.starts[(&listPlace{list, level}).key()] = start
			}
		case "start", "numFmt", "lvlText":
			if inList || n.kinds[kind] == nil {
				continue
			}
			l := n.kinds[kind][level]
			switch e.Name.Local {
			case "start":
				if start, err := strconv.Atoi(value); err == nil {
					l.start = start
				}
			case "numFmt":
				l.format = value
			default:
				l.text = value
			}
			n.kinds[kind][level] = l
		}
	}
}

// next is what Word puts before the next paragraph of a list; "" for none and for signs such as dots.
func (n *numbering) next(p listPlace) string {
	kind, known := n.of[p.list]
	levels := n.kinds[kind]
	if !known || levels == nil {
		return ""
	}
	counts := n.counts[kind]
	if counts == nil {
		counts = make([]int, 9)
		for i := range counts {
			counts[i] = levels[i].start - 1
		}
		n.counts[kind] = counts
	}
	if start, anew := n.starts[p.key()]; anew && !n.begun[p.key()] {
		n.begun[p.key()] = true
		counts[p.level] = start - 1
	}
	counts[p.level]++
	for i := p.level + 1; i < len(counts); i++ {
		counts[i] = levels[i].start - 1
	}
	l := levels[p.level]
	if l.format == "bullet" || l.format == "none" {
		return ""
	}
	out := l.text
	for i := range counts {
		if place := "%" + strconv.Itoa(i+1); strings.Contains(out, place) {
			out = strings.ReplaceAll(out, place, numeral(levels[i].format, max(counts[i], levels[i].start)))
		}
	}
	return out
}

// numeral is a number as a list shows it.
func numeral(format string, n int) string {
	switch {
	case n < 1 || n > 3999:
		return strconv.Itoa(n)
	case format == "upperLetter":
		return letters(n)
	case format == "lowerLetter":
		return strings.ToLower(letters(n))
	case format == "upperRoman":
		return roman(n)
	case format == "lowerRoman":
		return strings.ToLower(roman(n))
	}
	return strconv.Itoa(n)
}

// letters are A to Z, then AA, BB and on, as Word counts.
func letters(n int) string {
	return strings.Repeat(string(rune('A'+(n-1)%26)), (n-1)/26+1)
}

func roman(n int) string {
	var b strings.Builder
	for _, r := range []struct {
		worth int
		text  string
	}{
		{1000, "M"},
		{900, "CM"},
		{500, "D"},
		{400, "CD"},
		{100, "C"},
		{90, "XC"},
		{50, "L"},
		{40, "XL"},
		{10, "X"},
		{9, "IX"},
		{5, "V"},
		{4, "IV"},
		{1, "I"},
	} {
		for n >= r.worth {
			b.WriteString(r.text)
			n -= r.worth
		}
	}
	return b.String()
}
