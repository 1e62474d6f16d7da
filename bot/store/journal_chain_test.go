package store

import (
	"bytes"
	"context"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"camnang/bot/journal"
	"camnang/bot/queue"
)

// verified wants the journal to hold, with so many entries and erased bodies.
func verified(t *testing.T, s *Store, from, to int64, erased int) journal.Report {
	t.Helper()
	r, err := s.Journal().Verify(t.Context())
	must(t, err)
	if len(r.Problems) > 0 || r.From != from || r.To != to || r.Erased != erased {
		t.Fatalf("%+v, want %d to %d, %d erased", r, from, to, erased)
	}
	return r
}

func seal(t *testing.T, s *Store) journal.Head {
	t.Helper()
	head, err := s.Journal().Seal(t.Context())
	must(t, err)
	return head
}

func TestSealLinksWhatWasAppended(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		if head := seal(t, s); head != (journal.Head{}) {
			t.Fatalf("empty: %+v", head)
		}
		write(t, s, 2)
		if r := verified(t, s, 1, 4, 0); r.Sealed != 0 {
			t.Errorf("%+v", r)
		}
		first := seal(t, s)
		if again := seal(t, s); first.Number != 4 || again != first {
			t.Fatalf("%+v, again %+v", first, again)
		}
		write(t, s, 1)
		second := seal(t, s)
		if head, err := s.Journal().Head(t.Context()); head != second || second.Number != 6 || err != nil {
			t.Fatalf("%+v, %+v, %v", head, second, err)
		}
		if r := verified(t, s, 1, 6, 0); r.Sealed != 6 || r.Head != second {
			t.Errorf("%+v", r)
		}
		for link, want := range map[string]int64{first.Link: 4, second.Link: 6, strings.Repeat("0", 64): 0} {
			if n, ok, err := s.Journal().SealedAs(t.Context(), link); n != want || ok != (want > 0) || err != nil {
				t.Errorf("%s is of entry %d, %v, %v, want %d", link, n, ok, err, want)
			}
		}
	})
}

func TestALongJournalIsSealedAndVerifiedInSteps(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		for range 7 {
			write(t, s, 180)
		}
		head := seal(t, s)
		seals, err := s.Journal().seals(t.Context())
		must(t, err)
		if len(seals) != 3 || seals[1000] == "" || seals[2000] == "" || seals[2520] != head.Link {
			t.Errorf("%d seals, the head is %+v", len(seals), head)
		}
		verified(t, s, 1, 2520, 0)
	})
}

func TestSeveralMaySealAndAppendAtOnce(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				for range 8 {
					if err := s.Journal().Append(t.Context(), queue.Note{Kind: "sent", About: "x"}); err != nil {
						t.Error(err)
					}
					if _, err := s.Journal().Seal(t.Context()); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		if head := seal(t, s); head.Number != 32 {
			t.Errorf("%+v", head)
		}
		verified(t, s, 1, 32, 0)
	})
}

// Of two that decided on the same state, the one that comes second changes nothing.
func TestAStepOfTheChainIsMadeOnce(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		write(t, s, 1)
		first := seal(t, s)
		write(t, s, 1)
		second := seal(t, s)
		for name, c := range map[string]struct {
			sc   script
			args []any
		}{
			"a seal that goes on from an older one": {journalSeal, []any{headText(first), 3, strings.Repeat("0", 64)}},
			"a seal of an empty journal":            {journalSeal, []any{"", 1, first.Link}},
			"a cut that goes on from another one":   {journalCut, []any{headText(first), 3, strings.Repeat("0", 64)}},
		} {
			answer, err := s.run(t.Context(), c.sc, c.args...)
			if answer != int64(0) || err != nil {
				t.Errorf("%s: %v, %v", name, answer, err)
			}
		}
		if r := verified(t, s, 1, 4, 0); r.Head != second {
			t.Errorf("%+v, want %+v", r, second)
		}
	})
}

