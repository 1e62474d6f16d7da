// Package forms reads and writes questions as files and pasted text: as trainers write them, Word files, tables, GIFT,
// Aiken and Moodle XML. It decides what a file says and names, with its place, what a question of the bank cannot hold;
// finding the clauses that are cited, the limits of a card and what is in the bank already it leaves to its callers.
package forms

import (
	"bytes"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"camnang/bot/quiz"
)

// Form is how questions are written down.
type Form string

// The forms. Text is what trainers write: "Câu 1. … A. … B. … Đáp án: B".
const (
	Text   Form = "text"
	Docx   Form = "docx"
	Table  Form = "xlsx"
	GIFT   Form = "gift"
	Aiken  Form = "aiken"
	Moodle Form = "moodle"
)

// Extension is how the name of a file of the form ends, with the dot.
func (f Form) Extension() string {
	switch f {
	case Docx:
		return ".docx"
	case Table:
		return ".xlsx"
	case Moodle:
		return ".xml"
	case GIFT:
		return ".gift.txt"
	}
	return ".txt"
}

// Place says in Vietnamese what the number of a line counts: "hàng 3" of a table, "đoạn 3" of a Word file, else "dòng 3".
func (f Form) Place(line int) string {
	switch f {
	case Table:
		return tell("place-row", line)
	case Docx:
		return tell("place-paragraph", line)
	}
	return tell("place-line", line)
}

// Read is what a file says.
type Read struct {
	// Items are the questions that could be taken, in the order of the file.
	Items []Item
	// Problems are in the order in which they were noticed.
	Problems []Problem
}

// Item is one question of a file, a draft of version 1. Its texts are composed (NFC); blanks are folded in each line, and
// empty lines left out. The topic is the ID of one of quiz.Topics, or what the file calls it.
type Item struct {
	// Line is where it begins: as Form.Place counts.
	Line     int
	Question quiz.Question
	// Cites are the citations as written; Question.Cites is empty, as nobody has looked for the clauses yet.
	Cites []string
}

// Problem is something that a file says and that was not taken as it stands, or that decides how a question is asked.
type Problem struct {
	Line int
	// Of is how the question begins, shortened; "" for what is about the whole file.
	Of string
	// Key names the reason, Text says it in Vietnamese without the line.
	Key, Text string
	// Fatal is true when the question there is not among the items; otherwise it is, without what the problem says is missing.
	Fatal bool
}

// Error is why nothing of a file was read.
type Error struct {
	// Line is where the file goes wrong, 0 when that is nowhere.
	Line int
	// Key names the reason, Text says it in Vietnamese.
	Key, Text string
	// Err is the detail for a log, nil when there is none; it may quote the file.
	Err error
}

func (e *Error) Error() string { return "the file of questions cannot be read: " + e.Key }

func (e *Error) Unwrap() error { return e.Err }

func failed(key string, err error) error { return &Error{Key: key, Text: tell(key), Err: err} }

// Limits of a file: a bank has some hundred questions, and a text of sizeLimit bytes some ten thousand.
const (
	questionLimit = 2_000
	sizeLimit     = 16 << 20
)

var (
	zipBegins = []byte("PK\x03\x04")
	oleBegins = []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
)

// Parse reads a file or a pasted text in whichever form it has; name may be "" and decides only between forms of text that
// look alike. The form is given with an error too, "" when it is not known. Every error is an *Error.
// No content makes it panic.
func Parse(name string, content []byte) (Read, Form, error) {
	form, err := detect(name, content)
	if err != nil {
		return Read{}, form, err
	}
	var read func([]byte) (Read, error)
	switch form {
	case Docx:
		read = ParseDocx
	case Table:
		read = func(content []byte) (Read, error) { return ParseTable(name, content) }
	case Moodle:
		read = ParseMoodle
	case GIFT:
		read = ParseGIFT
	case Aiken:
		read = ParseAiken
	default:
		read = ParseText
	}
	out, err := read(content)
	return out, form, err
}

