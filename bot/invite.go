package bot

import (
	"context"
	"fmt"
	"slices"
	"time"

	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/slip"
)

// codeFor is how long a code is good: two weeks reach over the meetings at which slips are handed out.
const codeFor = 14 * 24 * time.Hour

// slipsInFile is how many slips one file holds: 25 sheets of paper.
const slipsInFile = 200

// inviteScreens print slips for a unit or a class, and make a code for one officer.
func inviteScreens() []screen {
	ofUnit := func(in input, p payload) (string, []*officer.Officer) {
		id := officer.UnitID(p.args[0])
		return unitLabel(in.Roster, id), notJoined(in.Roster.Officers(id, true))
	}
	ofClass := func(in input, p payload) (string, []*officer.Officer) {
		id := officer.ClassID(p.args[0])
		return classLabel(in.Roster, id), notJoined(in.Roster.Members(id))
	}
	return []screen{
		{name: "unitslips", action: officer.InviteUnit, about: aboutUnit, handle: slipsAsked(ofUnit, "unitslipsgo", "unit")},
		{name: "unitslipsgo", action: officer.InviteUnit, about: aboutUnit, handle: slipsMade(ofUnit)},
		{name: "classslips", action: officer.InviteClass, about: aboutClass, handle: slipsAsked(ofClass, "classslipsgo", "class")},
		{name: "classslipsgo", action: officer.InviteClass, about: aboutClass, handle: slipsMade(ofClass)},
	}
}

// whom names a group and those in it who have not joined.
type whom func(in input, p payload) (name string, officers []*officer.Officer)

// forWhom are those of them for whom the actor may make codes, and how many of them are left to the administrators.
func (c *Conversation) forWhom(of whom, in input, p payload) (name string, officers []*officer.Officer, left int) {
	name, all := of(in, p)
	for _, o := range all {
		if c.mayStandFor(in, o) {
			officers = append(officers, o)
		}
	}
	return name, officers, len(all) - len(officers)
}

// slipsNone says why there is nobody to make codes for.
func slipsNone(left int) string {
	if left > 0 {
		return say("slips_left", left)
	}
	return say("slips_none")
}

type screenHandler = func(*Conversation, context.Context, input, payload) (Turn, error)

// slipsAsked says what making codes does before it is done.
func slipsAsked(of whom, next, back string) screenHandler {
	return func(c *Conversation, _ context.Context, in input, p payload) (Turn, error) {
		_, officers, left := c.forWhom(of, in, p)
		rows := [][]Button{{opens(say("back"), back, 1, p.args[0])}}
		if len(officers) == 0 {
			return inPlace(in.Event, []Span{plain(slipsNone(left))}, rows), nil
		}
		rows = append([][]Button{{opens(say("slips_yes"), next, 1, p.args[0], numberTo(c.cfg.Now().Unix()))}}, rows...)
		var s sheet
		s.para(plain(say("slips_sure", len(officers))))
		if left > 0 {
			s.para(plain(say("slips_left", left)))
		}
		return inPlace(in.Event, s.done(), rows), nil
	}
}

// invitedBody is the journal's record of codes made: for whom and until when, never a code.
type invitedBody struct {
	Officers []officer.ID `json:"officers"`
	Until    time.Time    `json:"until"`
}

// slipsMade makes a code for everybody who has not joined and sends the slips. The codes are in the files alone: of
// each only the digest is kept.
//
// The button names the moment of the question: a second tap does not end the codes of the first.
func slipsMade(of whom) screenHandler {
	return func(c *Conversation, _ context.Context, in input, p payload) (Turn, error) {
		name, officers, left := c.forWhom(of, in, p)
		if c.tooLate(numberFrom(p.args[1]), officers) {
			return refusal(in.Event, say("slips_old")), nil
		}
		if len(officers) == 0 {
			return refusal(in.Event, slipsNone(left)), nil
		}
		until := c.cfg.Now().Add(codeFor)
		edit := in.Roster.Edit()
		body := invitedBody{Until: until}
		var slips []slip.Slip
		for _, o := range officers {
			code, err := officer.NewCode(c.cfg.Random)
			if err != nil {
				return Turn{}, err
			}
			if err := edit.Invite(o.ID, code, until); err != nil {
				return notPossible(in, err)
			}
			body.Officers = append(body.Officers, o.ID)
			slips = append(slips, slip.Slip{
				Name: o.Name, Unit: unitName(in.Roster, o.Unit), Link: c.deepLink(code), Code: officer.ShowCode(code), Until: until.In(c.cfg.Location),
			})
		}
		t := acknowledge(in.Event, "")
		parts := (len(slips) + slipsInFile - 1) / slipsInFile
		for part := range parts {
			of := slips[part*slipsInFile : min(len(slips), (part+1)*slipsInFile)]
			title := name
			if parts > 1 {
				title = say("slips_part", name, part+1, parts)
			}
			content, err := slip.Sheet(say("slips_title", title), of)
			if err != nil {
				return Turn{}, fmt.Errorf("print %d slips: %w", len(of), err)
			}
			t.Replies = append(t.Replies, Reply{
				Kind: SendFile, Text: []Span{plain(say("slips_caption", title, len(of), c.moment(until)))},
				File: &Attachment{Name: fmt.Sprintf("phieu-moi-%d.pdf", part+1), Content: content},
			})
		}
		return t.changing(edit.Changes()...).noting(in.note(journal.Invited, false, body)), nil
	}
}

