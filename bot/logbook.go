package bot

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"camnang/bot/journal"
	"camnang/bot/officer"
)

// logbookPage is how many entries stand on a page; logbookReach how many are read at a time for one that is filtered, and
// logbookReads how many times: an administrator waits less than a second for so many.
const (
	logbookPage  = 8
	logbookReach = 2000
	logbookReads = 5
)

// logbookFilters are what /nhatky can be narrowed to, by the name in a button's payload.
var logbookFilters = []struct {
	name, label string
	kinds       []journal.Kind
}{
	{"people", "logbook_people", []journal.Kind{journal.Joined, journal.Consented, journal.Invited, journal.Changed, journal.Imported}},
	{"denied", "logbook_denied", []journal.Kind{journal.Denied, journal.Guessed, journal.Refused, journal.Unreachable}},
	{"plans", "logbook_plans", []journal.Kind{journal.Planned, journal.PlansRead, journal.DaysChanged, journal.OwnProcess}},
	{"training", "logbook_training", trainingKinds},
	{"rights", "logbook_rights", []journal.Kind{journal.ErasedData, journal.SawJournal, journal.Cut}},
	{"duties", "logbook_duties", []journal.Kind{journal.Backup, journal.Revived}},
}

// logbookScreens are those behind /nhatky. A page is named by the number of the entry before which it begins, so that it
// stays the same while new entries come.
func logbookScreens() []screen {
	return []screen{
		{name: "logbook", action: officer.ReadJournal, about: aboutNothing, handle: (*Conversation).logbookScreen},
		{name: "loglink", action: officer.ReadJournal, about: aboutNothing, handle: (*Conversation).logbookLink},
	}
}

// logbook is /nhatky: the newest entries of the journal.
func (c *Conversation) logbook(ctx context.Context, in input, _ string) (Turn, error) {
	return c.logbookScreen(ctx, in, payload{})
}

// sawBody is the journal's record of somebody reading in it.
type sawBody struct {
	Before int64  `json:"before,omitempty"`
	Which  string `json:"which,omitempty"`
}

// logbookScreen shows a page of entries before the one that the first argument names, of the kinds that the second
// names. Reading is an entry itself.
func (c *Conversation) logbookScreen(ctx context.Context, in input, p payload) (Turn, error) {
	before, which := numberFrom(p.args[0]), p.args[1]
	entries, next, err := c.logbookEntries(ctx, before, which)
	if err != nil {
		return Turn{}, err
	}
	var s sheet
	s.para(bold(say("logbook_heading")))
	for _, f := range logbookFilters {
		if f.name == which {
			s.line(plain(say("logbook_only", say(f.label))))
		}
	}
	switch {
	case len(entries) > 0:
	case next > 0:
		s.para(plain(say("logbook_none_yet", logbookReach*logbookReads)))
	default:
		s.para(plain(say("logbook_none")))
	}
	for _, e := range entries {
		s.para(plain(c.logbookLine(in, e)))
	}
	s.para(ital(say("logbook_personal")))
	var rows [][]Button
	if next > 0 {
		rows = append(rows, []Button{opens(say("logbook_older"), "logbook", 1, numberTo(next), which)})
	}
	if before > 0 || which != "" {
		rows = append(rows, []Button{opens(say("logbook_all"), "logbook", 1)})
	}
	for pair := range slices.Chunk(logbookFilters, 2) {
		var row []Button
		for _, f := range pair {
			row = append(row, opens(say(f.label), "logbook", 1, "", f.name))
		}
		rows = append(rows, row)
	}
	rows = append(rows, []Button{opens(say("logbook_link"), "loglink", 1)})
	return inPlace(in.Event, s.done(), rows).noting(in.note(journal.SawJournal, false, sawBody{Before: before, Which: which})), nil
}

// logbookEntries returns a page of entries, newest first, and the number of the entry before which the next one begins, 0 at
// the end of the journal. A filter looks through logbookReach entries at a time, logbookReads times: after that the page may
// hold few entries, or none, and there is more behind it.
func (c *Conversation) logbookEntries(ctx context.Context, before int64, which string) (page []journal.Entry, next int64, err error) {
	var kinds []journal.Kind
	for _, f := range logbookFilters {
		if f.name == which {
			kinds = f.kinds
		}
	}
	reach := logbookReach
	if kinds == nil {
		reach = logbookPage + 1
	}
	for range logbookReads {
		all, err := c.cfg.Journal.Latest(ctx, before, reach)
		if err != nil {
			return nil, 0, fmt.Errorf("read the journal: %w", err)
		}
		for _, e := range all {
			switch {
			case kinds != nil && !slices.Contains(kinds, e.Kind):
			case len(page) == logbookPage:
				return page, page[logbookPage-1].Number, nil
			default:
				page = append(page, e)
			}
		}
		if len(all) < reach {
			return page, 0, nil
		}
		before = all[len(all)-1].Number
	}
	return page, before, nil
}

// logbookLine is an entry as an administrator reads it: number, when, what, and for what is the organisation's own, who
// and about whom. Of what is personal to another it says only that it happened.
func (c *Conversation) logbookLine(in input, e journal.Entry) string {
	line := say("logbook_line", e.Number, c.moment(e.At), kindName(e.Kind))
	if e.Personal || e.Erased {
		return line
	}
	if o, ok := in.Roster.Officer(e.Owner); ok {
		line += "\n" + say("logbook_by", o.Name)
	}
	if about, ok := in.Roster.Officer(officer.ID(e.About)); ok && about.ID != e.Owner {
		line += "\n" + say("logbook_about", about.Name)
	}
	if detail := c.logbookDetail(in, e); detail != "" {
		detail, _ = shorten(detail, entryDetail)
		line += "\n" + detail
	}
	return line
}

// logbookLink shows the newest link of the chain, for noting outside, and how the chain is verified.
func (c *Conversation) logbookLink(ctx context.Context, in input, _ payload) (Turn, error) {
	head, err := c.cfg.Journal.Head(ctx)
	if err != nil {
		return Turn{}, fmt.Errorf("read the head of the journal: %w", err)
	}
	var s sheet
	s.para(bold(say("loglink_heading")))
	if head.Number == 0 {
		s.para(plain(say("logbook_none")))
	} else {
		s.para(plain(say("loglink_head", head.Number, head.Link)))
	}
	s.para(plain(say("loglink_how")))
	rows := [][]Button{{opens(say("back"), "logbook", 1)}}
	if head.Link != "" {
		rows = append([][]Button{{{Label: say("loglink_copy"), Copy: head.Link}}}, rows...)
	}
	return inPlace(in.Event, s.done(), rows), nil
}

// numberFrom reads the number of an entry from a button, 0 for none; numberTo writes it.
func numberFrom(s string) int64 {
	n, err := strconv.ParseInt(s, 36, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

func numberTo(n int64) string { return strconv.FormatInt(n, 36) }
