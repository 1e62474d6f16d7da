package bot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"camnang/bot/officer"
	"camnang/bot/plan"
	table "camnang/bot/sheet"
)

// Of a file of plans, changedShown is how many changed plans stand in the message, codesShown how many codes of changed
// plans; lineLimit is how long a line about one row is, so that the message fits.
const (
	changedShown = 5
	codesShown   = 12
	lineLimit    = 200
)

// planImportScreens lead from the button to plans read in. Their first argument is the unit. As with a roster, what is
// checked and what is read in are the same file: the dialogue keeps the channel's handle of it and the digest of what was
// shown, and nothing of its content.
func planImportScreens() []screen {
	return []screen{
		{name: "planimport", action: officer.ImportWork, about: aboutUnit, handle: (*Conversation).planImportAsked},
		{name: "planform", action: officer.ImportWork, about: aboutUnit, handle: (*Conversation).planForm},
		{name: "plancolumn", action: officer.ImportWork, about: aboutUnit, handle: (*Conversation).planColumn},
		{name: "planskipcols", action: officer.ImportWork, about: aboutUnit, handle: (*Conversation).planColumnsSkipped},
		{name: "planrematch", action: officer.ImportWork, about: aboutUnit, handle: (*Conversation).planColumnsAnew},
		{name: "plantake", action: officer.ImportWork, about: aboutUnit, handle: (*Conversation).planTake},
	}
}

// planImportWaits take a file: "planimport" the first one, with the unit; "planread" another one instead of the one that was
// checked, with unit, handle, name and digest of that.
func planImportWaits() []wait {
	return []wait{
		{name: "planimport", action: officer.ImportWork, about: aboutUnit, files: fileAwaited, handle: (*Conversation).planFileSent},
		{name: "planread", action: officer.ImportWork, about: aboutUnit, files: fileAwaited, handle: (*Conversation).planFileSent},
	}
}

// planImportAsked asks for the file, and says beforehand which way it takes and what is not read of it.
func (c *Conversation) planImportAsked(ctx context.Context, in input, p payload) (Turn, error) {
	name := unitLabel(in.Roster, officer.UnitID(p.args[0]))
	t, err := c.asking(ctx, in, "planimport", say("planimport_ask", name), p.args[0])
	if err != nil {
		return Turn{}, err
	}
	last := &t.Replies[len(t.Replies)-1]
	last.Buttons = append([][]Button{{opens(say("planimport_form"), "planform", 1, p.args[0])}}, last.Buttons...)
	return t, nil
}

// planForm sends a file to fill in, and goes on waiting for it.
func (c *Conversation) planForm(ctx context.Context, in input, p payload) (Turn, error) {
	content, err := table.Write(plan.Template())
	if err != nil {
		return Turn{}, fmt.Errorf("write the form of a file of plans: %w", err)
	}
	if _, err := c.setWait(ctx, in, standing{name: "planimport", args: p.args[:1]}); err != nil {
		return Turn{}, err
	}
	return below(in.Event, Turn{Replies: []Reply{{
		Kind: SendFile, Text: []Span{plain(say("planimport_form_caption"))}, File: &Attachment{Name: "mau-ke-hoach.xlsx", Content: content},
	}}}), nil
}

// plansFile is a file of plans that was fetched, and what reading it in would do.
type plansFile struct {
	unit         officer.UnitID
	handle, name string
	// digest is that of the content, sum that of all it would do: when the file, the plans or the roster change that, so
	// does sum.
	digest, sum string
	does        plan.Import
	summary     plan.Summary
	problems    []plan.Problem
	// unknown are the columns to ask about, matched the headings in it that the officer matched before.
	unknown []plan.Unknown
	matched []string
	// refused is why it cannot be read as a table, "" when it can.
	refused string
}

// plansFrom fetches a file and decides what it leads to, as far as its columns are known.
func (c *Conversation) plansFrom(
	ctx context.Context, in input, unit officer.UnitID, handle, name string, own plan.Columns,
) (plansFile, error) {
	f := plansFile{unit: unit, handle: handle, name: name}
	content, err := c.cfg.Files.Fetch(ctx, handle, importLimit)
	if errors.Is(err, ErrTooLarge) {
		f.refused = say("planimport_large", importLimit>>20)
		return f, nil
	}
	if err != nil {
		return plansFile{}, fmt.Errorf("fetch a file of plans: %w", err)
	}
	t, err := table.Read(name, content)
	var unread *table.Error
	if errors.As(err, &unread) {
		f.refused = say(unreadTables[unread.Key])
		return f, nil
	}
	if err != nil {
		return plansFile{}, fmt.Errorf("read a file of plans: %w", err)
	}
	days, err := c.cfg.Workdays.Workdays(ctx)
	if err != nil {
		return plansFile{}, fmt.Errorf("read the days off: %w", err)
	}
	read := plan.ReadPlans(t, own, c.now(), days)
	f.unknown, f.matched = c.askedOf(read.Unknown, own), matchedIn(t, own)
	f.does, f.summary, f.problems = in.Book.PlanImport(read, plan.Into{
		Unit: unit, By: in.Actor.Officer.ID, At: c.cfg.Now(), Partly: true,
	}, in.Roster)
	sum := sha256.Sum256(content)
	f.digest = hex.EncodeToString(sum[:])
	f.sum = f.shown()
	return f, nil
}

