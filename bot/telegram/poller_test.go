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

	"camnang/bot"
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
	go func() { ended <- p.run(ctx) }()
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

func (d dying) Put(ctx context.Context, updates []queue.Update, next int64) error {
	return d.around(func() error { return d.Inbox.Put(ctx, updates, next) })
}

func (d dying) SetAside(ctx context.Context, raw []byte, why string, next int64) error {
	return d.around(func() error { return d.Inbox.SetAside(ctx, raw, why, next) })
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
		go func() { ended <- poller.run(ctx) }()
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
		go func() { ended <- newPoller(p, dying{memoryInbox{m}, die}, &logbook{}).run(ctx) }()
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

func TestOfARefusedTextNothingIsKept(t *testing.T) {
	const bad = "đồng chí A vi phạm 🤐"
	own := `"from":{"id":4242,"is_bot":true,"first_name":"Trợ lý"}`
	tests := []struct {
		name    string
		raw     string
		refused bool
		message int64
	}{
		{"a typed text", textUpdate(1, 9, bad), true, 10},
		{"a text written with escapes", strings.ReplaceAll(textUpdate(1, 9, bad), "ạ", `\u1ea1`), true, 10},
		{"a field name in other letters", messageUpdate(1, 9, `"TEXT":`+quoted(bad)), true, 10},
		{"a caption", messageUpdate(1, 9, `"photo":[{"file_id":"a","file_unique_id":"b","width":1,"height":1}],"caption":`+quoted(bad)), true, 10},
		{"the name of a file", messageUpdate(1, 9, `"document":{"file_id":"a","file_unique_id":"b","file_name":`+quoted(bad+".pdf")+`}`), true, 10},
		{"a text that is replied to", messageUpdate(1, 9, `"text":"vì sao","reply_to_message":{"message_id":1,"date":1,"chat":{"id":9,"type":"private"},"from":{"id":9},"text":`+quoted(bad)+`}`), true, 10},
		{"a quote from it", messageUpdate(1, 9, `"text":"vì sao","quote":{"position":0,"text":`+quoted(bad)+`}`), true, 10},
		{"the question of a poll", messageUpdate(1, 9, `"poll":{"id":"1","question":`+quoted(bad)+`,"options":[]}`), true, 10},
		{"a text in a group", textUpdate(1, -100, bad), true, 10},
		{"an edited text", strings.Replace(textUpdate(1, 9, bad), `"message":`, `"edited_message":`, 1), true, 10},
		{"a text whose update cannot be decoded", unknownOrigin(1, 9, bad), true, 10},
		{"the name of a contact", messageUpdate(1, 9, `"contact":{"phone_number":"1","first_name":`+quoted(bad)+`}`), true, 10},
		{"the card of a contact", messageUpdate(1, 9, `"contact":{"phone_number":"1","first_name":"B","vcard":`+quoted(bad)+`}`), true, 10},
		{"a name and what is said of it in two fields", messageUpdate(1, 9, `"contact":{"phone_number":"1","first_name":"đồng chí A vi","last_name":"phạm 🤐"}`), true, 10},
		{"the title of a place", messageUpdate(1, 9, `"venue":{"location":{"latitude":1,"longitude":1},"title":`+quoted(bad)+`,"address":"b"}`), true, 10},
		{"the title of a list", messageUpdate(1, 9, `"checklist":{"title":`+quoted(bad)+`,"tasks":[]}`), true, 10},
		{"a task of a list", messageUpdate(1, 9, `"checklist":{"title":"a","tasks":[{"id":1,"text":`+quoted(bad)+`}]}`), true, 10},
		{"the title of a piece of music", messageUpdate(1, 9, `"audio":{"file_id":"a","file_unique_id":"b","duration":1,"title":`+quoted(bad)+`}`), true, 10},
		{"its performer", messageUpdate(1, 9, `"audio":{"file_id":"a","file_unique_id":"b","duration":1,"performer":`+quoted(bad)+`}`), true, 10},
		{"the description of a poll", messageUpdate(1, 9, `"poll":{"id":"1","question":"a","options":[],"description":`+quoted(bad)+`}`), true, 10},
		{"an option of a poll", messageUpdate(1, 9, `"poll":{"id":"1","question":"a","options":[{"text":`+quoted(bad)+`,"voter_count":0}]}`), true, 10},
		{"the new title of a group", messageUpdate(1, -100, `"new_chat_title":`+quoted(bad)), true, 10},
		{"the payload of a button", tapUpdate(1, 9, bad), true, 5},
		{"a field not yet known", messageUpdate(1, 9, `"hologram":{"layers":[[`+quoted(bad)+`]]}`), true, 10},
		{"not the name of who wrote it", strings.Replace(textUpdate(1, 9, "a"), "Nguyễn", "vi phạm", 1), false, 0},
		{"not the name of who wrote it first", messageUpdate(1, 9, `"text":"a","forward_origin":{"type":"hidden_user","date":1,"sender_user_name":"vi phạm"}`), false, 0},
		{"not what the bot itself wrote and somebody replies to", messageUpdate(1, 9, `"text":"vì sao","quote":{"position":0,"text":`+quoted(bad)+
			`},"reply_to_message":{"message_id":1,"date":1,"chat":{"id":9,"type":"private"},`+own+`,"text":`+quoted(bad)+`}`), false, 0},
		{"not what the bot itself wrote above a button", strings.Replace(tapUpdate(1, 9, "c:1"), `"text":"Điều 6"`, `"text":`+quoted(bad), 1), false, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := newPlatform(t)
			m := newMemory()
			log := &logbook{}
			p.deliver(1, test.raw)
			stop := polling(t, newPoller(p, memoryInbox{m}, log))
			eventually(t, "the update is kept", func() bool { m.mu.Lock(); defer m.mu.Unlock(); return m.offset == 2 })
			_ = stop()
			u, stored := m.taken[1]
			if !test.refused {
				if !stored || u.Refused != "" || string(u.Raw) != test.raw {
					t.Errorf("kept %+v, want it as it came", u)
				}
				return
			}
			if !stored {
				t.Error("nobody is told")
			} else {
				chat, person := int64(9), int64(9)
				if u.Chat < 0 {
					chat, person = -100, 77
				}
				want := queue.Update{ID: 1, Chat: chat, Person: person, Refused: "case", Message: test.message, Received: u.Received}
				if diff := cmp.Diff(want, u); diff != "" {
					t.Error(diff)
				}
			}
			for _, d := range m.deadLetters() {
				if string(d.Item) != `{"update_id":1}` {
					t.Errorf("set aside %s", d.Item)
				}
			}
			everything := log.String() + u.Refused + string(u.Raw)
			for _, d := range m.deadLetters() {
				everything += d.Why + string(d.Item)
			}
			if strings.Contains(everything, "phạm") || strings.Contains(everything, `\u1ea1m`) {
				t.Errorf("the text is still there: %s", everything)
			}
		})
	}
}

