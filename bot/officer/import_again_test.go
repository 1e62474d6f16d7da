package officer

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"camnang/bot/sheet"
)

// drawRows draws the rows of a file from few words, so that all kinds of coincidence happen.
func drawRows(t *rapid.T, n int) []Row {
	word := func(words ...string) string { return rapid.SampledFrom(words).Draw(t, "word") }
	columns := rapid.IntRange(0, 7).Draw(t, "columns")
	var rows []Row
	for i := range rapid.IntRange(0, n).Draw(t, "rows") {
		row := Row{Row: i + 2, Number: word("", "", "N1", "N2", "n3", "N4"), Name: word("An", "Bình", "Cúc", "An Văn")}
		if path := word("A", "A/B", "B", "T/A", "A / B / C", "C", "T", "B/C", "C/T"); path != "" {
			row.Unit = strings.Split(strings.ReplaceAll(path, " ", ""), "/")
		}
		if columns&1 != 0 {
			title := word("", "Ủy viên")
			row.Title = &title
		}
		if columns&2 != 0 {
			row.HasRoles, row.Lead, row.Administrate = true, rapid.Bool().Draw(t, "lead"), rapid.Bool().Draw(t, "administrate")
		}
		if columns&4 != 0 {
			row.Attends = rapid.SliceOfN(rapid.SampledFrom([]string{"L1", "l1", "L2"}), 0, 2).Draw(t, "classes")
			row.Teaches = rapid.SliceOfN(rapid.SampledFrom([]string{"L1", "L3"}), 0, 1).Draw(t, "teaches")
		}
		switch rapid.IntRange(0, 5).Draw(t, "left") {
		case 0:
			row.HasLeft = true
		case 1:
			row.HasLeft, row.Left = true, today.Add(-rapid.IntRange(0, 1).Draw(t, "day"))
		}
		rows = append(rows, row)
	}
	return rows
}

func TestASecondImportChangesNothing(t *testing.T) {
	applied, refused := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		var w table
		e := w.load(t).Edit()
		if rapid.Bool().Draw(rt, "first") {
			must(e.JoinFirst("u0", 90, "An", noon))
		}
		if rapid.Bool().Draw(rt, "top") {
			must(e.AddUnit("u0", "T", ""))
		}
		r := w.does(t, e)
		// The files of several months, each imported twice.
		for month := range rapid.IntRange(1, 4).Draw(rt, "files") {
			rows := drawRows(rt, 5)
			e, s, problems := r.PlanImport(fmt.Sprintf("u%d", month+1), rows, today)
			if len(problems) > 0 {
				refused++
				if e.Changes() != nil {
					rt.Fatal("a refused import changes something")
				}
				continue
			}
			applied++
			if n := s.Unchanged + len(s.New) + len(s.Moved) + len(s.Changed) + len(s.Left) + len(s.Gone); n != len(rows) {
				rt.Fatalf("%d of %d rows are counted: %s", n, len(rows), says(s, nil))
			}
			if (e.Changes() == nil) != (s.Unchanged+len(s.Gone) == len(rows) && len(s.Units) == 0) {
				rt.Fatalf("the summary says something else than the changes: %s %v", says(s, nil), e.Changes())
			}
			r = w.does(t, e)
			e, again, problems := r.PlanImport("again", rows, today.Add(1))
			if len(problems) > 0 || e.Changes() != nil {
				rt.Fatalf("rows %+v\nfirst:\n%s\nthen:\n%s", rows, says(s, nil), says(again, problems))
			}
		}
	})
	if applied == 0 || refused == 0 {
		t.Errorf("%d applied, %d refused", applied, refused)
	}
	t.Logf("%d applied, %d refused", applied, refused)
}

// province writes the roster file of the first use: 830 officers, 34 committees, 200 cells.
func province() sheet.Table {
	t := Template()
	t.Rows = nil
	for i := range 830 {
		cell := i % 200
		pick := func(words ...string) string { return words[i%len(words)] }
		name := pick("Nguyễn", "Trần", "Lê", "Phạm") + " " + pick("Văn", "Thị", "Đức") + " " + pick("An", "Bình", "Cúc", "Dũng", "Én")
		roles := ""
		if i < 34 {
			roles = "lãnh đạo đơn vị"
		}
		t.Rows = append(t.Rows, sheet.Row{Number: i + 2, Cells: []string{
			fmt.Sprint(i + 1), fmt.Sprintf("CB%04d", i), name, fmt.Sprintf("Đảng bộ %d / Chi bộ %d", cell%34+1, cell+1), "Ủy viên", roles,
			fmt.Sprintf("Lớp %d", i%6+1), "", "",
		}})
	}
	return t
}

func TestAnImportOfAProvince(t *testing.T) {
	var w table
	e, s, problems := plan(t, w.load(t), "u1", province())
	if len(problems) > 0 || len(s.New) != 830 || len(s.Units) != 234 || len(s.Classes) != 6 || len(e.Changes()) != 1+830+234+6 {
		t.Fatalf("%d problems, %d new, %d units, %d changes", len(problems), len(s.New), len(s.Units), len(e.Changes()))
	}
	r := w.does(t, e)
	if e, s, problems := plan(t, r, "u2", province()); e.Changes() != nil || s.Unchanged != 830 || len(problems) > 0 {
		t.Error("the second import changes something")
	}
}

func BenchmarkPlanImport(b *testing.B) {
	var w table
	f := province()
	empty := w.load(b)
	e, _, _ := plan(b, empty, "u1", f)
	full := w.does(b, e)
	for name, r := range map[string]*Roster{"first": empty, "again": full} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				rows, _ := ReadRoster(f)
				e, _, problems := r.PlanImport("u1", rows, today)
				if len(problems) > 0 || (e.Changes() == nil) != (name == "again") {
					b.Fatal("not the plan")
				}
			}
		})
	}
}

func BenchmarkLoad(b *testing.B) {
	var w table
	e, _, _ := plan(b, w.load(b), "u1", province())
	w.does(b, e)
	for b.Loop() {
		w.load(b)
	}
}

func BenchmarkMay(b *testing.B) {
	w, r := newTown(b)
	head := r.actor(w.Head)
	for b.Loop() {
		if !r.May(head, SeeOfficer, About{Officer: w.Anna}) {
			b.Fatal("not the table")
		}
	}
}
