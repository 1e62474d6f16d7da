package telegram

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Kind says what a failed call means for what was to be done.
type Kind int

// The kinds of failure. Temporary is what may go well when it is tried again: a 5xx, a proxy's page, broken JSON,
// a deadline, a lost connection; whether the call took effect is then not known, unless it is Undone. Refused is
// a 4xx that stays the same however often it is tried.
const (
	Temporary Kind = iota
	Throttled
	Unreachable
	Migrated
	Conflict
	WrongToken
	Refused
)

// Error is a call that failed. It never contains the token.
type Error struct {
	Method string
	Kind   Kind
	// Code is Telegram's, or the HTTP status; 0 when there was no answer.
	Code        int
	Description string
	// RetryAfter is how long Telegram wants to be left alone (Throttled).
	RetryAfter time.Duration
	// MigrateTo is the new id of the chat (Migrated).
	MigrateTo int64
	// Undone says that the call certainly had no effect (Temporary): no connection was made for it, or Telegram
	// itself answers that it failed, which is a 5xx in its own JSON.
	Undone bool

	cause error
}

func (e *Error) Error() string {
	if e.Code == 0 {
		return fmt.Sprintf("%s: %s", e.Method, e.Description)
	}
	return fmt.Sprintf("%s: %d %s", e.Method, e.Code, e.Description)
}

// Unwrap gives context.Canceled or context.DeadlineExceeded when the call ended for that reason.
func (e *Error) Unwrap() error { return e.cause }

// inDoubt reports whether a call that ended with err may have taken effect all the same.
func inDoubt(err error) bool {
	var failure *Error
	return errors.As(err, &failure) && failure.Kind == Temporary && !failure.Undone
}

// isErrorPage reports a call that something before Telegram answered with a 5xx of its own.
func isErrorPage(err error) bool {
	var failure *Error
	return inDoubt(err) && errors.As(err, &failure) && failure.Code >= http.StatusInternalServerError
}

// throttledWithoutDelay is the wait after a 429 that names none.
const throttledWithoutDelay = 5 * time.Second

func retryAfter(code int, seconds float64) time.Duration {
	switch {
	case code != http.StatusTooManyRequests:
		return 0
	case seconds <= 0:
		return throttledWithoutDelay
	default:
		return time.Duration(seconds * float64(time.Second))
	}
}

// classify reads Telegram's word. A wrong token is a 401, or a plain 404 because the token is part of
// the path; an unknown method is a 404 that says so.
func classify(code int, description string, migrateTo int64) Kind {
	switch {
	case migrateTo != 0:
		return Migrated
	case code == http.StatusTooManyRequests:
		return Throttled
	case code == http.StatusForbidden:
		return Unreachable
	case code == http.StatusConflict:
		return Conflict
	case code == http.StatusUnauthorized:
		return WrongToken
	case code == http.StatusNotFound && !strings.Contains(description, "method not found"):
		return WrongToken
	case code >= 400 && code < 500:
		return Refused
	default:
		return Temporary
	}
}

// settled reports refusals that mean the thing is done already or can no longer be done, so that
// nobody needs to hear of it.
func settled(method string, code int, description string) bool {
	if code != http.StatusBadRequest {
		return false
	}
	switch method {
	case methodEdit:
		return strings.Contains(description, "message is not modified")
	case methodDelete:
		return strings.Contains(description, "message to delete not found") ||
			strings.Contains(description, "message can't be deleted")
	case methodStopQuiz:
		return strings.Contains(description, "poll has already been closed") ||
			strings.Contains(description, "message with poll to stop not found")
	case methodAcknowledge:
		return strings.Contains(description, "query is too old")
	default:
		return false
	}
}
