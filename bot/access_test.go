package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"camnang/bot/journal"
	"camnang/bot/officer"
)

// objects are everything that an action can be about on the stage, and what is not there.
func (s *stage) objects() []officer.About {
	r, err := s.store.Roster(context.Background())
	s.must(err)
	out := []officer.About{{}, {Officer: "onobody"}, {Unit: "dnowhere"}, {Class: "cnothing"}}
	for _, o := range r.All() {
		out = append(out, officer.About{Officer: o.ID})
	}
	for _, u := range r.Path(s.whose("anna").Unit) {
		out = append(out, officer.About{Unit: u.ID})
	}
	for _, c := range r.Classes() {
		out = append(out, officer.About{Class: c.ID})
	}
	return out
}

// A command, a screen and a wait of every action, about everything there is, tried by everybody: the handler runs when
// the table of rights says so, and otherwise there is a sentence and a note.
func TestNothingIsHandledThatTheTableOfRightsDoesNotAllow(t *testing.T) {
	people := []int64{anna, binh, trainer, head, admin}
	allowed, refused := 0, 0
	for _, do := range officer.Actions() {
		s := newStage(t, testLibrary(t))
		about, ran := officer.About{}, 0
		object := func(input, []string) officer.About { return about }
		run := func() (Turn, error) { ran++; return sentence("done"), nil }
		s.talk.table = append(s.talk.table, command{
			name: "probe", action: do, about: object, shared: true, aliases: []string{"probe"},
			handle: func(*Conversation, context.Context, input, string) (Turn, error) { return run() },
		})
		screened := func(_ *Conversation, _ context.Context, in input, _ payload) (Turn, error) {
			t, err := run()
			return below(in.Event, t), err
		}
		awaited := func(*Conversation, context.Context, input, []string, string) (Turn, error) { return run() }
		s.talk.screens = []screen{{name: "probe", action: do, about: object, shared: true, handle: screened}}
		s.talk.waits = []wait{{name: "probe", action: do, about: object, files: fileAwaited, handle: awaited}}
		roster, err := s.store.Roster(t.Context())
		s.must(err)
		for _, about = range s.objects() {
			for _, person := range people {
				actor, _ := roster.Actor(person, nil)
				want := roster.May(actor, do, about)
				for _, way := range []string{"command", "screen", "button of a command", "answer", "file"} {
					ran, s.store.entries = 0, nil
					e := s.event(EventText, person)
					switch way {
					case "command":
						e.Text = "/probe"
					case "screen":
						e.Kind, e.Tap, e.Payload = EventTap, "tap", toScreen("probe", 1).String()
					case "button of a command":
						e.Kind, e.Tap, e.Payload = EventTap, "tap", "m:probe"
					case "answer", "file":
						s.must(s.memory.SetDialogue(t.Context(), person, "probe", s.talk.cfg.KeepDialogue))
						e.Text = "trả lời"
						if way == "file" {
							e.Kind, e.File = EventFile, &File{ID: "f"}
						}
					}
					if _, err := s.does(e); err != nil {
						t.Fatal(err)
					}
					s.must(s.memory.SetDialogue(t.Context(), person, "", 0))
					denied := slices.ContainsFunc(s.store.entries, func(n journal.Entry) bool { return n.Kind == journal.Denied })
					if (ran == 1) != want || denied == want {
						t.Fatalf("%s of account %d about %+v by %s: ran %d times, denied %v; the table says %v", do, person, about, way, ran, denied, want)
					}
					if want {
						allowed++
					} else {
						refused++
					}
				}
			}
		}
	}
	if allowed < 500 || refused < 500 {
		t.Errorf("only %d allowed and %d refused", allowed, refused)
	}
}

// anyObject begins the names of screens and waits that name no object in their row: their handlers ask about each thing, and so
// say of a question to a trainer that it was withdrawn, not that it is denied.
const anyObject = "desk"

// anyClass begins those that look for the classes of a push themselves.
const anyClass = "compared"

func TestEveryRowNamesAnActionAndItsObject(t *testing.T) {
	talk := newStage(t, testLibrary(t)).talk
	seen := map[string]bool{}
	row := func(what, name string, do officer.Action, about objectOf, handled bool) {
		t.Helper()
		if !isID(name) || seen[what+name] {
			t.Errorf("%s %q cannot be named by a button, or is there twice", what, name)
		}
		seen[what+name] = true
		if !slices.Contains(officer.Actions(), do) || about == nil && !strings.HasPrefix(name, anyObject) && !strings.HasPrefix(name, anyClass) || !handled {
			t.Errorf("%s %q: action %q, object %v, handler %v", what, name, do, about != nil, handled)
		}
	}
	for _, c := range talk.table {
		about := c.about
		if about == nil {
			about = aboutNothing
		}
		row("command", c.name, c.action, about, c.handle != nil)
		if c.description == "" {
			t.Errorf("/%s says nothing of what it does", c.name)
		}
	}
	for _, s := range talk.screens {
		row("screen", s.name, s.action, s.about, s.handle != nil)
		p := toScreen(s.name, pageLimit, strings.Repeat("z", 16), strings.Repeat("z", 16))
		if got, ok := parsePayload(p.String()); !ok || got != p {
			t.Errorf("the button of screen %q does not fit: %q", s.name, p.String())
		}
	}
	for _, w := range talk.waits {
		row("wait", w.name, w.action, w.about, w.handle != nil)
	}
}

