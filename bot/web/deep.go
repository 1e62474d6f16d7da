package web

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Probe tries one part of the program for real. Test gives a few words for the answer, which hold no secret and
// no address, and an error when the part does not work; the error is for the log only. It keeps to its context.
type Probe struct {
	Name string
	Test func(context.Context) (detail string, err error)
}

// Report is what the probes found.
type Report struct {
	OK     bool      `json:"ok"`
	At     time.Time `json:"at"`
	Probes []Result  `json:"probes"`
}

// Result is what one probe found.
type Result struct {
	Name   string `json:"name"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail,omitempty"`
}

const (
	// deepKept is how long a report stands for the next one, so that whoever asks often costs Telegram and the
	// store nothing.
	deepKept = 10 * time.Second
	// deepPatience is how long the probes may take, all at once: a call to Telegram from far away, twice over.
	deepPatience = 8 * time.Second
)

var errSlow = errors.New("it did not answer in time")

// deep runs the probes, once for all who ask at the same time.
type deep struct {
	probes []Probe
	failed func(name string, err error)
	now    func() time.Time

	// turn is held by the one who tries, and guards the rest.
	turn chan struct{}
	kept Report
	// until is how long kept stands; zero when there is none.
	until time.Time
}

// report gives the newest report. It goes on when the one who asked goes away, since the others wait for it; who
// goes away while waiting gets one that says nothing.
func (d *deep) report(ctx context.Context) Report {
	select {
	case d.turn <- struct{}{}:
		defer func() { <-d.turn }()
	case <-ctx.Done():
		return Report{At: d.now()}
	}
	if d.now().Before(d.until) {
		return d.kept
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), deepPatience)
	defer cancel()
	d.kept = Report{OK: true, At: d.now(), Probes: make([]Result, len(d.probes))}
	waits := make([]<-chan Result, len(d.probes))
	for i, p := range d.probes {
		waits[i] = d.try(ctx, p)
	}
	for i, wait := range waits {
		d.kept.Probes[i] = <-wait
		d.kept.OK = d.kept.OK && d.kept.Probes[i].OK
	}
	d.until = d.now().Add(deepKept)
	return d.kept
}

// try gives the result of one probe, at the latest when ctx ends.
func (d *deep) try(ctx context.Context, p Probe) <-chan Result {
	type outcome struct {
		detail string
		err    error
	}
	tried, result := make(chan outcome, 1), make(chan Result, 1)
	go func() {
		defer func() {
			if v := recover(); v != nil {
				tried <- outcome{"it panicked", fmt.Errorf("the probe panicked: %T", v)}
			}
		}()
		detail, err := p.Test(ctx)
		tried <- outcome{detail, err}
	}()
	go func() {
		var o outcome
		select {
		case o = <-tried:
		case <-ctx.Done():
			o = outcome{errSlow.Error(), errSlow}
		}
		if o.err != nil {
			d.failed(p.Name, o.err)
		}
		result <- Result{Name: p.Name, OK: o.err == nil, Detail: o.detail}
	}()
	return result
}
