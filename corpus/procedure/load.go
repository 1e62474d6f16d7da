package procedure

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"camnang/corpus"
	"camnang/corpus/calendar"
	"camnang/corpus/viet"
)

// line is one "key: value" line of a file.
type line struct {
	number     int
	key, value string
}

// section is a "## HEADING" of a file with the lines under it; the first section of a file, before any heading, has
// none.
type section struct {
	number  int
	heading string
	lines   []line
}

// sections reads the form of the files beside the package: lines "key: value" and "## HEADING", blank lines, and
// comments that begin with "# ". The error names the line.
func sections(text string) ([]section, error) {
	out := []section{{number: 1}}
	for i, raw := range strings.Split(viet.NFC(strings.ReplaceAll(text, "\r\n", "\n")), "\n") {
		s := strings.TrimSpace(raw)
		switch {
		case s == "" || s == "#" || strings.HasPrefix(s, "# "):
		case strings.HasPrefix(s, "## "):
			out = append(out, section{number: i + 1, heading: strings.TrimSpace(s[3:])})
		default:
			key, value, ok := strings.Cut(s, ":")
			if !ok {
				return nil, fmt.Errorf("line %d: %q is not of the form key: value", i+1, s)
			}
			last := &out[len(out)-1]
			last.lines = append(last.lines, line{i + 1, strings.TrimSpace(key), strings.TrimSpace(value)})
		}
	}
	return out, nil
}

// each gives every line to set, with its number in the error. A key given twice is an error, but for those in several.
func (s section) each(set func(key, value string) error, several ...string) error {
	seen := map[string]bool{}
	for _, l := range s.lines {
		if seen[l.key] && !slices.Contains(several, l.key) {
			return fmt.Errorf("line %d: %s a second time", l.number, l.key)
		}
		seen[l.key] = true
		if l.value == "" {
			return fmt.Errorf("line %d: %s has no value", l.number, l.key)
		}
		if err := set(l.key, l.value); err != nil {
			return fmt.Errorf("line %d: %w", l.number, err)
		}
	}
	return nil
}

// clauses finds the clause that states a fact. What the library marks as a gap states none.
type clauses map[string]stated

type stated struct {
	clause     *corpus.Clause
	confidence corpus.Confidence
}

func clausesOf(lib *corpus.Library) clauses {
	out := clauses{}
	for _, c := range lib.Clauses() {
		if c.Gap {
			continue
		}
		for _, f := range c.Facts {
			out[f.ID] = stated{c, f.Confidence}
		}
	}
	return out
}

// parseLimits reads the file of the limits. A limit whose fact the library does not state has no clause.
func parseLimits(text string, from clauses) ([]Limit, error) {
	parts, err := sections(text)
	if err != nil {
		return nil, err
	}
	if len(parts[0].lines) > 0 {
		return nil, fmt.Errorf("line %d: a line that belongs to no limit", parts[0].lines[0].number)
	}
	var out []Limit
	for _, part := range parts[1:] {
		l, err := parseLimit(part)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(out, func(o Limit) bool { return o.ID == l.ID }) {
			return nil, fmt.Errorf("line %d: the limit %s a second time", part.number, l.ID)
		}
		if s, ok := from[l.Fact]; ok {
			l.Clause, l.Cited, l.Mark, l.Span = s.clause.ID, s.clause.Cite().String(), s.clause.Mark(), s.clause.Span
			l.Confidence = s.confidence
		}
		out = append(out, l)
	}
	return out, nil
}

func parseLimit(part section) (Limit, error) {
	l := Limit{ID: part.heading, Amount: -1}
	l.Fact, _, _ = strings.Cut(l.ID, "-")
	err := part.each(func(key, value string) (err error) {
		switch key {
		case "event":
			l.Event = value
		case "action":
			l.Action = value
		case "who":
			l.Who = value
		case "amount":
			if l.Amount = 0; value != "none" {
				l.Amount, l.Unit, err = amount(value)
			}
		case "extension":
			l.Extension, err = extension(value)
		case "ask":
			l.Ask, err = yes(value)
		case "withheld":
			l.Withheld = value
		case "not-said":
			l.NotSaid = append(l.NotSaid, value)
		default:
			err = fmt.Errorf("unknown key %q of a limit", key)
		}
		return err
	}, "not-said")
	switch {
	case err != nil:
		return Limit{}, err
	case l.Event == "" || l.Action == "" || l.Who == "":
		return Limit{}, fmt.Errorf("line %d: the limit %s lacks its event, its action or who acts", part.number, l.ID)
	case (l.Amount >= 0) == (l.Withheld != ""):
		return Limit{}, fmt.Errorf("line %d: the limit %s has not either an amount or a reason to be withheld", part.number, l.ID)
	}
	l.Amount = max(l.Amount, 0)
	return l, nil
}

// amount reads "90 working-day".
func amount(s string) (int, calendar.Unit, error) {
	number, unit, _ := strings.Cut(s, " ")
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || !slices.Contains([]calendar.Unit{calendar.Days, calendar.WorkingDays, calendar.Months}, calendar.Unit(unit)) {
		return 0, "", fmt.Errorf("%q is no amount of time", s)
	}
	return n, calendar.Unit(unit), nil
}

