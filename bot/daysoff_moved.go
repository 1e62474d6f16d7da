package bot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"camnang/bot/officer"
	"camnang/bot/plan"
	"camnang/bot/queue"
	"camnang/corpus/calendar"
)

// movedShown is how many deadlines that move stand in the message; all of them are in the file sent with it. askedOneByOne is
// how many of them one lead is asked about in a message each.
const (
	movedShown    = 12
	askedOneByOne = 5
)

// entered is the days that administrators entered, and the days off that follow from them.
type entered struct {
	records []queue.Record
	shifts  []calendar.Shift
	days    *calendar.Workdays
}

// entered reads the days that administrators entered, by day.
func (c *Conversation) entered(ctx context.Context) (entered, error) {
	records, err := c.cfg.Records.All(ctx, queue.TableDay)
	if err != nil {
		return entered{}, fmt.Errorf("read the days that were entered: %w", err)
	}
	e := entered{records: records}
	for _, r := range records {
		s, err := calendar.ReadShift(r.Value)
		if err != nil {
			return entered{}, fmt.Errorf("read the day %s: %w", r.ID, err)
		}
		e.shifts = append(e.shifts, s)
	}
	e.days = calendar.NewWorkdays(append(calendar.ShippedShifts(), e.shifts...)...)
	return e, nil
}

// version is that of the record of a day, 0 when none is entered.
func (e entered) version(d calendar.Day) int64 {
	for _, r := range e.records {
		if r.ID == d.String() {
			return r.Version
		}
	}
	return 0
}

// holds reports whether all days of a draft are entered as it says them.
func (e entered) holds(d daysDraft) bool {
	return d.Drop.IsZero() && !slices.ContainsFunc(d.Days, func(day draftDay) bool {
		return !slices.ContainsFunc(e.shifts, func(s calendar.Shift) bool {
			return s.Day == day.Day && s.Off == (day.Kind == dayOff) && s.Why == day.Why && s.Source == d.Source
		})
	})
}

// after is the days off once a draft is carried out.
func (e entered) after(d daysDraft) *calendar.Workdays {
	shifts := calendar.ShippedShifts()
	for _, s := range e.shifts {
		if s.Day != d.Drop {
			shifts = append(shifts, s)
		}
	}
	for _, day := range d.Days {
		shifts = append(shifts, calendar.Shift{Day: day.Day, Off: day.Kind == dayOff, Why: day.Why, Source: d.Source})
	}
	return calendar.NewWorkdays(shifts...)
}

// movedStep is an open step whose day would be another one.
type movedStep struct {
	plan.Item
	To calendar.Day
}

// movedBy are the open steps whose day was counted in working days and would be another one after than before. A step that
// was moved since by somebody stays where it is.
func movedBy(b *plan.Book, before, after *calendar.Workdays) []movedStep {
	var out []movedStep
	for _, p := range b.All() {
		if p.State != plan.Open {
			continue
		}
		for n := range p.Steps {
			s := &p.Steps[n]
			r := s.Reason
			if !s.Open() || r.Unit != calendar.WorkingDays || r.Amount == 0 || r.Start.IsZero() {
				continue
			}
			was, now := before.Count(r.Start, r.Amount, r.Unit).Due, after.Count(r.Start, r.Amount, r.Unit).Due
			if was != now && s.Day != now && (s.Day == was || r.Doubt == plan.DayOffChanged) {
				out = append(out, movedStep{plan.Item{Plan: p, Step: s}, now})
			}
		}
	}
	return out
}

func (m movedStep) String() string {
	title, _ := shorten(m.Step.Title, 80)
	return say("days_moved_line", m.Plan.Code(), title, dayText(m.Step.Day), dayText(m.To))
}

