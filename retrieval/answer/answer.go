// Package answer turns an inquiry and the passages found for it into a grounded answer, or says plainly
// that there is none. It decides which kind of answer is due, which clauses are shown and in what order,
// and what is said around them; which passages fit the inquiry is for package retrieval, what a chat
// makes of it for package bot. No text about the law leaves it without a clause behind it.
package answer

import (
	"camnang/corpus"
	"camnang/corpus/calendar"
)

// Kind says what sort of answer it is. The values are part of the contract of `camnang ask --json`.
type Kind string

// Quoted: clauses in force, as they stand. Lapsed: nothing in force is held; the last lapsed clause,
// headed as such. NotFound: no basis in the library, or a known gap. OutOfScope: another field.
// Refused: case data, secrecy or misuse. Unavailable: the search is out of order.
const (
	Quoted      Kind = "quoted"
	Lapsed      Kind = "lapsed"
	NotFound    Kind = "not_found"
	OutOfScope  Kind = "out_of_scope"
	Refused     Kind = "refused"
	Unavailable Kind = "unavailable"
)

// Inquiry is a question as an officer typed it.
type Inquiry struct {
	Text string
	// Today is the calendar day of the officer.
	Today calendar.Day
	// AsOf is the day that stands for today; zero means Today. A day or a document that the text names
	// wins over it.
	AsOf calendar.AsOf
}

// Answer is what an inquiry comes to.
type Answer struct {
	Kind    Kind
	Inquiry string
	// AsOf is the day of law that the answer is for.
	AsOf calendar.AsOf
	// Citations are in the order shown, at most ten; the first three are shown as clauses, the others as
	// further places to look. For a NotFound that rests on a known gap, the gap stands here.
	Citations []Citation
	// Heading opens the answer; Lead are sentences before the clauses, Closing sentences after them.
	Heading string
	Lead    []string
	Closing []string
	// Fingerprint names the index that was searched.
	Fingerprint string
}

// Citation is one clause shown, and how it stands on the day of the answer.
type Citation struct {
	Clause *corpus.Clause
	// Quote is word for word what the clause says.
	Quote string
	Force corpus.Force
	Score float64
}
