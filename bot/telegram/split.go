package telegram

import (
	"strings"
	"unicode"
	"unicode/utf16"

	"camnang/bot"
)

// units is the length of text as Telegram counts it: in UTF-16 units, an emoji outside the basic plane
// being two.
func units(text string) int {
	n := 0
	for _, r := range text {
		n += width(r)
	}
	return n
}

func width(r rune) int { return max(1, utf16.RuneLen(r)) }

// split cuts a text into parts of at most limit UTF-16 units, none of them blank. It cuts at the end of
// a paragraph when that leaves a part at least half full, or else of a line, of a sentence, at least
// between two words, and only a word that fills a part by itself is cut within. White space at a cut is
// left out; everything else stays, in its style and order. A text that fits is given back as it is.
func split(text []bot.Span, limit int) [][]bot.Span {
	var flow flow
	for i, span := range text {
		for _, r := range span.Text {
			flow.runes = append(flow.runes, r)
			flow.span = append(flow.span, i)
		}
	}
	if flow.fits(limit) == len(flow.runes) {
		return [][]bot.Span{text}
	}
	var parts [][]bot.Span
	for len(flow.runes) > 0 {
		cut := flow.cut(limit)
		if part := flow.spans(cut, text); len(part) > 0 {
			parts = append(parts, part)
		}
		for cut < len(flow.runes) && isGap(flow.runes[cut]) {
			cut++
		}
		flow.runes, flow.span = flow.runes[cut:], flow.span[cut:]
	}
	return parts
}

// flow is a text with, for each rune, the number of the span it is of.
type flow struct {
	runes []rune
	span  []int
}

// fits is how many runes from the start fit into limit units.
func (f flow) fits(limit int) int {
	used := 0
	for i, r := range f.runes {
		if used += width(r); used > limit {
			return i
		}
	}
	return len(f.runes)
}

func (f flow) cut(limit int) int {
	most := f.fits(limit)
	if most == len(f.runes) {
		return most
	}
	for _, ends := range []func(int) bool{f.endsParagraph, f.endsLine, f.endsSentence} {
		for i := most; i > most/2; i-- {
			if ends(i) {
				return i
			}
		}
	}
	for i := most; i > 0; i-- {
		if isGap(f.runes[i]) {
			return i
		}
	}
	for i := most; i > 0; i-- {
		if !joined(f.runes[i-1], f.runes[i]) {
			return i
		}
	}
	return max(1, most)
}

func (f flow) endsParagraph(i int) bool {
	return f.runes[i] == '\n' && i+1 < len(f.runes) && f.runes[i+1] == '\n'
}

func (f flow) endsLine(i int) bool { return f.runes[i] == '\n' }

func (f flow) endsSentence(i int) bool {
	return isGap(f.runes[i]) && strings.ContainsRune(".!?…;", f.runes[i-1])
}

// spans gives the first n runes as spans, without the gaps at the end; nothing when they are blank.
func (f flow) spans(n int, text []bot.Span) []bot.Span {
	for n > 0 && isGap(f.runes[n-1]) {
		n--
	}
	if strings.TrimSpace(string(f.runes[:n])) == "" {
		return nil
	}
	var part []bot.Span
	for from := 0; from < n; {
		to := from
		for to < n && f.span[to] == f.span[from] {
			to++
		}
		part = append(part, bot.Span{Text: string(f.runes[from:to]), Style: text[f.span[from]].Style})
		from = to
	}
	return part
}

// isGap reports white space that a line may end at; a no-break space is none.
func isGap(r rune) bool { return r == ' ' || r == '\n' || r == '\t' || r == '\r' }

// joined reports that b is drawn onto a: a mark of a Vietnamese letter typed apart, or a part of an emoji.
func joined(a, b rune) bool {
	const joiner = '\u200d'
	skin := b >= '\U0001F3FB' && b <= '\U0001F3FF'
	return a == joiner || b == joiner || skin || unicode.Is(unicode.M, b)
}
