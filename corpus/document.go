// Package corpus knows the law as data: documents, the editions of their text, the clauses of an edition
// under named levels, what is in force on a day, what replaced what, and how a clause is cited. It holds
// no text of its own (corpus/library does) and ranks nothing (package retrieval does).
package corpus

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"camnang/corpus/calendar"
	"camnang/corpus/viet"
)

// DocumentID names one document for good. It is made from number, issuer and date, because numbers come
// back every term and every province counts from one.
type DocumentID string

// Ref points at a document by number and day of signing, as texts do when they replace each other; the
// document itself may not be held.
type Ref struct {
	Number string
	Date   calendar.Day
}

// String is the number, and the date in brackets when it is known.
func (r Ref) String() string {
	if r.Date.IsZero() {
		return r.Number
	}
	return r.Number + " (" + r.Date.Vietnamese() + ")"
}

// Document is a regulation, guidance, resolution or law, whatever texts of it are held.
type Document struct {
	// Number as printed, "21-QĐ/TW"; empty for a document that has none.
	Number string
	// Name is what a document without a number is known by ("Điều lệ Đảng"); empty otherwise.
	Name   string
	Kind   string
	Issuer string
	Title  string
	// Date is the day of signing; zero when it is not known.
	Date calendar.Day
	// Scope is empty for a document of the whole country, else the place or unit that it binds, by the
	// name officers use ("Lào Cai"). A document with a scope answers nobody else.
	Scope      string
	Replaces   []Ref
	ReplacedBy []Ref
	Amends     []Ref
	// Note tells the reader what is not certain about the document; may be empty.
	Note string
}

// ID returns the document's name for good.
func (d *Document) ID() DocumentID {
	return DocumentID(d.Label() + "|" + d.Issuer + "|" + d.Date.String())
}

// Label is the number, or the name of a document without one.
func (d *Document) Label() string {
	if d.Number != "" {
		return d.Number
	}
	return d.Name
}

// Formal is the document's name in a sentence: "Quy định số 21-QĐ/TW".
func (d *Document) Formal() string {
	if d.Number == "" {
		return strings.Trim(d.Name, "()")
	}
	return d.Kind + " số " + d.Number
}

// Full is Formal with date and issuer: "Quy định số 21-QĐ/TW ngày 11/4/2026 của Ban Chấp hành Trung ương".
func (d *Document) Full() string {
	s := d.Formal()
	if !d.Date.IsZero() {
		s += " ngày " + d.Date.Vietnamese()
	}
	if d.Issuer != "" && d.Number != "" {
		s += " của " + d.Issuer
	}
	return s
}

func (d *Document) is(r Ref) bool {
	return d.Number != "" && viet.Fold(d.Number) == viet.Fold(r.Number) && (r.Date.IsZero() || r.Date == d.Date)
}

// Source says whose words a text is in.
type Source string

// Official is the text as issued; Digest is our own summary of what it provides, to be checked against it.
const (
	Official Source = "official"
	Digest   Source = "digest"
)

// Confidence says how well a fact is supported; see the terms of the library's sources.
type Confidence string

// The three levels. Facts of low confidence are never answers.
const (
	High   Confidence = "high"
	Medium Confidence = "medium"
	Low    Confidence = "low"
)

// Fact is one statement that a digest clause makes, by the id under which its evidence is kept.
type Fact struct {
	ID         string
	Confidence Confidence
	Sources    []string
}

// Edition is a text of a document that is in force between two days.
type Edition struct {
	Document *Document
	Span     calendar.Span
	Source   Source
	Clauses  []*Clause
}

// ClauseID names a clause of an edition for good: it does not change when the words do. It fits a button.
type ClauseID string

// Clause is the smallest part of an edition that is cited.
type Clause struct {
	ID      ClauseID
	Edition *Edition
	// Path is the address; empty when it is not known, then the citation names the document only.
	Path Path
	// Also are further addresses of the same provision.
	Also []Path
	// Heading says in a few words what the clause is about.
	Heading string
	Text    string
	// Note tells the reader a limit of this text (an article number not verified, say); may be empty.
	Note string
	// Span is when the clause is in force: the edition's unless the clause's own is known to differ.
	Span  calendar.Span
	Facts []Fact
	// Later are clauses of later texts on the same matter, as the library says. That they provide the same
	// is not said.
	Later []Later
	// Gap marks a known gap: Text says what is missing and what would be needed. It is never an answer.
	Gap bool
	// Asked are ways in which officers ask for the clause: keys for search, never shown.
	Asked []string
}

// Later points at a clause of a later text on the same matter.
type Later struct {
	// Fact is stated by the clause; New finds the Clause by it.
	Fact   string
	Clause *Clause
	// Part is true when the later clause treats only a part of what the earlier one does.
	Part bool
}

// Confidence is the lowest among the clause's facts; High for an official text.
func (c *Clause) Confidence() Confidence {
	level := High
	for _, f := range c.Facts {
		switch {
		case f.Confidence == Low:
			return Low
		case f.Confidence == Medium:
			level = Medium
		}
	}
	return level
}

func clauseID(doc DocumentID, from calendar.Day, address string, nth int) ClauseID {
	sum := sha256.Sum256([]byte(string(doc) + "|" + from.String() + "|" + address + "|" + string(rune('0'+nth))))
	return ClauseID(hex.EncodeToString(sum[:5]))
}
