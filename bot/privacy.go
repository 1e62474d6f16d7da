package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"camnang/bot/journal"
	"camnang/bot/officer"
)

// ownMost is how many of an officer's newest entries are counted and given out: ten a day for more than a year.
const ownMost = 5000

// ownPage is how many entries stand on a page: about one screen.
const ownPage = 8

// eraseWithin is how long the second question of an erasure may be answered; an older button asks anew.
const eraseWithin = 10 * time.Minute

// privacyScreens are those behind /quyenriengtu and /xoadulieu. Their first argument is the officer whose data it is,
// so that a button given to another, or made up, is denied. Who may have data erased may read it, and nobody else:
// SeeOfficer reaches the officers of a head and a trainer, and is about the roster's entry alone.
func privacyScreens() []screen {
	return []screen{
		{name: "mine", action: officer.EraseOfficer, about: aboutOfficer, handle: same((*Conversation).privacy)},
		{name: "mineread", action: officer.EraseOfficer, about: aboutOfficer, handle: (*Conversation).ownEntries},
		{name: "minefile", action: officer.EraseOfficer, about: aboutOfficer, handle: (*Conversation).ownFile},
		{name: "erase", action: officer.EraseOfficer, about: aboutOfficer, handle: same((*Conversation).eraseAsked)},
		{name: "erasesure", action: officer.EraseOfficer, about: aboutOfficer, handle: (*Conversation).eraseAskedAgain},
		{name: "erasenow", action: officer.EraseOfficer, about: aboutOfficer, handle: (*Conversation).eraseNow},
	}
}

// privacy shows an officer what is kept of them, who sees it, and what they can do about it.
func (c *Conversation) privacy(ctx context.Context, in input, _ string) (Turn, error) {
	me := in.Actor.Officer
	entries, total, err := c.cfg.Journal.Of(ctx, me.ID, ownMost)
	if err != nil {
		return Turn{}, fmt.Errorf("read an officer's entries: %w", err)
	}
	var s sheet
	s.para(bold(say("privacy_heading")))
	s.para(bold(say("privacy_entry")))
	var entry sheet
	c.writeEntry(&entry, in.Roster, me)
	s.line(entry.done()...)
	s.para(bold(say("privacy_journal", total)))
	for _, line := range countedByKind(entries) {
		s.line(plain(line))
	}
	if total > len(entries) {
		s.line(plain(say("privacy_counted", len(entries))))
	}
	training, err := c.ownTraining(ctx, in)
	if err != nil {
		return Turn{}, err
	}
	if lines := training.lines(); len(lines) > 0 {
		s.para(bold(say("privacy_training")))
		for _, line := range lines {
			s.line(plain(line))
		}
	}
	s.para(plain(c.consentWords()))
	id := string(me.ID)
	return inPlace(in.Event, s.done(), [][]Button{
		{opens(say("own_read"), "mineread", 1, id)}, {opens(say("own_file"), "minefile", 1, id)}, {opens(say("own_erase"), "erase", 1, id)},
	}), nil
}

// countedByKind are lines of how many entries there are of each kind, in the order of kindOrder.
func countedByKind(entries []journal.Entry) []string {
	count := map[journal.Kind]int{}
	for _, e := range entries {
		count[e.Kind]++
	}
	var lines []string
	for _, k := range kindOrder {
		if n := count[k]; n > 0 {
			lines = append(lines, fmt.Sprintf("– %s: %d", kindName(k), n))
		}
	}
	return lines
}

// ownEntries is a page of an officer's entries, newest first.
func (c *Conversation) ownEntries(ctx context.Context, in input, p payload) (Turn, error) {
	me := in.Actor.Officer
	entries, total, err := c.cfg.Journal.Of(ctx, me.ID, min(p.page*ownPage, ownMost))
	if err != nil {
		return Turn{}, fmt.Errorf("read an officer's entries: %w", err)
	}
	page, last, from, to := paged(min(total, ownMost), ownPage, p.page)
	var s sheet
	s.para(bold(say("own_heading")))
	if last > 1 {
		s.line(plain(say("page_of", page, last)))
	}
	for _, e := range entries[min(from, len(entries)):min(to, len(entries))] {
		s.para(plain(c.entryText(e)))
	}
	if total == 0 {
		s.para(plain(say("own_none")))
	}
	id := string(me.ID)
	rows := turning(page, last, func(n int) payload { return toScreen("mineread", n, id) })
	return inPlace(in.Event, s.done(), append(rows, []Button{opens(say("back"), "mine", 1, id)})), nil
}