// Whatever is changed in the store itself shows, and where.
func TestAChangeInTheStoreIsFound(t *testing.T) {
	for name, c := range map[string]struct {
		change func(ctx context.Context, s *Store, at func(string) string) error
		want   string
	}{
		"a line": {func(ctx context.Context, s *Store, at func(string) string) error {
			line, err := s.client.LIndex(ctx, at("log_line"), 2).Result()
			if err != nil {
				return err
			}
			return s.client.LSet(ctx, at("log_line"), 2, strings.Replace(line, "sent", "asked", 1)).Err()
		}, "entries 1 to 4 are not as they were sealed"},
		"a line left out": {func(ctx context.Context, s *Store, at func(string) string) error {
			return s.client.LPop(ctx, at("log_line")).Err()
		}, "entry 2 stands where entry 1 belongs"},
		"a body": {func(ctx context.Context, s *Store, at func(string) string) error {
			body, err := s.client.HGet(ctx, at("log_body"), "2").Result()
			if err != nil {
				return err
			}
			return s.client.HSet(ctx, at("log_body"), "2", strings.Replace(body, "câu", "cau", 1)).Err()
		}, "the body of entry 2 is not the one that was noted"},
		"a seal": {func(ctx context.Context, s *Store, at func(string) string) error {
			return s.client.HSet(ctx, at("log_seal"), "4", strings.Repeat("0", 64)).Err()
		}, "entries 1 to 4 are not as they were sealed"},
		"the last entries": {func(ctx context.Context, s *Store, at func(string) string) error {
			return s.client.LTrim(ctx, at("log_line"), 0, -3).Err()
		}, "entry 8 is sealed and missing"},
		"the last entry, not sealed": {func(ctx context.Context, s *Store, at func(string) string) error {
			if err := s.Journal().Append(ctx, queue.Note{Kind: "sent"}); err != nil {
				return err
			}
			return s.client.LTrim(ctx, at("log_line"), 0, -2).Err()
		}, "9 entries were appended, the last one there is entry 8"},
		"the head": {func(ctx context.Context, s *Store, at func(string) string) error {
			return s.client.Set(ctx, at("log_head"), "8 "+strings.Repeat("0", 64), 0).Err()
		}, "the newest link, of entry 8, is noted in two ways"},
		"the beginning": {func(ctx context.Context, s *Store, at func(string) string) error {
			return s.client.Set(ctx, at("log_base"), "1 "+strings.Repeat("0", 64), 0).Err()
		}, "entry 1 stands where entry 2 belongs"},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, Options{Dir: t.TempDir()})
			write(t, s, 2)
			seal(t, s)
			write(t, s, 2)
			seal(t, s)
			must(t, c.change(t.Context(), s, func(name string) string { return journalKeys.named(name).at(s.bot) }))
			r, err := s.Journal().Verify(t.Context())
			must(t, err)
			if !slices.Contains(r.Problems, c.want) {
				t.Errorf("the problems are %q, want %q", r.Problems, c.want)
			}
		})
	}
}

func TestSealStopsAtAJournalWithAHole(t *testing.T) {
	s := open(t, Options{Dir: t.TempDir()})
	write(t, s, 2)
	seal(t, s)
	write(t, s, 2)
	must(t, s.client.LPop(t.Context(), journalLines.at(s.bot)).Err())
	if head, err := s.Journal().Seal(t.Context()); err == nil || !strings.Contains(err.Error(), "entry 6 stands where entry 5 belongs") {
		t.Errorf("%+v, %v", head, err)
	}
}

func TestExportVerifiesByItself(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		for range 3 {
			write(t, s, 200)
		}
		var out bytes.Buffer
		must(t, s.Journal().Export(t.Context(), &out))
		r, err := journal.VerifyExport(bytes.NewReader(out.Bytes()))
		must(t, err)
		head, err := s.Journal().Head(t.Context())
		must(t, err)
		if len(r.Problems) > 0 || r.From != 1 || r.To != 1200 || r.Head != head || head.Number != 1200 {
			t.Errorf("%+v, the head is %+v", r, head)
		}
		if n := bytes.Count(out.Bytes(), []byte("\n")); n != 1201 {
			t.Errorf("%d lines", n)
		}
	})
}

// aged is a journal on a clock: n entries on each of three days.
func aged(t *testing.T, n int) (*Store, *clock) {
	t.Helper()
	c := newClock()
	s := open(t, Options{Dir: t.TempDir(), Now: c.Now})
	for range 3 {
		for left := n; left > 0; left -= 500 {
			write(t, s, min(left, 500)/2)
		}
		c.Add(24 * time.Hour)
	}
	return s, c
}

func TestCutRemovesWhatIsOlderAndTheRestVerifies(t *testing.T) {
	s, c := aged(t, 4)
	ctx := t.Context()
	must(t, s.Journal().Append(ctx, asked(t, "o1", "u99", "mới")))
	if n, err := s.Journal().Cut(ctx, c.Now().Add(-80*time.Hour)); n != 0 || err != nil {
		t.Fatalf("nothing is that old: %d, %v", n, err)
	}
	before := seal(t, s)
	if n, err := s.Journal().Cut(ctx, c.Now().Add(-36*time.Hour)); n != 8 || err != nil {
		t.Fatalf("%d removed, %v", n, err)
	}
	r := verified(t, s, 9, 14, 0)
	list, err := s.Journal().Latest(ctx, 0, 100)
	must(t, err)
	if len(list) != 6 || list[5].Number != 9 || list[0].Kind != journal.Cut || list[0].About != "8" ||
		!strings.Contains(string(list[0].Body), `"from":1,"to":8`) {
		t.Errorf("%+v", list)
	}
	if r.Sealed != 13 || r.Head != before {
		t.Errorf("%+v, sealed before as %+v", r, before)
	}
	for before, want := range map[int64]int{5: 0, 9: 0, 10: 1, 11: 2} {
		if list, err := s.Journal().Latest(ctx, before, 3); len(list) != want || err != nil {
			t.Errorf("before %d: %+v, %v", before, list, err)
		}
	}
	if _, total, err := s.Journal().Of(ctx, "o1", 1); total != 3 || err != nil {
		t.Errorf("%d entries of the officer, %v", total, err)
	}
	if n, err := s.Journal().Cut(ctx, c.Now().Add(-36*time.Hour)); n != 0 || err != nil {
		t.Errorf("again: %d, %v", n, err)
	}
	var out bytes.Buffer
	must(t, s.Journal().Export(ctx, &out))
	if r, err := journal.VerifyExport(&out); len(r.Problems) > 0 || r.From != 9 || r.To != 14 || err != nil {
		t.Errorf("%+v, %v", r, err)
	}
	if n, err := s.Journal().Cut(ctx, c.Now().Add(time.Hour)); n != 6 || err != nil {
		t.Fatalf("all: %d, %v", n, err)
	}
	verified(t, s, 15, 15, 0)
	if head := seal(t, s); head.Number != 15 {
		t.Errorf("%+v", head)
	}
	verified(t, s, 15, 15, 0)
}

