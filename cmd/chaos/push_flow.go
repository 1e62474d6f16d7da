package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"camnang/bot/simulator"
)

// The faults of Telegram while questions go out: of a hundred calls that send, some are refused with a pause, and five take long.
const (
	pausedPart = 0.002
	slowPart   = 0.05
	slowAnswer = 500
	// answeredAtOnce is the part of the questions that is answered as they come.
	answeredAtOnce = 0.25
	answersASecond = 300
	askedEvery     = 4 * time.Second
)

// handOut lets the questions go out while some are answered and others ask, kills a replica midway, and measures.
func (r *room) handOut(ctx context.Context) error {
	for _, f := range []simulator.Fault{
		{Kind: simulator.TooMany, RetryAfter: 1, Probability: pausedPart}, {Kind: simulator.Slow, Hold: slowAnswer, Probability: slowPart},
	} {
		for _, method := range []string{"sendPoll", "sendMessage"} {
			f.Method, f.Seed = method, r.random.Uint64()
			if err := r.Fault(f); err != nil {
				return err
			}
		}
	}
	began := time.Now()
	refused := len(r.Refusals())
	due := (len(r.learners) - len(r.shut)) * r.questions
	put, asked, killed := 0, 0, false
	next := began
	var last time.Time
	for put < due {
		if err := pause(ctx, 200*time.Millisecond); err != nil {
			return fmt.Errorf("%d of %d questions were put: %w", put, due, err)
		}
		fresh := r.notice()
		if len(fresh) > 0 {
			put, last = r.puts(), time.Now()
		}
		for _, at := range fresh {
			if r.random.Float64() < answeredAtOnce {
				if err := r.answers(at); err != nil {
					return err
				}
			}
		}
		// What the dead one had in hand waits for its lease, for a minute: too long for a short run.
		if !killed && !r.s.short && put > due/2 {
			r.replicas[r.random.IntN(2)].kill()
			killed = true
		}
		if time.Now().After(next) {
			if _, err := r.Say(r.curious[asked%len(r.curious)], inquiries[asked%len(inquiries)]); err != nil {
				return err
			}
			asked, next = asked+1, next.Add(askedEvery)
		}
	}
	r.ClearFaults()
	r.pace(began, last, refused)
	return nil
}

// inquiries are what others ask meanwhile.
var inquiries = []string{
	"Chi bộ kiểm tra đảng viên về những nội dung nào?", "Không đồng ý với quyết định kỷ luật thì khiếu nại trong thời hạn bao lâu?",
	"Thời hạn giải quyết tố cáo đối với đảng viên là bao lâu?",
}

// puts is how many questions have reached somebody, one that came twice counted once.
func (r *room) puts() (n int) {
	for _, chat := range r.put {
		stems := map[string]bool{}
		for _, p := range chat {
			stems[p.stem] = true
		}
		n += len(stems)
	}
	return n
}

// pace reports how long it took, beside what the limits dictate, and how others were answered meanwhile.
func (r *room) pace(began, ended time.Time, refused int) {
	sends := slices.DeleteFunc(r.Sends(), func(m simulator.Send) bool { return m.At.Before(began) || m.At.After(ended) })
	first := sends[0].At
	paused := refusedFor(r.Refusals()[refused:], first, ended)
	took := sends[len(sends)-1].At.Sub(first) - paused
	twice := -r.puts()
	for _, chat := range r.put {
		twice += len(chat)
	}
	limits := time.Duration(float64(len(sends)-twice-30) / 30 * float64(time.Second))
	r.s.report.plain("push.messages", float64(len(sends)), "")
	r.s.report.plain("push.paused", paused.Seconds(), "s")
	r.s.report.plain("push.took", took.Seconds(), "s")
	r.s.report.within("push.of-the-limits", took.Seconds()/limits.Seconds(), "", 1.05)
	r.s.report.ceiling("push.most-in-a-second", float64(most(sends, time.Second, func(simulator.Send) int64 { return 0 })), "", 30)
	r.s.report.ceiling("push.most-in-a-chat-and-second", float64(most(sends, time.Second, func(m simulator.Send) int64 { return m.Chat })), "", 1)
	waits := replyTimes(r.stage, r.curious)
	r.s.report.plain("push.conversations", float64(len(waits)), "")
	r.s.report.plain("push.reply-p50", waits[len(waits)/2].Seconds(), "s")
	r.s.report.within("push.reply-p99", waits[len(waits)*99/100].Seconds(), "s", 1.2)
	r.s.report.ceiling("push.twice", float64(twice), "", senders)
}

