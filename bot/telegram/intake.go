package telegram

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/go-telegram/bot/models"

	"camnang/bot/queue"
)

// intake decides what of an update may be kept (promise P9). It stores nothing itself.
type intake struct {
	// guard gives the reason why a text must not be taken in, "" when it may.
	guard func(text string) (reason string)
	// own is the id of the bot: its own messages, quoted in an update, are not case data.
	own int64
}

// arrival is one element of an answer to getUpdates, judged.
type arrival struct {
	// id is the number of the update; 0 when it cannot be read.
	id int64
	// update is to be stored. Beside what is set aside it holds ids only, so that its person gets an
	// answer, and its ID is 0 when there is nobody to answer.
	update queue.Update
	// aside is to be set aside, for the reason why, which is empty for what can be decoded.
	aside []byte
	why   string
}

// judge decodes raw and asks the guard about every text in it. Of a refused update only ids and the
// reason are in what it gives, also when the update could not be decoded.
func (in intake) judge(raw json.RawMessage) arrival {
	id := numberOf(raw)
	reason, failed := in.ask(raw)
	var decoded models.Update
	err := decode(raw, &decoded)
	if err == nil && id == 0 {
		err = fmt.Errorf("it has no update_id")
	}
	a := arrival{id: id}
	switch {
	case failed:
		a.aside, a.why = onlyNumber(id), "the guard failed on it; the text is not kept"
	case err != nil && reason != "":
		a.aside, a.why = onlyNumber(id), "cannot be decoded, and the guard refused the text: "+reason
	case err != nil:
		a.aside, a.why = raw, "cannot be decoded: "+err.Error()
	}
	where := placeOf(&decoded)
	if a.why != "" {
		if raw, where = bare(raw, id); raw == nil {
			return a
		}
	}
	a.update = queue.Update{ID: id, Chat: cmp.Or(where.chat, laneOf(&decoded)), Person: where.person}
	switch {
	case reason == "":
		a.update.Raw = raw
	case decoded.Poll != nil && where == place{}:
		// There is nobody to tell.
		a.update.Raw = onlyNumber(id)
	default:
		a.update.Refused, a.update.Message = reason, where.message
	}
	return a
}

// bare gives the same message or tap with its ids alone, and where it is; nil when raw is none of a person. The
// message is an event of kind file, the tap one of a button that nobody made, so that its person is answered.
func bare(raw []byte, id int64) (json.RawMessage, place) {
	type chat struct {
		ID   int64  `json:"id"`
		Type string `json:"type"`
	}
	type person struct {
		ID    int64 `json:"id"`
		IsBot bool  `json:"is_bot"`
	}
	type message struct {
		ID   int32   `json:"message_id"`
		Date int32   `json:"date"`
		Chat chat    `json:"chat"`
		From *person `json:"from,omitempty"`
	}
	type tap struct {
		ID      string   `json:"id"`
		From    person   `json:"from"`
		Message *message `json:"message,omitempty"`
	}
	var u struct {
		ID      json.Number `json:"update_id"`
		Message *message    `json:"message,omitempty"`
		Tap     *tap        `json:"callback_query,omitempty"`
	}
	if id == 0 || json.Unmarshal(raw, &u) != nil {
		return nil, place{}
	}
	var at *message
	where := place{}
	switch {
	case u.Message != nil && u.Message.From != nil:
		at, u.Tap = u.Message, nil
		where.person = at.From.ID
		if at.From.IsBot || at.Chat.ID == 0 {
			return nil, place{}
		}
	case u.Tap != nil && tapForm.MatchString(u.Tap.ID):
		at, u.Message = u.Tap.Message, nil
		where.person, where.chat = u.Tap.From.ID, u.Tap.From.ID
		if at != nil && at.Chat.ID == 0 {
			at, u.Tap.Message = nil, nil
		}
		if at != nil {
			at.From = nil
		}
	}
	if where.person == 0 {
		return nil, place{}
	}
	if at != nil {
		where.chat, where.message = at.Chat.ID, int64(at.ID)
		// What stood there was not guarded under every name; the id says enough.
		at.Chat.Type = string(models.ChatTypePrivate)
		if isGroup(at.Chat.ID) {
			at.Chat.Type = string(models.ChatTypeSupergroup)
		}
	}
	kept, err := json.Marshal(u)
	if err != nil {
		return nil, place{}
	}
	return kept, where
}

