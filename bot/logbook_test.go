package bot

import (
	"strings"
	"testing"
	"time"

	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/plan"
	"camnang/corpus/calendar"
)

// notes appends entries to the journal of the stage.
func (s *stage) notes(kind journal.Kind, by officer.ID, body any, times int) {
	s.t.Helper()
	for range times {
		s.must(s.store.carryOut(Turn{}.noting(noteBy("u1", by, kind, false, body))))
	}
}

// A filter finds what lies far behind among other entries, some thousands of them at a time.
func TestAFilterOfTheJournalLooksFarBack(t *testing.T) {
	for _, row := range []struct {
		rule  string
		among int
		taps  int
	}{
		{"within one reading", logbookReach - 1, 0},
		{"beyond one reading", logbookReach + 1, 0},
		{"beyond all readings of one look", logbookReach*logbookReads + 1, 1},
	} {
		t.Run(row.rule, func(t *testing.T) {
			s := newStage(t, testLibrary(t))
			s.notes(journal.Changed, s.whose("admin").ID, changedBody{What: "unit added"}, 1)
			s.notes(journal.Planned, s.whose("anna").ID, plannedBody{Plan: "k1", What: plan.Made}, row.among)
			s.types(admin, "/nhatky")
			label := say("logbook_people")
			for tap := 0; ; tap++ {
				payload, message := s.button(admin, label)
				replies, err := s.taps(admin, message, payload)
				s.must(err)
				text := textOf(replies[len(replies)-1])
				if found := strings.Contains(text, say("change_unit_added")); found != (tap == row.taps) {
					t.Fatalf("after %d further taps: %q", tap, text)
				} else if found {
					return
				}
				if !strings.Contains(text, say("logbook_none_yet", logbookReach*logbookReads)) {
					t.Errorf("it says %q", text)
				}
				label = say("logbook_older")
			}
		})
	}
}

func TestPagesOfAFilterFollowOneAnother(t *testing.T) {
	s := newStage(t, testLibrary(t))
	s.notes(journal.Changed, s.whose("admin").ID, changedBody{What: "unit added"}, logbookPage+1)
	page, next, err := s.talk.logbookEntries(t.Context(), 0, "people")
	if err != nil || len(page) != logbookPage || next != page[logbookPage-1].Number {
		t.Fatalf("%d entries, next %d, %v", len(page), next, err)
	}
	page, next, err = s.talk.logbookEntries(t.Context(), next, "people")
	if err != nil || len(page) != 1 || next != 0 {
		t.Errorf("then %d entries, next %d, %v", len(page), next, err)
	}
}

