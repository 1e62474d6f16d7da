package statistics

import (
	"time"

	"camnang/bot/officer"
	"camnang/bot/quiz"
)

// Stage says how far an officer is with a push.
type Stage int

// The stages. NotBegun: nothing answered in an exercise, no try begun in a test or contest. UnderWay: begun, and answers may
// still come. Finished: in an exercise everything is answered, in a test or contest a try has ended. Partly: an exercise is over
// and something in it is answered, not everything.
const (
	NotBegun Stage = iota
	UnderWay
	Finished
	Partly
)

// Result is how one officer did in a push.
type Result struct {
	Who   officer.ID
	Stage Stage
	// Try is the attempt that counts. In an exercise it is the only one, once something in it is answered. In a test or
	// contest it is the best (quiz.Best) of those that have ended, also of those that time has ended by the moment and nobody
	// noted it yet (quiz.Push.Lapsed): what a try that goes on is worth may still fall. It is nil while none counts.
	Try *quiz.Attempt
	// Tries is how many were begun.
	Tries int
}

// Mark is what the try that counts is worth, of all that was put to the officer; the zero Mark while none counts.
func (r Result) Mark() quiz.Mark {
	if r.Try == nil {
		return quiz.Mark{}
	}
	return r.Try.Mark()
}

// Results is how officers stand in a push at a moment, in their order, one each; attempts are those at this push, in any
// order, and those of others are left out.
func Results(p *quiz.Push, of []officer.ID, attempts []*quiz.Attempt, at time.Time) []Result {
	tries := map[officer.ID][]*quiz.Attempt{}
	for _, a := range attempts {
		if a.Push != p.ID || !begun(p, a) {
			continue
		}
		if p.Kind != quiz.Practice {
			a, _ = p.Lapsed(a, at)
		}
		tries[a.Officer] = append(tries[a.Officer], a)
	}
	out := make([]Result, 0, len(of))
	for _, who := range of {
		r := Result{Who: who, Tries: len(tries[who])}
		var counting []*quiz.Attempt
		for _, a := range tries[who] {
			if p.Kind == quiz.Practice || !a.Ended.IsZero() {
				counting = append(counting, a)
			}
		}
		if r.Tries > 0 {
			r.Try, r.Stage = quiz.Best(counting), UnderWay
		}
		switch {
		case r.Try == nil:
		case p.Kind != quiz.Practice || r.Mark().Answered == len(r.Try.Items):
			r.Stage = Finished
		case p.Over(at):
			r.Stage = Partly
		}
		out = append(out, r)
	}
	return out
}

func begun(p *quiz.Push, a *quiz.Attempt) bool {
	return !a.Began.IsZero() || p.Kind == quiz.Practice && a.Mark().Answered > 0
}

// Answers is what the tries that count say: in an exercise what was answered, in a test or contest everything that was put
// to the officer, and what was not answered is wrong. unit says which unit an officer is counted in. Items whose question
// the push does not hold are left out.
func Answers(p *quiz.Push, results []Result, unit func(officer.ID) officer.UnitID) []Answer {
	var out []Answer
	for _, r := range results {
		if r.Try == nil {
			continue
		}
		home := unit(r.Who)
		for _, i := range r.Try.Items {
			if i.Question < 0 || i.Question >= len(p.Pool) || p.Kind == quiz.Practice && i.Chosen == nil {
				continue
			}
			q := &p.Pool[i.Question]
			a := Answer{Who: r.Who, Unit: home, Question: q.ID, Version: q.Version, Topic: q.Topic, Chosen: i.Chosen}
			if i.Right {
				a.Score = 1
			}
			out = append(out, a)
		}
	}
	return out
}

// Asked are the questions of pushes by their wording, for Questions.
func Asked(pushes ...*quiz.Push) map[Item]quiz.Question {
	out := map[Item]quiz.Question{}
	for _, p := range pushes {
		for _, q := range p.Pool {
			out[Item{q.ID, q.Version}] = q
		}
	}
	return out
}
