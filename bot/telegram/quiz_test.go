package telegram

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"camnang/bot"
	"camnang/bot/queue"
	"camnang/bot/simulator"
)

// asked is a quiz of three options of which two are right, and what it leaves behind under an id.
func asked(id string) bot.Reply {
	return bot.Reply{
		Kind: bot.SendQuiz,
		Quiz: &bot.Quiz{
			Question: "Câu 1. Những hình thức kỷ luật nào áp dụng với đảng viên chính thức?", Options: []string{"Khiển trách", "Giải tán", "Khai trừ"},
			Right: []int{2, 0}, Several: true, Explanation: "Giải tán chỉ áp dụng với tổ chức đảng.",
		},
		Buttons: [][]bot.Button{{{Label: "Xem điều khoản", Payload: "c:1"}}},
		Keep:    &bot.Keep{ID: id, Body: json.RawMessage(`{"push":"p1"}`)},
	}
}

// listener is a conversation that gives a turn for each text and remembers what else happened.
type listener struct {
	mu     sync.Mutex
	events []bot.Event
	says   func(bot.Event) []bot.Reply
}

func (l *listener) Handle(_ context.Context, e bot.Event) (bot.Turn, error) {
	if e.Kind == bot.EventText {
		return bot.Turn{Replies: l.says(e)}, nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.events = append(l.events, e)
	return bot.Turn{}, nil
}

// heard waits for the first event that fits.
func (l *listener) heard(t *testing.T, what string, fits func(bot.Event) bool) (found bot.Event) {
	t.Helper()
	eventually(t, what, func() bool {
		l.mu.Lock()
		defer l.mu.Unlock()
		for _, e := range l.events {
			if fits(e) {
				found = e
				return true
			}
		}
		return false
	})
	return found
}

// simulated is the bot run on a simulator.
func simulated(t *testing.T, l *listener) (*installation, *simulator.Server) {
	s, api, _ := simulate(t)
	in := &installation{platform: newPlatform(t), memory: newMemory(), log: &logbook{}, count: &Counters{}}
	in.start(t, nil, func(cfg *Config) { cfg.API, cfg.Token, cfg.Handler = api.URL, s.Token(), l })
	return in, s
}

// said has the officer write, and waits for the bot's message that fits.
func said(t *testing.T, s *simulator.Server, text string, fits func(simulator.Message) bool) simulator.Message {
	t.Helper()
	if _, err := s.Say(1001, text); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	m, err := s.WaitFor(ctx, 1001, func(m simulator.Message) bool { return m.From.Bot && fits(m) })
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// left is what stands in the records under the id.
func (in *installation) left(t *testing.T, id string) bot.Carried {
	t.Helper()
	r := in.memory.record(queue.TableCarried, id)
	if r.Version == 0 {
		t.Fatalf("nothing is left behind under %s", id)
	}
	c, err := bot.ReadCarried(r.Value)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func isPoll(m simulator.Message) bool { return m.Poll != nil }

func TestAQuizIsSentVotedInAndClosed(t *testing.T) {
	l := &listener{}
	var quiz simulator.Message
	l.says = func(e bot.Event) []bot.Reply {
		stop := bot.Reply{Kind: bot.StopQuiz, Message: quiz.ID}
		if e.Text == "đóng" {
			// The second is closed already, and the third is gone.
			return []bot.Reply{stop, stop, {Kind: bot.StopQuiz, Message: 99_999}, say("đã đóng")}
		}
		return []bot.Reply{asked("m1")}
	}
	in, s := simulated(t, l)
	quiz = said(t, s, "giao", isPoll)
	if p := quiz.Poll; p.Type != "quiz" || p.Anonymous || !p.Multiple || p.Revoting || p.ClosesAt != 0 || len(quiz.Buttons) != 1 {
		t.Errorf("sent as %+v with %v", p, quiz.Buttons)
	}
	eventually(t, "it is noted", func() bool { _, waiting := in.memory.waiting(); return waiting == 0 })
	want := bot.Carried{Chat: 1001, Message: quiz.ID, Poll: quiz.Poll.ID, Body: json.RawMessage(`{"push":"p1"}`)}
	for _, id := range []string{"m1", bot.CarriedPoll(quiz.Poll.ID)} {
		if diff := cmp.Diff(want, in.left(t, id)); diff != "" {
			t.Error(diff)
		}
	}

	if err := s.Vote(1001, 1001, quiz.ID, []int{2, 0}); err != nil {
		t.Fatal(err)
	}
	vote := l.heard(t, "the vote", func(e bot.Event) bool { return e.Kind == bot.EventVote })
	wantVote := bot.Event{
		ID: vote.ID, Kind: bot.EventVote, Chat: 1001, Person: bot.Person{ID: 1001, Name: "Nguyễn Thị Lan"}, Private: true,
		Poll: quiz.Poll.ID, Chosen: []int{0, 2}, At: vote.At,
	}
	if diff := cmp.Diff(wantVote, vote); diff != "" {
		t.Error(diff)
	}
	changed := l.heard(t, "the poll", func(e bot.Event) bool { return e.Kind == bot.EventPoll })
	q := asked("").Quiz
	wantPoll := bot.Event{
		ID: changed.ID, Kind: bot.EventPoll, Private: true, Poll: quiz.Poll.ID,
		Asked: &bot.Quiz{Question: q.Question, Options: q.Options}, At: changed.At,
	}
	if diff := cmp.Diff(wantPoll, changed); diff != "" {
		t.Error(diff)
	}

	said(t, s, "đóng", func(m simulator.Message) bool { return m.Text == "đã đóng" })
	closed := l.heard(t, "the end of the poll", func(e bot.Event) bool { return e.Closed })
	if closed.Kind != bot.EventPoll || closed.Poll != quiz.Poll.ID || len(in.memory.deadLetters()) != 0 {
		t.Errorf("%+v; dead letters %+v", closed, in.memory.deadLetters())
	}
	eventually(t, "its votes are shown, and no buttons", func() bool {
		for _, m := range s.Messages(1001) {
			if m.ID == quiz.ID {
				return m.Poll.Closed && m.Poll.Explanation == q.Explanation && cmp.Equal(m.Poll.Correct, []int{0, 2}) && len(m.Buttons) == 0
			}
		}
		return false
	})
}

func TestWhatAMessageLeavesBehind(t *testing.T) {
	keep := &bot.Keep{ID: "k"}
	long := say(strings.TrimSpace(strings.Repeat("Đảng viên chấp hành. ", 500)))
	long.Keep = keep
	for name, test := range map[string]struct {
		reply bot.Reply
		// message is Telegram's number of the one that is kept: the second of two, the third of three.
		message int64
	}{
		"a text":                             {bot.Reply{Kind: bot.Send, Text: []bot.Span{{Text: "a"}}, Keep: keep}, 1},
		"a text in three parts, by its last": {long, 3},
		"a picture that Telegram has":        {bot.Reply{Kind: bot.SendFile, File: &bot.Attachment{Handle: "AgAC", Picture: true}, Keep: keep}, 1},
		"a file":                             {bot.Reply{Kind: bot.SendFile, File: &bot.Attachment{Handle: "BQAC"}, Keep: keep}, 1},
		"a quiz without a poll in Telegram's word": {func() bot.Reply { r := asked("k"); r.Keep = keep; return r }(), 1},
	} {
		for _, rendered := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, rendered %v", name, rendered), func(t *testing.T) {
				in := install(t, func(context.Context, bot.Event) ([]bot.Reply, error) { return []bot.Reply{test.reply}, nil },
					renders(func(context.Context, int64, string, json.RawMessage) (bot.Reply, bool, error) {
						return test.reply, true, nil
					}))
				var sent int64
				in.answers(func(method string, _ map[string]any) (int, string) {
					if method == methodUpdates || method == "getMe" || !strings.HasPrefix(method, "send") {
						return 0, ""
					}
					in.platform.mu.Lock()
					defer in.platform.mu.Unlock()
					sent++
					return 200, fmt.Sprintf(`{"ok":true,"result":{"message_id":%d}}`, sent)
				})
				if rendered {
					in.later(t, "r", 9, `{}`)
				} else {
					in.deliver(1, textUpdate(1, 9, "a"))
				}
				eventually(t, "it is left behind", func() bool { return in.memory.record(queue.TableCarried, "k").Version != 0 })
				if diff := cmp.Diff(bot.Carried{Chat: 9, Message: test.message}, in.left(t, "k")); diff != "" {
					t.Error(diff)
				}
			})
		}
	}
}

