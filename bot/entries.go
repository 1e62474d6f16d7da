package bot

import (
	"encoding/json"
	"strings"

	"camnang/bot/journal"
)

// kindNames are the keys of what officers call the kinds of journal entries, in kindOrder.
var kindNames = map[journal.Kind]string{
	journal.Asked: "kind_asked", journal.Looked: "kind_looked", journal.Rated: "kind_rated", journal.Suggested: "kind_suggested",
	journal.Refused: "kind_refused", journal.Denied: "kind_denied", journal.Guessed: "kind_guessed", journal.Consented: "kind_consented",
	journal.Joined: "kind_joined", journal.Invited: "kind_invited", journal.Changed: "kind_changed", journal.Imported: "kind_imported",
	journal.SawJournal: "kind_saw_journal", journal.ErasedData: "kind_erased", journal.Revived: "kind_revived", journal.Sent: "kind_sent",
	journal.Planned: "kind_planned", journal.PlansRead: "kind_plans_read", journal.DaysChanged: "kind_days", journal.OwnProcess: "kind_procedure",
	journal.HabitSet: "kind_habit", journal.Question: "kind_question", journal.Questions: "kind_questions",
	journal.Pushed: "kind_pushed", journal.Answered: "kind_answered", journal.NotCounted: "kind_not_counted", journal.Coursed: "kind_coursed",
	journal.Consulted: "kind_consulted", journal.Withheld: "kind_withheld", journal.Unreachable: "kind_unreachable", journal.Backup: "kind_backup", journal.Cut: "kind_cut",
}

var kindOrder = []journal.Kind{
	journal.Asked, journal.Looked, journal.Rated, journal.Suggested, journal.Refused, journal.Denied, journal.Guessed, journal.Consented,
	journal.Joined, journal.Invited, journal.Changed, journal.Imported, journal.SawJournal, journal.ErasedData, journal.Revived,
	journal.Planned, journal.PlansRead, journal.DaysChanged, journal.OwnProcess, journal.HabitSet, journal.Question, journal.Questions,
	journal.Pushed, journal.Answered, journal.NotCounted, journal.Coursed, journal.Consulted, journal.Withheld,
	journal.Sent, journal.Unreachable, journal.Backup, journal.Cut,
}

// kindName is what officers call a kind of entry. One of a later release is called by its own name.
func kindName(k journal.Kind) string {
	if key, ok := kindNames[k]; ok {
		return say(key)
	}
	return string(k)
}

// entryDetail is how much of an inquiry or a suggestion stands in a list, in UTF-16 units.
const entryDetail = 200

// entryText is an entry as its owner reads it: when, what, and the words it is about.
func (c *Conversation) entryText(e journal.Entry) string {
	text := c.moment(e.At) + " – " + kindName(e.Kind)
	if detail := c.entryBody(e); detail != "" {
		detail, _ = shorten(detail, entryDetail)
		text += ": " + detail
	}
	return text
}

func (c *Conversation) entryBody(e journal.Entry) string {
	if e.Erased {
		return say("entry_erased")
	}
	switch e.Kind {
	case journal.Asked:
		var b askedBody
		if read(e, &b) {
			return "“" + b.Inquiry + "”"
		}
	case journal.Looked:
		var b lookedBody
		if read(e, &b) {
			return c.lookedAtName(b)
		}
	case journal.Rated:
		var b ratedBody
		if read(e, &b) && b.Right {
			return say("right")
		} else if read(e, &b) {
			return say("wrong")
		}
	case journal.Suggested:
		var b suggestedBody
		if read(e, &b) {
			return "“" + b.Text + "”"
		}
	}
	return ""
}

// lookedAtName names what was opened; what the library no longer holds by its id.
func (c *Conversation) lookedAtName(b lookedBody) string {
	if clause, ok := c.cfg.Library.Clause(b.Clause); ok {
		return shortCitation(clause)
	}
	for _, d := range c.cfg.Library.Documents() {
		if string(d.ID()) == b.Document {
			return shortName(d)
		}
	}
	return strings.TrimSpace(string(b.Clause) + b.Document)
}

// read decodes the body of an entry. One of another release that is no such body is left out.
func read(e journal.Entry, body any) bool {
	return json.Unmarshal(e.Body, body) == nil
}