// shown is the digest of what an officer reads of a file before deciding, and of who gets what by it. The moment of reading
// is not in it.
func (f plansFile) shown() string {
	h := sha256.New()
	fmt.Fprintf(h, "%s %s %v\n", f.digest, f.unit, f.summary)
	for _, p := range f.problems {
		fmt.Fprintf(h, "%d %s\n", p.Row, p.Text)
	}
	plans := slices.Clone(f.does.Made)
	for _, e := range f.does.Edits {
		plans = append(plans, e.Plan())
	}
	for _, p := range plans {
		fmt.Fprintf(h, "%s %s %s %v", p.ID, p.Title, p.Begins, p.Team)
		for _, s := range p.Steps {
			fmt.Fprintf(h, " %s %s %d %s", s.Lead, s.Day, s.Minute, s.Reason.Document)
		}
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
}

// planFileSent checks a file that was sent. The first argument is the unit.
func (c *Conversation) planFileSent(ctx context.Context, in input, args []string, _ string) (Turn, error) {
	if in.File == nil {
		return sentence(say("import_ask_again")), nil
	}
	own, _, _, err := c.ownColumns(ctx, in)
	if err != nil {
		return Turn{}, err
	}
	f, err := c.plansFrom(ctx, in, officer.UnitID(args[0]), in.File.ID, in.File.Name, own)
	if err != nil {
		return Turn{}, err
	}
	return c.planFileShown(ctx, in, f)
}

// planFileShown goes on with a file: it asks for the next column that nobody knows, else says what reading the file in would
// do. The dialogue remembers the file, and takes another one instead.
func (c *Conversation) planFileShown(ctx context.Context, in input, f plansFile) (Turn, error) {
	if f.refused != "" {
		if _, err := c.setWait(ctx, in, standing{name: "planimport", args: []string{string(f.unit)}}); err != nil {
			return Turn{}, err
		}
		return inPlace(in.Event, []Span{plain(f.refused)}, [][]Button{{runs(say("cancel"), "huy")}}), nil
	}
	if len(f.unknown) == 0 && len(f.problems) == 0 && len(f.does.Changes()) == 0 {
		if _, err := c.ended(ctx, in); err != nil {
			return Turn{}, err
		}
		var s sheet
		c.planCounts(&s, in, f)
		s.para(plain(say("planimport_nothing")))
		return inPlace(in.Event, s.done(), [][]Button{{runs(say("planimport_mine"), "kehoach")}}), nil
	}
	kept := standing{name: "planread", args: []string{string(f.unit), f.handle, f.name, f.sum}}
	if _, err := c.setWait(ctx, in, kept); err != nil {
		return Turn{}, err
	}
	if len(f.unknown) > 0 {
		return c.planColumnAsked(in, f), nil
	}
	return c.planFileChecked(in, f), nil
}

// planCounts writes what is in a file and what it would do.
func (c *Conversation) planCounts(s *sheet, in input, f plansFile) {
	s.para(bold(say("planimport_heading", unitLabel(in.Roster, f.unit))))
	s.line(plain(say("planimport_rows", f.summary.Rows)))
	for _, part := range []struct {
		key   string
		count int
	}{
		{"planimport_new", len(f.summary.New)},
		{"planimport_changed", len(f.summary.Changed)},
		{"planimport_same", f.summary.Unchanged},
		{"planimport_ended", len(f.summary.Ended)},
		{"planimport_absent", len(f.summary.Absent)},
		{"planimport_wrong", f.summary.Wrong},
	} {
		// Of a file in which no work is found nothing is absent.
		if part.count > 0 && f.summary.Rows > 0 {
			s.line(plain(say(part.key, part.count)))
		}
	}
	if len(f.summary.Dropped) == 0 {
		return
	}
	var dropped []string
	for _, heading := range f.summary.Dropped {
		if c.cfg.Guard(heading) == "" {
			short, _ := shorten(heading, 60)
			dropped = append(dropped, "“"+short+"”")
		}
	}
	if len(dropped) == 0 || len(dropped) > 5 {
		s.line(plain(say("planimport_dropped_count", len(f.summary.Dropped))))
		return
	}
	s.line(plain(say("planimport_dropped", strings.Join(dropped, ", "))))
}

// planFileChecked says what reading a file in would do, and offers to do it.
func (c *Conversation) planFileChecked(in input, f plansFile) Turn {
	var s sheet
	c.planCounts(&s, in, f)
	for n, changed := range f.summary.Changed[:min(changedShown, len(f.summary.Changed))] {
		if n == 0 {
			s.para(plain(say("planimport_changes")))
		}
		line, _ := shorten(say("planimport_change", changed.Code, changed.Row, changed.Text), lineLimit)
		s.line(plain(line))
	}
	if more := len(f.summary.Changed) - changedShown; more > 0 {
		s.line(plain(say("planimport_more", more)))
	}
	if len(f.problems) > 0 {
		s.para(plain(say("planimport_problems", len(f.problems))))
		for _, p := range f.problems[:min(problemsShown, len(f.problems))] {
			line, _ := shorten(c.planProblem(p), lineLimit)
			s.line(plain(line))
		}
	}
	unit := string(f.unit)
	var rows [][]Button
	switch does := len(f.does.Changes()) > 0; {
	case does && len(f.problems) > 0:
		s.para(plain(say("planimport_sure_partly")))
		rows = append(rows, []Button{opens(say("planimport_partly"), "plantake", 1, unit, f.sum)})
	case does:
		s.para(plain(say("planimport_sure")))
		rows = append(rows, []Button{opens(say("planimport_yes"), "plantake", 1, unit, f.sum)})
	default:
		s.para(plain(say("planimport_mend")))
	}
	if len(f.matched) > 0 {
		rows = append(rows, []Button{opens(say("plancolumn_anew"), "planrematch", 1, unit)})
	}
	t := inPlace(in.Event, s.done(), append(rows, []Button{runs(say("cancel"), "huy")}))
	if len(f.problems) > problemsShown {
		var all strings.Builder
		for _, p := range f.problems {
			all.WriteString(c.planProblem(p) + "\n")
		}
		t.Replies = append(t.Replies, Reply{
			Kind: SendFile, Text: []Span{plain(say("import_problems_file"))},
			File: &Attachment{Name: "loi-trong-tep.txt", Content: []byte(all.String())},
		})
	}
	return t
}

// planProblem is a problem with its row. What it quotes of the file goes by the guard like everything that is sent.
func (c *Conversation) planProblem(p plan.Problem) string {
	text := p.Text
	for _, arg := range p.Args {
		if quoted, ok := arg.(string); ok && c.cfg.Guard(quoted) != "" {
			text = say("planimport_problem_held")
		}
	}
	if p.Row == 0 {
		return text
	}
	return say("import_problem", p.Row, text)
}

// planTake reads in the file that was checked, all of it in one step. When the file, the plans or the roster lead to
// something else by now, that is shown instead.
func (c *Conversation) planTake(ctx context.Context, in input, p payload) (Turn, error) {
	kept, own, err := c.planFileKept(ctx, in, p.args[0])
	if err != nil {
		return Turn{}, err
	}
	if argument(kept.args, 3) == "" || argument(kept.args, 3) != p.args[1] {
		return refusal(in.Event, say("import_old")), nil
	}
	f, err := c.plansFrom(ctx, in, officer.UnitID(p.args[0]), kept.args[1], kept.args[2], own)
	if err != nil {
		return Turn{}, err
	}
	if f.refused != "" || f.sum != p.args[1] || len(f.unknown) > 0 || len(f.does.Changes()) == 0 {
		return c.planFileShown(ctx, in, f)
	}
	if _, err := c.ended(ctx, in); err != nil {
		return Turn{}, err
	}
	var s sheet
	s.para(bold(say("planimport_done", unitLabel(in.Roster, f.unit))))
	if made := f.does.Made; len(made) == 1 {
		s.line(plain(say("planimport_done_one", made[0].Code())))
	} else if len(made) > 1 {
		s.line(plain(say("planimport_done_new", len(made), made[0].Code(), made[len(made)-1].Code())))
	}
	if n := len(f.summary.Changed); n > 0 {
		var codes []string
		for _, line := range f.summary.Changed[:min(codesShown, n)] {
			codes = append(codes, line.Code)
		}
		if n > codesShown {
			codes = append(codes, "…")
		}
		s.line(plain(say("planimport_done_changed", n, strings.Join(codes, ", "))))
	}
	if f.summary.Wrong > 0 {
		s.line(plain(say("planimport_done_wrong", f.summary.Wrong)))
	}
	show := inPlace(in.Event, s.done(), [][]Button{{runs(say("planimport_mine"), "kehoach"), runs(say("planimport_progress"), "tiendo")}})
	return c.planRead(in, show.and(c.planTold(in, f)), f), nil
}
