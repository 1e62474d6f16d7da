package bot

import (
	"context"
	"fmt"

	"camnang/bot/officer"
	table "camnang/bot/sheet"
)

// unitFile sends the officers of a unit and of those below as a workbook: the columns of a roster file, so that it can be
// mended and read in again, and two more for the reader.
func (c *Conversation) unitFile(_ context.Context, in input, p payload) (Turn, error) {
	id := officer.UnitID(p.args[0])
	return c.rosterFile(in, unitLabel(in.Roster, id), in.Roster.Officers(id, true))
}

// rosterFile sends officers as a workbook.
func (c *Conversation) rosterFile(in input, name string, officers []*officer.Officer) (Turn, error) {
	if len(officers) == 0 {
		return refusal(in.Event, say("list_empty")), nil
	}
	content, err := table.Write(c.rosterTable(in.Roster, officers))
	if err != nil {
		return Turn{}, fmt.Errorf("write a list of %d officers: %w", len(officers), err)
	}
	return below(in.Event, Turn{Replies: []Reply{{
		Kind: SendFile, Text: []Span{plain(say("list_caption", name, len(officers)))},
		File: &Attachment{Name: "danh-sach-" + c.today(c.cfg.Now()).Day.String() + ".xlsx", Content: content},
	}}}), nil
}

// rosterTable is the roster file of officers with the day each joined and the end of each open code beside it. Those two
// columns are none that an import reads.
func (c *Conversation) rosterTable(r *officer.Roster, officers []*officer.Officer) table.Table {
	t := r.Sheet(officers)
	t.Head = append(t.Head, say("list_joined"), say("list_invited"))
	// Sheet leaves out those in no unit; the others are in the order given.
	row := 0
	for _, o := range officers {
		if _, ok := r.Unit(o.Unit); !ok {
			continue
		}
		joined, invited := "", ""
		if o.Joined() {
			joined = c.moment(o.Consented)
		}
		if o.Invitation != nil {
			invited = c.moment(o.Invitation.Until)
		}
		t.Rows[row].Cells = append(t.Rows[row].Cells, joined, invited)
		row++
	}
	return t
}
