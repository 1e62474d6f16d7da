package officer

import (
	"slices"
	"time"

	"camnang/corpus/calendar"
)

// AddOfficer enters an officer: name, number, unit, title, heads and administrator of o. A unit is needed.
func (e *Edit) AddOfficer(seed string, o Officer) (ID, error) {
	added := &Officer{}
	if err := e.describe(added, o); err != nil {
		return "", err
	}
	if added.Unit == "" {
		return "", problem("unit-missing")
	}
	added.ID = ID(e.newID("o", seed))
	e.putOfficer(added)
	return added.ID, nil
}

// SetOfficer changes name, number, unit, title, heads and administrator of the officer with the id of o to
// those of o; the rest of o is not looked at. To lead the former unit ends with a move, unless o.Heads names it
// without having named it before. Somebody who left has no roles to give.
func (e *Edit) SetOfficer(o Officer) error {
	set, err := e.officer(o.ID)
	if err != nil {
		return err
	}
	former := set.Unit
	if set.Unit != "" && o.Unit == "" {
		return problem("unit-missing")
	}
	led := slices.Contains(set.Heads, former)
	heads, administrator := slices.Clone(set.Heads), set.Administrator
	if err := e.describe(set, o); err != nil {
		return err
	}
	if !set.Left.IsZero() && (len(set.Heads) > 0 || set.Administrator) {
		return problem("officer-left", set.Name)
	}
	if set.Unit != former && led {
		set.Heads = asSet(without(set.Heads, former))
	}
	further := slices.ContainsFunc(set.Heads, func(u UnitID) bool { return !slices.Contains(heads, u) })
	if set.Unit != former || further || set.Administrator && !administrator {
		// Whoever made the code had the right to as things were.
		e.endCode(set)
	}
	e.putOfficer(set)
	return nil
}

// describe gives an entry what is said of an officer, once it is found right.
func (e *Edit) describe(entry *Officer, o Officer) error {
	name, ok := cleanName(o.Name)
	if !ok {
		return problem("officer-name", shorten(o.Name), nameLimit)
	}
	number, title := clean(o.Number), clean(o.Title)
	if tooLong(number, numberLimit) || number != "" && plainWords(number) == "" {
		return problem("number-shape", shorten(number), numberLimit)
	}
	if tooLong(title, titleLimit) {
		return problem("title-length", titleLimit)
	}
	if number != "" {
		if other := e.byNumber[numberKey(number)]; other != nil && other.ID != entry.ID {
			return problem("number-taken", number, other.Name)
		}
	}
	for _, u := range append(slices.Clone(o.Heads), o.Unit) {
		if u != "" && e.units[u] == nil {
			return problem("unit-unknown")
		}
	}
	entry.Name, entry.Number, entry.Unit, entry.Title = name, number, o.Unit, title
	entry.Heads, entry.Administrator = asSet(o.Heads), o.Administrator
	return nil
}

// Leave ends an officer's part as of day: no rights, no roles, account and code removed, no longer a trainer
// of any class. Memberships stay as they were. Of somebody who left already it changes the day.
func (e *Edit) Leave(id ID, day calendar.Day) error {
	o, err := e.officer(id)
	if err != nil {
		return err
	}
	if day.IsZero() {
		return problem("day-missing")
	}
	o.Left, o.Heads, o.Administrator = day, nil, false
	e.endCode(o)
	o.Telegram, o.Consented = 0, time.Time{}
	e.putOfficer(o)
	for _, c := range e.classes {
		if slices.Contains(c.Trainers, id) {
			changed := *c
			changed.Trainers = without(c.Trainers, id)
			e.putClass(&changed)
		}
	}
	return nil
}

// Return takes somebody back who left: an officer without roles and without an account. Of somebody who did
// not leave it changes nothing. Whoever is in no unit any more is given one by SetOfficer first.
func (e *Edit) Return(id ID) error {
	o, err := e.officer(id)
	if err != nil {
		return err
	}
	if o.Left.IsZero() {
		return nil
	}
	if e.units[o.Unit] == nil {
		return problem("unit-missing")
	}
	o.Left = calendar.Day{}
	e.putOfficer(o)
	return nil
}

// endedLimit is how many ended codes are known again: the slips of a year that was printed anew each quarter,
// and one more.
const endedLimit = 5

// endCode makes the officer's present code one that admits nobody any more.
func (e *Edit) endCode(o *Officer) {
	if o.Invitation == nil {
		return
	}
	o.Ended = append(slices.Clone(o.Ended), o.Invitation.Digest)
	o.Ended = o.Ended[max(0, len(o.Ended)-endedLimit):]
	o.Invitation = nil
}

// Invite makes code, as NewCode gave it, the one that admits an account for the officer until a moment. An
// earlier code ends; an account that is bound stays so until the code is used.
func (e *Edit) Invite(id ID, code string, until time.Time) error {
	o, err := e.present(id)
	if err != nil {
		return err
	}
	if !shaped(code) || until.IsZero() {
		return problem("code-shape")
	}
	digest := Digest(code)
	if e.byDigest[digest] != nil {
		return problem("code-taken")
	}
	e.endCode(o)
	o.Invitation = &Invitation{Digest: digest, Until: until.UTC()}
	e.putOfficer(o)
	return nil
}

// Join binds an account to the officer whom the code admits, who has agreed to what is kept, and uses the code
// up. former is the account that is shut off by it, 0 when there was none or it is the same. The error is a
// CodeError: that of Invited, or ErrAccountTaken for an account that speaks for somebody else.
func (e *Edit) Join(code string, account int64, now time.Time) (o *Officer, former int64, err error) {
	found, err := invited(e.byDigest[Digest(code)], code, now)
	if err != nil {
		return nil, 0, err
	}
	if other := e.byTelegram[account]; other != nil && other.ID != found.ID {
		return nil, 0, ErrAccountTaken
	}
	changed := *found
	if changed.Telegram != account {
		former = changed.Telegram
	}
	e.endCode(&changed)
	changed.Telegram, changed.Consented = account, now.UTC()
	e.putOfficer(&changed)
	return &changed, former, nil
}

// JoinFirst makes an entry of its own, in no unit and with the role of an administrator, for a first
// administrator who has agreed to what is kept. For an account that has an entry it returns that entry and
// changes nothing. That the account is named by ADMINS is the caller's to check. A name of which nothing can be
// made becomes "Quản trị viên".
func (e *Edit) JoinFirst(seed string, account int64, name string, now time.Time) (*Officer, error) {
	if o := e.byTelegram[account]; o != nil {
		return o, nil
	}
	cleaned, ok := cleanName(name)
	if !ok {
		cleaned = texts["first-administrator"]
	}
	o := &Officer{Name: cleaned, Administrator: true, Telegram: account, Consented: now.UTC()}
	o.ID = ID(e.newID("o", seed))
	e.putOfficer(o)
	return o, nil
}

// Unbind removes the account, the consent and a code that is still open: whoever had their data erased is
// bound again by a new code only.
func (e *Edit) Unbind(id ID) error {
	o, err := e.officer(id)
	if err != nil {
		return err
	}
	e.endCode(o)
	o.Telegram, o.Consented = 0, time.Time{}
	e.putOfficer(o)
	return nil
}
