package bot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/reminder"
	table "camnang/bot/sheet"
	"camnang/corpus/procedure"
)

// procedureScreens are those of the procedures that units enter for themselves. A second person confirms one before it is
// used. Their first argument is the unit, the second the procedure (ownSeen where it matters which version was looked at).
func procedureScreens() []screen {
	return []screen{
		{name: "procs", action: officer.KeepProcedure, about: aboutUnit, handle: (*Conversation).ownList},
		{name: "procnew", action: officer.KeepProcedure, about: aboutUnit, handle: (*Conversation).ownNew},
		{name: "procform", action: officer.KeepProcedure, about: aboutUnit, handle: (*Conversation).ownForm},
		{name: "proc", action: officer.KeepProcedure, about: aboutUnit, handle: (*Conversation).ownShown},
		{name: "procstep", action: officer.KeepProcedure, about: aboutUnit, handle: (*Conversation).ownAsk},
		{name: "procsure", action: officer.KeepProcedure, about: aboutUnit, handle: (*Conversation).ownConfirm},
		{name: "procdrop", action: officer.KeepProcedure, about: aboutUnit, handle: (*Conversation).ownDrop},
		{name: "procdropped", action: officer.KeepProcedure, about: aboutUnit, handle: (*Conversation).ownDropped},
	}
}

// procedureWaits are the name of a procedure, and its steps as lines or as a sheet.
func procedureWaits() []wait {
	return []wait{
		{name: "procname", action: officer.KeepProcedure, about: aboutUnit, handle: (*Conversation).ownNamed},
		{name: "procsteps", action: officer.KeepProcedure, about: aboutUnit, files: fileAwaited, handle: (*Conversation).ownSteps},
	}
}

// own finds a procedure of a unit. The Turn is the answer when it is not there or another unit's.
func (c *Conversation) own(ctx context.Context, in input, unit, id string) (procedure.Own, *Turn, error) {
	record, err := c.cfg.Records.Record(ctx, queue.TableProcedure, id)
	if err != nil {
		return procedure.Own{}, nil, fmt.Errorf("read a procedure: %w", err)
	}
	if record.Version == 0 {
		gone := refusal(in.Event, say("procedure_gone"))
		return procedure.Own{}, &gone, nil
	}
	o, err := procedure.DecodeOwn(record.ID, record.Version, record.Value)
	if err != nil {
		return procedure.Own{}, nil, err
	}
	if o.Unit != unit {
		gone := refusal(in.Event, say("procedure_gone"))
		return procedure.Own{}, &gone, nil
	}
	return o, nil, nil
}

// ownedBody is the journal's record of a procedure entered, changed, confirmed or removed.
type ownedBody struct {
	Procedure string         `json:"procedure"`
	Unit      officer.UnitID `json:"unit"`
	What      string         `json:"what"`
}

// keepsOwn is a change of a procedure; whoever changes what it says enters it anew, and it must be confirmed again.
func (c *Conversation) keepsOwn(in input, o procedure.Own, what string, show Turn) (Turn, error) {
	value, err := json.Marshal(o)
	if err != nil {
		return Turn{}, fmt.Errorf("write the procedure %s: %w", o.ID, err)
	}
	body := ownedBody{Procedure: o.ID, Unit: officer.UnitID(o.Unit), What: what}
	return show.changing(queue.Change{Table: queue.TableProcedure, ID: o.ID, Was: o.Version, Value: value}).
		noting(in.note(journal.OwnProcess, false, body)), nil
}

// ownList lists the procedures of a unit.
func (c *Conversation) ownList(ctx context.Context, in input, p payload) (Turn, error) {
	owns, err := c.ownProcedures(ctx)
	if err != nil {
		return Turn{}, err
	}
	owns = slices.DeleteFunc(owns, func(o procedure.Own) bool { return o.Unit != p.args[0] })
	page, last, from, to := paged(len(owns), unitsPage, p.page)
	var s sheet
	s.para(bold(say("proc_heading", unitLabel(in.Roster, officer.UnitID(p.args[0])))))
	s.para(plain(say("proc_explained")))
	var rows [][]Button
	for _, o := range owns[from:to] {
		name := o.Title
		if _, used := o.InUse(); !used {
			name = say("proc_waiting", o.Title)
		} else if !o.Confirmed() {
			name = say("proc_change_waiting", o.Title)
		}
		rows = append(rows, []Button{opens(name, "proc", 1, o.Unit, o.ID)})
	}
	rows = append(rows, turning(page, last, func(n int) payload { return toScreen("procs", n, p.args[0]) })...)
	for n, kind := range procedure.Kinds {
		rows = append(rows, []Button{opens(say("proc_add", kind.Vietnamese()), "procnew", n+1, p.args[0])})
	}
	return inPlace(in.Event, s.done(), append(rows, []Button{opens(say("back"), "planmake", 1, p.args[0])})), nil
}

