// Package starting is the bank of questions that ships with the program: written in our own words from the facts that the
// library states, a file for each topic of the training classes, in the form of text that bot/quiz/forms reads. It decides
// on which clauses a question rests and what is said of them; what becomes of the questions is for package quiz.
package starting

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"camnang/bot/quiz"
	"camnang/bot/quiz/forms"
	"camnang/corpus"
)

// texts are the files of questions. "Căn cứ" names facts of the library ("B08; B10"), not addresses: of many clauses the
// article is not known, and the fact tells them apart. "Câu 101." is the question s101 for good: a number that was taken
// out is not used again, and whoever changes what a question asks gives it a new one.
//
//go:embed texts/*.txt
var texts embed.FS

const (
	// lapsed is how the stem of a question says that it is about a text that is no longer in force.
	lapsed = "(đã hết hiệu lực)"
	// unsure stands at the end of the explanation of a question that rests on a clause of medium confidence.
	unsure = "Độ tin cậy trung bình: cần đối chiếu văn bản gốc."
)

// Questions are the questions that ship, by ID: version 1, approved, everybody's, with no author and no time of change.
// Each rests on the clauses of the library that state its facts, marked as they stand there; whether they are in force on
// a day is for the caller to ask. A question is historical when its stem says so. Of what rests on medium confidence the
// explanation says it. The error names what cannot be read or what the library does not state; of the library that ships
// there is none.
//
// The files are read once; what is returned is the caller's own.
func Questions(lib *corpus.Library) ([]quiz.Question, error) {
	read, err := written()
	if err != nil {
		return nil, err
	}
	stating := map[string][]*corpus.Clause{}
	for _, c := range lib.Clauses() {
		for _, f := range c.Facts {
			if !c.Gap {
				stating[f.ID] = append(stating[f.ID], c)
			}
		}
	}
	out := make([]quiz.Question, 0, len(read))
	for _, item := range read {
		q := item.Question
		q.Options = slices.Clone(q.Options)
		for _, fact := range item.Cites {
			if len(stating[fact]) == 0 {
				return nil, fmt.Errorf("question %s: the library does not state %s", q.ID, fact)
			}
			for _, c := range stating[fact] {
				q.Cites = append(q.Cites, quiz.Cite{Clause: c.ID, Cited: c.Cite().String(), Mark: c.Mark(), Confidence: c.Confidence()})
			}
		}
		if slices.ContainsFunc(q.Cites, func(c quiz.Cite) bool { return c.Confidence != corpus.High }) {
			q.Explanation += " " + unsure
		}
		out = append(out, q)
	}
	return out, nil
}

// written are the questions as the files have them, by ID; Cites of an item are facts.
var written = sync.OnceValues(func() ([]forms.Item, error) { return load(texts, "texts") })

// numbered is how a question begins.
var numbered = regexp.MustCompile(`^Câu (\d{3})\. `)

func load(files fs.FS, folder string) ([]forms.Item, error) {
	entries, err := fs.ReadDir(files, folder)
	if err != nil {
		return nil, fmt.Errorf("list the questions that ship: %w", err)
	}
	var out []forms.Item
	for _, entry := range entries {
		raw, err := fs.ReadFile(files, path.Join(folder, entry.Name()))
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", entry.Name(), err)
		}
		items, err := parse(raw)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", entry.Name(), err)
		}
		out = append(out, items...)
	}
	slices.SortFunc(out, func(a, b forms.Item) int { return strings.Compare(string(a.Question.ID), string(b.Question.ID)) })
	for i := 1; i < len(out); i++ {
		if id := out[i].Question.ID; id == out[i-1].Question.ID {
			return nil, fmt.Errorf("question %s a second time", id)
		}
	}
	return out, nil
}

// parse reads a file. Everything that forms has to say against it is an error, but for a number left out and for options that
// keep their order.
func parse(raw []byte) ([]forms.Item, error) {
	read, err := forms.ParseText(raw)
	if err != nil {
		return nil, err
	}
	for _, p := range read.Problems {
		if p.Key != "number-gap" && p.Key != "order-kept" {
			return nil, fmt.Errorf("line %d: %s", p.Line, p.Text)
		}
	}
	lines := strings.Split(string(raw), "\n")
	for i := range read.Items {
		item := &read.Items[i]
		q := &item.Question
		number := numbered.FindStringSubmatch(lines[item.Line-1])
		switch {
		case number == nil:
			return nil, fmt.Errorf("line %d: the question has no number of three digits", item.Line)
		case len(item.Cites) == 0:
			return nil, fmt.Errorf("line %d: the question rests on nothing", item.Line)
		}
		q.ID = quiz.ID("s" + number[1])
		q.State = quiz.Approved
		q.Historical = strings.Contains(q.Stem, lapsed)
	}
	return read.Items, nil
}
