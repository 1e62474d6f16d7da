package telegram

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"camnang/bot/queue"
)

// candidate is one process of an election in a bubble of synctest, whose polls do nothing but be there.
type candidate struct {
	election
	polling atomic.Int64 // the fence under which it polls, 0 while it does not
	stop    context.CancelFunc
	ended   chan error
}

func stand(m *memory, leases Leases, owner string) *candidate {
	c := &candidate{ended: make(chan error, 1)}
	ctx, cancel := context.WithCancel(context.Background())
	c.stop = cancel
	c.election = election{
		leases: leases, owner: owner, pace: usualPace, log: (&logbook{}).logger(), count: &Counters{},
		poll: func(ctx context.Context, fence int64) error {
			c.polling.Store(fence)
			defer c.polling.Store(0)
			<-ctx.Done()
			return nil
		},
	}
	go func() { c.ended <- c.run(ctx) }()
	synctest.Wait()
	return c
}

// deadLeases are those of a process that dies: it gives nothing back.
type deadLeases struct{ Leases }

func (deadLeases) Release(context.Context, queue.Lease) error { return errDied }

// hangingLeases answer nothing while they hang.
type hangingLeases struct {
	Leases
	hang atomic.Bool
}

func (h *hangingLeases) Acquire(ctx context.Context, name, owner string, length time.Duration) (queue.Lease, bool, error) {
	if h.hang.Load() {
		<-ctx.Done()
		return queue.Lease{}, false, ctx.Err()
	}
	return h.Leases.Acquire(ctx, name, owner, length)
}

func after(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func TestOneOfTwoPollsAndTheOtherFollowsItWithinOneLease(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		a := stand(m, deadLeases{memoryLeases{m}}, "a")
		b := stand(m, memoryLeases{m}, "b")
		for range 20 {
			after(7 * time.Second)
			if a.polling.Load() == 0 || b.polling.Load() != 0 {
				t.Fatalf("a polls under %d, b under %d", a.polling.Load(), b.polling.Load())
			}
		}
		was := a.polling.Load()
		a.stop()
		after(usualPace.lease)
		if now := b.polling.Load(); now <= was {
			t.Errorf("one lease after the death of a, who polled under %d, b polls under %d", was, now)
		}
		b.stop()
		if err := errors.Join(<-a.ended, <-b.ended); err != nil {
			t.Error(err)
		}
	})
}

func TestAStopGivesTheLeaseBackAndOnlyItsOwn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		a := stand(m, memoryLeases{m}, "a")
		b := stand(m, memoryLeases{m}, "b")
		c := stand(m, memoryLeases{m}, "c")
		c.stop()
		if <-c.ended; m.poller() != "a" {
			t.Errorf("when one that stood by has stopped, %q polls", m.poller())
		}
		a.stop()
		if <-a.ended; m.poller() != "" {
			t.Errorf("%q still has the lease", m.poller())
		}
		after(5 * time.Second)
		if b.polling.Load() == 0 {
			t.Error("nobody took over within 5 s")
		}
		if lost := a.count.PollsLost.Load(); lost != 0 {
			t.Errorf("a stop counts as %d lost leases", lost)
		}
		b.stop()
		<-b.ended
	})
}

func TestAPollEndsWhenItsLeaseCannotBeRenewedForItsLength(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		leases := &hangingLeases{Leases: memoryLeases{m}}
		a := stand(m, leases, "a")
		lease, every := usualPace.lease, usualPace.lease/renewals
		after(every * 3 / 2) // renewed once
		leases.hang.Store(true)
		after(lease - every/2 - 100*time.Millisecond)
		if a.polling.Load() == 0 {
			t.Fatal("it stopped although its lease had not ended")
		}
		after(200 * time.Millisecond)
		if a.polling.Load() != 0 {
			t.Error("it polls although its lease has ended")
		}
		leases.hang.Store(false)
		after(usualPace.lease)
		if a.polling.Load() == 0 || a.count.PollsLost.Load() != 1 {
			t.Errorf("polls under %d after losing the lease %d times", a.polling.Load(), a.count.PollsLost.Load())
		}
		a.stop()
		<-a.ended
	})
}

func TestAStoreThatIsAwayForLessThanTheLeaseChangesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		a := stand(m, memoryLeases{m}, "a")
		under := a.polling.Load()
		every := usualPace.lease / renewals
		after(every + every/4)
		m.setAway(true)
		after(usualPace.lease - every)
		m.setAway(false)
		after(time.Minute)
		if a.polling.Load() != under || a.count.PollsLost.Load() != 0 {
			t.Errorf("it polls under %d, before under %d", a.polling.Load(), under)
		}
		a.stop()
		<-a.ended
	})
}

func TestALeaseThatPassedOnEndsThePoll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		a := stand(m, memoryLeases{m}, "a")
		take := func(owner string) {
			m.mu.Lock()
			defer m.mu.Unlock()
			m.token++
			m.leases[leasePoll] = queue.Lease{Name: leasePoll, Owner: owner, Token: m.token, Until: time.Now().Add(time.Minute)}
		}
		take("b")
		after(5 * time.Second)
		if a.polling.Load() != 0 || m.poller() != "b" {
			t.Errorf("it polls under %d beside %q", a.polling.Load(), m.poller())
		}
		after(time.Minute)
		before := a.polling.Load()
		if before == 0 {
			t.Fatal("it does not poll when the other is gone")
		}
		take("a") // run out and acquired anew: another token, the same owner
		after(6 * time.Second)
		if now := a.polling.Load(); now <= before {
			t.Errorf("it polls under %d, before under %d", now, before)
		}
		a.stop()
		<-a.ended
	})
}

