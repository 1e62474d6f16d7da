package main

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"camnang/bot"
	"camnang/bot/officer"
)

// judge compares the reminders that arrive with those that the policy asks for.
type judge struct {
	mu    sync.Mutex
	model *policy
	// awaited is how often a message was asked for that did not arrive yet, by officer and reminders.
	awaited map[string]int
	heard   map[string]bool
	// lately is the last reminder that came to each officer, to be put off.
	lately map[officer.ID]string

	// asked and given count reminders, messages what arrived. lost are messages that were asked for and did not arrive,
	// unasked those that arrived though nobody asked for them, wrong those whose text names not just the steps that are
	// still to be done, withheld those that were rightly not sent because nothing was to be done any more.
	asked, given, messages, lost, unasked, wrong, withheldN int
	// twice are messages that arrived again; flying those that had arrived and were not noted when a process was killed.
	twice, flying int
	// found are the first faults, for whoever looks.
	found []string
}

func newJudge(m *policy) *judge {
	return &judge{model: m, awaited: map[string]int{}, heard: map[string]bool{}, lately: map[officer.ID]string{}}
}

func (j *judge) fault(count *int, what string) {
	*count++
	if len(j.found) < 10 {
		j.found = append(j.found, what)
	}
}

// asks notes what the policy asks for.
func (j *judge) asks(all []told) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, t := range all {
		j.awaited[string(t.who)+": "+strings.Join(t.names, " ")]++
		j.asked += len(t.names)
	}
}

// settled says that all has been sent: what did not arrive by now is lost.
func (j *judge) settled(at string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for key, n := range j.awaited {
		for range n {
			j.fault(&j.lost, at+" lost "+key)
		}
	}
	clear(j.awaited)
}

func (r reminded) key() (key string, names []string) {
	for _, i := range r.Items {
		names = append(names, i.ID)
	}
	slices.Sort(names)
	return string(r.Officer) + ": " + strings.Join(names, " "), names
}

// expected takes a message off what is awaited.
func (j *judge) expected(key string) {
	if j.awaited[key] == 0 {
		j.fault(&j.unasked, "not asked for: "+key)
		return
	}
	if j.awaited[key]--; j.awaited[key] == 0 {
		delete(j.awaited, key)
	}
}

// stands is the step of a reminder while it is to be done on the day that the reminder is for, nil otherwise.
func (j *judge) stands(name string) *duty {
	ref, _, _ := strings.Cut(name, ":")
	s := j.model.steps[ref]
	if s == nil || !s.open || !strings.HasPrefix(name, s.prefix) {
		return nil
	}
	return s
}

// due are the titles of a reminder's steps that are still to be done by the officer, or by somebody below.
func (j *judge) due(r reminded) []string {
	var titles []string
	for _, i := range r.Items {
		if s := j.stands(i.ID); s != nil && (i.Above || s.lead == r.Officer) {
			titles = append(titles, s.title)
		}
	}
	slices.Sort(titles)
	return titles
}

// titled finds the titles of steps in a text; spelled is how many a reminder spells out.
var titled = regexp.MustCompile(`Công việc số \d+`)

const spelled = 12

// arrived takes a message that Telegram received.
func (j *judge) arrived(id string, chat int64, r reminded, text []bot.Span) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.heard[id] {
		j.twice++
		return
	}
	j.heard[id] = true
	key, names := r.key()
	j.messages++
	j.given += len(names)
	j.lately[r.Officer] = names[len(names)-1]
	j.expected(key)
	var all strings.Builder
	for _, s := range text {
		all.WriteString(s.Text)
	}
	said, want := titled.FindAllString(all.String(), -1), j.due(r)
	slices.Sort(said)
	right := slices.Equal(said, want)
	if len(want) > spelled {
		right = len(said) == spelled && !slices.ContainsFunc(said, func(s string) bool { return !slices.Contains(want, s) })
	}
	if !right || chat != int64(j.model.people[r.Officer].number) {
		j.fault(&j.wrong, key+": names "+strings.Join(said, ", ")+"; to be done are "+strings.Join(want, ", "))
	}
}

// withheld takes a message that was not sent because there is nothing to say.
func (j *judge) withheld(id string, r reminded) {
	j.mu.Lock()
	defer j.mu.Unlock()
	key, names := r.key()
	if j.heard[id] {
		// It was sent, the process was killed before it noted so, and meanwhile everything was done.
		return
	}
	j.heard[id] = true
	j.expected(key)
	j.given += len(names)
	j.withheldN++
	if len(j.due(r)) > 0 {
		j.fault(&j.lost, "withheld "+key)
	}
}

// inFlight counts a message that arrived and was not noted when the process was killed.
func (j *judge) inFlight() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.flying++
}