// ownNew asks for the name of a procedure; its page is the place of the kind.
func (c *Conversation) ownNew(ctx context.Context, in input, p payload) (Turn, error) {
	if p.page > len(procedure.Kinds) {
		return c.forged(in, "button", say("tap_not_valid")), nil
	}
	kind := procedure.Kinds[p.page-1]
	return c.asking(ctx, in, "procname", say("proc_ask_name", kind.Vietnamese()), p.args[0], string(kind))
}

// ownNamed enters a procedure without steps: its name, and behind a semicolon the document it rests on.
func (c *Conversation) ownNamed(ctx context.Context, in input, args []string, text string) (Turn, error) {
	title, document, _ := strings.Cut(text, ";")
	sum := sha256.Sum256([]byte(in.ID))
	o := procedure.Own{
		ID: "q" + hex.EncodeToString(sum[:6]), Unit: args[0], By: string(in.Actor.Officer.ID), At: c.cfg.Now().UTC(),
		Kind: procedure.Kind(argument(args, 1)), Title: strings.TrimSpace(title), Document: strings.TrimSpace(document),
	}
	if o.Title == "" || units(o.Title) > 150 || units(o.Document) > 250 {
		return sentence(say("proc_name_wrong")), nil
	}
	t, err := c.asksSteps(ctx, in, o)
	if err != nil {
		return Turn{}, err
	}
	return c.keepsOwn(in, o, "entered", t)
}

// asksSteps asks for the steps of a procedure, with a button for the sheet to fill in.
func (c *Conversation) asksSteps(ctx context.Context, in input, o procedure.Own) (Turn, error) {
	question, form := say("proc_ask_steps"), say("proc_form")
	if len(o.Steps) > 0 {
		question, form = say("proc_ask_change", len(o.Steps))+"\n"+question, say("proc_form_filled")
	}
	t, err := c.await(ctx, in, "procsteps", question, o.Unit, o.ID)
	if err != nil {
		return Turn{}, err
	}
	last := &t.Replies[len(t.Replies)-1]
	last.Buttons = append([][]Button{{opens(form, "procform", 1, o.Unit, o.ID)}}, last.Buttons...)
	return t, nil
}

// ownForm sends a sheet to fill in, of a procedure that has steps with them, and goes on waiting for it.
func (c *Conversation) ownForm(ctx context.Context, in input, p payload) (Turn, error) {
	o, wrong, err := c.own(ctx, in, p.args[0], p.args[1])
	if err != nil || wrong != nil {
		return orTurn(wrong), err
	}
	form := o.Sheet()
	t := table.Table{Name: say("proc_sheet"), Head: form[0]}
	for _, row := range form[1:] {
		t.Rows = append(t.Rows, table.Row{Cells: row})
	}
	content, err := table.Write(t)
	if err != nil {
		return Turn{}, fmt.Errorf("write the form of a procedure: %w", err)
	}
	asked, err := c.asksSteps(ctx, in, o)
	if err != nil {
		return Turn{}, err
	}
	name, caption := "mau-quy-trinh.xlsx", say("proc_form_caption")
	if len(o.Steps) > 0 {
		name, caption = "quy-trinh.xlsx", say("proc_form_filled_caption", o.Title)
	}
	file := Turn{Replies: []Reply{{Kind: SendFile, Text: []Span{plain(caption)}, File: &Attachment{Name: name, Content: content}}}}
	return below(in.Event, file.and(asked)), nil
}

func orTurn(t *Turn) Turn {
	if t == nil {
		return Turn{}
	}
	return *t
}

