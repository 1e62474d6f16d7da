package bot

import (
	"context"
	"fmt"
	"slices"

	"camnang/bot/officer"
	"camnang/bot/paper"
	"camnang/bot/quiz"
	table "camnang/bot/sheet"
)

// rollBook sends who was at which session as a workbook.
func (c *Conversation) rollBook(ctx context.Context, in input, p payload) (Turn, error) {
	reg, err := c.register(ctx, in, p.args[:])
	if err != nil {
		return Turn{}, err
	}
	content, err := table.Write(attendanceTable(in, reg))
	if err != nil {
		return Turn{}, fmt.Errorf("write the attendance of a class: %w", err)
	}
	return below(in.Event, Turn{Replies: []Reply{{
		Kind: SendFile, Text: []Span{plain(say("roll_book_caption", classLabel(in.Roster, reg.class)))},
		File: &Attachment{Name: "diem-danh-" + c.today(c.cfg.Now()).Day.String() + ".xlsx", Content: content},
	}}}), nil
}

// attendanceTable has a row for each member, and for each other officer who was at a session, and a column for each session: 1
// for who was there, 0 for who was not, a word for who was no member yet, nothing while nobody was asked for. The last row
// sums up.
func attendanceTable(in input, reg register) table.Table {
	course := reg.course
	people := in.Roster.Members(course.Class)
	for i := range course.Sessions {
		for _, o := range reg.on(in, &course.Sessions[i]) {
			if !slices.ContainsFunc(people, func(m *officer.Officer) bool { return m.ID == o.ID }) {
				people = append(people, o)
			}
		}
	}
	t := table.Table{Name: say("attendance_name"), Head: []string{
		say("attendance_row"), say("attendance_number"), say("attendance_person"), say("attendance_unit"),
	}, Numbers: []int{0}}
	fixed := len(t.Head)
	for i := range course.Sessions {
		t.Head = append(t.Head, sessionLabel(&course.Sessions[i]))
	}
	t.Head = append(t.Head, say("attendance_total"), say("attendance_called"))
	for n := fixed; n < len(t.Head); n++ {
		t.Numbers = append(t.Numbers, n)
	}
	sums := make([]int, len(course.Sessions))
	total, asked := 0, 0
	for n, o := range people {
		cells := []string{fmt.Sprint(n + 1), o.Number, o.Name, unitLabel(in.Roster, o.Unit)}
		a, notYet := reg.all.Of(o.ID), course.NotYet(o.ID)
		for i := range course.Sessions {
			cell := ""
			switch s := &course.Sessions[i]; {
			case !s.Called():
			case a.Here(s):
				cell = "1"
				sums[i]++
			case notYet(s):
				cell = say("attendance_newcomer")
			default:
				cell = "0"
			}
			cells = append(cells, cell)
		}
		here, called := a.Attended(course)
		total, asked = total+here, asked+called
		t.Rows = append(t.Rows, table.Row{Cells: append(cells, fmt.Sprint(here), fmt.Sprint(called))})
	}
	last := []string{"", "", say("attendance_sum"), ""}
	for i := range course.Sessions {
		cell := ""
		if course.Sessions[i].Called() {
			cell = fmt.Sprint(sums[i])
		}
		last = append(last, cell)
	}
	t.Rows = append(t.Rows, table.Row{Cells: append(last, fmt.Sprint(total), fmt.Sprint(asked))})
	return t
}

// rollPaper sends the list of who was at a session, to sign.
func (c *Conversation) rollPaper(ctx context.Context, in input, p payload) (Turn, error) {
	reg, err := c.register(ctx, in, p.args[:])
	if err != nil {
		return Turn{}, err
	}
	one, ok := reg.course.Session(p.args[1])
	if !ok {
		return courseFull(in, quiz.ErrItemGone)
	}
	content, err := paper.Docx(attendancePaper(in, reg, one))
	if err != nil {
		return Turn{}, fmt.Errorf("write the roll of a session: %w", err)
	}
	return below(in.Event, Turn{Replies: []Reply{{
		Kind: SendFile, Text: []Span{plain(say("roll_paper_caption", sessionLabel(one)))},
		File: &Attachment{Name: "danh-sach-diem-danh-" + one.Day.String() + ".docx", Content: content},
	}}}), nil
}

// attendancePaper is that list: of those who were expected who was there, and of whom a trainer entered it by whom.
func attendancePaper(in input, reg register, s *quiz.Session) paper.Document {
	list := paper.Attendance{}
	for _, o := range reg.expected(in, s) {
		a := reg.all.Of(o.ID)
		row := paper.Attendee{Name: o.Name, Unit: unitLabel(in.Roster, o.Unit), Present: a.Here(s)}
		if by := a.Present[s.ID].By; by != "" {
			row.Remark = say("attendance_by", in.name(by))
		}
		list.Rows = append(list.Rows, row)
	}
	unit := in.Actor.Officer.Unit
	above := ""
	if u, ok := in.Roster.Unit(unit); ok {
		above = unitName(in.Roster, u.Parent)
	}
	blocks := []paper.Block{paper.Paragraph{Text: say("attendance_title", s.Title)}, paper.Paragraph{Text: say("attendance_time", sessionTime(s))}}
	if s.Place != "" {
		blocks = append(blocks, paper.Paragraph{Text: say("session_place", s.Place)})
	}
	return paper.Document{
		Above: above, Unit: unitLabel(in.Roster, unit), Title: say("attendance_paper"), Subtitle: classLabel(in.Roster, reg.class),
		Day: s.Day, Blocks: append(blocks, list), Signers: []string{say("attendance_maker"), say("attendance_signer")},
	}
}
