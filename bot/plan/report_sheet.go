package plan

import (
	"fmt"
	"strconv"
	"strings"

	"camnang/bot/officer"
	"camnang/bot/sheet"
)

// Names say what officers call what a plan holds ids of; "" is shown as it is. Every one must be there.
type Names struct {
	Unit    func(officer.UnitID) string
	Officer func(officer.ID) string
	// Reason says in words what a day rests on. A clause that is in doubt is not to be shown as current there.
	Reason func(Reason) string
}

// tallyColumn is one of the columns of a tally. Those that are brief stand on paper too.
type tallyColumn struct {
	head  string
	brief bool
	of    func(Tally) int
}

var tallyColumns = []tallyColumn{
	{"Số kế hoạch", false, func(t Tally) int { return t.Plans }},
	{"Kế hoạch đã xong", false, func(t Tally) int { return t.PlansDone }},
	{"Tổng số việc", true, Tally.All},
	{"Đến hạn trong kỳ", false, func(t Tally) int { return t.Planned }},
	{"Kỳ trước chuyển sang", false, func(t Tally) int { return t.Carried }},
	{"Xong đúng hạn", true, func(t Tally) int { return t.Done }},
	{"Xong chậm", true, func(t Tally) int { return t.DoneLate }},
	{"Quá hạn", true, func(t Tally) int { return t.Overdue }},
	{"Chưa đến hạn", true, func(t Tally) int { return t.Ahead }},
	{"Lùi sang sau kỳ", true, func(t Tally) int { return t.MovedOn }},
	{"Đã hủy", true, func(t Tally) int { return t.Cancelled }},
	{"Được gia hạn", true, func(t Tally) int { return t.Extended }},
	{"Đã lùi ngày", false, func(t Tally) int { return t.Postponed }},
}

// Sheet is the report as the sheets of a workbook: by kind of work, by unit, and what is overdue. The last row of the
// first two is the sum.
func (r Report) Sheet(names Names) []sheet.Table {
	return []sheet.Table{
		r.table("Theo loại việc", "Loại việc", r.ByWork, names, false),
		r.table("Theo đơn vị", "Đơn vị", r.ByUnit, names, false),
		r.arrears(names),
	}
}

// Brief is the report as tables that fit upright paper: those of Sheet with fewer columns; the one of units only when
// there are several, the one of what is overdue only when something is.
func (r Report) Brief(names Names) []sheet.Table {
	out := []sheet.Table{r.table("Theo loại việc", "Loại việc", r.ByWork, names, true)}
	if len(r.ByUnit) > 1 {
		out = append(out, r.table("Theo đơn vị", "Đơn vị", r.ByUnit, names, true))
	}
	if len(r.Overdue) > 0 {
		arrears := r.arrears(names)
		for i := range arrears.Rows {
			arrears.Rows[i].Cells = arrears.Rows[i].Cells[:briefArrears]
		}
		arrears.Head = arrears.Head[:briefArrears]
		out = append(out, arrears)
	}
	return out
}

func (r Report) table(name, head string, portions []Portion, names Names, brief bool) sheet.Table {
	t := sheet.Table{Name: name, Head: []string{head}}
	for _, c := range tallyColumns {
		if !brief || c.brief {
			t.Head = append(t.Head, c.head)
		}
	}
	add := func(label string, tally Tally) {
		cells := []string{label}
		for _, c := range tallyColumns {
			if !brief || c.brief {
				cells = append(cells, strconv.Itoa(c.of(tally)))
			}
		}
		t.Rows = append(t.Rows, sheet.Row{Number: len(t.Rows) + 2, Cells: cells})
	}
	for _, p := range portions {
		add(p.label(names), p.Tally)
	}
	add("Tổng số", r.Total)
	return t
}

// label is what officers call a portion.
func (p Portion) label(names Names) string {
	switch {
	case p.Work != "":
		return p.Work.Vietnamese()
	case p.Kind != "":
		return kindName(p.Kind)
	case p.Unit == "":
		return "Không thuộc đơn vị nào"
	}
	return names.Unit(p.Unit)
}

