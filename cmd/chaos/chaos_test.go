package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"camnang/bot/simulator"
)

// TestMain lets three scenarios go side by side, however few processors there are: they wait more than they work, the longest
// for the lease of a message whose sender the store did not answer. What the short form bounds are counts, and no times.
func TestMain(m *testing.M) {
	if err := flag.Set("test.parallel", "3"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// The short form of each scenario, on the program as it is built for real.
func TestTheProgramSurvives(t *testing.T) {
	if testing.Short() {
		t.Skip("the fault program takes a minute or more even in its short form")
	}
	program := filepath.Join(t.TempDir(), "camnang")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", program, "camnang/cmd/camnang")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build the program: %v\n%s", err, out)
	}
	for _, sc := range scenarios() {
		t.Run(sc.name, func(t *testing.T) {
			t.Parallel()
			for _, needed := range []string{"redis-server", "redis-sentinel"} {
				if _, err := exec.LookPath(needed); err != nil && !slices.Contains([]string{"kills-embedded", "faults", "year"}, sc.name) {
					if os.Getenv("STRICT") == "1" {
						t.Fatalf("%s is not installed", needed)
					}
					t.Skipf("%s is not installed", needed)
				}
			}
			var out bytes.Buffer
			err := run(t.Context(), []string{"-short", "-program", program, "-scenario", sc.name}, &out)
			t.Logf("\n%s", out.String())
			if err != nil {
				t.Error(err)
			}
		})
	}
}

// What measures must be able to find fault.
func TestTheJudgeFindsWhatIsWrong(t *testing.T) {
	rows := []struct {
		rule                    string
		heard, want             []string
		lost, twice, disordered int
	}{
		{"all in order", []string{"a", "b", "c"}, []string{"a", "b", "c"}, 0, 0, 0},
		{"one is missing at the end", []string{"a", "b"}, []string{"a", "b", "c"}, 1, 0, 0},
		{"one is missing in the middle", []string{"a", "c"}, []string{"a", "b", "c"}, 2, 0, 1},
		{"one came twice in a row", []string{"a", "a", "b"}, []string{"a", "b"}, 0, 1, 0},
		{"two changed places", []string{"b", "a"}, []string{"a", "b"}, 1, 0, 1},
		{"nothing came", nil, []string{"a"}, 1, 0, 0},
		{"what nobody asked for", []string{"a", "x"}, []string{"a"}, 0, 0, 1},
	}
	for _, row := range rows {
		lost, twice, disordered := compareInOrder(row.heard, row.want)
		if lost != row.lost || twice != row.twice || disordered != row.disordered {
			t.Errorf("%s: %d lost, %d twice, %d out of order", row.rule, lost, twice, disordered)
		}
	}
	lost, twice := compare([]string{"b", "a\n\n(Gửi muộn: …)", "b"}, []string{"a", "b", "c"})
	if lost != 1 || twice != 1 {
		t.Errorf("in any order: %d lost, %d twice", lost, twice)
	}
	texts := []string{"Thông báo số 1", "Căn cứ", "Nhắc việc số 2\n\n(Gửi muộn: …)"}
	if got := keep(texts, "", "Thông báo số ", "Nhắc việc số "); !slices.Equal(got, []string{"Căn cứ"}) {
		t.Errorf("answers: %v", got)
	}
	if got := keep(texts, "Nhắc việc số "); len(got) != 1 {
		t.Errorf("reminders: %v", got)
	}
}

func TestWindowsAreCountedWhereverTheyBegin(t *testing.T) {
	noon := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	var sends []simulator.Send
	for _, ms := range []int{0, 900, 1000, 1899, 1900} {
		sends = append(sends, simulator.Send{Chat: 7, At: noon.Add(time.Duration(ms) * time.Millisecond)})
	}
	if n := most(sends, time.Second, func(m simulator.Send) int64 { return m.Chat }); n != 3 {
		t.Errorf("at most %d in a second, want 3 (from 900 to 1899 ms)", n)
	}
}

func TestAMissedFigureEndsTheProgram(t *testing.T) {
	var out bytes.Buffer
	r := &report{out: &out}
	r.floor("used", 97.5, "%", 97)
	r.ceiling("lost", 0, "", 0)
	if err := r.missed(); err != nil {
		t.Fatal(err)
	}
	r.ceiling("lost", 1, "", 0)
	r.floor("used", 96.9, "%", 97)
	err := r.missed()
	if err == nil || strings.Count(err.Error(), "figure") != 2 {
		t.Errorf("missed: %v", err)
	}
	r = &report{out: &out}
	r.within("late", 2, "s", 1)
	if r.missed() == nil {
		t.Error("a full run takes whatever time it likes")
	}
	r = &report{out: &out, short: true}
	r.within("late", 2, "s", 1)
	if err := r.missed(); err != nil {
		t.Errorf("a short run: %v", err)
	}
	if !strings.Contains(out.String(), "figure used 97.5 % floor 97\n") {
		t.Errorf("printed:\n%s", out.String())
	}
}

func TestAHistogramIsRead(t *testing.T) {
	before := map[string]float64{`h_bucket{le="0.02"}`: 1, `h_bucket{le="+Inf"}`: 2}
	after := map[string]float64{`h_bucket{le="0.02"}`: 100, `h_bucket{le="0.05"}`: 101, `h_bucket{le="+Inf"}`: 102}
	part, all, err := share(before, after, "h", 0.02)
	if err != nil || part != 0.99 || all != 100 {
		t.Errorf("%v of %v, %v", part, all, err)
	}
	if q := quantile(before, after, "h", 0.995); q != 0.05 {
		t.Errorf("quantile %v", q)
	}
	if _, _, err := share(before, after, "h", 0.03); err == nil {
		t.Error("a limit that is no bucket was taken")
	}
}

func TestUnknownScenariosAreRefused(t *testing.T) {
	if err := run(context.Background(), []string{"-scenario", "weather"}, &bytes.Buffer{}); err == nil {
		t.Error("a scenario that does not exist was run")
	}
}
