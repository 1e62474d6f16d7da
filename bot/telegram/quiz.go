package telegram

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"camnang/bot"
	"camnang/bot/queue"
)

const (
	methodQuiz     = "sendPoll"
	methodStopQuiz = "stopPoll"
)

// Telegram's limits of a poll, in UTF-16 units (Bot API 10.0, sendPoll).
const (
	questionLimit    = 300
	optionLimit      = 100
	optionsLimit     = 12
	explanationLimit = 200
	lineFeedLimit    = 2
)

// quizParams are the parameters of sendPoll. The library knows one right option only, so they are our own. There is no
// open_period: until when a vote counts is not Telegram's to say.
type quizParams struct {
	Chat        int64        `json:"chat_id"`
	Type        string       `json:"type"`
	Question    string       `json:"question"`
	Options     []quizOption `json:"options"`
	Several     bool         `json:"allows_multiple_answers"`
	Right       []int        `json:"correct_option_ids"`
	Explanation string       `json:"explanation,omitempty"`
	// Anonymous stays false: of an anonymous poll no votes are told. Protected keeps it from being forwarded, and who it
	// is not for from voting in it.
	Anonymous bool            `json:"is_anonymous"`
	Protected bool            `json:"protect_content"`
	Markup    *inlineKeyboard `json:"reply_markup,omitempty"`
}

type quizOption struct {
	Text string `json:"text"`
}

func renderQuiz(chat int64, reply bot.Reply) (*quizParams, error) {
	q := reply.Quiz
	if q == nil {
		return nil, errors.New("a quiz to send has no question")
	}
	params := &quizParams{Chat: chat, Type: "quiz", Several: q.Several, Right: slices.Sorted(slices.Values(q.Right)), Protected: true}
	var err error
	if params.Question, err = quizText("question", q.Question, questionLimit); err != nil {
		return nil, err
	}
	if n := len(q.Options); n == 0 || n > optionsLimit {
		return nil, fmt.Errorf("a quiz has %d options, 1 to %d may be sent", n, optionsLimit)
	}
	for _, o := range q.Options {
		text, err := quizText("option", o, optionLimit)
		if err != nil {
			return nil, err
		}
		params.Options = append(params.Options, quizOption{text})
	}
	switch n := len(params.Right); {
	case n == 0:
		return nil, errors.New("a quiz has no right option")
	case n > 1 && !q.Several:
		return nil, fmt.Errorf("a quiz in which one option may be chosen has %d right ones", n)
	case params.Right[0] < 0 || params.Right[n-1] >= len(q.Options) || len(slices.Compact(slices.Clone(params.Right))) < n:
		return nil, fmt.Errorf("a quiz of %d options has the right ones %v", len(q.Options), q.Right)
	}
	params.Explanation = trimmed(q.Explanation)
	if n := units(params.Explanation); n > explanationLimit {
		return nil, fmt.Errorf("the explanation of a quiz has %d characters, at most %d may be sent", n, explanationLimit)
	}
	if n := strings.Count(params.Explanation, "\n"); n > lineFeedLimit {
		return nil, fmt.Errorf("the explanation of a quiz has %d line feeds, at most %d may be sent", n, lineFeedLimit)
	}
	params.Markup, err = renderButtons(reply.Buttons)
	return params, err
}

func quizText(what, text string, limit int) (string, error) {
	text = trimmed(text)
	if text == "" {
		return "", fmt.Errorf("the %s of a quiz is empty", what)
	}
	if n := units(text); n > limit {
		return "", fmt.Errorf("the %s of a quiz has %d characters, at most %d may be sent", what, n, limit)
	}
	return text, nil
}

// trimmed is a text as Telegram keeps it.
func trimmed(text string) string { return strings.TrimSpace(strings.ToValidUTF8(text, "\uFFFD")) }

type stopParams struct {
	Chat    int64 `json:"chat_id"`
	Message int64 `json:"message_id"`
}

// keepIDLimit is what the store takes as the id of a record, in bytes.
const keepIDLimit = 200

// checkKeep says what is wrong with what a reply is to leave behind.
func checkKeep(reply bot.Reply) error {
	k := reply.Keep
	switch {
	case k == nil:
		return nil
	case reply.Kind != bot.Send && reply.Kind != bot.SendQuiz && reply.Kind != bot.SendFile:
		return fmt.Errorf("a reply of the kind %q leaves nothing behind", reply.Kind)
	case k.ID == "" || len(k.ID) > keepIDLimit || strings.ContainsFunc(k.ID, needsQuoting) || strings.HasPrefix(k.ID, bot.CarriedPoll("")):
		return fmt.Errorf("%q is no id for what a message leaves behind", k.ID)
	case len(k.Body) > 0 && !json.Valid(k.Body):
		return errors.New("what a message leaves behind is not JSON")
	}
	return nil
}

func needsQuoting(r rune) bool { return r < ' ' || r > '~' || r == '"' || r == '\\' }

// taken is what Telegram's answer says of the message that it took; zero for an acknowledgement.
type taken struct {
	ID   int64 `json:"message_id"`
	Poll struct {
		ID string `json:"id"`
	} `json:"poll"`
}

// takenIn reads the answer to a send.
func takenIn(result json.RawMessage) (t taken) {
	if json.Unmarshal(result, &t) != nil {
		return taken{}
	}
	return t
}

// carried are the records that a message leaves behind.
func (t taken) carried(chat int64, keep *bot.Keep) []queue.Change {
	if keep == nil {
		return nil
	}
	value, err := json.Marshal(bot.Carried{Chat: chat, Message: t.ID, Poll: t.Poll.ID, Body: keep.Body})
	if err != nil {
		// render has seen that the body is JSON.
		panic(fmt.Sprintf("telegram: what a message leaves behind cannot be written: %v", err))
	}
	changes := []queue.Change{{Table: queue.TableCarried, ID: keep.ID, Was: queue.Any, Value: value}}
	// The store refuses an id that is none, and the message would be owed to it for good.
	if pollNumber(t.Poll.ID) != 0 {
		changes = append(changes, queue.Change{Table: queue.TableCarried, ID: bot.CarriedPoll(t.Poll.ID), Was: queue.Any, Value: value})
	}
	return changes
}
