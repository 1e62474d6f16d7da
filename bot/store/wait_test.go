package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"camnang/bot/queue"
)

// TestAChangeWaitsForAReplica: while no replica has it a change is not acknowledged; it is when it is repeated
// and one has it, and it is made once.
func TestAChangeWaitsForAReplica(t *testing.T) {
	master, replica := startRedis(t), startRedis(t)
	replica.follow(t, master)
	s := open(t, Options{URL: "redis://" + master.addr})
	works(t, s, 1)

	ctx := t.Context()
	s.remote.patience = 100 * time.Millisecond
	replica.hang(t)
	updates := []queue.Update{update(2, 2)}
	if err := s.Inbox().Put(ctx, updates, 3, 0); !errors.Is(err, ErrNotReplicated) {
		t.Errorf("put while no replica answers: %v", err)
	}
	if err := s.Inbox().Put(ctx, updates, 3, 0); !errors.Is(err, ErrNotReplicated) {
		t.Errorf("put again, which changes nothing: %v", err)
	}
	if d := depths(t, s); d.Inbox != 1 {
		t.Errorf("reading does not wait, and sees what stands: %+v", d)
	}
	replica.resume(t)
	until(t, "the repeated call is acknowledged", func() bool { return s.Inbox().Put(ctx, updates, 3, 0) == nil })
	claims := claim(t, s, time.Minute, 5)
	if len(claims) != 1 {
		t.Fatalf("%d updates were put", len(claims))
	}

	replica.hang(t)
	answer := queue.Settlement{Messages: []queue.Message{message("reply 2", 2, 0)}}
	if err := s.Inbox().Settle(ctx, claims[0], answer); !errors.Is(err, ErrNotReplicated) {
		t.Errorf("settled while no replica answers: %v", err)
	}
	replica.resume(t)
	until(t, "the repeated settling finds the claim ended", func() bool {
		err := s.Inbox().Settle(ctx, claims[0], answer)
		return err != nil && errors.Is(err, queue.ErrNotOwner)
	})
	if d := depths(t, s); d.Inbox != 0 || d.Outbox != 2 {
		t.Errorf("after the settling: %+v", d)
	}
}

// TestAnAddressSaysHowManyReplicasMustHaveAChange, whatever the server has.
func TestAnAddressSaysHowManyReplicasMustHaveAChange(t *testing.T) {
	server := startRedis(t)
	works(t, open(t, Options{URL: "redis://" + server.addr + "?wait=0"}), 1)
	works(t, open(t, Options{URL: "redis://" + server.addr}), 2)
	s := open(t, Options{URL: "redis://" + server.addr + "?wait=1"})
	s.remote.patience = 100 * time.Millisecond
	if err := s.Inbox().Put(t.Context(), []queue.Update{update(3, 3)}, 4, 0); !errors.Is(err, ErrNotReplicated) {
		t.Errorf("put without a replica: %v", err)
	}
}

// TestScriptsThatTheServerForgot are given to it again, also on the way that waits.
func TestScriptsThatTheServerForgot(t *testing.T) {
	master, replica := startRedis(t), startRedis(t)
	replica.follow(t, master)
	for i, wait := range []string{"0", "1"} {
		s := open(t, Options{URL: "redis://" + master.addr + "?wait=" + wait})
		must(t, master.admin.ScriptFlush(t.Context()).Err())
		works(t, s, int64(i+1))
	}
}

// TestAMasterThatBecameAReplica: its refusals do not leave the store without a way to it, or to the next.
func TestAMasterThatBecameAReplica(t *testing.T) {
	first, second := startRedis(t), startRedis(t)
	second.follow(t, first)
	for i, wait := range []string{"0", "1"} {
		s := open(t, Options{URL: "redis://" + first.addr + "?wait=" + wait})
		id := int64(i+1) * 10
		works(t, s, id)
		must(t, second.admin.ReplicaOf(t.Context(), "NO", "ONE").Err())
		first.follow(t, second)
		for range 30 {
			if err := s.Inbox().Put(t.Context(), []queue.Update{update(id+1, 1)}, 0, 0); err == nil {
				t.Fatal("a replica took a change")
			}
		}
		must(t, first.admin.ReplicaOf(t.Context(), "NO", "ONE").Err())
		second.follow(t, first)
		works(t, s, id+2)
	}
}