func TestEveryCommandIsAlsoAButtonAndAPlainSentence(t *testing.T) {
	s := newStage(t, testLibrary(t))
	for _, c := range s.talk.table {
		spelled := 0
		for _, words := range append([]string{"/" + c.name, "/" + strings.ToUpper(c.name)}, c.aliases...) {
			p := parse(s.talk.table, words)
			if p.command == nil || p.command.name != c.name || p.rest != "" {
				t.Errorf("%q does not give /%s", words, c.name)
			}
			if strings.Contains(words, " ") {
				spelled++
			}
		}
		if spelled == 0 {
			t.Errorf("nobody can say /%s in words", c.name)
		}
		for _, person := range []int64{anna, admin} {
			typed := s.event(EventText, person)
			typed.Text = "/" + c.name
			first, err := s.does(typed)
			s.must(err)
			tapped, err := s.taps(person, 1, "m:"+c.name)
			s.must(err)
			if len(first) == 0 || len(tapped) != len(first)+1 && (len(tapped) != 1 || tapped[0].Note == "") {
				t.Errorf("/%s gives %d replies typed and %d tapped", c.name, len(first), len(tapped))
			}
		}
	}
}

// What a row does not call shared stays out of groups.
func TestInAGroupPersonalAnswersGoToThePrivateChat(t *testing.T) {
	s := newStage(t, testLibrary(t))
	says := func(e Event) (here, there int) {
		t.Helper()
		replies, err := s.does(e)
		s.must(err)
		for _, r := range replies {
			switch {
			case r.Kind == Acknowledge && r.Note == say("answered_in_private_tap"):
				here++
			case r.Kind == Acknowledge && r.Note != "":
				// A note is shown to nobody but who tapped.
				here, there = here+1, there+1
			case r.Kind == Acknowledge:
			case r.Chat == 0:
				here++
				if textOf(r) != say("answered_in_private") {
					t.Errorf("the group reads %q", textOf(r))
				}
			case r.Chat != anna || r.Kind == Edit:
				t.Errorf("a reply of kind %s goes to %d", r.Kind, r.Chat)
			default:
				there++
			}
		}
		return here, there
	}
	mine := string(s.whose("anna").ID)
	tried := 0
	for _, c := range s.talk.table {
		if c.shared || !s.talk.mayOpen(s.as(anna), c.action, c.about, nil) {
			continue
		}
		e := s.event(EventText, anna)
		e.Chat, e.Private, e.Text = group, false, "/"+c.name+"@camnang_bot"
		if here, there := says(e); here != 1 || there == 0 {
			t.Errorf("/%s: %d in the group, %d in the private chat", c.name, here, there)
		}
		tried++
	}
	for _, row := range s.talk.screens {
		in := s.as(anna)
		if row.shared || row.about == nil || !s.talk.may(in, row.action, row.about(in, []string{mine})) || row.name == "erasenow" {
			continue
		}
		e := s.event(EventTap, anna)
		e.Chat, e.Private, e.Tap, e.Message, e.Payload = group, false, "tap", 7, toScreen(row.name, 1, mine).String()
		if here, there := says(e); here != 1 || there == 0 {
			t.Errorf("screen %s: %d in the group, %d in the private chat", row.name, here, there)
		}
		tried++
	}
	if tried < 6 {
		t.Errorf("only %d were tried", tried)
	}
}

// as is an event of the person, identified.
func (s *stage) as(person int64) input {
	s.t.Helper()
	in, known, err := s.talk.identified(context.Background(), Event{ID: "u", Chat: person, Private: true, Person: Person{ID: person}})
	s.must(err)
	if !known {
		s.t.Fatalf("%d has not joined", person)
	}
	return in
}

func TestWhoLeavesIsAStrangerAtOnce(t *testing.T) {
	s := newStage(t, testLibrary(t))
	s.types(anna, inquiry)
	right, message := s.button(anna, say("right"))
	s.types(anna, "/gopy")
	s.meanwhile("anna leaves")
	if got := s.types(anna, "chữ nhỏ"); got != say("stranger") {
		t.Errorf("answered %q", got)
	}
	if replies, err := s.taps(anna, message, right); err != nil || len(replies) != 1 || replies[0].Note != say("stranger_tap") {
		t.Errorf("a tap leads to %+v, %v", replies, err)
	}
	if len(s.memory.suggestions)+len(s.memory.ratings) != 0 {
		t.Error("something was kept of somebody who left")
	}
}

// A right that ends between the decision and its being carried out is no right: what was decided is decided anew.
func TestARightThatEndsMeanwhileIsNoRight(t *testing.T) {
	s := newStage(t, testLibrary(t))
	ran := 0
	rename := func(_ *Conversation, _ context.Context, in input, _ payload) (Turn, error) {
		ran++
		edit := in.Roster.Edit()
		err := edit.RenameUnit(in.Actor.Officer.Unit, fmt.Sprintf("Đảng bộ tỉnh %d", ran))
		return acknowledge(in.Event, "xong").changing(edit.Changes()...).noting(in.note(journal.Changed, false, nil)), err
	}
	s.talk.screens = append(s.talk.screens, screen{name: "rename", action: officer.ChangeUnit, about: aboutNothing, handle: rename})
	s.between = func() {
		s.edit(func(e *officer.Edit) error {
			o := *s.whose("admin")
			o.Administrator = false
			return e.SetOfficer(o)
		})
	}
	replies, err := s.taps(admin, 1, toScreen("rename", 1).String())
	if err != nil || ran != 1 || len(replies) != 1 || replies[0].Note != say("denied") {
		t.Errorf("ran %d times: %+v, %v", ran, replies, err)
	}
	r, _ := s.store.Roster(t.Context())
	if u, _ := r.Unit(s.whose("admin").Unit); u.Name != "Đảng bộ tỉnh A" {
		t.Errorf("the unit is called %q", u.Name)
	}
}
