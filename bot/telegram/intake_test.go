package telegram

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"camnang/bot"
	"camnang/bot/queue"
)

func TestOfARefusedTextNothingIsKept(t *testing.T) {
	const bad = "đồng chí A vi phạm 🤐"
	own := `"from":{"id":4242,"is_bot":true,"first_name":"Trợ lý"}`
	tests := []struct {
		name    string
		raw     string
		refused bool
		message int64
	}{
		{"a typed text", textUpdate(1, 9, bad), true, 10},
		{"a text written with escapes", strings.ReplaceAll(textUpdate(1, 9, bad), "ạ", `\u1ea1`), true, 10},
		{"a field name in other letters", messageUpdate(1, 9, `"TEXT":`+quoted(bad)), true, 10},
		{"a caption", messageUpdate(1, 9, `"photo":[{"file_id":"a","file_unique_id":"b","width":1,"height":1}],"caption":`+quoted(bad)), true, 10},
		{"the name of a file", messageUpdate(1, 9, `"document":{"file_id":"a","file_unique_id":"b","file_name":`+quoted(bad+".pdf")+`}`), true, 10},
		{"a text that is replied to", messageUpdate(1, 9, `"text":"vì sao","reply_to_message":{"message_id":1,"date":1,"chat":{"id":9,"type":"private"},"from":{"id":9},"text":`+quoted(bad)+`}`), true, 10},
		{"a quote from it", messageUpdate(1, 9, `"text":"vì sao","quote":{"position":0,"text":`+quoted(bad)+`}`), true, 10},
		{"the question of a poll", messageUpdate(1, 9, `"poll":{"id":"1","question":`+quoted(bad)+`,"options":[]}`), true, 10},
		{"a text in a group", textUpdate(1, -100, bad), true, 10},
		{"an edited text", strings.Replace(textUpdate(1, 9, bad), `"message":`, `"edited_message":`, 1), true, 10},
		{"a text whose update cannot be decoded", unknownOrigin(1, 9, bad), true, 10},
		{"the name of a contact", messageUpdate(1, 9, `"contact":{"phone_number":"1","first_name":`+quoted(bad)+`}`), true, 10},
		{"the card of a contact", messageUpdate(1, 9, `"contact":{"phone_number":"1","first_name":"B","vcard":`+quoted(bad)+`}`), true, 10},
		{"a name and what is said of it in two fields", messageUpdate(1, 9, `"contact":{"phone_number":"1","first_name":"đồng chí A vi","last_name":"phạm 🤐"}`), true, 10},
		{"the title of a place", messageUpdate(1, 9, `"venue":{"location":{"latitude":1,"longitude":1},"title":`+quoted(bad)+`,"address":"b"}`), true, 10},
		{"the title of a list", messageUpdate(1, 9, `"checklist":{"title":`+quoted(bad)+`,"tasks":[]}`), true, 10},
		{"a task of a list", messageUpdate(1, 9, `"checklist":{"title":"a","tasks":[{"id":1,"text":`+quoted(bad)+`}]}`), true, 10},
		{"the title of a piece of music", messageUpdate(1, 9, `"audio":{"file_id":"a","file_unique_id":"b","duration":1,"title":`+quoted(bad)+`}`), true, 10},
		{"its performer", messageUpdate(1, 9, `"audio":{"file_id":"a","file_unique_id":"b","duration":1,"performer":`+quoted(bad)+`}`), true, 10},
		{"the description of a poll", messageUpdate(1, 9, `"poll":{"id":"1","question":"a","options":[],"description":`+quoted(bad)+`}`), true, 10},
		{"an option of a poll", messageUpdate(1, 9, `"poll":{"id":"1","question":"a","options":[{"text":`+quoted(bad)+`,"voter_count":0}]}`), true, 10},
		{"the new title of a group", messageUpdate(1, -100, `"new_chat_title":`+quoted(bad)), true, 10},
		{"the payload of a button", tapUpdate(1, 9, bad), true, 5},
		{"a field not yet known", messageUpdate(1, 9, `"hologram":{"layers":[[`+quoted(bad)+`]]}`), true, 10},
		{"not the name of who wrote it", strings.Replace(textUpdate(1, 9, "a"), "Nguyễn", "vi phạm", 1), false, 0},
		{"not the name of who wrote it first", messageUpdate(1, 9, `"text":"a","forward_origin":{"type":"hidden_user","date":1,"sender_user_name":"vi phạm"}`), false, 0},
		{"not what the bot itself wrote and somebody replies to", messageUpdate(1, 9, `"text":"vì sao","quote":{"position":0,"text":`+quoted(bad)+
			`},"reply_to_message":{"message_id":1,"date":1,"chat":{"id":9,"type":"private"},`+own+`,"text":`+quoted(bad)+`}`), false, 0},
		{"not the question of the bot's own quiz", pollUpdate(1, "7", bad, "false"), false, 0},
		{
			"not the name of who voted, nor what the options are called",
			`{"update_id":1,"poll_answer":{"poll_id":"7","user":{"id":9,"first_name":` + quoted(bad) + `},"option_ids":[1],"option_persistent_ids":[` + quoted(bad) + `]}}`, false, 0,
		},
		{
			"not the name of the chat that voted",
			`{"update_id":1,"poll_answer":{"poll_id":"7","voter_chat":{"id":-100,"type":"channel","title":` + quoted(bad) + `},"option_ids":[1]}}`, false, 0,
		},
		{"not what the bot itself wrote above a button", strings.Replace(tapUpdate(1, 9, "c:1"), `"text":"Điều 6"`, `"text":`+quoted(bad), 1), false, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := newPlatform(t)
			m := newMemory()
			log := &logbook{}
			p.deliver(1, test.raw)
			stop := polling(t, newPoller(p, memoryInbox{m}, log))
			eventually(t, "the update is kept", func() bool { m.mu.Lock(); defer m.mu.Unlock(); return m.offset == 2 })
			_ = stop()
			u, stored := m.taken[1]
			if !test.refused {
				if !stored || u.Refused != "" || string(u.Raw) != test.raw {
					t.Errorf("kept %+v, want it as it came", u)
				}
				return
			}
			if !stored {
				t.Error("nobody is told")
			} else {
				chat, person := int64(9), int64(9)
				if u.Chat < 0 {
					chat, person = -100, 77
				}
				want := queue.Update{ID: 1, Chat: chat, Person: person, Refused: "case", Message: test.message, Received: u.Received}
				if diff := cmp.Diff(want, u); diff != "" {
					t.Error(diff)
				}
			}
			for _, d := range m.deadLetters() {
				if string(d.Item) != `{"update_id":1}` {
					t.Errorf("set aside %s", d.Item)
				}
			}
			everything := log.String() + u.Refused + string(u.Raw)
			for _, d := range m.deadLetters() {
				everything += d.Why + string(d.Item)
			}
			if strings.Contains(everything, "phạm") || strings.Contains(everything, `\u1ea1m`) {
				t.Errorf("the text is still there: %s", everything)
			}
		})
	}
}

