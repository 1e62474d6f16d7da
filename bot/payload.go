package bot

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"

	"camnang/corpus"
)

// verb says what a button is for.
type verb string

// The verbs. What opens something sends a new message; what shows something changes the message that the
// button is under.
const (
	openClause   verb = "k" // answer, clause
	openEarlier  verb = "e" // answer, clause
	showClause   verb = "c" // clause, page
	showDocument verb = "d" // document, page
	showList     verb = "l" // page
	rate         verb = "r" // answer, judgement
	rateAgain    verb = "s" // answer, judgement: the one that is chosen already
	runCommand   verb = "m" // command
	openScreen   verb = "x" // screen, two arguments, page

	agree      verb = "j"  // code, wording: an invited person agrees to what is kept
	agreeFirst verb = "ja" // wording: a first administrator does
	disagree   verb = "jn"
)

// payload is what a button carries: "k:ANSWER:CLAUSE", "c:CLAUSE:PAGE" and so on, at most 64 bytes of
// ASCII. It holds ids only, and the code of an invitation back to who sent it; whoever may do what is decided when
// it comes back.
type payload struct {
	verb verb
	// answer is the id of an answer, noAnswer where there is none.
	answer string
	clause corpus.ClauseID
	// document is a documentKey.
	document string
	// page counts from 1.
	page    int
	right   bool
	command string
	screen  string
	// args are the arguments of a screen, "" where it has none.
	args [2]string
	// code is that of an invitation, in small letters; wording the fingerprint of what was agreed to.
	code, wording string
}

// noAnswer stands for the answer under which a clause was opened when there was none, noArgument for an argument of a
// screen.
const (
	noAnswer   = "0"
	noArgument = "0"
)

// payloadLimit is Telegram's limit for what a button carries, in bytes.
const payloadLimit = 64

const pageLimit = 999

func (p payload) String() string {
	switch p.verb {
	case openClause, openEarlier:
		return string(p.verb) + ":" + p.answer + ":" + string(p.clause)
	case showClause:
		return string(p.verb) + ":" + string(p.clause) + ":" + strconv.Itoa(p.page)
	case showDocument:
		return string(p.verb) + ":" + p.document + ":" + strconv.Itoa(p.page)
	case showList:
		return string(p.verb) + ":" + strconv.Itoa(p.page)
	case rate, rateAgain:
		judgement := "0"
		if p.right {
			judgement = "1"
		}
		return string(p.verb) + ":" + p.answer + ":" + judgement
	case openScreen:
		return string(p.verb) + ":" + p.screen + ":" + printArgument(p.args[0]) + ":" + printArgument(p.args[1]) + ":" + strconv.Itoa(p.page)
	case agree:
		return string(p.verb) + ":" + p.code + ":" + p.wording
	case agreeFirst:
		return string(p.verb) + ":" + p.wording
	case disagree:
		return string(p.verb)
	default:
		return string(p.verb) + ":" + p.command
	}
}

// parsePayload reads what String prints, and nothing else: false for any text that String never makes.
func parsePayload(s string) (payload, bool) {
	if len(s) > payloadLimit {
		return payload{}, false
	}
	parts := strings.Split(s, ":")
	for _, part := range parts {
		if !isID(part) {
			return payload{}, false
		}
	}
	p := payload{verb: verb(parts[0])}
	ok := false
	switch p.verb {
	case openClause, openEarlier:
		if ok = len(parts) == 3; ok {
			p.answer, p.clause = parts[1], corpus.ClauseID(parts[2])
		}
	case showClause:
		if ok = len(parts) == 3; ok {
			p.clause = corpus.ClauseID(parts[1])
			p.page, ok = parsePage(parts[2])
		}
	case showDocument:
		if ok = len(parts) == 3; ok {
			p.document = parts[1]
			p.page, ok = parsePage(parts[2])
		}
	case showList:
		if ok = len(parts) == 2; ok {
			p.page, ok = parsePage(parts[1])
		}
	case rate, rateAgain:
		if ok = len(parts) == 3 && (parts[2] == "0" || parts[2] == "1"); ok {
			p.answer, p.right = parts[1], parts[2] == "1"
		}
	case runCommand:
		if ok = len(parts) == 2; ok {
			p.command = parts[1]
		}
	case openScreen:
		if ok = len(parts) == 5; ok {
			p.screen, p.args = parts[1], [2]string{parseArgument(parts[2]), parseArgument(parts[3])}
			p.page, ok = parsePage(parts[4])
		}
	case agree:
		if ok = len(parts) == 3; ok {
			p.code, p.wording = parts[1], parts[2]
		}
	case agreeFirst:
		if ok = len(parts) == 2; ok {
			p.wording = parts[1]
		}
	case disagree:
		ok = len(parts) == 1
	}
	if !ok {
		return payload{}, false
	}
	return p, true
}

func printArgument(s string) string {
	if s == "" {
		return noArgument
	}
	return s
}

func parseArgument(s string) string {
	if s == noArgument {
		return ""
	}
	return s
}

func isID(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return s != "" && len(s) <= 16
}

func parsePage(s string) (int, bool) {
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= 1 && n <= pageLimit && strconv.Itoa(n) == s
}

// documentKey is a document's name that fits a button, the same for good.
func documentKey(d *corpus.Document) string {
	sum := sha256.Sum256([]byte(d.ID()))
	return hex.EncodeToString(sum[:5])
}

// answerID makes the id of an answer from the event that it answers, so that an event delivered again
// has the same answer.
func answerID(event string) string {
	sum := sha256.Sum256([]byte(event))
	return hex.EncodeToString(sum[:8])
}
