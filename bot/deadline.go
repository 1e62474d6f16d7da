package bot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"camnang/bot/officer"
	"camnang/corpus/calendar"
	"camnang/corpus/procedure"
	"camnang/corpus/viet"
)

// limitsPage is how many limits stand on a page of buttons.
const limitsPage = 6

// deadlineCommands is the row of /tinhhan: a bare calculation with its explanation. Nothing is kept of it.
func deadlineCommands() []command {
	return []command{{
		name: "tinhhan", menu: true, description: say("menu_tinhhan"), takesText: true, action: officer.MakeWork, about: aboutNothing,
		aliases: []string{"tinh han", "tinh thoi han", "tinh ngay", "tinh thoi han tinh ngay"}, leads: []string{"tinh han", "tinh thoi han"},
		handle: (*Conversation).deadline,
	}}
}

// deadlineScreens are those behind /tinhhan. A button names a limit by limitArgument, a day by dayArgument and a bare amount
// by matter.argument.
func deadlineScreens() []screen {
	asks := func(wait, question string) screenHandler {
		return func(c *Conversation, ctx context.Context, in input, _ payload) (Turn, error) {
			return c.asking(ctx, in, wait, question)
		}
	}
	return []screen{
		{name: "calc", action: officer.MakeWork, about: aboutNothing, handle: (*Conversation).deadlineScreen},
		{name: "calclimit", action: officer.MakeWork, about: aboutNothing, handle: (*Conversation).limitChosen},
		{name: "calcon", action: officer.MakeWork, about: aboutNothing, handle: (*Conversation).limitOn},
		{name: "calcsure", action: officer.MakeWork, about: aboutNothing, handle: (*Conversation).limitSure},
		{name: "calcday", action: officer.MakeWork, about: aboutNothing, handle: (*Conversation).limitsOn},
		{name: "calcold", action: officer.MakeWork, about: aboutNothing, handle: asks("calcold", say("calc_ask_old"))},
		{name: "calcany", action: officer.MakeWork, about: aboutNothing, handle: asks("calctext", say("calc_ask_any"))},
		{name: "calcfree", action: officer.MakeWork, about: aboutNothing, handle: (*Conversation).amountOn},
	}
}

// deadlineWaits are the days asked for: of a limit's start event, of an old case, of a bare amount, and a whole sentence.
func deadlineWaits() []wait {
	day := func(screen string) func(*Conversation, context.Context, input, []string, string) (Turn, error) {
		return func(c *Conversation, ctx context.Context, in input, args []string, text string) (Turn, error) {
			return c.dayOf(ctx, in, text, screen, argument(args, 0))
		}
	}
	return []wait{
		{name: "calclimit", action: officer.MakeWork, about: aboutNothing, handle: day("calcon")},
		{name: "calcold", action: officer.MakeWork, about: aboutNothing, handle: day("calcday")},
		{name: "calcfree", action: officer.MakeWork, about: aboutNothing, handle: day("calcfree")},
		{name: "calctext", action: officer.MakeWork, about: aboutNothing, handle: behind((*Conversation).deadline)},
	}
}

// limitArgument names a limit in a button: its id without what a button cannot carry; of a longer one a digest.
func limitArgument(id string) string {
	short := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.ToLower(id))
	if !strings.HasPrefix(id, "own:") && len(short) <= 16 {
		return short
	}
	sum := sha256.Sum256([]byte(id))
	return hex.EncodeToString(sum[:6])
}

// limitNamed finds the limit that a button names.
func limitNamed(set *procedure.Set, arg string) (procedure.Limit, bool) {
	limits := set.Limits()
	if i := slices.IndexFunc(limits, func(l procedure.Limit) bool { return limitArgument(l.ID) == arg }); i >= 0 && arg != "" {
		return limits[i], true
	}
	return procedure.Limit{}, false
}

// dayArgument names a day in a button: 20261215.
func dayArgument(d calendar.Day) string { return strings.ReplaceAll(d.String(), "-", "") }

