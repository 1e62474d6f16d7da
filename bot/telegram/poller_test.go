package telegram

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"camnang/bot/queue"
)

func newPoller(p *platform, inbox Inbox, log *logbook) *poller {
	return &poller{
		client: p.client(), inbox: inbox, intake: intake{guard: refuseSecret, own: 4242}, filled: &bell{},
		pace: briskPace, log: log.logger(), count: &Counters{},
	}
}

// refuseSecret stands for the guard: it refuses what says "vi phạm".
func refuseSecret(text string) string {
	if strings.Contains(text, "vi phạm") {
		return "case"
	}
	return ""
}

// polling runs the poller until the test is done with it.
func polling(t *testing.T, p *poller) (stop func() error) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- p.run(ctx, 0) }()
	var once sync.Once
	var err error
	stop = func() error {
		once.Do(func() {
			cancel()
			err = <-ended
		})
		return err
	}
	t.Cleanup(func() { _ = stop() })
	return stop
}

// dying is an inbox whose process dies at some calls: before the call has an effect, or after it.
type dying struct {
	Inbox
	die func()
}

var errDied = errors.New("the process died")

func (d dying) Put(ctx context.Context, updates []queue.Update, next, fence int64) error {
	return d.around(func() error { return d.Inbox.Put(ctx, updates, next, fence) })
}

func (d dying) SetAside(ctx context.Context, raw []byte, why string, next, fence int64) error {
	return d.around(func() error { return d.Inbox.SetAside(ctx, raw, why, next, fence) })
}

func (d dying) around(do func() error) error {
	switch rand.IntN(4) {
	case 0:
		d.die()
		return errDied
	case 1:
		err := do()
		d.die()
		return errors.Join(err, errDied)
	}
	return do()
}

func TestEveryUpdateIsStoredOnceInOrderThoughTheProcessDies(t *testing.T) {
	const n = 2000
	p := newPlatform(t)
	m := newMemory()
	broken := 1 + rand.Int64N(n)
	var want []int64
	for id := int64(1); id <= n; id++ {
		want = append(want, id)
		if id == broken {
			p.deliver(id, unknownOrigin(id, 9, "Điều 6"))
			continue
		}
		p.deliver(id, textUpdate(id, 1+id%40, fmt.Sprintf("câu %d", id)))
	}
	p.confirmed = func(id int64) {
		m.mu.Lock()
		defer m.mu.Unlock()
		if _, ok := m.taken[id]; !ok || id == broken && len(m.dead) == 0 {
			t.Errorf("update %d was confirmed before it was stored", id)
		}
	}
	deaths := 0
	for m.offset <= n {
		ctx, die := context.WithCancel(context.Background())
		poller := newPoller(p, dying{memoryInbox{m}, die}, &logbook{})
		ended := make(chan error, 1)
		go func() { ended <- poller.run(ctx, 0) }()
		eventually(t, "the process dies or is done", func() bool {
			m.mu.Lock()
			defer m.mu.Unlock()
			return m.offset > n || ctx.Err() != nil
		})
		die()
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
		deaths++
	}
	t.Logf("the process died %d times", deaths-1)
	if diff := cmp.Diff(want, m.stored()); diff != "" {
		t.Error(diff)
	}
	dead := m.deadLetters()
	if len(dead) != 1 || numberOf(dead[0].Item) != broken {
		t.Errorf("set aside: %+v, want update %d once", dead, broken)
	}
}

func TestWhatCannotBeDecodedIsSetAsideInItsPlace(t *testing.T) {
	p := newPlatform(t)
	m := newMemory()
	p.deliver(3, unknownOrigin(3, 9, "Điều 6"))
	p.deliver(4, textUpdate(4, 9, "bốn"))
	p.deliver(5, `"rác"`)
	p.deliver(6, `{"message":{"text":"không có số"}}`)
	p.deliver(7, textUpdate(7, 9, "bảy"))
	p.deliver(9, `[1]`) // its number, 9, is two above what the poller can know
	log := &logbook{}
	poller := newPoller(p, memoryInbox{m}, log)
	stop := polling(t, poller)
	eventually(t, "the last is confirmed", func() bool {
		p.mu.Lock()
		defer p.mu.Unlock()
		return len(p.updates) == 0
	})
	p.deliver(10, textUpdate(10, 9, "mười"))
	eventually(t, "what came after it is stored", func() bool { return len(m.stored()) == 4 })
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]int64{3, 4, 7, 10}, m.stored()); diff != "" {
		t.Error(diff)
	}
	var aside []string
	for _, d := range m.deadLetters() {
		aside = append(aside, string(d.Item))
	}
	want := []string{unknownOrigin(3, 9, "Điều 6"), `"rác"`, `{"message":{"text":"không có số"}}`, `[1]`}
	if diff := cmp.Diff(want, aside); diff != "" {
		t.Error(diff)
	}
}

