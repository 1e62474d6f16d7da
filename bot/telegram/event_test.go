package telegram

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/go-telegram/bot/models"
	"github.com/google/go-cmp/cmp"

	"camnang/bot"
	"camnang/bot/queue"
)

func TestEventOfAnUpdate(t *testing.T) {
	received := time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)
	sentAt := time.Unix(1795392000, 0).UTC()
	an := bot.Person{ID: 9, Name: "Nguyễn An"}
	private := func(kind bot.EventKind, text string) bot.Event {
		return bot.Event{ID: "u1", Kind: kind, Chat: 9, Person: an, Private: true, Text: text, Message: 10, At: sentAt}
	}
	document := func(f *bot.File, text string) bot.Event {
		e := private(bot.EventFile, text)
		e.File = f
		return e
	}
	picture := func(f *bot.File, text string) bot.Event {
		e := private(bot.EventPhoto, text)
		e.File = f
		return e
	}
	voted := func(chosen []int) bot.Event {
		return bot.Event{
			ID: "u1", Kind: bot.EventVote, Chat: 9, Person: an, Private: true, Poll: "5100000000000000007", Chosen: chosen, At: received,
		}
	}
	file := `"file_id":"a","file_unique_id":"b"`
	tests := []struct {
		name string
		raw  string
		want bot.Event
	}{
		{"a text is passed on as typed", textUpdate(1, 9, "  /hoi@camnang_bot  Điều 6 📌\n"), private(bot.EventText, "  /hoi@camnang_bot  Điều 6 📌\n")},
		{"a text in a group is not private", textUpdate(1, -100, "/hoi"), bot.Event{
			ID: "u1", Kind: bot.EventText, Chat: -100,
			Person: bot.Person{ID: 77, Name: "Nguyễn An"}, Text: "/hoi", Message: 10, At: sentAt,
		}},
		{"a tap carries its payload and handle, and the moment it was received", tapUpdate(1, 9, "c:1"), bot.Event{
			ID: "u1", Kind: bot.EventTap, Chat: 9,
			Person: bot.Person{ID: 9, Name: "An"}, Private: true, Payload: "c:1", Tap: "tap1", Message: 5, At: received,
		}},
		{
			"a tap under a message too old to see", `{"update_id":1,"callback_query":{"id":"t","from":{"id":9,"is_bot":false,"first_name":"An"},"data":"x","message":{"message_id":5,"date":0,"chat":{"id":-100,"type":"supergroup"}}}}`,
			bot.Event{ID: "u1", Kind: bot.EventTap, Chat: -100, Person: bot.Person{ID: 9, Name: "An"}, Payload: "x", Tap: "t", Message: 5, At: received},
		},
		{
			"a tap under no message", `{"update_id":1,"callback_query":{"id":"t","from":{"id":9,"is_bot":false,"first_name":"An"},"data":"x","inline_message_id":"i"}}`,
			bot.Event{ID: "u1", Kind: bot.EventTap, Chat: 9, Person: bot.Person{ID: 9, Name: "An"}, Private: true, Payload: "x", Tap: "t", At: received},
		},
		{
			"a photo with its caption, of which the largest size counts",
			messageUpdate(1, 9, `"photo":[{"file_id":"s","width":90,"height":60,"file_size":2},{"file_id":"l","width":1280,"height":960,"file_size":9},{"file_id":"m","width":320,"height":240}],"caption":"ảnh"`),
			picture(&bot.File{ID: "l", Type: "image/jpeg", Size: 9}, "ảnh"),
		},
		{"a photo without a handle", messageUpdate(1, 9, `"photo":[{"width":1,"height":1}]`), picture(nil, "")},
		{"a vote", `{"update_id":1,"poll_answer":{"poll_id":"5100000000000000007","user":` + voter + `,"option_ids":[2,0],"option_persistent_ids":["a","b"]}}`, voted([]int{2, 0})},
		{"a vote taken back", `{"update_id":1,"poll_answer":{"poll_id":"5100000000000000007","user":` + voter + `,"option_ids":[]}}`, voted([]int{})},
		{
			"the vote of somebody who hides behind a chat is other",
			`{"update_id":1,"poll_answer":{"poll_id":"7","voter_chat":{"id":-100,"type":"channel","title":"K"},"user":` + voter + `,"option_ids":[1]}}`,
			bot.Event{ID: "u1", Kind: bot.EventOther, Private: true, At: received},
		},
		{
			"a vote of nobody is other", `{"update_id":1,"poll_answer":{"poll_id":"7","option_ids":[1]}}`,
			bot.Event{ID: "u1", Kind: bot.EventOther, Private: true, At: received},
		},
		{"a poll", pollUpdate(1, "7", "Câu 1?", "false"), bot.Event{
			ID: "u1", Kind: bot.EventPoll, Private: true, Poll: "7", Asked: &bot.Quiz{Question: "Câu 1?", Options: []string{"A", "B"}}, At: received,
		}},
		{"a poll that is closed", pollUpdate(1, "7", "Câu 1?", "true"), bot.Event{
			ID: "u1", Kind: bot.EventPoll, Private: true, Poll: "7", Asked: &bot.Quiz{Question: "Câu 1?", Options: []string{"A", "B"}}, Closed: true, At: received,
		}},
		{"a voice note", messageUpdate(1, 9, `"voice":{`+file+`,"duration":3}`), private(bot.EventVoice, "")},
		{"an audio file", messageUpdate(1, 9, `"audio":{`+file+`,"duration":3}`), private(bot.EventVoice, "")},
		{"a video note", messageUpdate(1, 9, `"video_note":{`+file+`,"length":1,"duration":3}`), private(bot.EventVoice, "")},
		{
			"a document with its caption", messageUpdate(1, 9, `"document":{`+file+`,"file_name":"Lớp A.xlsx","mime_type":"application/zip","file_size":7},"caption":"tệp"`),
			document(&bot.File{ID: "a", Name: "Lớp A.xlsx", Type: "application/zip", Size: 7}, "tệp"),
		},
		{"a document of which nothing but the handle is said", messageUpdate(1, 9, `"document":{`+file+`}`), document(&bot.File{ID: "a"}, "")},
		{"a document without a handle", messageUpdate(1, 9, `"document":{"file_name":"a.xlsx"}`), document(nil, "")},
		{"a video", messageUpdate(1, 9, `"video":{`+file+`,"width":1,"height":1,"duration":1}`), private(bot.EventFile, "")},
		{"a place on the map is answered like a file", messageUpdate(1, 9, `"location":{"latitude":21.0,"longitude":105.8}`), private(bot.EventFile, "")},
		{"a sticker", messageUpdate(1, 9, `"sticker":{`+file+`,"type":"regular","width":1,"height":1}`), private(bot.EventSticker, "")},
		{"content of a kind not yet known is answered like a file", messageUpdate(1, 9, `"hologram":{`+file+`},"caption":"mới"`), private(bot.EventFile, "mới")},
		{"also when it is forwarded in answer to another", messageUpdate(1, 9, `"hologram":{},"forward_origin":{"type":"hidden_user","date":1,"sender_user_name":"B"},"reply_to_message":{"message_id":2,"date":1,"chat":{"id":9,"type":"private"}}`), private(bot.EventFile, "")},
		{"a pinned message is other", messageUpdate(1, 9, `"pinned_message":{"message_id":2,"date":0,"chat":{"id":9,"type":"private"}}`), private(bot.EventOther, "")},
		{"a member who joined is other", messageUpdate(1, 9, `"new_chat_members":[{"id":3,"is_bot":false,"first_name":"B"}]`), private(bot.EventOther, "")},
		{"an edited message is other", strings.Replace(textUpdate(1, 9, "sửa"), `"message":`, `"edited_message":`, 1), bot.Event{
			ID: "u1", Kind: bot.EventOther,
			Chat: 9, Person: bot.Person{ID: 9}, Private: true, Message: 10, At: received,
		}},
		{"what another bot says is other", strings.Replace(textUpdate(1, 9, "a"), `"is_bot":false`, `"is_bot":true`, 1), private(bot.EventOther, "")},
		{"an update of no known kind is other", `{"update_id":1,"from_the_future":{}}`, bot.Event{ID: "u1", Kind: bot.EventOther, Private: true, At: received}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var u models.Update
			if err := decode([]byte(test.raw), &u); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, eventOf(&u, received)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestEventOfARefusedUpdate(t *testing.T) {
	at := time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)
	got := refusedEvent(queue.Update{ID: 3, Chat: -100, Person: 9, Message: 30, Refused: "case", Received: at})
	want := bot.Event{ID: "u3", Kind: bot.EventText, Chat: -100, Person: bot.Person{ID: 9}, Message: 30, Refused: "case", At: at}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestWhichUpdatesOpenAChatAgain(t *testing.T) {
	member := func(status string) string {
		return `{"update_id":1,"my_chat_member":{"chat":{"id":9,"type":"private"},"from":{"id":9,"is_bot":false,"first_name":"An"},"date":1,` +
			`"old_chat_member":{"status":"left","user":{"id":4242,"is_bot":true,"first_name":"B"}},"new_chat_member":{"status":"` + status + `","user":{"id":4242,"is_bot":true,"first_name":"B"}}}}`
	}
	for _, test := range []struct {
		name string
		raw  string
		want bool
	}{
		{"a message", textUpdate(1, 9, "a"), true},
		{"a tap", tapUpdate(1, 9, "a"), true},
		{"the bot unblocked", member("member"), true},
		{"the bot blocked", member("kicked"), false},
		{"a vote", `{"update_id":1,"poll_answer":{"poll_id":"7","user":` + voter + `,"option_ids":[1]}}`, false},
		{"a poll", pollUpdate(1, "7", "a", "false"), false},
		{"something else", `{"update_id":1}`, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			var u models.Update
			if err := decode([]byte(test.raw), &u); err != nil {
				t.Fatal(err)
			}
			if got := canBeReached(&u); got != test.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

// voter is a person as Telegram shows who voted.
const voter = `{"id":9,"is_bot":false,"first_name":"Nguyễn","last_name":"An"}`

// pollUpdate tells of a quiz of the bot.
func pollUpdate(id int64, poll, question, closed string) string {
	return fmt.Sprintf(`{"update_id":%d,"poll":{"id":%q,"question":%s,"options":[{"persistent_id":"x","text":"A","voter_count":1},`+
		`{"persistent_id":"y","text":"B","voter_count":0}],"total_voter_count":1,"is_closed":%s,"is_anonymous":false,"type":"quiz",`+
		`"allows_multiple_answers":false,"correct_option_ids":[0]}}`, id, poll, quoted(question), closed)
}

func TestWhatIsHandledInTurn(t *testing.T) {
	vote := func(poll string) string {
		return `{"update_id":1,"poll_answer":{"poll_id":"` + poll + `","user":` + voter + `,"option_ids":[1]}}`
	}
	for _, test := range []struct {
		name         string
		raw          string
		lane, person int64
	}{
		{"a person's votes, in whatever poll, and their messages", vote("5100000000000000007"), 9, 9},
		{"the same of another poll", vote("8"), 9, 9},
		{"a poll with itself", pollUpdate(1, "5100000000000000007", "a", "false"), 5_100_000_000_000_000_007, 0},
		{"a poll under an id that is no number", pollUpdate(1, "p", "a", "false"), 0, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := intake{guard: refuseSecret}.judge([]byte(test.raw))
			if u := a.update; u.Chat != test.lane || u.Person != test.person || u.Refused != "" || string(u.Raw) != test.raw {
				t.Errorf("%+v", u)
			}
		})
	}
}

// TestTheFilesOfAnAlbumSayThatTheyBelongTogether lets the conversation answer an album once.
func TestTheFilesOfAnAlbumSayThatTheyBelongTogether(t *testing.T) {
	u := &models.Update{ID: 5, Message: &models.Message{
		ID: 10, MediaGroupID: "77", Chat: models.Chat{ID: 9, Type: models.ChatTypePrivate}, From: &models.User{ID: 9},
		Photo: []models.PhotoSize{{FileID: "x"}},
	}}
	if e := eventOf(u, time.Now()); e.Kind != bot.EventPhoto || e.Album != "77" {
		t.Errorf("%+v", e)
	}
}
