package telegram

import (
	"encoding/json"
	"fmt"
	"math"
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
	// update is to be stored when why is empty.
	update queue.Update
	// aside is to be set aside, for the reason why.
	aside []byte
	why   string
}

// judge decodes raw and asks the guard about every text in it. Of a refused update only ids and the
// reason are in what it gives, also when the update could not be decoded.
func (in intake) judge(raw json.RawMessage) arrival {
	id := numberOf(raw)
	reason, failed := in.ask(raw)
	if failed {
		return setAside(id, onlyNumber(id), "the guard failed on it; the text is not kept")
	}
	var decoded models.Update
	err := decode(raw, &decoded)
	if err == nil && id == 0 {
		err = fmt.Errorf("it has no update_id")
	}
	switch {
	case err != nil && reason != "":
		return setAside(id, onlyNumber(id), "cannot be decoded, and the guard refused the text: "+reason)
	case err != nil:
		return setAside(id, raw, "cannot be decoded: "+err.Error())
	}
	where := placeOf(&decoded)
	kept := queue.Update{ID: id, Chat: where.chat, Person: where.person}
	if reason != "" {
		kept.Refused, kept.Message = reason, where.message
	} else {
		kept.Raw = raw
	}
	return arrival{id: id, update: kept}
}

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
	in.texts(tree, func(text string) bool {
		reason = in.guard(text)
		return reason == ""
	})
	return reason, false
}

// written are the fields that carry what a person wrote, in a message, in one it replies to, in a poll
// or in the name of a file.
var written = []string{"text", "caption", "question", "explanation", "file_name"}

// texts calls yield for each text a person wrote, until it gives false. What the bot itself wrote is
// left out: its own words about secrecy would be refused when somebody replies to them.
func (in intake) texts(tree any, yield func(string) bool) bool {
	switch node := tree.(type) {
	case []any:
		for _, item := range node {
			if !in.texts(item, yield) {
				return false
			}
		}
	case map[string]any:
		if in.wroteIt(node) {
			return true
		}
		replyToOwn := in.wroteIt(node["reply_to_message"])
		for name, value := range node {
			if name == "quote" && replyToOwn {
				continue
			}
			if text, ok := value.(string); ok {
				if isWritten(name) && text != "" && !yield(text) {
					return false
				}
				continue
			}
			if !in.texts(value, yield) {
				return false
			}
		}
	}
	return true
}

func isWritten(name string) bool {
	for _, field := range written {
		// encoding/json matches field names without regard to case, so the guard does too.
		if strings.EqualFold(name, field) {
			return true
		}
	}
	return false
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

func setAside(id int64, raw []byte, why string) arrival {
	return arrival{id: id, aside: raw, why: why}
}
