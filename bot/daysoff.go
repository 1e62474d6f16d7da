package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/reminder"
	"camnang/corpus/calendar"
)

// daysPage is how many days off stand on a page: each takes two or three lines.
const daysPage = 8

// daysOffCommands is the row of /ngaynghi.
func daysOffCommands() []command {
	return []command{{
		name: "ngaynghi", description: say("menu_ngaynghi"), takesText: true, action: officer.ChangeDays, about: aboutNothing,
		aliases: []string{"ngay nghi", "lich nghi", "danh sach ngay nghi"}, handle: (*Conversation).daysOff,
	}}
}

// daysOffScreens are those behind /ngaynghi, and the one by which a lead takes the day as it is counted by now.
func daysOffScreens() []screen {
	list := func(c *Conversation, ctx context.Context, in input, p payload) (Turn, error) {
		return c.daysList(ctx, in, p.page)
	}
	asks := func(c *Conversation, ctx context.Context, in input, _ payload) (Turn, error) {
		return c.asking(ctx, in, "dayadd", say("days_ask_day"))
	}
	return []screen{
		{name: "daysoff", action: officer.ChangeDays, about: aboutNothing, handle: list},
		{name: "dayadd", action: officer.ChangeDays, about: aboutNothing, handle: asks},
		{name: "daykind", action: officer.ChangeDays, about: aboutNothing, handle: (*Conversation).dayKind},
		{name: "daydrops", action: officer.ChangeDays, about: aboutNothing, handle: (*Conversation).dayDrops},
		{name: "daydrop", action: officer.ChangeDays, about: aboutNothing, handle: (*Conversation).dayDrop},
		{name: "daysnow", action: officer.ChangeDays, about: aboutNothing, handle: (*Conversation).daysNow},
		{name: "stepcount", action: officer.EndWork, about: aboutWork, handle: (*Conversation).stepCounted},
	}
}

// daysOffWaits are what is asked for about a day. Their argument is the draft.
func daysOffWaits() []wait {
	with := func(set func(d *daysDraft, text string)) func(*Conversation, context.Context, input, []string, string) (Turn, error) {
		return func(c *Conversation, ctx context.Context, in input, args []string, text string) (Turn, error) {
			d, ok := readDaysDraft(argument(args, 0))
			switch {
			case !ok:
				return sentence(say("choice_gone")), nil
			case tooLongText(text):
				return sentence(say("days_text_long", shiftTextMost)), nil
			}
			set(&d, strings.Join(strings.Fields(text), " "))
			return c.daysOn(ctx, in, d)
		}
	}
	// What is typed where a button is waited for is a new sentence about days.
	anew := func(c *Conversation, ctx context.Context, in input, _ []string, text string) (Turn, error) {
		return c.daysOff(ctx, in, text)
	}
	return []wait{
		{name: "dayadd", action: officer.ChangeDays, about: aboutNothing, handle: anew},
		{name: "daykind", action: officer.ChangeDays, about: aboutNothing, handle: anew},
		{name: "daywhy", action: officer.ChangeDays, about: aboutNothing, handle: with(func(d *daysDraft, text string) {
			for i := range d.Days {
				if d.Days[i].Why == "" {
					d.Days[i].Why = text
				}
			}
		})},
		{name: "daysource", action: officer.ChangeDays, about: aboutNothing, handle: with(func(d *daysDraft, text string) { d.Source = text })},
		{name: "dayssure", action: officer.ChangeDays, about: aboutNothing, handle: anew},
	}
}

// daysOff is /ngaynghi: the days off of the year ahead, or, with a text behind it, days to enter.
func (c *Conversation) daysOff(ctx context.Context, in input, text string) (Turn, error) {
	if text == "" {
		return c.daysList(ctx, in, 1)
	}
	e, err := c.entered(ctx)
	if err != nil {
		return Turn{}, err
	}
	d, key, args := readDays(text, c.now(), e.days)
	if key != "" {
		return c.asking(ctx, in, "dayadd", say(key, args...))
	}
	return c.daysOn(ctx, in, d)
}

// daysList is a page of what is out of the ordinary within a year from today, and where each day comes from.
func (c *Conversation) daysList(ctx context.Context, in input, asked int) (Turn, error) {
	e, err := c.entered(ctx)
	if err != nil {
		return Turn{}, err
	}
	today := c.today(c.cfg.Now()).Day
	until := today.AddMonths(12)
	days := slices.DeleteFunc(append(e.days.Year(today.Year()), e.days.Year(today.Year()+1)...), func(s calendar.Status) bool {
		return s.Day.Before(today) || s.Day.After(until)
	})
	page, last, from, to := paged(len(days), daysPage, asked)
	var s sheet
	s.para(bold(say("days_heading", today.Vietnamese(), until.Vietnamese())))
	if last > 1 {
		s.line(plain(say("page_of", page, last)))
	}
	for _, d := range days[from:to] {
		s.para(plain(statusText(d)))
		if e.version(d.Day) != 0 {
			s.write(plain(" " + say("days_entered")))
		}
		if d.Source != "" {
			s.line(ital(say("days_source", d.Source)))
		}
	}
	s.para(plain(say("days_weekends")))
	rows := turning(page, last, func(n int) payload { return toScreen("daysoff", n) })
	rows = append(rows, []Button{opens(say("days_add"), "dayadd", 1)})
	if len(e.records) > 0 {
		rows = append(rows, []Button{opens(say("days_drop"), "daydrops", 1)})
	}
	return inPlace(in.Event, s.done(), rows), nil
}

