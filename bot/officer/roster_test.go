package officer

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"camnang/bot/queue"
)

func TestTheRosterKnowsItsPeople(t *testing.T) {
	w, r := newTown(t)
	names := func(officers []*Officer) string {
		var all []string
		for _, o := range officers {
			all = append(all, o.Name)
		}
		return strings.Join(all, ", ")
	}
	units := func(all []*Unit) string {
		var names []string
		for _, u := range all {
			names = append(names, u.Name)
		}
		return strings.Join(names, " / ")
	}
	for _, c := range []struct{ what, got, want string }{
		{"the topmost units", units(r.Top()), "Đảng bộ tỉnh"},
		{"the units below", units(r.Below(w.T)), "Đảng bộ A / Đảng bộ B"},
		{"a path", units(r.Path(w.A1)), "Đảng bộ tỉnh / Đảng bộ A / Chi bộ 1"},
		{"the path of an unknown unit", units(r.Path("dnone")), ""},
		{"the officers of a unit", names(r.Officers(w.A, false)), "Phạm Thị Hoa"},
		{"those below too, by given name, without who left", names(r.Officers(w.A, true)), "Nguyễn Thị An, Phạm Thị Hoa, Vũ Thị Mai"},
		{"everybody, who left too", names(r.All()), "Nguyễn Thị An, Trần Văn Bình, Lê Văn Cũ, Phạm Thị Hoa, Vũ Thị Mai, Hoàng Thị Yến"},
		{"the members of a class", names(r.Members(w.Class)), "Nguyễn Thị An, Vũ Thị Mai"},
		{"the trainers of a class", names(r.Trainers(w.Class)), "Trần Văn Bình"},
		{"the heads of a unit", names(r.HeadsOf(w.A)), "Phạm Thị Hoa"},
		{"the administrators", names(r.Administrators()), "Hoàng Thị Yến"},
		{"a search without marks", names(r.Search("binh tran", 5)), "Trần Văn Bình"},
		{"a search by the beginning of words", names(r.Search("ngu a", 5)), "Nguyễn Thị An"},
		{"a search by number", names(r.Search("cb 001", 5)), "Phạm Thị Hoa"},
		{"a search by the beginning of a number", names(r.Search("CB00", 2)), "Nguyễn Thị An, Trần Văn Bình"},
		{"no more than asked for", names(r.Search("thị", 1)), "Nguyễn Thị An"},
		{"a search that finds who left", names(r.Search("cũ", 5)), "Lê Văn Cũ"},
		{"a search for nothing", names(r.Search(" .", 5)), ""},
		{"a search for nobody", names(r.Search("không ai", 5)), ""},
		{"responsible: the head of the nearest unit", names(r.Responsible(w.Anna)), "Phạm Thị Hoa"},
		{"responsible of the only head: the administrators", names(r.Responsible(w.Head)), "Hoàng Thị Yến"},
		{"responsible of the administrator: nobody", names(r.Responsible(w.Boss)), ""},
		{"responsible of nobody", names(r.Responsible("onone")), ""},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.what, c.got, c.want)
		}
	}
	if o, there := r.ByNumber(" cb 002"); !there || o.ID != w.Anna {
		t.Error("a number is not found in another spelling")
	}
	if _, there := r.ByTelegram(5); there {
		t.Error("the account of somebody who left still speaks")
	}
	if got := r.Roles(w.Binh); !slices.Equal(got, []Role{RoleOfficer, RoleTrainer}) {
		t.Errorf("a trainer's roles are %v", got)
	}
	if r.Roles(w.Gone) != nil || r.Roles("onone") != nil {
		t.Error("somebody who left, or nobody, has roles")
	}
}

