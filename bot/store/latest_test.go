package store

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"camnang/bot/officer"
	"camnang/bot/queue"
)

// emptied removes all keys of the bot, as somebody does who empties the server.
func emptied(t *testing.T, s *Store) {
	t.Helper()
	for _, k := range append(join(restoreKeys, recordLogKeys, allKeys), waitMark) {
		must(t, s.client.Del(t.Context(), k.at(s.bot)).Err())
	}
}

func TestAStoreThatWasEmptiedUnderARunningProcess(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		change(t, s, titled(t, 1, "a"), titled(t, 2, "b"))
		must(t, addUnit(t.Context(), s, "Đảng ủy A"))
		wantBook(t, "before", s, "k1 a, k2 b")
		roster(t, s)
		emptied(t, s)
		wantBook(t, "emptied", s, "")
		if r := roster(t, s); len(r.Top()) != 0 {
			t.Fatalf("emptied, and the roster has %d units", len(r.Top()))
		}
	})
}

// TestAStoreThatWasFilledAgain: the versions are those of before, and what has them is not.
func TestAStoreThatWasFilledAgain(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		change(t, s, titled(t, 1, "a"), titled(t, 2, "b"))
		must(t, addUnit(t.Context(), s, "Đảng ủy A"))
		book(t, s)
		before := roster(t, s)
		emptied(t, s)
		change(t, s, titled(t, 1, "c"), titled(t, 2, "d"))
		must(t, s.Records().Change(t.Context(), rosterOf(t, "Đảng ủy B")))
		wantBook(t, "filled again", s, "k1 c, k2 d")
		if r := roster(t, s); r.Revision != before.Revision || r.Top()[0].Name != "Đảng ủy B" {
			t.Fatalf("filled again, the roster has %s in revision %d, before %d", r.Top()[0].Name, r.Revision, before.Revision)
		}
	})
}

// rosterOf are the changes that make a roster of one unit where there is none.
func rosterOf(t *testing.T, name string) []queue.Change {
	t.Helper()
	r, err := officer.Load(nil)
	must(t, err)
	e := r.Edit()
	_, err = e.AddUnit(name, name, "")
	must(t, err)
	return e.Changes()
}

// TestAServerThatLostItsLastChanges: what was read of them is not taken for what others wrote in their place.
func TestAServerThatLostItsLastChanges(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		change(t, s, titled(t, 1, "a"), titled(t, 2, "b"))
		book(t, s)
		back := rollback(t, s)
		change(t, s, titled(t, 1, "lost"))
		change(t, s, titled(t, 4, "lost"))
		last := wantBook(t, "before the loss", s, "k1 lost, k2 b, k4 lost")
		back()
		change(t, s, titled(t, 3, "c"))
		change(t, s, titled(t, 4, "d"))
		wantBook(t, "after the loss and other changes", s, "k1 a, k2 b, k3 c, k4 d")
		if p, _ := last.Plan("k4"); p.Version != recordOf(t, s, "k4").Version {
			t.Errorf("the test is to give a version twice, and %d is not %d", p.Version, recordOf(t, s, "k4").Version)
		}
		back()
		wantBook(t, "after another loss", s, "k1 a, k2 b")
	})
}

// rollback notes the records and their logs, and gives what sets them back to that.
func rollback(t *testing.T, s *Store) func() {
	t.Helper()
	type command []any
	var again []command
	ctx := t.Context()
	for _, k := range join(recordKeys, recordLogKeys) {
		at := k.at(s.bot)
		again = append(again, command{"DEL", at})
		switch s.client.Type(ctx, at).Val() {
		case "string":
			again = append(again, command{"SET", at, s.client.Get(ctx, at).Val()})
		case "hash":
			for field, value := range s.client.HGetAll(ctx, at).Val() {
				again = append(again, command{"HSET", at, field, value})
			}
		case "list":
			for _, value := range s.client.LRange(ctx, at, 0, -1).Val() {
				again = append(again, command{"RPUSH", at, value})
			}
		}
	}
	return func() {
		for _, c := range again {
			must(t, s.client.Do(ctx, c...).Err())
		}
	}
}

func TestABackupThatWasRestoredUnderARunningProcess(t *testing.T) {
	here, there := replicaStores(t)
	change(t, here, titled(t, 1, "a"), titled(t, 2, "b"))
	must(t, addUnit(t.Context(), here, "Đảng ủy A"))
	file := backup(t, here)
	change(t, here, titled(t, 1, "later"), titled(t, 3, "later"))
	wantBook(t, "before", there, "k1 later, k2 b, k3 later")
	roster(t, there)
	emptied(t, here)
	if _, err := here.Restore(t.Context(), bytes.NewReader(file)); err != nil {
		t.Fatal(err)
	}
	wantBook(t, "restored", there, "k1 a, k2 b")
	if r := roster(t, there); len(r.Top()) != 1 {
		t.Errorf("restored, the roster has %d units", len(r.Top()))
	}
	change(t, here, titled(t, 4, "new"), titled(t, 5, "new"))
	wantBook(t, "and changed", there, "k1 a, k2 b, k4 new, k5 new")
}

// TestAProcessThatReadsWhileARestoreGoesOn: half a table that it read is not kept.
func TestAProcessThatReadsWhileARestoreGoesOn(t *testing.T) {
	here, there := replicaStores(t)
	ctx := t.Context()
	change(t, here, titled(t, 1, "a"), titled(t, 2, "b"))
	kept := here.client.HGetAll(ctx, tables[queue.TablePlan].at(here.bot)).Val()
	emptied(t, here)
	_, err := here.run(ctx, restoreBegin, "")
	must(t, err)
	for _, id := range slices.Sorted(maps.Keys(kept)) {
		must(t, here.client.HSet(ctx, tables[queue.TablePlan].at(here.bot), id, kept[id]).Err())
		book(t, there)
	}
	_, err = here.run(ctx, restoreEnd)
	must(t, err)
	wantBook(t, "afterwards", there, "k1 a, k2 b")
}

// TestARosterThatAnEarlierReleaseChanges: it writes the table and knows of no log.
func TestARosterThatAnEarlierReleaseChanges(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		must(t, addUnit(t.Context(), s, "Đảng ủy A"))
		r := roster(t, s)
		e := r.Edit()
		_, err := e.AddUnit("Đảng ủy B", "Đảng ủy B", "")
		must(t, err)
		for i, c := range e.Changes() {
			must(t, s.client.HSet(t.Context(), tables[c.Table].at(s.bot), c.ID, fmt.Sprintf("%d %s", 100+i, c.Value)).Err())
		}
		if got := roster(t, s); len(got.Top()) != 2 {
			t.Errorf("%d units", len(got.Top()))
		}
	})
}
