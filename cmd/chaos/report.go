package main

import (
	"fmt"
	"io"
	"strings"
	"sync"
)

// report prints figures and remembers which of them miss their bound.
type report struct {
	out io.Writer
	// short prints times without their bounds: a short run is an ordinary test, on whatever machine, beside others.
	short bool
	mu    sync.Mutex
	bad   []string
}

// floor prints a figure that must be at least bound, ceiling one that must be at most bound, and plain one
// without a bound. Figures of one scenario carry its name in front.
func (r *report) floor(name string, value float64, unit string, bound float64) {
	r.print(name, value, unit, fmt.Sprintf(" floor %g", bound), value < bound)
}

func (r *report) ceiling(name string, value float64, unit string, bound float64) {
	r.print(name, value, unit, fmt.Sprintf(" ceiling %g", bound), value > bound)
}

// within is ceiling for a time, in a full run.
func (r *report) within(name string, value float64, unit string, bound float64) {
	if r.short {
		r.plain(name, value, unit)
		return
	}
	r.ceiling(name, value, unit, bound)
}

func (r *report) plain(name string, value float64, unit string) {
	r.print(name, value, unit, "", false)
}

func (r *report) print(name string, value float64, unit, bound string, missed bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if unit == "" {
		unit = "times"
	}
	line := fmt.Sprintf("figure %s %.4g %s%s", name, value, strings.ReplaceAll(unit, " ", "-"), bound)
	fmt.Fprintln(r.out, line)
	if missed {
		r.bad = append(r.bad, line)
	}
}

// missed is an error that repeats the figures that miss their bound, nil when none does.
func (r *report) missed() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.bad) == 0 {
		return nil
	}
	return fmt.Errorf("missed:\n%s", strings.Join(r.bad, "\n"))
}
