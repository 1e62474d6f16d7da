package simulator

import (
	"strings"
	"testing"
	"time"
)

func repeat(text string, n int) string { return strings.Repeat(text, n) }

func button(fields args) args {
	return args{"inline_keyboard": [][]args{{fields}}}
}

func TestWhatTelegramRefusesIsRefusedInItsWords(t *testing.T) {
	r := open(t)
	group := must(r.s.Group("Tổ kiểm tra", []int64{officer, trainer}))(t)
	own := r.mustMessage("sendMessage", args{"chat_id": officer, "text": "Xin chào"})
	gone := r.mustMessage("sendMessage", args{"chat_id": officer, "text": "Tạm"})
	r.must("deleteMessage", args{"chat_id": officer, "message_id": gone.ID})
	theirs := must(r.s.Say(officer, "Của tôi"))(t)
	poll := r.mustMessage("sendPoll", args{"chat_id": officer, "question": "Câu hỏi?", "options": []string{"A", "B"}})
	closed := r.mustMessage("sendPoll", args{"chat_id": officer, "question": "Câu hỏi?", "options": []string{"A"}, "is_closed": true})
	old := must(r.s.Group("Nhóm cũ", []int64{officer}))(t)
	must(r.s.Migrate(old))(t)
	if err := r.s.Block(trainer, true); err != nil {
		t.Fatal(err)
	}

	text := func(a args) args { a["chat_id"] = officer; return a }
	hello := func(markup any) args { return args{"chat_id": officer, "text": "x", "reply_markup": markup} }
	edit := func(id int64, text string) args { return args{"chat_id": officer, "message_id": id, "text": text} }
	ask := func(a args) args {
		full := args{"chat_id": officer, "question": "Câu hỏi?", "options": []string{"A", "B"}}
		for k, v := range a {
			full[k] = v
		}
		return full
	}
	for _, row := range []struct {
		rule, method string
		a            args
		words        string
	}{
		{"a message needs a chat", "sendMessage", args{"text": "x"}, "Bad Request: chat_id is empty"},
		{"an unknown chat is not found", "sendMessage", args{"chat_id": 5, "text": "x"}, "Bad Request: chat not found"},
		{"a channel's name is not found", "sendMessage", args{"chat_id": "@kenh", "text": "x"}, "Bad Request: chat not found"},
		{"a message needs text", "sendMessage", text(args{}), "Bad Request: message text is empty"},
		{"empty text is no text", "sendMessage", text(args{"text": ""}), "Bad Request: message text is empty"},
		{"white space shows nothing", "sendMessage", text(args{"text": " \n "}), "Bad Request: text must be non-empty"},
		{"4097 is too long", "sendMessage", text(args{"text": repeat("ộ", 4097)}), "Bad Request: message is too long"},
		{"nobody is written to before Start", "sendMessage", args{"chat_id": 1003, "text": "x"}, "Forbidden: bot can't initiate conversation with a user"},
		{"who blocked is not written to", "sendMessage", args{"chat_id": trainer, "text": "x"}, "Forbidden: bot was blocked by the user"},
		{"an upgraded group has another id", "sendMessage", args{"chat_id": old, "text": "x"}, "Bad Request: group chat was upgraded to a supergroup chat"},
		{"an unknown mode", "sendMessage", text(args{"text": "x", "parse_mode": "BBCode"}), "Bad Request: unsupported parse_mode"},
		{"a tag that is not closed", "sendMessage", text(args{"text": "<b>x", "parse_mode": "HTML"}), `Bad Request: can't parse entities: Can't find end tag corresponding to start tag "b"`},
		{"a tag that is not known", "sendMessage", text(args{"text": "Điều <5", "parse_mode": "html"}), "Bad Request: can't parse entities: Unclosed start tag at byte offset 8"},
		{"an entity beyond the text", "sendMessage", text(args{"text": "hello", "entities": []args{{"type": "bold", "offset": 100, "length": 1}}}), "Bad Request: entity begins after the end of the text at UTF-16 offset 100"},
		{"an entity longer than the text", "sendMessage", text(args{"text": "aba caba", "entities": []args{{"type": "bold", "offset": 3, "length": 6}}}), "Bad Request: entity beginning at UTF-16 offset 3 ends after the end of the text at UTF-16 offset 9"},
		{"an entity inside a symbol", "sendMessage", text(args{"text": "a😀", "entities": []args{{"type": "bold", "offset": 2, "length": 1}}}), "Bad Request: entity begins in a middle of a UTF-16 symbol at byte offset 1"},
		{"an entity before the text", "sendMessage", text(args{"text": "a", "entities": []args{{"type": "bold", "offset": -1, "length": 1}}}), "Bad Request: receive an entity with incorrect offset -1"},
		{"an entity of no known kind", "sendMessage", text(args{"text": "a", "entities": []args{{"type": "blink", "offset": 0, "length": 1}}}), "Bad Request: can't parse MessageEntity: Unsupported type specified"},
		{"a link to this machine", "sendMessage", text(args{"text": "a", "entities": []args{{"type": "text_link", "offset": 0, "length": 1, "url": "http://localhost:80/"}}}), "Bad Request: entity URL 'http://localhost:80/' is invalid: Wrong HTTP URL"},

		{"65 bytes on a button", "sendMessage", hello(button(args{"text": "x", "callback_data": repeat("a", 65)})), "Bad Request: BUTTON_DATA_INVALID"},
		{"22 Vietnamese letters on a button", "sendMessage", hello(button(args{"text": "x", "callback_data": repeat("ộ", 22)})), "Bad Request: BUTTON_DATA_INVALID"},
		{"257 to copy", "sendMessage", hello(button(args{"text": "x", "copy_text": args{"text": repeat("ộ", 257)}})), "Bad Request: BUTTON_COPY_TEXT_INVALID"},
		{"a button that does nothing", "sendMessage", hello(button(args{"text": "x"})), "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"},
		{"a button with nothing on it", "sendMessage", hello(button(args{"text": " ", "callback_data": "a"})), "Bad Request: BUTTON_TEXT_INVALID"},
		{"a button without text", "sendMessage", hello(button(args{"callback_data": "a"})), `Bad Request: can't parse inline keyboard button: Can't find field "text"`},
		{"a button to nowhere", "sendMessage", hello(button(args{"text": "x", "url": "ftp://example.com"})), "Bad Request: inline keyboard button URL 'ftp://example.com' is invalid: Unsupported URL protocol"},
		{"markup that is no JSON", "sendMessage", hello("{"), "Bad Request: can't parse reply keyboard markup JSON object"},
		{"markup that is no object", "sendMessage", hello("[]"), "Bad Request: object expected as reply markup"},
		{"rows that are no rows", "sendMessage", hello(args{"inline_keyboard": []int{1}}), `Bad Request: field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays`},
		{"an answer to nothing", "sendMessage", text(args{"text": "x", "reply_parameters": args{"message_id": 9999}}), "Bad Request: message to be replied not found"},

		{"an edit without change", "editMessageText", edit(own.ID, "Xin chào"), "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message"},
		{"an edit of nothing", "editMessageText", edit(9999, "x"), "Bad Request: message to edit not found"},
		{"an edit of what was deleted", "editMessageText", edit(gone.ID, "x"), "Bad Request: message to edit not found"},
		{"an edit of no message", "editMessageText", text(args{"text": "x"}), "Bad Request: message identifier is not specified"},
		{"an edit of a person's words", "editMessageText", edit(theirs.ID, "x"), "Bad Request: message can't be edited"},
		{"an edit of a poll's text", "editMessageText", edit(poll.ID, "x"), "Bad Request: there is no text in the message to edit"},
		{"an edit to nothing", "editMessageText", edit(own.ID, ""), "Bad Request: message text is empty"},
		{"an edit to too much", "editMessageText", edit(own.ID, repeat("x", 4097)), "Bad Request: message is too long"},
		{"the same buttons again", "editMessageReplyMarkup", args{"chat_id": officer, "message_id": own.ID}, "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message"},
		{"a deletion of nothing", "deleteMessage", args{"chat_id": officer, "message_id": 9999}, "Bad Request: message to delete not found"},

		{"a tap that never was", "answerCallbackQuery", args{"callback_query_id": "1"}, "Bad Request: query is too old and response timeout expired or query ID is invalid"},
		{"an action that is none", "sendChatAction", text(args{"action": "sleeping"}), "Bad Request: wrong parameter action in request"},
		{"typing to who blocked", "sendChatAction", args{"chat_id": trainer, "action": "typing"}, "Forbidden: bot was blocked by the user"},

		{"a poll needs a question", "sendPoll", ask(args{"question": " "}), "Bad Request: text must be non-empty"},
		{"301 in a question", "sendPoll", ask(args{"question": repeat("ộ", 301)}), "Bad Request: poll question length must not exceed 300"},
		{"a poll needs an option", "sendPoll", ask(args{"options": []string{}}), "Bad Request: poll must have at least one answer option"},
		{"13 options", "sendPoll", ask(args{"options": strings.Split(repeat("a ", 12)+"a", " ")}), "Bad Request: poll can't have more than 12 options"},
		{"101 in an option", "sendPoll", ask(args{"options": []string{repeat("ộ", 101)}}), "Bad Request: poll options length must not exceed 100"},
		{"an option without text", "sendPoll", ask(args{"options": []args{{}}}), `Bad Request: can't parse InputPollOption: Can't find field "text"`},
		{"an option that is a number", "sendPoll", ask(args{"options": []int{1}}), "Bad Request: can't parse InputPollOption: Expected InputPollOption to be an Object"},
		{"a kind of poll that is none", "sendPoll", ask(args{"type": "survey"}), "Bad Request: unsupported poll type specified"},
		{"a quiz without an answer", "sendPoll", ask(args{"type": "quiz"}), "Bad Request: wrong correct option ID specified"},
		{"a quiz whose answer is no option", "sendPoll", ask(args{"type": "quiz", "correct_option_id": 2}), "Bad Request: wrong correct option ID specified"},
		{"201 in an explanation", "sendPoll", ask(args{"type": "quiz", "correct_option_id": 0, "explanation": repeat("ộ", 201)}), "Bad Request: message caption is too long"},
		{"three line feeds in an explanation", "sendPoll", ask(args{"type": "quiz", "correct_option_id": 0, "explanation": "a\nb\nc\nd"}), "Bad Request: message caption is too long"},
		{"a poll open for four seconds", "sendPoll", ask(args{"open_period": 4}), "Bad Request: POLL_CLOSE_DATE_INVALID"},
		{"a poll open for more than a month", "sendPoll", ask(args{"open_period": 2628001}), "Bad Request: POLL_CLOSE_DATE_INVALID"},
		{"stopping no poll", "stopPoll", args{"chat_id": officer, "message_id": own.ID}, "Bad Request: message is not a poll"},
		{"stopping nothing", "stopPoll", args{"chat_id": officer, "message_id": 9999}, "Bad Request: message with poll to stop not found"},
		{"stopping twice", "stopPoll", args{"chat_id": officer, "message_id": closed.ID}, "Bad Request: poll has already been closed"},

		{"a document needs a file", "sendDocument", text(args{}), "Bad Request: there is no document in the request"},
		{"a photograph needs a file", "sendPhoto", text(args{}), "Bad Request: there is no photo in the request"},
		{"a file that is not known", "sendDocument", text(args{"document": "xyz"}), "Bad Request: wrong file identifier/HTTP URL specified"},
		{"a file that is far away", "sendDocument", text(args{"document": "https://example.com/a.pdf"}), "Bad Request: failed to get HTTP URL content"},
		{"fetching no file", "getFile", nil, "Bad Request: file_id not specified"},
		{"fetching an unknown file", "getFile", args{"file_id": "xyz"}, "Bad Request: wrong file_id or the file is temporarily unavailable"},

		{"a command with marks", "setMyCommands", args{"commands": []args{{"command": "hỏi", "description": "Hỏi"}}}, "Bad Request: BOT_COMMAND_INVALID"},
		{"a command in capitals", "setMyCommands", args{"commands": []args{{"command": "Hoi", "description": "Hỏi"}}}, "Bad Request: BOT_COMMAND_INVALID"},
		{"a command of 33", "setMyCommands", args{"commands": []args{{"command": repeat("a", 33), "description": "Hỏi"}}}, "Bad Request: command length must not exceed 32"},
		{"a command without description", "setMyCommands", args{"commands": []args{{"command": "hoi", "description": " "}}}, "Bad Request: command description must be non-empty"},
		{"a description of 257", "setMyCommands", args{"commands": []args{{"command": "hoi", "description": repeat("ộ", 257)}}}, "Bad Request: command description length must not exceed 256"},
		{"a language that is none", "getMyCommands", args{"language_code": "vie"}, "Bad Request: invalid language code specified"},
		{"a member that is nobody", "getChatMember", args{"chat_id": group, "user_id": 77}, "Bad Request: user not found"},
		{"a member that is not named", "getChatMember", args{"chat_id": group}, "Bad Request: invalid user_id specified"},

		{"a webhook without encryption", "setWebhook", args{"url": "http://example.com/"}, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"},
		{"a webhook on another port", "setWebhook", args{"url": "https://example.com:9000/"}, "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"},
		{"a secret of 257", "setWebhook", args{"url": "https://example.com/", "secret_token": repeat("a", 257)}, "Bad Request: secret token is too long"},
		{"a secret with blanks", "setWebhook", args{"url": "https://example.com/", "secret_token": "a b"}, "Bad Request: secret token contains unallowed characters"},
	} {
		t.Run(row.rule, func(t *testing.T) {
			before := len(r.s.Sends())
			(&rig{t: t, s: r.s, url: r.url}).refused(row.method, row.a, row.words)
			if after := len(r.s.Sends()); after != before {
				t.Errorf("%d messages were taken", after-before)
			}
		})
	}
	if out := r.call("sendMessage", args{"chat_id": old, "text": "x"}); out.Parameters.MigrateTo >= -1_000_000_000_000 {
		t.Errorf("migrate_to_chat_id = %d", out.Parameters.MigrateTo)
	}
}

func TestLengthsAreCountedAfterTheMarkupInUTF16(t *testing.T) {
	r := open(t)
	for _, row := range []struct {
		name, text, mode string
		ok               bool
	}{
		{"4095 Vietnamese letters", repeat("ộ", 4095), "", true},
		{"4096 Vietnamese letters", repeat("ộ", 4096), "", true},
		{"4097 Vietnamese letters", repeat("ộ", 4097), "", false},
		{"4095 in decomposed letters", repeat("o\u0323\u0302", 1365), "", true},
		{"4098 in decomposed letters", repeat("o\u0323\u0302", 1366), "", false},
		{"2048 emoji are 4096", repeat("😀", 2048), "", true},
		{"2048 emoji and a letter are 4097", repeat("😀", 2048) + "a", "", false},
		{"markup is not counted", "<b>" + repeat("ộ", 4096) + "</b>", "HTML", true},
		{"an escaped sign counts once", repeat("&lt;", 4096), "HTML", true},
		{"an escaped sign too many", repeat("&lt;", 4097), "HTML", false},
		{"white space at the end is not counted", repeat("ộ", 4096) + "  \n", "", true},
	} {
		t.Run(row.name, func(t *testing.T) {
			out := r.call("sendMessage", args{"chat_id": officer, "text": row.text, "parse_mode": row.mode})
			if out.OK != row.ok {
				t.Errorf("ok = %v %q", out.OK, out.Description)
			}
		})
	}
	for _, row := range []struct {
		name string
		a    args
		ok   bool
	}{
		{"64 bytes on a button", button(args{"text": "x", "callback_data": repeat("a", 64)}), true},
		{"21 Vietnamese letters are 63 bytes", button(args{"text": "x", "callback_data": repeat("ộ", 21)}), true},
		{"256 letters to copy", button(args{"text": "x", "copy_text": args{"text": repeat("ộ", 256)}}), true},
		{"a public address", button(args{"text": "x", "url": "example.com/a"}), true},
		{"a reply keyboard", args{"keyboard": [][]args{{{"text": "x"}}}}, true},
	} {
		t.Run(row.name, func(t *testing.T) {
			out := r.call("sendMessage", args{"chat_id": officer, "text": "x", "reply_markup": row.a})
			if out.OK != row.ok {
				t.Errorf("ok = %v %q", out.OK, out.Description)
			}
		})
	}
}

func TestATapIsAnsweredInTimeOrNotAtAll(t *testing.T) {
	c := newClock()
	r := newRig(t, Options{Limits: NoLimits(), Now: c.now})
	must(r.s.Start(officer, ""))(t)
	m := r.mustMessage("sendMessage", args{"chat_id": officer, "text": "Chọn", "reply_markup": button(args{"text": "Đúng", "callback_data": "a:1"})})
	if _, err := r.s.Tap(officer, officer, m.ID, "a:2"); err == nil {
		t.Error("a button that is not there was tapped")
	}
	if _, err := r.s.Tap(trainer, officer, m.ID, "a:1"); err == nil {
		t.Error("somebody else's button was tapped")
	}
	first := must(r.s.Tap(officer, officer, m.ID, "a:1"))(t)
	r.refused("answerCallbackQuery", args{"callback_query_id": first, "text": repeat("ộ", 201)}, "Bad Request: MESSAGE_TOO_LONG")
	r.must("answerCallbackQuery", args{"callback_query_id": first, "text": "Đã ghi nhận", "show_alert": true})
	got := must(r.s.WaitAnswer(within(t), first))(t)
	if got.Text != "Đã ghi nhận" || !got.Alert {
		t.Errorf("the person saw %+v", got)
	}
	late := must(r.s.Tap(officer, officer, m.ID, "a:1"))(t)
	c.move(16 * time.Second)
	r.refused("answerCallbackQuery", args{"callback_query_id": late}, "Bad Request: "+queryTooOld)
	c.move(48 * time.Hour)
	r.refused("deleteMessage", args{"chat_id": officer, "message_id": m.ID}, "Bad Request: message can't be deleted for everyone")
}
