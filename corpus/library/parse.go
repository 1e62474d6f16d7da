package library

import (
	"fmt"
	"regexp"
	"strings"

	"camnang/corpus"
	"camnang/corpus/calendar"
	"camnang/corpus/viet"
)

// parse reads one file: front matter of "key: value" lines between two lines ---, then clauses, each
// "## ADDRESS | HEADING", its own "key: value" lines, a blank line, and the words. An address is
// "-" when unknown; several addresses of one provision are separated by ";".
func parse(text string) (*corpus.Edition, error) {
	p := &parser{lines: strings.Split(viet.NFC(strings.ReplaceAll(text, "\r\n", "\n")), "\n")}
	e, err := p.edition()
	if err != nil {
		return nil, fmt.Errorf("line %d: %w", p.at, err)
	}
	return e, nil
}

type parser struct {
	lines []string
	// at is the number of the line read last, from 1.
	at int
}

func (p *parser) next() (string, bool) {
	if p.at >= len(p.lines) {
		return "", false
	}
	p.at++
	return strings.TrimRight(p.lines[p.at-1], " \t"), true
}

func (p *parser) edition() (*corpus.Edition, error) {
	if line, _ := p.next(); line != "---" {
		return nil, fmt.Errorf("the file begins with %q, not with ---", line)
	}
	d := &corpus.Document{}
	e := &corpus.Edition{Document: d}
	for {
		line, ok := p.next()
		if !ok {
			return nil, fmt.Errorf("the front matter has no end")
		}
		if line == "---" {
			break
		}
		key, value, err := pair(line)
		if err != nil {
			return nil, err
		}
		if err := setEdition(e, key, value); err != nil {
			return nil, err
		}
	}
	if d.Number != "" {
		d.Name = ""
	}
	for {
		line, ok := p.next()
		if !ok {
			return e, nil
		}
		if line == "" {
			continue
		}
		if !strings.HasPrefix(line, "## ") {
			return nil, fmt.Errorf("%q stands in no clause", line)
		}
		c, err := p.clause(e, strings.TrimPrefix(line, "## "))
		if err != nil {
			return nil, err
		}
		e.Clauses = append(e.Clauses, c)
	}
}

func pair(line string) (key, value string, err error) {
	key, value, ok := strings.Cut(line, ":")
	if !ok {
		return "", "", fmt.Errorf("%q is not of the form key: value", line)
	}
	return strings.TrimSpace(key), strings.TrimSpace(value), nil
}

func setEdition(e *corpus.Edition, key, value string) (err error) {
	d := e.Document
	switch key {
	case "label":
		d.Name = value
	case "number":
		d.Number = value
	case "kind":
		d.Kind = value
	case "issuer":
		d.Issuer = value
	case "title":
		d.Title = value
	case "note":
		d.Note = value
	case "date":
		d.Date, err = calendar.ParseDay(value)
	case "in_force_from":
		e.Span.From, err = calendar.ParseDay(value)
	case "in_force_to":
		e.Span.To, err = calendar.ParseDay(value)
	case "replaces":
		d.Replaces, err = refs(value)
	case "replaced_by":
		d.ReplacedBy, err = refs(value)
	case "amends":
		d.Amends, err = refs(value)
	case "scope":
		if value != "national" {
			d.Scope = value
		}
	case "source":
		e.Source = corpus.Source(value)
		if e.Source != corpus.Digest && e.Source != corpus.Official {
			err = fmt.Errorf("source %q is neither digest nor official", value)
		}
	case "confidence", "sources":
		// Evidence for the document itself: kept in the file for whoever maintains it.
	default:
		err = fmt.Errorf("unknown key %q", key)
	}
	return err
}

// refs reads "296-QĐ/TW (2025-05-30); 85-QĐ/TW (2017-05-23)".
func refs(s string) ([]corpus.Ref, error) {
	var out []corpus.Ref
	for _, part := range strings.Split(s, ";") {
		number, date, dated := strings.Cut(strings.TrimSpace(part), " (")
		ref := corpus.Ref{Number: number}
		if dated {
			day, err := calendar.ParseDay(strings.TrimSuffix(date, ")"))
			if err != nil {
				return nil, fmt.Errorf("reference %q: %w", part, err)
			}
			ref.Date = day
		}
		out = append(out, ref)
	}
	return out, nil
}

func (p *parser) clause(e *corpus.Edition, head string) (*corpus.Clause, error) {
	c := &corpus.Clause{Span: e.Span}
	address, heading, _ := strings.Cut(head, "|")
	c.Heading = strings.TrimSpace(heading)
	for i, one := range strings.Split(address, ";") {
		path, err := corpus.ParsePath(one)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			c.Path = path
		} else {
			c.Also = append(c.Also, path)
		}
	}
	for {
		line, ok := p.next()
		if !ok || line == "" {
			break
		}
		key, value, err := pair(line)
		if err != nil {
			return nil, err
		}
		if err := setClause(c, key, value); err != nil {
			return nil, err
		}
	}
	var words []string
	for {
		line, ok := p.next()
		if !ok {
			break
		}
		if strings.HasPrefix(line, "## ") {
			p.at--
			break
		}
		words = append(words, line)
	}
	c.Text = strings.TrimSpace(strings.Join(words, "\n"))
	return c, nil
}

func setClause(c *corpus.Clause, key, value string) (err error) {
	switch key {
	case "facts":
		c.Facts, err = facts(value)
	case "in_force_from":
		c.Span.From, err = bound(value, "unknown")
	case "in_force_to":
		c.Span.To, err = bound(value, "open")
	case "gap":
		c.Gap = value == "yes"
	case "note":
		c.Note = value
	case "later":
		for _, id := range strings.Split(value, ",") {
			fact, part := strings.CutSuffix(strings.TrimSpace(id), " (part)")
			c.Later = append(c.Later, corpus.Later{Fact: fact, Part: part})
		}
	case "asked":
		c.Asked = append(c.Asked, value)
	default:
		err = fmt.Errorf("unknown key %q of a clause", key)
	}
	return err
}

func bound(value, none string) (calendar.Day, error) {
	if value == none {
		return calendar.Day{}, nil
	}
	return calendar.ParseDay(value)
}

var factForm = regexp.MustCompile(`^([A-Z]\d{2}) \((high|medium|low);([A-Z0-9 ]*)\)$`)

func facts(s string) ([]corpus.Fact, error) {
	var out []corpus.Fact
	for _, part := range strings.Split(s, ",") {
		m := factForm.FindStringSubmatch(strings.TrimSpace(part))
		if m == nil {
			return nil, fmt.Errorf("fact %q is not of the form A01 (high; G1 P2)", part)
		}
		out = append(out, corpus.Fact{ID: m[1], Confidence: corpus.Confidence(m[2]), Sources: strings.Fields(m[3])})
	}
	return out, nil
}
