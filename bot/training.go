package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/quiz"
	"camnang/corpus"
)

// Training gives what the training rests on. Attempts and what officers learn are read as Records.
type Training interface {
	// Now returns it as it is at the moment of the call, never older, and shared: the caller changes nothing in it.
	Now(ctx context.Context) (quiz.Training, error)
}

// module is one part of the training: its rows of the conversation's tables, what it does when a timer of it is due, how it
// makes messages when they are sent, and what it looks after each night. A field may be nil.
type module struct {
	commands   []command
	screens    []screen
	waits      []wait
	dues       []due
	renderings []rendering
	// sweep is the module's part of Sweep: done a second time it changes nothing more; again is true when there is more to do
	// at once. The event of in is the sweep, and its actor nobody.
	sweep func(c *Conversation, ctx context.Context, in input) (t Turn, again bool, err error)
}

func trainingModules() []module {
	return []module{bankModule(), giveModule(), contestModule(), pushModule(), examModule(), learnModule(), courseModule(), deskModule(), loopModule(), resultsModule()}
}

// ofModules collects one field of all modules.
func ofModules[T any](field func(module) []T) []T {
	var out []T
	for _, m := range trainingModules() {
		out = append(out, field(m)...)
	}
	return out
}

// trainingEvent marks the timers of the training.
const trainingEvent = "training"

// dueBody is the body of such a timer: what is to be done, about what.
type dueBody struct {
	Event   string          `json:"event"`
	What    string          `json:"what"`
	Push    quiz.PushID     `json:"push,omitempty"`
	Officer officer.ID      `json:"officer,omitempty"`
	Try     int             `json:"try,omitempty"`
	Class   officer.ClassID `json:"class,omitempty"`
	ID      string          `json:"id,omitempty"`
	// At is the moment that it was set for.
	At time.Time `json:"at,omitzero"`
}

// due says what is done when a timer of the training is due. handle reads and decides as for an event, and done again it
// changes nothing more; what it says goes to the chat of the lane unless a reply names another, and in lane 0 each names one.
// in has nobody as its actor; its event is the timer, named so that the ids made from it are the same each time.
type due struct {
	what   string
	handle func(c *Conversation, ctx context.Context, in input, lane int64, d dueBody) (Turn, error)
}

// trainingTimer is the timer that has d done at a moment: in the lane of an officer's chat, or in the program's own when lane
// is 0. Setting one with the same id again replaces it.
func trainingTimer(id string, lane int64, at time.Time, d dueBody) queue.Timer {
	d.Event, d.At = trainingEvent, at.UTC()
	raw, err := json.Marshal(d)
	if err != nil {
		panic(fmt.Sprintf("bot: a timer cannot be written: %v", err))
	}
	return queue.Timer{ID: "training:" + id, Lane: lane, Due: at, Body: raw}
}

// Due gives what a timer of the training leads to; ok is false for one that is none, or that this release does not know. It
// writes nothing, and may be called again. An error means that the store is away.
func (c *Conversation) Due(ctx context.Context, t queue.Timer) (turn Turn, ok bool, err error) {
	var d dueBody
	if err := json.Unmarshal(t.Body, &d); err != nil || d.Event != trainingEvent {
		return Turn{}, false, nil
	}
	for i := range c.dues {
		if c.dues[i].what != d.What {
			continue
		}
		in, err := c.unasked(ctx, Event{ID: fmt.Sprintf("%s.%d", t.ID, t.Due.UnixMilli()), Chat: t.Lane, Private: true, At: c.cfg.Now()})
		if err != nil {
			return Turn{}, false, err
		}
		turn, err = c.dues[i].handle(c, ctx, in, t.Lane, d)
		return turn, err == nil, err
	}
	return Turn{}, false, nil
}

// unasked is the input of what nobody did: a timer, a message being made, a poll that changed.
func (c *Conversation) unasked(ctx context.Context, e Event) (input, error) {
	in, _, err := c.identified(ctx, e)
	in.Actor = officer.Actor{Officer: &officer.Officer{}}
	return in, err
}