func TestUpdatesNumberedAnewAreAllStored(t *testing.T) {
	const n = 250 // more than one answer holds
	p := newPlatform(t)
	m := newMemory()
	m.offset = 900_000_000
	var want []int64
	for id := int64(501); id <= 500+n; id++ {
		want = append(want, id)
		p.deliver(id, textUpdate(id, 9, "a"))
	}
	stop := polling(t, newPoller(p, memoryInbox{m}, &logbook{}))
	eventually(t, "all are stored", func() bool { return len(m.stored()) == n })
	eventually(t, "all are confirmed", func() bool {
		p.mu.Lock()
		defer p.mu.Unlock()
		return len(p.updates) == 0
	})
	_ = stop()
	polling(t, newPoller(p, memoryInbox{m}, &logbook{}))
	p.deliver(501+n, textUpdate(501+n, 9, "a"))
	eventually(t, "another process goes on", func() bool { return len(m.stored()) == n+1 })
	if diff := cmp.Diff(append(want, 501+n), m.stored()); diff != "" {
		t.Error(diff)
	}
}

func TestUpdatesNumberedAnewAreAllStoredThoughTheProcessDies(t *testing.T) {
	const n = 450
	p := newPlatform(t)
	m := newMemory()
	m.offset = 900_000_000
	p.confirmed = func(id int64) {
		m.mu.Lock()
		defer m.mu.Unlock()
		if _, ok := m.taken[id]; !ok {
			t.Errorf("update %d was confirmed before it was stored", id)
		}
	}
	var want []int64
	for id := int64(501); id <= 500+n; id++ {
		want = append(want, id)
		p.deliver(id, textUpdate(id, 9, "a"))
	}
	for len(m.stored()) < n {
		ctx, die := context.WithCancel(context.Background())
		ended := make(chan error, 1)
		go func() { ended <- newPoller(p, dying{memoryInbox{m}, die}, &logbook{}).run(ctx, 0) }()
		eventually(t, "the process dies or is done", func() bool { return len(m.stored()) == n || ctx.Err() != nil })
		die()
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(want, m.stored()); diff != "" {
		t.Error(diff)
	}
}

func TestThePollerGoesOnAfterEveryFailure(t *testing.T) {
	tests := []struct {
		name   string
		status int
		body   string
		says   string
	}{
		{"another poller", 409, `{"ok":false,"error_code":409,"description":"Conflict: terminated by other getUpdates request"}`, "another process polls"},
		{"500", 500, `{"ok":false,"error_code":500,"description":"Internal Server Error"}`, "trying again"},
		{"an error page", 502, `<html>`, "trying again"},
		{"broken JSON", 200, `{"ok":true,"result":[{"upd`, "trying again"},
		{"a result that is no list", 200, `{"ok":true,"result":{}}`, "trying again"},
		{"429", 429, `{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":0.01}}`, "asks the poller to wait"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := newPlatform(t)
			m := newMemory()
			log := &logbook{}
			p.deliver(1, textUpdate(1, 9, "một"))
			left := 3
			p.answers(func(method string, _ map[string]any) (int, string) {
				p.mu.Lock()
				defer p.mu.Unlock()
				if left--; left < 0 {
					return 0, ""
				}
				return test.status, test.body
			})
			stop := polling(t, newPoller(p, memoryInbox{m}, log))
			eventually(t, "the update is stored", func() bool { return len(m.stored()) == 1 })
			if err := stop(); err != nil {
				t.Error(err)
			}
			if !strings.Contains(log.String(), test.says) {
				t.Errorf("the log does not say %q: %s", test.says, log)
			}
			if strings.Contains(log.String(), "very_secret") {
				t.Error("the log shows the token")
			}
		})
	}
}

func TestThePollerGoesOnWhenTheStoreIsBack(t *testing.T) {
	p := newPlatform(t)
	m := newMemory()
	m.setAway(true)
	p.deliver(1, textUpdate(1, 9, "một"))
	log := &logbook{}
	polling(t, newPoller(p, memoryInbox{m}, log))
	eventually(t, "the failure is logged", func() bool { return strings.Contains(log.String(), "store is away") })
	m.setAway(false)
	eventually(t, "the update is stored", func() bool { return len(m.stored()) == 1 })
}

func TestAWrongTokenEndsThePoller(t *testing.T) {
	p := newPlatform(t)
	p.answers(func(string, map[string]any) (int, string) {
		return http.StatusUnauthorized, `{"ok":false,"error_code":401,"description":"Unauthorized"}`
	})
	err := newPoller(p, memoryInbox{newMemory()}, &logbook{}).run(context.Background(), 0)
	var e *Error
	if !errors.As(err, &e) || e.Kind != WrongToken {
		t.Errorf("got %v", err)
	}
}

func TestWhatThePollerAsksFor(t *testing.T) {
	p := newPlatform(t)
	m := newMemory()
	m.offset = 41
	polling(t, newPoller(p, memoryInbox{m}, &logbook{}))
	eventually(t, "it polls", func() bool { return len(p.called(methodUpdates)) > 0 })
	want := map[string]any{
		"offset": 41.0, "limit": 100.0, "timeout": briskPace.pollWait.Seconds(),
		"allowed_updates": []any{"message", "callback_query", "my_chat_member", "poll", "poll_answer"},
	}
	if diff := cmp.Diff(want, p.called(methodUpdates)[0].Params); diff != "" {
		t.Error(diff)
	}
}

func TestWaitsGrow(t *testing.T) {
	var got []time.Duration
	for attempt := range 7 {
		got = append(got, grown(attempt, time.Second, 10*time.Second))
	}
	s := time.Second
	if diff := cmp.Diff([]time.Duration{s, s, 2 * s, 4 * s, 8 * s, 10 * s, 10 * s}, got); diff != "" {
		t.Error(diff)
	}
}
