package forms

import (
	"html"
	"strings"
)

// tag names of HTML by what becomes of them: blocks end a line, silent ones only change how letters look, and of the
// others something is lost that is named.
var (
	blockTags  = set("p div br hr li ul ol dl dt dd h1 h2 h3 h4 h5 h6 blockquote pre tr thead tbody tfoot section article header footer figure figcaption center address")
	silentTags = set("span b i u em strong font small big s strike del ins mark code tt html body head title meta abbr cite q label td th caption col colgroup wbr nolink tex button form fieldset legend kbd samp var dfn bdi bdo time nobr o")
	lostTags   = map[string]string{
		"img": "dropped-image", "svg": "dropped-image", "picture": "dropped-image", "canvas": "dropped-image", "map": "dropped-image",
		"audio": "dropped-sound", "video": "dropped-sound", "object": "dropped-sound", "embed": "dropped-sound", "iframe": "dropped-sound",
		"a": "dropped-link", "table": "dropped-table", "sup": "dropped-raised", "sub": "dropped-raised", "math": "dropped-formula",
		"script": "dropped-script", "style": "", "input": "dropped-field", "select": "dropped-field", "textarea": "dropped-field",
	}
	// hiddenTags are those whose content is not shown.
	hiddenTags = set("script style svg object iframe select textarea math head title")
)

func set(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(words) {
		out[w] = true
	}
	return out
}

// htmlText is what HTML shows, as text; dropped are the names of what it shows otherwise than by letters. Only tags of HTML
// are taken for tags: "a < b" stays. strict says that all of it is HTML, where line ends are blanks; otherwise they count.
func htmlText(text string, strict bool) (plain string, dropped []string) {
	var b strings.Builder
	hidden, failures := "", 0
	whole := len(text)
	ends := closings(text)
	for text != "" {
		at := strings.IndexByte(text, '<')
		if at < 0 {
			at = len(text)
		}
		if hidden == "" {
			b.WriteString(shown(text[:at], strict))
		}
		if text = text[at:]; text == "" {
			break
		}
		if strings.HasPrefix(text, "<!--") && ends["-->"] > whole-len(text) {
			_, text, _ = strings.Cut(text, "-->")
			continue
		}
		name, closing, length := "", false, 0
		if failures < brokenLimit {
			name, closing, length = tagAt(text)
		}
		if length == 0 {
			failures++
			if hidden == "" {
				b.WriteByte('<')
			}
			text = text[1:]
			continue
		}
		tag := text[:length]
		single := strings.HasSuffix(tag, "/>")
		text = text[length:]
		switch {
		case hidden != "":
			if closing && name == hidden {
				hidden = ""
			}
			continue
		case hiddenTags[name] && !closing && !single && ends[name] > whole-len(text):
			hidden = name
		}
		switch {
		case blockTags[name]:
			b.WriteString("\n")
		case name == "td" || name == "th":
			b.WriteString(" ")
		}
		if key := lostTags[name]; key != "" && !closing {
			if name == "a" && strings.Contains(tag, "@@PLUGINFILE@@") {
				key = "dropped-file"
			}
			dropped = append(dropped, tell(key))
		}
	}
	return b.String(), dropped
}

// brokenLimit is how many signs that begin no tag are looked at: each may be compared with all that follows.
const brokenLimit = 1_000

// closings are where comments and the elements of hiddenTags are ended last.
func closings(text string) map[string]int {
	out := map[string]int{"-->": strings.LastIndex(text, "-->")}
	lower := strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r | 0x20
		}
		return r
	}, text)
	for name := range hiddenTags {
		out[name] = strings.LastIndex(lower, "</"+name)
	}
	return out
}

func shown(text string, strict bool) string {
	if strict {
		text = strings.NewReplacer("\r", " ", "\n", " ").Replace(text)
	}
	return html.UnescapeString(text)
}

// tagAt reads the tag with which a text begins; its length is 0 when there is none of HTML.
func tagAt(text string) (name string, closing bool, length int) {
	at := 1
	if strings.HasPrefix(text, "</") {
		closing, at = true, 2
	}
	from := at
	for at < len(text) && (text[at]|0x20 >= 'a' && text[at]|0x20 <= 'z' || at > from && text[at] >= '0' && text[at] <= '9') {
		at++
	}
	if name = strings.ToLower(text[from:at]); !blockTags[name] && !silentTags[name] {
		if _, lost := lostTags[name]; !lost {
			return "", false, 0
		}
	}
	quote := byte(0)
	if at < len(text) && !strings.ContainsRune(" \t\r\n/>:", rune(text[at])) {
		return "", false, 0
	}
	for ; at < len(text); at++ {
		switch c := text[at]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return name, closing, at + 1
		}
	}
	return "", false, 0
}