func TestAGuardThatPanicsLetsNothingIn(t *testing.T) {
	in := intake{guard: func(string) string { panic("bảng hỏng") }}
	a := in.judge([]byte(textUpdate(5, 9, "Điều 6")))
	const ids = `{"update_id":5,"message":{"message_id":50,"date":1795392000,"chat":{"id":9,"type":"private"},"from":{"id":9,"is_bot":false}}}`
	if a.id != 5 || a.why == "" || string(a.aside) != `{"update_id":5}` || string(a.update.Raw) != ids {
		t.Errorf("got %+v", a)
	}
}

func TestAskingTheGuardIsCheap(t *testing.T) {
	var asked int
	in := intake{guard: func(text string) string { asked += len(text); return "" }}
	message := `{"message_id":5,"date":1,"chat":{"id":9,"type":"private"},"from":{"id":9},"text":"a","reply_markup":{"inline_keyboard":[[` +
		strings.Repeat(`{"text":"Điều 6","callback_data":"c:1"},`, 4000) + `{"text":"a"}]]}}`
	raw := strings.Replace(tapUpdate(1, 9, "c:1"), `"message":{`, `"older":`+message+`,"message":{`, 1)
	if reason, failed := in.ask([]byte(raw)); reason != "" || failed || asked == 0 {
		t.Fatalf("asked about %d bytes: %q, %v", asked, reason, failed)
	}
	if asked > 2*len(raw) {
		t.Errorf("asked about %d bytes of an update of %d", asked, len(raw))
	}
}

func TestWhoSentWhatCannotBeDecodedIsAnsweredOnce(t *testing.T) {
	in := install(t, func(_ context.Context, e bot.Event) ([]bot.Reply, error) {
		return []bot.Reply{say(fmt.Sprintf("%s %v %d %s%s", e.Kind, e.Private, e.Message, e.Text, e.Refused))}, nil
	})
	in.deliver(1, unknownOrigin(1, 9, "Điều 6"))
	in.deliver(2, unknownOrigin(2, -100, "Điều 6"))
	in.deliver(3, unknownOrigin(3, 8, "vi phạm"))
	in.deliver(4, strings.Replace(unknownOrigin(4, 7, "a"), `"is_bot":false`, `"is_bot":true`, 1))
	in.deliver(5, textUpdate(5, 9, "a"))
	eventually(t, "all are answered", func() bool { return len(in.memory.sentCopy()) == 4 && len(in.memory.deadLetters()) == 4 })
	got := map[int64][]string{}
	for _, chat := range []int64{9, -100, 8, 7} {
		got[chat] = in.texts(chat)
	}
	want := map[int64][]string{9: {"file true 10 ", "text true 50 a"}, -100: {"file false 20 "}, 8: {"text true 30 case"}, 7: nil}
	if diff := cmp.Diff(want, got); diff != "" {
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
	err := newPoller(p, memoryInbox{newMemory()}, &logbook{}).run(context.Background())
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
		"allowed_updates": []any{"message", "callback_query", "my_chat_member"},
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