func readDayArgument(arg string) (calendar.Day, bool) {
	if len(arg) != len("20261215") {
		return calendar.Day{}, false
	}
	d, err := calendar.ParseDay(arg[:4] + "-" + arg[4:6] + "-" + arg[6:])
	return d, err == nil
}

// ownSet is the procedures and limits as the actor's unit sees them.
func (c *Conversation) ownSet(ctx context.Context, in input) (*procedure.Set, error) {
	return c.procedures(ctx, in, in.Actor.Officer.Unit)
}

// deadline is /tinhhan: with a text the calculation that it asks for, without one the choice of a limit.
func (c *Conversation) deadline(ctx context.Context, in input, text string) (Turn, error) {
	if text == "" {
		return c.deadlineMenu(ctx, in, 1)
	}
	set, err := c.ownSet(ctx, in)
	if err != nil {
		return Turn{}, err
	}
	asked := readDeadline(text)
	switch {
	case asked.unread != "":
		return c.calcAgain(ctx, in, say("calc_amount_unread", label(asked.unread)))
	case len(asked.legs) > 0 && asked.rest == "":
		return c.asking(ctx, in, "calcfree", say("calc_ask_start", lengthText(asked.legs)), asked.argument())
	case len(asked.legs) > 0:
		return c.dayOf(ctx, in, asked.rest, "calcfree", asked.argument())
	case asked.tooMuch:
		return c.calcAgain(ctx, in, say("calc_too_much", amountMost))
	}
	limits := asked.about(set.Limits())
	// A day said in full is the one that is meant, whatever else the sentence says of its matter: "nhận quyết định 5/1/2026".
	beside := ""
	if full := oneDate.FindAllString(asked.rest, -1); len(full) == 1 && !partOfDays(asked.rest, full[0]) {
		beside, asked.rest = strings.Replace(asked.rest, full[0], " ", 1), full[0]
	}
	days, err := c.cfg.Workdays.Workdays(ctx)
	if err != nil {
		return Turn{}, fmt.Errorf("read the days off: %w", err)
	}
	r := calendar.ReadWhen(asked.rest, c.now(), days)
	switch {
	case asked.word == "" && len(r.Whens) > 0 && (countsBeside(beside) || countsBeside(r.Rest)):
		return c.calcAgain(ctx, in, say("calc_not_read"))
	case len(r.Impossible) > 0 || len(r.Whens) > 1 || len(r.Whens) == 1 && (!r.Whens[0].To.IsZero() || severalDays(asked.rest, r)):
		return c.dayOf(ctx, in, asked.rest, "calcday", asked.word)
	case len(r.Whens) == 1:
		if _, err := c.ended(ctx, in); err != nil {
			return Turn{}, err
		}
		return c.limitsOf(in, set, asked.word, r.Whens[0].Day, days, 1)
	case asked.word != "":
		// The matter without a day: of its limits those that hold today.
		return c.limitChoice(ctx, in, set, usable(set, limits, c.today(c.cfg.Now())))
	}
	return c.calcAgain(ctx, in, say("calc_not_read"))
}

// calcAgain asks for the sentence once more.
func (c *Conversation) calcAgain(ctx context.Context, in input, question string) (Turn, error) {
	return c.asking(ctx, in, "calctext", question)
}

// usable are those of the limits that may be computed for a start event today.
func usable(set *procedure.Set, limits []procedure.Limit, today calendar.AsOf) []procedure.Limit {
	on := set.On(today.Day)
	return slices.DeleteFunc(slices.Clone(limits), func(l procedure.Limit) bool {
		return !slices.ContainsFunc(on, func(o procedure.Limit) bool { return o.ID == l.ID })
	})
}

func (c *Conversation) deadlineScreen(ctx context.Context, in input, p payload) (Turn, error) {
	return c.deadlineMenu(ctx, in, p.page)
}

