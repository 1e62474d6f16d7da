package officer

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"camnang/bot/queue"
	"camnang/corpus/calendar"
)

var (
	noon  = time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC)
	today = calendar.MustDay("2026-11-23")
)

// table is the roster's table as the store keeps it: each change on the version it names, or none at all.
type table struct {
	records map[string]queue.Record
	version int64
}

func (b *table) change(changes []queue.Change) error {
	for _, c := range changes {
		if c.Table != queue.TableRoster || c.Was != queue.Any && b.records[c.ID].Version != c.Was {
			return fmt.Errorf("%s: %w", c.ID, queue.ErrConflict)
		}
	}
	for _, c := range changes {
		b.version++
		if c.Value == nil {
			delete(b.records, c.ID)
			continue
		}
		if b.records == nil {
			b.records = map[string]queue.Record{}
		}
		b.records[c.ID] = queue.Record{ID: c.ID, Version: b.version, Value: bytes.Clone(c.Value)}
	}
	return nil
}

func (b *table) load(t testing.TB) *Roster {
	t.Helper()
	r, err := Load(slices.Collect(maps.Values(b.records)))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// does carries an edit out and returns the roster after it. What Edit.Roster promised must be what comes of it.
func (b *table) does(t testing.TB, e *Edit) *Roster {
	t.Helper()
	promised := e.Roster()
	if err := b.change(e.Changes()); err != nil {
		t.Fatal(err)
	}
	r := b.load(t)
	if got, want := written(r), written(promised); got != want {
		t.Fatalf("the roster became\n%s\nand was promised to become\n%s", got, want)
	}
	return r
}

// written is all entries as text, for comparing.
func written(r *Roster) string {
	var b bytes.Buffer
	for _, all := range []any{r.units, r.officers, r.classes} {
		raw, err := json.MarshalIndent(all, "", " ")
		if err != nil {
			panic(err)
		}
		b.Write(raw)
	}
	return b.String()
}

// must unwraps what an edit gives.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// town is a small organisation: a committee T with A and B below it, A with the cells A1 and A2; a class.
type town struct {
	table
	T, A, B, A1, A2 UnitID
	// Head leads A and sits in it; Anna and Binh are in A1 and B; Gone has left A1; New has not joined; Boss is the
	// administrator, in T.
	Head, Anna, Binh, Gone, New, Boss ID
	Class                             ClassID
}

func newTown(t testing.TB) (*town, *Roster) {
	t.Helper()
	w := &town{}
	e := w.load(t).Edit()
	unit := func(name string, above UnitID) UnitID { return must(e.AddUnit("seed", name, above)) }
	w.T = unit("Đảng bộ tỉnh", "")
	w.A, w.B = unit("Đảng bộ A", w.T), unit("Đảng bộ B", w.T)
	w.A1, w.A2 = unit("Chi bộ 1", w.A), unit("Chi bộ 2", w.A)
	person := func(o Officer, account int64) ID {
		id := must(e.AddOfficer("seed", o))
		if account != 0 {
			code := must(NewCode(countingReader(account)))
			ok(t, e.Invite(id, code, noon.Add(time.Hour)))
			if _, _, err := e.Join(code, account, noon); err != nil {
				t.Fatal(err)
			}
		}
		return id
	}
	w.Boss = person(Officer{Name: "Hoàng Thị Yến", Unit: w.T, Administrator: true}, 1)
	w.Head = person(Officer{Name: "Phạm Thị Hoa", Number: "CB001", Unit: w.A, Heads: []UnitID{w.A}}, 2)
	w.Anna = person(Officer{Name: "Nguyễn Thị An", Number: "CB002", Unit: w.A1}, 3)
	w.Binh = person(Officer{Name: "Trần Văn Bình", Number: "CB003", Unit: w.B}, 4)
	w.Gone = person(Officer{Name: "Lê Văn Cũ", Unit: w.A1}, 5)
	w.New = person(Officer{Name: "Vũ Thị Mai", Unit: w.A2}, 0)
	ok(t, e.Leave(w.Gone, today))
	w.Class = must(e.AddClass("seed", "Lớp 1", calendar.Day{}, calendar.Day{}))
	ok(t, e.Enrol(w.Class, w.Anna, w.New))
	ok(t, e.SetTrainer(w.Class, w.Binh, true))
	return w, w.does(t, e)
}

// countingReader is a source of codes that differ by its number.
type countingReader int64

func (c countingReader) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(int64(c)*7 + int64(i)*11)
	}
	return len(p), nil
}

func (r *Roster) actor(id ID) Actor {
	o := r.officers[id]
	return Actor{Account: o.Telegram, Officer: o}
}