// rendering says how a message of the training is made when it is sent. what is the field "made" of its body; ok is false
// when there is nothing to say any more. An error means that the store is away.
type rendering struct {
	what string
	make func(c *Conversation, ctx context.Context, in input, chat int64, body json.RawMessage) (r Reply, ok bool, err error)
}

// rendered makes a message of the training; mine is false for the body of another message.
func (c *Conversation) rendered(ctx context.Context, chat int64, id string, body json.RawMessage) (r Reply, ok, mine bool, err error) {
	var made struct {
		Made string `json:"made"`
	}
	if err := json.Unmarshal(body, &made); err != nil || made.Made == "" {
		return Reply{}, false, false, nil
	}
	for _, row := range c.renderings {
		if row.what != made.Made {
			continue
		}
		in, err := c.unasked(ctx, Event{ID: id, Chat: chat, Private: true, At: c.cfg.Now()})
		if err != nil {
			return Reply{}, false, true, err
		}
		r, ok, err = row.make(c, ctx, in, chat, body)
		return r, ok, true, err
	}
	return Reply{}, false, true, nil
}

// trainingSweep is the part of Sweep that looks over the training.
func (c *Conversation) trainingSweep(ctx context.Context) (t Turn, again bool, err error) {
	in, err := c.unasked(ctx, Event{ID: "sweep", At: c.cfg.Now()})
	if err != nil {
		return Turn{}, false, err
	}
	for _, m := range trainingModules() {
		if m.sweep == nil {
			continue
		}
		one, more, err := m.sweep(c, ctx, in)
		if err != nil {
			return Turn{}, false, err
		}
		t, again = t.and(one), again || more
	}
	return t, again, nil
}

// trained reads what the training rests on.
func (c *Conversation) trained(ctx context.Context, in *input) error {
	now, err := c.cfg.Training.Now(ctx)
	if err != nil {
		return fmt.Errorf("read what the training rests on: %w", err)
	}
	in.Bank, in.Pushes, in.Courses, in.Entries = now.Bank, now.Pushes, now.Courses, now.Entries
	return nil
}

// attempt reads an officer's try at a push; nil when there is none.
func (c *Conversation) attempt(ctx context.Context, p quiz.PushID, o officer.ID, try int) (*quiz.Attempt, error) {
	r, err := c.cfg.Records.Record(ctx, queue.TableAttempt, quiz.AttemptID(p, o, try))
	if err != nil {
		return nil, fmt.Errorf("read an attempt: %w", err)
	}
	return quiz.ReadAttempt(r)
}