// open are the questions that wait for an answer, in an order of chance.
func (r *room) open() (all []place) {
	for chat, of := range r.put {
		stems := map[string]bool{}
		for _, p := range of {
			if p.chosen != "" {
				stems[p.stem] = true
			}
		}
		for message, p := range of {
			if !stems[p.stem] {
				stems[p.stem] = true
				all = append(all, place{chat, message})
			}
		}
	}
	slices.SortFunc(all, func(a, b place) int { return int(a.message - b.message) })
	r.random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

// atOnce has everybody answer one question at one moment, and then all that is left at a steady pace.
func (r *room) atOnce(ctx context.Context) error {
	left := r.open()
	seen := map[int64]bool{}
	var burst, rest []place
	for _, at := range left {
		if seen[at.chat] || r.put[at.chat][at.message].submit != "" {
			rest = append(rest, at)
			continue
		}
		seen[at.chat] = true
		burst = append(burst, at)
	}
	if err := r.quiet(ctx); err != nil {
		return err
	}
	before, err := r.scraped(ctx)
	if err != nil {
		return err
	}
	began := time.Now()
	for _, at := range burst {
		if err := r.answers(at); err != nil {
			return err
		}
	}
	after, err := r.handled(ctx, before, len(burst))
	if err != nil {
		return err
	}
	r.s.report.plain("push.at-once", float64(len(burst)), "")
	r.s.report.plain("push.at-once-p99", quantile(ofAnswers(before), ofAnswers(after), handledHistogram, 0.99)*1000, "ms")
	if rate := float64(len(burst)) / time.Since(began).Seconds(); r.s.short {
		r.s.report.plain("push.at-once-rate", rate, "per second")
	} else {
		r.s.report.floor("push.at-once-rate", rate, "per second", answersASecond)
	}
	if before, err = r.scraped(ctx); err != nil {
		return err
	}
	ticks := time.NewTicker(time.Second / answersASecond)
	defer ticks.Stop()
	for _, at := range rest {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-ticks.C:
		}
		if err := r.answers(at); err != nil {
			return err
		}
	}
	if after, err = r.handled(ctx, before, len(rest)); err != nil {
		return err
	}
	r.s.report.plain("push.steady", float64(len(rest)), "")
	r.s.report.within("push.handled-p99", quantile(ofAnswers(before), ofAnswers(after), handledHistogram, 0.99)*1000, "ms", 150)
	return nil
}

// scraped are the figures of all replicas that live, added up.
func (r *room) scraped(ctx context.Context) (map[string]float64, error) {
	all := map[string]float64{}
	for _, p := range r.living() {
		one, err := scrape(ctx, p.address)
		if err != nil {
			return nil, err
		}
		for name, value := range one {
			all[name] += value
		}
	}
	return all, nil
}

// handled waits until so many more events were handled.
func (r *room) handled(ctx context.Context, before map[string]float64, n int) (after map[string]float64, err error) {
	wait := until(ctx, "the answers to be handled", func() bool {
		after, err = r.scraped(ctx)
		return err != nil || answered(after)-answered(before) >= float64(n)
	})
	if wait != nil {
		return nil, wait
	}
	return after, err
}

// answered is how many votes and taps were handled; Telegram tells of each poll that changed besides.
func answered(figures map[string]float64) float64 {
	return figures[handledHistogram+`_count{event="vote"}`] + figures[handledHistogram+`_count{event="tap"}`]
}

// ofAnswers are the figures of votes and taps alone.
func ofAnswers(figures map[string]float64) map[string]float64 {
	out := map[string]float64{}
	for name, value := range figures {
		if strings.Contains(name, `event="vote"`) || strings.Contains(name, `event="tap"`) {
			out[name] = value
		}
	}
	return out
}

// quiet waits until what came in is handled.
func (r *room) quiet(ctx context.Context) error {
	still := 0
	var before float64
	return until(ctx, "the inbox to be empty", func() bool {
		now, err := r.scraped(ctx)
		if err != nil {
			return false
		}
		count := sum(now, handledHistogram+"_count")
		if count != before {
			before, still = count, 0
		}
		still++
		return still > 25
	})
}
