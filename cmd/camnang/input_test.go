package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"camnang/bot/simulator"
	"camnang/corpus/viet"
)

// injected makes a raw update of a text message as Telegram would deliver it, whatever is in the text;
// text is in JSON's notation, or broken.
func injected(person int64, text string) json.RawMessage {
	return fmt.Appendf(nil, `{"message":{"message_id":9000000,"date":%d,"from":{"id":%d,"is_bot":false,"first_name":"An"},`+
		`"chat":{"id":%d,"type":"private","first_name":"An"},"text":%s}}`, time.Now().Unix(), person, person, text)
}

// accused and alleged are what must leave no trace.
const (
	accused  = "Nguyễn Văn Bình"
	alleged  = "nhận hối lộ 200 triệu đồng"
	ordinary = "không đồng ý quyết định kỷ luật thì khiếu nại trong bao lâu?"
)

// Whatever an officer sends is answered with one sentence to act on, and the program goes on.
func TestEveryInputIsAnsweredWithASentence(t *testing.T) {
	t.Parallel()
	const refusal = "Trợ lý không tiếp nhận và không lưu."
	say := func(text string) func(*testing.T, *platform, int64) {
		return func(t *testing.T, p *platform, person int64) {
			_, err := p.Say(person, text)
			must(t, err)
		}
	}
	raw := func(text string) func(*testing.T, *platform, int64) {
		return func(t *testing.T, p *platform, person int64) {
			_, err := p.Inject(injected(person, text))
			must(t, err)
		}
	}
	attach := func(kind, caption string) func(*testing.T, *platform, int64) {
		return func(t *testing.T, p *platform, person int64) {
			_, err := p.Attach(person, person, simulator.Attachment{Kind: kind, Name: "tep", Size: 1000, Caption: caption})
			must(t, err)
		}
	}
	rows := []struct {
		name string
		act  func(*testing.T, *platform, int64)
		want string
	}{
		{"5,000 characters are too long", raw(`"` + strings.Repeat("khiếu nại ", 500) + `"`), "dài quá 4.000 ký tự"},
		{"the longest text a telephone sends is too long", say(strings.Repeat("a ", 2048)[:4095]), "dài quá 4.000 ký tự"},
		{"only emoji is no question", say("😀😀😀 👍"), "không có chữ"},
		{"only punctuation is no question", say("???"), "không có chữ"},
		{"bytes that are no UTF-8 are called broken", raw("\"\xff\xfe\xfa\xfb\xf0\x28\""), "bị lỗi mã"},
		{"half a surrogate pair is called broken", raw(`"\ud800\ud800\ud800"`), "bị lỗi mã"},
		{"a few broken bytes do not hide a question", raw("\"không đồng ý quyết định kỷ luật thì khiếu nại trong bao lâu\xff?\""), "khoản 7 Điều 39"},
		{"the number of a document that is not held", say("/vanban 9999"), "9999"},
		{"a question about a document that is not held", say("Quy định 9999-QĐ/TW nói gì về khiếu nại?"), "9999"},
		{"a day that does not exist", say("Ngày 31/2/2024 thì thời hiệu kỷ luật là bao lâu?"), "31/2/2024"},
		{"a photo", attach("photo", ""), "chưa đọc được ảnh"},
		{"a voice note", attach("voice", ""), "tin nhắn thoại"},
		{"a file", attach("document", ""), "chưa nhận tệp"},
		{"a sticker", attach("sticker", ""), "nhãn dán"},
		{"an unknown command", say("/khongco"), "chưa có lệnh này"},
		{"a command that never ends", say("/hoi" + strings.Repeat("i", 3000)), "chưa có lệnh này"},
		{"markup is text", say("/vanban <b>9999</b> &lt; &"), "<b>9999</b> &lt; &"},
		{"case data is refused", say("Đồng chí " + accused + " " + alleged + " thì xử lý thế nào?"), refusal},
		{"case data under a photo is refused", attach("photo", "Đồng chí "+accused+" "+alleged), refusal},
		{"case data after a command is refused", say("/gopy đồng chí " + accused + " " + alleged), refusal},
		{"an ordinary question", say(ordinary), "khoản 7 Điều 39"},
	}
	dir := folder(t)
	p := newPlatform(t, len(rows)+1)
	program := p.serve(t, dir)
	for _, person := range p.people {
		_, err := p.Start(person, "")
		must(t, err)
	}
	for _, person := range p.people {
		p.reply(t, person, 0)
	}
	for i, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			person := p.people[i]
			welcome := p.fromBot(person)[0].ID
			row.act(t, p, person)
			answer := p.reply(t, person, welcome)
			wants(t, answer.Text, row.want)
			for _, trace := range []string{"goroutine", "panic", ".go:", "error", "nil"} {
				if strings.Contains(answer.Text, trace) {
					t.Errorf("an officer reads %q in %q", trace, answer.Text)
				}
			}
		})
	}
	t.Run("200 KB of callback data", func(t *testing.T) { tapHuge(t, p, p.people[len(rows)]) })
	t.Run("an empty text does not leave the telephone", func(t *testing.T) {
		if m, err := p.Say(p.people[0], " \n\t "); err == nil {
			t.Errorf("sent: %+v", m)
		}
	})
	t.Run("each was answered once, and the next question is answered", func(t *testing.T) {
		next := map[int64]int64{}
		for _, person := range p.people {
			said, err := p.Say(person, ordinary)
			must(t, err)
			next[person] = said.ID
		}
		for _, person := range p.people {
			wants(t, p.reply(t, person, next[person]).Text, "khoản 7 Điều 39")
			if all := p.fromBot(person); len(all) != 3 {
				t.Errorf("chat %d: %d messages instead of a welcome, one sentence and an answer: %+v", person, len(all), all)
			}
		}
	})
	program.stop(t)
	for _, spelling := range []string{accused, alleged} {
		wantNoTrace(t, dir, spelling)
		if said := program.out.String() + program.errs.String(); strings.Contains(said, spelling) {
			t.Errorf("the log has %q", spelling)
		}
	}
	if !traced(t, dir, ordinary) {
		t.Errorf("an inquiry that was taken in is not found under DATA_DIR, so that the search for others shows nothing")
	}
}

