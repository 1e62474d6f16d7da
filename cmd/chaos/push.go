package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"camnang/bot/officer"
	"camnang/bot/simulator"
	"camnang/bot/store"
	"camnang/corpus/calendar"
)

// push is an exercise of 20 questions that a trainer gives to 830 officers of a class, in the chat, while 20 others ask
// questions: with Telegram's limits, now and then a 429, slow answers, officers who shut the bot out, and one of two replicas
// killed midway. Everyone gets each question once, no answer is lost, and all is out in 1.05 times the time that the limits
// dictate. Then all answer at once, and go on answering 300 a second; what each is worth must be what comes of the journal
// alone, worked out anew.
func push(ctx context.Context, s *setting) error {
	random := rand.New(rand.NewPCG(s.seed, 6))
	r, err := newRoom(ctx, s, random)
	if err != nil {
		return err
	}
	defer r.close()
	if err := r.give(ctx); err != nil {
		return fmt.Errorf("%w; the program wrote: %s", err, r.replicas[0].said.String())
	}
	if err := r.handOut(ctx); err != nil {
		return err
	}
	if err := r.atOnce(ctx); err != nil {
		return err
	}
	for _, p := range r.living() {
		if err := errors.Join(p.stop(time.Minute), p.trouble()); err != nil {
			return err
		}
	}
	return r.judge(ctx)
}

// room is a class with its trainer, the program in two replicas, and what each officer answered.
type room struct {
	*stage
	s         *setting
	random    *rand.Rand
	server    *redisServer
	replicas  []*replica
	questions int
	trainer   int64
	learners  []int64
	shut      []int64
	curious   []int64
	// put are the messages with a question, by chat and number, with what was answered to each.
	put map[int64]map[int64]*put
	// seen is how many sends were looked at.
	seen int
}

// put is one message with a question: its stem, and the option chosen, by its text; "" before.
type put struct {
	stem, chosen string
	options      []string
	poll         bool
	// data are what the buttons of a card carry, by option; submit is that of the one that ends a choice of several.
	data   []string
	submit string
}

func newRoom(ctx context.Context, s *setting, random *rand.Rand) (*room, error) {
	officers, curious := s.pick(830, 12), s.pick(20, 2)
	st, err := newStage(1+officers+curious, simulator.Limits{})
	if err != nil {
		return nil, err
	}
	r := &room{
		stage: st, s: s, random: random, questions: s.pick(20, 3), trainer: st.people[0],
		learners: st.people[1 : 1+officers], curious: st.people[1+officers:], put: map[int64]map[int64]*put{},
	}
	if r.server, err = newRedis(ctx, filepath.Join(st.dir, "redis"), "everysec"); err != nil {
		st.close()
		return nil, err
	}
	st.redis = r.server.url()
	if err := r.fill(ctx); err != nil {
		r.close()
		return nil, err
	}
	return r, nil
}

func (r *room) close() {
	for _, p := range r.replicas {
		p.kill()
	}
	r.server.proc.kill()
	r.stage.close()
}

// fill enters the class, lets some shut the bot out, and starts the program.
func (r *room) fill(ctx context.Context) error {
	if err := r.enrol(ctx); err != nil {
		return err
	}
	err := r.with(ctx, func(opened *store.Store) error {
		roster, err := opened.People().Roster(ctx)
		if err != nil {
			return err
		}
		edit := roster.Edit()
		class, err := edit.AddClass("chaos", "Lớp thử nghiệm", calendar.Day{}, calendar.Day{})
		if err != nil {
			return err
		}
		for _, account := range r.learners {
			o, _ := roster.ByTelegram(account)
			if err := edit.Enrol(class, o.ID); err != nil {
				return err
			}
		}
		trainer, _ := roster.ByTelegram(r.trainer)
		if err := edit.SetTrainer(class, trainer.ID, true); err != nil {
			return err
		}
		return opened.Records().Change(ctx, edit.Changes())
	})
	if err != nil {
		return err
	}
	r.shut = slices.Clone(r.learners[:max(1, len(r.learners)*3/100)])
	for _, person := range r.shut {
		if err := r.Block(person, true); err != nil {
			return err
		}
	}
	for i := range 2 {
		p, address, err := r.serve(r.s.program, filepath.Join(r.dir, fmt.Sprint("replica", i)))
		if err != nil {
			return err
		}
		r.replicas = append(r.replicas, &replica{p, address})
		if err := ready(ctx, address, p); err != nil {
			return fmt.Errorf("%w; it wrote: %s", err, p.said.String())
		}
	}
	return nil
}

func (r *room) living() []*replica {
	return slices.DeleteFunc(slices.Clone(r.replicas), func(p *replica) bool { return p.over() })
}