// slipsWithin is how long the question before slips may be answered.
const slipsWithin = 10 * time.Minute

// tooLate reports whether a question of that moment, in seconds, is too old, or codes were made since.
func (c *Conversation) tooLate(asked int64, officers []*officer.Officer) bool {
	at := time.Unix(asked, 0)
	if age := c.cfg.Now().Sub(at); age < -time.Second || age > slipsWithin {
		return true
	}
	return slices.ContainsFunc(officers, func(o *officer.Officer) bool {
		return o.Invitation != nil && o.Invitation.Until.After(at.Add(codeFor))
	})
}

// deepLink opens the bot with a code.
func (c *Conversation) deepLink(code string) string {
	return "https://t.me/" + c.name() + "?start=" + code
}

// invite makes a code for one officer and shows it once, to whoever asked. An account that is bound stays until the
// code is used.
func (c *Conversation) invite(in input, id officer.ID) (Turn, error) {
	o, ok := in.Roster.Officer(id)
	if !ok {
		return refusal(in.Event, say("person_gone")), nil
	}
	code, err := officer.NewCode(c.cfg.Random)
	if err != nil {
		return Turn{}, err
	}
	until := c.cfg.Now().Add(codeFor)
	edit := in.Roster.Edit()
	if err := edit.Invite(id, code, until); err != nil {
		return notPossible(in, err)
	}
	var s sheet
	s.para(plain(say("code_given", o.Name)))
	s.line(bold(officer.ShowCode(code)))
	s.para(plain(say("code_how", c.deepLink(code), officer.ShowCode(code))))
	s.para(plain(say("code_until", c.moment(until))))
	if o.Joined() {
		s.para(plain("⚠️ " + say("code_shuts")))
	}
	return below(in.Event, message(s.done(), [][]Button{{{Label: say("copy_code"), Copy: officer.ShowCode(code)}}})).
		changing(edit.Changes()...).noting(in.note(journal.Invited, false, invitedBody{Officers: []officer.ID{id}, Until: until})), nil
}

// codeButton is the button that makes a code for an officer, as far as the actor may. Heads and administrators may make
// one for anybody of theirs, which for somebody who has joined binds another account; trainers for members of a class who
// have not joined.
func (c *Conversation) codeButton(in input, o *officer.Officer) (Button, bool) {
	switch {
	case !o.Left.IsZero() || !c.mayStandFor(in, o):
		return Button{}, false
	case c.may(in, officer.Rebind, officer.About{Officer: o.ID}):
		return opens(say("person_code"), "personcode", 1, string(o.ID)), true
	case o.Joined():
		return Button{}, false
	}
	for _, class := range in.Roster.ClassesOf(o.ID) {
		if c.may(in, officer.InviteClass, officer.About{Class: class.ID}) {
			return opens(say("person_code"), "membercode", 1, string(class.ID), string(o.ID)), true
		}
	}
	return Button{}, false
}

// mayStandFor reports whether a code for an officer gives the actor no right that the actor has not: whoever makes a code
// could use it. So codes of administrators, and of those who lead or teach what the actor may not see, are the
// administrators' to make.
func (c *Conversation) mayStandFor(in input, o *officer.Officer) bool {
	if c.may(in, officer.ChangeOfficer, officer.About{}) {
		return true
	}
	return !o.Administrator && !c.cfg.First[o.Telegram] &&
		!slices.ContainsFunc(o.Heads, func(id officer.UnitID) bool { return !c.may(in, officer.SeeUnit, officer.About{Unit: id}) }) &&
		!slices.ContainsFunc(in.Roster.TaughtBy(o.ID), func(class *officer.Class) bool {
			return !c.may(in, officer.SeeClass, officer.About{Class: class.ID})
		})
}

func (c *Conversation) personCode(_ context.Context, in input, p payload) (Turn, error) {
	o, ok := in.Roster.Officer(officer.ID(p.args[0]))
	if !ok || !c.mayStandFor(in, o) {
		return c.denied(in, "screen personcode", officer.Rebind, officer.About{Officer: officer.ID(p.args[0])}), nil
	}
	return c.invite(in, o.ID)
}

// memberCode makes a code for the member of the class that the second argument names, who has not joined.
func (c *Conversation) memberCode(_ context.Context, in input, p payload) (Turn, error) {
	for _, o := range notJoined(in.Roster.Members(officer.ClassID(p.args[0]))) {
		if string(o.ID) == p.args[1] && c.mayStandFor(in, o) {
			return c.invite(in, o.ID)
		}
	}
	return c.denied(in, "screen membercode", officer.Rebind, officer.About{Officer: officer.ID(p.args[1])}), nil
}