// tapHuge delivers a tap with what no button carries. It borrows the number of a tap whose own
// acknowledgement was refused, so that the note that answers it is seen.
func tapHuge(t *testing.T, p *platform, person int64) {
	welcome := p.fromBot(person)[0]
	must(t, p.Fault(simulator.Fault{Method: "answerCallbackQuery", Kind: simulator.BadRequest, Calls: 1}))
	id, err := p.Tap(person, person, welcome.ID, button(t, welcome, "").Data)
	must(t, err)
	eventually(t, "the refused acknowledgement", func() bool {
		return slices.ContainsFunc(p.Refusals(), func(r simulator.Refusal) bool { return r.Method == "answerCallbackQuery" })
	})
	_, err = p.Inject(fmt.Appendf(nil, `{"callback_query":{"id":%q,"from":{"id":%d,"is_bot":false,"first_name":"An"},`+
		`"chat_instance":"1","data":%q}}`, id, person, strings.Repeat("x", 200<<10)))
	must(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	answer, err := p.WaitAnswer(ctx, id)
	must(t, err)
	wants(t, answer.Text, "không hợp lệ")
}

func wantNoTrace(t *testing.T, dir, text string) {
	t.Helper()
	if traced(t, dir, text) {
		t.Errorf("a file under DATA_DIR has %q", text)
	}
}

// traced reports whether a text stands in any file under a folder: as it is, without marks or as JSON
// escapes it, in capitals or not.
func traced(t *testing.T, dir, text string) bool {
	t.Helper()
	escaped := ""
	for _, r := range text {
		if r < 128 {
			escaped += string(r)
		} else {
			escaped += fmt.Sprintf(`\u%04x`, r)
		}
	}
	spellings := [][]byte{[]byte(text), []byte(viet.Unmark(text)), []byte(escaped)}
	found := false
	must(t, filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		content = bytes.ToLower(content)
		for _, spelling := range spellings {
			found = found || bytes.Contains(content, bytes.ToLower(spelling))
		}
		return err
	}))
	return found
}
