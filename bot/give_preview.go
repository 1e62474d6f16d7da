package bot

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/quiz"
)

// giveReady is a draft as it would be given now: its title, and its questions as they are. sum tells what would be given;
// when it differs, so does that.
func (c *Conversation) giveReady(in input, d *quiz.Push) (ready *quiz.Push, left int, lacks []quiz.Lack, sum string) {
	next := *d
	next.Pool, left = c.givePool(in, d)
	next.Title, next.By, next.Picked = c.giveTitle(in, d), in.Actor.Officer.ID, nil
	lacks = next.Lacks(next.Pool, len(next.Audience(in.Roster)), c.cfg.Now())
	raw, err := json.Marshal(&next)
	if err != nil {
		panic(fmt.Sprintf("bot: a push cannot be written: %v", err))
	}
	digest := sha256.Sum256(raw)
	return &next, left, lacks, hex.EncodeToString(digest[:])[:16]
}

// givePreview shows what giving a draft would do, and the one button that does it. anew says that it is another by now than
// what was shown.
func (c *Conversation) givePreview(in input, d *quiz.Push, anew bool) Turn {
	ready, left, lacks, sum := c.giveReady(in, d)
	if len(lacks) > 0 || len(c.giveDenied(in, d)) > 0 {
		return c.giveCard(in, d, "")
	}
	all, absent := c.giveNumbers(in, ready)
	var s sheet
	s.para(bold(say("give_preview_heading", ready.Title)))
	if anew {
		s.line(bold(say("give_preview_anew")))
	}
	s.para(plain(say("give_card_to", c.giveAudience(in, ready))))
	if absent > 0 {
		s.line(plain(say("give_preview_absent", absent)))
	}
	s.line(plain(say("give_preview_asked", ready.Asked())))
	if len(ready.Draw) > 0 {
		s.line(plain(say("give_preview_drawn", len(ready.Pool))))
	}
	if left > 0 {
		s.line(plain(say("give_left_out", left)))
	}
	messages := 1
	if ready.Kind == quiz.Practice {
		messages += ready.Asked()
		giveCarriers(&s, ready)
	} else {
		s.line(plain(say("give_card_limits", giveLength(ready.Whole), giveLength(ready.Each), max(1, ready.Tries))))
	}
	s.line(plain(say("give_card_opens", c.giveOpens(ready))))
	s.line(plain(say("give_card_closes", c.giveCloses(ready.Closes))))
	s.line(plain(say("give_preview_sending", int(quiz.Sending(all-absent, messages)/time.Minute))))
	q := &ready.Pool[0]
	key := "give_preview_first"
	if len(ready.Draw) > 0 {
		key = "give_preview_example"
	}
	stem, _ := shorten(askedStem(q), 800)
	s.para(bold(say(key)))
	s.line(plain(stem))
	for n, o := range q.Options {
		text, _ := shorten(o.Text, 150)
		s.line(plain(quiz.Letter(n) + ". " + text))
	}
	if ready.Shuffle {
		s.para(plain(say("give_preview_shuffled")))
		kept := 0
		for i := range ready.Pool {
			if !ready.Pool[i].Movable() {
				kept++
			}
		}
		if kept > 0 {
			s.line(plain(say("give_preview_kept", kept)))
		}
	}
	return inPlace(in.Event, s.done(), [][]Button{
		{opens(say("give_now"), "givego", 1, string(d.ID), sum)}, {opens(say("give_change"), "push", 1, string(d.ID))},
	})
}

// giveCarriers says how many questions go out as quizzes and how many as cards, with the reason for the first few.
func giveCarriers(s *sheet, ready *quiz.Push) {
	const shown = 3
	var reasons []string
	cards := 0
	for n := range ready.Pool {
		if excesses := pollExcesses(&ready.Pool[n]); len(excesses) > 0 {
			cards++
			reasons = append(reasons, say("give_card_reason", n+1, excessText(excesses[0])))
		}
	}
	s.line(plain(say("give_preview_polls", len(ready.Pool)-cards)))
	if cards > 0 {
		s.line(plain(say("give_preview_cards", cards)))
	}
	for _, r := range reasons[:min(shown, len(reasons))] {
		s.line(plain(r))
	}
}

// giveConfirmed gives a draft. All is looked up anew: every class and unit is one that the actor may still give questions to,
// and what would be given is what was shown (sum); otherwise it is shown again. What was given already is said to be, by
// ofDraft: two taps, or two devices, are one push, because both change the same record.
func (c *Conversation) giveConfirmed(in input, d *quiz.Push, sum string) Turn {
	for _, id := range d.Classes {
		if about := (officer.About{Class: id}); !c.may(in, officer.PushClass, about) {
			return c.giveNotTheirs(in, classLabel(in.Roster, id), officer.PushClass, about)
		}
	}
	for _, id := range d.Units {
		if about := (officer.About{Unit: id}); !c.may(in, officer.PushUnit, about) {
			return c.giveNotTheirs(in, unitLabel(in.Roster, id), officer.PushUnit, about)
		}
	}
	ready, _, lacks, now := c.giveReady(in, d)
	if len(lacks) > 0 {
		return c.giveCard(in, d, "")
	}
	if now != sum {
		return c.givePreview(in, d, true)
	}
	key := "give_done_later"
	if ready.Opens.IsZero() {
		ready.Opens, key = c.cfg.Now().UTC(), "give_done_now"
	}
	all, _ := c.giveNumbers(in, ready)
	var s sheet
	s.para(bold(say(key, ready.Title, all)))
	if key == "give_done_later" {
		s.line(plain(say("give_card_opens", c.giveOpens(ready))))
	}
	s.line(plain(say("give_card_closes", c.giveCloses(ready.Closes))))
	return inPlace(in.Event, s.done(), [][]Button{
		{opens(say("give_follow"), "push", 1, string(d.ID))}, {opens(say("give_back"), "give", 1)},
	}).and(c.pushConfirmed(in, ready))
}

// giveNotTheirs says that questions may not be given to a class or a unit, and notes that it was tried.
func (c *Conversation) giveNotTheirs(in input, name string, do officer.Action, about officer.About) Turn {
	c.cfg.Log.Warn("a push was denied", "event", in.ID, "person", in.Person.ID, "action", do)
	text := say("give_not_theirs", name)
	if name == "" {
		text = say("give_to_gone")
	}
	body := deniedBody{What: "give", Action: do, Object: string(about.Class) + string(about.Unit)}
	return refusal(in.Event, text).noting(in.note(journal.Denied, false, body))
}
