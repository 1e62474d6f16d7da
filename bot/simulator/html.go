package simulator

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// tagStyles are the tags of parse_mode HTML (Bot API, "HTML style"); a and blockquote are chosen by
// their attributes.
var tagStyles = map[string]string{
	"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
	"s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "code": "code", "pre": "pre",
	"a": "text_link", "blockquote": "blockquote", "tg-spoiler": "spoiler", "span": "spoiler",
	"tg-emoji": "custom_emoji",
}

// markupError is what is wrong with a text, in Telegram's words.
type markupError string

func (e markupError) Error() string { return string(e) }

func wrong(format string, args ...any) error { return markupError(fmt.Sprintf(format, args...)) }

type openTag struct {
	name, argument string
	offset         int // UTF-16 units
	start          int // bytes of the output
}

type htmlReader struct {
	in       string
	at       int
	out      strings.Builder
	units    int
	open     []openTag
	entities []Entity
}

// parseHTML takes the markup out of a text. The error has Telegram's words without its prefix; byte
// offsets count from the beginning of the marked-up text.
func parseHTML(in string) (string, []Entity, error) {
	p := &htmlReader{in: in}
	for p.at < len(in) {
		var err error
		switch c := in[p.at]; {
		case c == '<' && p.peek(1) == '/':
			err = p.closeTag()
		case c == '<':
			err = p.openTag()
		default:
			r, n := entityRune(in[p.at:])
			if n == 0 {
				r, n = utf8.DecodeRuneInString(in[p.at:])
			} else if utf16.IsSurrogate(r) {
				err = wrong("Text contains invalid Unicode characters after decoding HTML entities, " +
					"check for unmatched surrogate code units")
			}
			p.at += n
			p.out.WriteRune(r)
			p.units += max(1, utf16.RuneLen(r))
		}
		if err != nil {
			return "", nil, err
		}
	}
	if n := len(p.open); n > 0 {
		return "", nil, wrong("Can't find end tag corresponding to start tag %q", p.open[n-1].name)
	}
	sortEntities(p.entities)
	return p.out.String(), joinCode(p.entities), nil
}

// peek returns the byte n ahead, 0 past the end.
func (p *htmlReader) peek(n int) byte {
	if p.at+n >= len(p.in) {
		return 0
	}
	return p.in[p.at+n]
}

func isSpace(c byte) bool { return c == 0 || strings.IndexByte(" \t\r\n\v", c) >= 0 }

func (p *htmlReader) skipSpace() {
	for p.at < len(p.in) && isSpace(p.in[p.at]) {
		p.at++
	}
}

// word takes bytes up to white space, the end, or one of the stops.
func (p *htmlReader) word(stops string) string {
	start := p.at
	for p.at < len(p.in) && !isSpace(p.in[p.at]) && strings.IndexByte(stops, p.in[p.at]) < 0 {
		p.at++
	}
	return p.in[start:p.at]
}

func (p *htmlReader) openTag() error {
	begin := p.at
	p.at++
	name := strings.ToLower(p.word(">"))
	if p.at >= len(p.in) {
		return wrong("Unclosed start tag at byte offset %d", begin)
	}
	if tagStyles[name] == "" {
		return wrong("Unsupported start tag %q at byte offset %d", name, begin)
	}
	argument := ""
	for {
		p.skipSpace()
		if p.peek(0) == '>' {
			break
		}
		attribute := strings.ToLower(p.word("=>"))
		if attribute == "" {
			if p.at >= len(p.in) {
				return wrong("Unclosed start tag at byte offset %d", begin)
			}
			return wrong("Empty attribute name in the tag %q at byte offset %d", name, begin)
		}
		p.skipSpace()
		if p.peek(0) != '=' {
			if p.at >= len(p.in) {
				return wrong("Unclosed start tag %q at byte offset %d", name, begin)
			}
			if name == "blockquote" && attribute == "expandable" {
				argument = "1"
			}
			continue
		}
		p.at++
		value, err := p.value(name, begin)
		if err != nil {
			return err
		}
		if kept, ok := attributeArgument(name, attribute, value); ok {
			argument = kept
		}
	}
	p.at++
	if name == "span" && argument != "tg-spoiler" {
		return wrong("Tag \"span\" must have class \"tg-spoiler\" at byte offset %d", begin)
	}
	p.open = append(p.open, openTag{name, argument, p.units, p.out.Len()})
	return nil
}

// attributeArgument returns what an attribute means to its tag; ok is false when it means nothing.
func attributeArgument(tag, attribute, value string) (argument string, ok bool) {
	switch {
	case tag == "a" && attribute == "href":
		return value, true
	case tag == "code" && attribute == "class":
		return strings.CutPrefix(value, "language-")
	case tag == "span" && attribute == "class":
		return value, true
	case tag == "tg-emoji" && attribute == "emoji-id":
		return value, true
	case tag == "blockquote" && attribute == "expandable":
		return "1", true
	}
	return "", false
}

