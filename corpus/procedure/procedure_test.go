package procedure

import (
	"slices"
	"strings"
	"testing"

	"camnang/corpus"
	"camnang/corpus/calendar"
	"camnang/corpus/library"
)

func law(t *testing.T) *corpus.Library {
	t.Helper()
	lib, err := library.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

func shipped(t *testing.T) *Set {
	t.Helper()
	s, err := Shipped(law(t))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func on(day string) calendar.AsOf { return calendar.AsOf{Day: calendar.MustDay(day)} }

func ids(limits []Limit) []string {
	out := make([]string, len(limits))
	for i, l := range limits {
		out[i] = l.ID
	}
	slices.Sort(out)
	return out
}

func TestEveryKindOfWorkHasAProcedureAtEachLevelInThreeStages(t *testing.T) {
	s := shipped(t)
	if n := len(s.Procedures()); n != 14 {
		t.Errorf("%d procedures", n)
	}
	for _, kind := range Kinds {
		for _, level := range []Level{Cell, Committee} {
			p, ok := s.For(kind, level)
			if !ok || p.Kind != kind || p.Level != level {
				t.Fatalf("%s, %s: %v", kind, level, p)
			}
			if found, ok := s.Find(p.ID); !ok || found != p {
				t.Errorf("%s is not found by its id", p.ID)
			}
			if len(p.Stage(Prepare)) == 0 || len(p.Stage(Conclude)) == 0 || len(p.Stage(Conduct)) == 0 && kind != Suspension {
				t.Errorf("%s has a stage without steps", p.ID)
			}
			if n := len(p.Stage(Prepare)) + len(p.Stage(Conduct)) + len(p.Stage(Conclude)); n != len(p.Steps) {
				t.Errorf("%s: %d of %d steps are in a stage", p.ID, n, len(p.Steps))
			}
			if p.Confidence != corpus.High && p.Note == "" {
				t.Errorf("%s is of %s confidence and does not say what is not known", p.ID, p.Confidence)
			}
		}
	}
}

func TestAStepRestsOnAClauseThatIsInForceOrIsASample(t *testing.T) {
	lib, today := law(t), on("2026-11-23")
	samples, resting := 0, 0
	for _, p := range shipped(t).Procedures() {
		for _, s := range p.Steps {
			if s.Sample {
				samples++
				if s.Clause != "" || s.Cited != "" || s.Stands(today) {
					t.Errorf("%s %s is a sample and rests on %q", p.ID, s.ID, s.Cited)
				}
				continue
			}
			resting++
			c, held := lib.Clause(s.Clause)
			if !held || c.Gap || c.On(today) != corpus.InForce && c.On(today) != corpus.NotKnown {
				t.Errorf("%s %s rests on %s, which is no clause in force", p.ID, s.ID, s.Cited)
				continue
			}
			if s.Cited != c.Cite().String() || s.Mark != c.Mark() || !s.Stands(today) {
				t.Errorf("%s %s does not rest on %s as it stands", p.ID, s.ID, c.Cite())
			}
			if c.Edition.Document.Scope != "" {
				t.Errorf("%s %s rests on a text of %s only", p.ID, s.ID, c.Edition.Document.Scope)
			}
		}
	}
	if samples < 80 || resting < 30 {
		t.Errorf("%d samples, %d that rest on a clause", samples, resting)
	}
}

func TestAStepWhoseClauseEndedIsShownAsASample(t *testing.T) {
	p, _ := shipped(t).For(Suspension, Committee)
	last := p.Steps[len(p.Steps)-1]
	if !last.Stands(on("2026-04-11")) || last.Stands(on("2026-04-10")) {
		t.Errorf("%s stands on the wrong days", last.Cited)
	}
	last.Span.To = calendar.MustDay("2026-12-31")
	if !last.Stands(on("2026-12-31")) || last.Stands(on("2027-01-01")) {
		t.Error("a step stands after its clause ended")
	}
}

func TestALimitOfAnotherEventIsNotCountedFromTheStartOfTheProcedure(t *testing.T) {
	s := shipped(t)
	later := map[string][]string{}
	for _, p := range s.Procedures() {
		for _, step := range p.Steps {
			if step.Limit == "" {
				continue
			}
			l, ok := s.Limit(step.Limit)
			if !ok {
				t.Fatalf("%s: no limit %s", p.ID, step.Limit)
			}
			if step.Later != (l.Event != p.Begins) {
				t.Errorf("%s %s: %s runs from %q, the procedure from %q", p.ID, step.ID, l.ID, l.Event, p.Begins)
			}
			later[l.ID] = append(later[l.ID], p.ID)
		}
	}
	for id, want := range map[string]string{
		"E01": "complaint-cell discipline-cell discipline-committee", "B32": "discipline-cell discipline-committee",
		"H01": "suspension-cell suspension-committee",
	} {
		got := later[id]
		slices.Sort(got)
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v", id, got)
		}
		delete(later, id)
	}
	if len(later) > 0 {
		t.Errorf("steps are due by limits that are not computed today: %v", later)
	}
}

// What a library does not state is not there: a step becomes a sample, a limit is never computed.
func TestAnInstallationWithoutTheClausesComputesNothing(t *testing.T) {
	lib, err := corpus.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Shipped(lib)
	if err != nil {
		t.Fatal(err)
	}
	for _, day := range []string{"2018-01-01", "2025-06-15", "2026-11-23"} {
		if found := s.On(calendar.MustDay(day)); len(found) > 0 {
			t.Errorf("%s: %v are computed without a clause", day, ids(found))
		}
	}
	for _, p := range s.Procedures() {
		for _, step := range p.Steps {
			if !step.Sample {
				t.Errorf("%s %s is no sample", p.ID, step.ID)
			}
		}
		if !p.Sample {
			t.Errorf("%s is no sample", p.ID)
		}
	}
}

func TestAFileThatIsNotOfTheFormIsRefusedWithItsLine(t *testing.T) {
	limit := "## E01\nevent: a\naction: b\nwho: c\namount: 1 month\n"
	from := clausesOf(law(t))
	for _, row := range []struct{ name, text, want string }{
		{"a line without a key", limit + "words", "line 6"},
		{"a key that is not known", limit + "amounts: 3 day", "line 6: unknown key"},
		{"a key a second time", limit + "who: d", "line 6: who a second time"},
		{"a key without a value", limit + "ask:", "line 6: ask has no value"},
		{"an amount in no unit", "## E01\namount: 3 week", "line 2"},
		{"an amount of nothing", "## E01\namount: 0 day", "line 2"},
		{"an extension that does not say how often", limit + "extension: 30 day", "line 6"},
		{"neither an amount nor a reason", "\n## E01\nevent: a\naction: b\nwho: c", "line 2"},
		{"an amount that is withheld", limit + "withheld: d", "line 1"},
		{"a limit a second time", limit + limit, "line 6: the limit E01 a second time"},
		{"a line above the first limit", "event: a\n" + limit, "line 1"},
		{"no event", "## E01\naction: b\nwho: c\namount: 1 month", "line 1"},
	} {
		if _, err := parseLimits(row.text, from); err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%s: %v, not %q", row.name, err, row.want)
		}
	}
	limits, err := parseLimits(limit+"## X1\nevent: x\naction: b\nwho: c\nwithheld: d", from)
	if err != nil {
		t.Fatal(err)
	}
	head := "kind: signs\nlevel: cell\ntitle: t\nbegins: a\nconfidence: low\nsample: yes\n"
	for _, row := range []struct{ name, text, want string }{
		{"no steps", head, "no steps"},
		{"a kind that is none", strings.Replace(head, "signs", "sign", 1), "line 1"},
		{"a confidence that is none", strings.Replace(head, "low", "some", 1), "line 1"},
		{"a sample that rests on a fact", head + "fact: E01\n", "line 1"},
		{"a stage that is none", head + "## before 1 | t\nsample: yes", "line 7"},
		{"a step without a title", head + "## prepare 1\nsample: yes", "line 7"},
		{"a step on nothing", head + "## prepare 1 | t\nwho: a", "line 7"},
		{"a stage after a later one", head + "## conduct 1 | t\nsample: yes\n## prepare 2 | t\nsample: yes", "line 9"},
		{"a step a second time", head + "## conduct 1 | t\nsample: yes\n## conduct 1 | u\nsample: yes", "line 9"},
		{"a limit that is not there", head + "## conduct 1 | t\nsample: yes\nlimit: E99", "line 7"},
		{"a limit that is withheld", head + "## conduct 1 | t\nsample: yes\nlimit: X1\nlater: yes", "line 7"},
		{"a limit of another event", strings.Replace(head, "begins: a", "begins: z", 1) + "## conduct 1 | t\nsample: yes\nlimit: E01", "line 7"},
		{"later without a limit", head + "## conduct 1 | t\nsample: yes\nlater: yes", "line 7"},
	} {
		if _, err := parseProcedure("x", row.text, from, limits); err == nil || !strings.Contains(err.Error(), row.want) {
			t.Errorf("%s: %v, not %q", row.name, err, row.want)
		}
	}
	if _, err := parseProcedure("x", head+"## conduct 1 | t\nsample: yes\nlimit: E01", from, limits); err != nil {
		t.Errorf("a procedure of the form: %v", err)
	}
}
