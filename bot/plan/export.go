package plan

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"camnang/bot/sheet"
	"camnang/corpus/calendar"
	"camnang/corpus/procedure"
)

// Progress is plans with all their steps as the sheets of a workbook, a row a step, in the order of the plans and of
// their steps: one sheet, or as many as sheet.RowLimit needs. Plans without a step have no row. now is in the officers'
// time zone. No name but those of the officers who lead is in it.
func Progress(plans []*Plan, names Names, now time.Time) []sheet.Table {
	var rows []sheet.Row
	for _, p := range plans {
		cancelled := cancelledAt(p)
		for i := range p.Steps {
			rows = append(rows, sheet.Row{Cells: stepCells(p, &p.Steps[i], cancelled, names, now)})
		}
	}
	head := []string{
		"Mã", "Kế hoạch", "Loại", "Đơn vị", "Bước", "Việc", "Giai đoạn", "Phụ trách", "Hạn", "Giờ", "Căn cứ của hạn",
		"Hạn trước đây", "Tài liệu phải có", "Tình trạng", "Ngày kết thúc", "Số ngày chậm", "Ghi chú",
	}
	var out []sheet.Table
	for part := range slices.Chunk(rows, sheet.RowLimit) {
		for i := range part {
			part[i].Number = i + 2
		}
		out = append(out, sheet.Table{Name: "Tiến độ", Head: head, Rows: part})
	}
	if out == nil {
		out = []sheet.Table{{Name: "Tiến độ", Head: head}}
	}
	return out
}

func stepCells(p *Plan, s *Step, cancelled *time.Time, names Names, now time.Time) []string {
	end := endOf(s, cancelled)
	clock, ended, note := "", "", ""
	if s.Minute > 0 && !s.Day.IsZero() {
		clock = fmt.Sprintf("%02d giờ %02d", s.Minute/60, s.Minute%60)
	}
	if end != nil {
		ended, note = calendar.On(end.At.In(now.Location())).Vietnamese(), end.Note
	}
	return []string{
		p.Code(), p.Title, kindName(p.Kind), names.unit(p), s.ID, s.Title, procedure.Stage(s.Stage).Vietnamese(), names.lead(s),
		s.Day.Vietnamese(), clock, restText(s, names), movedText(s), s.Product, stateText(s, end, now), ended, lateText(s, end, now), note,
	}
}

// restText says what the day of a step rests on. That of a day that was moved since is that of the first one.
func restText(s *Step, names Names) string {
	var lines []string
	if text := names.Reason(s.Reason); text != "" && !s.Day.IsZero() {
		if n := len(s.Moved); n > 0 && s.Moved[n-1].Why != "" {
			text = "Trước khi đổi ngày: " + text
		}
		lines = append(lines, text)
	}
	if s.Sample {
		lines = append(lines, "Mẫu tham khảo: bước này theo mẫu hồ sơ, không dựa trên điều khoản nào.")
	}
	return strings.Join(lines, "\n")
}

// movedText lists the days that a step was due before, oldest first.
func movedText(s *Step) string {
	var lines []string
	for _, m := range s.Moved {
		line := m.Day.Vietnamese()
		if m.Day.IsZero() {
			line = "chưa đặt ngày"
		}
		if m.Extended {
			line += ", được gia hạn"
		}
		if m.Why != "" {
			line += ": " + m.Why
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// stateText says how a step stands at a moment.
func stateText(s *Step, end *Ended, now time.Time) string {
	text := "Chưa đến hạn"
	switch {
	case end != nil && end.Cancelled:
		return "Đã hủy"
	case end != nil && lateOn(s.Day, s.Minute, s.At, end.At.In(now.Location())):
		return "Hoàn thành chậm"
	case end != nil:
		return "Đã hoàn thành"
	case s.Day.IsZero():
		return "Chưa đặt ngày"
	case lateOn(s.Day, s.Minute, s.At, now):
		text = "Quá hạn"
	case s.Day == calendar.On(now):
		text = "Đến hạn hôm nay"
	}
	if s.Asked != nil {
		text += fmt.Sprintf(", đang đề nghị gia hạn đến %s", s.Asked.Day.Vietnamese())
	}
	return text
}

// lateText is how many days of the calendar a step was done after its day, or is overdue; "0" when it is late by the
// minute, "" when it is in time or cancelled.
func lateText(s *Step, end *Ended, now time.Time) string {
	at := now
	switch {
	case end != nil && end.Cancelled:
		return ""
	case end != nil:
		at = end.At.In(now.Location())
	}
	if !lateOn(s.Day, s.Minute, s.At, at) {
		return ""
	}
	return strconv.Itoa(daysBetween(s.Day, calendar.On(at)))
}