// value takes the value of an attribute: quoted, or a run of letters, digits, dots and hyphens.
func (p *htmlReader) value(tag string, begin int) (string, error) {
	p.skipSpace()
	if p.at >= len(p.in) {
		return "", wrong("Unclosed start tag %q at byte offset %d", tag, begin)
	}
	quote := p.in[p.at]
	if quote != '"' && quote != '\'' {
		start := p.at
		for c := p.peek(0); c == '.' || c == '-' || c != '_' && isPlain(c); c = p.peek(0) {
			p.at++
		}
		if c := p.peek(0); p.at >= len(p.in) || c != '>' && !isSpace(c) {
			return "", wrong("Unexpected end of name token at byte offset %d", start)
		}
		return strings.ToLower(p.in[start:p.at]), nil
	}
	p.at++
	var b strings.Builder
	for p.at < len(p.in) && p.in[p.at] != quote {
		if r, n := entityRune(p.in[p.at:]); n > 0 {
			b.WriteRune(r)
			p.at += n
			continue
		}
		b.WriteByte(p.in[p.at])
		p.at++
	}
	if p.at >= len(p.in) {
		return "", wrong("Unclosed start tag at byte offset %d", begin)
	}
	p.at++
	return b.String(), nil
}

func (p *htmlReader) closeTag() error {
	begin := p.at
	if len(p.open) == 0 {
		return wrong("Unexpected end tag at byte offset %d", begin)
	}
	p.at += 2
	name := strings.ToLower(p.word(">"))
	p.skipSpace()
	if p.peek(0) != '>' {
		return wrong("Unclosed end tag at byte offset %d", begin)
	}
	p.at++
	tag := p.open[len(p.open)-1]
	if name != "" && name != tag.name {
		return wrong("Unmatched end tag at byte offset %d, expected \"</%s>\", found \"</%s>\"", begin, tag.name, name)
	}
	p.open = p.open[:len(p.open)-1]
	e := Entity{Type: tagStyles[tag.name], Offset: tag.offset, Length: p.units - tag.offset}
	if e.Length == 0 {
		return nil
	}
	switch tag.name {
	case "a":
		target := tag.argument
		if target == "" {
			target = p.out.String()[tag.start:]
		}
		address, problem := webAddress(target)
		if problem != "" {
			return nil // Telegram shows such a link as plain text.
		}
		e.URL = address
	case "code":
		e.Language = tag.argument
	case "blockquote":
		if tag.argument != "" {
			e.Type = "expandable_blockquote"
		}
	case "tg-emoji":
		if tag.argument == "" || strings.Trim(tag.argument, "0123456789") != "" {
			return wrong("Invalid custom emoji identifier specified")
		}
		e.EmojiID = tag.argument
	}
	p.entities = append(p.entities, e)
	return nil
}

// joinCode makes one entity of a pre and a code with a language that cover the same text; a language
// without that pre is dropped.
func joinCode(entities []Entity) []Entity {
	var out []Entity
	for i, e := range entities {
		if e.Type != "code" || e.Language == "" {
			out = append(out, e)
			continue
		}
		same := func(o Entity) bool { return o.Type == "pre" && o.Offset == e.Offset && o.Length == e.Length }
		if j := slices.IndexFunc(out, same); j >= 0 {
			out[j].Language = e.Language
			continue
		}
		if j := slices.IndexFunc(entities[i:], same); j >= 0 {
			entities[i+j].Language = e.Language
			continue
		}
		e.Language = ""
		out = append(out, e)
	}
	return out
}

// entityRune reads an HTML entity at the beginning of s; n is 0 when there is none that Telegram knows:
// lt, gt, amp, quot and numbers, with or without the semicolon.
func entityRune(s string) (r rune, n int) {
	if len(s) < 3 || s[0] != '&' {
		return 0, 0
	}
	if s[1] == '#' {
		r, n = numericRune(s)
	} else {
		for name, value := range map[string]rune{"lt": '<', "gt": '>', "amp": '&', "quot": '"'} {
			rest := strings.TrimLeftFunc(s[1:], func(c rune) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' })
			if s[1:len(s)-len(rest)] == name {
				r, n = value, 1+len(name)
			}
		}
	}
	if n > 0 && n < len(s) && s[n] == ';' {
		n++
	}
	return r, n
}

func numericRune(s string) (rune, int) {
	n, digits := 2, "0123456789"
	if s[2] == 'x' {
		n, digits = 3, "0123456789abcdef"
	}
	start, base, r := n, rune(len(digits)), rune(0)
	for ; n < len(s); n++ {
		c := s[n]
		if c >= 'A' && c <= 'F' {
			c += 'a' - 'A'
		}
		digit := strings.IndexByte(digits, c)
		if digit < 0 {
			break
		}
		if r = r*base + rune(digit); r > utf8.MaxRune {
			return 0, 0
		}
	}
	if n == start || r == 0 {
		return 0, 0
	}
	return r, n
}
