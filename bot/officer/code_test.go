package officer

import (
	"crypto/rand"
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestCodesAreReadAsPeopleTypeThem(t *testing.T) {
	const code = "K7M49QTX2D"
	for _, typed := range []string{
		code, "k7m49qtx2d", "K7M4-9QTX-2D", " k7m4 9qtx 2d ", "K7M4–9QTX—2D", "k7m4.9qtx.2d", "\u200bK7M4-9QTX-2D\n",
	} {
		if got, read := ReadCode(typed); !read || got != code {
			t.Errorf("%q is read as %q", typed, got)
		}
	}
	if got, read := ReadCode("oiL49QTX2D"); !read || got != "01149QTX2D" {
		t.Errorf("O, I and L are read as %q", got)
	}
	for what, typed := range map[string]string{
		"too short": "K7M49QTX2", "too long": "K7M49QTX2DD", "a U": "K7M49QTX2U", "marks": "K7M49QTX2Đ", "nothing": "",
		"a telephone number": "0912 345 678", "a sentence": "tra lời chị", "a sentence without marks": "tra loi chi",
		"very long": strings.Repeat(" ", 300) + code,
	} {
		if got, read := ReadCode(typed); read {
			t.Errorf("%s: %q is read as %q", what, typed, got)
		}
	}
	if ShowCode(code) != "K7M4-9QTX-2D" {
		t.Errorf("shown as %s", ShowCode(code))
	}
	if d := Digest(code); strings.Contains(d, code) || len(d) != 64 || d == Digest("K7M49QTX2E") {
		t.Errorf("a digest %s", d)
	}
}

func TestEveryCodeIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		source := rapid.SliceOfN(rapid.Byte(), 400, 400).Draw(t, "random")
		code, err := NewCode(strings.NewReader(string(source)))
		if err != nil {
			t.Skip("too few codes in the bytes")
		}
		if len(code) != CodeLength {
			t.Fatalf("a code %q", code)
		}
		if got, read := ReadCode(strings.ToLower(ShowCode(code))); !read || got != code {
			t.Fatalf("%q is read as %q", code, got)
		}
	})
	seen := map[string]bool{}
	for range 1000 {
		code, err := NewCode(rand.Reader)
		if err != nil || seen[code] {
			t.Fatalf("%q: %v", code, err)
		}
		seen[code] = true
	}
}

func TestACodeAdmitsOnce(t *testing.T) {
	w, r := newTown(t)
	const code, second = "K7M49QTX2D", "M7M49QTX2D"
	e := r.Edit()
	ok(t, e.Invite(w.New, code, noon.Add(time.Hour)))
	r = w.does(t, e)
	for id, record := range w.records {
		if strings.Contains(string(record.Value), code) {
			t.Errorf("the record %s holds the code itself", id)
		}
	}
	if o, err := r.Invited(code, noon); err != nil || o.ID != w.New {
		t.Fatalf("invited: %v", err)
	}
	if _, err := r.Invited(code, noon.Add(time.Hour)); !errors.Is(err, ErrCodeExpired) {
		t.Errorf("at its end: %v", err)
	}
	if _, err := r.Invited(second, noon); !errors.Is(err, ErrCodeUnknown) {
		t.Errorf("nobody's: %v", err)
	}
	// Two who have the same code at once: the second is refused, by the version or by the code.
	one, other := r.Edit(), r.Edit()
	for account, e := range map[int64]*Edit{70: one, 71: other} {
		if _, former, err := e.Join(code, account, noon); err != nil || former != 0 {
			t.Fatalf("join: %v", err)
		}
	}
	if _, _, err := one.Join(code, 72, noon); !errors.Is(err, ErrCodeUsed) {
		t.Errorf("again in the same edit: %v", err)
	}
	r = w.does(t, one)
	if w.change(other.Changes()) == nil {
		t.Error("one code admitted two accounts")
	}
	o, err := r.Invited(code, noon)
	if !errors.Is(err, ErrCodeUsed) || o == nil || o.Telegram != 70 {
		t.Errorf("used: %v", err)
	}

	// A new account with a new code: the former is shut off. An earlier code that was replaced is known as such.
	e = r.Edit()
	ok(t, e.Invite(w.New, "N7M49QTX2D", noon.Add(time.Hour)))
	ok(t, e.Invite(w.New, second, noon.Add(time.Hour)))
	r = w.does(t, e)
	if _, err := r.Invited("N7M49QTX2D", noon); !errors.Is(err, ErrCodeUsed) {
		t.Errorf("replaced: %v", err)
	}
	if _, bound := r.ByTelegram(70); !bound {
		t.Error("the account was shut off before the new code was used")
	}
	e = r.Edit()
	if _, _, err := e.Join(second, 3, noon); !errors.Is(err, ErrAccountTaken) {
		t.Errorf("an account of somebody else: %v", err)
	}
	if e.Changes() != nil {
		t.Error("a joining that was refused changes something")
	}
	if _, former, err := e.Join(second, 80, noon); err != nil || former != 70 {
		t.Errorf("former %d, %v", former, err)
	}
	r = w.does(t, e)
	if _, bound := r.ByTelegram(70); bound {
		t.Error("the former account still speaks")
	}
	for _, more := range []string{"R7M49QTX2D", "S7M49QTX2D", "T7M49QTX2D"} {
		e := r.Edit()
		ok(t, e.Invite(w.New, more, noon.Add(time.Hour)))
		r = w.does(t, e)
	}
	// The same account with a further code shuts nothing off.
	e = r.Edit()
	ok(t, e.Invite(w.New, "P7M49QTX2D", noon.Add(time.Hour)))
	if o, former, err := e.Join("P7M49QTX2D", 80, noon); err != nil || former != 0 || o.Telegram != 80 {
		t.Errorf("former %d, %v", former, err)
	}
	ok(t, e.Invite(w.New, "Q7M49QTX2D", noon.Add(time.Hour)))
	ok(t, e.Leave(w.New, today))
	r = w.does(t, e)
	if _, err := r.Invited("Q7M49QTX2D", noon); !errors.Is(err, ErrCodeLeft) {
		t.Errorf("who left: %v", err)
	}
	if n := len(r.officers[w.New].Ended); n != endedLimit {
		t.Errorf("%d ended codes are kept", n)
	}
}

