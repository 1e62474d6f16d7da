package bot

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/plan"
	"camnang/retrieval/guard"
)

// logbookFields are what of a body is shown, in this order, under the names of the texts.
var logbookFields = []struct{ field, text string }{
	{"what", "field_what"},
	{"object", "field_object"},
	{"also", "field_also"},
	{"officers", "field_officers"},
	{"new", "field_new"},
	{"changed", "field_changed"},
	{"moved", "field_moved"},
	{"left", "field_left"},
	{"unit", "field_unit"},
	{"wrong", "field_wrong"},
	{"until", "field_until"},
	{"file", "field_file"},
	{"letters", "field_letters"},
}

// logbookDetail is what the body of an entry says, as far as it is no more than names of things. Officers, units and
// classes are named as far as the roster still knows them; moments are in the officers' zone.
func (c *Conversation) logbookDetail(in input, e journal.Entry) string {
	var lines []string
	field := func(key, value string) {
		if value != "" {
			lines = append(lines, say(key)+" "+value)
		}
	}
	switch e.Kind {
	case journal.Denied:
		var b deniedBody
		if read(e, &b) {
			field("field_what", c.deniedName(b))
			field("field_object", entryName(in.Roster, b.Object))
		}
	case journal.Refused:
		var b refusedBody
		if read(e, &b) {
			field("field_reason", named(refusedNames, b.Reason))
		}
	case journal.Guessed:
		var b guessedBody
		if read(e, &b) {
			field("field_reason", named(guessedNames, b.Why))
		}
	case journal.Unreachable:
		var b struct {
			Why string `json:"why"`
		}
		if read(e, &b) {
			field("field_reason", unreachableName(b.Why))
		}
	case journal.Planned:
		var b plannedBody
		if read(e, &b) {
			c.plannedFields(in, b, field)
		}
	case journal.DaysChanged:
		var b daysBody
		if read(e, &b) {
			daysFields(b, field)
		}
	case journal.OwnProcess:
		var b ownedBody
		if read(e, &b) {
			field("field_what", named(ownNames, b.What))
			field("field_unit", entryName(in.Roster, string(b.Unit)))
		}
	case journal.Question:
		var b questionBody
		if read(e, &b) {
			field("field_what", named(moveNames, string(b.What)))
			if q, ok := in.Bank.Question(b.Question); ok {
				stem, _ := shorten(q.Stem, entryDetail)
				field("field_question", stem)
			}
		}
	case journal.Pushed, journal.Answered, journal.NotCounted, journal.Coursed, journal.Consulted:
		var b trainingBody
		if read(e, &b) {
			in.trainingFields(e.Kind, b, field)
		}
	case journal.HabitSet:
		var b habitBody
		if read(e, &b) {
			field("field_what", named(habitNames, b.What))
		}
	default:
		return c.plainFields(in.Roster, e)
	}
	return strings.Join(lines, "\n")
}

// named is what officers call a word of the journal. One of another release stays as it is.
func named(names map[string]string, word string) string {
	if key, ok := names[word]; ok {
		return say(key)
	}
	return word
}

// deniedName says what was denied as officers know it: a command by its name, a button or an answer by what it does.
func (c *Conversation) deniedName(b deniedBody) string {
	way, name, _ := strings.Cut(b.What, " ")
	if way == "wait" && c.command(name) != nil {
		way = "/" + name
	}
	if strings.HasPrefix(way, "/") {
		return way
	}
	if key, ok := deniedNames[b.What]; ok {
		return say(key)
	}
	key := "denied_button"
	if way == "wait" {
		key = "denied_answer"
	}
	if does, ok := actionNames[b.Action]; ok {
		return say(key) + " – " + say(does)
	}
	return say(key)
}

// deniedNames are taps that no button given to that person leads to.
var deniedNames = map[string]string{
	"button": "denied_no_button", "button of a stranger": "denied_stranger", "answer of another": "denied_of_another",
}

