package main

import (
	"strings"
	"testing"

	"camnang/bot"
	"camnang/bot/officer"
	"camnang/bot/plan"
	"camnang/corpus/calendar"
)

// The judge of a year must be able to find fault.
func TestTheJudgeOfAYearFindsWhatIsWrong(t *testing.T) {
	const name = "k1.1:2026-03-02:0"
	step := func() *duty {
		s := &duty{plan: "k1", step: "1", title: "Công việc số 7", lead: "o1", open: true, had: map[officer.ID]bool{}}
		s.moveTo(calendar.MustDay("2026-03-02"))
		return s
	}
	body := func(names ...string) reminded {
		r := reminded{Officer: "o1"}
		for _, n := range names {
			r.Items = append(r.Items, struct {
				ID    string `json:"id"`
				Above bool   `json:"above"`
			}{n, false})
		}
		return r
	}
	says := []bot.Span{{Text: "KH-0001: Công việc số 7\nthứ Hai, 2/3/2026"}}
	rows := []struct {
		rule string
		do   func(j *judge, s *duty)
		want string
	}{
		{"all in order", func(j *judge, _ *duty) {
			j.asks([]told{{"o1", []string{name}}})
			j.arrived("r.1", 1, body(name), says)
		}, ""},
		{"what was asked for does not come", func(j *judge, _ *duty) { j.asks([]told{{"o1", []string{name}}}) }, "lost"},
		{"what nobody asked for comes", func(j *judge, _ *duty) { j.arrived("r.1", 1, body(name), says) }, "unasked"},
		{"it comes under two ids", func(j *judge, _ *duty) {
			j.asks([]told{{"o1", []string{name}}})
			j.arrived("r.1", 1, body(name), says)
			j.arrived("r.2", 1, body(name), says)
		}, "unasked"},
		{"it comes twice under one", func(j *judge, _ *duty) {
			j.asks([]told{{"o1", []string{name}}})
			j.arrived("r.1", 1, body(name), says)
			j.arrived("r.1", 1, body(name), says)
		}, "twice"},
		{"it names what is done", func(j *judge, s *duty) {
			j.asks([]told{{"o1", []string{name}}})
			s.open = false
			j.arrived("r.1", 1, body(name), says)
		}, "wrong"},
		{"it leaves out what is to be done", func(j *judge, _ *duty) {
			j.asks([]told{{"o1", []string{name}}})
			j.arrived("r.1", 1, body(name), nil)
		}, "wrong"},
		{"it comes to somebody else", func(j *judge, _ *duty) {
			j.asks([]told{{"o1", []string{name}}})
			j.arrived("r.1", 2, body(name), says)
		}, "wrong"},
		{"it is withheld although something is to be done", func(j *judge, _ *duty) {
			j.asks([]told{{"o1", []string{name}}})
			j.withheld("r.1", body(name))
		}, "lost"},
		{"it is withheld because all is done", func(j *judge, s *duty) {
			j.asks([]told{{"o1", []string{name}}})
			s.open = false
			j.withheld("r.1", body(name))
		}, ""},
	}
	for _, row := range rows {
		m := newPolicy()
		m.people["o1"] = &person{id: "o1", number: 1}
		s := step()
		m.begin(s)
		j := newJudge(m)
		row.do(j, s)
		j.settled("")
		var got []string
		for name, n := range map[string]int{"lost": j.lost, "unasked": j.unasked, "wrong": j.wrong, "twice": j.twice} {
			for range n {
				got = append(got, name)
			}
		}
		if strings.Join(got, " ") != row.want {
			t.Errorf("%s: found %v, want %q", row.rule, got, row.want)
		}
	}
}

// The policy written a second time says of a plain case what the first one is documented to say.
func TestTheModelOfAYearAsksForThePlainCase(t *testing.T) {
	m := newPolicy()
	m.off = calendar.NewWorkdays(calendar.ShippedShifts()...).Off
	for n, p := range []*person{{id: "o1", unit: "d1"}, {id: "o2", unit: "d1", heads: []officer.UnitID{"d1"}}} {
		p.number, p.from, p.to, p.before = n+1, 450, 1050, []int{7, 3, 1}
		m.people[p.id] = p
		p.told = map[string]bool{}
	}
	m.reordered()
	// A Friday; seven, three and one days before it are a Friday, a Tuesday and a Thursday.
	s := &duty{plan: "k1", step: "1", lead: "o1", weight: plan.Milestone, had: map[officer.ID]bool{}}
	s.born = clockAt(calendar.MustDay("2026-03-02"), 600)
	s.moveTo(calendar.MustDay("2026-03-20"))
	m.begin(s)
	var got []string
	for d := calendar.MustDay("2026-03-03"); d.Before(calendar.MustDay("2026-04-10")); d = d.Add(1) {
		for _, a := range m.asks(clockAt(d, 450), map[officer.ID]bool{"o1": true}) {
			got = append(got, d.String()+" "+string(a.who)+" "+strings.Join(a.names, " "))
		}
		for _, a := range m.asks(clockAt(d, 450), map[officer.ID]bool{"o2": true}) {
			got = append(got, d.String()+" "+string(a.who)+" "+strings.Join(a.names, " "))
		}
	}
	want := []string{
		"2026-03-13 o1 k1.1:2026-03-20:-7", "2026-03-17 o1 k1.1:2026-03-20:-3",
		"2026-03-19 o1 k1.1:2026-03-20:-1", "2026-03-20 o1 k1.1:2026-03-20:0",
		"2026-03-23 o1 k1.1:2026-03-20:+1", "2026-03-23 o2 k1.1:2026-03-20:+1",
		"2026-03-25 o1 k1.1:2026-03-20:+3", "2026-03-25 o2 k1.1:2026-03-20:+3",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("asked for\n%s", strings.Join(got, "\n"))
	}
}
