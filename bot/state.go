package bot

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/queue"
)

// lettersShown is how many of the newest dead letters an administrator can walk through, suggestionsShown how many
// suggestions; older ones stay in the store and in the backups.
const (
	lettersShown     = 200
	lettersPage      = 5
	suggestionsShown = 200
	suggestionsPage  = 5
)

// stateScreens are those behind /tinhtrang.
func stateScreens() []screen {
	return []screen{
		{name: "state", action: officer.SeeState, about: aboutNothing, handle: func(c *Conversation, ctx context.Context, in input, _ payload) (Turn, error) {
			return c.state(ctx, in, "")
		}},
		{name: "letters", action: officer.SeeState, about: aboutNothing, handle: (*Conversation).letters},
		{name: "revive", action: officer.HandleDead, about: aboutNothing, handle: (*Conversation).reviveOne},
		{name: "reviveask", action: officer.HandleDead, about: aboutNothing, handle: (*Conversation).reviveAsked},
		{name: "reviveall", action: officer.HandleDead, about: aboutNothing, handle: (*Conversation).reviveAll},
		{name: "suggestions", action: officer.SeeState, about: aboutNothing, handle: (*Conversation).suggestions},
	}
}

// state shows an administrator how the program does: what needs attention first, then the queues, then the parts.
func (c *Conversation) state(ctx context.Context, in input, _ string) (Turn, error) {
	d, err := c.cfg.Operations.Depths(ctx)
	if err != nil {
		return Turn{}, fmt.Errorf("measure the queues: %w", err)
	}
	facts := c.cfg.Operations.Facts(ctx)
	var s sheet
	s.para(bold(say("state_heading")), plain(" "+c.moment(c.cfg.Now())))
	var bad, good []Fact
	for _, f := range facts {
		if f.Bad {
			bad = append(bad, f)
		} else {
			good = append(good, f)
		}
	}
	if d.Dead > 0 {
		bad = append(bad, Fact{Name: say("state_dead"), Value: strconv.Itoa(d.Dead)})
	}
	if len(bad) == 0 {
		s.para(plain(say("state_well")))
	}
	for _, f := range bad {
		s.line(plain("⚠️ " + f.Name + ": " + f.Value))
	}
	s.para(bold(say("state_queues")))
	s.line(plain(say("state_inbox") + " " + waitingFor(d.Inbox, d.InboxLag)))
	s.line(plain(say("state_outbox") + " " + waitingFor(d.Outbox, d.OutboxLag)))
	s.line(plain(say("state_timers") + " " + waitingFor(d.Timers, d.TimerLag)))
	if len(good) > 0 {
		s.para(bold(say("state_parts")))
	}
	for _, f := range good {
		s.line(plain(f.Name + ": " + f.Value))
	}
	rows := [][]Button{{opens(say("state_again"), "state", 1)}}
	if d.Dead > 0 {
		rows = append(rows, []Button{opens(say("state_letters"), "letters", 1)})
	}
	return inPlace(in.Event, s.done(), append(rows, []Button{opens(say("state_suggestions"), "suggestions", 1)})), nil
}

// waitingFor is how many wait, and how long the first of them when that is worth a word.
func waitingFor(n int, lag time.Duration) string {
	if lag < time.Second {
		return strconv.Itoa(n)
	}
	return say("state_lag", n, spanOf(lag))
}

// spanOf is a length of time of a second and more for an administrator, cut to the largest unit.
func spanOf(d time.Duration) string {
	switch {
	case d < time.Minute:
		return say("span_seconds", int(d.Seconds()))
	case d < 2*time.Hour:
		return say("span_minutes", int(d.Minutes()))
	case d < 48*time.Hour:
		return say("span_hours", int(d.Hours()))
	}
	return say("span_days", int(d.Hours()/24))
}

// letters is a page of dead letters: where, when, why. What a message says is never shown.
func (c *Conversation) letters(ctx context.Context, in input, p payload) (Turn, error) {
	dead, err := c.cfg.Operations.Dead(ctx, lettersShown)
	if err != nil {
		return Turn{}, fmt.Errorf("read the dead letters: %w", err)
	}
	page, last, from, to := paged(len(dead), lettersPage, p.page)
	var s sheet
	s.para(bold(say("letters_heading")))
	if last > 1 {
		s.line(plain(say("page_of", page, last)))
	}
	if len(dead) == 0 {
		s.para(plain(say("letters_none")))
	}
	rows := turning(page, last, func(n int) payload { return toScreen("letters", n) })
	for i, d := range dead[from:to] {
		s.para(plain(say("letter", from+i+1, queueName(d.Queue), c.moment(d.At), c.addressee(in, d), d.Why)))
		rows = append(rows, []Button{opens(say("letter_again", from+i+1), "revive", page, letterKey(d))})
	}
	if len(dead) > 1 {
		rows = append(rows, []Button{opens(say("letters_again", len(dead)), "reviveask", page)})
	}
	return inPlace(in.Event, s.done(), append(rows, []Button{opens(say("back"), "state", 1)})), nil
}

