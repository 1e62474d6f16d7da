package journal

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"time"
)

// Digest is what stands for a body in the chain: SHA-256, in hexadecimal, over the salt and the body's bytes.
func Digest(salt, body []byte) string {
	h := sha256.New()
	h.Write(salt)
	h.Write(body)
	return hex.EncodeToString(h.Sum(nil))
}

// timeForm is how a moment stands in a line and in an exported entry: RFC 3339 in UTC with milliseconds.
const timeForm = "2006-01-02T15:04:05.000Z"

// Line returns the bytes of an entry that are chained: a JSON object with these fields in this order, no blanks,
// at in UTC cut to the millisecond. So anybody can compute the chain of an exported journal again.
func Line(n int64, at time.Time, kind, about, digest string) []byte {
	b := append(make([]byte, 0, 192), `{"number":`...)
	b = strconv.AppendInt(b, n, 10)
	b = append(b, `,"at":"`...)
	b = at.UTC().AppendFormat(b, timeForm)
	b = append(b, `","kind":`...)
	b = appendText(b, kind)
	b = append(b, `,"about":`...)
	b = appendText(b, about)
	b = append(b, `,"digest":`...)
	b = appendText(b, digest)
	return append(b, '}')
}

// appendText appends a JSON string that escapes no more than it must.
func appendText(b []byte, s string) []byte {
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		panic(fmt.Sprintf("a string is not encoded: %v", err))
	}
	return append(b, bytes.TrimSuffix(text.Bytes(), []byte{'\n'})...)
}

// Link returns the link of an entry: SHA-256, in hexadecimal, over the 32 bytes of the link before it and its
// line. Before the first entry the link is "", which stands for 32 zero bytes. A before that is no link is taken
// as zero too; who reads one from outside checks it with IsLink.
func Link(before string, line []byte) string {
	var last [sha256.Size]byte
	if IsLink(before) {
		_, _ = hex.Decode(last[:], []byte(before))
	}
	h := sha256.New()
	h.Write(last[:])
	h.Write(line)
	return hex.EncodeToString(h.Sum(nil))
}

// IsLink reports whether s has the form of a link, which is also that of a digest: 64 digits of lower-case
// hexadecimal.
func IsLink(s string) bool {
	if len(s) != 2*sha256.Size {
		return false
	}
	for _, c := range []byte(s) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}