// TestOfSomebodyElsesPollOnlyTheNumberIsKept: nobody is to be told of one that is refused.
func TestOfSomebodyElsesPollOnlyTheNumberIsKept(t *testing.T) {
	own := pollUpdate(1, "7", "đồng chí A vi phạm 🤐", "true")
	for name, raw := range map[string]string{
		"a vote that names nobody": strings.Replace(own, `"is_anonymous":false`, `"is_anonymous":true`, 1),
		"a poll that is no quiz":   strings.Replace(own, `"type":"quiz"`, `"type":"regular"`, 1),
		"a poll of no type":        strings.Replace(own, `"type":"quiz",`, ``, 1),
	} {
		a := intake{guard: refuseSecret}.judge([]byte(raw))
		if a.why != "" || a.update.Refused != "" || string(a.update.Raw) != `{"update_id":1}` {
			t.Errorf("%s: kept %+v", name, a)
		}
		if e, _, _, err := read(a.update); e.Kind != bot.EventOther || err != nil {
			t.Errorf("%s: %+v, %v", name, e, err)
		}
	}
}

func TestAGuardThatPanicsLetsNothingIn(t *testing.T) {
	in := intake{guard: func(string) string { panic("bảng hỏng") }}
	a := in.judge([]byte(textUpdate(5, 9, "Điều 6")))
	const ids = `{"update_id":5,"message":{"message_id":50,"date":1795392000,"chat":{"id":9,"type":"private"},"from":{"id":9,"is_bot":false}}}`
	if a.id != 5 || a.why == "" || string(a.aside) != `{"update_id":5}` || string(a.update.Raw) != ids {
		t.Errorf("got %+v", a)
	}
}

