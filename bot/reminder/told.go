package reminder

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"camnang/corpus/calendar"
)

// goneFor is how long it is kept what was given of a step that ended or moved: what is undone within its 24 hours is not
// told again.
const goneFor = 25 * time.Hour

// Told is what one officer was told: the record of queue.TableTold under the officer's id. The zero Told is that of
// somebody who was told nothing. It is a value: its methods leave it as it is.
type Told struct {
	// Steps says what was given, by step and day ("k12.3:2026-12-04"). What is kept of a step that ended, moved or went
	// to somebody else is dropped a day after that.
	Steps map[string]Mark `json:"steps,omitempty"`
	// Daily is the day on which the last collected message was given.
	Daily calendar.Day `json:"daily,omitzero"`
	// Account is the account that was told; 0 when it is not known.
	Account int64 `json:"account,omitempty"`
}

// For is t for an officer whose account is this one. When another was told before, what was given last of each step is to
// be given again: it may lie on a telephone that the officer no longer has, or still in the outbox, from where nobody else
// is given it.
func (t Told) For(account int64) Told {
	before := t.Account
	t.Account = account
	if before == 0 || before == account {
		return t
	}
	t.Daily = calendar.Day{}
	steps := make(map[string]Mark, len(t.Steps))
	for key, m := range t.Steps {
		if n := len(m.Rungs); n > 0 {
			m.Rungs = slices.Clone(m.Rungs[:n-1])
		}
		steps[key] = m
	}
	t.Steps = steps
	return t
}

// Mark is what was given of one step for one day.
type Mark struct {
	// Rungs are those that are over: given, put off, overtaken by a later one, or past when the step came to be.
	Rungs []Rung `json:"rungs,omitempty"`
	// Off are those put off, with the moment at which they are given again.
	Off map[Rung]time.Time `json:"off,omitempty"`
	// Gone is when the step was first found ended, moved or another's; zero while it stands.
	Gone time.Time `json:"gone,omitzero"`
}

// ReadTold reads the officer's record of queue.TableTold, nil when there is none. The error is that of a record that
// cannot be read.
func ReadTold(record []byte) (Told, error) {
	var t Told
	if len(record) == 0 {
		return t, nil
	}
	if err := json.Unmarshal(record, &t); err != nil {
		return Told{}, fmt.Errorf("read what was told: %w", err)
	}
	return t, nil
}

// PutOff is t with one occurrence to be given again at a moment, and the others as they are. Put off twice, the later
// choice holds. What is no ID of an occurrence changes nothing. It is the caller's to decide again for the officer, so
// that the wake is set.
func (t Told) PutOff(occurrence string, until time.Time) Told {
	p, step, day, rung, ok := ReadOccurrence(occurrence)
	if !ok {
		return t
	}
	t.Steps = maps.Clone(t.Steps)
	if t.Steps == nil {
		t.Steps = map[string]Mark{}
	}
	key := string(p) + "." + step + ":" + day.String()
	m := t.Steps[key].with(rung)
	m.Off = maps.Clone(m.Off)
	if m.Off == nil {
		m.Off = map[Rung]time.Time{}
	}
	m.Off[rung] = until.UTC().Truncate(time.Second)
	t.Steps[key] = m
	return t
}

// with is m with further rungs over.
func (m Mark) with(rungs ...Rung) Mark {
	for _, r := range rungs {
		if !slices.Contains(m.Rungs, r) {
			m.Rungs = append(slices.Clip(m.Rungs), r)
		}
	}
	return m
}