// ownData is the file that an officer takes away. Its moments are UTC; Zone is the officers' own, to which the days and the
// hours in words belong.
type ownData struct {
	Zone    string     `json:"zone"`
	Officer ownOfficer `json:"officer"`
	// Entries are the newest first; Total says how many there are in all.
	Total   int        `json:"total"`
	Entries []ownEntry `json:"entries"`
	// Training is what the training keeps.
	Training ownTraining `json:"training"`
}

type ownOfficer struct {
	Name    string    `json:"name"`
	Number  string    `json:"number,omitempty"`
	Unit    string    `json:"unit,omitempty"`
	Title   string    `json:"title,omitempty"`
	Roles   string    `json:"roles"`
	Classes string    `json:"classes,omitempty"`
	Joined  time.Time `json:"joined"`
}

type ownEntry struct {
	Number int64           `json:"number"`
	At     time.Time       `json:"at"`
	Kind   journal.Kind    `json:"kind"`
	About  string          `json:"about"`
	Text   string          `json:"text"`
	Body   json.RawMessage `json:"body,omitempty"`
}

// ownFile sends an officer's data as a file. When it is too large for one, the newest half of the entries is given,
// and so on; when it is too large without any, the newest half of the attempts.
func (c *Conversation) ownFile(ctx context.Context, in input, _ payload) (Turn, error) {
	me := in.Actor.Officer
	entries, total, err := c.cfg.Journal.Of(ctx, me.ID, ownMost)
	if err != nil {
		return Turn{}, fmt.Errorf("read an officer's entries: %w", err)
	}
	training, err := c.ownTraining(ctx, in)
	if err != nil {
		return Turn{}, err
	}
	data := ownData{Zone: c.cfg.Location.String(), Total: total, Entries: []ownEntry{}, Training: training, Officer: ownOfficer{
		Name: me.Name, Number: me.Number, Unit: unitName(in.Roster, me.Unit), Title: me.Title, Roles: c.roleNames(in.Roster, me),
		Classes: classNames(in.Roster, me.ID), Joined: me.Consented.UTC(),
	}}
	for _, e := range entries {
		data.Entries = append(data.Entries, ownEntry{
			Number: e.Number, At: e.At.UTC(), Kind: e.Kind, About: e.About, Text: c.entryText(e), Body: e.Body,
		})
	}
	content, err := json.MarshalIndent(data, "", "  ")
	for err == nil && len(content) > AttachmentLimit && len(data.Entries)+len(data.Training.Attempts) > 0 {
		if len(data.Entries) > 0 {
			data.Entries = data.Entries[:len(data.Entries)/2]
		} else {
			data.Training.Attempts = data.Training.Attempts[:len(data.Training.Attempts)/2]
		}
		content, err = json.MarshalIndent(data, "", "  ")
	}
	if err != nil {
		return Turn{}, fmt.Errorf("write an officer's data: %w", err)
	}
	name := "du-lieu-cua-toi-" + c.today(c.cfg.Now()).Day.String() + ".json"
	return below(in.Event, Turn{Replies: []Reply{{
		Kind: SendFile, Text: []Span{plain(say("own_file_caption", len(data.Entries), total))}, File: &Attachment{Name: name, Content: content},
	}}}), nil
}

// alone reports whether nobody would be left who may give anybody a right if the actor went. An administrator by the
// settings can join anew without a code.
func (c *Conversation) alone(in input) bool {
	me := in.Actor.Officer
	return me.Administrator && !in.Actor.First && !c.otherAdministrator(in.Roster, me.ID)
}

