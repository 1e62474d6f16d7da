package bot

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"camnang/bot/officer"
	"camnang/bot/quiz"
	"camnang/corpus/calendar"
	"camnang/corpus/viet"
)

// What is read from a typed moment: when a draft opens, when it closes, and until when a push that was given is extended.
const (
	giveOpening   = "opens"
	giveClosing   = "closes"
	giveExtending = "extends"
)

// An hour that was not typed: questions go out when the day's work begins, and count until the end of the day.
const (
	giveMorning = 8 * 60
	giveEvening = 23*60 + 59
)

// giveTimeScreens set when a draft opens and closes, and how long an officer has. The first argument is the push.
func giveTimeScreens() []screen {
	of := func(name string, handle givenHandler) screen {
		return screen{name: name, action: officer.ManagePush, about: aboutGiven, handle: ofDraft(handle)}
	}
	asks := func(what, key string) givenHandler {
		return func(c *Conversation, ctx context.Context, in input, d *quiz.Push, _ payload) (Turn, error) {
			return c.asking(ctx, in, "givetime", say(key), string(d.ID), what)
		}
	}
	return []screen{
		of("giveopens", func(c *Conversation, _ context.Context, in input, d *quiz.Push, _ payload) (Turn, error) {
			return c.giveOpensShown(in, d), nil
		}),
		of("giveopensnow", func(c *Conversation, _ context.Context, in input, d *quiz.Push, _ payload) (Turn, error) {
			next, _ := d.OpensAt(time.Time{}, c.cfg.Now(), c.cfg.Location)
			return c.giveChanged(in, next, ""), nil
		}),
		of("giveopensat", asks(giveOpening, "give_ask_opens")),
		of("giveweekly", func(c *Conversation, _ context.Context, in input, d *quiz.Push, _ payload) (Turn, error) {
			next := *d
			next.Weekly = !d.Weekly
			return c.giveOpensShown(in, &next).changing(next.Change()), nil
		}),
		of("givecloses", func(c *Conversation, _ context.Context, in input, d *quiz.Push, _ payload) (Turn, error) {
			id := string(d.ID)
			return inPlace(in.Event, []Span{bold(say("give_closes_heading")), plain("\n" + say("give_card_closes", c.giveCloses(d.Closes)))}, [][]Button{
				{opens(say("give_days", 1), "giveclosesin", 1, id), opens(say("give_days", 3), "giveclosesin", 3, id)},
				{opens(say("give_week"), "giveclosesin", 7, id), opens(say("give_type"), "giveclosesat", 1, id)},
				{opens(giveTicked(say("give_closes_never_button"), d.Closes.IsZero()), "giveclosesnever", 1, id)},
				giveDone(d),
			}), nil
		}),
		of("giveclosesin", func(c *Conversation, _ context.Context, in input, d *quiz.Push, p payload) (Turn, error) {
			return c.giveChanged(in, d.ClosesAfter(time.Duration(min(p.page, 90))*24*time.Hour, c.cfg.Now()), ""), nil
		}),
		of("giveclosesnever", func(c *Conversation, _ context.Context, in input, d *quiz.Push, _ payload) (Turn, error) {
			return c.giveChanged(in, d.ClosesAfter(0, c.cfg.Now()), ""), nil
		}),
		of("giveclosesat", asks(giveClosing, "give_ask_closes")),
		of("givelimits", func(c *Conversation, _ context.Context, in input, d *quiz.Push, _ payload) (Turn, error) {
			return c.giveLimits(in, d), nil
		}),
		of("givelimit", (*Conversation).giveLimited),
		of("givelimittype", func(c *Conversation, ctx context.Context, in input, d *quiz.Push, _ payload) (Turn, error) {
			return c.asking(ctx, in, "givewhole", say("give_ask_whole", giveWholeMost), string(d.ID))
		}),
		{name: "givemoment", action: officer.EndPush, about: aboutEnded, handle: ofPush((*Conversation).giveMomentChosen)},
	}
}

