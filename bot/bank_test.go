package bot

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/quiz"
	"camnang/bot/quiz/starting"
	"camnang/corpus"
	"camnang/corpus/calendar"
	"camnang/corpus/library"
)

// changedLimits is the small library of limits as another release has it: the clause on complaints in other words, or ended.
func changedLimits(t *testing.T, how string) *corpus.Library {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", "limits"))); err != nil {
		t.Fatal(err)
	}
	old, replacement := "trong một tháng", "trong 30 ngày"
	if last, ends := map[string]string{"ended": "2026-11-20", "ending": "2026-12-01"}[how]; ends {
		old = "in_force_from: 2011-01-19\n"
		replacement = old + "in_force_to: " + last + "\n"
	}
	file := filepath.Join(dir, "dieu-le-dang.txt")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(text), old, replacement, 1)
	if changed == string(text) {
		t.Fatalf("the library does not say %q", old)
	}
	if err := os.WriteFile(file, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	lib, err := library.Load(os.DirFS(dir), ".")
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

// In testdata/bank "! library reworded" and "! library ended" are a new release with such a library.
func TestQuestionsWhoseClauseChangedAreConfirmedOrChanged(t *testing.T) {
	lib, err := library.Load(os.DirFS("testdata"), "limits")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join("testdata", "bank", "alarm.txt")
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	s := newStage(t, lib)
	var got []string
	for n, part := range strings.Split(string(want), "\n! library ") {
		if n > 0 {
			how, rest, _ := strings.Cut(part, "\n")
			s.talk.cfg.Library = changedLimits(t, how)
			got = append(got, "! library "+how)
			part = rest
		}
		got = append(got, strings.TrimRight(play(s, part), "\n"))
	}
	text := strings.Join(got, "\n") + "\n"
	if *update {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if text != string(want) {
		t.Errorf("the conversation went otherwise (-update rewrites it):\n%s", difference(string(want), text))
	}
}

// That a clause ends is known when the question is approved: the passing of its last day doubts the question all the same, but
// not one that is about a lapsed text.
func TestAKnownEndThatPassesDoubtsAQuestion(t *testing.T) {
	lib := changedLimits(t, "ending")
	var cites []quiz.Cite
	for _, clause := range lib.Clauses() {
		if clause.Span.To == calendar.MustDay("2026-12-01") {
			cites = append(cites, quiz.Cite{Clause: clause.ID, Mark: clause.Mark()})
		}
	}
	if len(cites) != 1 {
		t.Fatalf("%d clauses end", len(cites))
	}
	for _, row := range []struct {
		rule string
		day  string
		q    quiz.Question
		want corpus.Standing
	}{
		{"on its last day", "2026-12-01", quiz.Question{State: quiz.Approved}, corpus.Stands},
		{"on the day after", "2026-12-02", quiz.Question{State: quiz.Approved}, corpus.Ended},
		{"a historical one", "2026-12-02", quiz.Question{State: quiz.Approved, Historical: true}, corpus.Stands},
		{"a draft", "2026-12-02", quiz.Question{State: quiz.Draft}, corpus.Stands},
	} {
		row.q.ID, row.q.Cites = "v1", cites
		if got := doubtedAmong(lib, calendar.AsOf{Day: calendar.MustDay(row.day)}, []*quiz.Question{&row.q})["v1"]; got != row.want {
			t.Errorf("%s: %q, want %q", row.rule, got, row.want)
		}
	}
}

// sweeps carries out sweeps until there is no more to do, and says how many records each changed.
func (s *stage) sweeps() (changed []int) {
	s.t.Helper()
	for {
		in, err := s.talk.unasked(s.t.Context(), Event{ID: "sweep", At: s.now})
		s.must(err)
		turn, again, err := s.talk.bankSweep(s.t.Context(), in)
		s.must(err)
		s.must(s.store.carryOut(turn))
		changed = append(changed, len(turn.Changes))
		if !again {
			return changed
		}
		if len(changed) == 10 {
			s.t.Fatal("the sweeps have no end")
		}
	}
}

func TestTheBankIsThereAfterTheFirstSweepAndStays(t *testing.T) {
	lib := shippedLibrary(t)
	shipped, err := starting.Questions(lib)
	if err != nil {
		t.Fatal(err)
	}
	s := newStage(t, lib)
	bank := func() *quiz.Bank {
		now, err := s.store.Now(t.Context())
		s.must(err)
		return now.Bank
	}
	if got, want := s.sweeps(), []int{len(shipped), 0}; !slices.Equal(got, want) {
		t.Fatalf("the first sweeps change %v records, want %v", got, want)
	}
	if n := len(bank().All()); n != len(shipped) {
		t.Fatalf("the bank has %d questions, want %d", n, len(shipped))
	}
	in, err := s.talk.unasked(t.Context(), Event{ID: "x", At: s.now})
	s.must(err)
	historical := 0
	for _, q := range shipped {
		if q.Historical {
			historical++
		}
	}
	if n := len(s.talk.circulating(in)); historical == 0 || n != len(shipped)-historical {
		t.Errorf("%d questions circulate, of %d with %d historical ones", n, len(shipped), historical)
	}
	if got, want := s.sweeps(), []int{0}; !slices.Equal(got, want) {
		t.Errorf("swept again %v records change", got)
	}

	// A person changed one, another is of an earlier release, a third is of one that shipped more.
	changed, _ := bank().Question(shipped[0].ID)
	old, _ := bank().Question(shipped[1].ID)
	gone, _ := bank().Question(shipped[2].ID)
	reworded := changed.Reword(*old, "o1", s.now)
	earlier, more := *old, *gone
	earlier.Stem = "Như bản phát hành trước đã hỏi?"
	earlier.Shipped = earlier.Digest()
	more.ID, more.Stem, more.Record = "s999", "Chỉ có ở bản phát hành trước?", 0
	more.Shipped = more.Digest()
	s.must(s.store.carryOut(Turn{Changes: []queue.Change{reworded.Change(), earlier.Change(), more.Change()}}))
	if got, want := s.sweeps(), []int{1, 0}; !slices.Equal(got, want) {
		t.Errorf("after a new release %v records change, want %v", got, want)
	}
	if q, _ := bank().Question(reworded.ID); q.State != quiz.Draft || q.Stem != reworded.Stem {
		t.Errorf("what a person changed is %+v", q)
	}
	if q, _ := bank().Question(earlier.ID); q.Stem != old.Stem || q.Version != 2 || q.State != quiz.Approved {
		t.Errorf("what ships otherwise is %+v", q)
	}
	if q, ok := bank().Question("s999"); !ok || q.Stem != more.Stem {
		t.Errorf("what ships no more is %+v", q)
	}
}

// Anna's cell is in commune B, Binh's in C; the trainer teaches and is at the top, the head leads B.
func TestWhatIsAUnitsIsShownThereAndBelow(t *testing.T) {
	s := newStage(t, testLibrary(t))
	roster, err := s.store.Roster(t.Context())
	s.must(err)
	communeB := roster.Path(s.whose("anna").Unit)[1].ID
	rows := []struct {
		person int64
		unit   officer.UnitID
		want   bool
	}{
		{anna, "", true},
		{anna, communeB, true},
		{anna, s.whose("trainer").Unit, true},
		{anna, s.whose("binh").Unit, false},
		{binh, communeB, false},
		{head, communeB, true},
		{head, s.whose("anna").Unit, true},
		{head, s.whose("binh").Unit, false},
		{trainer, s.whose("binh").Unit, true},
		{admin, s.whose("binh").Unit, true},
		{admin, "dnowhere", true},
		{anna, "dnowhere", false},
	}
	for _, row := range rows {
		if got := s.talk.shares(s.as(row.person), row.unit); got != row.want {
			t.Errorf("%d is shown what is %q's: %v", row.person, row.unit, got)
		}
	}
	for _, row := range []struct {
		rule   string
		person int64
		q      quiz.Question
		want   bool
	}{
		{"a head reads what is everybody's once it is approved", head, quiz.Question{State: quiz.Approved}, true},
		{"no draft of it", head, quiz.Question{State: quiz.Draft}, false},
		{"unless it is the own one", head, quiz.Question{State: quiz.Draft, Author: s.whose("head").ID}, true},
		{"drafts of the unit", head, quiz.Question{State: quiz.Draft, Unit: communeB}, true},
		{"a trainer reads all that is everybody's", trainer, quiz.Question{State: quiz.Draft}, true},
	} {
		if got := s.talk.shows(s.as(row.person), &row.q); got != row.want {
			t.Errorf("%s: %v", row.rule, got)
		}
	}
	own := &quiz.Question{Author: s.whose("binh").ID, Unit: communeB}
	if s.talk.shows(s.as(binh), own) {
		t.Error("who is no trainer is shown a question of another unit")
	}
}

func TestWhoIsToldOfAQuestionInDoubt(t *testing.T) {
	s := newStage(t, testLibrary(t))
	of := func(people ...string) []officer.ID {
		var out []officer.ID
		for _, p := range people {
			out = append(out, s.whose(p).ID)
		}
		return out
	}
	tr, ad, an := s.whose("trainer").ID, s.whose("admin").ID, s.whose("anna").ID
	rows := []struct {
		rule string
		q    quiz.Question
		want []officer.ID
	}{
		{"author and reviewer", quiz.Question{Author: tr, Reviewer: ad}, of("trainer", "admin")},
		{"one of them is enough", quiz.Question{Author: an, Reviewer: tr}, of("trainer")},
		{"an author who is no trainer any more: the administrators", quiz.Question{Author: an}, of("admin")},
		{"a head who entered it", quiz.Question{Author: s.whose("head").ID}, of("head")},
		{"one that came with the program: the administrators", quiz.Question{}, of("admin")},
		{"who worded it last, once", quiz.Question{Author: tr, Editor: ad, Reviewer: tr}, of("trainer", "admin")},
	}
	for _, row := range rows {
		in := s.as(trainer)
		var got []officer.ID
		for _, o := range s.talk.answerable(in, &row.q) {
			got = append(got, o.ID)
		}
		if !slices.Equal(got, row.want) {
			t.Errorf("%s: %v, want %v", row.rule, got, row.want)
		}
	}
}

// What a unit has in the bank goes to the unit above when the unit goes; one with nothing above keeps it, and stays.
func TestAUnitThatIsRemovedLeavesItsQuestionsAbove(t *testing.T) {
	s := newStage(t, testLibrary(t))
	above := s.whose("head").Unit
	var below, alone officer.UnitID
	s.edit(func(e *officer.Edit) error {
		var err error
		below, err = e.AddUnit("u-below", "Chi bộ 9", above)
		s.must(err)
		alone, err = e.AddUnit("u-alone", "Đảng bộ khác", "")
		return err
	})
	var changes []queue.Change
	for n, unit := range []officer.UnitID{below, alone} {
		topic := quiz.Topic{ID: []string{"tbelow", "talone"}[n], Name: "Chuyên đề riêng", Unit: unit}
		q := asked([]quiz.ID{"vbelow", "valone"}[n], "Câu hỏi riêng?", "*Có", "Không")
		q.Unit, q.Topic = unit, topic.ID
		changes = append(changes, topic.Change(), q.Change())
	}
	s.must(s.store.carryOut(Turn{Changes: changes}))
	s.types(admin, "/donvi")
	asks, _ := s.contestOpens(admin, "unitdrop", 1, string(below))
	if !strings.Contains(asks, say("unit_drop_bank", 1, 1)) {
		t.Errorf("it asks\n%s", asks)
	}
	if asks, _ := s.contestOpens(admin, "unitdrop", 1, string(alone)); !strings.Contains(asks, say("unit_has_bank")) {
		t.Errorf("it asks\n%s", asks)
	}
	for _, unit := range []officer.UnitID{below, alone} {
		s.contestOpens(admin, "unitdropped", 1, string(unit))
	}
	in := s.as(admin)
	for _, row := range []struct {
		question quiz.ID
		topic    string
		unit     officer.UnitID
	}{{"vbelow", "tbelow", above}, {"valone", "talone", alone}} {
		q, _ := in.Bank.Question(row.question)
		topic, _ := in.Bank.Topic(row.topic)
		if q.Unit != row.unit || topic.Unit != row.unit || q.Topic != topic.ID || q.State != quiz.Approved {
			t.Errorf("%s is %+v, its topic %+v", row.question, q, topic)
		}
	}
	if _, there := in.Roster.Unit(below); there {
		t.Error("the unit is there still")
	}
	if _, there := in.Roster.Unit(alone); !there {
		t.Error("the unit went, and its questions have no home")
	}
}
