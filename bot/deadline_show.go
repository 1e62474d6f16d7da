package bot

import (
	"context"
	"fmt"

	"camnang/bot/journal"
	"camnang/corpus/calendar"
	"camnang/corpus/procedure"
)

// lapsedLimit reports whether the clause of a limit is in force no more.
func lapsedLimit(l procedure.Limit, today calendar.AsOf) bool {
	return !l.Own() && !l.Span.To.IsZero() && l.Span.To.Before(today.Day)
}

// limitOn computes a limit for a start event on a day; one whose start event the source leaves open once the officer has
// confirmed it.
func (c *Conversation) limitOn(ctx context.Context, in input, p payload) (Turn, error) {
	return c.limitComputed(ctx, in, p, false)
}

// limitSure is the same when the officer has confirmed the start event.
func (c *Conversation) limitSure(ctx context.Context, in input, p payload) (Turn, error) {
	return c.limitComputed(ctx, in, p, true)
}

func (c *Conversation) limitComputed(ctx context.Context, in input, p payload, sure bool) (Turn, error) {
	set, err := c.ownSet(ctx, in)
	if err != nil {
		return Turn{}, err
	}
	l, known := limitNamed(set, p.args[0])
	day, ok := readDayArgument(p.args[1])
	switch {
	case !known:
		return refusal(in.Event, say("limit_gone")), nil
	case !ok:
		return c.forged(in, "button", say("tap_not_valid")), nil
	}
	days, err := c.cfg.Workdays.Workdays(ctx)
	if err != nil {
		return Turn{}, fmt.Errorf("read the days off: %w", err)
	}
	return c.limitShown(in, set, l, day, days, sure || !l.Ask)
}

// limitShown is a limit computed for a start event on a day, with all that explains it; or the question whether the day is
// that of the event, where the source leaves it open.
func (c *Conversation) limitShown(in input, set *procedure.Set, l procedure.Limit, day calendar.Day, days *calendar.Workdays, sure bool) (Turn, error) {
	got, refused := set.Compute(l.ID, day, c.today(c.cfg.Now()), days)
	arg := limitArgument(l.ID)
	if refused != "" {
		return c.deadlineNone(in, refusedText(refused, l))
	}
	if !sure {
		return inPlace(in.Event, []Span{plain(say("calc_sure", upperFirst(l.Action), l.Event, dayText(day), l.Cited))}, [][]Button{
			{opens(say("calc_sure_yes"), "calcsure", 1, arg, dayArgument(day))}, {opens(say("calc_sure_no"), "calclimit", 1, arg)},
		}), nil
	}
	t := inPlace(in.Event, c.limitExplained(got), c.limitButtons(l))
	if clause, ok := c.held(l.Clause); ok {
		t = t.noting(in.note(journal.Looked, true, in.lookedAt(clause)))
	}
	return t, nil
}

func (c *Conversation) limitButtons(l procedure.Limit) [][]Button {
	var rows [][]Button
	if clause, ok := c.held(l.Clause); ok {
		rows = append(rows, []Button{c.opensClause(clause)})
	}
	return append(rows, []Button{opens(say("calc_again"), "calc", 1)})
}

// limitExplained is a computed limit: the day, from what it runs, how it was counted, by how much it may be extended, what
// it rests on, and what the source does not say.
func (c *Conversation) limitExplained(got procedure.Computed) []Span {
	var s sheet
	l := got.Limit
	if got.Old {
		s.para(bold(say("calc_old_heading", l.Span.To.Vietnamese())))
	}
	s.para(bold(upperFirst(l.Action)))
	s.line(plain(say("calc_last_day") + " "))
	s.write(bold(dayText(got.Day)))
	s.para(plain(say("calc_event", l.Event, dayText(got.Count.Start))))
	if l.Who != "" {
		s.line(plain(say("calc_who", l.Who)))
	}
	n := got.Count
	// What holds for a last day that is off is among the notes.
	n.Last = calendar.Status{}
	c.countExplained(&s, n)
	if last := got.Count.Last; last.Off {
		s.line(plain(say("calc_ends_off", last.Why+notCertain(last))))
	}
	if l.Extension != nil {
		s.para(plain(say("calc_extension", l.Extension.Vietnamese(), dayText(got.Latest))))
	} else if l.Own() {
		s.para(plain(say("extension_own")))
	}
	if l.Cited != "" {
		s.para(plain(say("calc_basis", l.Cited)))
	}
	if l.Document != "" {
		s.para(plain(say("reason_document", l.Document)))
	}
	for i, note := range got.Notes {
		if i == 0 {
			s.para(plain("– " + note))
			continue
		}
		s.line(plain("– " + note))
	}
	return s.done()
}

// amountOn counts a bare amount from a day: months first, then days from where they end. No regulation is behind it, and it
// says so.
func (c *Conversation) amountOn(ctx context.Context, in input, p payload) (Turn, error) {
	legs, back, known := readAmountArgument(p.args[0])
	day, ok := readDayArgument(p.args[1])
	if !known || !ok {
		return c.forged(in, "button", say("tap_not_valid")), nil
	}
	days, err := c.cfg.Workdays.Workdays(ctx)
	if err != nil {
		return Turn{}, fmt.Errorf("read the days off: %w", err)
	}
	var counts []calendar.Count
	due, certain := day, true
	for _, l := range legs {
		amount := l.amount
		if back {
			amount = -amount
		}
		n := days.Count(due, amount, l.unit)
		if n.Due.IsZero() {
			return c.deadlineNone(in, say("calc_beyond"))
		}
		n.Amount = l.amount
		due, certain = n.Due, certain && n.Certain
		counts = append(counts, n)
	}
	key := "calc_after"
	if back {
		key = "calc_before"
	}
	var s sheet
	s.para(plain(say(key, lengthText(legs), dayText(day))))
	s.line(bold(dayText(due)))
	last := counts[len(counts)-1].Last
	for _, n := range counts {
		n.Last = calendar.Status{}
		c.countExplained(&s, n)
	}
	if last.Off {
		s.para(plain(say("calc_ends_off", last.Why+notCertain(last))))
	}
	if !certain {
		s.para(plain(say("calc_not_certain")))
	}
	s.para(plain(say("calc_bare")))
	return inPlace(in.Event, s.done(), [][]Button{{opens(say("calc_again"), "calc", 1)}}), nil
}
