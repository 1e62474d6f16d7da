package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"camnang/bot/officer"
	"camnang/bot/simulator"
	"camnang/bot/store"
	"camnang/corpus/calendar"
)

// The sample organisation of a trial: a committee with cells and a class, all of it made up. Those who can be played
// in the chat page have joined, but the last, whose code is printed so that joining can be tried.
const (
	sampleSeed      = "sample"
	sampleCommittee = "Đảng ủy mẫu"
	sampleClass     = "Lớp bồi dưỡng nghiệp vụ kiểm tra (mẫu)"
	// sampleTrainer teaches the class; joiner is the one of the chat page who has not joined.
	sampleTrainer int64 = 1002
	joiner        int64 = 1005
	// sampleLength is how many days the class lasts.
	sampleLength = 30
)

// sampleOfficers are entries nobody plays: a unit is not all on Telegram.
var sampleOfficers = []struct {
	name, number, title string
	cell                int
}{
	{"Đỗ Thị Hạnh", "M006", "Đảng viên", 0},
	{"Hoàng Văn Phúc", "M007", "Phó Bí thư Chi bộ", 1},
	{"Ngô Thanh Tùng", "M008", "Đảng viên", 1},
}

// samplePeople say what those of the chat page are in the sample organisation.
var samplePeople = map[int64]struct {
	number, title                string
	cell                         int
	head, trainer, administrator bool
}{
	1001:          {number: "M001", title: "Ủy viên Ủy ban kiểm tra", cell: 0},
	sampleTrainer: {number: "M002", title: "Báo cáo viên", cell: 0, trainer: true},
	1003:          {number: "M003", title: "Chủ nhiệm Ủy ban kiểm tra", cell: 1, head: true},
	1004:          {number: "M004", title: "Cán bộ Văn phòng", cell: 1, administrator: true},
	joiner:        {number: "M005", title: "Cán bộ mới", cell: 0},
}

// codeLife is how long a code of the sample admits somebody.
const codeLife = 7 * 24 * time.Hour

// sample makes the sample organisation in a store that has no roster. Called again it changes nothing.
func sample(ctx context.Context, s *store.Store, now time.Time, today calendar.Day) error {
	roster, err := s.People().Roster(ctx)
	if err != nil || roster.Revision != 0 {
		return err
	}
	edit, err := sampleRoster(roster, now, today)
	if err != nil {
		return fmt.Errorf("make the sample organisation: %w", err)
	}
	return s.Records().Change(ctx, edit.Changes())
}

func sampleRoster(roster *officer.Roster, now time.Time, today calendar.Day) (*officer.Edit, error) {
	edit := roster.Edit()
	committee, err := edit.AddUnit(sampleSeed, sampleCommittee, "")
	if err != nil {
		return nil, err
	}
	cells := make([]officer.UnitID, 2)
	for i := range cells {
		if cells[i], err = edit.AddUnit(sampleSeed, fmt.Sprintf("Chi bộ %d", i+1), committee); err != nil {
			return nil, err
		}
	}
	class, err := edit.AddClass(sampleSeed, sampleClass, today, today.Add(sampleLength))
	if err != nil {
		return nil, err
	}
	for _, p := range simulator.DefaultPeople() {
		is, known := samplePeople[p.ID]
		if !known {
			continue
		}
		entry := officer.Officer{Name: p.Name, Number: is.number, Unit: cells[is.cell], Title: is.title, Administrator: is.administrator}
		if is.head {
			entry.Heads = []officer.UnitID{committee}
		}
		id, err := edit.AddOfficer(sampleSeed, entry)
		if err != nil {
			return nil, err
		}
		if is.trainer {
			err = edit.SetTrainer(class, id, true)
		} else {
			err = edit.Enrol(class, id)
		}
		if err == nil && p.ID != joiner {
			err = joined(edit, id, p.ID, now)
		}
		if err != nil {
			return nil, err
		}
	}
	for _, o := range sampleOfficers {
		id, err := edit.AddOfficer(sampleSeed, officer.Officer{Name: o.name, Number: o.number, Unit: cells[o.cell], Title: o.title})
		if err != nil {
			return nil, err
		}
		if err := edit.Enrol(class, id); err != nil {
			return nil, err
		}
	}
	return edit, nil
}

// joined has the officer join with the account, as by a code.
func joined(edit *officer.Edit, id officer.ID, account int64, now time.Time) error {
	code, err := officer.NewCode(rand.Reader)
	if err != nil {
		return err
	}
	if err := edit.Invite(id, code, now.Add(codeLife)); err != nil {
		return err
	}
	_, _, err = edit.Join(code, account, now)
	return err
}

// opened are the accounts of the chat page that have joined: whoever joined once wrote to the bot, so that what a trainer gives
// in a trial arrives before anybody is played.
func opened(ctx context.Context, s *store.Store) (accounts []int64, err error) {
	roster, err := s.People().Roster(ctx)
	if err != nil {
		return nil, err
	}
	for _, p := range simulator.DefaultPeople() {
		if _, joined := roster.ByTelegram(p.ID); joined {
			accounts = append(accounts, p.ID)
		}
	}
	return accounts, nil
}

// invitation makes a new code for the one of the sample who has not joined, and gives the name and the code; "" when
// there is nobody like that any more.
func invitation(ctx context.Context, s *store.Store, now time.Time) (name, code string, err error) {
	roster, err := s.People().Roster(ctx)
	if err != nil {
		return "", "", err
	}
	o, known := roster.ByNumber(samplePeople[joiner].number)
	if !known || o.Joined() || !o.Left.IsZero() {
		return "", "", nil
	}
	if code, err = officer.NewCode(rand.Reader); err != nil {
		return "", "", err
	}
	edit := roster.Edit()
	if err := edit.Invite(o.ID, code, now.Add(codeLife)); err != nil {
		return "", "", err
	}
	if err := s.Records().Change(ctx, edit.Changes()); err != nil {
		return "", "", fmt.Errorf("invite somebody of the sample organisation: %w", err)
	}
	return o.Name, officer.ShowCode(code), nil
}
