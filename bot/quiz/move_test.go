package quiz

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/corpus"
)

// A question goes draft → reviewed → approved by somebody who is not its author, and rests then on its clauses as they stand.
func TestTheWayOfAQuestion(t *testing.T) {
	held := func(id corpus.ClauseID) (corpus.Mark, bool, bool) {
		return corpus.Mark{Words: "of " + string(id)}, id != "lapsed", id != "gone"
	}
	cited := func(state State, clauses ...corpus.ClauseID) *Question {
		q := asking("v1", 3, 0)
		q.State, q.Author, q.Shipped = state, "o1", "x"
		for _, id := range clauses {
			q.Cites = append(q.Cites, Cite{Clause: id, Mark: corpus.Mark{Words: "before"}})
		}
		return &q
	}
	historical := cited(Reviewed, "lapsed")
	historical.Historical = true
	rows := []struct {
		rule  string
		q     *Question
		move  Move
		by    string
		state State
		err   error
	}{
		{"reviewed by somebody else", cited(Draft), MarkReviewed, "o2", Reviewed, nil},
		{"reviewed by the author", cited(Draft), MarkReviewed, "o1", "", ErrOwn},
		{"approved before it is reviewed", cited(Draft, "k"), Approve, "o2", "", ErrState},
		{"approved", cited(Reviewed, "k"), Approve, "o2", Approved, nil},
		{"approved by the author", cited(Reviewed, "k"), Approve, "o1", "", ErrOwn},
		{"approved without a clause", cited(Reviewed), Approve, "o2", "", ErrUncited},
		{"approved on a clause that is gone", cited(Reviewed, "k", "gone"), Approve, "o2", "", ErrClause},
		{"approved on a lapsed clause", cited(Reviewed, "lapsed"), Approve, "o2", "", ErrClause},
		{"approved on a lapsed clause that it asks about", historical, Approve, "o2", Approved, nil},
		{"approved twice", cited(Approved, "k"), Approve, "o2", "", ErrState},
		{"confirmed", cited(Approved, "k"), Confirm, "o2", Approved, nil},
		{"confirmed on a clause that lapsed", cited(Approved, "lapsed"), Confirm, "o2", "", ErrClause},
		{"confirmed by the author", cited(Approved, "k"), Confirm, "o1", "", ErrOwn},
		{"a draft confirmed", cited(Draft, "k"), Confirm, "o2", "", ErrState},
		{"retired by the author", cited(Approved, "k"), Retire, "o1", Retired, nil},
		{"retired twice", cited(Retired, "k"), Retire, "o1", "", ErrState},
		{"back to being written", cited(Retired, "k"), Redraft, "o1", Draft, nil},
		{"a draft redrafted", cited(Draft, "k"), Redraft, "o1", "", ErrState},
	}
	for _, row := range rows {
		before := fmt.Sprint(*row.q)
		next, err := row.q.After(row.move, "o1", noon, held)
		if row.by == "o2" {
			next, err = row.q.After(row.move, "o2", noon, held)
		}
		if fmt.Sprint(*row.q) != before {
			t.Errorf("%s: the question itself was changed", row.rule)
		}
		if !errors.Is(err, row.err) || (err == nil) != (next != nil) {
			t.Errorf("%s: %v, want %v", row.rule, err, row.err)
			continue
		}
		if err != nil {
			continue
		}
		if next.State != row.state || !next.Changed.Equal(noon) || next.Shipped != "" {
			t.Errorf("%s: %+v", row.rule, next)
		}
		marked := row.move == Approve || row.move == Confirm
		for _, c := range next.Cites {
			if now := c.Mark.Words == "of "+string(c.Clause); now != marked {
				t.Errorf("%s: it rests on %+v", row.rule, c)
			}
		}
		if judged := row.by == "o2"; judged && next.Reviewer != "o2" || row.move == Redraft && next.Reviewer != "" {
			t.Errorf("%s: the reviewer is %q", row.rule, next.Reviewer)
		}
	}
	if _, err := cited(Draft).After("flattered", "o2", noon, held); err == nil {
		t.Error("a move that is none was made")
	}
}

func TestEnteringTwiceLeavesOne(t *testing.T) {
	bank, err := LoadBank(nil)
	if err != nil {
		t.Fatal(err)
	}
	one, two := asking("", 3, 0), asking("", 4, 1)
	two.Stem = "Câu khác"
	made, known, changes := bank.Enter("file", "o1", noon, []Question{one, two, one})
	if len(made) != 2 || len(known) != 1 || len(changes) != 2 || made[0].ID == made[1].ID {
		t.Fatalf("%d made, %d known, %d changes", len(made), len(known), len(changes))
	}
	for n, q := range made {
		if q.State != Draft || q.Author != "o1" || q.Version != 1 || changes[n].Was != 0 {
			t.Errorf("%+v", q)
		}
	}
	if bank, err = bank.With([]queue.Record{stored(changes[0], 1), stored(changes[1], 2)}, nil); err != nil {
		t.Fatal(err)
	}
	again, known, _ := bank.Enter("file", "o2", noon.Add(time.Hour), []Question{one, two})
	if len(again) != 0 || len(known) != 2 {
		t.Errorf("again: %d made, %d known", len(again), len(known))
	}
	// What a unit has for itself keeps nobody else from entering the same.
	own := one
	own.Unit, own.Stem = "u1", "Câu của đơn vị"
	_, _, changes = bank.Enter("unit", "o3", noon, []Question{own})
	if bank, err = bank.With([]queue.Record{stored(changes[0], 3)}, nil); err != nil {
		t.Fatal(err)
	}
	for unit, entered := range map[officer.UnitID]int{"": 1, "u2": 1, "u1": 0} {
		own.Unit = unit
		if made, _, _ := bank.Enter("other", "o2", noon, []Question{own}); len(made) != entered {
			t.Errorf("for the unit %q %d were entered, want %d", unit, len(made), entered)
		}
	}
}

// A question keeps the id of the wording in which it was entered first. When that wording comes again after the question was
// reworded, the new one needs an id of its own: else its change is refused for ever, and the rest of the file with it.
func TestAWordingThatWasChangedSinceIsEnteredAgain(t *testing.T) {
	bank, err := LoadBank(nil)
	if err != nil {
		t.Fatal(err)
	}
	one, two := asking("", 3, 0), asking("", 4, 1)
	two.Stem = "Câu khác"
	ids := map[ID]bool{}
	for round := range 3 {
		made, known, changes := bank.Enter("file", "o1", noon, []Question{one, two})
		if again, _, _ := bank.Enter("file", "o1", noon, []Question{one, two}); len(again) != len(made) || again[0].ID != made[0].ID {
			t.Fatalf("round %d: entered at once by another it has another id, so both stay", round)
		}
		if want := min(round, 1); len(made) != 2-want || len(known) != want {
			t.Fatalf("round %d: %d made, %d known", round, len(made), len(known))
		}
		if ids[made[0].ID] || changes[0].Was != 0 {
			t.Fatalf("round %d: a new question under %s, the id of another", round, made[0].ID)
		}
		ids[made[0].ID] = true
		records := []queue.Record{}
		for _, c := range changes {
			records = append(records, stored(c, 1))
		}
		if bank, err = bank.With(records, nil); err != nil {
			t.Fatal(err)
		}
		reworded, _ := bank.Question(made[0].ID)
		next := *reworded
		next.Stem, next.Version = fmt.Sprint("Câu sửa lần ", round), 2
		if bank, err = bank.With([]queue.Record{stored(next.Change(), 2)}, nil); err != nil {
			t.Fatal(err)
		}
	}
}
