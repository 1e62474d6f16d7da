package reminder

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"camnang/bot/officer"
	"camnang/bot/plan"
	"camnang/corpus/calendar"
)

// overdueDays is for how many days after its day a step is reminded of: the last reminder is three working days after it,
// which over Tết are thirteen days, and an outage may come on top. What is overdue longer is in the lists of heads.
const overdueDays = 28

// Decide says which reminders an officer is given now, and when to decide next. It reads no clock and changes nothing:
// the same arguments give the same Decision. Given its own Told it finds nothing more at the same moment; called before
// Next it finds nothing and the same Next. Whoever has not joined is given nothing.
//
// Of several reminders of one step that are due at once the last is given and the others are over with it. Limits, what is
// overdue (except steps of one's own, which are collected), and what was asked for by the minute or put off are one
// message of their own; all else is collected into one message a day, when push hours begin.
//
// What was missed waits for push hours. Three things do not: a Limit, and what was asked for by the minute, when the
// deadline would pass before push hours begin; and what was asked for at the very minute, because it is late already. And what would have to wait for tomorrow's collected message although it is
// due before it is given at once, within push hours.
func Decide(who officer.ID, now time.Time, v View, h Habit, t Told) Decision {
	o, ok := v.Roster.Officer(who)
	if !ok || !o.Joined() {
		return Decision{Told: t}
	}
	d := newDecider(who, now, v, h, t)
	for _, i := range v.Book.LedBy(who) {
		if i.Step.Day.IsZero() || d.beyond(i.Step) {
			break
		}
		d.step(i, true)
	}
	if len(o.Heads) > 0 || o.Administrator {
		d.below()
	}
	d.leftOff()
	d.prune()
	messages := d.messages()
	return Decision{Messages: messages, Told: d.told, Next: d.next}
}

// decider is one Decide under way.
type decider struct {
	who              officer.ID
	now              time.Time
	view             View
	line             *line
	push             push
	limit, milestone []int
	// most is how many days before its day a step's first reminder comes at the soonest.
	most int

	today calendar.Day
	// open is true within push hours; start is when they begin next.
	open  bool
	start time.Time

	told Told
	// mine is true when told.Steps is this decision's own.
	mine bool
	// put are the keys with something put off that were looked at.
	put   map[string]bool
	rungs []rung
	given []given
	next  time.Time
}

func newDecider(who officer.ID, now time.Time, v View, h Habit, t Told) *decider {
	d := &decider{
		who: who, now: now, view: v, told: t, line: newLine(v.Roster), push: newPush(v, h),
		limit: h.DaysBefore(plan.Limit), milestone: h.DaysBefore(plan.Milestone),
	}
	// The first of an ordinary step is for the Monday of its week.
	d.most = 6
	for _, n := range slices.Concat(d.limit, d.milestone) {
		d.most = max(d.most, n)
	}
	d.today, d.open, d.start = calendar.On(now.In(v.Zone)), d.push.open(now), d.push.next(now)
	return d
}

// beyond reports whether nothing of a step, nor of one that is due on a later day, comes to be due before the next moment
// that is known already: an officer leads steps of a whole year, and few of them matter today.
func (d *decider) beyond(s *plan.Step) bool {
	if d.next.IsZero() {
		return false
	}
	first := d.push.start(d.push.days.OnOrBefore(s.Day.Add(-d.most)))
	return first.After(d.now) && !first.Before(d.next)
}

// given is an occurrence to give.
type given struct {
	Occurrence
	item plan.Item
	// legal stands before others; daily is collected. as names it in the ID of the message.
	legal, daily bool
	as           string
	deadline     time.Time
}

