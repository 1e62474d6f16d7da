package bot

import (
	"context"
	"io"
	"log/slog"
	"os"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"camnang/bot/feedback"
	"camnang/corpus"
	"camnang/corpus/library"
	"camnang/corpus/procedure"
)

// stage is a conversation with a recording channel in front of it, and a memory and a store behind it.
type stage struct {
	t      testing.TB
	talk   *Conversation
	memory *memory
	store  *fakeStore
	asker  *wordAsker
	log    *strings.Builder
	now    time.Time
	events int
	last   Event
	turn   Turn
	// read is how many journal entries the transcript has shown.
	read    int
	private map[int64]*chat
	// between is done once between a decision and its being carried out.
	between func()
	channel fakeChannel
}

// chat is what a person sees: the messages as they stand now, and of those that are quizzes the poll, by place.
type chat struct {
	messages []Reply
	polls    map[int]string
}

var fixedLibrary = sync.OnceValues(func() (*corpus.Library, error) { return library.Load(os.DirFS("testdata"), "library") })

func testLibrary(t testing.TB) *corpus.Library {
	t.Helper()
	lib, err := fixedLibrary()
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

func newStage(t testing.TB, lib *corpus.Library) *stage {
	s := &stage{
		t: t, now: time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC), log: &strings.Builder{}, private: map[int64]*chat{},
		asker: &wordAsker{library: lib},
	}
	s.memory = &memory{clock: func() time.Time { return s.now }, kept: map[string]kept{}, ratings: map[ratingKey]feedback.Rating{}}
	s.store = newFakeStore(s.memory)
	s.people()
	procedures, err := procedure.Shipped(lib)
	if err != nil {
		t.Fatal(err)
	}
	s.talk = New(Config{
		Procedures: procedures,
		Ask:        s.asker, Library: lib, Memory: s.memory, People: s.store, Records: s.store, Plans: s.store, Training: s.store, Workdays: s.store, Journal: s.store, Eraser: s.store,
		Files: fakeFiles{}, Operations: newFakeOperations(s), Random: &counting{},
		First: map[int64]bool{first: true}, RetentionDays: 365,
		Guard: func(text string) string {
			switch {
			case strings.Contains(text, "Nguyễn Văn"):
				return "case_data"
			case strings.Contains(text, "TỐI MẬT"):
				return "secrecy"
			}
			return ""
		},
		Now: func() time.Time { return s.now },
		Log: slog.New(slog.NewTextHandler(io.Writer(s.log), nil)),
	})
	s.talk.Named("camnang_bot")
	return s
}

// event is what a person does in their private chat, at the time of the stage.
func (s *stage) event(kind EventKind, person int64) Event {
	s.events++
	return Event{
		ID: "u" + strings.Repeat("0", 3) + string(rune('a'+s.events/26)) + string(rune('a'+s.events%26)), Kind: kind,
		Chat: person, Person: Person{ID: person, Name: "tên trên Telegram"}, Private: true, At: s.now,
	}
}

// does hands an event in, has carried out what it leads to, and records what comes of it, holding it against the
// channel's rules.
func (s *stage) does(e Event) ([]Reply, error) {
	s.t.Helper()
	s.last = e
	for tries := 0; ; tries++ {
		t, err := s.talk.Handle(context.Background(), e)
		if err != nil {
			if !reflect.DeepEqual(t, Turn{}) {
				s.t.Errorf("event %s: something is to be done beside an error", e.ID)
			}
			return nil, err
		}
		if s.between != nil {
			between := s.between
			s.between = nil
			between()
			s.last = e
		}
		s.turn = t
		if err = s.store.carryOut(t); err == nil {
			break
		}
		if tries == 3 {
			s.t.Fatalf("event %s: %v", e.ID, err)
		}
	}
	acknowledged := 0
	var sent []Reply
	for _, r := range s.turn.Replies {
		if r.Kind == Acknowledge {
			acknowledged++
		}
		sent = append(sent, s.sends(e.Chat, e.ID, r)...)
	}
	if want := map[bool]int{true: 1, false: 0}[e.Kind == EventTap]; acknowledged != want {
		s.t.Errorf("event %s of kind %s acknowledges %d times", e.ID, e.Kind, acknowledged)
	}
	return sent, nil
}

