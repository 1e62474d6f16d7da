package store

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"camnang/bot/queue"
)

// eachBench runs a benchmark on both stores.
func eachBench(b *testing.B, bench func(b *testing.B, s *Store)) {
	b.Run("embedded", func(b *testing.B) { bench(b, open(b, Options{Dir: b.TempDir()})) })
	b.Run("redis-server", func(b *testing.B) {
		bench(b, open(b, Options{URL: serverURL(b), Bot: fmt.Sprint("bench", bots.Add(1))}))
	})
}

var updateBody = []byte(`{"update_id":1,"message":{"message_id":7,"from":{"id":42,"is_bot":false,"first_name":"Anna"},"chat":{"id":42,"type":"private"},"date":1795000000,"text":"Thời hạn bàn giao hồ sơ kiểm tra là bao lâu?"}}`)

func fill(b *testing.B, s *Store, n, chats int) {
	b.Helper()
	for from := 1; from <= n; from += 100 {
		var batch []queue.Update
		for id := from; id < from+100 && id <= n; id++ {
			batch = append(batch, queue.Update{ID: int64(id), Chat: int64(id % chats), Raw: updateBody})
		}
		must(b, s.Inbox().Put(context.Background(), batch, 0, 0))
	}
}

// BenchmarkClaimSettle claims and settles updates that wait in 500 chats: what the queue itself costs.
func BenchmarkClaimSettle(b *testing.B) {
	for _, batch := range []int{1, 16} {
		for _, workers := range []int{1, 32} {
			b.Run(fmt.Sprintf("claim=%d/workers=%d", batch, workers), func(b *testing.B) {
				eachBench(b, func(b *testing.B, s *Store) {
					claimAndSettle(b, s, batch, workers, func(queue.Claim) queue.Settlement { return queue.Settlement{} })
				})
			})
		}
	}
}

// BenchmarkSettlement does so with what an inquiry leads to, and more: a reply, an entry in the journal, a record
// and a timer.
func BenchmarkSettlement(b *testing.B) {
	eachBench(b, func(b *testing.B, s *Store) {
		due := time.Now().Add(time.Hour)
		claimAndSettle(b, s, 16, 32, func(c queue.Claim) queue.Settlement {
			id := fmt.Sprint("u", c.Update.ID)
			return queue.Settlement{
				Messages: []queue.Message{{ID: id + ".0", Chat: c.Update.Chat, Body: updateBody}},
				Notes:    []queue.Note{{Kind: "asked", About: id, Owner: "o1", Personal: true, Body: updateBody}},
				Changes:  []queue.Change{{Table: queue.TableState, ID: fmt.Sprint(c.Update.Chat), Was: queue.Any, Value: updateBody}},
				Timers:   []queue.Timer{{ID: fmt.Sprint("r", c.Update.Chat), Lane: c.Update.Chat, Due: due, Body: updateBody}},
			}
		})
	})
}

func claimAndSettle(b *testing.B, s *Store, batch, workers int, led func(queue.Claim) queue.Settlement) {
	b.Helper()
	ctx := context.Background()
	fill(b, s, b.N, 500)
	var left atomic.Int64
	left.Store(int64(b.N))
	b.ReportAllocs()
	b.ResetTimer()
	began := time.Now()
	done := make(chan error, workers)
	for w := range workers {
		go func() {
			for left.Load() > 0 {
				claims, err := s.Inbox().Claim(ctx, fmt.Sprint("w", w), time.Minute, batch)
				if err != nil {
					done <- err
					return
				}
				for _, c := range claims {
					if err := s.Inbox().Settle(ctx, c, led(c)); err != nil {
						done <- err
						return
					}
				}
				left.Add(int64(-len(claims)))
			}
			done <- nil
		}()
	}
	for range workers {
		must(b, <-done)
	}
	b.ReportMetric(float64(b.N)/time.Since(began).Seconds(), "updates/s")
}

// BenchmarkPut puts one update a call; embedded, each is on disk when the call returns.
func BenchmarkPut(b *testing.B) {
	for _, workers := range []int{1, 64} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			eachBench(b, func(b *testing.B, s *Store) {
				var id atomic.Int64
				b.SetParallelism(workers)
				b.ReportAllocs()
				b.ResetTimer()
				began := time.Now()
				b.RunParallel(func(pb *testing.PB) {
					for pb.Next() {
						n := id.Add(1)
						if err := s.Inbox().Put(context.Background(), []queue.Update{{ID: n, Chat: n % 500, Raw: updateBody}}, n+1, 0); err != nil {
							b.Error(err)
							return
						}
					}
				})
				b.ReportMetric(float64(b.N)/time.Since(began).Seconds(), "puts/s")
			})
		})
	}
}

// BenchmarkTake takes and settles messages to many chats with the limit of the whole bot out of the way:
// its slots are emptied before each Take.
func BenchmarkTake(b *testing.B) {
	for _, waiting := range []int{100, 3000} {
		b.Run(fmt.Sprintf("waiting=%d", waiting), func(b *testing.B) {
			eachBench(b, func(b *testing.B, s *Store) {
				ctx, n := context.Background(), 0
				put := func(count int) {
					var batch []queue.Message
					for range count {
						n++
						batch = append(batch, queue.Message{ID: fmt.Sprint("m", n), Chat: int64(n), Priority: queue.Broadcast, Body: updateBody})
					}
					must(b, s.Outbox().Put(ctx, batch...))
				}
				put(waiting)
				b.ReportAllocs()
				for b.Loop() {
					must(b, s.client.Del(ctx, outboxKeys.named("out_slots").at(s.bot)).Err())
					m, ok, _, err := s.Outbox().Take(ctx, "w", time.Minute)
					if err != nil || !ok {
						b.Fatal(ok, err)
					}
					must(b, s.Outbox().Sent(ctx, m, 1))
					put(1)
				}
			})
		})
	}
}

// BenchmarkOpen opens an embedded store whose log is as long as it gets before it is compacted.
func BenchmarkOpen(b *testing.B) {
	dir := b.TempDir()
	o := Options{Dir: dir, CompactBytes: 1 << 40}
	s := open(b, o)
	for n := int64(1); ; n += 100 {
		var batch []queue.Update
		for id := n; id < n+100; id++ {
			batch = append(batch, queue.Update{ID: id, Chat: id % 500, Raw: updateBody})
		}
		must(b, s.Inbox().Put(context.Background(), batch, n+100, 0))
		claims, err := s.Inbox().Claim(context.Background(), "w", time.Minute, 100)
		must(b, err)
		for _, c := range claims {
			must(b, s.Inbox().Settle(context.Background(), c, queue.Settlement{Messages: []queue.Message{message(fmt.Sprint(c.Update.ID), c.Update.Chat, 0)}}))
		}
		if logged, _ := s.embedded.log.Sizes(); logged > 4<<20 {
			b.Logf("%d updates put and settled, %d bytes of log", n+99, logged)
			break
		}
	}
	shut(b, s)
	for b.Loop() {
		shut(b, open(b, o))
	}
}
