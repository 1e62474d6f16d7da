package bot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"camnang/bot/journal"
	"camnang/bot/officer"
	table "camnang/bot/sheet"
	"camnang/corpus/calendar"
)

// importLimit is how large a roster file may be: thirty times one of 830 officers.
const importLimit = 5 << 20

// problemsShown is how many problems of a file stand in the message; all of them are in the file sent with it.
const problemsShown = 10

// importScreens lead from the button to a roster read in. What is checked and what is read in are the same file: the
// dialogue keeps the channel's handle of it and the digest of what was checked, and nothing of its content.
func importScreens() []screen {
	return []screen{
		{name: "import", action: officer.ImportRoster, about: aboutNothing, handle: (*Conversation).importAsked},
		{name: "importform", action: officer.ImportRoster, about: aboutNothing, handle: (*Conversation).importForm},
		{name: "importnow", action: officer.ImportRoster, about: aboutNothing, handle: (*Conversation).importNow},
	}
}

func importWaits() []wait {
	return []wait{
		{name: "import", action: officer.ImportRoster, about: aboutNothing, files: fileAnytime, handle: (*Conversation).importSent},
		{name: "importsure", action: officer.ImportRoster, about: aboutNothing, files: fileAwaited, handle: (*Conversation).importSent},
	}
}

// importAsked asks for the file, and says beforehand which way it takes.
func (c *Conversation) importAsked(ctx context.Context, in input, _ payload) (Turn, error) {
	t, err := c.asking(ctx, in, "import", say("import_ask"))
	if err != nil {
		return Turn{}, err
	}
	last := &t.Replies[len(t.Replies)-1]
	last.Buttons = append([][]Button{{opens(say("import_form"), "importform", 1)}}, last.Buttons...)
	return t, nil
}

// importForm sends a file to fill in.
func (c *Conversation) importForm(_ context.Context, in input, _ payload) (Turn, error) {
	content, err := table.Write(officer.Template())
	if err != nil {
		return Turn{}, fmt.Errorf("write the form of a roster: %w", err)
	}
	return below(in.Event, Turn{Replies: []Reply{{
		Kind: SendFile, Text: []Span{plain(say("import_form_caption"))}, File: &Attachment{Name: "mau-danh-sach-can-bo.xlsx", Content: content},
	}}}), nil
}

// unreadTables are the texts for files that are no table.
var unreadTables = map[table.Reason]string{
	table.NotTable: "import_unread_not_a_table", table.OldFormat: "import_unread_old_format", table.Protected: "import_unread_protected",
	table.Encoding: "import_unread_encoding", table.TooManyRows: "import_unread_too_many_rows", table.TooManyColumns: "import_unread_too_many_columns",
	table.TooLarge: "import_unread_too_large", table.Damaged: "import_unread_damaged",
}

// imported is a roster file that was fetched and planned.
type imported struct {
	// sum tells the file and the roster it was planned on: when either differs, so does it.
	sum      string
	edit     *officer.Edit
	summary  officer.Summary
	problems []officer.Problem
	// refused is why it is no roster file at all, "" when it is one.
	refused string
}

// plan fetches a file and decides what it leads to.
func (c *Conversation) plan(ctx context.Context, in input, file, name string) (imported, error) {
	content, err := c.cfg.Files.Fetch(ctx, file, importLimit)
	if errors.Is(err, ErrTooLarge) {
		return imported{refused: say("import_large", importLimit>>20)}, nil
	}
	if err != nil {
		return imported{}, fmt.Errorf("fetch a roster file: %w", err)
	}
	t, err := table.Read(name, content)
	var unread *table.Error
	if errors.As(err, &unread) {
		return imported{refused: say(unreadTables[unread.Key])}, nil
	}
	if err != nil {
		return imported{}, fmt.Errorf("read a roster file: %w", err)
	}
	rows, problems := officer.ReadRoster(t)
	// The ids of what is new come from the file, so that both readings of it make the same.
	digest := sha256.Sum256(content)
	edit, summary, more := in.Roster.PlanImport(hex.EncodeToString(digest[:]), rows, calendar.On(c.cfg.Now().In(c.cfg.Location)))
	sum := sha256.Sum256(fmt.Appendf(nil, "%x %d", digest, in.Roster.Revision))
	return imported{sum: hex.EncodeToString(sum[:])[:16], edit: edit, summary: summary, problems: append(problems, more...)}, nil
}

// importSent checks a file that was sent and says what reading it in would do.
func (c *Conversation) importSent(ctx context.Context, in input, _ []string, _ string) (Turn, error) {
	if in.File == nil {
		return sentence(say("import_ask_again")), nil
	}
	p, err := c.plan(ctx, in, in.File.ID, in.File.Name)
	if err != nil {
		return Turn{}, err
	}
	return c.importChecked(ctx, in, p, in.File.ID, in.File.Name)
}

