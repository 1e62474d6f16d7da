package forms

import (
	"fmt"
	"strconv"
	"strings"

	"camnang/bot/quiz"
)

var giftEscaped = strings.NewReplacer(
	`\`, `\\`, "~", `\~`, "=", `\=`, "#", `\#`, "{", `\{`, "}", `\}`, ":", `\:`, "\n", `\n`,
)

// worth is what each right option of several is worth, as Moodle writes it; 100 for one.
func worth(rights int) string {
	if rights < 1 {
		return "0"
	}
	return strconv.FormatFloat(float64(int(100/float64(rights)*100000+0.5))/100000, 'f', -1, 64)
}

// writeGIFT makes a text that ParseGIFT reads. Texts are marked as plain, so that nothing in them is taken for HTML.
// The topic is the category, citations stand under the explanation, the difficulty is a tag.
func writeGIFT(questions []quiz.Question) []byte {
	var b strings.Builder
	topic := ""
	for i, q := range questions {
		if i > 0 {
			b.WriteString("\n")
		}
		if name := topicName(q.Topic); name != topic {
			topic = name
			fmt.Fprintf(&b, "$CATEGORY: %s\n\n", categoryPath(name))
		}
		fmt.Fprintf(&b, "// %s", tell("label-question", i+1))
		if name := difficultyName(q.Difficulty); name != "" {
			fmt.Fprintf(&b, " [tag:%s: %s]", tell("label-level"), name)
		}
		fmt.Fprintf(&b, "\n[plain]%s {\n", giftText(q.Stem))
		right := rights(q)
		for _, o := range q.Options {
			switch {
			case o.Right && len(right) == 1 && len(q.Options) > 1:
				b.WriteString("\t= ")
			case o.Right:
				fmt.Fprintf(&b, "\t~%%%s%% ", worth(len(right)))
			case len(right) > 1:
				b.WriteString("\t~%-100% ")
			default:
				b.WriteString("\t~ ")
			}
			b.WriteString("[plain]" + giftText(o.Text))
			if clean(o.Why) != "" {
				b.WriteString(" # [plain]" + giftText(o.Why))
			}
			b.WriteString("\n")
		}
		if f := joinFeedback(q.Explanation, q.Cites); f != "" {
			b.WriteString("\t#### [plain]" + giftText(f) + "\n")
		}
		b.WriteString("}\n")
	}
	return []byte(b.String())
}

// giftText is a text with escapes; a blank before it keeps a mark that would join the character before it apart.
func giftText(text string) string { return " " + giftEscaped.Replace(clean(text)) }