// give has the trainer give the questions to the class, as in the chat.
func (r *room) give(ctx context.Context) error {
	number := fmt.Sprintf("%d câu", r.questions)
	if _, err := r.Say(r.trainer, "/giaobai"); err != nil {
		return err
	}
	if err := r.presses(ctx, "Giao bài luyện tập", "Chọn câu hỏi", "Theo chủ đề và số lượng"); err != nil {
		return err
	}
	// The bank is filled while the program starts.
	for !r.offers(r.Messages(r.trainer), "Mọi chủ đề") {
		if err := pause(ctx, 200*time.Millisecond); err != nil {
			return err
		}
	}
	return r.presses(ctx, "Mọi chủ đề", number, "Xong, về bản nháp", "Xem trước và giao bài", "Giao bài")
}

// offers reports whether a message has the button.
func (r *room) offers(messages []simulator.Message, label string) bool {
	return slices.ContainsFunc(messages, func(m simulator.Message) bool { return button(m, label) != "" })
}

// presses taps buttons of the trainer's chat, one after the other, each once it is there.
func (r *room) presses(ctx context.Context, labels ...string) error {
	for _, label := range labels {
		m, err := r.WaitFor(ctx, r.trainer, func(m simulator.Message) bool { return button(m, label) != "" })
		if err != nil {
			return fmt.Errorf("%q: %w", label, err)
		}
		if _, err := r.Tap(r.trainer, r.trainer, m.ID, button(m, label)); err != nil {
			return fmt.Errorf("%q: %w", label, err)
		}
		revision := m.Revision
		_, err = r.WaitFor(ctx, r.trainer, func(m simulator.Message) bool { return m.Revision > revision })
		if err != nil {
			return fmt.Errorf("after %q: %w", label, err)
		}
	}
	return nil
}

// button is what the button with the label carries, "" for none.
func button(m simulator.Message, label string) string {
	for _, row := range m.Buttons {
		for _, b := range row {
			if b.Text == label {
				return b.Data
			}
		}
	}
	return ""
}

// notice takes in what was sent since the last time, and returns the questions among it.
func (r *room) notice() (fresh []place) {
	sends := r.Sends()
	changed := map[int64]bool{}
	for _, m := range sends[r.seen:] {
		changed[m.Chat] = true
	}
	r.seen = len(sends)
	for chat := range changed {
		if !slices.Contains(r.learners, chat) {
			continue
		}
		if r.put[chat] == nil {
			r.put[chat] = map[int64]*put{}
		}
		for _, m := range r.Messages(chat) {
			if r.put[chat][m.ID] != nil {
				continue
			}
			if p := question(m); p != nil {
				r.put[chat][m.ID] = p
				fresh = append(fresh, place{chat, m.ID})
			}
		}
	}
	slices.SortFunc(fresh, func(a, b place) int { return int(a.message - b.message) })
	return fresh
}

// place is a message of a chat.
type place struct{ chat, message int64 }

// question reads a message with a question; nil for another one.
func question(m simulator.Message) *put {
	if m.Poll != nil {
		p := &put{stem: m.Poll.Question, poll: true}
		for _, o := range m.Poll.Options {
			p.options = append(p.options, o.Text)
		}
		return p
	}
	if button(m, "A") == "" {
		return nil
	}
	p := &put{submit: button(m, "Trả lời")}
	for line := range strings.Lines(m.Text) {
		line = strings.TrimSpace(line)
		letter, text, ok := strings.Cut(line, ". ")
		if data := button(m, letter); ok && len(letter) == 1 && data != "" {
			p.options, p.data = append(p.options, text), append(p.data, data)
		} else if len(p.options) == 0 {
			p.stem += line + "\n"
		}
	}
	return p
}

// answers has an officer answer a question by chance; one that came twice is answered once.
func (r *room) answers(at place) error {
	p := r.put[at.chat][at.message]
	for _, other := range r.put[at.chat] {
		if other.stem == p.stem && other.chosen != "" {
			return nil
		}
	}
	n := r.random.IntN(len(p.options))
	p.chosen = p.options[n]
	if p.poll {
		return r.Vote(at.chat, at.chat, at.message, []int{n})
	}
	_, err := r.Tap(at.chat, at.chat, at.message, p.data[n])
	if err == nil && p.submit != "" {
		_, err = r.Tap(at.chat, at.chat, at.message, p.submit)
	}
	return err
}

// trainee is an officer of the class by the account.
func trainee(roster *officer.Roster, account int64) officer.ID {
	o, ok := roster.ByTelegram(account)
	if !ok {
		return ""
	}
	return o.ID
}

// refusedFor are the pauses that Telegram asked for, laid over one another.
func refusedFor(refusals []simulator.Refusal, from, to time.Time) (all time.Duration) {
	end := from
	for _, no := range refusals {
		if no.Code != http.StatusTooManyRequests || no.At.Before(from) || no.At.After(to) {
			continue
		}
		until := no.At.Add(time.Duration(no.RetryAfter) * time.Second)
		if begin := later(no.At, end); until.After(begin) {
			all += until.Sub(begin)
			end = until
		}
	}
	return all
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
