package store

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"

	"camnang/bot/officer"
	"camnang/bot/plan"
	"camnang/bot/queue"
	"camnang/bot/reminder"
	"camnang/corpus"
	"camnang/corpus/calendar"
)

const (
	benchPlans, benchSteps = 5000, 20
	// benchOfficers is the size of a province's inspection committees together.
	benchOfficers = 830
)

// benchPlan is plan n: its open steps are led by several officers, and every fifth rests on a clause.
func benchPlan(n int) plan.Plan {
	p := plan.Plan{
		Number: n, Kind: plan.Case, State: plan.Open,
		Title: "Kiểm tra việc chấp hành quy chế làm việc và thực hiện nhiệm vụ được giao",
		Unit:  officer.UnitID(fmt.Sprint("d", n%34)), Owner: benchOfficer(n), Created: time.Unix(1795000000, 0).UTC(),
		Procedure: "compliance-committee", NextEntry: 2, NextStep: benchSteps + 1,
		Log: []plan.Entry{{Number: 1, What: plan.Made, By: benchOfficer(n), At: time.Unix(1795000000, 0).UTC()}},
	}
	day := calendar.MustDay("2026-12-01")
	for i := range benchSteps {
		step := plan.Step{
			ID: strconv.Itoa(i + 1), Title: "Xây dựng báo cáo kết quả và trình Ủy ban kiểm tra xem xét", Stage: plan.Conduct,
			Lead: benchOfficer(n + i), Day: day.Add((n + 7*i) % 300), Weight: plan.Ordinary, Product: "Báo cáo kết quả kiểm tra",
			Reason: plan.Reason{Source: plan.Typed, Document: "Kế hoạch kiểm tra, giám sát năm 2026"},
		}
		if i%5 == 0 {
			clause := corpus.ClauseID(fmt.Sprint("hd-02#d5-k", n%5))
			step.Weight = plan.Limit
			step.Reason = plan.Reason{
				Source: plan.Computed, Limit: "E01", Event: "ngày công bố quyết định kiểm tra", Start: day,
				Amount: 20 + i, Unit: calendar.WorkingDays,
				Rests: &plan.Rest{
					Clause: clause, Cited: "Hướng dẫn số 02, điểm 5", Mark: corpus.Mark{Words: "0123456789abcdef"}, Confidence: corpus.High,
				},
			}
		}
		p.Steps = append(p.Steps, step)
	}
	return p
}

func benchOfficer(n int) officer.ID { return officer.ID(fmt.Sprint("o", n%benchOfficers)) }

// benchChange writes plan n; mark is in its title.
func benchChange(tb testing.TB, n int, mark string) queue.Change {
	p := benchPlan(n)
	p.Title += mark
	value, err := json.Marshal(p)
	must(tb, err)
	return queue.Change{Table: queue.TablePlan, ID: fmt.Sprint("k", n), Was: queue.Any, Value: value}
}

func fillPlans(tb testing.TB, s *Store) {
	tb.Helper()
	for from := 0; from < benchPlans; from += 250 {
		var changes []queue.Change
		for n := from; n < from+250; n++ {
			changes = append(changes, benchChange(tb, n+1, ""))
		}
		change(tb, s, changes...)
	}
}

// BenchmarkBook asks for 100,000 open deadlines: for the first time, when nothing was changed, and when one plan was. It is
// the store's part of /kehoach; the whole of it is measured by the scenario "deadlines" of cmd/chaos.
func BenchmarkBook(b *testing.B) {
	eachBench(b, func(b *testing.B, s *Store) {
		ctx := context.Background()
		fillPlans(b, s)
		b.Run("load", func(b *testing.B) {
			before := heap()
			var kept []*Plans
			for b.Loop() {
				fresh := newPlans(s)
				if _, err := fresh.Book(ctx); err != nil {
					b.Fatal(err)
				}
				kept = append(kept[:0], fresh)
			}
			b.ReportMetric(float64(heap()-before)/(1<<20), "MiB-kept")
			runtime.KeepAlive(kept)
			if s.embedded == nil {
				b.ReportMetric(redisBytes(b, s)/(1<<20), "MiB-redis")
			}
		})
		book(b, s)
		b.Run("unchanged", func(b *testing.B) {
			timed(b, func(n int) { led(b, s, n) })
		})
		b.Run("one-changed", func(b *testing.B) {
			timed(b, func(n int) {
				b.StopTimer()
				change(b, s, benchChange(b, 1+n%benchPlans, fmt.Sprint(n)))
				b.StartTimer()
			}, func(n int) { led(b, s, n) })
		})
	})
}

// led reads the open steps of one officer, by day.
func led(b *testing.B, s *Store, n int) {
	if items := book(b, s).LedBy(benchOfficer(n)); len(items) < 100 {
		b.Fatalf("an officer leads %d steps", len(items))
	}
}

