package bot

import (
	"context"
	"reflect"
	"strings"
	"testing"

	"camnang/bot/officer"
)

// twoQuestions are waits that ask for a name, then for a unit.
func twoQuestions(s *stage) {
	name := func(c *Conversation, ctx context.Context, in input, args []string, text string) (Turn, error) {
		return c.await(ctx, in, "askunit", "Đơn vị?", append(args, text)...)
	}
	unit := func(c *Conversation, ctx context.Context, in input, args []string, text string) (Turn, error) {
		_, err := c.ended(ctx, in)
		return sentence(strings.Join(append(args, text), " | ")), err
	}
	begin := func(c *Conversation, ctx context.Context, in input, _ payload) (Turn, error) {
		t, err := c.await(ctx, in, "askname", "Họ và tên?", "a:b c+d%")
		return below(in.Event, t), err
	}
	s.talk.waits = append(s.talk.waits, wait{name: "askname", action: officer.UseAssistant, about: aboutNothing, handle: name},
		wait{name: "askunit", action: officer.UseAssistant, about: aboutNothing, handle: unit})
	s.talk.screens = append(s.talk.screens, screen{name: "ask", action: officer.UseAssistant, about: aboutNothing, handle: begin})
}

// Each step decided twice, as after a conflict or the death of a process: the second time is the first.
func TestAQuestionAfterAnotherIsPutOnceHoweverOftenItIsDecided(t *testing.T) {
	s := newStage(t, testLibrary(t))
	twoQuestions(s)
	tap := s.event(EventTap, anna)
	tap.Tap, tap.Payload = "tap", toScreen("ask", 1).String()
	name, unit := s.event(EventText, anna), s.event(EventText, anna)
	name.Text, unit.Text = "Trần: Văn A", "Chi bộ 1"
	for _, row := range []struct {
		event Event
		want  string
	}{{tap, "Họ và tên?"}, {name, "Đơn vị?"}, {unit, "a:b c+d% | Trần: Văn A | Chi bộ 1"}} {
		for range 3 {
			replies, err := s.does(row.event)
			if err != nil || textOf(replies[len(replies)-1]) != row.want {
				t.Fatalf("%q leads to %+v, %v; want %q", row.event.Text, replies, err, row.want)
			}
		}
	}
	if got := s.types(anna, "/huy"); got != say("nothing_pending") {
		t.Errorf("at the end: %q", got)
	}
}

func TestAWaitOfTheLastReleaseIsRead(t *testing.T) {
	for _, row := range []struct {
		name, state, want string
	}{
		{"one that waits", "gopy", say("cancelled")},
		{"one that an event has ended", "gopy u1", say("nothing_pending")},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := newStage(t, testLibrary(t))
			s.must(s.memory.SetDialogue(t.Context(), anna, row.state, s.talk.cfg.KeepDialogue))
			if got := s.types(anna, "/huy"); got != row.want {
				t.Errorf("answered %q", got)
			}
		})
	}
}

func TestAWaitOfAnotherReleaseIsAnInquiry(t *testing.T) {
	s := newStage(t, testLibrary(t))
	s.must(s.memory.SetDialogue(t.Context(), anna, "later:a", s.talk.cfg.KeepDialogue))
	if got := s.types(anna, inquiry); !strings.Contains(got, "Căn cứ") {
		t.Errorf("answered %q", got)
	}
}

func TestAWaitIsReadAsItWasWritten(t *testing.T) {
	for _, w := range []standing{
		{}, {name: "gopy"}, {name: "a", args: []string{""}}, {name: "a", args: []string{"", "x y:z", "%", "điều 8"}},
	} {
		if got := readStanding(w.String()); !reflect.DeepEqual(got, w) || strings.Contains(w.String(), " ") {
			t.Errorf("%+v is written %q and read %+v", w, w.String(), got)
		}
	}
}

func TestAFileGoesToWhoTakesOne(t *testing.T) {
	for _, row := range []struct {
		name    string
		files   fileUse
		action  officer.Action
		waiting bool
		person  int64
		taken   bool
	}{
		{"awaited", fileAwaited, officer.ImportRoster, true, admin, true},
		{"awaited, and nothing waits", fileAwaited, officer.ImportRoster, false, admin, false},
		{"a text is awaited", textOnly, officer.ImportRoster, true, admin, false},
		{"at any time", fileAnytime, officer.ImportRoster, false, admin, true},
		{"at any time, from somebody who may not", fileAnytime, officer.ImportRoster, false, anna, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := newStage(t, testLibrary(t))
			taken := ""
			take := func(_ *Conversation, _ context.Context, in input, _ []string, text string) (Turn, error) {
				taken = in.File.Name + " " + text
				return sentence("Đã nhận."), nil
			}
			s.talk.waits = []wait{{name: "import", action: row.action, about: aboutNothing, files: row.files, handle: take}}
			if row.waiting {
				s.must(s.memory.SetDialogue(t.Context(), row.person, "import", s.talk.cfg.KeepDialogue))
			}
			e := s.event(EventFile, row.person)
			e.File, e.Text = &File{ID: "f", Name: "ds.xlsx"}, "danh sách"
			got := s.only(s.does(e))
			if (taken == "ds.xlsx danh sách") != row.taken || (got == say("file")) == row.taken {
				t.Errorf("taken %q, answered %q", taken, got)
			}
			e.Text = "Đồng chí Nguyễn Văn Bảy bị tố cáo."
			taken = ""
			if s.only(s.does(e)); taken != "" {
				t.Errorf("a caption that must not be taken in was: %q", taken)
			}
		})
	}
}

// Who loses the right to answer a question is told so once, and is free then.
func TestAWaitWhoseRightWasLostEnds(t *testing.T) {
	s := newStage(t, testLibrary(t))
	s.types(admin, "/donvi")
	payload, message := s.button(admin, say("unit_add"))
	_, err := s.taps(admin, message, payload)
	s.must(err)
	s.edit(func(e *officer.Edit) error {
		o := *s.whose("admin")
		o.Administrator = false
		return e.SetOfficer(o)
	})
	e := s.event(EventText, admin)
	e.Text = "Chi bộ 9"
	for range 2 {
		// Decided twice, as after the death of a process, it is denied twice.
		if got := s.only(s.does(e)); got != say("denied") {
			t.Fatalf("answered %q", got)
		}
	}
	if got := s.types(admin, inquiry); !strings.Contains(got, "Căn cứ") {
		t.Errorf("then an inquiry is answered %q", got)
	}
}
