package quiz

import (
	"time"

	"camnang/bot/officer"
)

// CarriedFor is how long what the messages of a push left behind is kept after its end. They are wanted to know a vote by its
// poll and to tell whom the push reached: a class lasts a month, and by then nobody waits for either.
const CarriedFor = 30 * 24 * time.Hour

// Forgets reports whether what the messages of the push left behind is to be cut at the moment: it was given out and is closed
// or recalled since CarriedFor, and not all is cut. One whose end is not noted counts from its opening.
func (p *Push) Forgets(at time.Time) bool {
	end := p.Closes
	if end.IsZero() {
		end = p.Opens
	}
	return (p.State == Closed || p.State == Recalled) && p.Forgotten < len(p.Enrolled) && !at.Before(end.Add(CarriedFor))
}

// Forgot is the push after what its messages to so many more officers left behind was cut, in the order of Enrolled. missed are
// those whom it had not reached before the first was, in their order; later calls keep what the first one was given. The push
// itself is not changed.
func (p *Push) Forgot(more int, missed []officer.ID) *Push {
	next := *p
	if p.Forgotten == 0 {
		next.Missed = missed
	}
	next.Forgotten = min(len(p.Enrolled), p.Forgotten+more)
	return &next
}