// daysSum tells a draft, what it moves and what it was decided on: when one differs, so does it.
func daysSum(d daysDraft, e entered, moved []movedStep) string {
	h := sha256.New()
	fmt.Fprintln(h, d.String())
	for _, r := range e.records {
		fmt.Fprintln(h, r.ID, r.Version)
	}
	for _, m := range moved {
		fmt.Fprintln(h, m.Ref(), m.Plan.Version, m.To)
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}

// writeMoved writes which deadlines move; those beyond movedShown are in a file.
func writeMoved(s *sheet, moved []movedStep) []Reply {
	if len(moved) == 0 {
		s.para(plain(say("days_moved_none")))
		return nil
	}
	s.para(plain(say("days_moved", len(moved))))
	for _, m := range moved[:min(movedShown, len(moved))] {
		s.line(plain(m.String()))
	}
	if len(moved) <= movedShown {
		return nil
	}
	s.line(plain(say("days_moved_more", len(moved)-movedShown)))
	var all strings.Builder
	for _, m := range moved {
		all.WriteString(m.String() + "\n")
	}
	return []Reply{{
		Kind: SendFile, Text: []Span{plain(say("days_moved_file"))}, File: &Attachment{Name: "thoi-han-thay-doi.txt", Content: []byte(all.String())},
	}}
}

// doubtMoved marks the steps as to be confirmed, and asks whoever leads each, or owns the plan while nobody leads.
func (c *Conversation) doubtMoved(in input, moved []movedStep) (edits []*plan.Edit, asks Turn, err error) {
	byPlan := map[plan.ID]*plan.Edit{}
	asked := map[officer.ID][]movedStep{}
	var order []officer.ID
	for _, m := range moved {
		e := byPlan[m.Plan.ID]
		if e == nil {
			e = m.Plan.Edit(in.Actor.Officer.ID, c.cfg.Now())
			byPlan[m.Plan.ID] = e
			edits = append(edits, e)
		}
		if err := e.Doubt(m.Step.ID, plan.DayOffChanged); err != nil {
			return nil, Turn{}, fmt.Errorf("mark the step %s: %w", m.Ref(), err)
		}
		who := m.Step.Lead
		if who == "" {
			who = m.Plan.Owner
		}
		if !slices.Contains(order, who) {
			order = append(order, who)
		}
		asked[who] = append(asked[who], m)
	}
	// Steps that stand in doubt already are asked about again and change nothing.
	edits = slices.DeleteFunc(edits, func(e *plan.Edit) bool { return len(e.Changes()) == 0 })
	for _, who := range order {
		asks = asks.and(in.asksMoved(who, asked[who]))
	}
	return edits, asks, nil
}

// asksMoved asks one officer about their deadlines: the first ones in a message each, the others in one.
func (in input) asksMoved(who officer.ID, moved []movedStep) Turn {
	var t Turn
	for n, m := range moved {
		if n == askedOneByOne {
			var s sheet
			s.para(plain(say("days_ask_rest", len(moved)-n)))
			for _, rest := range moved[n:] {
				s.line(plain(rest.String()))
			}
			return t.and(in.tells(who, s.done(), [][]Button{{runs(say("days_ask_agenda"), "kehoach")}}))
		}
		arg := itemArgument(m.Item)
		text := say("days_ask", m.Plan.Code(), m.Step.Title, dueText(m.Step), dayText(m.To))
		t = t.and(in.tells(who, []Span{plain(text)}, [][]Button{
			{opens(say("days_take", m.To.Vietnamese()), "stepcount", 1, arg)},
			{opens(say("days_keep", m.Step.Day.Vietnamese()), "stepsure", 1, arg)},
			{opens(say("step_why"), "stepwhy", 1, arg), opens(say("step_open"), "step", 1, arg)},
		}))
	}
	return t
}

// stepCounted gives a step in doubt the day that is counted by the days off as they are by now.
func (c *Conversation) stepCounted(ctx context.Context, in input, p payload) (Turn, error) {
	i, ok := in.item(p.args[0])
	if !ok {
		return refusal(in.Event, say("step_gone")), nil
	}
	days, err := c.cfg.Workdays.Workdays(ctx)
	if err != nil {
		return Turn{}, fmt.Errorf("read the days off: %w", err)
	}
	r := i.Step.Reason
	if r.Doubt != plan.DayOffChanged || r.Amount == 0 {
		return refusal(in.Event, say("days_confirmed_already")), nil
	}
	r.Doubt = ""
	e := i.Plan.Edit(in.Actor.Officer.ID, c.cfg.Now())
	if err := e.SetDay(i.Step.ID, days.Count(r.Start, r.Amount, r.Unit).Due, i.Step.Minute, r); err != nil {
		return cannot(in, err)
	}
	step, _ := e.Plan().Step(i.Step.ID)
	text, rows := c.stepCard(in, plan.Item{Plan: e.Plan(), Step: step})
	return c.planned(in, inPlace(in.Event, text, rows), e), nil
}
