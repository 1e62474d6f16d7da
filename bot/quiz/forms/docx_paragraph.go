package forms

import (
	"bytes"
	"encoding/xml"
	"strconv"
	"strings"

	"camnang/corpus/viet"
)

// wordText are the letters of a paragraph while it is read.
type wordText struct {
	lines   []*wordLine
	list    *listPlace
	style   run
	dropped []string
}

// wordLine is one line of a paragraph while it is read.
type wordLine struct {
	text  strings.Builder
	looks []look
}

// add puts letters at the end.
func (w *wordText) add(text string, l look) {
	current := w.lines[len(w.lines)-1]
	text = visible(text)
	current.text.WriteString(text)
	for range len(text) {
		current.looks = append(current.looks, l)
	}
}

// readParagraph reads up to the end of a paragraph. Those of text boxes are not read.
func (d *docxReader) readParagraph(x *xml.Decoder) error {
	d.paragraph++
	number := d.paragraph
	w := &wordText{lines: []*wordLine{{}}}
	if err := d.content(x, w, run{}); err != nil {
		return err
	}
	lines := make([]line, len(w.lines))
	for i, made := range w.lines {
		lines[i] = line{number: number, text: made.text.String(), looks: append([]look{}, made.looks...)}
	}
	if w.list != nil {
		if before := visible(d.numbering.next(*w.list)); before != "" {
			lines[0].text = before + " " + lines[0].text
			lines[0].looks = append(make([]look, len(before)+1), lines[0].looks...)
		}
	}
	for i, l := range lines {
		composed := viet.NFC(l.text)
		if composed == l.text {
			continue
		}
		// A mark that was a run of its own joined its letter: how single letters look is known no more.
		all := l.look()
		lines[i].text, lines[i].looks = composed, make([]look, len(composed))
		for j := range lines[i].looks {
			lines[i].looks[j] = all
		}
	}
	lines[0].dropped = w.dropped
	d.put(lines...)
	return nil
}

// content reads what is in an element up to its end; letters look as r says.
func (d *docxReader) content(x *xml.Decoder, w *wordText, r run) error {
	for depth := 0; ; {
		token, err := x.Token()
		if err != nil {
			return err
		}
		switch token := token.(type) {
		case xml.EndElement:
			if depth == 0 {
				return nil
			}
			depth--
		case xml.StartElement:
			taken, err := d.inParagraph(x, token, w, &r)
			if err != nil {
				return err
			}
			if !taken {
				depth++
			}
		}
	}
}

// inParagraph reads one element of a paragraph; taken is true when it was read to its end.
func (d *docxReader) inParagraph(x *xml.Decoder, e xml.StartElement, w *wordText, r *run) (taken bool, err error) {
	hidden := r.hidden != nil && *r.hidden
	switch e.Name.Local {
	case "pPr":
		return true, d.paragraphProperties(x, w)
	case "rPr":
		*r, err = d.runProperties(x, w.style)
		return true, err
	case "r":
		return true, d.content(x, w, run{}.over(w.style))
	case "t":
		text, err := characters(x)
		if !hidden {
			w.add(strings.ReplaceAll(text, "\n", " "), r.look())
		}
		return true, err
	case "tab":
		w.add("\t", r.look())
	case "br", "cr":
		if kind := attribute(e, "type"); kind == "" || kind == "textWrapping" {
			w.lines = append(w.lines, &wordLine{})
		}
	case "noBreakHyphen":
		w.add("-", r.look())
	case "oMath":
		w.dropped = append(w.dropped, tell("dropped-formula"))
		return true, x.Skip()
	case "drawing", "pict", "object":
		raw, err := inner(x)
		key := "dropped-image"
		if bytes.Contains(raw, []byte("txbxContent")) {
			key = "dropped-box"
		}
		w.dropped = append(w.dropped, tell(key))
		return true, err
	case "footnoteReference", "endnoteReference":
		w.dropped = append(w.dropped, tell("dropped-footnote"))
	case "del", "moveFrom", "Fallback", "instrText", "delText", "rt":
		return true, x.Skip()
	}
	return false, nil
}

// characters is the text up to the end of an element.
func characters(x *xml.Decoder) (string, error) {
	var b strings.Builder
	for depth := 0; ; {
		token, err := x.Token()
		if err != nil {
			return "", err
		}
		switch token := token.(type) {
		case xml.StartElement:
			depth++
		case xml.CharData:
			b.Write(token)
		case xml.EndElement:
			if depth == 0 {
				return b.String(), nil
			}
			depth--
		}
	}
}

// inner are the names of the elements within one, up to its end.
func inner(x *xml.Decoder) ([]byte, error) {
	var names []byte
	for depth := 0; ; {
		token, err := x.Token()
		if err != nil {
			return nil, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			names = append(append(names, token.Name.Local...), ' ')
			depth++
		case xml.EndElement:
			if depth == 0 {
				return names, nil
			}
			depth--
		}
	}
}

// paragraphProperties reads the style and the list of a paragraph.
func (d *docxReader) paragraphProperties(x *xml.Decoder, w *wordText) error {
	list, style, err := listAndStyle(x, nil)
	if err != nil {
		return err
	}
	s := d.styles[style]
	if style == "" {
		s = d.styles[defaultStyle]
	}
	w.style, w.list = s.run, s.list
	if list == nil {
		return nil
	}
	if list.list == "" && s.list != nil {
		list.list = s.list.list
	}
	if w.list = list; list.list == "" || list.list == "0" {
		w.list = nil
	}
	return nil
}

// listAndStyle reads the properties of a paragraph up to their end; those of letters go to run, unless that is nil.
func listAndStyle(x *xml.Decoder, letters *run) (list *listPlace, style string, err error) {
	for depth := 0; ; {
		token, err := x.Token()
		if err != nil {
			return nil, "", err
		}
		switch token := token.(type) {
		case xml.StartElement:
			switch token.Name.Local {
			case "rPr", "pPrChange":
				// The letters of a paragraph's own properties are those of its end mark.
				if err := x.Skip(); err != nil {
					return nil, "", err
				}
				continue
			case "pStyle":
				style = attribute(token, "val")
			case "numPr":
				list = &listPlace{}
			case "numId":
				if list != nil {
					list.list = attribute(token, "val")
				}
			case "ilvl":
				if list != nil {
					list.level = levelNumber(attribute(token, "val"))
				}
			default:
				if letters != nil {
					letters.property(token)
				}
			}
			depth++
		case xml.EndElement:
			if depth == 0 {
				return list, style, nil
			}
			depth--
		}
	}
}

// levelNumber is the level of a list, 0 to 8.
func levelNumber(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > 8 {
		return 0
	}
	return n
}

// runProperties reads how letters look, over what the paragraph's style says.
func (d *docxReader) runProperties(x *xml.Decoder, paragraph run) (run, error) {
	var own run
	style := ""
	for depth := 0; ; {
		token, err := x.Token()
		if err != nil {
			return run{}, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			switch token.Name.Local {
			case "rStyle":
				style = attribute(token, "val")
			case "rPrChange":
				if err := x.Skip(); err != nil {
					return run{}, err
				}
				continue
			default:
				own.property(token)
			}
			depth++
		case xml.EndElement:
			if depth == 0 {
				return own.over(d.styles[style].run).over(paragraph), nil
			}
			depth--
		}
	}
}