func TestErasedDataNeedANewCode(t *testing.T) {
	w, r := newTown(t)
	e := r.Edit()
	ok(t, e.Invite(w.Anna, "K7M49QTX2D", noon.Add(time.Hour)))
	ok(t, e.Unbind(w.Anna))
	r = w.does(t, e)
	if _, bound := r.ByTelegram(3); bound || !r.officers[w.Anna].Consented.IsZero() {
		t.Error("the account still speaks")
	}
	if _, err := r.Invited("K7M49QTX2D", noon); !errors.Is(err, ErrCodeUsed) {
		t.Errorf("an open code still admits: %v", err)
	}
}

func TestFirstAdministrators(t *testing.T) {
	w, r := newTown(t)
	first := map[int64]bool{90: true, 3: true}
	a, joined := r.Actor(90, first)
	if joined || !a.First || a.Officer != nil {
		t.Errorf("before: %+v, %v", a, joined)
	}
	for _, do := range Actions() {
		if r.May(a, do, About{}) || r.MayAny(a, do) {
			t.Errorf("before agreeing: %s", do)
		}
	}
	if a, joined := r.Actor(91, first); joined || a.First {
		t.Errorf("a stranger: %+v", a)
	}
	e := r.Edit()
	o, err := e.JoinFirst("u1", 90, "  Đỗ\nVăn  Khởi ", noon)
	ok(t, err)
	again, err := e.JoinFirst("u2", 90, "Ai khác", noon)
	ok(t, err)
	if again.ID != o.ID || o.Name != "Đỗ Văn Khởi" || o.Unit != "" || !o.Administrator {
		t.Errorf("%+v, again %+v", o, again)
	}
	if o, err := e.JoinFirst("u3", 92, "★", noon); err != nil || o.Name != "Quản trị viên" {
		t.Errorf("%+v, %v", o, err)
	}
	r = w.does(t, e)
	if a, joined := r.Actor(90, nil); !joined || !r.May(a, ImportRoster, About{}) {
		t.Error("who joined as a first administrator is none")
	}
	// An officer's account that ADMINS names has the rights, and loses them with the setting.
	a, _ = r.Actor(3, first)
	if !r.May(a, ReadJournal, About{}) || r.May(a, SeeOfficer, About{Officer: "onone"}) {
		t.Error("named by ADMINS")
	}
	if roles := r.RolesOf(a); len(roles) != 2 || roles[1] != RoleAdministrator || len(r.Roles(w.Anna)) != 1 {
		t.Errorf("roles %v", roles)
	}
	if a, _ = r.Actor(3, nil); r.May(a, ReadJournal, About{}) || r.RolesOf(Actor{}) != nil {
		t.Error("no longer named by ADMINS")
	}
}

func TestGuessesAreCountedByTheHour(t *testing.T) {
	var record []byte
	now := noon
	try := func(want bool) {
		t.Helper()
		next, blocked := Guess(record, now)
		if blocked != want {
			t.Fatalf("at %s: blocked %v", now.Format(time.TimeOnly), blocked)
		}
		if !blocked {
			record = next
		}
	}
	for range guessLimit {
		try(false)
		now = now.Add(time.Minute)
	}
	try(true)
	now = noon.Add(time.Hour - time.Millisecond)
	try(true)
	now = noon.Add(time.Hour)
	try(false)
	try(true)
	now = noon.Add(3 * time.Hour)
	try(false)

	record = []byte("no JSON")
	try(false)
	// A clock that ran ahead by a year blocks nobody for a year.
	record, now = nil, noon.AddDate(1, 0, 0)
	for range guessLimit {
		try(false)
	}
	try(true)
	now = noon
	try(false)
}

func TestARecordOfGuessesIsOverAfterADay(t *testing.T) {
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	record, _ := Guess(nil, now)
	for _, row := range []struct {
		rule   string
		record []byte
		after  time.Duration
		over   bool
	}{
		{"within the day it stays", record, 24*time.Hour - time.Minute, false},
		{"a day after it is over", record, 24 * time.Hour, true},
		{"one of a clock that ran ahead stays as long", record, -time.Hour, false},
		{"an empty one is over", []byte(`{}`), 0, true},
		{"one that cannot be read is over", []byte(`[`), 0, true},
	} {
		if got := GuessesOver(row.record, now.Add(row.after)); got != row.over {
			t.Errorf("%s: over %v", row.rule, got)
		}
	}
}