// below looks at what is overdue, or will be next, of those whom the officer is one level above.
func (d *decider) below() {
	for _, o := range d.view.Roster.All() {
		if o.ID == d.who || !slices.Contains(d.line.above(o.ID), d.who) {
			continue
		}
		for _, i := range d.view.Book.LedBy(o.ID) {
			if i.Step.Day.IsZero() {
				break
			}
			if own(i) || d.old(i.Step) {
				continue
			}
			d.step(i, false)
			if !i.Step.Day.Before(d.today) {
				// The others are due no sooner.
				break
			}
		}
	}
}

// old reports whether a step is overdue so long that nothing more is said of it.
func (d *decider) old(s *plan.Step) bool { return s.Day.Add(overdueDays).Before(d.today) }

// leftOff looks at what was put off of steps that were not looked at before.
func (d *decider) leftOff() {
	for k, m := range d.told.Steps {
		if len(m.Off) == 0 || d.put[k] {
			continue
		}
		if i, ok := d.concerned(k); ok {
			d.weigh(i, i.Step.Lead == d.who, nil)
		}
	}
}

// concerned returns the step of a key when it stands and the officer leads it or is one level above.
func (d *decider) concerned(k string) (plan.Item, bool) {
	p, step, day, ok := readKey(k)
	if !ok {
		return plan.Item{}, false
	}
	i, ok := standing(d.view.Book, p, step, day)
	ok = ok && (i.Step.Lead == d.who || !own(i) && slices.Contains(d.line.above(i.Step.Lead), d.who))
	return i, ok
}

func (d *decider) step(i plan.Item, lead bool) {
	d.rungs = d.rungs[:0]
	if !d.old(i.Step) {
		d.rungs = d.ladder(d.rungs, i, lead)
	}
	d.weigh(i, lead, d.rungs)
}

// candidate is a rung that is due.
type candidate struct {
	name Rung
	at   time.Time
	// legal and daily are as in given; off is true for one that was put off; ready when it may be given now.
	legal, daily, off, ready bool
}

// weigh decides which of a step's rungs is given now.
func (d *decider) weigh(i plan.Item, lead bool, rungs []rung) {
	k := key(i)
	mark := d.told.Steps[k]
	var due []candidate
	var over []Rung
	for _, r := range rungs {
		if slices.Contains(mark.Rungs, r.name) {
			continue
		}
		at, exact, ok := d.due(r, i)
		switch {
		case !ok:
			over = append(over, r.name)
		case at.After(d.now):
			d.ahead(at)
		default:
			due = append(due, d.candidate(i, r.name, at, exact))
		}
	}
	if len(mark.Off) > 0 {
		if d.put == nil {
			d.put = map[string]bool{}
		}
		d.put[k] = true
		for name, until := range mark.Off {
			if until.After(d.now) {
				d.ahead(until)
				continue
			}
			c := d.candidate(i, name, until, !d.push.begins(until))
			c.off = true
			due = append(due, c)
		}
	}
	ready := slices.ContainsFunc(due, func(c candidate) bool { return c.ready })
	if !ready && len(due) > 0 {
		d.ahead(d.start)
	}
	if ready {
		last := slices.MaxFunc(due, func(a, b candidate) int { return cmp.Compare(a.name.place(), b.name.place()) })
		d.give(i, lead, last)
		mark.Off = maps.Clone(mark.Off)
		for _, c := range due {
			over = append(over, c.name)
			delete(mark.Off, c.name)
		}
	}
	if next := mark.with(over...); ready || len(next.Rungs) != len(mark.Rungs) {
		d.set(k, next)
	}
}

// candidate says how a rung that is due may be given.
func (d *decider) candidate(i plan.Item, name Rung, at time.Time, exact bool) candidate {
	c := candidate{name: name, at: at}
	c.legal = i.Step.Weight == plan.Limit || name.Overdue() && !own(i)
	c.daily = !c.legal && !exact
	deadline := d.push.deadline(i.Step)
	pressing := d.now.Before(deadline) && !d.start.Before(deadline)
	if c.daily && d.open && d.told.Daily == d.today && pressing {
		c.daily, exact = false, true
	}
	switch {
	case c.daily:
		c.ready = d.open && d.told.Daily != d.today
	default:
		c.ready = d.open || pressing || exact && (!Late(at, d.now) || i.Step.At && strings.HasPrefix(string(name), "@"))
	}
	return c
}

