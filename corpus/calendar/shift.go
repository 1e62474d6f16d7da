package calendar

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"
)

// Shift is a day that somebody set to be off, or to be worked although it were off. It says something of its own day
// only: entering one moves no other day off.
type Shift struct {
	Day Day  `json:"day"`
	Off bool `json:"off"`
	// Why is what the day is in Vietnamese, as officers read it: "Tết Nguyên đán", "làm bù cho ngày 2/1/2026".
	Why string `json:"why"`
	// Source is the document or announcement that says so; never empty.
	Source string `json:"source"`
	// By is the officer who entered it and At when; both zero for a shipped one.
	By string    `json:"by,omitempty"`
	At time.Time `json:"at,omitzero"`
}

// ReadShift reads the record of a Shift (queue.TableDay), which is its JSON. A record without day or source is an
// error; fields it does not know are left out.
func ReadShift(record []byte) (Shift, error) {
	var s Shift
	if err := json.Unmarshal(record, &s); err != nil {
		return Shift{}, fmt.Errorf("read a day off: %w", err)
	}
	if s.Day.IsZero() || strings.TrimSpace(s.Source) == "" {
		return Shift{}, errors.New("read a day off: it has no day or no source")
	}
	return s, nil
}

//go:embed days/*.txt
var shipped embed.FS

// ShippedShifts returns the days that come with the program, by day: what the government announced for each year, as
// far as an announcement could be found. The slice is the caller's.
func ShippedShifts() []Shift { return append([]Shift(nil), readShipped()...) }

// readShipped reads the embedded files once. It panics on a bad line: the files are part of the program and a test
// reads them.
var readShipped = sync.OnceValue(func() []Shift {
	files, err := shipped.ReadDir("days")
	if err != nil {
		panic(err)
	}
	var all []Shift
	for _, f := range files {
		text, err := shipped.ReadFile("days/" + f.Name())
		if err != nil {
			panic(err)
		}
		shifts, err := parseShifts(f.Name(), string(text))
		if err != nil {
			panic(err)
		}
		all = append(all, shifts...)
	}
	return all
})

// parseShifts reads a file of shifts of the name "2026.txt": lines "2026-01-02 off | why | source" or "… work | …" in
// order of their days, all of the year of the name; blank lines and those that begin with # are left out. The error
// names the file and the line.
func parseShifts(name, text string) ([]Shift, error) {
	var out []Shift
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		s, err := parseShift(line)
		if err == nil && name != fmt.Sprintf("%d.txt", s.Day.Year()) {
			err = errors.New("the day is of another year than the file")
		}
		if err == nil && len(out) > 0 && !s.Day.After(out[len(out)-1].Day) {
			err = errors.New("the day does not come after the one before it")
		}
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, i+1, err)
		}
		out = append(out, s)
	}
	return out, nil
}

func parseShift(line string) (Shift, error) {
	fields := strings.Split(line, "|")
	if len(fields) != 3 {
		return Shift{}, errors.New("a line is: day off|work, why, source, parted by |")
	}
	date, kind, _ := strings.Cut(strings.TrimSpace(fields[0]), " ")
	s := Shift{Why: strings.TrimSpace(fields[1]), Source: strings.TrimSpace(fields[2])}
	var err error
	if s.Day, err = ParseDay(date); err != nil {
		return Shift{}, err
	}
	switch kind {
	case "off":
		s.Off = true
	case "work":
	default:
		return Shift{}, fmt.Errorf("%q is neither off nor work", kind)
	}
	if s.Why == "" || s.Source == "" {
		return Shift{}, errors.New("why or source is missing")
	}
	return s, nil
}
