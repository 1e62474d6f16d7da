package quiz

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"

	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/corpus/calendar"
)

// Whatever an officer does, and whatever happens meanwhile: the set of a day is never more than was chosen when it was
// answered, nothing of it is asked before it is due but in the days before a test, and the record says all that is needed.
func TestNeverMoreThanChosenAndNothingBeforeItIsDue(t *testing.T) {
	asked, extras := 0, 0
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 3))
		var bank []*Question
		for n := range 1 + r.IntN(30) {
			bank = append(bank, choice(ID(fmt.Sprintf("v%d", n)), fmt.Sprint(n%3), 2+r.IntN(3), 0))
		}
		among := map[ID]*Question{}
		for _, q := range bank {
			among[q.ID] = q
		}
		l := &Learner{Officer: "o1"}
		test := calendar.Day{}
		if r.IntN(2) == 0 {
			test = monday.Add(r.IntN(25))
		}
		for on := monday; on.Before(monday.Add(28)); on = on.Add(1) {
			at := morning.Add(time.Duration(daysBetween(monday, on)) * 24 * time.Hour)
			answered, most := 0, 0
			for range r.IntN(25) {
				at = at.Add(time.Duration(r.IntN(600)) * time.Second)
				most = max(most, l.Most())
				switch q := bank[r.IntN(len(bank))]; r.IntN(12) {
				case 0:
					if among[q.ID] == nil {
						among[q.ID] = q
					} else {
						delete(among, q.ID)
					}
				case 1:
					next := *l
					next.Daily = chose([]int{0, 3, 5, 10, 15}[r.IntN(5)])
					l = &next
				case 2:
					l = l.After(q, r.IntN(2) == 0, 0, on)
				case 3:
					if f := l.Fresh(bank); f != nil && l.Now == nil && among[f.ID] != nil {
						l = l.Asking(f, at, on)
					}
				case 4, 5, 6:
					l, _ = l.Opened(at, on, test, among)
					if again, _ := l.Opened(at.Add(time.Minute), on, test, among); !reflect.DeepEqual(again, l) {
						t.Fatalf("seed %d, %s: opened again %+v, before %+v", seed, on, again, l)
					}
					if l.Now == nil {
						break
					}
					if among[l.Now.Question] == nil {
						t.Fatalf("seed %d, %s: %s is not to be asked", seed, on, l.Now.Question)
					}
					early := !test.IsZero() && on.Before(test) && !on.Before(test.Add(-max(3, len(l.Cards))))
					if card := l.Cards[l.Now.Question]; !l.Now.Extra && card.Due.After(on) && !early {
						t.Fatalf("seed %d, %s: %s is due on %s", seed, on, l.Now.Question, card.Due)
					}
				default:
					if l.Now == nil {
						break
					}
					if !l.Now.Extra {
						if l.Now.Day.Before(on) {
							// Yesterday's card may still be answered by who chose none since.
							most = max(most, 1)
						}
						answered++
						asked++
					} else {
						extras++
					}
					i := slices.IndexFunc(bank, func(q *Question) bool { return q.ID == l.Now.Question })
					l, _ = l.Answered(bank[i], []int{r.IntN(2)}, at, on)
				}
				l = written(t, l)
			}
			if answered > max(most, l.Most()) {
				t.Fatalf("seed %d, %s: %d answered, %d chosen", seed, on, answered, most)
			}
		}
	}
	if asked < 1000 || extras < 150 {
		t.Errorf("only %d of sets and %d besides were answered", asked, extras)
	}
}

// written is a learner that was written and read.
func written(t *testing.T, l *Learner) *Learner {
	t.Helper()
	next, err := ReadLearner(officer.ID("o1"), queue.Record{ID: "o1", Version: 1, Value: l.Change().Value})
	if err != nil {
		t.Fatal(err)
	}
	return next
}

func daysBetween(from, to calendar.Day) (n int) {
	for ; from.Before(to); from = from.Add(1) {
		n++
	}
	return n
}