// timed runs the last of do in the loop, after the others, and reports the 99th percentile of it.
func timed(b *testing.B, do ...func(n int)) {
	var took []time.Duration
	for n := 0; b.Loop(); n++ {
		for _, before := range do[:len(do)-1] {
			before(n)
		}
		began := time.Now()
		do[len(do)-1](n)
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// redisBytes is what the server says the table of plans takes.
func redisBytes(tb testing.TB, s *Store) float64 {
	n, err := s.client.MemoryUsage(context.Background(), tables[queue.TablePlan].at(s.bot), 0).Result()
	must(tb, err)
	return float64(n)
}

// BenchmarkDue is the store's part of 10,000 deadlines that are due in one minute: wakes are claimed, the book and what
// the officer was told are read, and messages, a changed record and the next wake are settled, each of the size that a real
// wake gives. What is due is not decided here; the scenario "deadlines" of cmd/chaos measures all of it. Each lane, an
// officer's, has one timer. It reports the slowest of b.N times until all messages are in the outbox.
func BenchmarkDue(b *testing.B) {
	const deadlines = 10_000
	for _, lanes := range []int{benchOfficers, deadlines} {
		b.Run(fmt.Sprint("lanes=", lanes), func(b *testing.B) {
			eachBench(b, func(b *testing.B, s *Store) {
				ctx := context.Background()
				fillPlans(b, s)
				book(b, s)
				far := time.Now().Add(time.Hour)
				slowest := time.Duration(0)
				for n := 0; b.Loop(); n++ {
					b.StopTimer()
					for from := 0; from < lanes; from += 500 {
						var batch []queue.Timer
						for i := from; i < min(from+500, lanes); i++ {
							batch = append(batch, queue.Timer{
								ID: fmt.Sprint("wake:", laneOfficer(i+1)), Lane: int64(i + 1), Due: past(i % 60_000), Body: []byte(`{"event":"wake"}`),
							})
						}
						must(b, s.Timers().Set(ctx, batch...))
					}
					b.StartTimer()
					began := time.Now()
					drain(b, s, func(f queue.Firing) queue.Settlement { return fired(b, s, f, deadlines/lanes, n, far) })
					slowest = max(slowest, time.Since(began))
					b.StopTimer()
					if d, err := s.Depths(ctx); err != nil || d.Outbox != min(2*lanes, deadlines)*(n+1) || d.Timers != lanes {
						b.Fatalf("%+v, %v", d, err)
					}
					b.StartTimer()
				}
				b.ReportMetric(float64(slowest.Milliseconds()), "ms-all-in-outbox")
			})
		})
	}
}

// laneOfficer is whose lane it is. There are more lanes than officers who lead a step.
func laneOfficer(lane int) string { return fmt.Sprint("o", lane) }

// fired is what a lane's timer leads to, when so many deadlines are due: the first half in a message of its own, the others
// collected, and a record that says so beside as much from the days before.
func fired(b *testing.B, s *Store, f queue.Firing, due, round int, next time.Time) queue.Settlement {
	who := laneOfficer(int(f.Lane))
	record, err := s.Records().Record(context.Background(), queue.TableTold, who)
	must(b, err)
	told, err := reminder.ReadTold(record.Value)
	must(b, err)
	told.Steps = map[string]reminder.Mark{}
	what := queue.Settlement{Timers: []queue.Timer{{ID: "wake:" + who, Lane: f.Lane, Due: next, Body: []byte(`{"event":"wake"}`)}}}
	var items []reminder.Occurrence
	for n, i := range book(b, s).LedBy(benchOfficer(int(f.Lane)))[:2*due] {
		name := i.Ref() + ":" + i.Step.Day.String()
		told.Steps[name] = reminder.Mark{Rungs: []reminder.Rung{"-7", "-3", "-1"}}
		if n >= due {
			continue
		}
		items = append(items, reminder.Occurrence{
			ID: name + ":-1", Plan: i.Plan.ID, Step: i.Step.ID, Rung: "-1", For: officer.ID(who), At: time.Unix(1795000000, 0).UTC(),
		})
		if n != due-1 && n != due/2-1 {
			continue
		}
		body, err := json.Marshal(map[string]any{"kind": "rendered", "body": map[string]any{"officer": who, "items": items}})
		must(b, err)
		priority := queue.Reminder + queue.Priority(len(what.Messages))
		id := fmt.Sprint("r.", who, ".", round, ".", len(what.Messages))
		what.Messages, items = append(what.Messages, queue.Message{ID: id, Chat: f.Lane, Priority: priority, Body: body}), nil
	}
	value, err := json.Marshal(told)
	must(b, err)
	what.Changes = []queue.Change{{Table: queue.TableTold, ID: who, Was: record.Version, Value: value}}
	return what
}