// begins reports whether push hours of a working day begin at a moment.
func (p push) begins(at time.Time) bool {
	d := calendar.On(at.In(p.zone))
	return !p.days.Off(d) && p.start(d).Equal(at)
}

// ahead notes a moment at which something may come to be due.
func (d *decider) ahead(at time.Time) {
	if d.next.IsZero() || at.Before(d.next) {
		d.next = at
	}
}

func (d *decider) give(i plan.Item, lead bool, c candidate) {
	g := given{item: i, legal: c.legal, daily: c.daily, deadline: d.push.deadline(i.Step), Occurrence: Occurrence{
		ID: key(i) + ":" + string(c.name), Plan: i.Plan.ID, Step: i.Step.ID, Rung: c.name, For: d.who, At: c.at,
		Doubt: i.Step.Reason.Doubt, Above: !lead,
	}}
	g.as = g.ID
	if c.off {
		// It was given before: under the same name the outbox would take it for that message.
		g.as += "/" + strconv.FormatInt(c.at.Unix(), 10)
	}
	d.given = append(d.given, g)
}

func (d *decider) set(k string, m Mark) {
	if !d.mine {
		d.mine = true
		d.told.Steps = maps.Clone(d.told.Steps)
		if d.told.Steps == nil {
			d.told.Steps = map[string]Mark{}
		}
	}
	d.told.Steps[k] = m
}

// prune notes which steps are gone, and drops those gone for a day.
func (d *decider) prune() {
	for k, m := range d.told.Steps {
		_, stands := d.concerned(k)
		switch {
		case stands && m.Gone.IsZero():
		case stands:
			m.Gone = time.Time{}
			d.set(k, m)
		case m.Gone.IsZero():
			m.Gone = d.now.UTC().Truncate(time.Second)
			d.set(k, m)
		case d.now.Sub(m.Gone).Abs() > goneFor:
			d.set(k, m)
			delete(d.told.Steps, k)
		}
	}
}

// messages are the notices of what is given: what stands alone, and what is collected. What was asked for by the minute
// goes with either of them rather than alone.
func (d *decider) messages() []Notice {
	slices.SortFunc(d.given, func(a, b given) int {
		return cmp.Or(a.deadline.Compare(b.deadline), cmp.Compare(a.item.Plan.Number, b.item.Plan.Number),
			cmp.Compare(len(a.Step), len(b.Step)), strings.Compare(a.Step, b.Step))
	})
	var alone, daily []given
	collected := slices.ContainsFunc(d.given, func(g given) bool { return g.daily })
	for _, g := range d.given {
		if g.daily || collected && !g.legal {
			daily = append(daily, g)
		} else {
			alone = append(alone, g)
		}
	}
	var out []Notice
	if len(alone) > 0 {
		out = append(out, d.notice(alone))
	}
	if len(daily) > 0 {
		n := d.notice(daily)
		n.Daily = true
		n.Digest = n.Late || slices.ContainsFunc(daily, func(g given) bool { return g.Rung == weekRung })
		out = append(out, n)
		d.told.Daily = d.today
	}
	return out
}

func (d *decider) notice(all []given) Notice {
	var n Notice
	names := make([]string, len(all))
	for i, g := range all {
		n.Items = append(n.Items, g.Occurrence)
		n.Legal = n.Legal || g.legal
		n.Late = n.Late || Late(g.At, d.now)
		names[i] = g.as
	}
	slices.Sort(names)
	sum := sha256.Sum256([]byte(string(d.who) + "\n" + strings.Join(names, "\n")))
	n.ID = "remind-" + hex.EncodeToString(sum[:12])
	return n
}
