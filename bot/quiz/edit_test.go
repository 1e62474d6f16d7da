package quiz

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/corpus"
)

// reviewed is an approved question with all that an edit may have to take away.
func reviewed() *Question {
	q := asking("v1", 3, 0)
	q.Author, q.Reviewer, q.Record, q.Version, q.Shipped = "o1", "o2", 4, 3, "x"
	q.Cites = []Cite{{Clause: "k1", Cited: "Điều 1"}}
	q.Doubted = []Doubt{{Clause: "k1", Standing: corpus.Ended, At: noon}}
	return &q
}

func TestWordedAnewAQuestionIsADraftOfTheNextVersion(t *testing.T) {
	to := asking("v9", 2, 1)
	to.Explanation, to.Topic, to.Difficulty, to.Historical = "Vì thế.", "tocao", 3, true
	to.Author, to.Reviewer, to.State, to.Record = "o9", "o9", Approved, 9
	for _, row := range []struct {
		rule   string
		author officer.ID
		by     officer.ID
		editor officer.ID
	}{
		{"by its author", "o1", "o1", ""},
		{"by somebody else", "o1", "o3", "o3"},
		{"one that came with the program", "", "o3", "o3"},
	} {
		q := reviewed()
		q.Author, q.Editor = row.author, "o8"
		before, _ := json.Marshal(q)
		next := q.Reword(to, row.by, noon)
		if after, _ := json.Marshal(q); string(after) != string(before) {
			t.Errorf("%s: the question itself was changed", row.rule)
		}
		if next.ID != "v1" || next.Record != 4 || next.Version != 4 || next.State != Draft || next.Reviewer != "" || next.Shipped != "" || next.Doubted != nil {
			t.Errorf("%s: %+v", row.rule, next)
		}
		if next.Author != row.author || next.Editor != row.editor || !next.Changed.Equal(noon) {
			t.Errorf("%s: by %q, edited by %q, at %s", row.rule, next.Author, next.Editor, next.Changed)
		}
		if next.Digest() != to.Digest() {
			t.Errorf("%s: its content is %+v", row.rule, next)
		}
	}
}

func TestSortedElsewhereAQuestionStaysAsItWasReviewed(t *testing.T) {
	q := reviewed()
	next := q.Sorted("tocao", 3, "d1", noon)
	if next.Topic != "tocao" || next.Difficulty != 3 || next.Unit != "d1" || next.Shipped != "" || !next.Changed.Equal(noon) {
		t.Errorf("it is %+v", next)
	}
	if next.State != Approved || next.Version != 3 || next.Reviewer != "o2" || len(next.Doubted) != 1 || q.Topic != "kyluat" {
		t.Errorf("it is %+v", next)
	}
}

func TestWhoWordedAQuestionDoesNotJudgeIt(t *testing.T) {
	held := func(corpus.ClauseID) (corpus.Mark, bool, bool) { return corpus.Mark{}, true, true }
	for _, row := range []struct {
		move Move
		from State
		by   officer.ID
		want error
	}{
		{MarkReviewed, Draft, "o3", ErrOwn},
		{Approve, Reviewed, "o3", ErrOwn},
		{Confirm, Approved, "o3", ErrOwn},
		{MarkReviewed, Draft, "o1", ErrOwn},
		{MarkReviewed, Draft, "o4", nil},
		{Approve, Reviewed, "o4", nil},
		{Confirm, Approved, "o4", nil},
		{Retire, Approved, "o3", nil},
		{Redraft, Approved, "o3", nil},
		{Approve, Draft, "o4", ErrState},
	} {
		q := reviewed()
		q.State, q.Editor = row.from, "o3"
		next, err := q.Step(row.move, row.by, noon, held)
		if !errors.Is(err, row.want) || err == nil && next.Doubted != nil {
			t.Errorf("%s by %s: %v, %+v", row.move, row.by, err, next)
		}
	}
}

