package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"camnang/bot"
	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/store"
	"camnang/bot/watch"
	"camnang/bot/web"
	"camnang/corpus/calendar"
)

// sampleApp is the bot's wiring over an embedded store with the sample organisation, and no Telegram.
func sampleApp(t *testing.T) *app {
	t.Helper()
	quiet := slog.New(slog.DiscardHandler)
	s, err := store.Open(t.Context(), store.Options{Dir: t.TempDir(), Log: quiet})
	must(t, err)
	t.Cleanup(func() { must(t, s.Close(context.WithoutCancel(t.Context()))) })
	a := &app{store: s, log: quiet, location: time.FixedZone("+07", 7*60*60), owner: "test", begun: time.Now()}
	must(t, sample(t.Context(), s, time.Now(), calendar.On(time.Now())))
	return a
}

func (a *app) roster(t *testing.T) *officer.Roster {
	t.Helper()
	r, err := a.store.People().Roster(t.Context())
	must(t, err)
	return r
}

// change makes an edit of the roster.
func (a *app) change(t *testing.T, do func(r *officer.Roster, e *officer.Edit) error) {
	t.Helper()
	r := a.roster(t)
	e := r.Edit()
	must(t, do(r, e))
	must(t, a.store.Records().Change(t.Context(), e.Changes()))
}

// happens sets the event as the store does, due now, has it decided and carried out, and returns the messages as
// "chat: text".
func (a *app) happens(t *testing.T, id, body string) []string {
	t.Helper()
	must(t, a.store.Timers().Set(t.Context(), queue.Timer{ID: id, Due: time.Now().Add(-time.Second), Body: []byte(body)}))
	return a.fires(t)
}

func (a *app) fires(t *testing.T) []string {
	t.Helper()
	firings, _, err := a.store.Timers().Claim(t.Context(), "test", time.Minute, 1)
	must(t, err)
	if len(firings) != 1 {
		t.Fatalf("%d lanes are due", len(firings))
	}
	what, err := a.decide(t.Context(), firings[0])
	must(t, err)
	again, err := a.decide(t.Context(), firings[0])
	must(t, err)
	if len(again.Messages) != len(what.Messages) {
		t.Errorf("decided again it tells %d, not %d", len(again.Messages), len(what.Messages))
	}
	must(t, a.store.Timers().Settle(t.Context(), firings[0], what))
	var said []string
	for i, m := range what.Messages {
		if m.ID != again.Messages[i].ID {
			t.Errorf("decided again, message %s has the id %s", m.ID, again.Messages[i].ID)
		}
		var body struct {
			Text []struct{ Text string }
		}
		must(t, json.Unmarshal(m.Body, &body))
		said = append(said, fmt.Sprintf("%d: %s", m.Chat, body.Text[0].Text))
	}
	slices.Sort(said)
	return said
}

func TestThoseResponsibleAreToldOnceADayThatAnOfficerCannotBeReached(t *testing.T) {
	a := sampleApp(t)
	const body = `{"event":"away","chat":1001,"why":"bot was blocked by the user"}`
	said := a.happens(t, "away:1001", body)
	if len(said) != 1 || !strings.HasPrefix(said[0], "1003: ") {
		t.Fatalf("told %q", said)
	}
	wants(t, said[0], "Nguyễn Thị Lan", "Chi bộ 1", "bot was blocked by the user")
	if said := a.happens(t, "away:1001", body); len(said) != 0 {
		t.Errorf("told twice a day: %q", said)
	}
	if said := a.happens(t, "away:99", `{"event":"away","chat":99,"why":"x"}`); len(said) != 0 {
		t.Errorf("told of a stranger: %q", said)
	}
	entries, err := a.store.Journal().Latest(t.Context(), 0, 10)
	must(t, err)
	if len(entries) != 1 || entries[0].Kind != "unreachable" {
		t.Errorf("the journal has %+v", entries)
	}
}

