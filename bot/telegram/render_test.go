package telegram

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"camnang/bot"
	"camnang/bot/queue"
)

func paramsOf(t *testing.T, r bot.Reply) string {
	t.Helper()
	method, params, err := render(9, r)
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := json.Marshal(params)
	if err != nil {
		t.Fatal(err)
	}
	return method + " " + string(encoded)
}

func TestRender(t *testing.T) {
	tests := []struct {
		name  string
		reply bot.Reply
		want  string
	}{
		{
			"a plain text has no entities and no preview", say("Chào đồng chí."),
			`sendMessage {"chat_id":9,"text":"Chào đồng chí.","link_preview_options":{"is_disabled":true}}`,
		},
		{"offsets count UTF-16 units: a Vietnamese letter one, an emoji two", bot.Reply{Kind: bot.Send, Text: []bot.Span{
			{Text: "📌 Uỷ ban "}, {Text: "kiểm tra", Style: bot.Bold}, {Text: "\n"}, {Text: "Điều 6 👨‍👩‍👧", Style: bot.Quote},
		}}, `sendMessage {"chat_id":9,"text":"📌 Uỷ ban kiểm tra\nĐiều 6 👨‍👩‍👧","entities":[{"type":"bold","offset":10,"length":8},` +
			`{"type":"blockquote","offset":19,"length":15}],"link_preview_options":{"is_disabled":true}}`},
		{"letters typed with marks apart count each mark", bot.Reply{Kind: bot.Send, Text: []bot.Span{
			{Text: "e\u0302\u0301"}, {Text: "x", Style: bot.Italic}, {Text: "y", Style: bot.Folded},
		}}, `sendMessage {"chat_id":9,"text":"` + "e\u0302\u0301" + `xy","entities":[{"type":"italic","offset":3,"length":1},` +
			`{"type":"expandable_blockquote","offset":4,"length":1}],"link_preview_options":{"is_disabled":true}}`},
		{
			"an empty span has no entity",
			bot.Reply{Kind: bot.Send, Text: []bot.Span{{Text: "", Style: bot.Bold}, {Text: "a"}}},
			`sendMessage {"chat_id":9,"text":"a","link_preview_options":{"is_disabled":true}}`,
		},
		{
			"buttons carry data or a text to copy, empty rows are left out",
			bot.Reply{
				Kind: bot.Send, Text: []bot.Span{{Text: "a"}},
				Buttons: [][]bot.Button{{{Label: "Toàn văn", Payload: "c:1"}}, {}, {{Label: "Chép", Copy: "khoản 1 Điều 6"}}},
			},
			`sendMessage {"chat_id":9,"text":"a","link_preview_options":{"is_disabled":true},"reply_markup":{"inline_keyboard":` +
				`[[{"text":"Toàn văn","callback_data":"c:1"}],[{"text":"Chép","copy_text":{"text":"khoản 1 Điều 6"}}]]}}`,
		},
		{
			"an edit names its message and without buttons takes them off",
			bot.Reply{Kind: bot.Edit, Message: 5, Text: []bot.Span{{Text: "b"}}},
			`editMessageText {"chat_id":9,"message_id":5,"text":"b","link_preview_options":{"is_disabled":true}}`,
		},
		{"an acknowledgement may be silent", bot.Reply{Kind: bot.Acknowledge, Tap: "t1"}, `answerCallbackQuery {"callback_query_id":"t1"}`},
		{
			"an acknowledgement may have a note",
			bot.Reply{Kind: bot.Acknowledge, Tap: "t1", Note: "Đã ghi."},
			`answerCallbackQuery {"callback_query_id":"t1","text":"Đã ghi."}`,
		},
		{"a deletion names its message", bot.Reply{Kind: bot.Delete, Message: 5}, `deleteMessage {"chat_id":9,"message_id":5}`},
		{
			"wrong UTF-8 becomes the replacement character", say("a\xffb"),
			`sendMessage {"chat_id":9,"text":"a` + "\uFFFD" + `b","link_preview_options":{"is_disabled":true}}`,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, paramsOf(t, test.reply)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestComposeRefusesWhatTelegramWouldRefuse(t *testing.T) {
	button := func(b bot.Button) bot.Reply {
		r := say("a")
		r.Buttons = [][]bot.Button{{b}}
		return r
	}
	long := strings.Repeat("ế", 22) // 66 bytes in 22 letters
	tests := []struct {
		name  string
		reply bot.Reply
		says  string
	}{
		{"no text", bot.Reply{Kind: bot.Send}, "empty"},
		{"a blank text", say(" \n\t"), "empty"},
		{"a blank text that needs cutting", say(strings.Repeat(" ", 9000)), "empty"},
		{"a payload is counted in bytes and named", button(bot.Button{Label: "x", Payload: long}), long},
		{"a payload that is not UTF-8", button(bot.Button{Label: "x", Payload: "\xff"}), "UTF-8"},
		{"a text to copy of 257", button(bot.Button{Label: "x", Copy: strings.Repeat("ế", 257)}), "257"},
		{"a button with both", button(bot.Button{Label: "x", Payload: "p", Copy: "c"}), "either"},
		{"a button with neither", button(bot.Button{Label: "x"}), "either"},
		{"a button without a label", button(bot.Button{Payload: "p"}), "label"},
		{"an edit of no message", bot.Reply{Kind: bot.Edit, Text: []bot.Span{{Text: "a"}}}, "no message"},
		{"a deletion of no message", bot.Reply{Kind: bot.Delete}, "no message"},
		{"an acknowledgement of no tap", bot.Reply{Kind: bot.Acknowledge}, "no tap"},
		{"a note of 201", bot.Reply{Kind: bot.Acknowledge, Tap: "t", Note: strings.Repeat("a", 201)}, "201"},
		{"an unknown style", bot.Reply{Kind: bot.Send, Text: []bot.Span{{Text: "a", Style: "shout"}}}, "shout"},
		{"an unknown kind", bot.Reply{Kind: "sing"}, "sing"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := Compose("m", 9, queue.Conversation, test.reply)
			if err == nil || !strings.Contains(err.Error(), test.says) {
				t.Errorf("got %v, want an error with %q", err, test.says)
			}
		})
	}
	if _, err := Compose("m", 0, queue.Conversation, say("a")); err == nil || !strings.Contains(err.Error(), "no chat") {
		t.Errorf("without a chat: %v", err)
	}
	for _, fits := range []bot.Reply{
		button(bot.Button{Label: "x", Payload: strings.Repeat("a", 64)}),
		button(bot.Button{Label: "x", Copy: strings.Repeat("ế", 256)}),
		{Kind: bot.Acknowledge, Tap: "t", Note: strings.Repeat("ế", 200)},
	} {
		if _, err := Compose("m", 9, queue.Conversation, fits); err != nil {
			t.Errorf("at the limit: %v", err)
		}
	}
}

func TestComposeCutsAtTheLimitOfAMessage(t *testing.T) {
	tests := []struct {
		name string
		text string
		want []int // UTF-16 units of each part
	}{
		{"4095 letters are one message", strings.Repeat("ế", 4095), []int{4095}},
		{"4096 letters are one message", strings.Repeat("ế", 4096), []int{4096}},
		{"4097 letters are two", strings.Repeat("ế", 4097), []int{4096, 1}},
		{"2048 emoji are one message", strings.Repeat("📌", 2048), []int{4096}},
		{"2049 emoji are two, and none is cut in half", "a" + strings.Repeat("📌", 2048), []int{4095, 2}},
		{"10,000 letters are three", strings.Repeat("a", 10000), []int{4096, 4096, 1808}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := bot.Reply{
				Kind: bot.Edit, Message: 5, Text: []bot.Span{{Text: test.text, Style: bot.Quote}},
				Buttons: [][]bot.Button{{{Label: "x", Payload: "p"}}},
			}
			messages, err := Compose("u7.0", -9, queue.Reminder, r)
			if err != nil {
				t.Fatal(err)
			}
			var got []int
			for i, m := range messages {
				var part bot.Reply
				if err := json.Unmarshal(m.Body, &part); err != nil {
					t.Fatal(err)
				}
				got = append(got, len(utf16.Encode([]rune(part.Text[0].Text))))
				if want := []string{"u7.0", "u7.0.1", "u7.0.2"}[i]; m.ID != want {
					t.Errorf("message %d has the id %s, want %s", i, m.ID, want)
				}
				if last := i == len(messages)-1; (len(part.Buttons) > 0) != last {
					t.Errorf("message %d: buttons %v", i, part.Buttons)
				}
				if (part.Kind == bot.Edit) != (i == 0) || part.Text[0].Style != bot.Quote {
					t.Errorf("message %d is %s in style %s", i, part.Kind, part.Text[0].Style)
				}
				if !m.Group || m.Free || m.Priority != queue.Reminder || m.Chat != -9 {
					t.Errorf("message %d is %+v", i, m)
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAnAcknowledgementIsFree(t *testing.T) {
	messages, err := Compose("u1.0", 9, queue.Conversation, bot.Reply{Kind: bot.Acknowledge, Tap: "t"})
	if err != nil || len(messages) != 1 || !messages[0].Free || messages[0].Group {
		t.Errorf("got %+v, %v", messages, err)
	}
}

func plain(parts [][]bot.Span) []string {
	var texts []string
	for _, part := range parts {
		var b strings.Builder
		for _, s := range part {
			b.WriteString(s.Text)
		}
		texts = append(texts, b.String())
	}
	return texts
}

func TestSplit(t *testing.T) {
	tests := []struct {
		name  string
		text  string
		limit int
		want  []string
	}{
		{"a text that fits is left as it is", " ab \n", 5, []string{" ab \n"}},
		{"at a paragraph before a line or a sentence", "Một. Hai.\n\nBa\nbốn. Năm", 17, []string{"Một. Hai.", "Ba\nbốn. Năm"}},
		{"at a line when no paragraph ends late enough", "A\n\nmột hai\nba bốn năm", 14, []string{"A\n\nmột hai", "ba bốn năm"}},
		{"at a sentence when no line does", "Một hai ba. Bốn năm sáu", 16, []string{"Một hai ba.", "Bốn năm sáu"}},
		{"at a word otherwise", "một hai ba bốn", 10, []string{"một hai ba", "bốn"}},
		{"within a word that fills a part", "abcdefghijk lm", 5, []string{"abcde", "fghij", "k lm"}},
		{"not between a letter and its mark", "abcde\u0301f", 5, []string{"abcd", "e\u0301f"}},
		{"not at a no-break space", "một hai Điều\u00a06 là", 13, []string{"một hai", "Điều\u00a06 là"}},
		{"not within an emoji", "ab👍🏽cd", 4, []string{"ab", "👍🏽", "cd"}},
		{"a stretch of blanks makes no part", "ab" + strings.Repeat(" ", 30) + "cd", 6, []string{"ab", "cd"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, plain(split([]bot.Span{{Text: test.text}}, test.limit))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSplitLosesNothingButGaps(t *testing.T) {
	alphabet := []rune("aăếĐ .\n;📌👨\u200d\u0301\u00a0")
	rapid.Check(t, func(t *rapid.T) {
		var text []bot.Span
		for range rapid.IntRange(1, 4).Draw(t, "spans") {
			text = append(text, bot.Span{
				Text:  rapid.StringOfN(rapid.SampledFrom(alphabet), 0, 60, -1).Draw(t, "text"),
				Style: rapid.SampledFrom([]bot.Style{"", bot.Bold, bot.Quote}).Draw(t, "style"),
			})
		}
		limit := rapid.IntRange(2, 40).Draw(t, "limit")
		squeeze := func(s string) string {
			return strings.Map(func(r rune) rune {
				if isGap(r) || r == '\u00a0' {
					return -1
				}
				return r
			}, s)
		}
		byStyle := func(parts ...[]bot.Span) map[bot.Style]string {
			m := map[bot.Style]string{}
			for _, part := range parts {
				for _, s := range part {
					if q := squeeze(s.Text); q != "" {
						m[s.Style] += q
					}
				}
			}
			return m
		}
		parts := split(text, limit)
		if diff := cmp.Diff(byStyle(text), byStyle(parts...)); diff != "" {
			t.Fatal(diff)
		}
		for _, p := range plain(parts) {
			if n := len(utf16.Encode([]rune(p))); n > limit {
				t.Fatalf("a part of %d units: %q", n, p)
			}
			if len(parts) > 1 && strings.TrimSpace(p) == "" {
				t.Fatalf("a blank part among %d", len(parts))
			}
		}
	})
}
