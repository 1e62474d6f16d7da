package starting

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"camnang/bot/quiz"
	"camnang/corpus"
	"camnang/corpus/calendar"
	"camnang/corpus/library"
	"camnang/corpus/viet"
)

// today is the day for which the bank is written.
var today = calendar.AsOf{Day: calendar.MustDay("2026-11-23")}

func shipped(t *testing.T) (*corpus.Library, []quiz.Question) {
	t.Helper()
	lib, err := library.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	questions, err := Questions(lib)
	if err != nil {
		t.Fatal(err)
	}
	return lib, questions
}

func TestEveryQuestionRestsOnClausesThatStand(t *testing.T) {
	lib, questions := shipped(t)
	for _, q := range questions {
		if len(q.Cites) == 0 {
			t.Errorf("%s rests on no clause", q.ID)
		}
		medium := false
		for _, cite := range q.Cites {
			c, ok := lib.Clause(cite.Clause)
			if !ok || c.Gap || c.Confidence() == corpus.Low {
				t.Fatalf("%s rests on %s, which states nothing", q.ID, cite.Clause)
			}
			if cite.Cited != c.Cite().String() || cite.Mark != c.Mark() || cite.Confidence != c.Confidence() {
				t.Errorf("%s cites %+v, the clause is %s %+v %s", q.ID, cite, c.Cite(), c.Mark(), c.Confidence())
			}
			want := corpus.InForce
			if q.Historical {
				want = corpus.Lapsed
			}
			if got := c.On(today); got != want {
				t.Errorf("%s: %s stands %d on %s, want %d", q.ID, cite.Cited, got, today.Day, want)
			}
			if c.Edition.Document.Scope != "" {
				t.Errorf("%s: %s binds %s only", q.ID, cite.Cited, c.Edition.Document.Scope)
			}
			if named := q.Stem + right(q) + q.Explanation; !strings.Contains(named, c.Edition.Document.Label()) {
				t.Errorf("%s does not name %s", q.ID, c.Edition.Document.Label())
			}
			medium = medium || cite.Confidence == corpus.Medium
		}
		if strings.HasSuffix(q.Explanation, unsure) != medium {
			t.Errorf("%s: medium confidence is %v, the explanation is %q", q.ID, medium, q.Explanation)
		}
	}
}

func right(q quiz.Question) string {
	var out []string
	for _, o := range q.Options {
		if o.Right {
			out = append(out, o.Text)
		}
	}
	return strings.Join(out, "\n")
}

var figure = regexp.MustCompile(`\d+`)

// A figure in a right answer or an explanation stands in the clause, in the stem, or in the name of a document.
func TestFiguresAreThoseOfTheClause(t *testing.T) {
	lib, questions := shipped(t)
	// What the officer has to work out from the stem.
	worked := map[quiz.ID]string{"s209": "11"}
	var labels strings.Builder
	for _, d := range lib.Documents() {
		labels.WriteString(d.Label() + " " + d.Title + "\n")
	}
	for _, q := range questions {
		source := q.Stem + worked[q.ID]
		for _, cite := range q.Cites {
			c, _ := lib.Clause(cite.Clause)
			source += " " + c.Text + " " + c.Note + " " + cite.Cited
		}
		for _, word := range strings.Fields(right(q) + " " + q.Explanation) {
			if word = strings.Trim(word, ".,;:()"); strings.Contains(labels.String(), word) {
				continue
			}
			for _, n := range figure.FindAllString(word, -1) {
				if !slices.Contains(figure.FindAllString(source, -1), n) {
					t.Errorf("%s: %s is not in what it rests on", q.ID, n)
				}
			}
		}
	}
}

func TestAPollCarriesEveryQuestionWithItsBasis(t *testing.T) {
	_, questions := shipped(t)
	for _, q := range questions {
		if excesses := q.Excesses(); len(excesses) > 0 {
			t.Errorf("%s: %+v", q.ID, excesses)
		}
		var cited []string
		for _, c := range q.Cites {
			if !slices.Contains(cited, c.Cited) {
				cited = append(cited, c.Cited)
			}
		}
		with := q.Explanation + "\nCăn cứ: " + strings.Join(cited, "; ") + "."
		if n := quiz.Units(with); n > quiz.PollExplanation {
			t.Errorf("%s: the explanation with its basis has %d units: %s", q.ID, n, with)
		}
	}
}

func TestNothingIsAskedTwice(t *testing.T) {
	_, questions := shipped(t)
	seen := map[string]quiz.ID{}
	for _, q := range questions {
		said := viet.Key(right(q))
		for _, c := range q.Cites {
			said += "\n" + string(c.Clause)
		}
		for what, key := range map[string]string{"content": q.Likeness(), "stem": viet.Key(q.Stem), "clause and answer": said} {
			if other, twice := seen[what+key]; twice {
				t.Errorf("%s and %s have the same %s", other, q.ID, what)
			}
			seen[what+key] = q.ID
		}
	}
}

