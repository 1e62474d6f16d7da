package bot

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/plan"
	"camnang/bot/queue"
	"camnang/bot/quiz"
	"camnang/corpus/calendar"
)

// The people of the stage, by account. anna and cuong2 are told apart by what they have joined with: annaAnew is Anna's
// new telephone, cuong has a code and has not joined, first is an administrator by the settings.
const (
	anna int64 = 1 + iota
	binh
	trainer
	head
	admin
	first
	cuong
	annaAnew
	stranger int64 = 99
	group    int64 = -500
)

// accounts are the names that transcripts use.
var accounts = map[string]int64{
	"anna": anna, "binh": binh, "trainer": trainer, "head": head, "admin": admin, "first": first, "cuong": cuong,
	"anna's new telephone": annaAnew, "stranger": stranger, "group": group,
}

// cuongsCode admits cuong.
const cuongsCode = "K7M49QTX2D"

// people fills the roster: a committee of two communes with a cell each, two classes, and an officer of each role.
func (s *stage) people() {
	s.edit(func(e *officer.Edit) error {
		unit := func(name string, above officer.UnitID) officer.UnitID {
			id, err := e.AddUnit("u-"+name, name, above)
			s.must(err)
			return id
		}
		top := unit("Đảng bộ tỉnh A", "")
		b, c := unit("Đảng bộ xã B", top), unit("Đảng bộ xã C", top)
		cell1, cell2 := unit("Chi bộ 1", b), unit("Chi bộ 2", c)
		ids := map[string]officer.ID{}
		for i, o := range []officer.Officer{
			{Name: "Trần Thị Anna", Number: "CB001", Unit: cell1, Title: "Ủy viên"},
			{Name: "Lê Văn Bình", Number: "CB002", Unit: cell2},
			{Name: "Đỗ Minh Tâm", Number: "CB003", Unit: top},
			{Name: "Phạm Thị Hoa", Number: "CB004", Unit: b, Title: "Chủ nhiệm", Heads: []officer.UnitID{b}},
			{Name: "Hoàng Văn Sơn", Number: "CB005", Unit: top, Administrator: true},
			{Name: "Vũ Đức Cường", Number: "CB006", Unit: cell1},
		} {
			id, err := e.AddOfficer("o-"+o.Number, o)
			s.must(err)
			ids[o.Number] = id
			code := fmt.Sprintf("T9%08d", i)
			if o.Number == "CB006" {
				s.must(e.Invite(id, cuongsCode, s.now.Add(14*24*time.Hour)))
				continue
			}
			s.must(e.Invite(id, code, s.now.Add(time.Hour)))
			_, _, err = e.Join(code, int64(i+1), s.now.Add(-time.Hour))
			s.must(err)
		}
		for _, row := range []struct {
			name               string
			trainers, learners []officer.ID
		}{
			{"Lớp bồi dưỡng khóa 1", []officer.ID{ids["CB003"]}, []officer.ID{ids["CB001"], ids["CB006"]}},
			{"Lớp bồi dưỡng khóa 2", nil, []officer.ID{ids["CB002"]}},
		} {
			id, err := e.AddClass("c-"+row.name, row.name, calendar.MustDay("2026-11-16"), calendar.MustDay("2026-12-18"))
			s.must(err)
			s.must(e.Enrol(id, row.learners...))
			for _, o := range row.trainers {
				s.must(e.SetTrainer(id, o, true))
			}
		}
		return nil
	})
}

// edit changes the roster as somebody else would.
func (s *stage) edit(change func(*officer.Edit) error) {
	s.t.Helper()
	r, err := s.store.Roster(context.Background())
	s.must(err)
	e := r.Edit()
	s.must(change(e))
	s.must(s.store.carryOut(Turn{Changes: e.Changes()}))
}

func (s *stage) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// whose is the officer with the account; of those who have not joined, the one with the number in the roster.
func (s *stage) whose(name string) *officer.Officer {
	s.t.Helper()
	numbers := map[string]string{"anna": "CB001", "binh": "CB002", "trainer": "CB003", "head": "CB004", "admin": "CB005", "cuong": "CB006"}
	r, err := s.store.Roster(context.Background())
	s.must(err)
	for _, o := range r.All() {
		if o.Number != "" && o.Number == numbers[name] {
			return o
		}
	}
	s.t.Fatalf("the roster has no %s", name)
	return nil
}

