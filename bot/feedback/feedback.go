// Package feedback names what officers say about answers: that one was right or not, and what they
// would have the bot do otherwise. It decides what is kept; bot/store keeps it.
package feedback

import "time"

// Answered is the record of one answer, kept so that a later tap on one of its buttons is understood.
type Answered struct {
	// ID is made from the event that was answered; it fits a button (at most 16 bytes of a-z 0-9).
	ID      string `json:"id"`
	Chat    int64  `json:"chat"`
	Person  int64  `json:"person"`
	Inquiry string `json:"inquiry"`
	Kind    string `json:"kind"`
	AsOf    string `json:"as_of"`
	// Passages are the ids of the passages shown, first shown first.
	Passages    []string  `json:"passages"`
	Fingerprint string    `json:"fingerprint"`
	At          time.Time `json:"at"`
	// Worded is the inquiry as the officer last worded it for the trainers; "" for as it is.
	Worded string `json:"worded,omitempty"`
}

// ForTrainers is what is put to the trainers: the inquiry, in the wording for them where there is one.
func (a *Answered) ForTrainers() string {
	if a.Worded != "" {
		return a.Worded
	}
	return a.Inquiry
}

// Rating is one officer's word on one answer. A later rating by the same officer replaces it.
type Rating struct {
	Answer string    `json:"answer"`
	Person int64     `json:"person"`
	Right  bool      `json:"right"`
	At     time.Time `json:"at"`
}

// Suggestion is what an officer wrote after /gopy.
type Suggestion struct {
	// ID is the event's, so that a redelivered event is kept once.
	ID     string    `json:"id"`
	Person int64     `json:"person"`
	Name   string    `json:"name"`
	Text   string    `json:"text"`
	At     time.Time `json:"at"`
}
