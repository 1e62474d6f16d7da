package quiz

import (
	"fmt"
	"slices"
	"testing"

	"camnang/bot/officer"
	"camnang/bot/queue"
)

func TestAUnitThatGoesLeavesItsBankToTheUnitAbove(t *testing.T) {
	topics := []Topic{
		{ID: "town", Name: "Quy chế", Unit: "d1"},
		{ID: "tsame", Name: "Tài chính  ĐẢNG", Unit: "d1"},
		{ID: "tabove", Name: "Tài chính đảng", Unit: "d0"},
		{ID: "tother", Name: "Việc khác", Unit: "d2"},
		{ID: "tclass", Name: "giải quyết tố cáo", Unit: "d1"},
	}
	var records []queue.Record
	for i, topic := range topics {
		records = append(records, queue.Record{ID: topic.ID, Version: int64(i + 1), Value: topic.Change().Value})
	}
	for i, row := range []struct {
		id, topic string
		unit      officer.UnitID
	}{
		{"v1", "town", "d1"},
		{"v2", "tsame", "d1"},
		{"v3", "tsame", ""},
		{"v4", "tother", "d2"},
		{"v5", "kyluat", ""},
		{"v6", "tclass", "d1"},
	} {
		q := asking(ID(row.id), 2, 0)
		q.Stem, q.Topic, q.Unit, q.State, q.Version = row.id, row.topic, row.unit, Approved, 3
		records = append(records, queue.Record{ID: row.id, Version: int64(20 + i), Value: q.Change().Value})
	}
	b, err := LoadBank(records)
	if err != nil {
		t.Fatal(err)
	}
	h := b.HandOver("d1", "d0", noon)
	var got []string
	for _, q := range h.Questions {
		got = append(got, fmt.Sprintf("%s %s %s", q.ID, q.Topic, q.Unit))
		if q.State != Approved || q.Version != 3 || !q.Changed.Equal(noon) {
			t.Errorf("the question itself became %+v", q)
		}
	}
	slices.Sort(got)
	if want := []string{"v1 town d0", "v2 tabove d0", "v3 tabove ", "v6 tocao d0"}; !slices.Equal(got, want) {
		t.Errorf("questions %q, want %q", got, want)
	}
	if len(h.Topics) != 1 || h.Topics[0].ID != "town" || h.Topics[0].Unit != "d0" || len(h.Ended) != 2 || h.Empty() {
		t.Errorf("topics %+v, ended %+v", h.Topics, h.Ended)
	}
	changes := h.Changes()
	for _, c := range changes {
		i := slices.IndexFunc(records, func(r queue.Record) bool { return r.ID == c.ID })
		if c.Was != records[i].Version || (c.Value == nil) != (c.ID == "tsame" || c.ID == "tclass") {
			t.Errorf("%s is written over %d as %s", c.ID, c.Was, c.Value)
		}
	}
	if len(changes) != 7 {
		t.Errorf("%d changes", len(changes))
	}
	if !b.HandOver("d9", "d0", noon).Empty() {
		t.Error("a unit that has nothing leaves something")
	}
	if own, _ := b.Topic("town"); own.Unit != "d1" {
		t.Error("the bank itself was changed")
	}
}
