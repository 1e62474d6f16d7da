package calendar

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestTheShippedDaysAreReadAndSayWhatTheyAre(t *testing.T) {
	shifts := ShippedShifts()
	if len(shifts) == 0 {
		t.Fatal("no day is shipped")
	}
	for _, s := range shifts {
		if s.Source == "" || s.Why == "" || s.By != "" {
			t.Errorf("%+v", s)
		}
		if !s.Off && !plain(s.Day).Off {
			t.Errorf("%v is worked, and by its weekday too", s.Day)
		}
		if strings.Contains(s.Why, "Tết Nguyên đán (") && !strings.HasSuffix(s.Why, tetName(s.Day)) {
			t.Errorf("%v is called %q and is %q", s.Day, s.Why, tetName(s.Day))
		}
	}
	shifts[0].Why = "changed by a caller"
	if ShippedShifts()[0].Why == shifts[0].Why {
		t.Error("callers share the slice")
	}
}

func TestEachDayThatIsMovedIsWorkedOnAnother(t *testing.T) {
	days := map[Day]Shift{}
	for _, s := range ShippedShifts() {
		days[s.Day] = s
	}
	pairs := 0
	for _, s := range days {
		var d, m, y int
		_, named, found := strings.Cut(s.Why, "làm bù ngày ")
		if !found {
			continue
		}
		pairs++
		if _, err := fmt.Sscanf(named, "%d/%d/%d", &d, &m, &y); err != nil {
			t.Fatalf("%v: %v", s.Day, err)
		}
		other, _ := Date(y, m, d)
		worked, ok := days[other]
		if !ok || worked.Off || worked.Why != "làm bù cho ngày "+s.Day.Vietnamese() {
			t.Errorf("%v is made up for on %v, which is %+v", s.Day, other, worked)
		}
	}
	worked := 0
	for _, s := range days {
		if !s.Off {
			worked++
		}
	}
	if pairs == 0 || pairs != worked {
		t.Errorf("%d days off are made up for, %d days are worked for another", pairs, worked)
	}
}

func TestABadLineOfAFileOfDaysIsNamed(t *testing.T) {
	const good = "# a year\n\n2026-01-02 off | nghỉ | Công văn 1\n"
	if got, err := parseShifts("2026.txt", good); err != nil || len(got) != 1 || !got[0].Off || got[0].Why != "nghỉ" {
		t.Fatalf("%+v, %v", got, err)
	}
	for rule, line := range map[string]string{
		"no day":            "2026-02-30 off | nghỉ | Công văn 1",
		"neither":           "2026-01-03 free | nghỉ | Công văn 1",
		"no kind":           "2026-01-03 | nghỉ | Công văn 1",
		"no source":         "2026-01-03 off | nghỉ |",
		"no why":            "2026-01-03 off | | Công văn 1",
		"too few parts":     "2026-01-03 off | nghỉ",
		"too many parts":    "2026-01-03 off | nghỉ | Công văn 1 | 2",
		"another year":      "2027-01-03 off | nghỉ | Công văn 1",
		"the same day":      "2026-01-02 work | làm bù | Công văn 1",
		"out of order":      "2026-01-01 off | nghỉ | Công văn 1",
		"two blanks inside": "2026-01-03  off | nghỉ | Công văn 1",
	} {
		if got, err := parseShifts("2026.txt", good+line); err == nil || !strings.HasPrefix(err.Error(), "2026.txt:4: ") {
			t.Errorf("%s: %+v, %v", rule, got, err)
		}
	}
}

func TestAShiftIsReadAsItWasWritten(t *testing.T) {
	for _, s := range []Shift{
		{Day: MustDay("2027-02-04"), Off: true, Why: "Tết Nguyên đán", Source: "Công văn 1"},
		{Day: MustDay("2027-02-13"), Why: "làm bù", Source: "Công văn 1", By: "o3k", At: time.Unix(1_800_000_000, 0)},
	} {
		record, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		got, err := ReadShift(record)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(s, got, cmpopts.EquateComparable(Day{})); diff != "" {
			t.Errorf("%s: %s", record, diff)
		}
	}
	got, err := ReadShift([]byte(`{"day":"2027-02-04","off":true,"why":"nghỉ","source":"Công văn 1","later":7}`))
	if err != nil || got.Day != MustDay("2027-02-04") || !got.Off {
		t.Errorf("a field of a later release: %+v, %v", got, err)
	}
	for _, bad := range []string{``, `null`, `{}`, `{"day":"2027-02-30","source":"x"}`, `{"day":"2027-02-04"}`, `{"source":"x"}`} {
		if got, err := ReadShift([]byte(bad)); err == nil {
			t.Errorf("%q is %+v", bad, got)
		}
	}
}
