package forms

import (
	"encoding/xml"
	"fmt"
	"strings"

	"camnang/bot/quiz"
)

// writeMoodle makes a file that ParseMoodle reads. Texts are plain ones. The topic is the category, citations stand under
// the explanation, the difficulty is a tag.
func writeMoodle(questions []quiz.Question) []byte {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n<quiz>\n")
	topic := ""
	for i, q := range questions {
		if name := topicName(q.Topic); name != topic {
			topic = name
			fmt.Fprintf(&b, "<question type=\"category\"><category><text>%s</text></category></question>\n", xmlText(categoryPath(name)))
		}
		right := rights(q)
		b.WriteString("<question type=\"multichoice\">\n")
		fmt.Fprintf(&b, "<name><text>%s</text></name>\n", xmlText(tell("label-question", i+1)))
		textElement(&b, "questiontext", q.Stem)
		textElement(&b, "generalfeedback", joinFeedback(q.Explanation, q.Cites))
		fmt.Fprintf(&b, "<defaultgrade>1</defaultgrade>\n<penalty>0</penalty>\n<hidden>0</hidden>\n<single>%t</single>\n", len(right) <= 1)
		b.WriteString("<shuffleanswers>true</shuffleanswers>\n<answernumbering>ABCD</answernumbering>\n")
		for _, o := range q.Options {
			fraction := "0"
			switch {
			case o.Right:
				fraction = worth(len(right))
			case len(right) > 1:
				fraction = "-100"
			}
			feedback := strings.Builder{}
			textElement(&feedback, "feedback", o.Why)
			fmt.Fprintf(&b, "<answer fraction=\"%s\" format=\"plain_text\"><text>%s</text>\n%s</answer>\n",
				fraction, xmlText(clean(o.Text)), feedback.String())
		}
		if name := difficultyName(q.Difficulty); name != "" {
			fmt.Fprintf(&b, "<tags><tag><text>%s: %s</text></tag></tags>\n", tell("label-level"), name)
		}
		b.WriteString("</question>\n")
	}
	b.WriteString("</quiz>\n")
	return []byte(b.String())
}

func textElement(b *strings.Builder, name, text string) {
	fmt.Fprintf(b, "<%s format=\"plain_text\"><text>%s</text></%s>\n", name, xmlText(clean(text)), name)
}

// xmlText is a text as XML.
func xmlText(text string) string {
	var b strings.Builder
	// A Builder takes every write.
	_ = xml.EscapeText(&b, []byte(text))
	return b.String()
}