func TestAGroupThatMovesIsKnownByItsNewNumber(t *testing.T) {
	a := sampleApp(t)
	a.change(t, func(r *officer.Roster, e *officer.Edit) error {
		c := *r.Classes()[0]
		c.Chat = -55
		return e.SetClass(c)
	})
	said := a.happens(t, "away:-55", `{"event":"away","chat":-55,"why":"bot was kicked"}`)
	if len(said) != 1 || !strings.HasPrefix(said[0], "1002: ") {
		t.Errorf("of the class's group is told: %q", said)
	}
	if said := a.happens(t, "moved:-55", `{"event":"moved","from":-55,"to":-10055}`); len(said) != 0 {
		t.Errorf("told %q", said)
	}
	if got := a.roster(t).Classes()[0].Chat; got != -10055 {
		t.Errorf("the class is in chat %d", got)
	}
}

func TestADeadLetterIsToldToAdministrators(t *testing.T) {
	a := sampleApp(t)
	must(t, a.store.Inbox().SetAside(t.Context(), []byte(`{`), "no JSON", 1, 0))
	said := a.happens(t, "dead", `{"event":"dead"}`)
	if len(said) != 1 || !strings.HasPrefix(said[0], "1004: ") {
		t.Fatalf("told %q", said)
	}
	wants(t, said[0], "1 tin gửi đến", "no JSON")
	if said := a.happens(t, "dead", `{"event":"dead"}`); len(said) != 0 {
		t.Errorf("told twice: %q", said)
	}
}

func TestWhatNobodyCouldBeToldIsToldWhenSomebodyIsThere(t *testing.T) {
	a := sampleApp(t)
	a.change(t, func(r *officer.Roster, e *officer.Edit) error {
		for _, o := range r.Administrators() {
			was := *o
			was.Administrator = false
			if err := e.SetOfficer(was); err != nil {
				return err
			}
		}
		return nil
	})
	must(t, a.store.Inbox().SetAside(t.Context(), []byte(`{`), "no JSON", 1, 0))
	if said := a.happens(t, "dead", `{"event":"dead"}`); len(said) != 0 {
		t.Fatalf("told %q", said)
	}
	a.change(t, func(r *officer.Roster, e *officer.Edit) error {
		o, _ := r.ByTelegram(1001)
		is := *o
		is.Administrator = true
		return e.SetOfficer(is)
	})
	if said := a.happens(t, watchTimer, `{"event":"watch"}`); len(said) != 1 {
		t.Errorf("told %q", said)
	}
}

func TestTheWatchGoesOn(t *testing.T) {
	a := sampleApp(t)
	a.watched(t.Context())
	a.watched(t.Context())
	set, err := a.store.Timers().List(t.Context(), 0, 10)
	must(t, err)
	if len(set) != 2 || set[0].ID != watchTimer || set[1].ID != bot.SweepTimer(set[1].Due).ID {
		t.Fatalf("timers %+v", set)
	}
	a.happens(t, watchTimer, `{"event":"watch"}`)
	set, err = a.store.Timers().List(t.Context(), 0, 10)
	must(t, err)
	if len(set) != 2 || set[0].ID != watchTimer || time.Until(set[0].Due) < watchEvery/2 {
		t.Errorf("after it fired: %+v", set)
	}
}

func TestWatchAndEventsOfOneMomentAreSettledTogether(t *testing.T) {
	a := sampleApp(t)
	must(t, a.store.Inbox().SetAside(t.Context(), []byte(`{`), "no JSON", 1, 0))
	due := time.Now().Add(-time.Minute)
	must(t, a.store.Timers().Set(t.Context(),
		queue.Timer{ID: watchTimer, Due: due, Body: []byte(`{"event":"watch"}`)},
		queue.Timer{ID: "dead", Due: due, Body: []byte(`{"event":"dead"}`)},
		queue.Timer{ID: "away:1001", Due: due, Body: []byte(`{"event":"away","chat":1001,"why":"blocked"}`)},
		queue.Timer{ID: "moved:-1", Due: due, Body: []byte(`{"event":"moved","from":-1,"to":-2}`)},
		queue.Timer{ID: "later", Due: due, Body: []byte(`{"event":"of a later release"}`)},
		queue.Timer{ID: "broken", Due: due, Body: []byte(`[]`)},
	))
	said := a.fires(t)
	if len(said) != 2 || !strings.HasPrefix(said[0], "1003: ") || !strings.HasPrefix(said[1], "1004: ") {
		t.Errorf("told %q", said)
	}
}