// What the bank is made of, so that neither the place nor the length of an option gives the answer away.
func TestTheMake(t *testing.T) {
	_, questions := shipped(t)
	topics, levels, places := map[string]int{}, map[int]int{}, map[int]int{}
	historical, several, longest := 0, 0, 0
	for _, q := range questions {
		topics[q.Topic]++
		levels[q.Difficulty]++
		if q.Historical {
			historical++
		}
		if q.Version != 1 || q.State != quiz.Approved || q.Author != "" || q.Unit != "" || !q.Changed.IsZero() {
			t.Errorf("%s is not as a question that ships: %+v", q.ID, q)
		}
		if len(q.Options) != 4 || q.Explanation == "" {
			t.Errorf("%s has %d options and the explanation %q", q.ID, len(q.Options), q.Explanation)
		}
		if q.Several() {
			several++
			continue
		}
		most := 0
		for i, o := range q.Options {
			if o.Right {
				places[i]++
			} else {
				most = max(most, quiz.Units(o.Text))
			}
		}
		if quiz.Units(right(q)) > most {
			longest++
		}
	}
	single := len(questions) - several
	t.Logf("%d questions, topics %v, levels %v, historical %d, several right %d, places %v, the right one the longest %d",
		len(questions), topics, levels, historical, several, places, longest)
	if len(questions) < 60 || 4*historical > len(questions) || several < 10 {
		t.Errorf("%d questions, %d of them historical, %d with several right", len(questions), historical, several)
	}
	for _, topic := range quiz.Topics {
		if topics[topic.ID] < 10 {
			t.Errorf("%d questions on %s", topics[topic.ID], topic.ID)
		}
	}
	if len(topics) != len(quiz.Topics) || levels[1]+levels[2]+levels[3] != len(questions) || min(levels[1], levels[2], levels[3]) < 10 {
		t.Errorf("topics %v, levels %v", topics, levels)
	}
	for place := range 4 {
		if 5*places[place] < single || 10*places[place] > 3*single {
			t.Errorf("%d of %d right answers are at %s", places[place], single, quiz.Letter(place))
		}
	}
	if 3*longest > single {
		t.Errorf("the right answer is the longest of %d in %d", longest, single)
	}
}

func TestQuestionsAreTheCallersOwn(t *testing.T) {
	lib, questions := shipped(t)
	was := questions[0].Options[0].Text
	questions[0].Options[0].Text, questions[0].Cites[0].Cited = "?", "?"
	again, err := Questions(lib)
	if err != nil || again[0].Options[0].Text != was || again[0].Cites[0].Cited == "?" {
		t.Errorf("got %+v, %v", again[0], err)
	}
	for i := 1; i < len(again); i++ {
		if again[i-1].ID >= again[i].ID {
			t.Errorf("%s stands before %s", again[i-1].ID, again[i].ID)
		}
	}
}

func TestALibraryThatDoesNotStateTheFactIsRefused(t *testing.T) {
	empty, err := corpus.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Questions(empty); err == nil || !strings.Contains(err.Error(), "s101: the library does not state A01") {
		t.Errorf("got %v", err)
	}
}

func TestWrongFilesAreNamedWithTheirLine(t *testing.T) {
	const good = "Chủ đề: Giải quyết tố cáo\n\nCâu 301. Hỏi?\nA. Một\nB. Hai\nĐáp án: B\nCăn cứ: C04; C08\nMức độ: Dễ\n"
	replaced := func(old, new string) []string { return []string{strings.Replace(good, old, new, 1)} }
	tests := []struct {
		name  string
		files []string
		want  string
	}{
		{"as it must be", []string{good}, ""},
		{"a number left out", []string{good + "\nCâu 303. Hỏi nữa?\nA. Một\nB. Hai\nĐáp án: A\nCăn cứ: C04\n"}, ""},
		{"no basis", replaced("Căn cứ: C04; C08\n", ""), "line 3: the question rests on nothing"},
		{"a number of two digits", replaced("301", "31"), "line 3: the question has no number of three digits"},
		{"no answer", replaced("Đáp án: B\n", ""), "line 3: "},
		{"an answer that is no option", replaced("Đáp án: B", "Đáp án: C"), "line 6: "},
		{"an unknown level", replaced("Dễ", "Vừa tầm"), "line 8: "},
		{"the same number in two files", []string{good, good}, "question s301 a second time"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			files := fstest.MapFS{}
			for i, f := range tt.files {
				files["texts/"+quiz.Letter(i)+".txt"] = &fstest.MapFile{Data: []byte(f)}
			}
			items, err := load(files, "texts")
			if tt.want != "" {
				if err == nil || !strings.Contains(err.Error(), tt.want) {
					t.Errorf("got %v, want %q", err, tt.want)
				}
				return
			}
			if err != nil || items[0].Question.ID != "s301" || items[0].Question.Topic != "tocao" || len(items[0].Cites) != 2 {
				t.Errorf("got %+v, %v", items, err)
			}
		})
	}
}
