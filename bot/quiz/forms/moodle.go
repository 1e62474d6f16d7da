package forms

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"

	"camnang/corpus/viet"
)

// element is one of a Moodle file, with those in it. Files in base64 are only noted.
type element struct {
	name, kind, format, fraction string
	line                         int
	text                         strings.Builder
	in                           []*element
}

// deepest is how far elements are looked into; those of a question are five deep.
const deepest = 32

// ParseMoodle reads Moodle's XML: choices of one or several, and true or false; categories are topics. HTML becomes text.
// Pictures, sound, links and what else a card cannot carry are named at the question that has them; a question of another
// type is named and left out, as is one of which nothing is left without its pictures.
func ParseMoodle(content []byte) (Read, error) {
	text, err := decode(content)
	if err != nil {
		return Read{}, err
	}
	d := xml.NewDecoder(bytes.NewReader([]byte(text)))
	d.Entity = xml.HTMLEntity
	// The text is UTF-8 whatever its first line says.
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	m := &moodleReader{}
	root := false
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return Read{}, damaged(d, err)
		}
		start, ok := token.(xml.StartElement)
		switch {
		case !ok:
		case !root && start.Name.Local != "quiz":
			return Read{}, failed("moodle-root", nil)
		case !root:
			root = true
		case start.Name.Local == "question":
			e, err := readElement(d, start, 1)
			if err != nil {
				return Read{}, damaged(d, err)
			}
			m.element(e)
		default:
			if err := d.Skip(); err != nil {
				return Read{}, damaged(d, err)
			}
		}
	}
	if !root {
		return Read{}, failed("moodle-root", nil)
	}
	return m.whole()
}

func damaged(d *xml.Decoder, err error) error {
	line, _ := d.InputPos()
	return &Error{Line: line, Key: "xml-damaged", Text: tell("xml-damaged"), Err: err}
}

func readElement(d *xml.Decoder, start xml.StartElement, depth int) (*element, error) {
	if depth > deepest {
		return nil, errors.New("elements within elements without end")
	}
	e := &element{name: start.Name.Local}
	e.line, _ = d.InputPos()
	for _, a := range start.Attr {
		switch a.Name.Local {
		case "type":
			e.kind = a.Value
		case "format":
			e.format = a.Value
		case "fraction":
			e.fraction = a.Value
		}
	}
	if e.name == "file" || e.name == "image_base64" {
		return e, d.Skip()
	}
	for {
		token, err := d.Token()
		if err != nil {
			return nil, err
		}
		switch token := token.(type) {
		case xml.StartElement:
			in, err := readElement(d, token, depth+1)
			if err != nil {
				return nil, err
			}
			e.in = append(e.in, in)
		case xml.CharData:
			e.text.Write(token)
		case xml.EndElement:
			return e, nil
		}
	}
}

// one is the first element of a name within another; never nil.
func (e *element) one(name string) *element {
	for _, in := range e.in {
		if in.name == name {
			return in
		}
	}
	return &element{line: e.line}
}

// all are the elements of a name within another.
func (e *element) all(name string) []*element {
	var out []*element
	for _, in := range e.in {
		if in.name == name {
			out = append(out, in)
		}
	}
	return out
}

type moodleReader struct {
	reader
	topic string
}

func (m *moodleReader) element(e *element) {
	if e.kind == "category" {
		m.topic = categoryTopic(oneLine(e.one("category").one("text").text.String()))
		return
	}
	d := &draft{line: e.line, topic: m.topic}
	d.stem = words1(d, e.one("questiontext"))
	if e.one("image").text.Len() > 0 && oneLine(e.one("image").text.String()) != "" {
		d.dropped = append(d.dropped, tell("dropped-image"))
	}
	switch e.kind {
	case "multichoice", "truefalse":
		m.choices(d, e)
	default:
		key := "kind-" + e.kind
		if _, known := texts[key]; known {
			m.refuse(d, d.line, key)
		} else {
			m.refuse(d, d.line, "kind-other", shorten(oneLine(e.kind), 40))
		}
	}
	m.take(d)
}

// words1 is the text of an element as it is shown; what is lost is noted.
func words1(d *draft, e *element) string {
	text := e.one("text")
	if len(e.all("text")) == 0 {
		text = e
	}
	if e.format == "plain_text" {
		return clean(text.text.String())
	}
	out, dropped := htmlText(text.text.String(), e.format == "html")
	d.dropped = append(d.dropped, dropped...)
	if files := len(e.all("file")); files > 0 && len(dropped) == 0 {
		d.dropped = append(d.dropped, tell("dropped-file"))
	}
	return clean(out)
}

// standard are the remarks that Moodle itself puts into every question, folded.
var standard = map[string]bool{
	"your answer is correct.": true, "your answer is partially correct.": true, "your answer is incorrect.": true,
	"câu trả lời của bạn đúng.": true, "câu trả lời của bạn đúng một phần.": true, "câu trả lời của bạn sai.": true,
}

func (m *moodleReader) choices(d *draft, e *element) {
	d.explanation, d.cites = splitFeedback(words1(d, e.one("generalfeedback")))
	for _, name := range []string{"correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"} {
		if text := words1(d, e.one(name)); text != "" && !standard[viet.Fold(text)] {
			d.dropped = append(d.dropped, tell("dropped-feedback"))
		}
	}
	for _, hint := range e.all("hint") {
		if words1(d, hint) != "" {
			d.dropped = append(d.dropped, tell("dropped-hint"))
		}
	}
	for _, tag := range e.one("tags").all("tag") {
		m.tag(d, tag.line, tag.one("text").text.String())
	}
	single := e.kind == "truefalse" || !strings.EqualFold(strings.TrimSpace(e.one("single").text.String()), "false") &&
		strings.TrimSpace(e.one("single").text.String()) != "0"
	var shares []share
	for _, a := range e.all("answer") {
		percent, err := strconv.ParseFloat(strings.TrimSpace(a.fraction), 64)
		if err != nil || percent != percent {
			m.refuse(d, a.line, "moodle-fraction", shorten(oneLine(a.fraction), 20))
			return
		}
		pictures := len(d.dropped)
		c := choice{text: words1(d, a), why: words1(d, a.one("feedback"))}
		if c.text == "" && len(d.dropped) > pictures {
			m.refuse(d, a.line, "option-picture", letter(len(d.options)))
			return
		}
		if e.kind == "truefalse" {
			c.text = truth(c.text)
		}
		d.options = append(d.options, c)
		shares = append(shares, share{percent, single && percent >= 100})
	}
	if d.stem == "" && len(d.dropped) > 0 {
		m.refuse(d, d.line, "stem-picture")
		return
	}
	m.weigh(d, shares)
}

// truth is how officers read "true" and "false".
func truth(text string) string {
	switch strings.ToLower(text) {
	case "true":
		return tell("true")
	case "false":
		return tell("false")
	}
	return text
}