func detect(name string, content []byte) (Form, error) {
	extension := strings.ToLower(filepath.Ext(name))
	switch {
	case len(content) > sizeLimit:
		return "", failed("file-too-large", nil)
	case bytes.HasPrefix(content, zipBegins):
		if bytes.Contains(content, []byte("word/document")) {
			return Docx, nil
		}
		return Table, nil
	case bytes.HasPrefix(content, oleBegins) && extension == ".xls":
		return Table, nil
	case bytes.HasPrefix(content, oleBegins):
		return Docx, nil
	case extension == ".csv":
		return Table, nil
	}
	text, err := decode(content)
	if err != nil {
		return "", err
	}
	start := strings.TrimSpace(text)
	switch {
	case strings.HasPrefix(start, "<?xml") || strings.HasPrefix(start, "<quiz"):
		return Moodle, nil
	case extension == ".gift" || strings.HasSuffix(strings.ToLower(name), GIFT.Extension()) || looksGIFT(text):
		return GIFT, nil
	case looksAiken(text):
		return Aiken, nil
	case looksTable(start):
		return Table, nil
	}
	return Text, nil
}

// reader collects what a file says.
type reader struct{ Read }

// draft is a question in the making.
type draft struct {
	line    int
	stem    string
	options []choice
	// answer is what the file says is right, in letters or words; answered is the line of it, 0 for none.
	answer      string
	answered    int
	explanation string
	cites       []string
	topic       string
	difficulty  int
	// dropped are the names of what a card cannot carry, in the order met.
	dropped []string
	refused bool
}

// choice is an option in the making.
type choice struct {
	text, why string
	right     bool
	// starred: marked by a star. text and mark are how its words and the letter before it look.
	starred            bool
	textLook, markLook look
}

// of is how a question begins.
func (d *draft) of() string { return shorten(strings.ReplaceAll(d.stem, "\n", " "), 60) }

// shorten keeps a quotation to so many characters.
func shorten(s string, limit int) string {
	if utf8.RuneCountInString(s) <= limit {
		return s
	}
	return strings.TrimSpace(string([]rune(s)[:limit-1])) + "…"
}

// refuse leaves a question out for a reason.
func (r *reader) refuse(d *draft, line int, key string, args ...any) {
	d.refused = true
	r.Problems = append(r.Problems, Problem{line, d.of(), key, tell(key, args...), true})
}

// remark names what was not taken of a question that is taken, unless it is left out anyway.
func (r *reader) remark(d *draft, line int, key string, args ...any) {
	r.Problems = append(r.Problems, Problem{line, d.of(), key, tell(key, args...), false})
}

// note is a remark on the file.
func (r *reader) note(line int, key string, args ...any) {
	r.Problems = append(r.Problems, Problem{Line: line, Key: key, Text: tell(key, args...)})
}

// optionLimit is how many options a question may have: A to L.
const optionLimit = 12

// take adds a question to the items when it is whole. Its texts are in the form that Item says.
func (r *reader) take(d *draft) {
	if d.refused {
		return
	}
	if key, arg := incomplete(d); key != "" {
		if arg == "" {
			r.refuse(d, d.line, key)
		} else {
			r.refuse(d, d.line, key, arg)
		}
		return
	}
	if len(d.dropped) > 0 {
		r.remark(d, d.line, "dropped", counted(d.dropped))
	}
	q := quiz.Question{
		Version: 1, State: quiz.Draft, Stem: d.stem, Explanation: d.explanation, Topic: topicID(d.topic), Difficulty: d.difficulty,
	}
	for _, o := range d.options {
		q.Options = append(q.Options, quiz.Option{Text: o.text, Right: o.right, Why: o.why})
	}
	if !q.Movable() {
		r.remark(d, d.line, "order-kept")
	}
	r.Items = append(r.Items, Item{Line: d.line, Question: q, Cites: d.cites})
}

// incomplete is the key of what a question lacks, with what its sentence names; "" for nothing.
func incomplete(d *draft) (key, arg string) {
	switch {
	case d.stem == "":
		return "no-stem", ""
	case len(d.options) == 0:
		return "no-options", ""
	case len(d.options) > optionLimit:
		return "many-options", ""
	}
	right := false
	seen := map[string]int{}
	for i, o := range d.options {
		right = right || o.right
		if o.text == "" {
			return "option-empty", letter(i)
		}
		if first, twice := seen[fold(o.text)]; twice {
			return "option-twice", letter(first) + ", " + letter(i)
		}
		seen[fold(o.text)] = i
	}
	if !right {
		return "no-answer", ""
	}
	return "", ""
}

// whole is the result of reading a file.
func (r *reader) whole() (Read, error) {
	if len(r.Items) > questionLimit {
		return Read{}, &Error{Key: "file-too-many", Text: tell("file-too-many", len(r.Items), questionLimit)}
	}
	if len(r.Items) == 0 && len(r.Problems) == 0 {
		return Read{}, failed("file-empty", nil)
	}
	return r.Read, nil
}

// letter names an option.
func letter(i int) string { return string(rune('A' + i)) }
