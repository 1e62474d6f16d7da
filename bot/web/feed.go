package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"camnang/bot/ics"
)

// FeedOptions say what the calendar feed serves.
type FeedOptions struct {
	// Look finds whose calendar a token opens: its name and its entries, or ok false when the token opens none (any
	// more). An error says that nobody can tell now. It compares digests, so that its time tells nothing of a token.
	Look func(ctx context.Context, token string) (name string, entries []ics.Entry, ok bool, err error)
	// Zone is the officers' time zone (nil: UTC).
	Zone *time.Location
	// Failed hears why a calendar could not be given; never of a token. nil hears nothing.
	Failed func(err error)
	// Now is the clock (nil: time.Now).
	Now func() time.Time
}

const (
	// FeedPath is where the calendars are: FeedPath + token + FeedSuffix.
	FeedPath   = "/lich/"
	FeedSuffix = ".ics"
	// feedPatience bounds a look: calendar apps give up after half a minute, and ask again by themselves.
	feedPatience = 5 * time.Second
	// tokenLimit is more than any token has: 512 bits in base64.
	tokenLimit = 86
	// feedRetry is how many seconds a calendar is told to wait when the store is away.
	feedRetry = "60"
)

// What is said to somebody who opens an address in a browser.
const (
	feedUnknown = "Địa chỉ lịch không đúng hoặc đã bị thu hồi. Đề nghị đồng chí lấy địa chỉ mới từ Trợ lý.\n"
	feedAway    = "Lịch đang tạm gián đoạn. Đề nghị đồng chí thử lại sau ít phút.\n"
	feedTooMany = "Có quá nhiều lần mở địa chỉ không đúng. Đề nghị đồng chí thử lại sau ít phút.\n"
	feedNowhere = "Không có trang này.\n"
	feedMethod  = "Địa chỉ này chỉ dùng để đọc lịch.\n"
)

// Feed serves the personal calendars at FeedPath: GET and HEAD of FeedPath + token + FeedSuffix give the calendar
// with its ETag, or 304 to whoever has it; a token that opens none gives 401, a store that is away 503, too many wrong
// tokens from one address 429, each with a sentence. A token stands in no answer and in nothing that Failed hears. A
// calendar may be kept by the one who asked and by nobody between, and is asked for again each time, so that a token
// that is revoked opens nothing from then on.
func Feed(options FeedOptions) http.Handler {
	if options.Failed == nil {
		options.Failed = func(error) {}
	}
	if options.Now == nil {
		options.Now = time.Now
	}
	return &feed{FeedOptions: options, guesses: newGuesses(options.Now)}
}

type feed struct {
	FeedOptions
	guesses *guesses
}

// ServeHTTP answers one request.
func (f *feed) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	// The address is the key: it goes to no other site.
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	token, ok := strings.CutPrefix(r.URL.Path, FeedPath)
	if ok {
		token, ok = strings.CutSuffix(token, FeedSuffix)
	}
	switch {
	case !ok || strings.Contains(token, "/"):
		say(w, http.StatusNotFound, feedNowhere)
		return
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		h.Set("Allow", "GET, HEAD")
		say(w, http.StatusMethodNotAllowed, feedMethod)
		return
	}
	try, wait := f.guesses.begin(r.RemoteAddr, token)
	if try == nil {
		h.Set("Retry-After", strconv.Itoa(wait))
		say(w, http.StatusTooManyRequests, feedTooMany)
		return
	}
	if !wellFormed(token) {
		try.wrong()
		refuse(w)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), feedPatience)
	defer cancel()
	name, entries, ok, err := f.Look(ctx, token)
	switch {
	case err != nil:
		try.undecided()
		if r.Context().Err() != nil {
			err = nil // Who asked went away, and the store may be well.
		}
		f.away(w, err)
		return
	case !ok:
		try.wrong()
		refuse(w)
		return
	}
	try.right()
	body, err := ics.Calendar(name, entries, f.Zone)
	if err != nil {
		f.away(w, err)
		return
	}
	digest := sha256.Sum256(body)
	h.Set("Content-Type", "text/calendar; charset=utf-8")
	h.Set("Content-Disposition", `inline; filename="lich.ics"`)
	h.Set("Cache-Control", "private, no-cache")
	h.Set("ETag", `"`+hex.EncodeToString(digest[:16])+`"`)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

func (f *feed) away(w http.ResponseWriter, err error) {
	if err != nil {
		f.Failed(err)
	}
	w.Header().Set("Retry-After", feedRetry)
	say(w, http.StatusServiceUnavailable, feedAway)
}

func refuse(w http.ResponseWriter) {
	// A 401 has a challenge (RFC 9110, 15.5.2); none of a kind at which a calendar asks for a password.
	w.Header().Set("WWW-Authenticate", `Bearer realm="camnang", error="invalid_token"`)
	say(w, http.StatusUnauthorized, feedUnknown)
}

func say(w http.ResponseWriter, status int, sentence string) {
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	// A client that went away needs no answer.
	_, _ = io.WriteString(w, sentence)
}

// wellFormed reports whether a text has the form of a token: letters and digits of base64 for addresses.
func wellFormed(token string) bool {
	if token == "" || len(token) > tokenLimit {
		return false
	}
	return !strings.ContainsFunc(token, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_'
	})
}