// TestHowManyReplicasAreNeeded: one as soon as there is a replica, or the server asks for one; none only when
// there was none for a while.
func TestHowManyReplicasAreNeeded(t *testing.T) {
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	r := &remote{address: address{kind: single, wait: unset}}
	for i, step := range []struct {
		after time.Duration
		f     facts
		want  int64
	}{
		{0, facts{}, 0},
		{time.Second, facts{online: 1}, 1},
		{time.Second, facts{}, 1},
		{noneFor - 1, facts{}, 1},
		{0, facts{online: 2}, 1},
		{time.Second, facts{}, 1},
		{noneFor, facts{}, 0},
		{time.Second, facts{minimum: true}, 1},
	} {
		now = now.Add(step.after)
		r.learn(step.f, now)
		if got := r.need.Load(); got != step.want {
			t.Errorf("step %d: %d are needed, not %d", i, got, step.want)
		}
	}
	for _, a := range []address{{kind: sentinel, wait: unset}, {kind: single, wait: 1}} {
		r := &remote{address: a}
		if r.learn(facts{}, now); r.need.Load() != 1 {
			t.Errorf("%+v: %d are needed without a replica", a, r.need.Load())
		}
	}
}

// TestAReplicaThatComesLater is waited for without a restart of the bot.
func TestAReplicaThatComesLater(t *testing.T) {
	master, replica := startRedis(t), startRedis(t)
	s := open(t, Options{URL: "redis://" + master.addr})
	works(t, s, 1)
	replica.follow(t, master)
	// As after thirty seconds, or at a new connection.
	s.remote.doubt()
	works(t, s, 2)
	s.remote.patience = 100 * time.Millisecond
	replica.hang(t)
	if err := s.Inbox().Put(t.Context(), []queue.Update{update(3, 3)}, 4, 0); !errors.Is(err, ErrNotReplicated) {
		t.Errorf("put: %v", err)
	}
	replica.resume(t)
}

var called = regexp.MustCompile(`redis\.call\('([A-Z]+)'`)

// TestScriptsThatOnlyRead: only those that change nothing are run without waiting for replicas.
func TestScriptsThatOnlyRead(t *testing.T) {
	files, err := filepath.Glob("lua/*.lua")
	must(t, err)
	only := 0
	for _, sc := range allScripts {
		if !sc.only {
			continue
		}
		only++
		text, err := os.ReadFile(filepath.Join("lua", sc.name+".lua"))
		must(t, err)
		for _, m := range called.FindAllStringSubmatch(string(text), -1) {
			if writes[m[1]] {
				t.Errorf("%s calls %s", sc.name, m[1])
			}
		}
	}
	if only == 0 || only == len(files) {
		t.Errorf("%d of %d scripts only read", only, len(files))
	}
}

// BenchmarkPutReplicated puts one update a call, on a server with a replica.
func BenchmarkPutReplicated(b *testing.B) {
	master, replica := startRedis(b), startRedis(b)
	replica.follow(b, master)
	for _, wait := range []string{"0", "1"} {
		for _, workers := range []int{1, 16} {
			b.Run("wait="+wait+"/workers="+strconv.Itoa(workers), func(b *testing.B) {
				s := open(b, Options{URL: "redis://" + master.addr + "?wait=" + wait, Bot: fmt.Sprint("bench", bots.Add(1))})
				var id atomic.Int64
				b.SetParallelism(workers)
				b.ResetTimer()
				b.RunParallel(func(pb *testing.PB) {
					for pb.Next() {
						n := id.Add(1)
						must(b, s.Inbox().Put(b.Context(), []queue.Update{update(n, n%500)}, n+1, 0))
					}
				})
			})
		}
	}
}
