package bot

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/quiz"
	"camnang/corpus/calendar"
	"camnang/corpus/viet"
)

// ownTraining is what the training keeps of an officer, for the file that the officer takes away. Moments are UTC, days are
// those of the officers' zone, which the file names.
type ownTraining struct {
	// Attempts are the newest push first, the tries of one by number; AttemptsTotal says how many there are in all.
	AttemptsTotal int          `json:"attempts_total"`
	Attempts      []ownAttempt `json:"attempts,omitempty"`
	// Learning is nil for who has learned nothing yet.
	Learning *ownLearning `json:"learning,omitempty"`
	// Asked are the questions put to trainers, oldest first.
	Asked []ownAsked `json:"asked,omitempty"`
	// Classes are those that know the officer's presence or sent the officer an announcement.
	Classes []ownClass `json:"classes,omitempty"`
}

// ownAttempt is a try at what was given to the officer. Right and Mark, out of ten as officers write it, are as the officer
// may read them by now: of a test when the try has ended, of a contest when it was published.
type ownAttempt struct {
	Push     string      `json:"push"`
	Kind     quiz.Kind   `json:"kind"`
	Try      int         `json:"try"`
	Given    time.Time   `json:"given"`
	Began    time.Time   `json:"began,omitzero"`
	Ended    time.Time   `json:"ended,omitzero"`
	How      quiz.Ending `json:"how,omitempty"`
	Answered int         `json:"answered"`
	Of       int         `json:"of"`
	Right    *int        `json:"right,omitempty"`
	Mark     string      `json:"mark,omitempty"`
	Items    []ownItem   `json:"items,omitempty"`
}

// ownItem is a question of a try. Of a test, Question is "" while the officer was not shown it, and Right is nil while the
// answers may not be looked at.
type ownItem struct {
	Number   int       `json:"number"`
	Question string    `json:"question,omitempty"`
	Shown    time.Time `json:"shown,omitzero"`
	// Answer is what counts, At when it was given; Ticked is what was not sent yet.
	Answer []string  `json:"answer,omitempty"`
	At     time.Time `json:"at,omitzero"`
	Right  *bool     `json:"right,omitempty"`
	Ticked []string  `json:"ticked,omitempty"`
}

// ownLearning is the learner's record.
type ownLearning struct {
	// Daily is the most questions a day; Chosen is false when the officer chose no number.
	Daily     int          `json:"daily"`
	Chosen    bool         `json:"chosen"`
	Questions []ownLearned `json:"questions,omitempty"`
	Topics    []ownTopic   `json:"topics,omitempty"`
	// Day is the day of the latest set, Set its questions, those answered first, Done how many were answered.
	Day  calendar.Day `json:"day,omitzero"`
	Set  []string     `json:"set,omitempty"`
	Done int          `json:"done,omitempty"`
	// Open is the question that waits for an answer, since when.
	Open   string    `json:"open,omitempty"`
	Opened time.Time `json:"opened,omitzero"`
	Ticked []string  `json:"ticked,omitempty"`
	// Invited is the last day on which the officer was told that questions wait.
	Invited calendar.Day `json:"invited,omitzero"`
}

// ownLearned is a question that the officer answered: one that comes back has a card (when it was answered last, when it is
// due, how well it is kept), one that was known at once is Known.
type ownLearned struct {
	Question string `json:"question"`
	Known    bool   `json:"known,omitempty"`
	Wrong    int    `json:"wrong,omitempty"`
	Card     any    `json:"card,omitempty"`
}

type ownTopic struct {
	Topic string `json:"topic"`
	quiz.Tally
}

// ownAsked is a question to trainers with its answer; Text is "" once it was erased.
type ownAsked struct {
	At      time.Time `json:"at"`
	Text    string    `json:"text"`
	Replied time.Time `json:"replied,omitzero"`
	By      string    `json:"by,omitempty"`
	Reply   string    `json:"reply,omitempty"`
	Cites   []string  `json:"cites,omitempty"`
	Shared  []string  `json:"shared,omitempty"`
}

// ownTraining reads what the training keeps of the actor.
func (c *Conversation) ownTraining(ctx context.Context, in input) (ownTraining, error) {
	me := in.Actor.Officer.ID
	attempts, err := c.ownAttempts(ctx, in, me)
	if err != nil {
		return ownTraining{}, err
	}
	l, err := c.learner(ctx, me)
	if err != nil {
		return ownTraining{}, err
	}
	classes, err := c.ownClasses(ctx, in, me)
	if err != nil {
		return ownTraining{}, err
	}
	return ownTraining{
		AttemptsTotal: len(attempts), Attempts: attempts, Learning: in.ownLearning(l), Asked: in.ownAsked(me), Classes: classes,
	}, nil
}

