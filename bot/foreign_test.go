package bot

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"testing"

	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/plan"
	"camnang/bot/queue"
	"camnang/corpus/calendar"
)

// still is a store that answers with what it was given.
type still struct {
	roster *officer.Roster
	book   *plan.Book
}

func (f still) Roster(context.Context) (*officer.Roster, error) { return f.roster, nil }
func (f still) Book(context.Context) (*plan.Book, error)        { return f.book, nil }

// plans makes plans, each with one step per lead, and returns them.
func (s *stage) plans(plans ...plan.Plan) []*plan.Plan {
	s.t.Helper()
	book, err := s.store.Book(context.Background())
	s.must(err)
	made, changes := book.Create(plans...)
	s.must(s.store.carryOut(Turn{Changes: changes}))
	return made
}

// planOf is a plan of a unit with a step for each lead.
func (s *stage) planOf(unit officer.UnitID, title string, owner officer.ID, leads ...officer.ID) plan.Plan {
	p := plan.Plan{Kind: plan.Case, Title: title, Unit: unit, Owner: owner, Created: s.now}
	for _, lead := range leads {
		p.Steps = append(p.Steps, plan.Step{Title: title, Lead: lead, Day: calendar.MustDay("2026-12-04"), Weight: plan.Ordinary})
	}
	return p
}

// Every screen and every wait is opened by everybody with what is another's, and with what is not there. What the table of
// rights does not allow ends in one sentence and changes nothing; and whatever is allowed, nobody reads of a plan that is
// another unit's, or of another's errand.
func TestNobodyReachesWhatIsAnothersByAnyScreenOrWait(t *testing.T) {
	s := newStage(t, testLibrary(t))
	binhs := s.whose("binh")
	secret := "Riêng của chi bộ khác"
	made := s.plans(s.planOf(binhs.Unit, secret, binhs.ID, binhs.ID), s.planOf("", secret, binhs.ID, binhs.ID))
	roster, err := s.store.Roster(t.Context())
	s.must(err)
	book, err := s.store.Book(t.Context())
	s.must(err)
	s.talk.cfg.People, s.talk.cfg.Plans = still{roster, book}, still{roster, book}
	var args [][]string
	for _, first := range []string{
		string(binhs.ID), string(binhs.Unit), string(roster.Path(binhs.Unit)[1].ID), s.class("2"),
		string(made[0].ID), string(made[0].ID) + "s1", string(made[1].ID), string(made[1].ID) + "s1",
	} {
		args = append(args, []string{first, ""}, []string{first, string(binhs.ID)})
	}
	for _, first := range []string{"onobody", "dnowhere", "cnothing", "k999", "k999s1", ""} {
		args = append(args, []string{first, ""})
	}
	sentences := map[string]bool{}
	for _, key := range []string{"denied", "work_gone", "person_gone", "unit_gone", "class_gone"} {
		sentences[say(key)] = true
	}
	tried, kept, gone := 0, 0, 0
	try := func(row string, person int64, do officer.Action, about objectOf, args []string, e Event) {
		t.Helper()
		tried++
		e.ID = "u" + strconv.Itoa(tried)
		turn, err := s.talk.Handle(t.Context(), e)
		s.must(err)
		said := make([]string, 0, len(turn.Replies))
		for _, r := range turn.Replies {
			said = append(said, r.Note+textOf(r))
			for _, buttons := range r.Buttons {
				for _, b := range buttons {
					said = append(said, b.Label)
				}
			}
		}
		if strings.Contains(strings.Join(said, "\n"), secret) {
			t.Errorf("%s with %q tells %d of another's plan: %q", row, args, person, said)
		}
		if s.talk.mayOpen(s.as(person), do, about, args) {
			return
		}
		kept++
		denied := slices.ContainsFunc(turn.Notes, func(n queue.Note) bool { return journal.Kind(n.Kind) == journal.Denied })
		if !denied {
			gone++
		}
		if len(said) != 1 || !sentences[said[0]] || len(turn.Changes)+len(turn.Timers)+len(turn.Cancels) > 0 || !denied && said[0] == say("denied") {
			t.Errorf("%s with %q is not kept from %d: %q, %d changes", row, args, person, said, len(turn.Changes))
		}
	}
	for _, person := range []int64{anna, trainer, head, admin} {
		for _, a := range args {
			for _, row := range s.talk.screens {
				if row.name == "agendamonth" && a[0] != "" {
					// The picture of one's own month takes no arguments, and long to draw.
					continue
				}
				e := Event{Kind: EventTap, Chat: person, Person: Person{ID: person}, Private: true, At: s.now}
				e.Tap, e.Message, e.Payload = "tap", 7, toScreen(row.name, 1, a...).String()
				try("screen "+row.name, person, row.action, row.about, a, e)
			}
			for _, row := range s.talk.waits {
				s.must(s.memory.SetDialogue(t.Context(), person, standing{name: row.name, args: a}.String(), s.talk.cfg.KeepDialogue))
				e := Event{Kind: EventText, Chat: person, Person: Person{ID: person}, Private: true, At: s.now}
				e.Text = "Nộp báo cáo trước ngày 4/12/2026"
				allowed := s.talk.mayOpen(s.as(person), row.action, row.about, a)
				try("wait "+row.name, person, row.action, row.about, a, e)
				if left, err := s.talk.waiting(t.Context(), input{Event: Event{ID: "later", Chat: person}}); err != nil || !allowed && left.name != "" {
					t.Errorf("wait %s stands after it was denied: %+v, %v", row.name, left, err)
				}
				s.must(s.memory.SetDialogue(t.Context(), person, "", 0))
			}
		}
	}
	if kept < 5000 || gone < 1000 || kept-gone < 1000 {
		t.Errorf("only %d were kept from somebody, %d of them as gone", kept, gone)
	}
}