// fakeStore is a small true store: records with versions, changed all or nothing, and a journal.
type fakeStore struct {
	memory  *memory
	version int64
	tables  map[string]map[string]queue.Record
	timers  map[string]queue.Timer
	entries []journal.Entry

	roster  made[*officer.Roster]
	bank    made[*quiz.Bank]
	pushes  made[*quiz.Pushes]
	courses made[*quiz.Courses]
	entered made[*quiz.Entries]
}

func newFakeStore(m *memory) *fakeStore {
	return &fakeStore{
		memory: m, tables: map[string]map[string]queue.Record{}, timers: map[string]queue.Timer{},
		bank: made[*quiz.Bank]{made: &quiz.Bank{}}, pushes: made[*quiz.Pushes]{made: &quiz.Pushes{}},
		courses: made[*quiz.Courses]{made: &quiz.Courses{}}, entered: made[*quiz.Entries]{made: &quiz.Entries{}},
	}
}

// carryOut makes the changes and notes of a Turn, or none of them with queue.ErrConflict.
func (f *fakeStore) carryOut(t Turn) error {
	for _, c := range t.Changes {
		if c.Was != queue.Any && c.Was != f.tables[c.Table][c.ID].Version {
			return queue.ErrConflict
		}
	}
	for _, c := range t.Changes {
		if f.tables[c.Table] == nil {
			f.tables[c.Table] = map[string]queue.Record{}
		}
		f.version++
		if c.Value == nil {
			delete(f.tables[c.Table], c.ID)
			continue
		}
		f.tables[c.Table][c.ID] = queue.Record{ID: c.ID, Version: f.version, Value: c.Value}
	}
	for _, id := range t.Cancels {
		delete(f.timers, id)
	}
	for _, timer := range t.Timers {
		f.timers[timer.ID] = timer
	}
	for _, n := range t.Notes {
		sum := sha256.Sum256(n.Body)
		f.entries = append(f.entries, journal.Entry{
			Number: int64(len(f.entries) + 1), At: f.memory.clock(), Kind: journal.Kind(n.Kind), About: n.About, Digest: hex.EncodeToString(sum[:]),
			Owner: officer.ID(n.Owner), Personal: n.Personal, Body: n.Body,
		})
	}
	return nil
}

func (f *fakeStore) Roster(context.Context) (*officer.Roster, error) {
	if f.memory.away {
		return nil, errAway
	}
	return renewed(f, queue.TableRoster, &f.roster, func(*officer.Roster, []queue.Record, []string) (*officer.Roster, error) {
		return officer.Load(slices.SortedFunc(maps.Values(f.tables[queue.TableRoster]), func(a, b queue.Record) int { return strings.Compare(a.ID, b.ID) }))
	})
}

func (f *fakeStore) Record(_ context.Context, table, id string) (queue.Record, error) {
	return f.tables[table][id], f.memory.failure()
}

func (f *fakeStore) All(_ context.Context, table string) ([]queue.Record, error) {
	var records []queue.Record
	for _, r := range f.tables[table] {
		records = append(records, r)
	}
	slices.SortFunc(records, func(a, b queue.Record) int { return strings.Compare(a.ID, b.ID) })
	return records, f.memory.failure()
}

func (f *fakeStore) Many(_ context.Context, table string, ids []string) ([]queue.Record, error) {
	var records []queue.Record
	for _, id := range ids {
		if r, ok := f.tables[table][id]; ok {
			records = append(records, r)
		}
	}
	return records, f.memory.failure()
}

// loaded makes something of all records of a table.
func loaded[T any](f *fakeStore, table string, load func([]queue.Record) (T, error)) (T, error) {
	records, err := f.All(context.Background(), table)
	if err != nil {
		var none T
		return none, err
	}
	return load(records)
}

// made is what was made of all records of a table, kept until one of them is another: decoding some hundred questions for
// each event of a conversation is what tests would take longest for. Like the store's own it is handed out again and again.
type made[T any] struct {
	of   map[string]queue.Record
	made T
}

