package bot

import (
	"strings"
	"testing"

	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/plan"
)

// told are the messages of the last turn to somebody, and the labels of their buttons.
func (s *stage) told(account int64) (texts, labels []string) {
	for _, r := range s.turn.Replies {
		if r.Kind != Send || r.Chat != account {
			continue
		}
		texts = append(texts, textOf(r))
		for _, row := range r.Buttons {
			for _, b := range row {
				labels = append(labels, b.Label)
			}
		}
	}
	return texts, labels
}

// What somebody who leaves still leads is told once to who must hand it on: the heads above for work of their units, else
// who owns the plan, and administrators where nobody else is.
func TestWhoMustHandOnTheWorkOfSomebodyWhoLeavesIsTold(t *testing.T) {
	s := newStage(t, testLibrary(t))
	annas, binhs, head1 := s.whose("anna"), s.whose("binh"), s.whose("head")
	s.plans(
		s.planOf(annas.Unit, "Kiểm tra quý", head1.ID, annas.ID, annas.ID, head1.ID),
		s.planOf("", "Việc riêng", annas.ID, annas.ID),
		s.planOf(binhs.Unit, "Kiểm tra của chi bộ khác", binhs.ID, annas.ID),
		s.planOf(annas.Unit, "Không còn việc mở", annas.ID),
	)
	_, err := s.taps(admin, 0, toScreen("personleft", 1, string(annas.ID)).String())
	s.must(err)
	texts, labels := s.told(head)
	if len(texts) != 1 || !strings.Contains(texts[0], "– KH-0001 (Trần Thị Anna): 2 việc") || strings.Contains(texts[0], "KH-0002") ||
		strings.Contains(texts[0], "KH-0003") || len(labels) != 1 || labels[0] != "KH-0001 – Kiểm tra quý" {
		t.Errorf("the head is told %q with %q", texts, labels)
	}
	if texts, labels := s.told(binh); len(texts) != 1 || !strings.Contains(texts[0], "– KH-0003 (Trần Thị Anna): 1 việc") || len(labels) != 1 {
		t.Errorf("who owns the plan is told %q with %q", texts, labels)
	}
	payload, message := s.button(head, "KH-0001 – Kiểm tra quý")
	replies, err := s.taps(head, message, payload)
	if err != nil || len(replies) != 2 || !strings.Contains(textOf(replies[1]), "KH-0001 – Kiểm tra quý") {
		t.Errorf("the button leads to %+v, %v", replies, err)
	}
	_, err = s.taps(admin, 0, toScreen("personleft", 1, string(annas.ID)).String())
	s.must(err)
	if texts, _ := s.told(head); len(texts) != 0 || len(s.turn.Changes) != 0 {
		t.Errorf("a second tap tells %q", texts)
	}
}

func TestWhereNobodyMayHandOnWorkTheAdministratorsAreTold(t *testing.T) {
	s := newStage(t, testLibrary(t))
	binhs := s.whose("binh")
	s.plans(s.planOf(binhs.Unit, "Kiểm tra quý", binhs.ID, binhs.ID))
	replies, err := s.taps(admin, 0, toScreen("personleft", 1, string(binhs.ID)).String())
	s.must(err)
	last := replies[len(replies)-1]
	if last.Kind != Send || last.Chat != 0 || len(last.Buttons) != 0 || !strings.Contains(textOf(last), "KH-0001") ||
		!strings.Contains(textOf(last), say("orphans_nobody")) || strings.Contains(textOf(last), "Kiểm tra quý") {
		t.Errorf("the administrator reads %+v", last)
	}
}

// A file that ends several officers leads to one message to each who is told.
func TestAnImportThatEndsOfficersTellsWhoMustHandOnTheirWork(t *testing.T) {
	s := newStage(t, testLibrary(t))
	annas, head1 := s.whose("anna"), s.whose("head")
	s.plans(s.planOf(annas.Unit, "Kiểm tra quý", head1.ID, annas.ID), s.planOf(annas.Unit, "Giám sát", head1.ID, annas.ID, annas.ID))
	e := s.event(EventFile, admin)
	e.File = &File{ID: "thoi.csv", Name: "thoi.csv"}
	_, err := s.does(e)
	s.must(err)
	payload, message := s.button(admin, say("import_yes"))
	_, err = s.taps(admin, message, payload)
	s.must(err)
	texts, labels := s.told(head)
	if len(texts) != 1 || !strings.Contains(texts[0], "KH-0001 (Trần Thị Anna): 1 việc") || !strings.Contains(texts[0], "KH-0002 (Trần Thị Anna): 2 việc") || len(labels) != 2 {
		t.Errorf("the head is told %q with %q", texts, labels)
	}
}

func TestThePlansOfARemovedUnitAreThoseOfTheUnitAbove(t *testing.T) {
	s := newStage(t, testLibrary(t))
	annas := s.whose("anna")
	r, err := s.store.Roster(t.Context())
	s.must(err)
	path := r.Path(annas.Unit)
	above, cell := path[1], path[2]
	made := s.plans(s.planOf(cell.ID, "Kiểm tra quý", annas.ID, annas.ID), s.planOf(cell.ID, "Giám sát", annas.ID, annas.ID))
	drop := toScreen("unitdropped", 1, string(cell.ID)).String()
	replies, err := s.taps(admin, 0, drop)
	if err != nil || len(replies) != 1 || len(s.turn.Changes) != 0 {
		t.Errorf("a unit with officers: %+v, %v", replies, err)
	}
	s.edit(func(e *officer.Edit) error {
		for _, o := range r.Officers(cell.ID, false) {
			moved := *o
			moved.Unit = above.ID
			s.must(e.SetOfficer(moved))
		}
		return nil
	})
	replies, err = s.taps(admin, 0, toScreen("unitdrop", 1, string(cell.ID)).String())
	if err != nil || !strings.Contains(textOf(replies[1]), say("unit_drop_plans", 2)) {
		t.Errorf("asked %+v, %v", replies, err)
	}
	before := len(s.store.entries)
	_, err = s.taps(admin, 0, drop)
	s.must(err)
	book, err := s.store.Book(t.Context())
	s.must(err)
	for _, p := range made {
		now, ok := book.Plan(p.ID)
		if !ok || now.Unit != above.ID || now.Log[len(now.Log)-1].What != plan.UnitMoved {
			t.Errorf("plan %s is %+v", p.Code(), now)
		}
		if !s.talk.may(s.as(head), officer.ChangeWork, work(now, nil)) {
			t.Errorf("the head above may not change %s", p.Code())
		}
	}
	noted := map[journal.Kind]int{}
	for _, e := range s.store.entries[before:] {
		noted[e.Kind]++
	}
	if noted[journal.Planned] != 2 || noted[journal.Changed] != 1 || len(s.turn.Timers) == 0 {
		t.Errorf("noted %v, %d timers", noted, len(s.turn.Timers))
	}
}

func TestAUnitAtTheTopThatHasPlansStays(t *testing.T) {
	s := newStage(t, testLibrary(t))
	var top officer.UnitID
	s.edit(func(e *officer.Edit) (err error) {
		top, err = e.AddUnit("u-alone", "Đảng bộ D", "")
		return err
	})
	s.plans(s.planOf(top, "Kiểm tra quý", s.whose("admin").ID, s.whose("anna").ID))
	replies, err := s.taps(admin, 0, toScreen("unitdropped", 1, string(top)).String())
	if err != nil || len(replies) != 1 || replies[0].Note != say("unit_has_plans", 1) || len(s.turn.Changes) != 0 {
		t.Errorf("it leads to %+v, %v", replies, err)
	}
}