// extension reads "30 day, 1"; "not-said" stands for a number of times that the source does not say.
func extension(s string) (*Extension, error) {
	length, times, ok := strings.Cut(s, ", ")
	if !ok {
		return nil, fmt.Errorf("%q does not say how many times", s)
	}
	n, unit, err := amount(length)
	if err != nil {
		return nil, err
	}
	e := &Extension{Amount: n, Unit: unit}
	if times != "not-said" {
		if e.Times, err = strconv.Atoi(times); err != nil || e.Times < 1 {
			return nil, fmt.Errorf("%q is no number of times", times)
		}
	}
	return e, nil
}

func yes(s string) (bool, error) {
	if s != "yes" && s != "no" {
		return false, fmt.Errorf("%q is neither yes nor no", s)
	}
	return s == "yes", nil
}

// parseProcedure reads the file of one procedure. limits are those that its steps may be due by.
func parseProcedure(id, text string, from clauses, limits []Limit) (*Procedure, error) {
	parts, err := sections(text)
	if err != nil {
		return nil, err
	}
	p, fact := &Procedure{ID: id}, ""
	err = parts[0].each(func(key, value string) (err error) {
		switch key {
		case "kind":
			p.Kind = Kind(value)
		case "level":
			p.Level = Level(value)
		case "title":
			p.Title = value
		case "begins":
			p.Begins = value
		case "confidence":
			p.Confidence = corpus.Confidence(value)
		case "sample":
			p.Sample, err = yes(value)
		case "fact":
			fact = value
		case "note":
			p.Note = value
		default:
			err = fmt.Errorf("unknown key %q of a procedure", key)
		}
		return err
	})
	switch {
	case err != nil:
		return nil, err
	case p.Kind.Vietnamese() == "" || p.Level.Vietnamese() == "" || p.Title == "" || p.Begins == "":
		return nil, fmt.Errorf("line 1: kind, level, title or what it begins with is not said")
	case !slices.Contains([]corpus.Confidence{corpus.High, corpus.Medium, corpus.Low}, p.Confidence):
		return nil, fmt.Errorf("line 1: %q is no confidence", p.Confidence)
	case p.Sample == (fact != ""):
		return nil, fmt.Errorf("line 1: it rests on a fact or is a sample, one of the two")
	}
	if s, ok := from[fact]; ok {
		p.Clause, p.Cited = s.clause.ID, s.clause.Cite().String()
	}
	p.Sample = p.Clause == ""
	for _, part := range parts[1:] {
		step, err := parseStep(part, from)
		if err != nil {
			return nil, err
		}
		if err := p.fits(step, limits); err != nil {
			return nil, fmt.Errorf("line %d: %w", part.number, err)
		}
		p.Steps = append(p.Steps, step)
	}
	if len(p.Steps) == 0 {
		return nil, fmt.Errorf("line 1: it has no steps")
	}
	return p, nil
}

var stages = []Stage{Prepare, Conduct, Conclude}

// parseStep reads "## STAGE ID | TITLE" and the lines under it.
func parseStep(part section, from clauses) (Step, error) {
	place, title, _ := strings.Cut(part.heading, "|")
	stage, id, _ := strings.Cut(strings.TrimSpace(place), " ")
	s, fact, sample := Step{ID: id, Stage: Stage(stage), Title: strings.TrimSpace(title)}, "", false
	err := part.each(func(key, value string) (err error) {
		switch key {
		case "who":
			s.Who = value
		case "product":
			s.Product = value
		case "limit":
			s.Limit = value
		case "later":
			s.Later, err = yes(value)
		case "fact":
			fact = value
		case "sample":
			sample, err = yes(value)
		default:
			err = fmt.Errorf("unknown key %q of a step", key)
		}
		return err
	})
	switch {
	case err != nil:
		return Step{}, err
	case !slices.Contains(stages, s.Stage) || s.ID == "" || s.Title == "":
		return Step{}, fmt.Errorf("line %d: %q is not of the form: stage id | title", part.number, part.heading)
	case sample == (fact != ""):
		return Step{}, fmt.Errorf("line %d: a step rests on a fact or is a sample, one of the two", part.number)
	}
	if st, ok := from[fact]; ok {
		s.Clause, s.Cited, s.Mark, s.Span = st.clause.ID, st.clause.Cite().String(), st.clause.Mark(), st.clause.Span
	}
	s.Sample = s.Clause == ""
	return s, nil
}

// fits refuses a step out of the order of the stages or with an id given before, one that is due by a limit that is
// not there or never computed, and one that would count the limit from the wrong event.
func (p *Procedure) fits(s Step, limits []Limit) error {
	for _, before := range p.Steps {
		if before.ID == s.ID {
			return fmt.Errorf("the step %s a second time", s.ID)
		}
		if slices.Index(stages, before.Stage) > slices.Index(stages, s.Stage) {
			return fmt.Errorf("the step %s comes after a later stage", s.ID)
		}
	}
	if s.Limit == "" {
		if s.Later {
			return fmt.Errorf("the step %s has no limit that could run from later", s.ID)
		}
		return nil
	}
	at := slices.IndexFunc(limits, func(l Limit) bool { return l.ID == s.Limit })
	if at < 0 || limits[at].Withheld != "" || limits[at].Amount == 0 {
		return fmt.Errorf("the step %s is due by %q, which is no limit that is computed", s.ID, s.Limit)
	}
	if !s.Later && limits[at].Event != p.Begins {
		return fmt.Errorf("the step %s counts %s from %q, and the procedure begins with %q", s.ID, s.Limit, limits[at].Event, p.Begins)
	}
	return nil
}
