package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/quiz"
)

func TestEraseRemovesWhatAnOfficerHasReadAndKeepsTheRoll(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		ctx := t.Context()
		must(t, s.Records().Change(ctx, []queue.Change{
			{Table: queue.TableAttendance, ID: "c1.o1", Value: []byte(`{"present":{"b1":{"at":"2026-11-26T01:00:00Z"}},"seen":{"n2":"2026-11-26T01:00:00Z"},"wrong":["2026-11-26T01:00:00Z"]}`)},
			{Table: queue.TableAttendance, ID: "cgone.o1", Value: []byte(`{"seen":{"n2":"2026-11-26T01:00:00Z"}}`)},
			{Table: queue.TableAttendance, ID: "c1.o11", Value: []byte(`{"present":{"b1":{"at":"2026-11-26T01:00:00Z"}}}`)},
			// Of a class whose record is of the time when it held them all.
			{Table: queue.TableCourse, ID: "c2", Value: []byte(`{"sessions":[{"id":"b1","title":"A","day":"2026-11-20","from":480,
				"present":{"o1":{"at":"2026-11-20T01:00:00Z"},"o11":{"at":"2026-11-20T01:01:00Z"}}}],
				"notices":[{"id":"n2","text":"x","by":"o9","at":"2026-11-20T01:00:00Z","to":["o1","o11"],"seen":{"o1":"2026-11-20T02:00:00Z"}}]}`)},
		}))
		for range 2 {
			_, err := s.Erase(ctx, "o1", 0)
			must(t, err)
		}
		all, err := s.Records().All(ctx, queue.TableAttendance)
		must(t, err)
		left := map[string]string{}
		for _, r := range all {
			left[r.ID] = string(r.Value)
		}
		const present = `{"present":{"b1":{"at":"2026-11-26T01:00:00Z"}}}`
		if len(left) != 2 || left["c1.o1"] != present || left["c1.o11"] != present {
			t.Errorf("left are %v", left)
		}
		r, err := s.Records().Record(ctx, queue.TableCourse, "c2")
		must(t, err)
		if strings.Contains(string(r.Value), `"o1":"`) || !strings.Contains(string(r.Value), `"o1":{`) || !strings.Contains(string(r.Value), `"o11":{`) {
			t.Errorf("the class says %s", r.Value)
		}
	})
}

// BenchmarkAWholeClassTaps has 830 officers say at once that they have read an announcement, eight of them at a time: each reads
// the training and the own record, and writes that. Before, all of them wrote the record of the class: with eight workers that
// took 32 s, and 101 of them met ten conflicts.
func BenchmarkAWholeClassTaps(b *testing.B) {
	eachBench(b, func(b *testing.B, s *Store) {
		at := time.Unix(1_795_000_000, 0).UTC()
		c := &quiz.Course{Class: "c1"}
		var to []officer.ID
		for n := range 830 {
			to = append(to, officer.ID(fmt.Sprintf("o%013d", n)))
		}
		var changes []queue.Change
		for n := range 10 {
			c.Notices = append(c.Notices, quiz.Notice{ID: fmt.Sprint("n", n), Text: "Mang theo tài liệu", To: to, At: at})
		}
		for _, o := range to {
			a, err := c.Attendance(o, queue.Record{})
			must(b, err)
			for n := range 9 {
				a, _ = a.See(&c.Notices[n], at)
			}
			changes = append(changes, a.Change())
		}
		must(b, s.Records().Change(b.Context(), []queue.Change{c.Change()}))
		for some := range slices.Chunk(changes, 200) {
			must(b, s.Records().Change(b.Context(), some))
		}
		var conflicts atomic.Int64
		begun := time.Now()
		taps := 0
		for b.Loop() {
			jobs := make(chan officer.ID, len(to))
			for _, o := range to {
				jobs <- o
			}
			close(jobs)
			taps += len(to)
			var workers sync.WaitGroup
			for range 8 {
				workers.Go(func() {
					for o := range jobs {
						if err := tapped(b, s, o, at.Add(time.Duration(taps))); errors.Is(err, queue.ErrConflict) {
							conflicts.Add(1)
						} else if err != nil {
							b.Error(err)
						}
					}
				})
			}
			workers.Wait()
		}
		b.ReportMetric(float64(taps)/time.Since(begun).Seconds(), "taps/s")
		b.ReportMetric(float64(conflicts.Load()), "conflicts")
	})
}

// tapped notes that the officer has read the tenth announcement, at another moment each time.
func tapped(b *testing.B, s *Store, o officer.ID, at time.Time) error {
	now, err := s.Training().Now(b.Context())
	if err != nil {
		return err
	}
	c := now.Courses.Of("c1")
	r, err := s.Records().Record(b.Context(), queue.TableAttendance, quiz.AttendanceID("c1", o))
	if err != nil {
		return err
	}
	a, err := c.Attendance(o, r)
	if err != nil {
		return err
	}
	delete(a.Seen, "n9")
	a, _ = a.See(&c.Notices[9], at)
	return s.Records().Change(b.Context(), []queue.Change{a.Change()})
}
