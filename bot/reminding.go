package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"camnang/bot/officer"
	"camnang/bot/plan"
	"camnang/bot/queue"
	"camnang/bot/reminder"
)

// noticeBody is what a reminder in the outbox carries: ids only. Its text is made when it is sent, of what is open then.
type noticeBody struct {
	Officer officer.ID            `json:"officer"`
	Digest  bool                  `json:"digest,omitempty"`
	Items   []reminder.Occurrence `json:"items"`
}

// Woken is what an officer's wake leads to: the reminders, each with the id under which the outbox knows it again, and
// what is noted of them. Chat is where they go: the officer's own, by the account that is bound now.
type Woken struct {
	Chat    int64
	Notices []Notice
	Changes []queue.Change
	Timers  []queue.Timer
}

// Notice is one reminder for the outbox.
type Notice struct {
	ID string
	// Legal is true for one that is sent before others: a time limit, or what is overdue.
	Legal bool
	Reply Reply
}

// Wake decides what an officer is reminded of now, and when to look again. It writes nothing; what it leads to rests on the
// records that it read, so that carried out after one of them changed it gives queue.ErrConflict and is decided again.
func (c *Conversation) Wake(ctx context.Context, who officer.ID) (Woken, error) {
	v, err := c.view(ctx)
	if err != nil {
		return Woken{}, err
	}
	o, ok := v.Roster.Officer(who)
	if !ok || !o.Joined() {
		return Woken{}, nil
	}
	habit, err := c.reminderHabit(ctx, who)
	if err != nil {
		return Woken{}, err
	}
	told, version, err := c.told(ctx, who)
	if err != nil {
		return Woken{}, err
	}
	now := c.cfg.Now()
	d := reminder.Decide(who, now, v, habit, told.For(o.Telegram))
	out := Woken{Chat: o.Telegram}
	for _, n := range d.Messages {
		body, err := json.Marshal(noticeBody{Officer: who, Digest: n.Digest, Items: n.Items})
		if err != nil {
			return Woken{}, fmt.Errorf("write a reminder: %w", err)
		}
		out.Notices = append(out.Notices, Notice{ID: "r." + n.ID, Legal: n.Legal, Reply: Reply{Kind: Rendered, Body: body}})
	}
	value, err := json.Marshal(d.Told)
	if err != nil {
		return Woken{}, fmt.Errorf("write what was told: %w", err)
	}
	before, err := json.Marshal(told)
	if err != nil {
		return Woken{}, fmt.Errorf("write what was told: %w", err)
	}
	if string(value) != string(before) {
		out.Changes = append(out.Changes, queue.Change{Table: queue.TableTold, ID: string(who), Was: version, Value: value})
	}
	if t, ok := reminder.Wake(o, d.Next); ok && !d.Next.IsZero() {
		out.Timers = append(out.Timers, t)
	}
	return out, nil
}

// view reads what reminders are decided on.
func (c *Conversation) view(ctx context.Context) (reminder.View, error) {
	roster, err := c.cfg.People.Roster(ctx)
	if err != nil {
		return reminder.View{}, fmt.Errorf("read the roster: %w", err)
	}
	book, err := c.cfg.Plans.Book(ctx)
	if err != nil {
		return reminder.View{}, fmt.Errorf("read the plans: %w", err)
	}
	days, err := c.cfg.Workdays.Workdays(ctx)
	if err != nil {
		return reminder.View{}, fmt.Errorf("read the days off: %w", err)
	}
	return reminder.View{Book: book, Roster: roster, Workdays: days, Zone: c.cfg.Location}, nil
}

// told reads what an officer was reminded of, with the version of the record.
func (c *Conversation) told(ctx context.Context, who officer.ID) (t reminder.Told, version int64, err error) {
	r, err := c.cfg.Records.Record(ctx, queue.TableTold, string(who))
	if err == nil {
		t, err = reminder.ReadTold(r.Value)
	}
	if err != nil {
		return reminder.Told{}, 0, fmt.Errorf("read what somebody was told: %w", err)
	}
	return t, r.Version, nil
}

// reminderHabit reads what an officer chose about reminders.
func (c *Conversation) reminderHabit(ctx context.Context, who officer.ID) (h reminder.Habit, err error) {
	all, _, err := c.habit(ctx, who)
	if err == nil && all["reminders"] != nil {
		err = json.Unmarshal(all["reminders"], &h)
	}
	if err != nil {
		return reminder.Habit{}, fmt.Errorf("read how somebody is reminded: %w", err)
	}
	return h, nil
}

