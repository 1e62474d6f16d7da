package officer

import (
	"slices"
	"strconv"
	"strings"

	"camnang/bot/sheet"
)

// fileHead are the headings that Template and Sheet write, and that ReadRoster knows.
func fileHead() []string { return strings.Split(say("file-head"), "\n") }

// Template is a roster file to fill in: the headings and two rows that show how.
func Template() sheet.Table {
	t := sheet.Table{Name: say("file-name"), Head: fileHead()}
	for i, key := range []string{"file-sample-1", "file-sample-2"} {
		t.Rows = append(t.Rows, sheet.Row{Number: i + 2, Cells: strings.Split(say(key), "\n")})
		for j, cell := range t.Rows[i].Cells {
			if cell == "-" {
				t.Rows[i].Cells[j] = ""
			}
		}
	}
	return t
}

// Sheet writes officers as a roster file, in the order given; importing it again changes nothing. Those in no unit are
// left out, and so is what such a file has no column for: heads of other units than their own, accounts and codes.
func (r *Roster) Sheet(officers []*Officer) sheet.Table {
	t := sheet.Table{Name: say("file-name"), Head: fileHead()}
	units := newTree(r.units)
	for _, o := range officers {
		if r.units[o.Unit] == nil {
			continue
		}
		var roles []string
		if slices.Contains(o.Heads, o.Unit) {
			roles = append(roles, say("file-head-of-unit"))
		}
		if o.Administrator {
			roles = append(roles, say("file-administrator"))
		}
		t.Rows = append(t.Rows, sheet.Row{Number: len(t.Rows) + 2, Cells: []string{
			strconv.Itoa(len(t.Rows) + 1), o.Number, o.Name, units.write(o.Unit), o.Title, strings.Join(roles, ", "),
			names(r.attended[o.ID]), names(r.taughtBy[o.ID]), o.Left.Vietnamese(),
		}})
	}
	return t
}

func names(classes []*Class) string {
	all := make([]string, len(classes))
	for i, c := range classes {
		all[i] = c.Name
	}
	return strings.Join(all, "; ")
}