func (s *stage) chat(id int64) *chat {
	if s.private[id] == nil {
		s.private[id] = &chat{polls: map[int]string{}}
	}
	return s.private[id]
}

// types hands in a text and returns the text of the only reply.
func (s *stage) types(person int64, text string) string {
	s.t.Helper()
	e := s.event(EventText, person)
	e.Text = text
	return s.only(s.does(e))
}

func (s *stage) only(replies []Reply, err error) string {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
	if len(replies) != 1 || replies[0].Kind != Send {
		s.t.Fatalf("%d replies, want one message", len(replies))
	}
	return textOf(replies[0])
}

// taps taps a payload under a message.
func (s *stage) taps(person, message int64, payload string) ([]Reply, error) {
	s.t.Helper()
	e := s.event(EventTap, person)
	e.Payload, e.Message, e.Tap = payload, message, "tap"
	return s.does(e)
}

// button returns the payload of the button with the label, and the message under which it is.
func (s *stage) button(chat int64, label string) (payload string, message int64) {
	s.t.Helper()
	messages := s.chat(chat).messages
	for i := len(messages) - 1; i >= 0; i-- {
		for _, row := range messages[i].Buttons {
			for _, b := range row {
				if b.Label == label && b.Payload != "" {
					return b.Payload, int64(i + 1)
				}
			}
		}
	}
	s.t.Fatalf("no button %q in chat %d", label, chat)
	return "", 0
}

func textOf(r Reply) string {
	var b strings.Builder
	for _, span := range r.Text {
		b.WriteString(span.Text)
	}
	return b.String()
}

// buttonsMost is how many buttons Telegram takes under a message. Its documentation names no number: of a message with more, bots
// are told that the reply markup is too long.
const buttonsMost = 100

// checkReply holds a reply against what the channel takes and what an officer's telephone shows.
func checkReply(t testing.TB, r Reply) {
	t.Helper()
	if r.Kind == Acknowledge {
		if r.Tap == "" || units(r.Note) > 200 || len(r.Text) > 0 {
			t.Errorf("a bad acknowledgement %+v", r)
		}
		return
	}
	if r.Kind == SendQuiz || r.Kind == StopQuiz || r.Kind == Delete {
		checkPoll(t, r)
		return
	}
	text := textOf(r)
	if r.Kind == SendFile && r.File != nil && r.File.Handle != "" {
		return
	}
	if r.Kind == SendFile && (r.File == nil || len(r.File.Content) == 0 || len(r.File.Content) > AttachmentLimit || units(text) > 1024) {
		t.Errorf("a bad file with %q", text)
	}
	if strings.TrimSpace(text) == "" || units(text) > messageLimit || strings.TrimSpace(text) != text {
		t.Errorf("a message of %d characters: %q", units(text), text)
	}
	if r.Kind == Edit && r.Message == 0 {
		t.Error("an edit of no message")
	}
	buttons := 0
	for _, row := range r.Buttons {
		buttons += len(row)
		for _, b := range row {
			if (b.Payload == "") == (b.Copy == "") || b.Label == "" || units(b.Label) > labelLimit || units(b.Copy) > copyLimit {
				t.Errorf("a bad button %+v", b)
			}
			if _, ok := parsePayload(b.Payload); b.Payload != "" && !ok {
				t.Errorf("button %q carries %q, which nobody can read", b.Label, b.Payload)
			}
		}
	}
	if buttons > buttonsMost {
		t.Errorf("%d buttons under %q", buttons, text)
	}
}