// kindName is what officers call a kind of plan in a list.
func kindName(k Kind) string {
	switch k {
	case Year:
		return "Kế hoạch năm"
	case Case:
		return "Cuộc kiểm tra, giám sát"
	case Duty:
		return "Việc định kỳ"
	case Errand:
		return "Việc đơn lẻ"
	}
	return ""
}

// briefArrears is how many of the columns of the overdue stand on paper.
const briefArrears = 5

func (r Report) arrears(names Names) sheet.Table {
	t := sheet.Table{Name: "Việc quá hạn", Head: []string{
		"Mã", "Việc", "Phụ trách", "Hạn", "Số ngày quá hạn", "Kế hoạch", "Đơn vị", "Căn cứ của hạn",
	}}
	for i, a := range r.Overdue {
		t.Rows = append(t.Rows, sheet.Row{Number: i + 2, Cells: []string{
			a.Plan.Code(), a.Step.Title, names.lead(a.Step), a.Day.Vietnamese(), strconv.Itoa(a.Days), a.Plan.Title,
			names.unit(a.Plan), names.Reason(a.Step.Reason),
		}})
	}
	return t
}

func (n Names) lead(s *Step) string {
	if s.Lead == "" {
		return ""
	}
	return n.Officer(s.Lead)
}

func (n Names) unit(p *Plan) string {
	if p.Unit == "" {
		return ""
	}
	return n.Unit(p.Unit)
}

// Sentences say the sum of the report in complete sentences, for the text of a paper or a message. What is not there is
// not spoken of.
func (r Report) Sentences() []string {
	if r.Until.Before(r.Period.From()) {
		// Nothing has happened in it yet, so only what is planned can be said.
		text := fmt.Sprintf("Trong %s có %d việc theo kế hoạch.", r.Period.Vietnamese(), r.Total.All())
		return append([]string{text}, r.undated()...)
	}
	t := r.Total
	out := []string{fmt.Sprintf("Trong %s, tính đến hết ngày %s, có %d việc phải thực hiện%s.", r.Period.Vietnamese(),
		r.Until.Vietnamese(), t.All(), within(t.Carried, "trong đó %d việc từ kỳ trước chuyển sang"))}
	if t.All() > 0 {
		out = append(out, fmt.Sprintf("Đã hoàn thành %d việc%s.", t.Done+t.DoneLate, within(t.DoneLate, "trong đó %d việc hoàn thành chậm")))
	}
	var rest []string
	for _, part := range []struct {
		n    int
		text string
	}{
		{t.Overdue, "%d việc quá hạn"}, {t.Ahead, "%d việc chưa đến hạn"}, {t.MovedOn, "%d việc đã lùi sang sau kỳ báo cáo"},
	} {
		if part.n > 0 {
			rest = append(rest, fmt.Sprintf(part.text, part.n))
		}
	}
	if len(rest) > 0 {
		out = append(out, "Chưa hoàn thành: "+strings.Join(rest, ", ")+".")
	}
	if t.Cancelled > 0 {
		out = append(out, fmt.Sprintf("Đã hủy %d việc.", t.Cancelled))
	}
	if t.Extended > 0 {
		out = append(out, fmt.Sprintf("Đã được gia hạn: %d việc.", t.Extended))
	}
	if t.Postponed > 0 {
		out = append(out, fmt.Sprintf("Đã lùi ngày, không qua gia hạn: %d việc.", t.Postponed))
	}
	return append(out, r.undated()...)
}

func (r Report) undated() []string {
	if r.Undated == 0 {
		return nil
	}
	return []string{fmt.Sprintf("Ngoài ra còn %d việc chưa đặt ngày, không tính trong báo cáo.", r.Undated)}
}

// within is a text about a part of what was said before; "" when there is none of it.
func within(n int, text string) string {
	if n == 0 {
		return ""
	}
	return ", " + fmt.Sprintf(text, n)
}