// eraseAsked is the first question before an erasure.
func (c *Conversation) eraseAsked(_ context.Context, in input, _ string) (Turn, error) {
	if c.alone(in) {
		return refusal(in.Event, say("erase_last_administrator")), nil
	}
	var s sheet
	s.para(bold(say("erase_heading")))
	s.para(plain(say("erase_first")))
	id := string(in.Actor.Officer.ID)
	return inPlace(in.Event, s.done(), [][]Button{
		{opens(say("own_file"), "minefile", 1, id)}, {opens(say("erase_go_on"), "erasesure", 1, id)}, {opens(say("back"), "mine", 1, id)},
	}), nil
}

// eraseAskedAgain is the second question: what goes and what stays. Its button is good for eraseWithin.
func (c *Conversation) eraseAskedAgain(ctx context.Context, in input, _ payload) (Turn, error) {
	if c.alone(in) {
		return c.eraseAsked(ctx, in, "")
	}
	var s sheet
	s.para(bold(say("erase_sure_heading")))
	s.para(plain(say("erase_goes")))
	s.para(plain(say("erase_stays")))
	s.para(plain(say("erase_ends")))
	id := string(in.Actor.Officer.ID)
	asked := strconv.FormatInt(c.cfg.Now().Unix(), 36)
	return inPlace(in.Event, s.done(), [][]Button{
		{opens(say("erase_now"), "erasenow", 1, id, asked)}, {opens(say("erase_not"), "mine", 1, id)},
	}), nil
}

// eraseNow erases what is the officer's own and ends the use. Done again, after a conflict or the death of the process,
// it finds less to erase and ends the same; so how much it was is for the log alone.
func (c *Conversation) eraseNow(ctx context.Context, in input, p payload) (Turn, error) {
	asked, err := strconv.ParseInt(p.args[1], 36, 64)
	if age := c.cfg.Now().Sub(time.Unix(asked, 0)); err != nil || age < 0 || age > eraseWithin || c.alone(in) {
		return c.eraseAsked(ctx, in, "")
	}
	me := in.Actor.Officer
	edit := in.Roster.Edit()
	if err := edit.Unbind(me.ID); err != nil {
		return Turn{}, fmt.Errorf("unbind an account: %w", err)
	}
	if err := c.erase(ctx, in); err != nil {
		return Turn{}, fmt.Errorf("erase an officer's data: %w", err)
	}
	var s sheet
	s.para(bold(say("erased_heading")))
	s.para(plain(say("erased_what")))
	if c.cfg.First[in.Person.ID] {
		s.para(plain(say("erased_first_ends")))
	} else {
		s.para(plain(say("erased_ends")))
	}
	return inPlace(in.Event, s.done(), nil).changing(edit.Changes()...).
		noting(in.note(journal.ErasedData, false, nil)), nil
}

// nobody is an id that no officer has: theirs begin with "o".
const nobody officer.ID = "nobody"

// erase removes what the officer's accounts left, the former ones first: only the journal knows them, and its own
// entries go with the last.
func (c *Conversation) erase(ctx context.Context, in input) error {
	me := in.Actor.Officer
	entries, _, err := c.cfg.Journal.Of(ctx, me.ID, ownMost)
	if err != nil {
		return err
	}
	for _, e := range entries {
		var b joinedBody
		if e.Kind != journal.Joined || !read(e, &b) || b.Former == 0 {
			continue
		}
		if _, err := c.cfg.Eraser.Erase(ctx, nobody, b.Former); err != nil {
			return err
		}
	}
	gone, err := c.cfg.Eraser.Erase(ctx, me.ID, in.Person.ID)
	if err != nil {
		return err
	}
	c.cfg.Log.Info("an officer's data was erased", "event", in.ID, "officer", me.ID, "entries", gone.Entries, "ratings", gone.Ratings,
		"suggestions", gone.Suggestions, "answers", gone.Answers, "letters", gone.Letters)
	return nil
}
