package bot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/plan"
	"camnang/bot/queue"
	table "camnang/bot/sheet"
)

// headingLimit is how long the heading of a column may be to be asked about; a longer one is no heading.
const headingLimit = 120

// columnsPart is the part of an officer's record that holds the columns of their own sheets.
const columnsPart = "columns"

// ownColumns are what the officer matched columns to, with the record that they are a part of and its version. They are the
// caller's own.
func (c *Conversation) ownColumns(ctx context.Context, in input) (plan.Columns, map[string]json.RawMessage, int64, error) {
	all, version, err := c.habit(ctx, in.Actor.Officer.ID)
	if err != nil {
		return nil, nil, 0, err
	}
	own := plan.Columns{}
	if all[columnsPart] != nil {
		if err := json.Unmarshal(all[columnsPart], &own); err != nil {
			return nil, nil, 0, fmt.Errorf("read an officer's columns: %w", err)
		}
	}
	return own, all, version, nil
}

// columnsChange writes what the officer matched columns to.
func (in input) columnsChange(own plan.Columns, all map[string]json.RawMessage, version int64) (queue.Change, error) {
	kept, err := json.Marshal(own)
	if err != nil {
		return queue.Change{}, fmt.Errorf("write an officer's columns: %w", err)
	}
	all[columnsPart] = kept
	return habitChange(in.Actor.Officer.ID, version, all)
}

// askedOf are the unknown columns to ask about: not those that were matched and stay unknown, and not those whose heading
// cannot be kept.
func (c *Conversation) askedOf(unknown []plan.Unknown, own plan.Columns) []plan.Unknown {
	var out []plan.Unknown
	for _, u := range unknown {
		key := plan.Heading(u.Heading)
		_, matched := own[key]
		twice := slices.ContainsFunc(out, func(o plan.Unknown) bool { return plan.Heading(o.Heading) == key })
		if !matched && !twice && units(u.Heading) <= headingLimit && c.cfg.Guard(u.Heading) == "" {
			out = append(out, u)
		}
	}
	return out
}

// matchedIn are the headings that an officer matched and that stand somewhere in the file, in its order.
func matchedIn(t table.Table, own plan.Columns) []string {
	var out []string
	for _, row := range append([]table.Row{{Cells: t.Head}}, t.Rows...) {
		for _, cell := range row.Cells {
			if units(cell) > headingLimit {
				continue
			}
			key := plan.Heading(cell)
			if _, ok := own[key]; ok && !slices.Contains(out, key) {
				out = append(out, key)
			}
		}
	}
	return out
}

// columnArgument names a column in a button by its heading.
func columnArgument(u plan.Unknown) string {
	sum := sha256.Sum256([]byte(plan.Heading(u.Heading)))
	return hex.EncodeToString(sum[:6])
}

// planColumnAsked asks what the next unknown column holds.
func (c *Conversation) planColumnAsked(in input, f plansFile) Turn {
	u, unit := f.unknown[0], string(f.unit)
	var s sheet
	s.para(bold(say("plancolumn_ask", u.Heading)))
	if u.Proposed == plan.DayField {
		s.line(plain(say("plancolumn_days")))
	}
	s.para(plain(say("plancolumn_explained")))
	if more := len(f.unknown) - 1; more > 0 {
		s.line(plain(say("plancolumn_more", more)))
	}
	var buttons []Button
	for n, field := range plan.Choices() {
		buttons = append(buttons, opens(field.Vietnamese(), "plancolumn", n+1, unit, columnArgument(u)))
	}
	rows := inRows(buttons, 2)
	if len(f.unknown) > 1 {
		rows = append(rows, []Button{opens(say("plancolumn_skip"), "planskipcols", 1, unit)})
	}
	return inPlace(in.Event, s.done(), append(rows, []Button{runs(say("cancel"), "huy")}))
}

// planFileKept is the file of the unit that the dialogue remembers, the zero standing when there is none, and the officer's
// columns.
func (c *Conversation) planFileKept(ctx context.Context, in input, unit string) (standing, plan.Columns, error) {
	kept, err := c.waiting(ctx, in)
	if err != nil {
		return standing{}, nil, err
	}
	own, _, _, err := c.ownColumns(ctx, in)
	if err != nil {
		return standing{}, nil, err
	}
	if kept.name != "planread" || len(kept.args) != 4 || kept.args[0] != unit {
		kept = standing{}
	}
	return kept, own, nil
}

// planColumn notes what a column holds; the page is the place of the field in plan.Choices, the second argument the column.
// Of a column that is not asked about any more, what is so now is shown.
func (c *Conversation) planColumn(ctx context.Context, in input, p payload) (Turn, error) {
	fields := plan.Choices()
	if p.page > len(fields) {
		return c.forged(in, "button", say("tap_not_valid")), nil
	}
	return c.planColumnsMatched(ctx, in, p, func(f plansFile, own plan.Columns) bool {
		i := slices.IndexFunc(f.unknown, func(u plan.Unknown) bool { return columnArgument(u) == p.args[1] })
		if i < 0 {
			return false
		}
		own[plan.Heading(f.unknown[i].Heading)] = fields[p.page-1]
		return true
	})
}

// planColumnsSkipped notes of all columns not asked about yet that they are not used.
func (c *Conversation) planColumnsSkipped(ctx context.Context, in input, p payload) (Turn, error) {
	return c.planColumnsMatched(ctx, in, p, func(f plansFile, own plan.Columns) bool {
		for _, u := range f.unknown {
			own[plan.Heading(u.Heading)] = plan.OtherField
		}
		return len(f.unknown) > 0
	})
}

// planColumnsAnew forgets what was matched of the headings in the file, and asks again.
func (c *Conversation) planColumnsAnew(ctx context.Context, in input, p payload) (Turn, error) {
	return c.planColumnsMatched(ctx, in, p, func(f plansFile, own plan.Columns) bool {
		for _, key := range f.matched {
			delete(own, key)
		}
		return len(f.matched) > 0
	})
}

// planColumnsMatched lets match change the officer's columns on the file that the dialogue remembers, and goes on with the
// file. match is false when it changed nothing.
func (c *Conversation) planColumnsMatched(
	ctx context.Context, in input, p payload, match func(plansFile, plan.Columns) bool,
) (Turn, error) {
	kept, _, err := c.planFileKept(ctx, in, p.args[0])
	switch {
	case err != nil:
		return Turn{}, err
	case kept.name == "":
		return refusal(in.Event, say("import_old")), nil
	}
	own, all, version, err := c.ownColumns(ctx, in)
	if err != nil {
		return Turn{}, err
	}
	read := func() (plansFile, error) {
		return c.plansFrom(ctx, in, officer.UnitID(kept.args[0]), kept.args[1], kept.args[2], own)
	}
	f, err := read()
	if err != nil {
		return Turn{}, err
	}
	if f.refused != "" || !match(f, own) {
		return c.planFileShown(ctx, in, f)
	}
	change, err := in.columnsChange(own, all, version)
	if err != nil {
		return Turn{}, err
	}
	if f, err = read(); err != nil {
		return Turn{}, err
	}
	t, err := c.planFileShown(ctx, in, f)
	if err != nil {
		return Turn{}, err
	}
	return t.changing(change).noting(in.note(journal.HabitSet, false, habitBody{What: columnsPart})), nil
}
