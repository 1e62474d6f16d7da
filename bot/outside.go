package bot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"camnang/bot/chart"
	"camnang/bot/ics"
	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/plan"
	"camnang/corpus/calendar"
)

// outsideScreens give an officer's work outside the chat: a calendar file, a calendar feed, pictures.
func outsideScreens() []screen {
	return []screen{
		{name: "agendamore", action: officer.MakeWork, about: aboutNothing, handle: (*Conversation).agendaMore},
		{name: "agendafile", action: officer.MakeWork, about: aboutNothing, handle: (*Conversation).agendaFile},
		{name: "agendamonth", action: officer.MakeWork, about: aboutNothing, handle: (*Conversation).agendaMonth},
		{name: "feed", action: officer.MakeWork, about: aboutNothing, handle: (*Conversation).feedNew},
		{name: "feedoff", action: officer.MakeWork, about: aboutNothing, handle: (*Conversation).feedOff},
		{name: "planpicture", action: officer.SeeWork, about: aboutPlan, handle: (*Conversation).planPicture},
	}
}

// agendaMore shows what there is beside the list.
func (c *Conversation) agendaMore(ctx context.Context, in input, _ payload) (Turn, error) {
	habit, _, err := c.habit(ctx, in.Actor.Officer.ID)
	if err != nil {
		return Turn{}, err
	}
	rows := [][]Button{
		{opens(say("outside_file"), "agendafile", 1)},
		{opens(say("outside_month"), "agendamonth", 1), opens(say("outside_next_month"), "agendamonth", 2)},
	}
	if c.cfg.PublicURL != "" {
		row := []Button{opens(say("outside_feed"), "feed", 1)}
		if habit["feed"] != nil {
			row = append(row, opens(say("outside_feed_off"), "feedoff", 1))
		}
		rows = append(rows, row)
	}
	rows = append(rows, []Button{opens(say("outside_hours"), "hours", 1)}, []Button{opens(say("agenda_back"), "agenda", 1)})
	return inPlace(in.Event, []Span{plain(say("outside_heading"))}, rows), nil
}

// entries are an officer's open steps as a calendar. A feed that is read again no longer has those that ended. detailed puts what is to be done into the title; without it there is the code alone.
func (c *Conversation) entries(book *plan.Book, who officer.ID, detailed bool) []ics.Entry {
	var out []ics.Entry
	for _, i := range book.LedBy(who) {
		s := i.Step
		if s.Day.IsZero() {
			continue
		}
		e := ics.Entry{
			UID: i.Ref() + "@camnang", Day: s.Day, Minute: s.Minute, Title: say("feed_title", i.Plan.Code()),
			Sequence: i.Plan.NextEntry, Stamp: stampOf(i.Plan),
		}
		if detailed {
			e.Title = i.Plan.Code() + ": " + s.Title
			e.Note = reasonText(s.Reason)
		} else if s.Reason.Doubt != "" {
			e.Note = say("agenda_doubt")
		}
		out = append(out, e)
	}
	return out
}

// stampOf is when a plan was last changed.
func stampOf(p *plan.Plan) time.Time {
	if n := len(p.Log); n > 0 {
		return p.Log[n-1].At
	}
	return p.Created
}

// agendaFile sends the officer's work as a calendar file.
func (c *Conversation) agendaFile(_ context.Context, in input, _ payload) (Turn, error) {
	entries := c.entries(in.Book, in.Actor.Officer.ID, true)
	if len(entries) == 0 {
		return refusal(in.Event, say("agenda_none")), nil
	}
	content, err := ics.Calendar(say("feed_name"), entries, c.cfg.Location)
	if err != nil {
		return Turn{}, fmt.Errorf("write a calendar: %w", err)
	}
	return below(in.Event, Turn{Replies: []Reply{{
		Kind: SendFile, Text: []Span{plain(say("outside_file_caption", len(entries)))},
		File: &Attachment{Name: "viec-va-thoi-han.ics", Content: content},
	}}}), nil
}

// agendaMonth sends a picture of this month, or of the one after it.
func (c *Conversation) agendaMonth(ctx context.Context, in input, p payload) (Turn, error) {
	days, err := c.cfg.Workdays.Workdays(ctx)
	if err != nil {
		return Turn{}, fmt.Errorf("read the days off: %w", err)
	}
	today := c.today(c.cfg.Now()).Day
	first, _ := calendar.Date(today.Year(), today.Month(), 1)
	first = first.AddMonths(min(p.page, 12) - 1)
	picture := chart.MonthPicture{
		Title: say("agenda_heading_all"), Year: first.Year(), Month: first.Month(), Today: today, Off: days.Off,
	}
	for _, i := range in.Book.LedBy(in.Actor.Officer.ID) {
		picture.Items = append(picture.Items, chart.Item{Day: i.Step.Day, Title: i.Plan.Code() + ": " + i.Step.Title, Doubt: i.Step.Reason.Doubt != ""})
	}
	content, err := chart.Month(picture)
	if err != nil {
		return Turn{}, fmt.Errorf("draw a month: %w", err)
	}
	return below(in.Event, c.picture(say("outside_month_caption", first.Month(), first.Year()), "thang.png", content)), nil
}

