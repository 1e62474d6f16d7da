package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/quiz"
	"camnang/bot/simulator"
	"camnang/bot/store"
)

// counted is what the journal says of an answer that counted.
type counted struct {
	Push   quiz.PushID `json:"push"`
	Item   int         `json:"item"`
	Chosen []int       `json:"chosen"`
}

// judge compares what officers answered with what was taken down, and what each attempt is worth with what comes of the
// journal's entries alone.
func (r *room) judge(ctx context.Context) error {
	return r.with(ctx, func(opened *store.Store) error {
		now, err := opened.Training().Now(ctx)
		if err != nil {
			return err
		}
		all := now.Pushes.All()
		if len(all) != 1 {
			return fmt.Errorf("one confirmation made %d pushes", len(all))
		}
		p := all[0]
		roster, err := opened.People().Roster(ctx)
		if err != nil {
			return err
		}
		entries, err := r.answered(ctx, opened)
		if err != nil {
			return err
		}
		depths, err := opened.Depths(ctx)
		if err != nil {
			return err
		}
		lost, marks, given, told := 0, 0, 0, depths.Outbox
		for _, account := range r.learners {
			id := trainee(roster, account)
			record, err := opened.Records().Record(ctx, queue.TableAttempt, quiz.AttemptID(p.ID, id, 1))
			if err != nil {
				return err
			}
			a, err := quiz.ReadAttempt(record)
			if err != nil || a == nil {
				return fmt.Errorf("an officer has no attempt: %w", err)
			}
			n, wrong := lostOf(r.put[account], p, a)
			given, lost, told = given+n, lost+wrong, told+verdicts(r.Messages(account))
			if a.Mark().Right != worth(p, a, entries[id]) {
				marks++
			}
		}
		r.s.report.floor("push.answers", float64(given), "", float64((len(r.learners)-len(r.shut))*r.questions))
		r.s.report.ceiling("push.answers-unacknowledged", float64(max(0, given-told)), "", 0)
		r.s.report.ceiling("push.answers-lost", float64(lost), "", 0)
		r.s.report.ceiling("push.marks-otherwise", float64(marks), fmt.Sprintf("of %d", len(r.learners)), 0)
		return nil
	})
}

// verdicts is how many of the messages of a chat say what an answer was; those still to be sent wait in the outbox, in which
// nothing else is by then.
func verdicts(messages []simulator.Message) (n int) {
	for _, m := range messages {
		if strings.Contains(m.Text, "Đúng.") || strings.Contains(m.Text, "Chưa chính xác.") {
			n++
		}
	}
	return n
}

// lostOf counts the answers that an officer gave, and those of them that the attempt does not have.
func lostOf(given map[int64]*put, p *quiz.Push, a *quiz.Attempt) (n, lost int) {
	for _, one := range given {
		if one.chosen == "" {
			continue
		}
		n++
		if !slices.ContainsFunc(a.Items, func(i quiz.Item) bool {
			q := &p.Pool[i.Question]
			return strings.Contains(one.stem, q.Stem) && len(i.Chosen) == 1 && q.Options[i.Chosen[0]].Text == one.chosen
		}) {
			lost++
		}
	}
	return n, lost
}

// worth is how many answers are right by the journal: of each question the first.
func worth(p *quiz.Push, a *quiz.Attempt, entries []counted) (right int) {
	first := map[int]bool{}
	for _, e := range entries {
		if e.Push != p.ID || first[e.Item] {
			continue
		}
		first[e.Item] = true
		all := true
		for n, o := range p.Pool[a.Items[e.Item-1].Question].Options {
			all = all && o.Right == slices.Contains(e.Chosen, n)
		}
		if all {
			right++
		}
	}
	return right
}

// answered are the answers in the journal, oldest first, by officer.
func (r *room) answered(ctx context.Context, opened *store.Store) (map[officer.ID][]counted, error) {
	of := map[officer.ID][]counted{}
	for before := int64(0); ; {
		entries, err := opened.Journal().Latest(ctx, before, 1000)
		if err != nil || len(entries) == 0 {
			for _, all := range of {
				slices.Reverse(all)
			}
			return of, err
		}
		before = entries[len(entries)-1].Number
		for _, e := range entries {
			if e.Kind != journal.Answered {
				continue
			}
			var c counted
			if err := json.Unmarshal(e.Body, &c); err != nil {
				return nil, fmt.Errorf("entry %d of the journal: %w", e.Number, err)
			}
			of[e.Owner] = append(of[e.Owner], c)
		}
	}
}