// attempts reads all tries at a push of these officers, in their order, those of one by number; who made none is left out.
func (c *Conversation) attempts(ctx context.Context, p *quiz.Push, of []officer.ID) ([]*quiz.Attempt, error) {
	var ids []string
	for _, o := range of {
		for try := 1; try <= max(1, p.Tries); try++ {
			ids = append(ids, quiz.AttemptID(p.ID, o, try))
		}
	}
	records, err := c.cfg.Records.Many(ctx, queue.TableAttempt, ids)
	if err != nil {
		return nil, fmt.Errorf("read the attempts at a push: %w", err)
	}
	var out []*quiz.Attempt
	for _, r := range records {
		a, err := quiz.ReadAttempt(r)
		if err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	return out, nil
}

// learner reads what an officer learns.
func (c *Conversation) learner(ctx context.Context, o officer.ID) (*quiz.Learner, error) {
	r, err := c.cfg.Records.Record(ctx, queue.TableLearner, string(o))
	if err != nil {
		return nil, fmt.Errorf("read what an officer learns: %w", err)
	}
	return quiz.ReadLearner(o, r)
}

// circulating are the questions that may be asked on the day: approved, resting on clauses that still stand, and not about a
// text that is no longer in force.
func (c *Conversation) circulating(in input) []*quiz.Question {
	doubted := c.bankDoubted(in)
	return in.Bank.Only(func(q *quiz.Question) bool {
		return q.State == quiz.Approved && !q.Historical && doubted[q.ID] == corpus.Stands
	})
}

// trainingBody is the journal's record of what happened in the training: ids and words of trainingNames, never a text.
type trainingBody struct {
	What     string          `json:"what,omitempty"`
	Push     quiz.PushID     `json:"push,omitempty"`
	Class    officer.ClassID `json:"class,omitempty"`
	Entry    quiz.EntryID    `json:"entry,omitempty"`
	Officer  officer.ID      `json:"officer,omitempty"`
	Question quiz.ID         `json:"question,omitempty"`
	Try      int             `json:"try,omitempty"`
	// Item is a question's place in the attempt, from 1; Chosen the options by the author's order, from 0.
	Item   int    `json:"item,omitempty"`
	Chosen []int  `json:"chosen,omitempty"`
	Number int    `json:"number,omitempty"`
	ID     string `json:"id,omitempty"`
}

// trainingNames are the texts for what a trainingBody says was done.
var trainingNames = map[string]string{
	"confirmed": "trained_confirmed", "opened": "trained_opened", "recalled": "trained_recalled", "extended": "trained_extended",
	"closed": "trained_closed", "published": "trained_published", "begun": "trained_begun", "handed-in": "trained_handed_in",
	"time-up": "trained_time_up", "push-over": "trained_push_over",
	"session": "trained_session", "session-removed": "trained_session_removed", "file": "trained_file", "file-removed": "trained_file_removed",
	"announced": "trained_announced", "roll-opened": "trained_roll", "roll-closed": "trained_roll_closed", "present": "trained_present", "absent": "trained_absent",
	"test-day": "trained_test_day", "group": "trained_group", "group-ended": "trained_group_ended",
	"asked": "trained_asked", "answered": "trained_answered", "shared": "trained_shared", "withdrawn": "trained_withdrawn",
	"edited": "trained_edited", "topic": "trained_topic", "topic-removed": "trained_topic_removed",
	// Why an answer did not count.
	string(quiz.NotEnrolled): "uncounted_not_enrolled", string(quiz.NoSuch): "uncounted_no_such", string(quiz.Nothing): "uncounted_nothing",
	string(quiz.Repeated): "uncounted_repeated", string(quiz.Late): "uncounted_late", string(quiz.OutOfTime): "uncounted_out_of_time",
	string(quiz.NotBegun): "uncounted_not_begun", "of-another": "uncounted_of_another", "code": "uncounted_code",
}

// notCountedNames are the words of trainingNames that say something else of an answer that did not count.
var notCountedNames = map[string]string{
	string(quiz.TakenBack): "uncounted_recalled", string(quiz.Done): "uncounted_done", string(quiz.Unrecognised): "uncounted_unrecognised",
}

// trainingFields are the lines of the journal about the training.
func (in input) trainingFields(kind journal.Kind, b trainingBody, field func(key, value string)) {
	what := named(trainingNames, b.What)
	if key, ok := notCountedNames[b.What]; ok && kind == journal.NotCounted {
		what = say(key)
	}
	field("field_what", what)
	if p, ok := in.Pushes.Push(b.Push); ok {
		field("field_push", p.Title)
	}
	for _, object := range []string{string(b.Class), string(b.Officer)} {
		if object != "" {
			field("field_object", entryName(in.Roster, object))
		}
	}
}

// trainingKinds are the kinds of journal entries with a trainingBody.
var trainingKinds = []journal.Kind{journal.Pushed, journal.Answered, journal.NotCounted, journal.Coursed, journal.Consulted}

// aboutQuestion is for screens and waits whose first argument is a question of the bank: by its author.
func aboutQuestion(in input, args []string) officer.About {
	if q, ok := in.Bank.Question(quiz.ID(argument(args, 0))); ok {
		return officer.About{Made: &officer.Made{Owner: q.Author}}
	}
	return officer.About{}
}

// aboutPush is for those whose first argument is a push: by who made it.
func aboutPush(in input, args []string) officer.About {
	if p, ok := in.Pushes.Push(quiz.PushID(argument(args, 0))); ok {
		return officer.About{Made: &officer.Made{Owner: p.By}}
	}
	return officer.About{}
}

// aboutAsker is for those whose first argument is a question to a trainer: by who asked.
func aboutAsker(in input, args []string) officer.About {
	if e, ok := in.Entries.Entry(quiz.EntryID(argument(args, 0))); ok {
		return officer.About{Officer: e.Asker}
	}
	return officer.About{}
}
