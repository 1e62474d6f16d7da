package store

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"camnang/bot/queue"
)

// BenchmarkTimers drains 10,000 timers due in the same second, each of a chat of its own, into messages: claims of
// many lanes, each lane settled by itself. It reports the slowest of b.N drains.
func BenchmarkTimers(b *testing.B) {
	const timers = 10_000
	eachBench(b, func(b *testing.B, s *Store) {
		ctx := context.Background()
		slowest := 0.0
		for n := 0; b.Loop(); n++ {
			b.StopTimer()
			for from := 0; from < timers; from += 500 {
				var batch []queue.Timer
				for i := from; i < from+500; i++ {
					batch = append(batch, queue.Timer{ID: fmt.Sprint("t", i), Lane: int64(i + 1), Due: past(i % 1000), Body: updateBody})
				}
				must(b, s.Timers().Set(ctx, batch...))
			}
			b.StartTimer()
			began := time.Now()
			drain(b, s, func(f queue.Firing) queue.Settlement {
				id := fmt.Sprint(f.Timers[0].ID, ".", n)
				return queue.Settlement{Messages: []queue.Message{{ID: id, Chat: f.Lane, Priority: queue.Reminder, Body: updateBody}}}
			})
			slowest = max(slowest, time.Since(began).Seconds())
			b.StopTimer()
			if d, err := s.Depths(ctx); err != nil || d.Timers != 0 || d.Outbox != timers*(n+1) {
				b.Fatalf("%+v, %v", d, err)
			}
			b.StartTimer()
		}
		b.ReportMetric(timers/slowest, "timers/s")
	})
}

// drain fires what is due with 16 workers until nothing is.
func drain(b *testing.B, s *Store, decide func(queue.Firing) queue.Settlement) {
	ctx := context.Background()
	due := make(chan queue.Firing)
	var workers sync.WaitGroup
	for range 16 {
		workers.Go(func() {
			for f := range due {
				if err := s.Timers().Settle(ctx, f, decide(f)); err != nil {
					b.Error(err)
				}
			}
		})
	}
	for {
		firings, _, err := s.Timers().Claim(ctx, "w", time.Minute, 64)
		must(b, err)
		if len(firings) == 0 {
			break
		}
		for _, f := range firings {
			due <- f
		}
	}
	close(due)
	workers.Wait()
}