// addressee names whose chat a letter is of, when that is an officer's.
func (c *Conversation) addressee(in input, d queue.Dead) string {
	if o, ok := in.Roster.ByTelegram(d.Chat); ok {
		return o.Name
	}
	return say("letter_nobody")
}

func queueName(name string) string {
	switch name {
	case "inbox":
		return say("queue_inbox")
	case "outbox":
		return say("queue_outbox")
	default:
		return say("queue_timers")
	}
}

// letterKey finds a letter again behind its button: the same letter, the same key, whatever came meanwhile.
func letterKey(d queue.Dead) string {
	return answerID(strings.Join([]string{d.Queue, d.ID, strconv.FormatInt(d.At.UnixMilli(), 10), d.Why}, "\n"))
}

// revivedBody is the journal's record of letters put back.
type revivedBody struct {
	Letters []string `json:"letters"`
}

// reviveOne puts the letter that the button names back into its queue.
func (c *Conversation) reviveOne(ctx context.Context, in input, p payload) (Turn, error) {
	return c.revive(ctx, in, func(d queue.Dead) bool { return letterKey(d) == p.args[0] })
}

// reviveAsked asks once before all letters are put back.
func (c *Conversation) reviveAsked(ctx context.Context, in input, p payload) (Turn, error) {
	dead, err := c.cfg.Operations.Dead(ctx, lettersShown)
	if err != nil {
		return Turn{}, fmt.Errorf("read the dead letters: %w", err)
	}
	return inPlace(in.Event, []Span{plain(say("letters_sure", len(dead)))}, [][]Button{
		{opens(say("letters_sure_yes"), "reviveall", 1)}, {opens(say("back"), "letters", p.page)},
	}), nil
}

func (c *Conversation) reviveAll(ctx context.Context, in input, _ payload) (Turn, error) {
	return c.revive(ctx, in, func(queue.Dead) bool { return true })
}

// revive puts back what fits. Done again after the process died it finds those letters gone, and says so; none is put
// twice.
func (c *Conversation) revive(ctx context.Context, in input, fits func(queue.Dead) bool) (Turn, error) {
	dead, err := c.cfg.Operations.Dead(ctx, lettersShown)
	if err != nil {
		return Turn{}, fmt.Errorf("read the dead letters: %w", err)
	}
	var done revivedBody
	for _, d := range dead {
		if !fits(d) {
			continue
		}
		put, err := c.cfg.Operations.Revive(ctx, d)
		if err != nil {
			return Turn{}, fmt.Errorf("put back letter %s of the %s: %w", d.ID, d.Queue, err)
		}
		if put {
			done.Letters = append(done.Letters, d.Queue+" "+d.ID)
		}
	}
	rows := [][]Button{{opens(say("state_letters"), "letters", 1)}, {opens(say("back"), "state", 1)}}
	if len(done.Letters) == 0 {
		return inPlace(in.Event, []Span{plain(say("letters_gone"))}, rows), nil
	}
	return inPlace(in.Event, []Span{plain(say("letters_revived", len(done.Letters)))}, rows).
		noting(in.note(journal.Revived, false, done)), nil
}

// suggestions is a page of what officers would have the program do otherwise.
func (c *Conversation) suggestions(ctx context.Context, in input, p payload) (Turn, error) {
	all, err := c.cfg.Operations.Suggestions(ctx, suggestionsShown)
	if err != nil {
		return Turn{}, fmt.Errorf("read the suggestions: %w", err)
	}
	page, last, from, to := paged(len(all), suggestionsPage, p.page)
	var s sheet
	s.para(bold(say("suggestions_heading")))
	if last > 1 {
		s.line(plain(say("page_of", page, last)))
	}
	if len(all) == 0 {
		s.para(plain(say("suggestions_none")))
	}
	for _, g := range all[from:to] {
		text, _ := shorten(g.Text, messageLimit/(suggestionsPage+1))
		s.para(bold(c.moment(g.At)+" – "+g.Name), plain("\n"+text))
	}
	rows := turning(page, last, func(n int) payload { return toScreen("suggestions", n) })
	return inPlace(in.Event, s.done(), append(rows, []Button{opens(say("back"), "state", 1)})), nil
}