// deadlineMenu offers the limits in force today, any amount, and old cases.
func (c *Conversation) deadlineMenu(ctx context.Context, in input, asked int) (Turn, error) {
	set, err := c.ownSet(ctx, in)
	if err != nil {
		return Turn{}, err
	}
	limits := set.On(c.today(c.cfg.Now()).Day)
	page, last, from, to := paged(len(limits), limitsPage, asked)
	var s sheet
	s.para(bold(say("calc_heading")))
	s.para(plain(say("calc_how")))
	var rows [][]Button
	for _, l := range limits[from:to] {
		rows = append(rows, []Button{opens(limitLabel(l), "calclimit", 1, limitArgument(l.ID))})
	}
	rows = append(rows, turning(page, last, func(n int) payload { return toScreen("calc", n) })...)
	rows = append(rows, []Button{opens(say("calc_any"), "calcany", 1)}, []Button{opens(say("calc_old"), "calcold", 1)})
	return inPlace(in.Event, s.done(), rows), nil
}

// limitLabel is a limit on a button.
func limitLabel(l procedure.Limit) string {
	return procedure.Length(l.Amount, l.Unit) + ": " + upperFirst(l.Action)
}

func upperFirst(s string) string {
	for i, r := range s {
		return strings.ToUpper(string(r)) + s[i+len(string(r)):]
	}
	return s
}

// limitChoice asks for the start event of the only limit, or which of several is meant.
func (c *Conversation) limitChoice(ctx context.Context, in input, set *procedure.Set, limits []procedure.Limit) (Turn, error) {
	switch len(limits) {
	case 0:
		return c.deadlineNone(in, say("calc_none_today"))
	case 1:
		return c.limitAsked(ctx, in, limits[0])
	}
	var rows [][]Button
	for _, l := range limits[:min(limitsPage, len(limits))] {
		rows = append(rows, []Button{opens(limitLabel(l), "calclimit", 1, limitArgument(l.ID))})
	}
	return inPlace(in.Event, []Span{plain(say("calc_which"))}, append(rows, []Button{opens(say("back"), "calc", 1)})), nil
}

// deadlineNone says that nothing is computed, and what can be done instead.
func (c *Conversation) deadlineNone(in input, text string) (Turn, error) {
	return inPlace(in.Event, []Span{plain(text)}, [][]Button{{opens(say("calc_any"), "calcany", 1)}, {opens(say("calc_again"), "calc", 1)}}), nil
}

// limitChosen asks for the day of the start event of the limit that was chosen.
func (c *Conversation) limitChosen(ctx context.Context, in input, p payload) (Turn, error) {
	set, err := c.ownSet(ctx, in)
	if err != nil {
		return Turn{}, err
	}
	l, ok := limitNamed(set, p.args[0])
	if !ok {
		return refusal(in.Event, say("limit_gone")), nil
	}
	return c.limitAsked(ctx, in, l)
}

// limitAsked asks for the day of a limit's start event. Where the source leaves the event open, it says so.
func (c *Conversation) limitAsked(ctx context.Context, in input, l procedure.Limit) (Turn, error) {
	key := "calc_ask_event"
	if l.Ask {
		key = "calc_ask_open_event"
	}
	event := l.Event
	if !l.Ask {
		event = eventDay(event)
	}
	return c.asking(ctx, in, "calclimit", say(key, upperFirst(l.Action), event), limitArgument(l.ID))
}

// eventDay is the day of a start event in a sentence: events mostly name their day, those that units enter need not.
func eventDay(event string) string {
	if strings.HasPrefix(viet.Unmark(event), "ngay ") {
		return event
	}
	return say("calc_event_day", event)
}

// dayWaits are the waits that ask for the day of a screen.
var dayWaits = map[string]string{"calcon": "calclimit", "calcday": "calcold", "calcfree": "calcfree"}

