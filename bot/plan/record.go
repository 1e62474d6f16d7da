package plan

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"camnang/bot/queue"
)

// readPlan reads the record of a plan, with what this release does not know of it.
func readPlan(r queue.Record) (*Plan, error) {
	p := &Plan{}
	strict := json.NewDecoder(bytes.NewReader(r.Value))
	strict.DisallowUnknownFields()
	if strict.Decode(p) != nil {
		p = &Plan{}
		if err := json.Unmarshal(r.Value, p); err != nil {
			return nil, fmt.Errorf("read the plan %s: %w", r.ID, err)
		}
		p.unknown = unknownOf(tree(r.Value), tree(encoded(p)))
	}
	p.ID, p.Version = ID(r.ID), r.Version
	return p, nil
}

// written is the record of a plan, with what this release does not know of it.
func written(p *Plan) json.RawMessage {
	raw := encoded(p)
	if p.unknown == nil {
		return raw
	}
	whole := tree(raw)
	p.unknown.onto(whole)
	return encoded(whole)
}

// same compares what was read from a record with what was not.
func same[T any](a, b T) bool { return bytes.Equal(encoded(a), encoded(b)) }

// encoded is a value as JSON. A plan is text, numbers, days and moments, so there is no error.
func encoded(v any) json.RawMessage {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(fmt.Sprintf("plan: %T cannot be written: %v", v, err))
	}
	return bytes.TrimSuffix(out.Bytes(), []byte{'\n'})
}

// tree is JSON as maps and slices, with numbers as they are written: the id of a group fits no float.
func tree(raw json.RawMessage) any {
	d := json.NewDecoder(strings.NewReader(string(raw)))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		panic(fmt.Sprintf("plan: what was read before cannot be read: %v", err))
	}
	return v
}

// unknown are the fields of an object that this release does not know: a later one wrote them. They are kept, so that
// two releases can work on one store. It is not changed after it was made.
type unknown struct {
	fields map[string]any
	// within are those further in: by the name of a field that is known, or by that of an element of a list.
	within map[string]*unknown
}

// unknownOf is what is in an object, or a list of named objects, and not in the same as this release writes it; nil when
// there is nothing.
func unknownOf(read, known any) *unknown {
	u := &unknown{map[string]any{}, map[string]*unknown{}}
	into := func(name string, read, known any) {
		if further := unknownOf(read, known); further != nil {
			u.within[name] = further
		}
	}
	switch read := read.(type) {
	case map[string]any:
		known, _ := known.(map[string]any)
		for name, value := range read {
			if ours, there := known[name]; there {
				into(name, value, ours)
			} else {
				u.fields[name] = value
			}
		}
	case []any:
		known, _ := known.([]any)
		for i, value := range read {
			if name := nameOf(value); name != "" && i < len(known) {
				into(name, value, known[i])
			}
		}
	}
	if len(u.fields)+len(u.within) == 0 {
		return nil
	}
	return u
}

// onto puts the fields back where they were, as far as that is still there.
func (u *unknown) onto(value any) {
	switch value := value.(type) {
	case map[string]any:
		for name, field := range u.fields {
			if _, there := value[name]; !there {
				value[name] = field
			}
		}
		for name, further := range u.within {
			further.onto(value[name])
		}
	case []any:
		for _, element := range value {
			if further := u.within[nameOf(element)]; further != nil {
				further.onto(element)
			}
		}
	}
}

// nameOf tells an element of a list from the others: a step by its id, an entry of the log by its number; "" for what has
// neither.
func nameOf(element any) string {
	fields, _ := element.(map[string]any)
	for _, field := range []string{"id", "n"} {
		if name, there := fields[field]; there {
			return fmt.Sprint(name)
		}
	}
	return ""
}