func TestCutByTheServersClock(t *testing.T) {
	each(t, func(t *testing.T, s *Store, wait func(time.Duration)) {
		write(t, s, 2)
		wait(2 * time.Millisecond)
		before := serverTime(t, s)
		wait(2 * time.Millisecond)
		write(t, s, 1)
		if n, err := s.Journal().Cut(t.Context(), before); n != 4 || err != nil {
			t.Fatalf("%d removed, %v", n, err)
		}
		seal(t, s)
		verified(t, s, 5, 7, 0)
		if n, err := s.Journal().Count(t.Context()); n != 3 || err != nil {
			t.Errorf("%d entries, %v", n, err)
		}
	})
}

func TestALongJournalIsCutInSteps(t *testing.T) {
	s, c := aged(t, 1200)
	if n, err := s.Journal().Cut(t.Context(), c.Now().Add(-36*time.Hour)); n != 2400 || err != nil {
		t.Fatalf("%d removed, %v", n, err)
	}
	verified(t, s, 2401, 3601, 0)
	bodies := s.client.HLen(t.Context(), journalKeys.named("log_body").at(s.bot)).Val()
	owners := s.client.SCard(t.Context(), journalOwners.at(s.bot)).Val()
	if bodies != 601 || owners != 600 {
		t.Errorf("%d bodies and %d owners are left", bodies, owners)
	}
	seals, err := s.Journal().seals(t.Context())
	must(t, err)
	if len(seals) != 2 || seals[3000] == "" || seals[3600] == "" {
		t.Errorf("seals %v", seals)
	}
}

// What shows that somebody changed the journal is not removed by retention.
func TestAJournalThatDoesNotVerifyIsNotCut(t *testing.T) {
	s, c := aged(t, 4)
	seal(t, s)
	must(t, s.client.LSet(t.Context(), journalLines.at(s.bot), 1, "2 5 asked - u1").Err())
	n, err := s.Journal().Cut(t.Context(), c.Now().Add(-36*time.Hour))
	if n != 0 || err == nil || !strings.Contains(err.Error(), "do not verify") {
		t.Errorf("%d removed, %v", n, err)
	}
	if n, err := s.Journal().Count(t.Context()); n != 12 || err != nil {
		t.Errorf("%d entries are left, %v", n, err)
	}
}

func TestACutMeanwhileIsNoticed(t *testing.T) {
	s, c := aged(t, 1200)
	ctx := t.Context()
	seal(t, s)
	reader, writer := io.Pipe()
	failed := make(chan error, 1)
	go func() {
		err := s.Journal().Export(ctx, writer)
		_ = writer.CloseWithError(err)
		failed <- err
	}()
	// The export waits for its reader while the journal is cut under it.
	first := make([]byte, 1)
	if _, err := io.ReadFull(reader, first); err != nil {
		t.Fatal(err)
	}
	if n, err := s.Journal().Cut(ctx, c.Now().Add(-36*time.Hour)); n != 2400 || err != nil {
		t.Fatalf("%d removed, %v", n, err)
	}
	rest, _ := io.ReadAll(reader)
	if err := <-failed; err == nil || !strings.Contains(err.Error(), "removed meanwhile") {
		t.Errorf("the export ends with %v", err)
	}
	r, err := journal.VerifyExport(bytes.NewReader(append(first, rest...)))
	if err == nil && len(r.Problems) == 0 {
		t.Errorf("the broken export verifies: %+v", r)
	}
}

// BenchmarkSeal appends and seals 1,000 entries.
func BenchmarkSeal(b *testing.B) {
	eachBench(b, func(b *testing.B, s *Store) {
		for b.Loop() {
			b.StopTimer()
			write(b, s, 250)
			write(b, s, 250)
			b.StartTimer()
			if _, err := s.Journal().Seal(context.Background()); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkVerify verifies a journal of 100,000 entries.
func BenchmarkVerify(b *testing.B) {
	eachBench(b, func(b *testing.B, s *Store) {
		for range 200 {
			write(b, s, 250)
		}
		ctx := context.Background()
		_, err := s.Journal().Seal(ctx)
		must(b, err)
		for b.Loop() {
			if r, err := s.Journal().Verify(ctx); err != nil || len(r.Problems) > 0 || r.To != 100_000 {
				b.Fatal(r, err)
			}
		}
	})
}
