package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"time"

	"camnang/bot"
	"camnang/bot/queue"
	"camnang/bot/simulator"
	"camnang/bot/store"
	"camnang/bot/telegram"
	"camnang/retrieval/eval"
)

var anyDay = regexp.MustCompile(`\d{1,2}/\d{1,2}/\d{4}`)

func gist(text string) string { return anyDay.ReplaceAllString(text, "…") }

// load is what is asked of the bot in a run, and what must come of it in each chat.
type load struct {
	stage  *stage
	random *rand.Rand
	// questions have answers of their own, so that an answer tells its question.
	questions []string
	answers   []string
	// asked, told and timed are what each chat must hear: answers and broadcasts in their order, reminders in any.
	asked map[int64][]int
	told  map[int64][]string
	timed map[int64][]string
	made  int
}

// newLoad learns, from a program that runs undisturbed, how it answers so many questions. The last people of the
// stage ask them, one each, and take no further part.
func newLoad(ctx context.Context, s *stage, program string, questions int, random *rand.Rand) (*load, error) {
	l := &load{stage: s, random: random, asked: map[int64][]int{}, told: map[int64][]string{}, timed: map[int64][]string{}}
	p, address, err := s.serve(program, s.dir)
	if err != nil {
		return nil, err
	}
	defer p.kill()
	if err := ready(ctx, address, p); err != nil {
		return nil, fmt.Errorf("%w; it wrote: %s", err, p.said.String())
	}
	cases, err := eval.Shipped()
	if err != nil {
		return nil, err
	}
	teacher := s.people[len(s.people)-1]
	for _, c := range cases {
		if len(l.questions) == questions {
			break
		}
		before := len(s.fromBot(teacher))
		if _, err := s.Say(teacher, c.Question); err != nil {
			return nil, err
		}
		if err := until(ctx, "an answer to learn from", func() bool { return len(s.fromBot(teacher)) > before || p.over() }); err != nil {
			return nil, fmt.Errorf("%w; the program wrote: %s", err, p.said.String())
		}
		heard := s.fromBot(teacher)
		if len(heard) == before {
			return nil, fmt.Errorf("the program ended: %s", p.said.String())
		}
		if said := heard[before]; !slices.Contains(l.answers, said) && strings.Contains(said, "Căn cứ") {
			l.questions, l.answers = append(l.questions, c.Question), append(l.answers, said)
		}
	}
	if len(l.questions) < questions {
		return nil, fmt.Errorf("only %d questions have answers of their own", len(l.questions))
	}
	s.people = s.people[:len(s.people)-1]
	return l, p.stop(30 * time.Second)
}

// ask lets so many people ask one question each.
func (l *load) ask(n int) error {
	for range n {
		person := l.stage.people[l.random.IntN(len(l.stage.people))]
		q := l.random.IntN(len(l.questions))
		// The same question twice in a row would hide a repetition.
		if before := l.asked[person]; len(before) > 0 && before[len(before)-1] == q {
			q = (q + 1) % len(l.questions)
		}
		if _, err := l.stage.Say(person, l.questions[q]); err != nil {
			return err
		}
		l.asked[person] = append(l.asked[person], q)
	}
	return nil
}

// tell puts so many broadcasts into the outbox.
func (l *load) tell(ctx context.Context, s *store.Store, n int) error {
	for range n {
		person := l.stage.people[l.random.IntN(len(l.stage.people))]
		l.made++
		text := fmt.Sprintf("Thông báo số %d của đợt thử.", l.made)
		messages, err := telegram.Compose(fmt.Sprintf("chaos.%d", l.made), person, queue.Broadcast,
			bot.Reply{Kind: bot.Send, Text: []bot.Span{{Text: text}}})
		if err != nil {
			return err
		}
		if err := s.Outbox().Put(ctx, messages...); err != nil {
			return err
		}
		l.told[person] = append(l.told[person], text)
	}
	return nil
}

