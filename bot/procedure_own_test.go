package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"camnang/bot/queue"
	"camnang/corpus/calendar"
	"camnang/corpus/procedure"
)

// keepsLongOwn puts a procedure of Anna's unit, of sixty steps as long as they may be, into the store.
func keepsLongOwn(s *stage, change func(*procedure.Own)) procedure.Own {
	s.t.Helper()
	full := strings.Repeat("a", 299)
	var steps []procedure.OwnStep
	for n := range 60 {
		steps = append(steps, procedure.OwnStep{
			Stage: procedure.Conduct, Title: fmt.Sprintf("%03d", n) + full[3:], Who: full, Product: full, Event: full, Document: full,
			Amount: 3, Unit: calendar.WorkingDays, Extension: 2, ExtensionUnit: calendar.Days,
		})
	}
	o := procedure.Own{
		ID: "q0123456789ab", Unit: string(s.whose("anna").Unit), Kind: procedure.Signs, Title: full[:150], Document: full[:250],
	}.Edited(steps, string(s.whose("anna").ID), s.now)
	if change != nil {
		change(&o)
	}
	value, err := json.Marshal(o)
	s.must(err)
	s.must(s.store.carryOut(Turn{Changes: []queue.Change{{Table: queue.TableProcedure, ID: o.ID, Was: queue.Any, Value: value}}}))
	record, err := s.store.Record(context.Background(), queue.TableProcedure, o.ID)
	s.must(err)
	o, err = procedure.DecodeOwn(record.ID, record.Version, record.Value)
	s.must(err)
	return o
}

// opensScreen taps a button with the payload under a message of the head's, and returns what is shown instead.
func opensScreen(s *stage, p payload) Reply {
	s.t.Helper()
	if len(s.chat(head).messages) == 0 {
		s.types(head, "/tinhhan")
	}
	if _, err := s.taps(head, 1, p.String()); err != nil {
		s.t.Fatal(err)
	}
	return s.chat(head).messages[0]
}

// buttonOf is the payload of the button with the label; false when there is none.
func buttonOf(r Reply, label string) (payload, bool) {
	for _, row := range r.Buttons {
		for _, b := range row {
			if b.Label == label {
				return parsePayload(b.Payload)
			}
		}
	}
	return payload{}, false
}

func TestALongProcedureIsConfirmedOnItsLastPageOnly(t *testing.T) {
	s := newStage(t, testLibrary(t))
	o := keepsLongOwn(s, nil)
	shown := opensScreen(s, toScreen("proc", 1, o.Unit, o.ID))
	for page := 1; ; page++ {
		if page > 60 {
			t.Fatal("the pages do not end")
		}
		next, more := buttonOf(shown, say("next"))
		_, confirms := buttonOf(shown, say("proc_confirm"))
		if more == confirms || strings.Contains(textOf(shown), say("proc_confirm_last")) == confirms {
			t.Errorf("page %d has more pages: %v, and is confirmed: %v", page, more, confirms)
		}
		if !more {
			break
		}
		shown = opensScreen(s, next)
	}
	if !strings.Contains(textOf(shown), "60. ") {
		t.Error("the last step is not on the last page")
	}
	sure, _ := buttonOf(shown, say("proc_confirm"))
	if shown = opensScreen(s, sure); !strings.Contains(textOf(shown), s.whose("head").Name) {
		t.Errorf("it is not confirmed: %s", textOf(shown))
	}
}

func TestNobodyTurnsOrConfirmsAVersionThatTheyHaveNotSeen(t *testing.T) {
	for _, row := range []struct {
		name   string
		change func(*procedure.Own)
	}{
		{"a limit changed", func(o *procedure.Own) { o.Steps[0].Amount = 4 }},
		{"a step went", func(o *procedure.Own) { o.Steps = o.Steps[1:] }},
		{"the document changed", func(o *procedure.Own) { o.Document = "khác" }},
		{"it was confirmed meanwhile", func(o *procedure.Own) { o.ConfirmedBy = "o2" }},
	} {
		s := newStage(t, testLibrary(t))
		o := keepsLongOwn(s, nil)
		now := keepsLongOwn(s, row.change)
		for _, stale := range []payload{
			toScreen("proc", 2, o.Unit, ownSeen(o)),
			toScreen("procsure", surePage(o), o.Unit, ownSeen(o)),
			toScreen("procsure", surePage(now)%pageLimit+1, o.Unit, ownSeen(now)),
			toScreen("procsure", surePage(now), o.Unit, o.ID),
		} {
			text := textOf(opensScreen(s, stale))
			record, err := s.store.Record(context.Background(), queue.TableProcedure, o.ID)
			s.must(err)
			if !strings.Contains(text, say("proc_changed_since")) || !strings.Contains(text, "\n1. ") || record.Version != now.Version {
				t.Errorf("%s, %s: %.200s", row.name, stale, text)
			}
		}
	}
}

func TestWhoMayRemoveAProcedure(t *testing.T) {
	confirmed := func(o *procedure.Own) { o.ConfirmedBy = "o2" }
	changed := func(o *procedure.Own) {
		before := *o
		before.ConfirmedBy = "o2"
		o.Before = &before
	}
	byAnother := func(o *procedure.Own) { o.By = "o2" }
	for _, row := range []struct {
		rule   string
		change func(*procedure.Own)
		who    int64
		may    bool
	}{
		{"the author before anybody confirmed it", nil, anna, true},
		{"the author of a confirmed one", confirmed, anna, false},
		{"the author of a change of a confirmed one", changed, anna, false},
		{"another officer of the unit before anybody confirmed it", byAnother, anna, false},
		{"whoever leads the unit above", confirmed, head, true},
		{"whoever leads the unit above, before anybody confirmed it", byAnother, head, true},
		{"an officer of another unit", nil, binh, false},
	} {
		s := newStage(t, testLibrary(t))
		o := keepsLongOwn(s, row.change)
		s.types(row.who, "/tinhhan")
		for _, screen := range []string{"procdrop", "procdropped"} {
			_, err := s.taps(row.who, 1, toScreen(screen, 1, o.Unit, o.ID).String())
			s.must(err)
		}
		record, err := s.store.Record(context.Background(), queue.TableProcedure, o.ID)
		s.must(err)
		if gone := record.Version == 0; gone != row.may {
			t.Errorf("%s: it is gone: %v", row.rule, gone)
		}
	}
}