// Render is the text of a message that is made when it is sent. ok is false when there is nothing to say any more: all that
// it reminds of is done, cancelled, due on another day or somebody else's, or the chat is not the officer's any more. An
// error means that the store is away.
func (c *Conversation) Render(ctx context.Context, chat int64, id string, body json.RawMessage) (r Reply, ok bool, err error) {
	if r, ok, mine, err := c.rendered(ctx, chat, id, body); mine || err != nil {
		return r, ok, err
	}
	var n noticeBody
	if err := json.Unmarshal(body, &n); err != nil {
		return Reply{}, false, nil
	}
	v, err := c.view(ctx)
	if err != nil {
		return Reply{}, false, err
	}
	if o, ok := v.Roster.Officer(n.Officer); !ok || !o.Joined() || o.Telegram != chat {
		return Reply{}, false, nil
	}
	in := input{Roster: v.Roster, Book: v.Book}
	var own, above []reminder.Occurrence
	for _, o := range n.Items {
		i, there := reminder.Standing(v.Book, o.ID)
		switch {
		case !there:
		case i.Step.Lead == n.Officer:
			own = append(own, o)
		case o.Above && slices.Contains(reminder.Above(v.Roster, i.Step.Lead), n.Officer):
			above = append(above, o)
		}
	}
	if len(own)+len(above) == 0 {
		return Reply{}, false, nil
	}
	text, buttons := c.noticeText(in, n, own, above)
	return Reply{Kind: Send, Text: text, Buttons: buttons}, true, nil
}

// noticeMost is how many steps a reminder spells out; of more it says how many.
const noticeMost = 12

// noticeText is a reminder: what is due, when, on what it rests, how late it is told.
func (c *Conversation) noticeText(in input, n noticeBody, own, above []reminder.Occurrence) ([]Span, [][]Button) {
	now := c.cfg.Now()
	today := c.today(now).Day
	var s sheet
	heading := say("notice_heading")
	if n.Digest {
		heading = say("notice_digest")
	} else if len(own) == 0 {
		heading = say("notice_above")
	}
	s.para(bold("⏰ " + heading))
	late := time.Time{}
	for k, o := range slices.Concat(own, above) {
		if k == noticeMost {
			s.para(plain(say("notice_more", len(own)+len(above)-noticeMost)))
			break
		}
		i, _ := in.Book.Step(o.Plan, o.Step)
		title, _ := shorten(i.Step.Title, 120)
		s.para(plain(i.Plan.Code() + ": " + title))
		line := dueText(i.Step)
		if left := leftText(i.Step, today); left != "" {
			line += " (" + left + ")"
		}
		s.line(bold(line))
		if o.Above {
			s.line(plain(say("step_lead", in.name(i.Step.Lead))))
		}
		if i.Step.Weight == plan.Limit || i.Step.Reason.Doubt != "" {
			s.line(plain(dayReason(i.Step)))
		}
		if reminder.Late(o.At, now) && (late.IsZero() || o.At.Before(late)) {
			late = o.At
		}
	}
	if !late.IsZero() {
		s.para(ital(say("notice_late", late.In(c.cfg.Location).Format("15 giờ 04, 2/1/2006"))))
	}
	return s.done(), c.noticeButtons(in, n, own, above)
}

// noticeButtons are those under a reminder: of one step what can be done with it, of several the steps.
func (c *Conversation) noticeButtons(in input, n noticeBody, own, above []reminder.Occurrence) [][]Button {
	all := slices.Concat(own, above)
	if len(all) > 1 {
		var rows [][]Button
		for _, o := range all[:min(len(all), agendaPage)] {
			i, _ := in.Book.Step(o.Plan, o.Step)
			rows = append(rows, []Button{opens(i.Plan.Code()+": "+i.Step.Title, "step", 1, itemArgument(i))})
		}
		return append(rows, []Button{opens(say("agenda_back"), "agenda", 1)})
	}
	i, _ := in.Book.Step(all[0].Plan, all[0].Step)
	arg := itemArgument(i)
	if len(own) == 0 {
		return [][]Button{{opens(say("step_open"), "step", 1, arg), opens(say("progress_late"), "late", 1, string(i.Plan.Unit))}}
	}
	rows := [][]Button{
		{opens(say("step_done"), "stepdone", 1, arg), opens(say("notice_again"), "again", 1, arg, rungArgument(all[0]))},
	}
	basis := []Button{opens(say("notice_basis"), "stepwhy", 1, arg)}
	if !i.Step.Day.IsZero() {
		o, _ := in.Roster.Officer(n.Officer)
		may := in.Roster.May(officer.Actor{Account: o.Telegram, Officer: o}, officer.ChangeWork, work(i.Plan, nil))
		basis = append(basis, opens(moveLabel(may, i.Step), "steplater", 1, arg))
	}
	return append(rows, basis, []Button{opens(say("step_open"), "step", 1, arg)})
}
