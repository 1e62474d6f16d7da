package bot

import (
	"context"
	"fmt"
	"time"

	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/quiz"
)

// pushModule is the engine of pushes: they open and close by their hours, go out to everybody enrolled, and take the answers
// in practice. How they are put together, and how tests are taken, is for other modules.
func pushModule() module {
	return module{screens: pushScreens(), dues: pushDues(), renderings: pushRenderings(), sweep: (*Conversation).pushSweep}
}

// pushKinds are the texts for the kinds of pushes.
var pushKinds = map[quiz.Kind]string{quiz.Practice: "push_practice", quiz.Test: "push_test", quiz.Contest: "push_contest"}

// pushTimer is the timer by which something is done about a push at a moment: "what.push" in the program's own lane, or
// "what.push.officer" in the lane of an officer's chat.
func pushTimer(what string, p quiz.PushID, o *officer.Officer, at time.Time) queue.Timer {
	if o == nil {
		return trainingTimer(what+"."+string(p), 0, at, dueBody{What: what, Push: p})
	}
	return trainingTimer(what+"."+string(p)+"."+string(o.ID), o.Telegram, at, dueBody{What: what, Push: p, Officer: o.ID})
}

// enrolled are those of a push whom a message can reach: joined and not left.
func (in input) enrolled(p *quiz.Push) []*officer.Officer {
	var out []*officer.Officer
	for _, id := range p.Enrolled {
		if o, ok := in.Roster.Officer(id); ok && o.Joined() {
			out = append(out, o)
		}
	}
	return out
}

// forEach are timers by which something is done now for each officer of a push whom a message can reach.
func (c *Conversation) forEach(in input, what string, p *quiz.Push) []queue.Timer {
	var out []queue.Timer
	for _, o := range in.enrolled(p) {
		out = append(out, pushTimer(what, p.ID, o, c.cfg.Now()))
	}
	return out
}

// pushNote notes what was done with a push.
func (in input) pushNote(what string, p *quiz.Push) queue.Note {
	return in.note(journal.Pushed, false, trainingBody{What: what, Push: p.ID})
}

// pushConfirmed writes a push that is complete as planned, and sets the timer that opens it. One that is no draft gives
// nothing to do; two at once conflict, so that one draft is one push.
func (c *Conversation) pushConfirmed(in input, p *quiz.Push) Turn {
	next, err := p.Confirmed(c.cfg.Now().UTC())
	if err != nil {
		return Turn{}
	}
	return Turn{Timers: []queue.Timer{pushTimer("open", next.ID, nil, next.Opens)}}.changing(next.Change()).noting(in.pushNote("confirmed", next))
}

// pushRecalled takes a push back: what was not sent is not sent, what was sent is taken away from each officer, who is told, and
// so are the groups of its classes.
// One that is neither planned nor open gives nothing to do.
func (c *Conversation) pushRecalled(in input, p *quiz.Push) Turn {
	next, err := p.Recall(c.cfg.Now().UTC())
	if err != nil {
		return Turn{}
	}
	t := Turn{Cancels: []string{pushTimer("open", p.ID, nil, time.Time{}).ID, pushTimer("close", p.ID, nil, time.Time{}).ID}}
	if p.State == quiz.Open {
		t.Timers = append(c.forEach(in, "recall", next), pushTimer("retract", p.ID, nil, c.cfg.Now()))
	}
	return t.changing(next.Change()).noting(in.pushNote("recalled", next))
}

// pushExtended lets answers count until another moment; whoever has not finished is told. What quiz.Push.Extended refuses
// gives nothing to do.
func (c *Conversation) pushExtended(in input, p *quiz.Push, until time.Time) Turn {
	next, err := p.Extended(until.UTC(), c.cfg.Now())
	if err != nil {
		return Turn{}
	}
	var t Turn
	if next.State == quiz.Open {
		t.Timers = append(c.forEach(in, "extended", next), pushTimer("close", p.ID, nil, next.Closes))
	}
	return t.changing(next.Change()).noting(in.pushNote("extended", next))
}