// tapForm is what a tap's id is made of; Telegram's are numbers. Nothing that a person wrote has this form.
var tapForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// ask gives the guard's first refusal. A guard that panics refuses: an update that ends the process is
// delivered again at the next start.
func (in intake) ask(raw json.RawMessage) (reason string, failed bool) {
	defer func() {
		if recover() != nil {
			reason, failed = "", true
		}
	}()
	if in.guard == nil {
		return "", false
	}
	var tree any
	if json.Unmarshal(raw, &tree) != nil {
		return "", true
	}
	var parts []string
	if root, ok := tree.(map[string]any); ok && isOwnQuiz(root["poll"]) {
		delete(root, "poll")
	}
	in.texts(tree, &parts, func(text string) bool {
		reason = in.guard(text)
		return reason == ""
	})
	return reason, false
}

// isOwnQuiz reports whether a poll that Telegram tells of by itself, in no message, is one of the bot's: it tells of
// those, and of others' that somebody closed by hand, and only the bot makes quizzes that are not anonymous where it is.
// What a trainer makes up for a quiz would often be refused, and without it a vote in it could not be matched.
func isOwnQuiz(node any) bool {
	poll, _ := node.(map[string]any)
	return poll["type"] == "quiz" && poll["is_anonymous"] == false
}

// machine are the names of strings that no person wrote; so is every name that ends in _id.
var machine = []string{
	"id", "type", "status", "language_code", "username", "mime_type", "chat_instance", "option_persistent_ids",
}

// naming are the people and chats that Telegram names beside what was written. Their names would make
// case data of every question that an officer asks about allegations.
var naming = []string{
	"from", "chat", "sender_chat", "voter_chat", "sender_user", "sender_user_name", "author_signature",
	"sender_business_bot", "via_bot", "user", "left_chat_member",
}

func isWritten(name string) bool {
	return !strings.HasSuffix(name, "_id") && !slices.Contains(machine, name) && !slices.Contains(naming, name)
}

// texts calls yield, until it gives false, for each text that may be a person's under tree and, where a
// message has several, for all of them together: a name and what is said of it may stand in two fields.
// parts are those of the message that tree belongs to. What the bot itself wrote is left out: its own
// words about secrecy would be refused when somebody replies to them.
func (in intake) texts(tree any, parts *[]string, yield func(string) bool) bool {
	switch node := tree.(type) {
	case string:
		if node == "" {
			return true
		}
		*parts = append(*parts, node)
		return yield(node)
	case []any:
		for _, item := range node {
			if !in.texts(item, parts, yield) {
				return false
			}
		}
	case map[string]any:
		if in.wroteIt(node) {
			return true
		}
		var own []string
		if _, whole := node["message_id"]; whole {
			parts = &own
		}
		replyToOwn := in.wroteIt(node["reply_to_message"])
		for _, name := range slices.Sorted(maps.Keys(node)) {
			if !isWritten(name) || name == "quote" && replyToOwn {
				continue
			}
			if !in.texts(node[name], parts, yield) {
				return false
			}
		}
		if len(own) > 1 {
			return yield(strings.Join(own, " "))
		}
	}
	return true
}

// wroteIt reports whether node is a message of the bot. The from of a tap is the person who tapped.
func (in intake) wroteIt(node any) bool {
	message, _ := node.(map[string]any)
	from, _ := message["from"].(map[string]any)
	id, ok := from["id"].(float64)
	return ok && in.own != 0 && int64(id) == in.own
}

// decode is json.Unmarshal that turns a panic of the library's types into an error.
func decode(raw []byte, into *models.Update) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the decoder panicked")
		}
	}()
	return json.Unmarshal(raw, into)
}

// numberOf reads the update_id on its own, so that an update whose rest cannot be decoded still has
// its number. 0 when there is none that could be followed by another.
func numberOf(raw []byte) int64 {
	var head struct {
		ID json.Number `json:"update_id"`
	}
	if json.Unmarshal(raw, &head) != nil {
		return 0
	}
	id, err := strconv.ParseInt(head.ID.String(), 10, 64)
	if err != nil || id <= 0 || id == math.MaxInt64 {
		return 0
	}
	return id
}

func onlyNumber(id int64) []byte { return fmt.Appendf(nil, `{"update_id":%d}`, id) }