// dies is an outbox whose process ends when it is to note that a message was sent.
type dies struct {
	Outbox
	kill func()
}

func (d dies) Sent(context.Context, queue.Sending, int64, ...queue.Change) error {
	d.kill()
	return errAway
}

func TestAProcessThatDiesBeforeTheNoteLeavesNothingBehindAndTheQuizIsSentAgain(t *testing.T) {
	p, m, log := newPlatform(t), newMemory(), &logbook{}
	polls := 0
	p.answers(func(method string, _ map[string]any) (int, string) {
		if method != methodQuiz {
			return 0, ""
		}
		polls++
		return 200, fmt.Sprintf(`{"ok":true,"result":{"message_id":%d,"poll":{"id":"510%d"}}}`, polls, polls)
	})
	messages, err := Compose("a", 9, queue.Broadcast, asked("m1"))
	if err != nil {
		t.Fatal(err)
	}
	if err := (memoryOutbox{m}).Put(t.Context(), messages...); err != nil {
		t.Fatal(err)
	}
	ctx, kill := context.WithCancel(t.Context())
	s := &senders{
		client: p.client(), outbox: dies{memoryOutbox{m}, kill}, owner: "o", slots: 1,
		replied: &bell{}, pace: briskPace, log: log.logger(), count: &Counters{},
	}
	send := func(ctx context.Context) {
		sending, ok, _, err := s.take(ctx)
		if !ok || err != nil {
			t.Fatalf("took %v, %v", ok, err)
		}
		s.one(ctx, sending)
	}
	send(ctx)
	if _, waiting := m.waiting(); len(m.records) != 0 || waiting != 1 {
		t.Fatalf("left behind %v, %d messages wait", m.records, waiting)
	}
	m.messages[0].until = time.Now()
	s.outbox = memoryOutbox{m}
	send(t.Context())
	in := &installation{memory: m}
	for _, id := range []string{"m1", "poll:5102"} {
		if c := in.left(t, id); c.Message != 2 || c.Poll != "5102" {
			t.Errorf("%s: %+v", id, c)
		}
	}
	if len(m.records) != 2 || len(p.called(methodQuiz)) != 2 {
		t.Errorf("%v after %d sends", m.records, len(p.called(methodQuiz)))
	}
}