func TestWhatEndsATermAndWhatEndsPolling(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory()
		final := errors.New("the token is not accepted")
		terms := []error{queue.ErrNotOwner, queue.ErrNotOwner, final}
		polled := 0
		e := election{
			leases: memoryLeases{m}, owner: "a", pace: usualPace, log: (&logbook{}).logger(), count: &Counters{},
			poll: func(context.Context, int64) error {
				polled++
				return terms[polled-1]
			},
		}
		if err := e.run(context.Background()); !errors.Is(err, final) || polled != 3 {
			t.Errorf("ended after %d terms with %v", polled, err)
		}
		if m.poller() != "" || e.count.PollsLost.Load() != 2 {
			t.Errorf("%q has the lease, which was lost %d times", m.poller(), e.count.PollsLost.Load())
		}
	})
}

func TestWhatAFormerPollerFetchedIsNotStored(t *testing.T) {
	p := newPlatform(t)
	m := newMemory()
	ctx := context.Background()
	old, _, err := memoryLeases{m}.Acquire(ctx, leasePoll, "a", 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := (memoryLeases{m}).Acquire(ctx, leasePoll, "b", time.Minute); err != nil {
		t.Fatal(err)
	}
	p.deliver(1, textUpdate(1, 9, "a"))
	if err := newPoller(p, memoryInbox{m}, &logbook{}).run(ctx, old.Token); !errors.Is(err, queue.ErrNotOwner) {
		t.Errorf("got %v", err)
	}
	q := newPlatform(t)
	q.deliver(1, unknownOrigin(1, 9, "a"))
	if err := newPoller(q, memoryInbox{m}, &logbook{}).run(ctx, old.Token); !errors.Is(err, queue.ErrNotOwner) {
		t.Errorf("of one that cannot be decoded: %v", err)
	}
	if len(m.stored())+len(m.deadLetters()) != 0 || m.offset != 0 {
		t.Errorf("stored %v, set aside %v, offset %d", m.stored(), m.deadLetters(), m.offset)
	}
}

func TestWhoHasTheLeaseGoesOnSoonAfterAConflict(t *testing.T) {
	p, m := newPlatform(t), newMemory()
	left := 3
	p.answers(func(string, map[string]any) (int, string) {
		p.mu.Lock()
		defer p.mu.Unlock()
		if left--; left < 0 {
			return 0, ""
		}
		return 409, `{"ok":false,"error_code":409,"description":"Conflict: terminated by other getUpdates request"}`
	})
	p.deliver(1, textUpdate(1, 9, "a"))
	lease, _, err := memoryLeases{m}.Acquire(context.Background(), leasePoll, "a", time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	poller := newPoller(p, memoryInbox{m}, &logbook{})
	poller.pace.conflict = time.Hour
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- poller.run(ctx, lease.Token) }()
	eventually(t, "the update is stored", func() bool { return len(m.stored()) == 1 })
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestTwoProcessesHandleEachUpdateOnceThoughThePollerDies(t *testing.T) {
	p, m := newPlatform(t), newMemory()
	var handled atomic.Int64
	start := func(owner string, leases Leases) *installation {
		in := &installation{platform: p, memory: m, log: &logbook{}, count: &Counters{}}
		in.start(t, echo, func(cfg *Config) {
			cfg.Owner, cfg.Leases = owner, leases
			cfg.Observe = func(string, time.Duration) { handled.Add(1) }
		})
		return in
	}
	a := start("a", deadLeases{memoryLeases{m}})
	eventually(t, "the first polls", func() bool { return a.count.Snapshot().Polling })
	b := start("b", memoryLeases{m})
	eventually(t, "the second stands by", func() bool { return strings.Contains(b.log.String(), "another process polls") })
	for id := int64(1); id <= 10; id++ {
		p.deliver(id, textUpdate(id, id%3+1, "a"))
	}
	eventually(t, "all are stored", func() bool { return len(m.stored()) == 10 })
	if b.count.Received.Load() != 0 {
		t.Errorf("the second stored %d", b.count.Received.Load())
	}
	if err := a.stop(); err != nil {
		t.Fatal(err)
	}
	for id := int64(11); id <= 20; id++ {
		p.deliver(id, textUpdate(id, id%3+1, "a"))
	}
	eventually(t, "all are handled", func() bool { return handled.Load() == 20 })
	eventually(t, "all are sent", func() bool { return len(m.sentCopy()) == 20 })
	p.mu.Lock()
	most := p.most
	p.mu.Unlock()
	if most != 1 {
		t.Errorf("%d polled at once", most)
	}
	if !b.count.Snapshot().Polling || a.count.Snapshot().Polling {
		t.Error("the second does not poll, or the first does")
	}
	var want []int64
	for id := int64(1); id <= 20; id++ {
		want = append(want, id)
	}
	if diff := cmp.Diff(want, m.stored()); diff != "" {
		t.Error(diff)
	}
}
