package simulator

import (
	"fmt"
	"net/http"
	"time"
)

// refusal is an answer of the Bot API that is not ok. The words are those of Telegram's own Bot API
// server and of its library TDLib, as far as their source shows them; words that only Telegram's servers
// know (in capitals) are those of its published list of errors.
type refusal struct {
	code       int
	text       string
	retryAfter int
	migrateTo  int64
}

func (r *refusal) Error() string { return r.text }

func (r *refusal) parameters() map[string]any {
	switch {
	case r.retryAfter > 0:
		return map[string]any{"retry_after": r.retryAfter}
	case r.migrateTo != 0:
		return map[string]any{"migrate_to_chat_id": r.migrateTo}
	}
	return nil
}

func bad(format string, args ...any) *refusal {
	return &refusal{code: http.StatusBadRequest, text: "Bad Request: " + fmt.Sprintf(format, args...)}
}

func forbidden(text string) *refusal {
	return &refusal{code: http.StatusForbidden, text: "Forbidden: " + text}
}

func conflict(text string) *refusal {
	return &refusal{code: http.StatusConflict, text: "Conflict: " + text}
}

// tooMany asks for the wait, in whole seconds and never less than one.
func tooMany(wait time.Duration) *refusal {
	n := max(1, int((wait+time.Second-1)/time.Second))
	return &refusal{
		code: http.StatusTooManyRequests, retryAfter: n,
		text: fmt.Sprintf("Too Many Requests: retry after %d", n),
	}
}

var errTooLarge = &refusal{code: http.StatusRequestEntityTooLarge, text: "Request Entity Too Large"}

const (
	notModified = "message is not modified: specified new message content and reply markup are exactly " +
		"the same as a current content and reply markup of the message"
	queryTooOld = "query is too old and response timeout expired or query ID is invalid"
)