// actionNames are what officers call the actions.
var actionNames = map[officer.Action]string{
	officer.UseAssistant: "action_use", officer.SeeOfficer: "action_see_officer", officer.EraseOfficer: "action_own_entries",
	officer.SeeUnit: "action_see_unit", officer.InviteUnit: "action_invite", officer.SeeClass: "action_see_class",
	officer.InviteClass: "action_invite", officer.Rebind: "action_invite", officer.ChangeOfficer: "action_change_officer",
	officer.ChangeUnit: "action_change_unit", officer.ChangeClass: "action_change_class", officer.EnrolClass: "action_change_class",
	officer.ImportRoster: "action_import_roster", officer.ReadJournal: "action_journal", officer.SeeState: "action_state",
	officer.HandleDead: "action_state", officer.MakeWork: "action_make_work", officer.MakeUnitWork: "action_make_unit_work",
	officer.ImportWork: "action_import_work", officer.AssignWork: "action_assign_work", officer.SeeWork: "action_see_work",
	officer.EndWork: "action_end_work", officer.ChangeWork: "action_change_work", officer.GrantTime: "action_grant_time",
	officer.SeeProgress: "action_progress", officer.KeepProcedure: "action_procedure", officer.ChangeDays: "action_days",
	officer.KeepBank: "action_bank", officer.ChangeQuestion: "action_question", officer.ReviewQuestion: "action_review",
	officer.ShareQuestion: "action_share", officer.Learn: "action_learn", officer.PushClass: "action_push", officer.PushUnit: "action_push",
	officer.ManagePush: "action_push", officer.SeeResults: "action_results", officer.SeeClassResults: "action_results",
	officer.SeeUnitResults: "action_results", officer.TeachClass: "action_teach", officer.AttendClass: "action_attend",
	officer.AnswerOfficer: "action_answer", officer.EndPush: "action_push",
}

// The words of the journal that are not an officer's own, by the texts for them.
var (
	refusedNames = map[string]string{
		string(guard.CaseData): "refused_case", string(guard.Secrecy): "refused_secrecy", string(guard.Misuse): "refused_misuse",
	}
	guessedNames = map[string]string{
		"unknown": "guessed_unknown", "used": "guessed_used", "expired": "guessed_expired", "left": "guessed_left", "account taken": "guessed_taken",
	}
	moveNames = map[string]string{
		"reviewed": "moved_reviewed", "approved": "moved_approved", "confirmed": "moved_confirmed", "retired": "moved_retired", "redrafted": "moved_redrafted",
		"edited": "trained_edited", "doubted": "question_doubted",
	}
	ownNames   = map[string]string{"entered": "own_entered", "changed": "own_changed", "confirmed": "own_was_confirmed"}
	habitNames = map[string]string{
		"feed": "habit_feed", "feed-ended": "habit_feed_ended", "hours": "habit_hours", columnsPart: "habit_columns",
	}
)

// unreachableName says why the channel took no message, from Telegram's own words.
func unreachableName(why string) string {
	for _, known := range []struct{ words, key string }{
		{"blocked", "unreachable_blocked"},
		{"deactivated", "unreachable_deactivated"},
		{"kicked", "unreachable_kicked"},
		{"not a member", "unreachable_kicked"},
		{"not found", "unreachable_no_chat"},
		{"initiate", "unreachable_no_chat"},
	} {
		if strings.Contains(why, known.words) {
			return say(known.key)
		}
	}
	return say("unreachable_other")
}

// plannedFields say what was done to which plan. The note is left out of what is nobody's but an officer's own: an errand.
func (c *Conversation) plannedFields(in input, b plannedBody, field func(key, value string)) {
	p, ok := in.Book.Plan(b.Plan)
	if !ok {
		field("field_plan", strings.ToUpper(string(b.Plan)))
	} else {
		field("field_plan", p.Code())
	}
	what := string(b.What)
	if key, ok := whatNames[b.What]; ok {
		what = say(key)
	}
	field("field_what", what)
	_, undone := whatNames[plan.What(b.Note)]
	_, doubt := doubtNames[plan.Doubt(b.Note)]
	// A note that a later release wrote names nothing here.
	if readable := (b.What != plan.Undone || undone) && (b.What != plan.Doubted || doubt); ok && readable && p.Unit != "" && b.Note != "" {
		field("field_note", logNote(in, plan.Entry{What: b.What, Note: b.Note}))
	}
}

// daysFields say what a day is by now.
func daysFields(b daysBody, field func(key, value string)) {
	what := "day_worked"
	switch {
	case b.Removed:
		what = "day_removed"
	case b.Off:
		what = "day_off"
	}
	field("field_day", dayText(b.Day)+" – "+say(what))
	field("field_reason", b.Why)
	field("field_source", b.Source)
	if b.Moved > 0 {
		field("field_to_confirm", strconv.Itoa(b.Moved))
	}
}

// plainFields are the fields of the other bodies, in the order of logbookFields.
func (c *Conversation) plainFields(r *officer.Roster, e journal.Entry) string {
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
			if at, err := time.Parse(time.RFC3339, value); err == nil {
				several[i] = c.moment(at)
			}
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