// renewed makes something of all records of a table, decoding those alone that are others than the last time.
func renewed[T any](f *fakeStore, table string, last *made[T], with func(T, []queue.Record, []string) (T, error)) (T, error) {
	if err := f.memory.failure(); err != nil {
		var none T
		return none, err
	}
	var changed []queue.Record
	var removed []string
	for id, r := range f.tables[table] {
		if was, ok := last.of[id]; !ok || was.Version != r.Version || !bytes.Equal(was.Value, r.Value) {
			changed = append(changed, r)
		}
	}
	for id := range last.of {
		if _, ok := f.tables[table][id]; !ok {
			removed = append(removed, id)
		}
	}
	if len(changed)+len(removed) == 0 && last.of != nil {
		return last.made, nil
	}
	slices.SortFunc(changed, func(a, b queue.Record) int { return strings.Compare(a.ID, b.ID) })
	next, err := with(last.made, changed, removed)
	if err == nil {
		*last = made[T]{maps.Clone(f.tables[table]), next}
		if last.of == nil {
			last.of = map[string]queue.Record{}
		}
	}
	return next, err
}

func (f *fakeStore) Now(context.Context) (now quiz.Training, err error) {
	if now.Bank, err = renewed(f, queue.TableQuestion, &f.bank, (*quiz.Bank).With); err != nil {
		return now, err
	}
	if now.Pushes, err = renewed(f, queue.TablePush, &f.pushes, (*quiz.Pushes).With); err != nil {
		return now, err
	}
	if now.Courses, err = renewed(f, queue.TableCourse, &f.courses, (*quiz.Courses).With); err != nil {
		return now, err
	}
	now.Entries, err = renewed(f, queue.TableEntry, &f.entered, (*quiz.Entries).With)
	return now, err
}

func (f *fakeStore) Book(ctx context.Context) (*plan.Book, error) {
	records, err := f.All(ctx, queue.TablePlan)
	if err != nil {
		return nil, err
	}
	return plan.Load(records)
}

func (f *fakeStore) Workdays(ctx context.Context) (*calendar.Workdays, error) {
	records, err := f.All(ctx, queue.TableDay)
	shifts := calendar.ShippedShifts()
	for _, r := range records {
		shift, wrong := calendar.ReadShift(r.Value)
		if wrong != nil {
			return nil, wrong
		}
		shifts = append(shifts, shift)
	}
	return calendar.NewWorkdays(shifts...), err
}

func (f *fakeStore) Latest(_ context.Context, before int64, n int) ([]journal.Entry, error) {
	return f.newest(n, func(e journal.Entry) bool { return before == 0 || e.Number < before }), f.memory.failure()
}

func (f *fakeStore) Of(_ context.Context, o officer.ID, n int) ([]journal.Entry, int, error) {
	of := func(e journal.Entry) bool { return e.Owner == o }
	return f.newest(n, of), len(f.newest(len(f.entries), of)), f.memory.failure()
}

func (f *fakeStore) newest(n int, wanted func(journal.Entry) bool) []journal.Entry {
	var out []journal.Entry
	for i := len(f.entries) - 1; i >= 0 && len(out) < n; i-- {
		if wanted(f.entries[i]) {
			out = append(out, f.entries[i])
		}
	}
	return out
}

func (f *fakeStore) Head(context.Context) (journal.Head, error) {
	if len(f.entries) == 0 {
		return journal.Head{}, f.memory.failure()
	}
	last := f.entries[len(f.entries)-1]
	return journal.Head{Number: last.Number, Link: last.Digest}, f.memory.failure()
}

func (f *fakeStore) Erase(_ context.Context, o officer.ID, telegram int64) (journal.Erased, error) {
	if f.memory.away {
		return journal.Erased{}, errAway
	}
	if o == "" {
		return journal.Erased{}, errors.New("there is no such officer")
	}
	gone := f.memory.erase(telegram)
	for i := range f.entries {
		if e := &f.entries[i]; e.Owner == o && e.Personal {
			e.Owner, e.Personal, e.Body, e.Erased = "", false, nil, true
			gone.Entries++
		}
	}
	return gone, nil
}
