package simulator

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"math"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"
)

// What one call may carry: a bot sends files of up to 50 MB (Bot API, "Sending files"); everything else
// in a call together stays far below a megabyte.
const (
	maxUpload = 50 << 20
	maxArgs   = 1 << 20
)

// call is one request of the bot, read: arguments by name, each as text (a JSON object or array in its
// own notation), and the files that came with it by the name of their part.
type call struct {
	ctx   context.Context
	args  map[string]string
	files map[string]upload
}

type upload struct {
	name string
	data []byte
}

// decodeCall reads arguments from the address and from a body in JSON, urlencoded or multipart form; the
// body wins over the address. The error is a refusal.
func decodeCall(w http.ResponseWriter, r *http.Request) (*call, error) {
	c := &call{ctx: r.Context(), args: map[string]string{}, files: map[string]upload{}}
	if err := c.takeValues(r.URL.RawQuery); err != nil {
		return nil, err
	}
	if r.Method != http.MethodGet && r.Body != nil {
		r.Body = http.MaxBytesReader(w, r.Body, maxUpload+maxArgs)
		if err := c.takeBody(r.Header.Get("Content-Type"), r.Body); err != nil {
			return nil, err
		}
	}
	size := 0
	for name, value := range c.args {
		if !utf8.ValidString(name) || !utf8.ValidString(value) {
			return nil, bad("strings must be encoded in UTF-8")
		}
		size += len(name) + len(value)
	}
	if size > maxArgs {
		return nil, errTooLarge
	}
	return c, nil
}

func (c *call) takeBody(contentType string, body io.Reader) error {
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return nil // Telegram ignores a body whose type it cannot read.
	}
	switch {
	case kind == "multipart/form-data":
		return c.takeParts(multipart.NewReader(body, params["boundary"]))
	case kind == "application/json", kind == "application/x-www-form-urlencoded":
		raw, err := io.ReadAll(io.LimitReader(body, maxArgs+1))
		if err != nil {
			return readError(err)
		}
		if len(raw) > maxArgs {
			return errTooLarge
		}
		if kind == "application/json" {
			return c.takeJSON(raw)
		}
		return c.takeValues(string(raw))
	}
	return nil
}

func readError(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return errTooLarge
	}
	return bad("can't read the request")
}

func (c *call) takeValues(encoded string) error {
	values, err := url.ParseQuery(encoded)
	if err != nil {
		return bad("can't parse parameters")
	}
	for name, v := range values {
		c.args[strings.ToLower(name)] = v[len(v)-1]
	}
	return nil
}

func (c *call) takeJSON(raw []byte) error {
	if len(bytes.TrimSpace(raw)) == 0 {
		return nil
	}
	if !utf8.Valid(raw) {
		return bad("strings must be encoded in UTF-8")
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return bad("can't parse JSON object")
	}
	for name, v := range fields {
		value := string(v)
		if value == "null" {
			continue
		}
		if v[0] == '"' {
			if err := json.Unmarshal(v, &value); err != nil {
				return bad("can't parse JSON object")
			}
		}
		c.args[strings.ToLower(name)] = value
	}
	return nil
}

func (c *call) takeParts(parts *multipart.Reader) error {
	for first, budget := true, maxArgs; ; first = false {
		p, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			if first && !isTooLarge(err) {
				return nil // A body with no part at all is a call without arguments.
			}
			return readError(err)
		}
		name := strings.ToLower(p.FormName())
		limit := maxUpload
		if p.FileName() == "" {
			limit = budget
		}
		data, err := io.ReadAll(io.LimitReader(p, int64(limit)+1))
		if err != nil {
			return readError(err)
		}
		if len(data) > limit {
			return errTooLarge
		}
		if p.FileName() != "" {
			c.files[name] = upload{name: p.FileName(), data: data}
			continue
		}
		budget -= len(data)
		c.args[name] = string(data)
	}
}

func isTooLarge(err error) bool {
	var large *http.MaxBytesError
	return errors.As(err, &large)
}

// int returns the whole number named; ok is false when it is missing or is none.
func (c *call) int(name string) (n int64, ok bool) {
	n, err := strconv.ParseInt(strings.TrimSpace(c.args[name]), 10, 64)
	return n, err == nil
}

// between returns the number named, or otherwise when there is none, brought into lo…hi as Telegram does.
func (c *call) between(name string, otherwise, lo, hi int64) int64 {
	n, ok := c.int(name)
	if !ok {
		n = otherwise
	}
	return min(max(n, lo), hi)
}

// bool reads the argument as Telegram does: true, yes and 1 are true.
func (c *call) bool(name string, otherwise bool) bool {
	v, given := c.args[name]
	if !given {
		return otherwise
	}
	switch strings.ToLower(strings.TrimSpace(v)) {
	case "true", "yes", "1":
		return true
	}
	return false
}

// number reads a JSON number without a fraction.
func number(v any) (int, bool) {
	f, ok := v.(float64)
	if !ok || f != math.Trunc(f) || math.Abs(f) > 1<<31 {
		return 0, false
	}
	return int(f), true
}