// planPicture sends the steps of a plan over time.
func (c *Conversation) planPicture(_ context.Context, in input, p payload) (Turn, error) {
	found, _ := in.Book.Plan(plan.ID(p.args[0]))
	picture := chart.TimelinePicture{Title: found.Code(), Under: found.Title, Today: c.today(c.cfg.Now()).Day}
	for i := range found.Steps {
		s := &found.Steps[i]
		if s.Ended != nil && s.Ended.Cancelled {
			continue
		}
		row := chart.Row{Title: s.Title, Start: s.Reason.Start, Due: s.Day, Doubt: s.Reason.Doubt != ""}
		if key, ok := stageNames[s.Stage]; ok {
			row.Group = say(key)
		}
		if s.Ended != nil {
			row.Done = c.today(s.Ended.At).Day
		}
		picture.Rows = append(picture.Rows, row)
	}
	if len(picture.Rows) == 0 {
		return refusal(in.Event, say("picture_none")), nil
	}
	content, err := chart.Timeline(picture)
	if err != nil {
		return Turn{}, fmt.Errorf("draw a plan: %w", err)
	}
	return below(in.Event, c.picture(say("picture_caption", found.Code()), strings.ToLower(found.Code())+".png", content)), nil
}

func (c *Conversation) picture(caption, name string, content []byte) Turn {
	return Turn{Replies: []Reply{{Kind: SendFile, Text: []Span{plain(caption)}, File: &Attachment{Name: name, Content: content, Picture: true}}}}
}

// feedKept is what is kept of a calendar feed: the digest of its secret.
type feedKept struct {
	Digest string    `json:"digest"`
	Since  time.Time `json:"since"`
}

// A feed's token is the officer's id, a dash and a secret of 160 bits, of which only the digest is kept.
func feedDigest(token string) string {
	sum := sha256.Sum256([]byte("feed\x00" + token))
	return hex.EncodeToString(sum[:])
}

// feedNew makes a new address, by which the one before ends.
func (c *Conversation) feedNew(ctx context.Context, in input, _ payload) (Turn, error) {
	if c.cfg.PublicURL == "" {
		return refusal(in.Event, say("feed_none")), nil
	}
	me := in.Actor.Officer.ID
	habit, version, err := c.habit(ctx, me)
	if err != nil {
		return Turn{}, err
	}
	var secret [20]byte
	if _, err := io.ReadFull(c.cfg.Random, secret[:]); err != nil {
		return Turn{}, fmt.Errorf("draw the secret of a feed: %w", err)
	}
	token := string(me) + "-" + hex.EncodeToString(secret[:])
	kept, err := json.Marshal(feedKept{Digest: feedDigest(token), Since: c.cfg.Now().UTC()})
	if err != nil {
		return Turn{}, err
	}
	habit["feed"] = kept
	change, err := habitChange(me, version, habit)
	if err != nil {
		return Turn{}, err
	}
	address := strings.TrimSuffix(c.cfg.PublicURL, "/") + "/lich/" + token + ".ics"
	t := below(in.Event, message([]Span{plain(say("feed_made", address))}, [][]Button{{Button{Label: say("feed_copy"), Copy: address}}, {opens(say("outside_feed_off"), "feedoff", 1)}}))
	return t.changing(change).noting(in.note(journal.HabitSet, false, habitBody{What: "feed"})), nil
}

// habitBody is the journal's record of something that an officer chose.
type habitBody struct {
	What string `json:"what"`
}

// feedOff ends the address.
func (c *Conversation) feedOff(ctx context.Context, in input, _ payload) (Turn, error) {
	me := in.Actor.Officer.ID
	habit, version, err := c.habit(ctx, me)
	if err != nil {
		return Turn{}, err
	}
	show := inPlace(in.Event, []Span{plain(say("feed_ended"))}, [][]Button{{opens(say("agenda_back"), "agenda", 1)}})
	if habit["feed"] == nil {
		return show, nil
	}
	delete(habit, "feed")
	change, err := habitChange(me, version, habit)
	if err != nil {
		return Turn{}, err
	}
	return show.changing(change).noting(in.note(journal.HabitSet, false, habitBody{What: "feed-ended"})), nil
}

// Feed is the calendar that a token opens; ok is false for one that opens none, also for that of an officer who has left.
// It is for the web server.
func (c *Conversation) Feed(ctx context.Context, token string) (name string, entries []ics.Entry, ok bool, err error) {
	id, _, found := strings.Cut(token, "-")
	roster, err := c.cfg.People.Roster(ctx)
	if err != nil {
		return "", nil, false, fmt.Errorf("read the roster: %w", err)
	}
	o, known := roster.Officer(officer.ID(id))
	if !found || !known || !o.Joined() {
		return "", nil, false, nil
	}
	habit, _, err := c.habit(ctx, o.ID)
	if err != nil {
		return "", nil, false, err
	}
	var kept feedKept
	if habit["feed"] == nil || json.Unmarshal(habit["feed"], &kept) != nil || kept.Digest != feedDigest(token) {
		return "", nil, false, nil
	}
	book, err := c.cfg.Plans.Book(ctx)
	if err != nil {
		return "", nil, false, fmt.Errorf("read the plans: %w", err)
	}
	entries = c.entries(book, o.ID, false)
	return say("feed_name"), slices.Clip(entries), true, nil
}
