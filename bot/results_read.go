package bot

import (
	"context"
	"fmt"
	"math"
	"time"

	"camnang/bot/officer"
	"camnang/bot/quiz"
	"camnang/bot/quiz/statistics"
	"camnang/corpus/viet"
)

// taken is how officers stand in a push, and what their answers say.
type taken struct {
	push    *quiz.Push
	results []statistics.Result
	answers []statistics.Answer
}

// taken reads how these officers stand in a push now, in their order, by one read.
func (c *Conversation) taken(ctx context.Context, in input, p *quiz.Push, of []officer.ID) (taken, error) {
	attempts, err := c.attempts(ctx, p, of)
	if err != nil {
		return taken{}, err
	}
	now := c.cfg.Now()
	t := taken{push: p, results: statistics.Results(p, of, attempts, now)}
	t.answers = statistics.Answers(p, t.results, func(id officer.ID) officer.UnitID { return homeOf(in.Roster, id) })
	return t, nil
}

// homeOf is the unit that an officer is in, "" for nobody.
func homeOf(r *officer.Roster, id officer.ID) officer.UnitID {
	if o, ok := r.Officer(id); ok {
		return o.Unit
	}
	return ""
}

// numbers of those who took part (something counts), and of those who are through.
func (t taken) numbers() (took, finished int) {
	for _, r := range t.results {
		if r.Stage != statistics.NotBegun {
			took++
		}
		if r.Stage == statistics.Finished {
			finished++
		}
	}
	return took, finished
}

// marks are those of the officers of whom something counts, out of 10 in hundredths.
func (t taken) marks() []int {
	var out []int
	for _, r := range t.results {
		if r.Try != nil {
			out = append(out, r.Mark().Ten())
		}
	}
	return out
}

// meanMark is the mean of at least one mark, by the nearest hundredth.
func meanMark(marks []int) int {
	sum := 0
	for _, m := range marks {
		sum += m
	}
	return (2*sum + len(marks)) / (2 * len(marks))
}

// questions is what the answers say of each question, in the order of the push's pool, with the place of each in it. Who was
// asked nothing of a question, it is left out.
func (t taken) questions() (out []statistics.Question, places []int) {
	by := map[statistics.Item]statistics.Question{}
	for _, q := range statistics.Questions(t.answers, statistics.Asked(t.push)) {
		by[q.Item] = q
	}
	for n := range t.push.Pool {
		item := statistics.Item{Question: t.push.Pool[n].ID, Version: t.push.Pool[n].Version}
		if q, ok := by[item]; ok {
			out, places = append(out, q), append(places, n)
			delete(by, item)
		}
	}
	return out, places
}

// unitParts says of which part of the tree somebody's unit is, when officers of these units stand beside each other: of those
// directly below the lowest unit that holds them all, and that unit itself for who is in none below. elsewhere stands for
// a unit that is there no more.
func unitParts(r *officer.Roster, units []officer.UnitID) func(officer.UnitID) string {
	var common []*officer.Unit
	first := true
	for _, u := range units {
		path := r.Path(u)
		switch {
		case len(path) == 0:
			continue
		case first:
			common, first = path, false
		}
		n := 0
		for n < len(common) && n < len(path) && common[n].ID == path[n].ID {
			n++
		}
		common = common[:n]
	}
	return func(u officer.UnitID) string {
		path := r.Path(u)
		if len(path) == 0 {
			return elsewhere
		}
		return string(path[min(len(common), len(path)-1)].ID)
	}
}

// elsewhere is no unit's id.
const elsewhere = "-"

func (in input) partName(key string) string {
	if u, ok := in.Roster.Unit(officer.UnitID(key)); ok {
		return u.Name
	}
	return say("results_elsewhere")
}

// topicName is what officers call a topic of the bank.
func (in input) topicName(id string) string {
	if t, ok := in.Bank.Topic(id); ok {
		return t.Name
	}
	return say("bank_no_topic")
}

// shareText is a share in whole per cent, by the nearest ("68%"), or that it is not known.
func shareText(n statistics.Number) string {
	if !n.Known {
		return say("results_unknown")
	}
	return percentText(n.Value)
}

func percentText(share float64) string { return fmt.Sprintf("%.0f%%", math.Round(100*share)) }

// figureText is a figure from -1 to 1 with two digits ("-0,12"), or that it is not known.
func figureText(n statistics.Number) string {
	if !n.Known {
		return say("results_unknown")
	}
	return decimal(n.Value)
}

// decimal is a figure with two digits, the nearest, a half away from zero whatever its sum of fractions misses it by.
func decimal(v float64) string {
	return viet.TwoDecimals(int(math.Round(math.Round(v*1e6) / 1e4)))
}

// tookText is how long somebody took, in minutes.
func tookText(d time.Duration) string {
	minutes := int(d.Round(time.Minute).Minutes())
	switch {
	case minutes < 1:
		return say("results_under_minute")
	case minutes < 60:
		return say("results_minutes", minutes)
	}
	return say("results_hours", minutes/60, minutes%60)
}
