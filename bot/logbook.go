package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"camnang/bot/journal"
	"camnang/bot/officer"
)

// logbookPage is how many entries stand on a page; logbookReach how many are looked through for one that is filtered.
const (
	logbookPage  = 8
	logbookReach = 2000
)

// logbookFilters are what /nhatky can be narrowed to, by the name in a button's payload.
var logbookFilters = []struct {
	name, label string
	kinds       []journal.Kind
}{
	{"people", "logbook_people", []journal.Kind{journal.Joined, journal.Consented, journal.Invited, journal.Changed, journal.Imported}},
	{"denied", "logbook_denied", []journal.Kind{journal.Denied, journal.Guessed, journal.Refused, journal.Unreachable}},
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
	entries, further, err := c.logbookEntries(ctx, before, which)
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
	if len(entries) == 0 {
		s.para(plain(say("logbook_none")))
	}
	for _, e := range entries {
		s.para(plain(c.logbookLine(in.Roster, e)))
	}
	s.para(ital(say("logbook_personal")))
	var rows [][]Button
	if further {
		rows = append(rows, []Button{opens(say("logbook_older"), "logbook", 1, numberTo(entries[len(entries)-1].Number), which)})
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

// logbookEntries returns a page of entries, newest first, and whether there are more behind it. Among very many others a
// filter looks through logbookReach entries at a time.
func (c *Conversation) logbookEntries(ctx context.Context, before int64, which string) (page []journal.Entry, further bool, err error) {
	var kinds []journal.Kind
	for _, f := range logbookFilters {
		if f.name == which {
			kinds = f.kinds
		}
	}
	read := logbookPage + 1
	if kinds != nil {
		read = logbookReach
	}
	all, err := c.cfg.Journal.Latest(ctx, before, read)
	if err != nil {
		return nil, false, fmt.Errorf("read the journal: %w", err)
	}
	full := len(all) == read
	if kinds != nil {
		all = slices.DeleteFunc(all, func(e journal.Entry) bool { return !slices.Contains(kinds, e.Kind) })
	}
	if len(all) > logbookPage {
		return all[:logbookPage], true, nil
	}
	return all, full && len(all) > 0, nil
}

// logbookLine is an entry as an administrator reads it: number, when, what, and for what is the organisation's own, who
// and about whom. Of what is personal to another it says only that it happened.
func (c *Conversation) logbookLine(r *officer.Roster, e journal.Entry) string {
	line := say("logbook_line", e.Number, c.moment(e.At), kindName(e.Kind))
	if e.Personal || e.Erased {
		return line
	}
	if o, ok := r.Officer(e.Owner); ok {
		line += "\n" + say("logbook_by", o.Name)
	}
	if about, ok := r.Officer(officer.ID(e.About)); ok && about.ID != e.Owner {
		line += "\n" + say("logbook_about", about.Name)
	}
	if detail := logbookDetail(r, e); detail != "" {
		detail, _ = shorten(detail, entryDetail)
		line += "\n" + detail
	}
	return line
}

// logbookFields are what of a body is shown, in this order, under the names of the texts.
var logbookFields = []struct{ field, text string }{
	{"what", "field_what"},
	{"reason", "field_reason"},
	{"why", "field_why"},
	{"object", "field_object"},
	{"also", "field_also"},
	{"officers", "field_officers"},
	{"new", "field_new"},
	{"changed", "field_changed"},
	{"moved", "field_moved"},
	{"left", "field_left"},
	{"until", "field_until"},
	{"file", "field_file"},
	{"letters", "field_letters"},
}

// logbookDetail is what the body of an entry says, as far as it is no more than names of things. Officers, units and
// classes are named as far as the roster still knows them.
func logbookDetail(r *officer.Roster, e journal.Entry) string {
	var fields map[string]json.RawMessage
	if len(e.Body) == 0 || json.Unmarshal(e.Body, &fields) != nil {
		return ""
	}
	var parts []string
	for _, f := range logbookFields {
		var one string
		var several []string
		switch raw := fields[f.field]; {
		case raw == nil:
		case json.Unmarshal(raw, &one) == nil:
			several = []string{one}
		case json.Unmarshal(raw, &several) != nil:
			several = []string{string(raw)}
		}
		for i, value := range several {
			several[i] = entryName(r, value)
		}
		if value := strings.Join(several, ", "); value != "" && value != "0" {
			parts = append(parts, say(f.text)+" "+value)
		}
	}
	return strings.Join(parts, "\n")
}

// changeNames are the texts for what was changed, by the words of the journal.
var changeNames = map[string]string{
	"unit added":            "change_unit_added",
	"unit renamed":          "change_unit_renamed",
	"unit moved":            "change_unit_moved",
	"unit removed":          "change_unit_removed",
	"officer added":         "change_officer_added",
	"officer name":          "change_officer_name",
	"officer title":         "change_officer_title",
	"officer number":        "change_officer_number",
	"officer moved":         "change_officer_moved",
	"officer head":          "change_officer_head",
	"officer administrator": "change_officer_administrator",
	"officer left":          "change_officer_left",
	"officer returned":      "change_officer_returned",
	"class added":           "change_class_added",
	"class renamed":         "change_class_renamed",
	"class days":            "change_class_days",
	"class trainer":         "change_class_trainer",
	"class member":          "change_class_member",
	"class removed":         "change_class_removed",
}

// entryName is the name of what an id of the roster, or a word of the journal, stands for; anything else stays as it is.
func entryName(r *officer.Roster, id string) string {
	if o, ok := r.Officer(officer.ID(id)); ok {
		return o.Name
	}
	if u, ok := r.Unit(officer.UnitID(id)); ok {
		return u.Name
	}
	if class, ok := r.Class(officer.ClassID(id)); ok {
		return class.Name
	}
	if key, ok := changeNames[id]; ok {
		return say(key)
	}
	return id
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