func TestAFileGoesOutAgainByItsHandle(t *testing.T) {
	l := &listener{says: func(bot.Event) []bot.Reply { return nil }}
	in, s := simulated(t, l)
	for _, kind := range []string{"document", "photo"} {
		if _, err := s.Attach(1001, 1001, simulator.Attachment{Kind: kind, Name: "Đề cương.pdf", Size: 12 << 20}); err != nil {
			t.Fatal(err)
		}
	}
	file := l.heard(t, "the file", func(e bot.Event) bool { return e.Kind == bot.EventFile }).File
	picture := l.heard(t, "the picture", func(e bot.Event) bool { return e.Kind == bot.EventPhoto }).File
	if picture == nil || picture.Name != "" || picture.Type != "image/jpeg" || picture.Size != 12<<20 {
		t.Fatalf("the picture came in as %+v", picture)
	}
	for i, a := range []bot.Attachment{{Handle: file.ID}, {Handle: picture.ID, Picture: true}, {Handle: "unknown"}} {
		r := bot.Reply{Kind: bot.SendFile, File: &a, Text: []bot.Span{{Text: "Tài liệu ", Style: bot.Bold}}, Buttons: asked("").Buttons}
		messages, err := Compose(fmt.Sprint("h", i), 1001, queue.Conversation, r)
		if err != nil {
			t.Fatal(err)
		}
		if err := (memoryOutbox{in.memory}).Put(t.Context(), messages...); err != nil {
			t.Fatal(err)
		}
	}
	in.settled(t)
	all := s.Messages(1001)
	if len(all) != 4 {
		t.Fatalf("%d messages", len(all))
	}
	if all[2].File == nil || *all[2].File != *all[0].File || all[3].Photo == nil || *all[3].Photo != *all[1].Photo {
		t.Errorf("sent %+v and %+v", all[2], all[3])
	}
	if all[2].Text != "Tài liệu" || len(all[2].Buttons) != 1 {
		t.Errorf("sent with %q and %v", all[2].Text, all[2].Buttons)
	}
	if dead := in.memory.deadLetters(); len(dead) != 1 || dead[0].ID != "h2" {
		t.Errorf("dead letters: %+v", dead)
	}
}

func TestWhatAPollLeadsToNamesItsChatAndNobodyIsToldThatItFailed(t *testing.T) {
	in := install(t, func(_ context.Context, e bot.Event) ([]bot.Reply, error) {
		switch e.Poll {
		case "7":
			r := say("đã khớp")
			r.Chat = 9
			return []bot.Reply{r}, nil
		case "8":
			return []bot.Reply{say("không có chỗ")}, nil
		}
		return nil, errAway
	}, func(cfg *Config) { cfg.Attempts = 2 })
	in.deliver(1, pollUpdate(1, "7", "a", "false"))
	in.deliver(2, pollUpdate(2, "8", "a", "false"))
	in.deliver(3, `{"update_id":3,"poll_answer":{"poll_id":"9","user":`+voter+`,"option_ids":[1]}}`)
	in.deliver(4, textUpdate(4, 10, "a"))
	eventually(t, "three are given up", func() bool { return len(in.memory.deadLetters()) == 3 })
	in.settled(t)
	if diff := cmp.Diff([]string{"đã khớp"}, in.texts(9)); diff != "" {
		t.Error(diff)
	}
	if sorry := in.texts(10); len(in.called(methodSend)) != 2 || len(sorry) != 1 {
		t.Errorf("told %q in %d messages", sorry, len(in.called(methodSend)))
	}
}
