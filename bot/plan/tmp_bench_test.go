package plan

import (
	"fmt"
	"testing"

	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/corpus/calendar"
)

func benchRecords(n int) []queue.Record {
	var out []queue.Record
	for i := 1; i <= n; i++ {
		p := Plan{Number: i, Kind: Case, Title: "Kiểm tra khi có dấu hiệu vi phạm", Unit: officer.UnitID(fmt.Sprint("d", i%34)), Owner: "o1", State: Open, NextEntry: 2, NextStep: 9, Key: fmt.Sprint(i)}
		for s := 1; s <= 8; s++ {
			p.Steps = append(p.Steps, Step{ID: fmt.Sprint(s), Title: "Xây dựng kế hoạch", Lead: officer.ID(fmt.Sprint("o", (i*8+s)%830)), Day: calendar.MustDay("2026-11-23").Add((i*7 + s) % 300), Weight: Ordinary, Reason: Reason{Source: Computed, Rests: &Rest{Clause: "c"}}})
		}
		out = append(out, queue.Record{ID: fmt.Sprint("k", i), Version: int64(i), Value: encoded(&p)})
	}
	return out
}

func BenchmarkLoad(b *testing.B) {
	r := benchRecords(12500)
	for b.Loop() {
		if _, err := Load(r); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWith(b *testing.B) {
	r := benchRecords(12500)
	book, _ := Load(r)
	for b.Loop() {
		book.With(r[100:101], nil)
	}
}

func BenchmarkWith1000(b *testing.B) {
	r := benchRecords(12500)
	book, _ := Load(r)
	for b.Loop() {
		book.With(r[100:1100], nil)
	}
}