func TestSearchShowsTheNearestFirst(t *testing.T) {
	w, r := newTown(t)
	e := r.Edit()
	for _, name := range []string{"Đỗ Binh", "Đỗ Bỉnh", "Đỗ Bìnhh", "Bình Đỗ An"} {
		must(e.AddOfficer("s", Officer{Name: name, Unit: w.B}))
	}
	must(e.AddOfficer("s", Officer{Name: "Ai", Unit: w.B, Number: "Bình"}))
	gone := must(e.AddOfficer("s", Officer{Name: "Bình", Unit: w.B}))
	ok(t, e.Leave(gone, today))
	r = w.does(t, e)
	var got []string
	for _, o := range r.Search("bình", 0) {
		got = append(got, o.Name)
	}
	// The number; the word with its marks; the word; a beginning; who left.
	want := []string{"Ai", "Bình Đỗ An", "Trần Văn Bình", "Đỗ Binh", "Đỗ Bỉnh", "Đỗ Bìnhh", "Bình"}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

func TestWithoutAHeadTheTrainersAreResponsible(t *testing.T) {
	w, r := newTown(t)
	e := r.Edit()
	ok(t, e.Unbind(w.Head))
	r = w.does(t, e)
	if got := r.Responsible(w.Anna); len(got) != 1 || got[0].ID != w.Binh {
		t.Errorf("responsible are %v", got)
	}
}

func TestRecordsOfALaterReleaseAreLeftAlone(t *testing.T) {
	w, _ := newTown(t)
	later := w.records[string(w.Anna)]
	var fields map[string]any
	ok(t, json.Unmarshal(later.Value, &fields))
	fields["grade"] = "A"
	later.Value = must(json.Marshal(fields))
	w.records[later.ID] = later
	w.records["group7"] = queue.Record{ID: "group7", Version: 99, Value: json.RawMessage(`[1]`)}

	r := w.load(t)
	e := r.Edit()
	anna := *r.officers[w.Anna]
	anna.Number, anna.Title = "", "Ủy viên"
	ok(t, e.SetOfficer(anna))
	w.does(t, e)
	fields = nil
	ok(t, json.Unmarshal(w.records[string(w.Anna)].Value, &fields))
	if _, number := fields["number"]; fields["grade"] != "A" || fields["title"] != "Ủy viên" || number {
		t.Errorf("the record became %v", fields)
	}
	if w.records["group7"].Version != 99 {
		t.Error("an unknown record was written")
	}
}

func TestLoadNamesTheRecordThatCannotBeRead(t *testing.T) {
	for _, id := range []string{"d1", "o1", "c1"} {
		_, err := Load([]queue.Record{{ID: id, Version: 1, Value: json.RawMessage(`{"name":7}`)}})
		if err == nil || !strings.Contains(err.Error(), id) {
			t.Errorf("%s: %v", id, err)
		}
	}
	r, err := Load(nil)
	if err != nil || r.Revision != 0 || len(r.All()) != 0 || len(r.Top()) != 0 {
		t.Error("no records are not an empty roster")
	}
	const bound = `,"telegram":1,"consented":"2026-01-01T00:00:00Z"}`
	// Records that no edit makes: a circle of units, an officer in no known unit.
	r, err = Load([]queue.Record{
		{ID: "d1", Version: 1, Value: json.RawMessage(`{"name":"A","parent":"d2"}`)},
		{ID: "d2", Version: 2, Value: json.RawMessage(`{"name":"B","parent":"d1"}`)},
		{ID: "o1", Version: 3, Value: json.RawMessage(`{"name":"C","unit":"d1","heads":["d2","d9"]` + bound)},
		{ID: "o2", Version: 4, Value: json.RawMessage(`{"name":"D","unit":"d9","heads":["d9"]` + bound)},
	})
	ok(t, err)
	if len(r.Path("d1")) != 2 || len(r.Officers("d2", true)) != 1 || len(r.Roles("o2")) != 1 {
		t.Error("a circle of units is not walked once")
	}
	if o, _ := r.ByTelegram(1); o.ID != "o1" || r.May(r.actor("o2"), UseAssistant, About{}) {
		t.Error("two entries have one account")
	}
	e := r.Edit()
	ok(t, e.MoveUnit("d1", ""))
}