// importChecked shows a plan. When it can be carried out the dialogue waits for the answer, and remembers the file.
func (c *Conversation) importChecked(ctx context.Context, in input, p imported, file, name string) (Turn, error) {
	if p.refused != "" {
		return below(in.Event, sentence(p.refused)), nil
	}
	var s sheet
	s.para(bold(say("import_heading")))
	s.line(plain(say("import_rows", p.summary.Rows)))
	if len(p.problems) > 0 {
		s.para(plain(say("import_problems", len(p.problems))))
		for _, problem := range p.problems[:min(problemsShown, len(p.problems))] {
			s.line(plain(problemLine(problem)))
		}
		t := message(s.done(), [][]Button{{runs(say("cancel"), "huy")}})
		if len(p.problems) > problemsShown {
			var all strings.Builder
			for _, problem := range p.problems {
				all.WriteString(problemLine(problem) + "\n")
			}
			t.Replies = append(t.Replies, Reply{
				Kind: SendFile, Text: []Span{plain(say("import_problems_file"))},
				File: &Attachment{Name: "loi-trong-tep.txt", Content: []byte(all.String())},
			})
		}
		return below(in.Event, t), nil
	}
	if len(p.edit.Changes()) == 0 {
		if _, err := c.ended(ctx, in); err != nil {
			return Turn{}, err
		}
		s.para(plain(say("import_nothing")))
		return below(in.Event, message(s.done(), nil)), nil
	}
	for _, part := range []struct {
		key   string
		count int
	}{
		{"import_new", len(p.summary.New)},
		{"import_moved", len(p.summary.Moved)},
		{"import_changed", len(p.summary.Changed)},
		{"import_left", len(p.summary.Left)},
		{"import_units", len(p.summary.Units)},
		{"import_classes", len(p.summary.Classes)},
		{"import_same", p.summary.Unchanged},
		{"import_absent", len(p.summary.Absent)},
	} {
		if part.count > 0 {
			s.line(plain(say(part.key, part.count)))
		}
	}
	s.para(plain(say("import_sure")))
	if _, err := c.setWait(ctx, in, standing{name: "importsure", args: []string{file, name, p.sum}}); err != nil {
		return Turn{}, err
	}
	return below(in.Event, message(s.done(), [][]Button{{opens(say("import_yes"), "importnow", 1, p.sum)}, {runs(say("cancel"), "huy")}})), nil
}

func problemLine(p officer.Problem) string {
	if p.Row == 0 {
		return p.Text
	}
	return say("import_problem", p.Row, p.Text)
}

// importedBody is the journal's record of a roster read in.
type importedBody struct {
	New     int `json:"new"`
	Moved   int `json:"moved"`
	Changed int `json:"changed"`
	Left    int `json:"left"`
	// File is the digest of the file and of the roster's state before it.
	File string `json:"file"`
}

// importNow reads in the file that was checked, all of it in one step. When the file or the roster is another by now,
// what it would do now is shown instead.
func (c *Conversation) importNow(ctx context.Context, in input, p payload) (Turn, error) {
	waiting, err := c.waiting(ctx, in)
	if err != nil {
		return Turn{}, err
	}
	if waiting.name != "importsure" || argument(waiting.args, 2) != p.args[0] {
		return refusal(in.Event, say("import_old")), nil
	}
	file, name := argument(waiting.args, 0), argument(waiting.args, 1)
	plan, err := c.plan(ctx, in, file, name)
	if err != nil {
		return Turn{}, err
	}
	if plan.refused != "" || plan.sum != p.args[0] || len(plan.problems) > 0 {
		return c.importChecked(ctx, in, plan, file, name)
	}
	if _, err := c.ended(ctx, in); err != nil {
		return Turn{}, err
	}
	body := importedBody{
		New: len(plan.summary.New), Moved: len(plan.summary.Moved), Changed: len(plan.summary.Changed), Left: len(plan.summary.Left), File: plan.sum,
	}
	done := say("import_done", strconv.Itoa(body.New), body.Moved, body.Changed, body.Left)
	var left []officer.ID
	for _, line := range plan.summary.Left {
		left = append(left, line.ID)
	}
	return inPlace(in.Event, []Span{plain(done)}, [][]Button{{opens(say("unit_all"), "units", 1)}}).
		changing(plan.edit.Changes()...).noting(in.note(journal.Imported, false, body)).
		and(c.orphaned(in, plan.edit.Roster(), left...)), nil
}
