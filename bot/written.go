package bot

import (
	"strings"

	"camnang/corpus"
	"camnang/corpus/calendar"
	"camnang/retrieval/answer"
)

// Written is an answer as an officer reads it in the chat on the day, without its buttons and styles: what
// `camnang ask` prints.
func Written(lib *corpus.Library, a answer.Answer, today calendar.AsOf) string {
	spans, _ := renderAnswer(lib, a, answerView{today: today})
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(s.Text)
	}
	return b.String()
}

// Sorry is what an officer reads when a message could not be handled after the last try.
func Sorry() string { return say("sorry") }