// giveTimeWaits are moments typed ("givetime", whose arguments are the push, what the moment is for, and the moments that
// were offered to choose from), and the minutes that an officer has in all.
func giveTimeWaits() []wait {
	return []wait{
		{name: "givetime", action: officer.EndPush, about: aboutEnded, handle: awaitsPush((*Conversation).giveMomentTyped)},
		{name: "givewhole", action: officer.ManagePush, about: aboutGiven, handle: awaitsDraft(func(c *Conversation, ctx context.Context, in input, d *quiz.Push, _ []string, text string) (Turn, error) {
			n, err := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(viet.Unmark(text)), "phut")))
			if err != nil || n < 1 || n > giveWholeMost {
				return sentence(say("give_whole_wrong", giveWholeMost)), nil
			}
			if _, err := c.ended(ctx, in); err != nil {
				return Turn{}, err
			}
			next := *d
			next.Whole = time.Duration(n) * time.Minute
			return c.giveLimits(in, &next).changing(next.Change()), nil
		})},
	}
}

// giveOpensShown is the choice of when a draft opens.
func (c *Conversation) giveOpensShown(in input, d *quiz.Push) Turn {
	id := string(d.ID)
	var s sheet
	s.para(bold(say("give_opens_heading")))
	s.line(plain(say("give_card_opens", c.giveOpens(d))))
	if d.Weekly {
		s.para(plain(say("give_weekly_how")))
	}
	weekly := say("give_weekly")
	if d.Weekly {
		weekly = say("give_not_weekly")
	}
	return inPlace(in.Event, s.done(), [][]Button{
		{opens(giveTicked(say("give_opens_now_button"), d.Opens.IsZero()), "giveopensnow", 1, id)},
		{opens(say("give_opens_type"), "giveopensat", 1, id)},
		{opens(weekly, "giveweekly", 1, id)},
		giveDone(d),
	})
}

// giveLimitsOffered are the limits that are offered at once, by the argument of their button: for a try in all, for a question,
// and how many tries there are. giveWholeMost is how many minutes may be typed: a working day.
var giveLimitsOffered = []struct {
	arg   string
	whole time.Duration
	each  time.Duration
	tries int
}{
	{arg: "w0"},
	{arg: "w15", whole: 15 * time.Minute},
	{arg: "w30", whole: 30 * time.Minute},
	{arg: "w45", whole: 45 * time.Minute},
	{arg: "w60", whole: time.Hour},
	{arg: "e0"},
	{arg: "e30", each: 30 * time.Second},
	{arg: "e60", each: time.Minute},
	{arg: "e90", each: 90 * time.Second},
	{arg: "t1", tries: 1},
	{arg: "t2", tries: 2},
	{arg: "t3", tries: 3},
}

const giveWholeMost = 8 * 60

// giveLimits is the choice of how long an officer has and how often.
func (c *Conversation) giveLimits(in input, d *quiz.Push) Turn {
	id := string(d.ID)
	var s sheet
	s.para(bold(say("give_limits_heading")))
	s.line(plain(say("give_card_limits", giveLength(d.Whole), giveLength(d.Each), max(1, d.Tries))))
	s.para(plain(say("give_limits_how")))
	var whole, each, tries []Button
	for _, o := range giveLimitsOffered {
		switch o.arg[0] {
		case 'w':
			name := say("give_whole_none")
			if o.whole > 0 {
				name = say("give_whole", int(o.whole/time.Minute))
			}
			whole = append(whole, opens(giveTicked(name, o.whole == d.Whole), "givelimit", 1, id, o.arg))
		case 'e':
			name := say("give_each_none")
			if o.each > 0 {
				name = say("give_each", int(o.each/time.Second))
			}
			each = append(each, opens(giveTicked(name, o.each == d.Each), "givelimit", 1, id, o.arg))
		default:
			tries = append(tries, opens(giveTicked(say("give_tries", o.tries), o.tries == max(1, d.Tries)), "givelimit", 1, id, o.arg))
		}
	}
	whole = append(whole, opens(say("give_whole_type"), "givelimittype", 1, id))
	rows := slices.Concat(inRows(whole, 2), inRows(each, 2), inRows(tries, 3))
	return inPlace(in.Event, s.done(), append(rows, giveDone(d)))
}

// giveLimited takes one of the limits offered.
func (c *Conversation) giveLimited(_ context.Context, in input, d *quiz.Push, p payload) (Turn, error) {
	next := *d
	for _, o := range giveLimitsOffered {
		if o.arg != p.args[1] {
			continue
		}
		switch o.arg[0] {
		case 'w':
			next.Whole = o.whole
		case 'e':
			next.Each = o.each
		default:
			next.Tries = o.tries
		}
		return c.giveLimits(in, &next).changing(next.Change()), nil
	}
	return refusal(in.Event, say("tap_not_valid")), nil
}