// ownAsk asks for the steps.
func (c *Conversation) ownAsk(ctx context.Context, in input, p payload) (Turn, error) {
	o, wrong, err := c.own(ctx, in, p.args[0], p.args[1])
	if err != nil || wrong != nil {
		return orTurn(wrong), err
	}
	t, err := c.asksSteps(ctx, in, o)
	if err != nil {
		return Turn{}, err
	}
	return below(in.Event, t), nil
}

// ownSteps takes the steps: a sheet replaces all of them, lines are put behind them.
func (c *Conversation) ownSteps(ctx context.Context, in input, args []string, text string) (Turn, error) {
	o, wrong, err := c.own(ctx, in, args[0], argument(args, 1))
	if err != nil || wrong != nil {
		return orTurn(wrong), err
	}
	var rows [][]string
	if in.File != nil {
		var refused string
		if rows, refused, err = c.rowsOf(ctx, in); err != nil || refused != "" {
			return sentence(refused), err
		}
	} else {
		for line := range strings.Lines(text) {
			rows = append(rows, []string{strings.TrimSpace(line)})
		}
	}
	for n, row := range rows {
		if reason := c.cfg.Guard(strings.Join(row, " ")); reason != "" {
			return sentence(say("row_refused", n+1)), nil
		}
	}
	var steps []procedure.OwnStep
	var problems []procedure.Problem
	if in.File != nil {
		steps, problems = procedure.ReadOwn(rows)
	} else {
		steps, problems = procedure.ReadLines(text)
		steps = append(slices.Clone(o.Steps), steps...)
	}
	if len(problems) > 0 {
		return sentence(problemLines(problems)), nil
	}
	o = o.Edited(steps, string(in.Actor.Officer.ID), c.cfg.Now().UTC())
	if problems := o.Problems(); len(problems) > 0 {
		return sentence(problemLines(problems)), nil
	}
	if _, err := c.ended(ctx, in); err != nil {
		return Turn{}, err
	}
	show := message(c.ownCard(in, o, 1, ""))
	told := say("proc_entered", in.Actor.Officer.Name, o.Title, unitLabel(in.Roster, officer.UnitID(o.Unit)))
	if o.Before != nil {
		told = say("proc_changed", in.Actor.Officer.Name, o.Title, unitLabel(in.Roster, officer.UnitID(o.Unit)))
	}
	about := officer.About{Unit: officer.UnitID(o.Unit)}
	for _, id := range reminder.Above(in.Roster, in.Actor.Officer.ID) {
		other, ok := in.Roster.Officer(id)
		if ok && in.Roster.May(officer.Actor{Account: other.Telegram, Officer: other}, officer.KeepProcedure, about) {
			show = show.and(in.tells(id, []Span{plain(told)}, [][]Button{{opens(say("proc_open"), "proc", 1, o.Unit, o.ID)}}))
		}
	}
	return c.keepsOwn(in, o, "changed", show)
}

// problemLines are the problems of a sheet, as many as a message shows.
func problemLines(problems []procedure.Problem) string {
	lines := []string{say("proc_problems", len(problems))}
	for _, p := range problems[:min(problemsShown, len(problems))] {
		lines = append(lines, p.Text)
	}
	return strings.Join(lines, "\n")
}

// rowsOf reads the file that was sent as rows, as a spreadsheet numbers them. refused is why it is no table.
func (c *Conversation) rowsOf(ctx context.Context, in input) (rows [][]string, refused string, err error) {
	content, err := c.cfg.Files.Fetch(ctx, in.File.ID, importLimit)
	if errors.Is(err, ErrTooLarge) {
		return nil, say("import_large", importLimit>>20), nil
	}
	if err != nil {
		return nil, "", fmt.Errorf("fetch a sheet: %w", err)
	}
	t, err := table.Read(in.File.Name, content)
	var unread *table.Error
	if errors.As(err, &unread) {
		return nil, say(unreadTables[unread.Key]), nil
	}
	if err != nil {
		return nil, "", fmt.Errorf("read a sheet: %w", err)
	}
	rows = make([][]string, max(1, t.HeadRow))
	rows[len(rows)-1] = t.Head
	for _, r := range t.Rows {
		for len(rows) < r.Number-1 {
			rows = append(rows, nil)
		}
		rows = append(rows, r.Cells)
	}
	return rows, "", nil
}