func TestAReminderOfAChatIsSentThere(t *testing.T) {
	a := sampleApp(t)
	due := time.Now().Add(-time.Minute)
	must(t, a.store.Timers().Set(t.Context(),
		queue.Timer{ID: "a", Lane: 1001, Due: due, Body: []byte(`{"event":"text","text":"Họp chi bộ."}`)},
		queue.Timer{ID: "b", Lane: 1001, Due: due.Add(-time.Hour), Body: []byte(`{"event":"text","text":"Nộp báo cáo."}`)},
	))
	said := a.fires(t)
	if len(said) != 2 || said[0] != "1001: Họp chi bộ." || !strings.HasPrefix(said[1], "1001: Nộp báo cáo.\n\n(Gửi muộn") {
		t.Errorf("said %q", said)
	}
}

func TestAReminderOfALaterReleaseIsNotDropped(t *testing.T) {
	a := sampleApp(t)
	for _, body := range []string{`{"event":"plan","step":3}`, `[]`} {
		if _, err := a.decide(t.Context(), queue.Firing{Lane: 1001, Timers: []queue.Timer{{ID: "x", Body: []byte(body)}}}); err == nil {
			t.Errorf("%s was dropped", body)
		}
	}
}

func TestAnAdministratorWhoCannotBeReachedIsNotWrittenTo(t *testing.T) {
	a := sampleApp(t)
	must(t, a.store.Outbox().Put(t.Context(), queue.Message{ID: "x", Chat: 1004, Body: []byte(`{}`)}))
	sending, ok, _, err := a.store.Outbox().Take(t.Context(), "test", time.Minute)
	must(t, err)
	if !ok {
		t.Fatal("nothing to send")
	}
	must(t, a.store.Outbox().Unreachable(t.Context(), sending, "blocked"))
	said := a.fires(t)
	for _, s := range said {
		if strings.HasPrefix(s, "1004: ") {
			t.Errorf("told %q", s)
		}
	}
	if said := a.happens(t, "dead", `{"event":"dead"}`); len(said) != 0 {
		t.Errorf("told %q", said)
	}
}

func TestTheIdsOfAlarmsAreTheirOwn(t *testing.T) {
	a := sampleApp(t)
	must(t, a.store.Inbox().SetAside(t.Context(), []byte(`{`), "no JSON", 1, 0))
	what, err := a.decide(t.Context(), queue.Firing{Timers: []queue.Timer{{ID: "dead", Due: time.Now(), Body: []byte(`{"event":"dead"}`)}}})
	must(t, err)
	if len(what.Messages) != 1 || !strings.HasPrefix(what.Messages[0].ID, watch.Own) || what.Messages[0].Priority != queue.Reminder {
		t.Errorf("%+v", what.Messages)
	}
}

// setting is a conversation in which every second event sets a timer.
type setting struct{ events int }

func (s *setting) Handle(context.Context, bot.Event) (bot.Turn, error) {
	s.events++
	if s.events%2 == 1 {
		return bot.Turn{}, nil
	}
	return bot.Turn{Timers: []queue.Timer{{ID: "x"}}}, nil
}

func TestTheTimersAreWokenByAnEventThatSetsOne(t *testing.T) {
	a := &app{metrics: web.NewMetrics(web.Sources{})}
	h := timing{&setting{}, &a.timed}
	for _, want := range []bool{false, true, false} {
		_, err := h.Handle(t.Context(), bot.Event{})
		must(t, err)
		if got := a.timed.Load(); got != want {
			t.Errorf("timers are to be woken: %v, want %v", got, want)
		}
		a.observe("text", time.Millisecond)
		if a.timed.Load() {
			t.Error("they are woken for ever")
		}
	}
}

func TestTwoTimersThatChangeOneRecordAreSettledOneAfterTheOther(t *testing.T) {
	change := func(id string) queue.Settlement {
		return queue.Settlement{Changes: []queue.Change{{Table: queue.TableLearner, ID: id}}, Cancels: []string{id}}
	}
	second := queue.Timer{ID: "second"}
	apart := besides(change("o1"), change("o2"), second)
	if len(apart.Changes) != 2 || len(apart.Timers) != 0 || len(apart.Cancels) != 2 {
		t.Errorf("of two records: %+v", apart)
	}
	same := besides(change("o1"), change("o1"), second)
	if len(same.Changes) != 1 || len(same.Timers) != 1 || same.Timers[0].ID != "second" || len(same.Cancels) != 1 {
		t.Errorf("of one record: %+v", same)
	}
}