// statusText says what a day is.
func statusText(s calendar.Status) string {
	key := "days_is_work"
	switch {
	case s.Off:
		key = "days_is_off"
	case !s.Certain:
		key = "days_may_be"
	case s.Why == "":
		return say("days_is_plain", dayText(s.Day))
	}
	return say(key, dayText(s.Day), s.Why) + notCertain(s)
}

// daysOn asks for what a draft lacks, or shows what it leads to.
func (c *Conversation) daysOn(ctx context.Context, in input, d daysDraft) (Turn, error) {
	switch d.lacks() {
	case "kind":
		return c.asksKind(ctx, in, d)
	case "why":
		return c.asking(ctx, in, "daywhy", say("days_ask_why", daysNamed(d)), d.String())
	case "source":
		return c.asking(ctx, in, "daysource", say("days_ask_source", daysNamed(d)), d.String())
	}
	return c.daysShown(ctx, in, d)
}

// daysNamed are the days of a draft in a row.
func daysNamed(d daysDraft) string {
	var names []string
	for _, day := range d.Days {
		names = append(names, dayText(day.Day))
	}
	return strings.Join(names, "; ")
}

// asksKind asks whether the days of which nothing was said are off or worked.
func (c *Conversation) asksKind(ctx context.Context, in input, d daysDraft) (Turn, error) {
	open := daysDraft{Days: slices.DeleteFunc(slices.Clone(d.Days), func(day draftDay) bool { return day.Kind != "" })}
	t, err := c.asking(ctx, in, "daykind", say("days_ask_kind", daysNamed(open)), d.String())
	if err != nil {
		return Turn{}, err
	}
	last := &t.Replies[len(t.Replies)-1]
	last.Buttons = append([][]Button{{opens(say("days_off"), "daykind", 1, dayOff), opens(say("days_work"), "daykind", 1, dayWork)}}, last.Buttons...)
	return t, nil
}

// dayKind takes the answer to that.
func (c *Conversation) dayKind(ctx context.Context, in input, p payload) (Turn, error) {
	d, ok, err := c.daysDrafted(ctx, in, "daykind")
	switch {
	case err != nil:
		return Turn{}, err
	case !ok || p.args[0] != dayOff && p.args[0] != dayWork:
		return refusal(in.Event, say("choice_gone")), nil
	}
	for i := range d.Days {
		if d.Days[i].Kind == "" {
			d.Days[i].Kind = p.args[0]
		}
	}
	d.swap()
	return c.daysOn(ctx, in, d)
}

// daysDrafted is the draft that waits under the name.
func (c *Conversation) daysDrafted(ctx context.Context, in input, wait string) (d daysDraft, ok bool, err error) {
	s, err := c.waiting(ctx, in)
	if err != nil || s.name != wait {
		return daysDraft{}, false, err
	}
	d, ok = readDaysDraft(argument(s.args, 0))
	return d, ok, nil
}

// dayDrops lists the days that administrators entered, the newest first, to take one out.
func (c *Conversation) dayDrops(ctx context.Context, in input, p payload) (Turn, error) {
	e, err := c.entered(ctx)
	if err != nil {
		return Turn{}, err
	}
	shifts := slices.Clone(e.shifts)
	slices.SortFunc(shifts, func(a, b calendar.Shift) int { return strings.Compare(b.Day.String(), a.Day.String()) })
	page, last, from, to := paged(len(shifts), daysPage, p.page)
	var rows [][]Button
	for _, s := range shifts[from:to] {
		text := statusText(calendar.Status{Day: s.Day, Off: s.Off, Why: s.Why, Certain: true})
		rows = append(rows, []Button{opens(text, "daydrop", 1, dayArgument(s.Day))})
	}
	rows = append(rows, turning(page, last, func(n int) payload { return toScreen("daydrops", n) })...)
	key := "days_drop_which"
	if len(shifts) == 0 {
		key = "days_drop_none"
	}
	return inPlace(in.Event, []Span{plain(say(key))}, append(rows, []Button{opens(say("back"), "daysoff", 1)})), nil
}

// dayDrop shows what taking an entered day out leads to.
func (c *Conversation) dayDrop(ctx context.Context, in input, p payload) (Turn, error) {
	day, ok := readDayArgument(p.args[0])
	if !ok {
		return c.forged(in, "button", say("tap_not_valid")), nil
	}
	return c.daysShown(ctx, in, daysDraft{Drop: day})
}

