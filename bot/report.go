package bot

import (
	"context"
	"fmt"
	"strings"

	"camnang/bot/officer"
	"camnang/bot/paper"
	"camnang/bot/plan"
	table "camnang/bot/sheet"
	"camnang/corpus/procedure"
)

// reportScreens make the head's report of a unit and those below, and the workbook of its plans. Their first argument is
// the unit.
func reportScreens() []screen {
	return []screen{
		{name: "report", action: officer.SeeProgress, about: aboutUnit, handle: (*Conversation).reportAsked},
		{name: "reportmade", action: officer.SeeProgress, about: aboutUnit, handle: (*Conversation).reportMade},
		{name: "reportother", action: officer.SeeProgress, about: aboutUnit, handle: func(c *Conversation, ctx context.Context, in input, p payload) (Turn, error) {
			return c.asking(ctx, in, "reportperiod", say("report_ask"), p.args[0])
		}},
		{name: "unitprogress", action: officer.SeeProgress, about: aboutUnit, handle: (*Conversation).unitProgress},
		{name: "planfile", action: officer.SeeWork, about: aboutPlan, handle: (*Conversation).planBook},
	}
}

func reportWaits() []wait {
	return []wait{{name: "reportperiod", action: officer.SeeProgress, about: aboutUnit, handle: (*Conversation).reportPeriod}}
}

// A period in a button is its year, first month and number of months: "2026x10x3".
func periodArgument(p plan.Period) string { return fmt.Sprintf("%dx%dx%d", p.Year, p.First, p.Months) }

func readPeriod(s string) (p plan.Period, ok bool) {
	n, err := fmt.Sscanf(s, "%dx%dx%d", &p.Year, &p.First, &p.Months)
	return p, err == nil && n == 3 && p.Vietnamese() != ""
}

// reportAsked asks for the period.
func (c *Conversation) reportAsked(_ context.Context, in input, p payload) (Turn, error) {
	var rows [][]Button
	for _, period := range plan.PeriodsAt(c.today(c.cfg.Now()).Day) {
		rows = append(rows, []Button{
			opens(period.Vietnamese(), "reportmade", 1, p.args[0], periodArgument(period)),
			opens(period.Before().Vietnamese(), "reportmade", 1, p.args[0], periodArgument(period.Before())),
		})
	}
	rows = append(rows, []Button{opens(say("report_other"), "reportother", 1, p.args[0]), opens(say("progress_back"), "progress", 1, p.args[0])})
	return inPlace(in.Event, []Span{plain(say("report_choose", unitLabel(in.Roster, officer.UnitID(p.args[0]))))}, rows), nil
}

// reportPeriod takes another period.
func (c *Conversation) reportPeriod(ctx context.Context, in input, args []string, text string) (Turn, error) {
	period, ok := plan.ParsePeriod(text, c.today(c.cfg.Now()).Day)
	if !ok {
		return sentence(say("report_ask")), nil
	}
	if _, err := c.ended(ctx, in); err != nil {
		return Turn{}, err
	}
	return c.report(in, officer.UnitID(args[0]), period)
}

func (c *Conversation) reportMade(_ context.Context, in input, p payload) (Turn, error) {
	period, ok := readPeriod(p.args[1])
	if !ok {
		return c.forged(in, "button", say("tap_not_valid")), nil
	}
	t, err := c.report(in, officer.UnitID(p.args[0]), period)
	return below(in.Event, t), err
}

// names are what a report and a sheet call what plans hold ids of.
func (c *Conversation) names(in input) plan.Names {
	return plan.Names{
		Officer: in.name,
		Unit:    func(u officer.UnitID) string { return unitLabel(in.Roster, u) },
		Reason:  reasonText,
	}
}

// report is the sum in words, and the report as a workbook and as a paper to sign.
func (c *Conversation) report(in input, unit officer.UnitID, period plan.Period) (Turn, error) {
	var plans []*plan.Plan
	for _, id := range unitsUnder(in.Roster, unit) {
		plans = append(plans, in.Book.OfUnit(id)...)
	}
	r, names := plan.Count(plans, period, c.workOf, c.now()), c.names(in)
	name := unitLabel(in.Roster, unit)
	book, err := table.Write(r.Sheet(names)...)
	if err != nil {
		return Turn{}, fmt.Errorf("write a report: %w", err)
	}
	above := ""
	if u, ok := in.Roster.Unit(unit); ok {
		above = unitName(in.Roster, u.Parent)
	}
	doc := paper.Document{
		Above: above, Unit: name, Title: say("report_title"), Subtitle: say("report_about", period.Vietnamese()),
		Signers: []string{say("report_maker"), say("report_signer")},
	}
	for _, line := range r.Sentences() {
		doc.Blocks = append(doc.Blocks, paper.Paragraph{Text: line})
	}
	for _, t := range r.Brief(names) {
		block := paper.Table{Caption: t.Name, Head: t.Head}
		for _, row := range t.Rows {
			block.Rows = append(block.Rows, row.Cells)
		}
		doc.Blocks = append(doc.Blocks, block)
	}
	content, err := paper.Docx(doc)
	if err != nil {
		return Turn{}, fmt.Errorf("write a report: %w", err)
	}
	var s sheet
	s.para(bold(say("report_heading", period.Vietnamese(), name)))
	s.para(plain(strings.Join(r.Sentences(), "\n")))
	file := "bao-cao-" + strings.ReplaceAll(period.String(), " ", "-")
	return Turn{Replies: []Reply{
		{Kind: Send, Text: s.done(), Buttons: [][]Button{{opens(say("progress_back"), "progress", 1, string(unit))}}},
		{Kind: SendFile, Text: []Span{plain(say("report_book"))}, File: &Attachment{Name: file + ".xlsx", Content: book}},
		{Kind: SendFile, Text: []Span{plain(say("report_paper"))}, File: &Attachment{Name: file + ".docx", Content: content}},
	}}, nil
}

// unitProgress sends the plans of a unit and of those below with their progress as a workbook.
func (c *Conversation) unitProgress(_ context.Context, in input, p payload) (Turn, error) {
	unit := officer.UnitID(p.args[0])
	return c.progressBook(in, plansUnder(in, unit), unitLabel(in.Roster, unit), "tien-do")
}

// planBook sends one plan as a workbook.
func (c *Conversation) planBook(_ context.Context, in input, p payload) (Turn, error) {
	found, _ := in.Book.Plan(plan.ID(p.args[0]))
	return c.progressBook(in, []*plan.Plan{found}, found.Code(), found.Code())
}

func (c *Conversation) progressBook(in input, plans []*plan.Plan, name, file string) (Turn, error) {
	content, err := table.Write(plan.Progress(plans, c.names(in), c.now())...)
	if err != nil {
		return Turn{}, fmt.Errorf("write %d plans: %w", len(plans), err)
	}
	return below(in.Event, Turn{Replies: []Reply{{
		Kind: SendFile, Text: []Span{plain(say("progress_book", name))},
		File: &Attachment{Name: file + "-" + c.today(c.cfg.Now()).Day.String() + ".xlsx", Content: content},
	}}}), nil
}

// workOf is the kind of work of a procedure, "" for none that is known.
func (c *Conversation) workOf(id string) procedure.Kind {
	if p, ok := c.cfg.Procedures.Find(id); ok {
		return p.Kind
	}
	return ""
}
