package quiz

import (
	"testing"
	"time"

	"camnang/bot/queue"
	"camnang/corpus"
)

func TestTheDigestTellsTheContent(t *testing.T) {
	q := reviewed()
	for rule, change := range map[string]func(*Question){
		"stem":            func(q *Question) { q.Stem += "?" },
		"a wrong option":  func(q *Question) { q.Options[1].Text = "khác" },
		"which are right": func(q *Question) { q.Options[1].Right = true },
		"their order":     func(q *Question) { q.Options[1], q.Options[2] = q.Options[2], q.Options[1] },
		"why":             func(q *Question) { q.Options[1].Why = "vì" },
		"explanation":     func(q *Question) { q.Explanation = "vì" },
		"a clause":        func(q *Question) { q.Cites = append(q.Cites, Cite{Clause: "k2"}) },
		"topic":           func(q *Question) { q.Topic = "tocao" },
		"difficulty":      func(q *Question) { q.Difficulty = 3 },
		"historical":      func(q *Question) { q.Historical = true },
	} {
		other := reviewed()
		change(other)
		if other.Digest() == q.Digest() {
			t.Errorf("with another %s it is the same", rule)
		}
	}
	other := reviewed()
	other.State, other.Version, other.Author, other.Unit, other.Changed, other.Shipped = Draft, 8, "o7", "d1", noon, ""
	other.Cites[0].Mark, other.Cites[0].Cited = corpus.Mark{Words: "other"}, "Điều một"
	if other.Digest() != q.Digest() {
		t.Error("it is another for what is no content")
	}
}

func TestWhatShipsIsPutIntoTheBank(t *testing.T) {
	earlier, now := noon.Add(-time.Hour), noon
	ships := func(id ID, stem string) Question {
		q := asking(id, 2, 0)
		q.Stem = stem
		return q
	}
	stored := func(q Question, change func(*Question)) Question {
		q.Shipped, q.Changed, q.Version = q.Digest(), earlier, 2
		if change != nil {
			change(&q)
		}
		return q
	}
	entered, ofAUnit := ships("v1", "của cán bộ"), ships("v2", "mới")
	ofAUnit.Unit = "u1"
	all := []Question{
		ships("s001", "mới"), ships("s002", "như trước"), ships("s003", "đã khác"), ships("s004", "người đã sửa"),
		ships("s005", "sửa mà còn dấu cũ"), ships("s006", "của CÁN BỘ."), ships("s007", "nay hỏi như s008"), ships("s008", "ai sửa thành thế"),
	}
	was := map[ID]Question{
		"v1":   entered,
		"v2":   ofAUnit,
		"s002": stored(all[1], nil),
		"s003": stored(ships("s003", "khi trước"), func(q *Question) { q.Doubted, q.State = []Doubt{{Clause: "k1"}}, Approved }),
		"s004": stored(all[3], func(q *Question) { q.Stem, q.Shipped = "người khác viết", "" }),
		"s005": stored(all[4], func(q *Question) { q.Stem = "người khác viết mà không xóa dấu" }),
		"s007": stored(ships("s007", "trước kia"), nil),
		"s009": stored(ships("s009", "không phát hành nữa"), nil),
	}
	load := func(records map[ID]queue.Record) *Bank {
		var list []queue.Record
		for _, r := range records {
			list = append(list, r)
		}
		b, err := LoadBank(list)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	records := map[ID]queue.Record{}
	for id, q := range was {
		records[id] = queue.Record{ID: string(id), Version: 7, Value: q.Change().Value}
	}
	carry := func(s Seeded) (ids []string) {
		for _, c := range s.Changes {
			if c.Was != records[ID(c.ID)].Version {
				t.Errorf("%s is written over version %d", c.ID, c.Was)
			}
			records[ID(c.ID)] = queue.Record{ID: c.ID, Version: 8, Value: c.Value}
			ids = append(ids, c.ID)
		}
		return ids
	}
	first := load(records).Seed(all, now, 3)
	if ids := carry(first); len(ids) != 3 || first.New != 1 || first.Renewed != 2 {
		t.Fatalf("first come %v, %+v", ids, first)
	}
	second := load(records).Seed(all, now, 3)
	if ids := carry(second); len(ids) != 1 || ids[0] != "s008" || second.New != 1 || second.Renewed != 0 {
		t.Fatalf("then come %v, %+v", ids, second)
	}
	b := load(records)
	if last := b.Seed(all, now.Add(time.Hour), 3); len(last.Changes) != 0 {
		t.Errorf("done again it changes %d", len(last.Changes))
	}
	for id, want := range map[ID]struct {
		stem    string
		version int
	}{
		"s001": {"mới", 1},
		"s002": {"như trước", 2},
		"s003": {"đã khác", 3},
		"s004": {"người khác viết", 2},
		"s005": {"người khác viết mà không xóa dấu", 2},
		"s007": {"nay hỏi như s008", 3},
		"s008": {"ai sửa thành thế", 1},
		"s009": {"không phát hành nữa", 2},
		"v1":   {"của cán bộ", 1},
	} {
		q, ok := b.Question(id)
		if !ok || q.Stem != want.stem || q.Version != want.version {
			t.Errorf("%s is %+v", id, q)
		}
	}
	if _, ok := b.Question("s006"); ok {
		t.Error("what asks the same as an officer's question is put in")
	}
	if q, _ := b.Question("s003"); q.State != Approved || q.Doubted != nil || !q.Changed.Equal(now) || q.Shipped != q.Digest() {
		t.Errorf("what ships otherwise is %+v", q)
	}
}
