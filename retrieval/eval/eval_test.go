package eval_test

import (
	"bytes"
	"context"
	"flag"
	"os"
	"strings"
	"sync"
	"testing"

	"camnang/corpus/calendar"
	"camnang/corpus/library"
	"camnang/retrieval"
	"camnang/retrieval/answer"
	"camnang/retrieval/embed"
	"camnang/retrieval/eval"
)

var update = flag.Bool("update", false, "write the statistics files anew")

var engine = sync.OnceValue(func() *answer.Engine {
	lib, err := library.Shipped()
	if err != nil {
		panic(err)
	}
	e, err := embed.New(retrieval.TrainingTexts(lib))
	if err != nil {
		panic(err)
	}
	ix, err := retrieval.Build(context.Background(), lib, e, nil, retrieval.DefaultWeights())
	if err != nil {
		panic(err)
	}
	return answer.NewEngine(ix, answer.DefaultThresholds())
})

// measured are the reports that were made, by file: a report says the same each time, and takes seconds.
var measured sync.Map

func measure(t *testing.T, file string) eval.Report {
	t.Helper()
	if r, ok := measured.Load(file); ok {
		return r.(eval.Report)
	}
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	cases, err := eval.ReadCases(f)
	if err != nil {
		t.Fatal(err)
	}
	r := eval.Measure(context.Background(), engine(), cases, calendar.MustDay("2026-11-23"))
	measured.Store(file, r)
	return r
}

// TestStatisticsAreThoseOfThisTree makes a change of ranking or answers show as a change of the files.
func TestStatisticsAreThoseOfThisTree(t *testing.T) {
	for cases, statistics := range map[string]string{
		"testdata/cases.jsonl":         "testdata/statistics.txt",
		"testdata/cases-heldout.jsonl": "testdata/statistics-heldout.txt",
	} {
		var got bytes.Buffer
		if err := measure(t, cases).Write(&got); err != nil {
			t.Fatal(err)
		}
		if *update {
			if err := os.WriteFile(statistics, got.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(statistics)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(want, got.Bytes()) {
			t.Errorf("%s is not what this tree gives; `make eval` writes it, and the diff shows what changed", statistics)
		}
	}
}

func TestOfficerCasesReachTheirFloors(t *testing.T) {
	r := measure(t, "testdata/cases.jsonl")
	if r.All.RightKind < 0.90 {
		t.Errorf("right kind of answer for %.3f of the cases, floor 0.90", r.All.RightKind)
	}
	typed := r.Rewritten["as_typed"]
	if typed.First < 0.70 || typed.Third < 0.85 {
		t.Errorf("expected fact first for %.3f, floor 0.70; among the first three for %.3f, floor 0.85", typed.First, typed.Third)
	}
	if r.All.Untrue > 0 {
		t.Errorf("%d answers show as in force what was not", r.All.Untrue)
	}
	if r.All.WrongDay > 1 {
		t.Errorf("%d answers begin with a clause of another day than the one asked about", r.All.WrongDay)
	}
	for _, name := range []string{"no_diacritics", "abbreviated", "slips"} {
		f := r.Rewritten[name]
		if f.Untrue > 0 || typed.RightKind-f.RightKind > 0.10 || typed.First-f.First > 0.10 || typed.Third-f.Third > 0.10 {
			t.Errorf("%s: kind %.3f (%.3f), first %.3f (%.3f), third %.3f (%.3f), untrue %d: more than ten points behind",
				name, f.RightKind, typed.RightKind, f.First, typed.First, f.Third, typed.Third, f.Untrue)
		}
	}
	answered := 0
	for _, kind := range []string{"out_of_scope", "injection"} {
		answered += int(float64(r.ByKind[kind].Cases)*(1-r.ByKind[kind].RightKind) + 0.5)
	}
	if answered > 2 {
		t.Errorf("%d questions of other fields, or misuse, are answered; at most 2 may be", answered)
	}
}

func TestRewritingsKeepTheQuestion(t *testing.T) {
	q := "Đảng viên bị khởi tố thì Ủy ban Kiểm tra làm gì?"
	got := map[string]string{}
	for _, r := range eval.Rewritings {
		got[r.Name] = r.Apply(q, 1)
		if again := r.Apply(q, 1); again != got[r.Name] {
			t.Errorf("%s is not repeatable: %q, %q", r.Name, got[r.Name], again)
		}
	}
	if got["no_diacritics"] != "dang vien bi khoi to thi uy ban kiem tra lam gi?" {
		t.Errorf("without marks: %q", got["no_diacritics"])
	}
	if got["abbreviated"] != "ĐV bị khởi tố thì UBKT làm gì?" {
		t.Errorf("abbreviated: %q", got["abbreviated"])
	}
	changed := 0
	was, is := strings.Fields(q), strings.Fields(got["slips"])
	for i := range was {
		if i < len(is) && was[i] != is[i] {
			changed++
		}
	}
	if len(was) != len(is) || changed < len(was)/2 {
		t.Errorf("slips: %q", got["slips"])
	}
}

func TestACaseThatSaysTooLittleIsRefused(t *testing.T) {
	for _, line := range []string{`{"id":"x"}`, `{`, `{"id":"x","question":"y"}`} {
		if _, err := eval.ReadCases(strings.NewReader(line)); err == nil || !strings.Contains(err.Error(), "line 1") {
			t.Errorf("%s: %v", line, err)
		}
	}
}