// remind sets so many timers, due within the next span of time.
func (l *load) remind(ctx context.Context, s *store.Store, n int, within time.Duration) error {
	for range n {
		person := l.stage.people[l.random.IntN(len(l.stage.people))]
		l.made++
		text := fmt.Sprintf("Nhắc việc số %d của đợt thử.", l.made)
		body, err := json.Marshal(map[string]string{"event": "text", "text": text})
		if err != nil {
			return err
		}
		timer := queue.Timer{
			ID: fmt.Sprintf("chaos.%d", l.made), Lane: person, Body: body,
			Due: time.Now().Add(time.Duration(l.random.Int64N(int64(within)))),
		}
		if err := s.Timers().Set(ctx, timer); err != nil {
			return err
		}
		l.timed[person] = append(l.timed[person], text)
	}
	return nil
}

// outcome is what came of a load.
type outcome struct {
	due, lost, twice, disordered int
	// where are the chats in which something is missing or out of order.
	where []string
}

// judge compares what each chat heard with what it must hear.
func (l *load) judge() outcome {
	var o outcome
	for _, person := range l.stage.people {
		heard := l.stage.fromBot(person)
		want := make([]string, len(l.asked[person]))
		for i, q := range l.asked[person] {
			want[i] = l.answers[q]
		}
		lost, twice, disordered := compareInOrder(keep(heard, "", "Thông báo số ", "Nhắc việc số "), want)
		l2, t2, d2 := compareInOrder(keep(heard, "Thông báo số "), l.told[person])
		l3, t3 := compare(keep(heard, "Nhắc việc số "), l.timed[person])
		o.due += len(want) + len(l.told[person]) + len(l.timed[person])
		o.lost += lost + l2 + l3
		o.twice += twice + t2 + t3
		o.disordered += disordered + d2
		if lost+l2+l3+disordered+d2 > 0 {
			o.where = append(o.where, fmt.Sprintf("chat %d lacks %d answers, %d broadcasts, %d reminders; %d out of order", person, lost, l2, l3, disordered+d2))
		}
	}
	return o
}

// keep returns the texts that begin with prefix and with none of the others.
func keep(texts []string, prefix string, others ...string) []string {
	return slices.DeleteFunc(slices.Clone(texts), func(t string) bool {
		return !strings.HasPrefix(t, prefix) || slices.ContainsFunc(others, func(o string) bool { return strings.HasPrefix(t, o) })
	})
}

// compareInOrder walks both lists: a text heard again right after itself was sent twice; any other that is not
// the next one wanted is out of order.
func compareInOrder(heard, want []string) (lost, twice, disordered int) {
	next := 0
	for _, h := range heard {
		switch {
		case next < len(want) && h == want[next]:
			next++
		case next > 0 && h == want[next-1]:
			twice++
		default:
			disordered++
		}
	}
	return len(want) - next, twice, disordered
}

// compare wants each text once, in any order.
func compare(heard, want []string) (lost, twice int) {
	count := map[string]int{}
	for _, h := range heard {
		// A reminder that is late says so behind its text.
		text, _, _ := strings.Cut(h, "\n\n(Gửi muộn")
		count[text]++
	}
	for _, w := range want {
		switch n := count[w]; {
		case n == 0:
			lost++
		default:
			twice += n - 1
		}
	}
	return lost, twice
}

// settle waits until nothing is missing any more, the program has ended, or ctx has. It gives what is still missing
// then, and notes it now and then.
func (l *load) settle(ctx context.Context, s *setting, p *process) outcome {
	ticks := time.NewTicker(500 * time.Millisecond)
	defer ticks.Stop()
	for n := 1; ; n++ {
		o := l.judge()
		if o.lost == 0 || p.over() {
			return o
		}
		if n%40 == 0 {
			s.note("%d of %d messages are still missing: %s", o.lost, o.due, o.where[0])
		}
		select {
		case <-ctx.Done():
			return l.judge()
		case <-ticks.C:
		}
	}
}

// unlimited is a Telegram that takes messages at any pace: the program keeps Telegram's by itself.
func unlimited() simulator.Limits { return simulator.NoLimits() }