// dayOf reads one day from a text and goes on to the screen with it; of a text that may mean several days the officer
// chooses by buttons. Of a text that names no day the day is asked for again.
func (c *Conversation) dayOf(ctx context.Context, in input, text, screen, arg string) (Turn, error) {
	days, err := c.cfg.Workdays.Workdays(ctx)
	if err != nil {
		return Turn{}, fmt.Errorf("read the days off: %w", err)
	}
	r := calendar.ReadWhen(text, c.now(), days)
	if len(r.Whens) == 1 && severalDays(text, r) {
		return c.asking(ctx, in, dayWaits[screen], say("calc_part_of_days", label(text)), arg)
	}
	to := func(d calendar.Day) payload {
		if screen == "calcday" {
			return toScreen(screen, 1, dayArgument(d), arg)
		}
		return toScreen(screen, 1, arg, dayArgument(d))
	}
	switch {
	case len(r.Impossible) > 0:
		return c.asking(ctx, in, dayWaits[screen], say("day_impossible", strings.Join(r.Impossible, "; ")), arg)
	case len(r.Whens) == 0:
		return c.asking(ctx, in, dayWaits[screen], say("day_not_read"), arg)
	case slices.ContainsFunc(r.Whens, func(w calendar.When) bool { return !w.To.IsZero() }):
		return c.asking(ctx, in, dayWaits[screen], say("calc_one_day", r.Whens[0].Echo), arg)
	case len(r.Whens) > 1:
		var rows [][]Button
		for _, w := range r.Whens[:min(limitsPage, len(r.Whens))] {
			rows = append(rows, []Button{{Label: label(w.Echo), Payload: to(w.Day).String()}})
		}
		if _, err := c.ended(ctx, in); err != nil {
			return Turn{}, err
		}
		return message([]Span{plain(say("calc_which_day", r.Phrase))}, rows), nil
	}
	if _, err := c.ended(ctx, in); err != nil {
		return Turn{}, err
	}
	p := to(r.Whens[0].Day)
	switch screen {
	case "calcday":
		return c.limitsOn(ctx, in, p)
	case "calcfree":
		return c.amountOn(ctx, in, p)
	}
	return c.limitOn(ctx, in, p)
}

// severalDays reports whether a text names more days than the one that was read in it.
func severalDays(text string, r calendar.Reading) bool {
	return r.Repeat != "" || partOfDays(text, r.Phrase)
}

// limitsOn offers the limits that may be computed for a start event on the day of the first argument: the second is the
// matter, "" for any.
func (c *Conversation) limitsOn(ctx context.Context, in input, p payload) (Turn, error) {
	day, ok := readDayArgument(p.args[0])
	if !ok {
		return c.forged(in, "button", say("tap_not_valid")), nil
	}
	set, err := c.ownSet(ctx, in)
	if err != nil {
		return Turn{}, err
	}
	days, err := c.cfg.Workdays.Workdays(ctx)
	if err != nil {
		return Turn{}, fmt.Errorf("read the days off: %w", err)
	}
	return c.limitsOf(in, set, p.args[1], day, days, p.page)
}

// limitsOf computes the only limit of a matter for a start event on a day, or offers those there are.
func (c *Conversation) limitsOf(in input, set *procedure.Set, word string, day calendar.Day, days *calendar.Workdays, asked int) (Turn, error) {
	limits := matter{word: word}.about(set.On(day))
	today := c.today(c.cfg.Now())
	switch {
	case len(limits) == 0:
		return c.deadlineNone(in, say("calc_none_on", dayText(day)))
	case len(limits) == 1 && word != "":
		return c.limitShown(in, set, limits[0], day, days, !limits[0].Ask)
	}
	page, last, from, to := paged(len(limits), limitsPage, asked)
	var s sheet
	s.para(bold(say("calc_on", dayText(day))))
	var rows [][]Button
	for _, l := range limits[from:to] {
		text := limitLabel(l)
		if lapsedLimit(l, today) {
			text = say("calc_lapsed_label", text)
		}
		rows = append(rows, []Button{opens(text, "calcon", 1, limitArgument(l.ID), dayArgument(day))})
	}
	s.para(plain(say("calc_which_on")))
	if slices.ContainsFunc(limits[from:to], func(l procedure.Limit) bool { return lapsedLimit(l, today) }) {
		s.line(plain(say("calc_lapsed_note")))
	}
	rows = append(rows, turning(page, last, func(n int) payload { return toScreen("calcday", n, dayArgument(day), word) })...)
	return inPlace(in.Event, s.done(), append(rows, []Button{opens(say("back"), "calc", 1)})), nil
}
