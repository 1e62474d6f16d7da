package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/quiz"
	"camnang/bot/quiz/starting"
	"camnang/bot/store"
	"camnang/corpus"
)

// The exercise that the sample's class has done: what a report shows rests on five officers at least, and nobody plays that
// many at the first look.
const (
	samplePush  = quiz.PushID("psample")
	sampleTitle = "Ôn tập tuần trước (mẫu)"
	// sampleTopic is what it asks about, sampleAsked how many questions.
	sampleTopic = "cosso"
	sampleAsked = 4
	// sampleAgo is how long ago it was given, sampleOpen how long it was open.
	sampleAgo  = 7 * 24 * time.Hour
	sampleOpen = 3 * 24 * time.Hour
)

// sampleRights is, by the numbers of officers, how many of the questions each answered rightly, all from the first on. Two of
// them have not joined: they had before they changed their telephones.
var sampleRights = []struct {
	number string
	rights int
}{{"M001", 3}, {"M003", 4}, {"M004", 2}, {"M006", 3}, {"M007", 1}}

// exercised puts the exercise of the sample's class into the store, when the class and its trainer are there. Called again it
// changes nothing.
func exercised(ctx context.Context, s *store.Store, lib *corpus.Library, now time.Time) error {
	roster, err := s.People().Roster(ctx)
	if err != nil {
		return err
	}
	trained, err := s.Training().Now(ctx)
	if err != nil {
		return err
	}
	if _, there := trained.Pushes.Push(samplePush); there {
		return nil
	}
	questions, err := starting.Questions(lib)
	if err != nil {
		return fmt.Errorf("make the exercise of the sample: %w", err)
	}
	changes := sampleExercise(roster, questions, now)
	if len(changes) == 0 {
		return nil
	}
	if err := s.Records().Change(ctx, changes); err != nil {
		return fmt.Errorf("make the exercise of the sample: %w", err)
	}
	return nil
}

// sampleExercise is the exercise and what the class answered, as it was closed; none without the class or its trainer.
func sampleExercise(roster *officer.Roster, questions []quiz.Question, now time.Time) []queue.Change {
	trainer, known := roster.ByNumber(samplePeople[sampleTrainer].number)
	classes := roster.Classes()
	at := slices.IndexFunc(classes, func(c *officer.Class) bool { return c.Name == sampleClass })
	if !known || at < 0 {
		return nil
	}
	given := now.Add(-sampleAgo).UTC()
	p := &quiz.Push{
		ID: samplePush, Kind: quiz.Practice, Title: sampleTitle, By: trainer.ID, Classes: []officer.ClassID{classes[at].ID},
		State: quiz.Open, Opens: given, Closes: given.Add(sampleOpen), Made: given,
	}
	p.Enrolled = p.Audience(roster)
	for _, q := range questions {
		if q.Topic == sampleTopic && !q.Historical && !q.Several() && len(p.Pool) < sampleAsked {
			p.Pool = append(p.Pool, q)
		}
	}
	var changes []queue.Change
	for n, did := range sampleRights {
		o, known := roster.ByNumber(did.number)
		if !known || !slices.Contains(p.Enrolled, o.ID) {
			continue
		}
		a := p.Give(o.ID, 1, given)
		for item := range a.Items {
			q := &p.Pool[a.Items[item].Question]
			option := slices.IndexFunc(q.Options, func(o quiz.Option) bool { return o.Right == (item < did.rights) })
			a, _ = p.Answer(a, item, []int{option}, given.Add(time.Duration(60*n+2*item+3)*time.Minute))
		}
		changes = append(changes, a.Change())
	}
	p.State = quiz.Closed
	return append(changes, p.Change())
}
