package simulator

import (
	"reflect"
	"testing"
)

func TestMarkupIsReadAsTelegramReadsIt(t *testing.T) {
	for _, row := range []struct {
		name, in, out string
		entities      []Entity
	}{
		{"plain text", "Điều 8", "Điều 8", nil},
		{"offsets count UTF-16 units", "🏟 🏟<i>🏟 &lt🏟</i>", "🏟 🏟🏟 <🏟", []Entity{{Type: "italic", Offset: 5, Length: 6}}},
		{"escapes with and without semicolon", "&lt;&gt;&amp;&quot;&laquo;&#7897;&#x1ED9;", "<>&\"&laquo;ộộ", nil},
		{"a number too large stays", "&#12345678;", "&#12345678;", nil},
		{"nested styles", "<b>a<i>b</i></b>", "ab", []Entity{{Type: "bold", Length: 2}, {Type: "italic", Offset: 1, Length: 1}}},
		{"other names of the tags", "<strong>a</strong><em>b</em><ins>c</ins><del>d</del><strike>e</strike>", "abcde", []Entity{
			{Type: "bold", Length: 1},
			{Type: "italic", Offset: 1, Length: 1},
			{Type: "underline", Offset: 2, Length: 1},
			{Type: "strikethrough", Offset: 3, Length: 1},
			{Type: "strikethrough", Offset: 4, Length: 1},
		}},
		{"an empty tag shows nothing", "a<b></b>", "a", nil},
		{"a bare end tag closes the last", "<b>a</>", "a", []Entity{{Type: "bold", Length: 1}}},
		{"a quotation", "<blockquote>a</blockquote>", "a", []Entity{{Type: "blockquote", Length: 1}}},
		{"a folded quotation", "<blockquote expandable>a</blockquote>", "a", []Entity{{Type: "expandable_blockquote", Length: 1}}},
		{"a link", `<a href="https://example.com/?a=1&amp;b=2">x</a>`, "x", []Entity{{Type: "text_link", Length: 1, URL: "https://example.com/?a=1&b=2"}}},
		{"a link without scheme", "<a href=telegram.org>x</a>", "x", []Entity{{Type: "text_link", Length: 1, URL: "http://telegram.org/"}}},
		{"a link to nowhere is text", `<a href="http://localhost/">x</a>`, "x", nil},
		{"a link by its text", "<a>telegram.org</a>", "telegram.org", []Entity{{Type: "text_link", Length: 12, URL: "http://telegram.org/"}}},
		{"code in a language", `<pre><code class="language-go">x</code></pre>`, "x", []Entity{{Type: "pre", Length: 1, Language: "go"}}},
		{"a language without pre", `<code class="language-go">x</code>`, "x", []Entity{{Type: "code", Length: 1}}},
		{"a hidden text", `<span class="tg-spoiler">x</span>`, "x", []Entity{{Type: "spoiler", Length: 1}}},
	} {
		t.Run(row.name, func(t *testing.T) {
			text, entities, err := parseHTML(row.in)
			if err != nil || text != row.out || !reflect.DeepEqual(entities, row.entities) {
				t.Errorf("%q %+v %v", text, entities, err)
			}
		})
	}
}

func TestBadMarkupIsRefusedInTelegramsWords(t *testing.T) {
	const surrogate = "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units"
	for in, words := range map[string]string{
		"&#57311;":                                surrogate,
		"🏟 🏟&lt;<abacaba":                         "Unclosed start tag at byte offset 13",
		"🏟 🏟&lt;<abac aba>":                       `Unsupported start tag "abac" at byte offset 13`,
		"🏟 🏟&lt;<i   =aba>":                       `Empty attribute name in the tag "i" at byte offset 13`,
		"🏟 🏟&lt;<i    aba  =  ":                   `Unclosed start tag "i" at byte offset 13`,
		"🏟 🏟&lt;<i    aba  =  190azAz-.,":         "Unexpected end of name token at byte offset 27",
		`🏟 🏟&lt;<i    aba  =  "&lt;&gt;&quot;>`:   "Unclosed start tag at byte offset 13",
		"🏟 🏟&lt;</":                               "Unexpected end tag at byte offset 13",
		"🏟 🏟&lt;<b></b></":                        "Unexpected end tag at byte offset 20",
		"🏟 🏟&lt;<i>a</i   ":                       "Unclosed end tag at byte offset 17",
		"🏟 🏟&lt;<i>a</em   >":                     `Unmatched end tag at byte offset 17, expected "</i>", found "</em>"`,
		"<br>":                                    `Unsupported start tag "br" at byte offset 0`,
		"a < b":                                   `Unsupported start tag "" at byte offset 2`,
		"<a href":                                 `Unclosed start tag "a" at byte offset 0`,
		"<span>x</span>":                          `Tag "span" must have class "tg-spoiler" at byte offset 0`,
		"<b>x":                                    `Can't find end tag corresponding to start tag "b"`,
		`<tg-emoji emoji-id="x">y</tg-emoji>`:     "Invalid custom emoji identifier specified",
		"<blockquote expandable>x</blockquote><i": "Unclosed start tag at byte offset 37",
	} {
		t.Run(in, func(t *testing.T) {
			if _, _, err := parseHTML(in); err == nil || err.Error() != words {
				t.Errorf("got %v, want %s", err, words)
			}
		})
	}
}

func TestCommandsMentionsAndAddressesAreFound(t *testing.T) {
	for _, row := range []struct {
		name, text string
		want       []Entity
	}{
		{"a command at the start", "/hoi thời hạn", []Entity{{Type: "bot_command", Length: 4}}},
		{"a command after Vietnamese text", "gõ /hoi nhé", []Entity{{Type: "bot_command", Offset: 3, Length: 4}}},
		{"a command after an emoji", "😀 /hoi", []Entity{{Type: "bot_command", Offset: 3, Length: 4}}},
		{"a command that names the bot", "/help@camnang_bot", []Entity{{Type: "bot_command", Length: 17}}},
		{"a document number is no command", "Quy định 21-QĐ/TW", nil},
		{"a command with marks is none", "/hỏi", nil},
		{"a date is no command", "ngày 11/4/2026", nil},
		{"a mention", "hỏi @nguyen_lan.", []Entity{{Type: "mention", Offset: 4, Length: 11}}},
		{"an electronic address is no mention", "lan@example", nil},
		{"a web address", "xem https://example.com/a.", []Entity{{Type: "url", Offset: 4, Length: 21}}},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := found(row.text, nil); !reflect.DeepEqual(got, row.want) {
				t.Errorf("%+v", got)
			}
		})
	}
	if got := found("/hoi", []Entity{{Type: "code", Length: 4}}); got != nil {
		t.Errorf("a command inside code: %+v", got)
	}
}

func TestTextsAreCleanedAndTrimmed(t *testing.T) {
	text, entities, err := formatted("\r\n  a\tb\u202E<b>c  </b>\n", "HTML", "")
	if err != nil || text != "a bc" || !reflect.DeepEqual(entities, []Entity{{Type: "bold", Offset: 3, Length: 1}}) {
		t.Errorf("%q %+v %v", text, entities, err)
	}
}