// pushClosed ends a push now: no answer counts that comes later, and who made it gets the totals. One that is not open gives
// nothing to do.
func (c *Conversation) pushClosed(in input, p *quiz.Push) Turn {
	now := c.cfg.Now().UTC()
	next, err := p.Ended(now)
	if err != nil {
		return Turn{}
	}
	return Turn{Timers: []queue.Timer{pushTimer("close", p.ID, nil, now)}}.changing(next.Change()).noting(in.pushNote("closed", next))
}

// pushPublished lets those who took part read the results; it tells them nothing, because what each is told is a ranking's. One
// that is not closed, or published already, gives nothing to do.
func (c *Conversation) pushPublished(in input, p *quiz.Push) Turn {
	next, err := p.Publish()
	if err != nil {
		return Turn{}
	}
	return Turn{}.changing(next.Change()).noting(in.pushNote("published", next))
}

// What messages of a push leave behind (Keep): the questions by officer, try and item (from 0), those sent once more as cards,
// the first message of an officer, and the invitation in the group of a class. It is cut some time after the end (pushForgets).

func carriedItem(p quiz.PushID, o officer.ID, try, item int) string {
	return fmt.Sprintf("q.%s.%s.%d.%d", p, o, try, item)
}

func carriedAgain(p quiz.PushID, o officer.ID, try, item int) string {
	return carriedItem(p, o, try, item) + ".c"
}

func carriedIntro(p quiz.PushID, o officer.ID) string { return fmt.Sprintf("i.%s.%s", p, o) }

func carriedInvitation(p quiz.PushID, class officer.ClassID) string {
	return fmt.Sprintf("g.%s.%s", p, class)
}

// unreached are the officers enrolled in a push whom it has not reached, in the order of the push: who has not joined, and
// whose chat has taken nothing of it yet. Somebody who answered was reached whatever is known of the messages. Of a push whose
// messages are not known any more it is those who were not reached then.
func (c *Conversation) unreached(ctx context.Context, in input, p *quiz.Push) ([]officer.ID, error) {
	if p.Forgotten > 0 {
		return p.Missed, nil
	}
	var intros []string
	for _, id := range p.Enrolled {
		intros = append(intros, carriedIntro(p.ID, id))
	}
	seen, err := c.cfg.Records.Many(ctx, queue.TableCarried, intros)
	if err != nil {
		return nil, fmt.Errorf("read whom a push has reached: %w", err)
	}
	reached := map[string]bool{}
	for _, r := range seen {
		reached[r.ID] = true
	}
	var doubtful []officer.ID
	for _, id := range p.Enrolled {
		if !reached[carriedIntro(p.ID, id)] {
			doubtful = append(doubtful, id)
		}
	}
	tries, err := c.attempts(ctx, p, doubtful)
	if err != nil {
		return nil, err
	}
	for _, a := range tries {
		if !a.Began.IsZero() || a.Mark().Answered > 0 {
			reached[carriedIntro(p.ID, a.Officer)] = true
		}
	}
	var out []officer.ID
	for _, id := range doubtful {
		if o, ok := in.Roster.Officer(id); !ok || !o.Joined() || !reached[carriedIntro(p.ID, id)] {
			out = append(out, id)
		}
	}
	return out, nil
}

// learnedAnswer is an answer from which an officer learns; took is how long it took, 0 when that is not known.
type learnedAnswer struct {
	question *quiz.Question
	right    bool
	took     time.Duration
}

// learned is what answers change in what an officer learns: one change, or none when there is no answer.
func (c *Conversation) learned(ctx context.Context, who officer.ID, answers []learnedAnswer) ([]queue.Change, error) {
	if len(answers) == 0 {
		return nil, nil
	}
	l, err := c.learner(ctx, who)
	if err != nil {
		return nil, err
	}
	for _, a := range answers {
		l = l.After(a.question, a.right, a.took, c.today(c.cfg.Now()).Day)
	}
	return []queue.Change{l.Change()}, nil
}