func TestEachChangeOfAClauseIsToldOnce(t *testing.T) {
	q := reviewed()
	later := noon.Add(time.Hour)
	ended, reworded, other := Doubt{Clause: "k1", Standing: corpus.Ended}, Doubt{Clause: "k1", Standing: corpus.Reworded}, Doubt{Clause: "k2", Standing: corpus.Ended}
	if next, fresh := q.Doubt([]Doubt{ended}, later); fresh || len(next.Doubted) != 1 {
		t.Errorf("what was told is told again: %+v", next.Doubted)
	}
	next, fresh := q.Doubt([]Doubt{ended, reworded, other, other}, later)
	if !fresh || len(next.Doubted) != 3 || !next.Doubted[0].At.Equal(noon) || !next.Doubted[1].At.Equal(later) || len(q.Doubted) != 1 {
		t.Errorf("told are %+v", next.Doubted)
	}
	if next.State != Approved || next.Shipped != "x" || !next.Changed.Equal(q.Changed) {
		t.Errorf("the question is another: %+v", next)
	}
	if _, fresh := next.Doubt([]Doubt{ended, reworded, other}, later); fresh {
		t.Error("done a second time something is told")
	}
}

func TestTopicsOfUnits(t *testing.T) {
	bank := func(topics ...Topic) *Bank {
		var records []queue.Record
		for i, topic := range topics {
			records = append(records, queue.Record{ID: topic.ID, Version: int64(i + 1), Value: topic.Change().Value})
		}
		q := asking("v1", 2, 0)
		q.Topic = "tused"
		b, err := LoadBank(append(records, queue.Record{ID: "v1", Version: 9, Value: q.Change().Value}))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	b := bank(Topic{ID: "tused", Name: "Quy chế", Unit: "d1"}, Topic{ID: "tfree", Name: "Tài chính đảng", Unit: "d1"})
	for _, row := range []struct {
		name string
		unit officer.UnitID
		want error
	}{
		{"  Chuyên đề   mới ", "d1", nil},
		{"quy chế", "d1", ErrTopicThere},
		{"quy chế", "d2", nil},
		{"THI HÀNH KỶ LUẬT TRONG ĐẢNG", "d2", ErrTopicThere},
		{" ", "d1", ErrTopicName},
		{"…", "d1", ErrTopicName},
		{"Một\nHai", "d1", ErrTopicName},
		{strings.Repeat("ấ", topicLength), "d1", nil},
		{strings.Repeat("ấ", topicLength+1), "d1", ErrTopicName},
	} {
		topic, err := b.AddTopic(row.name, row.unit)
		if !errors.Is(err, row.want) {
			t.Errorf("%q of %s: %v, want %v", row.name, row.unit, err, row.want)
		}
		if err == nil && (len(topic.ID) != 11 || !strings.HasPrefix(topic.ID, topicPrefix) || topic.Unit != row.unit || topic.Name != strings.Join(strings.Fields(row.name), " ")) {
			t.Errorf("%q of %s is %+v", row.name, row.unit, topic)
		}
	}

	first, err := b.AddTopic("Mới", "d1")
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := b.AddTopic("mới", "d1"); again.ID != first.ID {
		t.Error("of two who add the same topic each adds another")
	}
	renamed := first
	renamed.Name = "Tên khác"
	if next, err := bank(renamed).AddTopic("Mới", "d1"); err != nil || next.ID == first.ID {
		t.Errorf("under the first name of a renamed topic: %+v, %v", next, err)
	}

	if topic, err := b.RenameTopic("tused", "QUY CHẾ"); err != nil || topic.Name != "QUY CHẾ" || topic.Record != 1 || topic.Unit != "d1" {
		t.Errorf("its own name in other letters: %+v, %v", topic, err)
	}
	if _, err := b.RenameTopic("tused", "tài chính đảng"); !errors.Is(err, ErrTopicThere) {
		t.Errorf("the name of another: %v", err)
	}
	if _, err := b.RenameTopic("kyluat", "Khác"); !errors.Is(err, ErrTopicFixed) {
		t.Errorf("one of the classes: %v", err)
	}
	for id, want := range map[string]error{"tused": ErrTopicUsed, "tfree": nil, "kyluat": ErrTopicFixed, "tnone": ErrTopicFixed} {
		change, err := b.RemoveTopic(id)
		if !errors.Is(err, want) || err == nil && (change.ID != id || change.Was != 2 || change.Value != nil) {
			t.Errorf("removed %s: %+v, %v", id, change, err)
		}
	}
}