// An entry says what happened in the words and in the time of officers.
func TestAnEntryIsReadInVietnamese(t *testing.T) {
	s := newStage(t, testLibrary(t))
	annas := s.whose("anna")
	s.plans(s.planOf(annas.Unit, "Kiểm tra quý", annas.ID, annas.ID), s.planOf("", "Việc riêng", annas.ID, annas.ID))
	until := time.Date(2026, 12, 7, 2, 30, 0, 0, time.UTC)
	denied := func(what string, do officer.Action) deniedBody { return deniedBody{What: what, Action: do} }
	for _, row := range []struct {
		rule string
		kind journal.Kind
		body any
		want string
	}{
		{"a denied command by its name", journal.Denied, denied("/tinhtrang", officer.SeeState), "Việc: /tinhtrang"},
		{"a denied command in a group too", journal.Denied, denied("/kehoach in a group", officer.ChangeWork), "Việc: /kehoach"},
		{"a denied button by what it does", journal.Denied, denied("screen unit", officer.SeeUnit), "Việc: nút bấm – xem danh sách đơn vị"},
		{"a denied answer to a command by that", journal.Denied, denied("wait canbo", officer.UseAssistant), "Việc: /canbo"},
		{"another denied answer by what it does", journal.Denied, denied("wait unitname", officer.ChangeUnit), "Việc: nội dung trả lời – sửa đơn vị"},
		{"a forged button", journal.Denied, denied("button", officer.UseAssistant), "Việc: nút không hợp lệ hoặc đã cũ"},
		{"a button of a stranger", journal.Denied, denied("button of a stranger", ""), "Việc: nút bấm của người chưa tham gia"},
		{"another's answer", journal.Denied, denied("answer of another", officer.UseAssistant), "Việc: nút bấm của đồng chí khác"},
		{
			"about whom it was", journal.Denied,
			deniedBody{What: "screen person", Action: officer.SeeOfficer, Object: string(annas.ID)},
			"Việc: nút bấm – xem thông tin cán bộ\nĐối tượng: Trần Thị Anna",
		},
		{"why a text was refused", journal.Refused, refusedBody{Reason: "case_data"}, "Lý do: nêu đích danh người hoặc vụ việc"},
		{"why a code was refused", journal.Guessed, guessedBody{Why: "account taken"}, "Lý do: tài khoản đã gắn với cán bộ khác"},
		{
			"why nobody was reached", journal.Unreachable,
			map[string]string{"why": "Forbidden: bot was blocked by the user"},
			"Lý do: người nhận đã chặn Trợ lý",
		},
		{"in words that are not known", journal.Unreachable, map[string]string{"why": "Forbidden: new words"}, "Lý do: Telegram không nhận tin"},
		{
			"a moment in the officers' zone", journal.Invited,
			invitedBody{Officers: []officer.ID{annas.ID}, Until: until},
			"Cán bộ: Trần Thị Anna\nHạn: 09 giờ 30, 7/12/2026",
		},
		{
			"a change of a plan", journal.Planned,
			plannedBody{Plan: "k1", Step: "1", What: plan.Postponed, Note: "chờ tài liệu"},
			"Kế hoạch: KH-0001\nViệc: Lùi hạn\nGhi chú: chờ tài liệu",
		},
		{
			"whom work was given to", journal.Planned,
			plannedBody{Plan: "k1", Step: "1", What: plan.Given, Note: string(annas.ID)},
			"Kế hoạch: KH-0001\nViệc: Giao\nGhi chú: cho Trần Thị Anna",
		},
		{
			"of an errand no note", journal.Planned,
			plannedBody{Plan: "k2", Step: "1", What: plan.Postponed, Note: "chờ tài liệu"},
			"Kế hoạch: KH-0002\nViệc: Lùi hạn",
		},
		{"a note of a later release is left out", journal.Planned, plannedBody{Plan: "k1", What: plan.Undone, Note: "later"}, "Kế hoạch: KH-0001\nViệc: Hoàn tác"},
		{
			"a file of plans", journal.PlansRead,
			plansReadBody{Unit: annas.Unit, New: 3, Wrong: 1, File: "ab12"},
			"Thêm mới: 3\nĐơn vị: Chi bộ 1\nDòng bị bỏ: 1\nMã tệp: ab12",
		},
		{
			"a day off", journal.DaysChanged,
			daysBody{Day: calendar.MustDay("2027-01-02"), Off: true, Why: "Nghỉ bù", Source: "Thông báo 1", Moved: 2},
			"Ngày: thứ Bảy, 2/1/2027 – nghỉ\nLý do: Nghỉ bù\nCăn cứ: Thông báo 1\nThời hạn phải xác nhận lại: 2",
		},
		{"an own procedure", journal.OwnProcess, ownedBody{Procedure: "p1", Unit: annas.Unit, What: "confirmed"}, "Việc: xác nhận quy trình\nĐơn vị: Chi bộ 1"},
		{"a habit", journal.HabitSet, habitBody{What: "hours"}, "Việc: đổi giờ nhắc"},
	} {
		s.notes(row.kind, annas.ID, row.body, 1)
		e := s.store.entries[len(s.store.entries)-1]
		if got := s.talk.logbookDetail(s.as(admin), e); got != row.want {
			t.Errorf("%s:\n%s\nwant:\n%s", row.rule, got, row.want)
		}
	}
}

func TestEveryActionHasANameForTheJournal(t *testing.T) {
	for _, do := range officer.Actions() {
		if key, ok := actionNames[do]; !ok || texts[key] == "" {
			t.Errorf("the action %s has no name", do)
		}
	}
	for _, names := range []map[string]string{deniedNames, refusedNames, guessedNames, ownNames, habitNames, moveNames} {
		for word, key := range names {
			if texts[key] == "" {
				t.Errorf("the word %q has no text %q", word, key)
			}
		}
	}
}