// daysShown shows what a draft leads to: what each day is and would be, and every open deadline that moves. The dialogue waits
// for the answer, and remembers the draft.
func (c *Conversation) daysShown(ctx context.Context, in input, d daysDraft) (Turn, error) {
	e, err := c.entered(ctx)
	if err != nil {
		return Turn{}, err
	}
	if !d.Drop.IsZero() && e.version(d.Drop) == 0 {
		return refusal(in.Event, say("days_gone")), nil
	}
	if e.holds(d) {
		if _, err := c.ended(ctx, in); err != nil {
			return Turn{}, err
		}
		return below(in.Event, message([]Span{plain(say("days_same"))}, [][]Button{{opens(say("days_back"), "daysoff", 1)}})), nil
	}
	after := e.after(d)
	var s sheet
	s.para(bold(say("days_sure_heading")))
	days := d.Days
	if !d.Drop.IsZero() {
		days = []draftDay{{Day: d.Drop}}
		s.line(plain(say("days_drops")))
	}
	for _, day := range days {
		s.para(plain(say("days_now", statusText(e.days.On(day.Day)))))
		s.line(plain(say("days_then", statusText(after.On(day.Day)))))
	}
	if d.Source != "" {
		s.para(plain(say("days_source", d.Source)))
	}
	moved := movedBy(in.Book, e.days, after)
	files := writeMoved(&s, moved)
	if len(moved) > 0 {
		s.para(plain(say("days_moved_then")))
	}
	if _, err := c.setWait(ctx, in, standing{name: "dayssure", args: []string{d.String()}}); err != nil {
		return Turn{}, err
	}
	t := message(s.done(), [][]Button{{opens(say("days_yes"), "daysnow", 1, daysSum(d, e, moved))}, {runs(say("cancel"), "huy")}})
	t.Replies = append(t.Replies, files...)
	return below(in.Event, t), nil
}

// daysBody is the journal's record of a day that was entered or taken out.
type daysBody struct {
	Day     calendar.Day `json:"day"`
	Off     bool         `json:"off"`
	Why     string       `json:"why,omitempty"`
	Source  string       `json:"source,omitempty"`
	Removed bool         `json:"removed,omitempty"`
	// Moved is how many open deadlines are to be confirmed because of it.
	Moved int `json:"moved"`
}

// daysNow carries the draft out that was shown, with the doubts about the deadlines that it moves, all in one step. When the
// draft, the days or the deadlines are others by now, what it would do now is shown instead.
func (c *Conversation) daysNow(ctx context.Context, in input, p payload) (Turn, error) {
	d, ok, err := c.daysDrafted(ctx, in, "dayssure")
	switch {
	case err != nil:
		return Turn{}, err
	case !ok || d.lacks() != "":
		return refusal(in.Event, say("choice_gone")), nil
	}
	e, err := c.entered(ctx)
	if err != nil {
		return Turn{}, err
	}
	moved := movedBy(in.Book, e.days, e.after(d))
	if daysSum(d, e, moved) != p.args[0] {
		return c.daysShown(ctx, in, d)
	}
	edits, asks, err := c.doubtMoved(in, moved)
	if err != nil {
		return Turn{}, err
	}
	if _, err := c.ended(ctx, in); err != nil {
		return Turn{}, err
	}
	text := say("days_done", daysNamed(d), len(moved))
	t := Turn{}
	for _, s := range d.shifts(string(in.Actor.Officer.ID), c.cfg.Now()) {
		value, err := json.Marshal(s)
		if err != nil {
			return Turn{}, fmt.Errorf("write the day %s: %w", s.Day, err)
		}
		t = t.changing(queue.Change{Table: queue.TableDay, ID: s.Day.String(), Was: e.version(s.Day), Value: value}).
			noting(in.note(journal.DaysChanged, false, daysBody{Day: s.Day, Off: s.Off, Why: s.Why, Source: s.Source, Moved: len(moved)}))
	}
	if !d.Drop.IsZero() {
		text = say("days_dropped", dayText(d.Drop), len(moved))
		was := e.days.On(d.Drop)
		t = t.changing(queue.Change{Table: queue.TableDay, ID: d.Drop.String(), Was: e.version(d.Drop)}).
			noting(in.note(journal.DaysChanged, false, daysBody{Day: d.Drop, Off: was.Off, Source: was.Source, Removed: true, Moved: len(moved)}))
	}
	show := inPlace(in.Event, []Span{plain(text)}, [][]Button{{opens(say("days_back"), "daysoff", 1)}}).and(asks).and(t)
	show = c.planned(in, show, edits...)
	// Everybody's next reminder may be at another time: push hours are those of working days.
	show.Timers = reminder.Wakes(in.Roster, c.cfg.Now(), in.Book.Leads()...)
	return show, nil
}
