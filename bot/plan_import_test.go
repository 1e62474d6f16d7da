package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"camnang/bot/officer"
	"camnang/bot/plan"
	"camnang/bot/queue"
	table "camnang/bot/sheet"
)

// filesByName are files that a test makes.
type filesByName map[string][]byte

func (f filesByName) Fetch(_ context.Context, id string, limit int64) ([]byte, error) {
	if int64(len(f[id])) > limit {
		return nil, ErrTooLarge
	}
	return f[id], nil
}

// imports opens the import of the head's unit and sends a file.
func (s *stage) imports(name string) []Reply {
	s.t.Helper()
	unit := s.whose("head").Heads[0]
	if _, err := s.taps(head, 1, toScreen("planimport", 1, string(unit)).String()); err != nil {
		s.t.Fatal(err)
	}
	e := s.event(EventFile, head)
	e.File = &File{ID: name, Name: name}
	replies, err := s.does(e)
	s.must(err)
	return replies
}

// presses taps the newest button with the label in the head's chat.
func (s *stage) presses(label string) {
	s.t.Helper()
	payload, message := s.button(head, label)
	_, err := s.taps(head, message, payload)
	s.must(err)
}

func workbook(t *testing.T, head []string, rows ...[]string) []byte {
	t.Helper()
	sheet := table.Table{Head: head}
	for i, cells := range rows {
		sheet.Rows = append(sheet.Rows, table.Row{Number: i + 2, Cells: cells})
	}
	content, err := table.Write(sheet)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func (s *stage) habitOf(o officer.ID) map[string]json.RawMessage {
	s.t.Helper()
	all, _, err := s.talk.habit(context.Background(), o)
	s.must(err)
	return all
}

func TestMatchingAColumnLeavesTheOtherPartsOfWhatAnOfficerChose(t *testing.T) {
	s := newStage(t, testLibrary(t))
	s.talk.cfg.Files = filesByName{"a.xlsx": workbook(
		t, []string{"Đầu mục", "Hạn hoàn thành"}, []string{"Họp giao ban", "15/12/2026"},
	)}
	me := s.whose("head").ID
	for _, part := range []string{"feed", "reminders"} {
		all, version, err := s.talk.habit(context.Background(), me)
		s.must(err)
		all[part] = json.RawMessage(`{"of":"` + part + `"}`)
		change, err := habitChange(me, version, all)
		s.must(err)
		s.must(s.store.carryOut(Turn{Changes: []queue.Change{change}}))
		if err := s.store.carryOut(Turn{Changes: []queue.Change{change}}); err == nil {
			t.Error("a change of what was read before another change applies")
		}
	}
	s.imports("a.xlsx")
	// The feed is taken back between the decision on the column and its being carried out.
	s.between = func() {
		all, version, err := s.talk.habit(context.Background(), me)
		s.must(err)
		delete(all, "feed")
		change, err := habitChange(me, version, all)
		s.must(err)
		s.must(s.store.carryOut(Turn{Changes: []queue.Change{change}}))
	}
	s.presses("Nội dung công việc")
	all := s.habitOf(me)
	if len(all) != 2 || string(all["reminders"]) != `{"of":"reminders"}` || string(all["columns"]) != `{"dau muc":"title"}` {
		t.Errorf("the record is %s", all)
	}
}

func TestAHeadingThatTheGuardRefusesIsNeitherShownNorKept(t *testing.T) {
	s := newStage(t, testLibrary(t))
	s.talk.cfg.Files = filesByName{"a.xlsx": workbook(
		t, []string{"Nội dung", "Hạn hoàn thành", "Nguyễn Văn Hùng nhận tiền", "Đối tượng: Nguyễn Văn Hùng", strings.Repeat("dài ", 60)},
		[]string{"Họp giao ban", "15/12/2026", "x", "y", "z"},
	)}
	for _, r := range s.imports("a.xlsx") {
		if strings.Contains(textOf(r), "Hùng") || strings.Contains(textOf(r), "dài dài") {
			t.Errorf("the heading is shown:\n%s", textOf(r))
		}
	}
	s.presses("Nạp kế hoạch")
	if all := s.habitOf(s.whose("head").ID); len(all) != 0 {
		t.Errorf("something was kept: %s", all)
	}
}

func TestTheLargestFileFitsIntoMessagesAndIsReadInOnce(t *testing.T) {
	s := newStage(t, testLibrary(t))
	headings := []string{"Mã", "Nội dung", "Người phụ trách", "Hạn hoàn thành"}
	long := strings.Repeat("rà soát hồ sơ ", 13)
	file := func(day string, wrong int) []byte {
		var rows [][]string
		for i := range 500 {
			row := []string{fmt.Sprintf("V-%03d", i), fmt.Sprintf("Việc %d %s", i, long), "CB001", day}
			if i < wrong {
				row[3] = "khoảng giữa kỳ hoặc cuối kỳ, tùy tình hình thực tế của đơn vị"
			}
			rows = append(rows, row)
		}
		return workbook(t, headings, rows...)
	}
	s.talk.cfg.Files = filesByName{"a.xlsx": file("15/12/2026", 0), "b.xlsx": file("18/12/2026", 200)}
	s.imports("a.xlsx")
	s.presses("Nạp kế hoạch")
	if n := len(s.store.tables[queue.TablePlan]); n != 501 {
		t.Fatalf("%d records of plans, want 500 and the counter", n)
	}
	if n := len(s.turn.Timers); n == 0 || n > 6 {
		t.Errorf("%d wakes, want one for each whom it concerns", n)
	}
	replies := s.imports("b.xlsx")
	if len(replies) != 2 || strings.Count(string(replies[1].File.Content), "\n") != 200 {
		t.Errorf("%d replies, want the message and all problems in a file", len(replies))
	}
	s.presses("Nạp các dòng đúng")
	book, err := s.store.Book(context.Background())
	s.must(err)
	days := map[string]int{}
	for _, p := range book.All() {
		days[p.Steps[0].Day.String()]++
	}
	if len(book.All()) != 500 || days["2026-12-15"] != 200 || days["2026-12-18"] != 300 {
		t.Errorf("the days of the plans are %v", days)
	}
}

func TestAFileThatIsTooLargeIsRefused(t *testing.T) {
	s := newStage(t, testLibrary(t))
	s.talk.cfg.Files = filesByName{"a.xlsx": make([]byte, importLimit+1)}
	replies := s.imports("a.xlsx")
	if len(replies) != 1 || textOf(replies[0]) != say("planimport_large", importLimit>>20) {
		t.Errorf("the answer is %v", replies)
	}
}

func TestAnAnnouncedPlanNamesNobodyAndFitsIntoAMessage(t *testing.T) {
	s := newStage(t, testLibrary(t))
	me := s.whose("head")
	book, err := s.store.Book(context.Background())
	s.must(err)
	p := plan.Plan{Kind: plan.Case, Title: "Kiểm tra việc chấp hành", Unit: me.Heads[0], Owner: me.ID, Created: s.now, Team: []officer.ID{s.whose("binh").ID}}
	for i := range 120 {
		stage := []plan.Stage{plan.Prepare, plan.Conduct, plan.Conclude}[i/40]
		p.Steps = append(p.Steps, plan.Step{
			Title: fmt.Sprintf("Bước %d: %s", i+1, strings.Repeat("rà soát ", 12)), Stage: stage, Lead: s.whose("anna").ID,
			Day: s.talk.today(s.now).Day.Add(i), Weight: plan.Ordinary, Reason: plan.Reason{Source: plan.Typed, Doubt: plan.ClauseEnded},
		})
	}
	_, changes := book.Create(p)
	s.must(s.store.carryOut(Turn{Changes: changes}))
	e := s.event(EventText, head)
	e.Chat, e.Private, e.Text = group, false, "/kehoach@camnang_bot KH-0001"
	text := s.only(s.does(e))
	r, err := s.store.Roster(context.Background())
	s.must(err)
	for _, o := range r.All() {
		if strings.Contains(text, o.Name) {
			t.Errorf("the group reads %q", o.Name)
		}
	}
	var shown, rest int
	if _, err := fmt.Sscanf(text[strings.LastIndex(text, "\n"):], "\n… và %d bước khác.", &rest); err != nil {
		t.Fatalf("the rest is not counted: %v in\n%s", err, text)
	}
	for i := range 120 {
		if strings.Contains(text, fmt.Sprintf("Bước %d:", i+1)) {
			shown++
		}
	}
	if shown == 0 || shown+rest != 120 || !strings.Contains(text, say("stage_prepare")) || !strings.Contains(text, say("agenda_doubt")) {
		t.Errorf("%d steps are shown and %d counted:\n%s", shown, rest, text)
	}
}