// ownAttempts reads all tries of an officer by one read.
func (c *Conversation) ownAttempts(ctx context.Context, in input, me officer.ID) ([]ownAttempt, error) {
	pushes := in.Pushes.For(me)
	var ids []string
	for _, p := range pushes {
		for try := 1; try <= p.MostTries(); try++ {
			ids = append(ids, quiz.AttemptID(p.ID, me, try))
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	records, err := c.cfg.Records.Many(ctx, queue.TableAttempt, ids)
	if err != nil {
		return nil, fmt.Errorf("read an officer's attempts: %w", err)
	}
	tries := map[quiz.PushID][]*quiz.Attempt{}
	for _, r := range records {
		a, err := quiz.ReadAttempt(r)
		if err != nil {
			return nil, err
		}
		tries[a.Push] = append(tries[a.Push], a)
	}
	var out []ownAttempt
	for _, p := range pushes {
		open := p.Kind == quiz.Practice || p.State != quiz.Recalled && p.Reviewable(tries[p.ID], c.cfg.Now())
		for _, a := range tries[p.ID] {
			out = append(out, ownTry(p, a, open))
		}
	}
	return out, nil
}

// ownTry is a try at a push as the officer may read it; open is true when which answers are right may be read.
func ownTry(p *quiz.Push, a *quiz.Attempt, open bool) ownAttempt {
	m := a.Mark()
	out := ownAttempt{
		Push: p.Title, Kind: p.Kind, Try: a.Try, Given: a.Given.UTC(), Began: a.Began.UTC(), Ended: a.Ended.UTC(), How: a.How,
		Answered: m.Answered, Of: m.Of,
	}
	if p.Kind == quiz.Practice || !a.Ended.IsZero() && p.State != quiz.Recalled && (p.Kind == quiz.Test || p.Published) {
		out.Right, out.Mark = &m.Right, viet.Decimal(m.Ten())
	}
	for n, i := range a.Items {
		q := &p.Pool[i.Question]
		item := ownItem{Number: n + 1, Shown: i.Shown.UTC(), At: i.At.UTC(), Answer: optionTexts(q, i.Chosen), Ticked: optionTexts(q, i.Ticked)}
		if open || i.Chosen != nil || !i.Shown.IsZero() {
			item.Question = q.Stem
		}
		if right := i.Right; open && i.Chosen != nil {
			item.Right = &right
		}
		out.Items = append(out.Items, item)
	}
	return out
}

// optionTexts are options, by the author's order.
func optionTexts(q *quiz.Question, options []int) []string {
	var out []string
	for _, n := range options {
		if n < len(q.Options) {
			out = append(out, q.Options[n].Text)
		}
	}
	return out
}

// ownLearning is what an officer learns; a question that the bank holds no more is named by its id.
func (in input) ownLearning(l *quiz.Learner) *ownLearning {
	if l.Record == 0 {
		return nil
	}
	stem := func(id quiz.ID) string {
		if q, ok := in.Bank.Question(id); ok {
			return q.Stem
		}
		return string(id)
	}
	out := &ownLearning{Daily: l.Most(), Chosen: l.Daily != nil, Day: l.Day, Done: l.Done, Invited: l.Invited}
	ids := slices.Concat(slices.Collect(maps.Keys(l.Cards)), slices.Collect(maps.Keys(l.Wrong)), l.Seen)
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		one := ownLearned{Question: stem(id), Wrong: l.Wrong[id]}
		if card, ok := l.Cards[id]; ok {
			one.Card = card
		}
		_, one.Known = slices.BinarySearch(l.Seen, id)
		out.Questions = append(out.Questions, one)
	}
	for _, id := range slices.Sorted(maps.Keys(l.Topics)) {
		name := id
		if t, ok := in.Bank.Topic(id); ok {
			name = t.Name
		}
		out.Topics = append(out.Topics, ownTopic{name, l.Topics[id]})
	}
	for _, id := range l.Set {
		out.Set = append(out.Set, stem(id))
	}
	if l.Now != nil {
		out.Open, out.Opened = stem(l.Now.Question), l.Now.At.UTC()
		if q, ok := in.Bank.Question(l.Now.Question); ok && l.Now.Of(q) {
			out.Ticked = optionTexts(q, l.Now.Ticked)
		}
	}
	return out
}

func (in input) ownAsked(me officer.ID) []ownAsked {
	var out []ownAsked
	for _, e := range in.Entries.All() {
		if e.Asker != me {
			continue
		}
		one := ownAsked{At: e.At.UTC(), Text: e.Text, Replied: e.Replied.UTC(), Reply: e.Reply}
		if e.By != "" {
			one.By = in.name(e.By)
		}
		for _, cite := range e.Cites {
			one.Cites = append(one.Cites, cite.Cited)
		}
		for _, id := range e.Shared {
			one.Shared = append(one.Shared, classLabel(in.Roster, id))
		}
		out = append(out, one)
	}
	return out
}

// lines are the numbers of it, for the screen; of what there is none of there is no line.
func (t ownTraining) lines() []string {
	var out []string
	if t.AttemptsTotal > 0 {
		out = append(out, say("privacy_attempts", t.AttemptsTotal))
	}
	if t.Learning != nil {
		cards := 0
		for _, q := range t.Learning.Questions {
			if q.Card != nil {
				cards++
			}
		}
		if t.Learning.Daily > 0 {
			out = append(out, say("privacy_learning", cards, t.Learning.Daily))
		} else {
			out = append(out, say("privacy_learning_none", cards))
		}
	}
	if len(t.Asked) > 0 {
		replied := 0
		for _, e := range t.Asked {
			if !e.Replied.IsZero() {
				replied++
			}
		}
		out = append(out, say("privacy_asked", len(t.Asked), replied))
	}
	return append(out, classLines(t.Classes)...)
}