func TestATapThatCannotBeDecodedIsAcknowledged(t *testing.T) {
	odd := func(id, chat int64) string {
		return strings.Replace(tapUpdate(id, chat, "c:1"), `"text":"Điều 6"`, `"forward_origin":{"type":"from_the_future"}`, 1)
	}
	in := install(t, func(_ context.Context, e bot.Event) ([]bot.Reply, error) {
		return []bot.Reply{{Kind: bot.Acknowledge, Tap: e.Tap, Note: fmt.Sprintf("%s %d %d %q %v", e.Kind, e.Person.ID, e.Message, e.Payload, e.Private)}}, nil
	})
	in.deliver(1, odd(1, 9))
	in.deliver(2, odd(2, -100))
	in.deliver(3, strings.Replace(odd(3, 9), `"id":"tap3"`, `"id":"Nguyễn Văn B"`, 1))
	in.deliver(4, `{"update_id":4,"callback_query":{"id":"tap4","from":{"id":9},"data":7}}`)
	eventually(t, "those are acknowledged that can be", func() bool {
		return len(in.memory.sentCopy()) == 3 && len(in.memory.deadLetters()) == 4
	})
	var got []string
	for _, c := range in.called(methodAcknowledge) {
		got = append(got, fmt.Sprint(c.Params["callback_query_id"], " ", c.Params["text"]))
	}
	slices.Sort(got)
	want := []string{`tap1 tap 9 5 "" true`, `tap2 tap -100 5 "" false`, `tap4 tap 9 0 "" true`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAskingTheGuardIsCheap(t *testing.T) {
	var asked int
	in := intake{guard: func(text string) string { asked += len(text); return "" }}
	message := `{"message_id":5,"date":1,"chat":{"id":9,"type":"private"},"from":{"id":9},"text":"a","reply_markup":{"inline_keyboard":[[` +
		strings.Repeat(`{"text":"Điều 6","callback_data":"c:1"},`, 4000) + `{"text":"a"}]]}}`
	raw := strings.Replace(tapUpdate(1, 9, "c:1"), `"message":{`, `"older":`+message+`,"message":{`, 1)
	if reason, failed := in.ask([]byte(raw)); reason != "" || failed || asked == 0 {
		t.Fatalf("asked about %d bytes: %q, %v", asked, reason, failed)
	}
	if asked > 2*len(raw) {
		t.Errorf("asked about %d bytes of an update of %d", asked, len(raw))
	}
}

func TestWhoSentWhatCannotBeDecodedIsAnsweredOnce(t *testing.T) {
	in := install(t, func(_ context.Context, e bot.Event) ([]bot.Reply, error) {
		return []bot.Reply{say(fmt.Sprintf("%s %v %d %s%s", e.Kind, e.Private, e.Message, e.Text, e.Refused))}, nil
	})
	in.deliver(1, unknownOrigin(1, 9, "Điều 6"))
	in.deliver(2, unknownOrigin(2, -100, "Điều 6"))
	in.deliver(3, unknownOrigin(3, 8, "vi phạm"))
	in.deliver(4, strings.Replace(unknownOrigin(4, 7, "a"), `"is_bot":false`, `"is_bot":true`, 1))
	in.deliver(5, textUpdate(5, 9, "a"))
	eventually(t, "all are answered", func() bool { return len(in.memory.sentCopy()) == 4 && len(in.memory.deadLetters()) == 4 })
	got := map[int64][]string{}
	for _, chat := range []int64{9, -100, 8, 7} {
		got[chat] = in.texts(chat)
	}
	want := map[int64][]string{9: {"file true 10 ", "text true 50 a"}, -100: {"file false 20 "}, 8: {"text true 30 case"}, 7: nil}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
