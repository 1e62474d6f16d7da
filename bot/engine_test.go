package bot

import (
	"context"
	"strings"
	"sync"
	"testing"

	"camnang/retrieval"
	"camnang/retrieval/answer"
	"camnang/retrieval/embed"
)

var engineIndex = sync.OnceValues(func() (*retrieval.Index, error) {
	lib, err := shippedOnce()
	if err != nil {
		return nil, err
	}
	e, err := embed.New(retrieval.TrainingTexts(lib))
	if err != nil {
		return nil, err
	}
	return retrieval.Build(context.Background(), lib, e, nil, retrieval.DefaultWeights())
})

// realEngine is the engine over the shipped library.
func realEngine(t *testing.T) *answer.Engine {
	t.Helper()
	ix, err := engineIndex()
	if err != nil {
		t.Fatal(err)
	}
	return answer.NewEngine(ix, answer.DefaultThresholds())
}

func TestTheQuestionsPrintedInHelpHaveAnswers(t *testing.T) {
	engine := realEngine(t)
	examples, _, ok := strings.Cut(say("help", ""), "Các lệnh:")
	if !ok {
		t.Fatal("the help has no commands behind its examples")
	}
	asked := 0
	for _, line := range strings.Split(examples, "\n") {
		question, ok := strings.CutPrefix(line, "– ")
		if !ok {
			continue
		}
		asked++
		a := engine.Ask(t.Context(), answer.Inquiry{Text: question, Today: asOfToday.Day})
		if a.Kind != answer.Quoted && a.Kind != answer.Lapsed {
			t.Errorf("%q is answered with %s: %s", question, a.Kind, strings.Join(a.Lead, " "))
		}
	}
	if asked == 0 {
		t.Error("the help prints no question")
	}
}

func TestTheExampleOfAnAddressOpensAClause(t *testing.T) {
	_, example, _ := strings.Cut(say("address_only"), "ví dụ: ")
	if w := newShelf(shippedLibrary(t)).lookUp(strings.TrimSuffix(example, ".")); len(w.clauses) == 0 {
		t.Errorf("nothing stands at %q", example)
	}
}

// Whether the conversation or the engine finds that a text cannot be asked, the officer reads the same.
func TestWhatCannotBeAskedHasOneSentence(t *testing.T) {
	engine := realEngine(t)
	for _, text := range []string{
		"", " \n\u200b", "😀😀", "???", "\xff\xfe", "ch\xe0o đồng chí", "\ufffd\ufffd\ufffda", strings.Repeat("kỷ luật ", 700),
		"Ngày 31/2/2024 thời hạn khiếu nại là bao lâu?",
	} {
		s := newStage(t, testLibrary(t))
		a := engine.Ask(t.Context(), answer.Inquiry{Text: text, Today: asOfToday.Day})
		if got := s.types(anna, text); got != strings.Join(a.Lead, "\n") || a.Kind != answer.NotFound {
			t.Errorf("%q: the conversation says %q, the engine %s %q", text, got, a.Kind, a.Lead)
		}
		for _, row := range s.chat(anna).messages[0].Buttons {
			t.Errorf("%q has the buttons %v", text, row)
		}
	}
}

func TestEveryDocumentIsFoundByItsNumberAndByItsKindBehindIt(t *testing.T) {
	lib := shippedLibrary(t)
	shelf := newShelf(lib)
	for _, row := range shelf.rows {
		d := row.document
		if d.Number == "" {
			continue
		}
		figure := d.Number[:strings.IndexAny(d.Number, "-/")]
		for _, typed := range []string{d.Number, figure + " " + d.Kind} {
			if why := mistyped(typed, asOfToday.Day); why != "" {
				t.Errorf("%q: %s", typed, why)
			}
			found := false
			for _, other := range shelf.lookUp(typed).documents {
				found = found || other == d
			}
			if !found {
				t.Errorf("%q does not find %s", typed, d.Label())
			}
		}
	}
}
