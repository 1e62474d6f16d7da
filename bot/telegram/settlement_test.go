package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"camnang/bot"
	"camnang/bot/queue"
)

func TestSettlementOfATurn(t *testing.T) {
	to := func(chat int64, text string) bot.Reply {
		r := say(text)
		r.Chat = chat
		return r
	}
	whole := bot.Turn{
		Replies: []bot.Reply{say("a"), to(7, "b"), to(-100, "c"), to(9, strings.Repeat("d", textLimit+1))},
		Notes:   []queue.Note{{Kind: "asked"}}, Changes: []queue.Change{{Table: queue.TableState, ID: "x"}},
		Timers: []queue.Timer{{ID: "t"}}, Cancels: []string{"old"},
	}
	tests := []struct {
		name         string
		chat, person int64
		priority     queue.Priority
		want         []string // id, chat, priority, whether a group
	}{
		{"in a private chat the replies to others wait as reminders do", 9, 9, queue.Conversation, []string{
			"u1.0 9 0 false", "u1.1 7 1 false", "u1.2 -100 1 true", "u1.3 9 0 false", "u1.3.1 9 0 false",
		}},
		{"in a group the person's own chat is part of the conversation", -100, 9, queue.Conversation, []string{
			"u1.0 -100 0 true", "u1.1 7 1 false", "u1.2 -100 0 true", "u1.3 9 0 false", "u1.3.1 9 0 false",
		}},
		{"of a broadcast all is a broadcast", 9, 9, queue.Broadcast, []string{
			"u1.0 9 2 false", "u1.1 7 2 false", "u1.2 -100 2 true", "u1.3 9 2 false", "u1.3.1 9 2 false",
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			made, err := settlement("u1", test.chat, test.person, test.priority, whole)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, m := range made.Messages {
				got = append(got, fmt.Sprint(m.ID, " ", m.Chat, " ", int(m.Priority), " ", m.Group))
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
			made.Messages = nil
			want := queue.Settlement{Notes: whole.Notes, Changes: whole.Changes, Timers: whole.Timers, Cancels: whole.Cancels}
			if diff := cmp.Diff(want, made); diff != "" {
				t.Error(diff)
			}
		})
	}
	if _, err := Settlement("t1", 0, queue.Reminder, bot.Turn{Replies: []bot.Reply{to(9, "a"), say("b")}}); err == nil {
		t.Error("a reply to no chat was taken")
	}
}

// counting is a conversation that counts its events in a record.
func counting(m *memory, meanwhile func(bot.Event)) turnFunc {
	return func(_ context.Context, e bot.Event) (bot.Turn, error) {
		was := m.record(queue.TableState, "n")
		n, _ := strconv.Atoi(string(was.Value))
		meanwhile(e)
		value := json.RawMessage(strconv.Itoa(n + 1))
		return bot.Turn{
			Replies: []bot.Reply{say(string(value))}, Notes: []queue.Note{{Kind: "counted", About: e.ID}},
			Changes: []queue.Change{{Table: queue.TableState, ID: "n", Was: was.Version, Value: value}},
		}, nil
	}
}

func TestWhatRestsOnAChangedRecordIsDecidedAgainAtOnce(t *testing.T) {
	const n = 60
	in := &installation{platform: newPlatform(t), memory: newMemory(), log: &logbook{}, count: &Counters{}}
	var met sync.WaitGroup
	met.Add(4)
	var first atomic.Int64
	in.start(t, nil, does(counting(in.memory, func(bot.Event) {
		if first.Add(1) <= 4 { // the first four read the same record
			met.Done()
			met.Wait()
		}
	})), func(cfg *Config) { cfg.Workers, cfg.pace.handleFirst = 4, time.Hour })
	for id := int64(1); id <= n; id++ {
		in.deliver(id, textUpdate(id, id, "a"))
	}
	eventually(t, "all are counted", func() bool { return len(in.memory.sentCopy()) == n })
	if got := string(in.memory.record(queue.TableState, "n").Value); got != strconv.Itoa(n) {
		t.Errorf("counted %s of %d", got, n)
	}
	notes := map[string]int{}
	for _, note := range in.memory.noted() {
		notes[note.About]++
	}
	for id := int64(1); id <= n; id++ {
		if notes[eventID(id)] != 1 {
			t.Errorf("update %d is noted %d times", id, notes[eventID(id)])
		}
	}
	if in.count.Conflicts.Load() < 3 || in.count.Failed.Load() != 0 {
		t.Errorf("%d conflicts, %d failures", in.count.Conflicts.Load(), in.count.Failed.Load())
	}
}

func TestAConflictWithoutEndIsAFailure(t *testing.T) {
	in := &installation{platform: newPlatform(t), memory: newMemory(), log: &logbook{}, count: &Counters{}}
	var tries atomic.Int64
	in.start(t, nil, does(counting(in.memory, func(e bot.Event) {
		if e.Text != "xung đột" {
			return
		}
		tries.Add(1)
		in.memory.mu.Lock()
		defer in.memory.mu.Unlock()
		if err := in.memory.carryOut(queue.Settlement{Changes: []queue.Change{{
			Table: queue.TableState, ID: "n", Was: queue.Any, Value: json.RawMessage("0"),
		}}}); err != nil {
			t.Error(err)
		}
	})))
	in.deliver(1, textUpdate(1, 9, "xung đột"))
	in.deliver(2, textUpdate(2, 9, "sau"))
	eventually(t, "the chat goes on", func() bool { return has(in, "u2.0") })
	dead := in.memory.deadLetters()
	if len(dead) != 1 || dead[0].ID != "1" || !strings.Contains(dead[0].Why, "changed meanwhile") || tries.Load() != 50 {
		t.Errorf("decided %d times, dead letters %+v", tries.Load(), dead)
	}
	if diff := cmp.Diff([]queue.Note{{Kind: "counted", About: "u2"}}, in.memory.noted()); diff != "" {
		t.Error(diff)
	}
}

// choosy is an inbox that never takes a settlement with changes.
type choosy struct{ Inbox }

func (i choosy) Settle(ctx context.Context, c queue.Claim, what queue.Settlement) error {
	if len(what.Changes) > 0 {
		return errors.New("there is no table of that name")
	}
	return i.Inbox.Settle(ctx, c, what)
}

func TestASettlementThatTheStoreNeverTakesIsADeadLetterWithTheReason(t *testing.T) {
	in := install(t, nil, func(cfg *Config) {
		cfg.Inbox, cfg.HandleWithin, cfg.pace.slack, cfg.Attempts = choosy{cfg.Inbox}, 50*time.Millisecond, 50*time.Millisecond, 2
	}, does(func(_ context.Context, e bot.Event) (bot.Turn, error) {
		if e.Text == "sai" {
			return bot.Turn{Changes: []queue.Change{{Table: "x", ID: "y"}}}, nil
		}
		return bot.Turn{Replies: []bot.Reply{say(e.Text)}}, nil
	}))
	in.deliver(1, textUpdate(1, 9, "sai"))
	in.deliver(2, textUpdate(2, 9, "đúng"))
	eventually(t, "the chat goes on", func() bool { return has(in, "u2.0") })
	dead := in.memory.deadLetters()
	if len(dead) != 1 || !strings.Contains(dead[0].Why, "no table of that name") || len(in.texts(9)) != 2 {
		t.Errorf("sent %q, dead letters %+v", in.texts(9), dead)
	}
}

func TestASettleWhoseAnswerWasLostIsNoLostWork(t *testing.T) {
	in := install(t, echo)
	in.memory.loseAnswers(2) // that of the update, and that of its reply
	in.deliver(1, textUpdate(1, 9, "a"))
	eventually(t, "both are found settled", func() bool { return in.count.Unsure.Load() == 2 })
	in.deliver(2, textUpdate(2, 9, "b"))
	eventually(t, "it goes on", func() bool { return has(in, "u2.0") })
	if diff := cmp.Diff([]string{"re: a", "re: b"}, in.texts(9)); diff != "" {
		t.Error(diff)
	}
	if log := in.log.String(); in.count.LeasesLost.Load() != 0 || strings.Contains(log, "was lost; ") || strings.Contains(log, "sent again") {
		t.Errorf("%d leases count as lost: %s", in.count.LeasesLost.Load(), log)
	}
}

func TestWhatConcernsTheProgramAloneIsNotTheConversations(t *testing.T) {
	member := func(id, chat int64, kind, status string) string {
		return fmt.Sprintf(`{"update_id":%d,"my_chat_member":{"chat":{"id":%d,"type":%q},"from":{"id":9,"is_bot":false,"first_name":"An"},"date":1,`+
			`"old_chat_member":{"status":"member","user":{"id":4242,"is_bot":true,"first_name":"B"}},`+
			`"new_chat_member":{"status":%q,"user":{"id":4242,"is_bot":true,"first_name":"B"},"until_date":0}}}`, id, chat, kind, status)
	}
	var mu sync.Mutex
	var asked []string
	in := install(t, func(_ context.Context, e bot.Event) ([]bot.Reply, error) {
		mu.Lock()
		defer mu.Unlock()
		asked = append(asked, e.ID)
		return nil, nil
	})
	in.memory.mu.Lock()
	in.memory.closed[-5], in.memory.closed[9] = true, true
	in.memory.mu.Unlock()
	in.deliver(1, messageUpdate(1, -5, `"migrate_to_chat_id":-1005`))
	in.deliver(2, member(2, 9, "private", "kicked"))
	in.deliver(3, member(3, -6, "group", "kicked"))
	in.deliver(4, member(4, 8, "private", "member"))
	in.deliver(5, messageUpdate(5, -1005, `"migrate_from_chat_id":-5`))
	eventually(t, "all are settled", func() bool { return in.count.Handled.Load() == 5 })
	got := map[string]string{}
	for id, timer := range in.memory.timersCopy() {
		got[id] = fmt.Sprintf("%d %s", timer.Lane, timer.Body)
		if update := in.memory.taken[map[string]int64{"moved:-5": 1, "away:9": 2}[id]]; !timer.Due.Equal(update.Received) {
			t.Errorf("%s is due at %v, received at %v", id, timer.Due, update.Received)
		}
	}
	want := map[string]string{
		"moved:-5": `0 {"event":"moved","from":-5,"to":-1005}`,
		"away:9":   `0 {"event":"away","chat":9,"why":"bot was blocked by the user"}`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	mu.Lock()
	defer mu.Unlock()
	for _, id := range asked {
		if id == "u1" || id == "u2" {
			t.Errorf("the conversation was asked about %s", id)
		}
	}
	if !in.memory.closed[-5] || !in.memory.closed[9] {
		t.Error("a chat that is closed was marked as reachable")
	}
}

func TestObservations(t *testing.T) {
	type observed struct {
		kind string
		took time.Duration
	}
	all, waits := make(chan observed, 10), make(chan observed, 10)
	release := make(chan struct{})
	in := install(t, func(ctx context.Context, e bot.Event) ([]bot.Reply, error) {
		if e.Kind == bot.EventTap {
			return nil, errors.New("x")
		}
		<-release
		return echo(ctx, e)
	}, func(cfg *Config) {
		cfg.Observe = func(kind string, took time.Duration) { all <- observed{kind, took} }
		cfg.Waited = func(kind string, took time.Duration) { waits <- observed{kind, took} }
	})
	in.deliver(1, textUpdate(1, 9, "a"))
	eventually(t, "it is stored", func() bool { return len(in.memory.stored()) == 1 })
	held := time.Now()
	close(release)
	total, waited := <-all, <-waits
	if total.kind != "text" || waited.kind != "text" || waited.took > total.took || waited.took < 0 || total.took > time.Since(held)+10*time.Second {
		t.Errorf("waited %+v of %+v", waited, total)
	}
	in.deliver(2, tapUpdate(2, 9, "x"))
	eventually(t, "the tap is given up", func() bool { return in.count.GivenUp.Load() == 1 })
	eventually(t, "all is sent", func() bool { return in.count.Sent.Load() == 2 })
	if len(all) != 0 {
		t.Error("what was not settled was observed")
	}
	got := in.count.Snapshot()
	want := Snapshot{
		Received: 2, Handled: 1, Failed: 5, GivenUp: 1, Polling: true, Kinds: map[string]int64{"text": 1},
		Sends: map[string]int64{"sent": 2, "throttled": 0, "postponed": 0, "unreachable": 0, "migrated": 0, "dropped": 0, "withheld": 0},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