// giveMomentTyped reads a typed moment; what may mean several is asked.
func (c *Conversation) giveMomentTyped(ctx context.Context, in input, d *quiz.Push, args []string, text string) (Turn, error) {
	r, err := c.reading(ctx, text)
	if err != nil {
		return Turn{}, err
	}
	switch {
	case len(r.Impossible) > 0:
		return sentence(say("day_impossible", strings.Join(r.Impossible, "; "))), nil
	case len(r.Whens) == 0:
		return sentence(say("give_moment_not_read")), nil
	case r.Repeat != "" && (argument(args, 1) != giveOpening || !comesWeekly(r.Repeat)):
		return sentence(say("give_weekly_only")), nil
	case len(r.Whens) > 1:
		kept := []string{string(d.ID), argument(args, 1)}
		var rows [][]Button
		for n, w := range r.Whens {
			kept = append(kept, whenArgument(w))
			rows = append(rows, []Button{opens(w.Echo, "givemoment", n+1, string(d.ID))})
		}
		t, err := c.await(ctx, in, "givetime", say("day_which", r.Phrase), kept...)
		if err != nil {
			return Turn{}, err
		}
		last := &t.Replies[len(t.Replies)-1]
		last.Buttons = append(rows, last.Buttons...)
		return t, nil
	}
	return c.giveMomentTaken(ctx, in, d, argument(args, 1), r.Whens[0], r.Repeat != "")
}

// comesWeekly reports whether a recurrence comes each week on one day: its next days are seven days apart.
func comesWeekly(repeat string) bool {
	rule, err := calendar.ParseRecurrence(repeat)
	if err != nil {
		return false
	}
	days := rule.After(calendar.MustDay("2026-01-01"), 5)
	for n := 1; n < len(days); n++ {
		if daysFrom(days[n-1], days[n]) != 7 {
			return false
		}
	}
	return len(days) == 5
}

// giveMomentChosen takes one of the moments that were offered.
func (c *Conversation) giveMomentChosen(ctx context.Context, in input, d *quiz.Push, p payload) (Turn, error) {
	s, err := c.waiting(ctx, in)
	if err != nil {
		return Turn{}, err
	}
	if s.name != "givetime" || argument(s.args, 0) != string(d.ID) || p.page+1 >= len(s.args) {
		return refusal(in.Event, say("choice_gone")), nil
	}
	w, ok := readWhenArgument(s.args[p.page+1])
	if !ok {
		return refusal(in.Event, say("choice_gone")), nil
	}
	return c.giveMomentTaken(ctx, in, d, argument(s.args, 1), w, false)
}

// giveMomentTaken sets what the moment is for, and says how it was read. A moment that has passed, and a closing that is not
// behind the opening, change nothing.
func (c *Conversation) giveMomentTaken(ctx context.Context, in input, d *quiz.Push, what string, w calendar.When, repeats bool) (Turn, error) {
	minute := w.Minute
	if minute == 0 && what == giveOpening {
		minute = giveMorning
	}
	if minute == 0 {
		minute = giveEvening
	}
	now := c.cfg.Now()
	at := time.Date(w.Day.Year(), time.Month(w.Day.Month()), w.Day.DayOfMonth(), minute/60, minute%60, 0, 0, c.cfg.Location).UTC()
	switch {
	case what != giveExtending && d.State != quiz.Drafted:
		return refusal(in.Event, noDraft(d)), nil
	case !at.After(now):
		return refusal(in.Event, say("give_moment_past", c.hour(at))), nil
	case what == giveClosing && !at.After(d.Opens):
		return refusal(in.Event, say("give_closes_first")), nil
	case what == giveExtending:
		return c.giveExtended(ctx, in, d, at)
	}
	if _, err := c.ended(ctx, in); err != nil {
		return Turn{}, err
	}
	if what == giveOpening {
		next, moved := d.OpensAt(at, now, c.cfg.Location)
		next.Weekly = next.Weekly || repeats
		read := say("read_as", c.hour(at))
		if moved {
			read += "\n" + say("give_closes_moved", c.hour(next.Closes))
		}
		return c.giveChanged(in, next, read), nil
	}
	next := *d
	next.Closes = at
	return c.giveChanged(in, &next, say("read_as", c.hour(at))), nil
}
