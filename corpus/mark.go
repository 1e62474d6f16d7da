package corpus

import (
	"crypto/sha256"
	"encoding/hex"

	"camnang/corpus/calendar"
)

// Mark is how a clause stood when something came to rest on it: small enough to be kept beside each deadline, enough
// to see that the clause ended or changed its words.
type Mark struct {
	// Words is a digest of heading and text, 16 hex digits.
	Words string `json:"words"`
	// To is the last day in force as it was known then; zero for no end.
	To calendar.Day `json:"to,omitzero"`
}

// Mark returns how the clause stands in its library.
func (c *Clause) Mark() Mark {
	sum := sha256.Sum256([]byte(c.Heading + "\x00" + c.Text))
	return Mark{Words: hex.EncodeToString(sum[:8]), To: c.Span.To}
}
