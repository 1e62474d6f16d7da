package bot

import (
	"strings"
	"testing"
	"unicode/utf8"

	"camnang/corpus/viet"
)

func TestCommandsAreFoundHoweverTheyAreTyped(t *testing.T) {
	for _, row := range []struct{ name, text, command, rest string }{
		{"a command and its text", "/hoi điều 8?", "hoi", "điều 8?"},
		{"with the bot's name", "/hoi@camnang_bot điều 8?", "hoi", "điều 8?"},
		{"in capitals", "/HOI điều 8", "hoi", "điều 8"},
		{"with marks", "/hỏi điều 8", "hoi", "điều 8"},
		{"with a blank behind the slash", "/ hoi điều 8", "hoi", "điều 8"},
		{"with a colon", "/hoi: điều 8", "hoi", "điều 8"},
		{"on two lines", "/hoi\nđiều 8", "hoi", "điều 8"},
		{"behind Vietnamese text", "Kính hỏi Trợ lý /hoi điều 8 nói gì", "hoi", "điều 8 nói gì"},
		{"behind its text", "điều 8 quy định 296 nói gì /hoi", "hoi", "điều 8 quy định 296 nói gì"},
		{"in two words", "/trợ giúp", "trogiup", ""},
		{"by another name", "/help", "trogiup", ""},
		{"without a text", "/vanban", "vanban", ""},
		{"as a button's label", "Tra văn bản, điều khoản", "vanban", ""},
		{"as a plain word", "HELP", "trogiup", ""},
		{"as a plain word without marks", "tro giup", "trogiup", ""},
		{"as a plain word with marks", "Hủy", "huy", ""},
		{"with the tone where the older rule puts it", "Huỷ.", "huy", ""},
		{"as a sentence", "tra văn bản 296", "vanban", "296"},
		{"as a sentence without marks", "tra van ban 296-QD/TW", "vanban", "296-QD/TW"},
		{"as an address", "tra Điều 8 Quy định 296", "vanban", "Điều 8 Quy định 296"},
		{"as a short sentence", "văn bản 22", "vanban", "22"},
		{"a suggestion", "Góp ý: chữ nhỏ", "gopy", "chữ nhỏ"},
		{"a suggestion without marks", "gop y chu nho", "gopy", "chu nho"},
		{"asking for the question", "hỏi", "hoi", ""},
		{"a greeting", "Xin chào Trợ lý!", "start", ""},
		{"an unknown command", "/abc", "", ""},
		{"a command that goes on", "/hoithao", "", ""},
		{"a question that opens with a command's words", "Văn bản nào thay thế Quy định 22?", "", "Văn bản nào thay thế Quy định 22?"},
		{"a question about looking something up", "tra cứu hồ sơ kiểm tra ở đâu", "", "tra cứu hồ sơ kiểm tra ở đâu"},
		{"a question that opens like a suggestion", "Góp ý cho đảng viên thế nào?", "", "Góp ý cho đảng viên thế nào?"},
		{"a command of no text inside a sentence", "gõ /huy để làm gì", "", "gõ /huy để làm gì"},
		{"a slash of a number", "Quy định 22-QĐ /TW còn hiệu lực không", "", "Quy định 22-QĐ /TW còn hiệu lực không"},
		{"a question about cancelling", "hủy quyết định kỷ luật khi nào", "", "hủy quyết định kỷ luật khi nào"},
		{"asking plainly", "hỏi cung là gì", "", "hỏi cung là gì"},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := parse(commandTable(), row.text)
			command := ""
			if s.command != nil {
				command = s.command.name
			}
			if command != row.command || s.rest != row.rest {
				t.Errorf("%q: command %q with %q, want %q with %q", row.text, command, s.rest, row.command, row.rest)
			}
			if strings.HasPrefix(row.text, "/") && !s.slash {
				t.Errorf("%q is not taken for a command", row.text)
			}
		})
	}
}

func TestInAGroupTheBotIsNamedByItsWholeName(t *testing.T) {
	for _, row := range []struct {
		text, username, rest string
		named                bool
	}{
		{"/hoi@camnang_bot điều 8", "camnang_bot", "/hoi điều 8", true},
		{"@CamNang_Bot điều 8", "camnang_bot", "điều 8", true},
		{"Ơ, điều 8 @camnang_bot", "camnang_bot", "Ơ, điều 8", true},
		{"@camnang_bot2 điều 8", "camnang_bot", "@camnang_bot2 điều 8", false},
		{"@camnang_bot2 rồi @camnang_bot", "camnang_bot", "@camnang_bot2 rồi", true},
		{"camnang_bot điều 8", "camnang_bot", "camnang_bot điều 8", false},
		{"@ điều 8", "", "@ điều 8", false},
	} {
		if rest, named := addressed(row.text, row.username); rest != row.rest || named != row.named {
			t.Errorf("%q: %q, %v; want %q, %v", row.text, rest, named, row.rest, row.named)
		}
	}
}

func TestTheMenuHoldsWhatTheChannelTakes(t *testing.T) {
	var names []string
	for _, c := range newStage(t, testLibrary(t)).talk.Commands() {
		names = append(names, c.Name)
		if strings.Trim(c.Name, "abcdefghijklmnopqrstuvwxyz") != "" || c.Description == "" || len(c.Name) > 32 {
			t.Errorf("a bad line of the menu: %+v", c)
		}
	}
	if got := strings.Join(names, " "); got != "hoi vanban kehoach tinhhan tracnghiem ontap ketqua gopy trogiup" {
		t.Errorf("the menu shows %s", got)
	}
}

func FuzzCommand(f *testing.F) {
	for _, seed := range []string{
		"", "/", "//", "/ ", "/hoi", "/hoi@", "/hoi@camnang_bot điều 8?", "@camnang_bot", "góp ý", "tra văn bản 296", "x /hoi", "/hoi /hoi",
		"\xff/hoi", "/hỏi", "/Ho\u0309i", "\u200b/hoi", strings.Repeat("/hoi ", 900),
	} {
		f.Add(seed)
	}
	table := commandTable()
	f.Fuzz(func(t *testing.T, typed string) {
		text, _ := addressed(typed, "camnang_bot")
		text = strings.TrimSpace(viet.NFC(text))
		s := parse(table, text)
		if !utf8.ValidString(s.rest) || !strings.Contains(text, s.rest) {
			t.Errorf("%q: the rest %q is not of the text", text, s.rest)
		}
		if s.command == nil && !s.slash && s.rest != text {
			t.Errorf("%q: a plain text comes out as %q", text, s.rest)
		}
	})
}
