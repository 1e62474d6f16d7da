package simulator

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Longest texts, in UTF-16 units after the markup is taken out (Bot API 10.1, sendMessage and others).
const (
	maxText    = 4096
	maxCaption = 1024
	maxRawText = 1 << 15 // bytes before parsing (Bot API server)
)

// Entity is one run of style in a text; Offset and Length are UTF-16 units.
type Entity struct {
	Type     string `json:"type"`
	Offset   int    `json:"offset"`
	Length   int    `json:"length"`
	URL      string `json:"url,omitempty"`
	Language string `json:"language,omitempty"`
	EmojiID  string `json:"custom_emoji_id,omitempty"`
}

// units is the length of a text in UTF-16 units.
func units(text string) int {
	n := 0
	for _, r := range text {
		n += utf16.RuneLen(r)
	}
	return n
}

// styles are the entity types a bot may ask for; the others Telegram finds by itself or ignores.
var styles = map[string]bool{
	"bold": true, "italic": true, "underline": true, "strikethrough": true, "spoiler": true, "code": true,
	"pre": true, "text_link": true, "blockquote": true, "expandable_blockquote": true, "custom_emoji": true,
}

var foundByServer = map[string]bool{
	"mention": true, "hashtag": true, "cashtag": true, "bot_command": true, "url": true, "email": true,
	"phone_number": true, "bank_card_number": true, "date_time": true, "text_mention": true,
}

// formatted reads a text with its parse_mode or its entities, cleans and trims it as Telegram does and
// adds the commands, mentions and addresses in it. The error is a refusal.
func formatted(raw, parseMode, entitiesJSON string) (string, []Entity, error) {
	if len(raw) > maxRawText {
		return "", nil, bad("text is too long")
	}
	var text string
	var entities []Entity
	var err error
	switch strings.ToLower(parseMode) {
	case "html":
		text, entities, err = parseHTML(raw)
		if err != nil {
			return "", nil, bad("can't parse entities: %s", err)
		}
	case "", "none":
		text = raw
		if entities, err = givenEntities(raw, entitiesJSON); err != nil {
			return "", nil, err
		}
	default:
		return "", nil, bad("unsupported parse_mode")
	}
	text, entities = clean(text, entities)
	text, entities = trim(text, entities)
	entities = append(entities, found(text, entities)...)
	sortEntities(entities)
	return text, entities, nil
}

func sortEntities(entities []Entity) {
	slices.SortStableFunc(entities, func(a, b Entity) int {
		return cmp.Or(cmp.Compare(a.Offset, b.Offset), cmp.Compare(b.Length, a.Length))
	})
}

// givenEntities checks the entities a bot gives beside its text against the bounds of the text.
func givenEntities(text, entitiesJSON string) ([]Entity, error) {
	var list []json.RawMessage
	if json.Unmarshal([]byte(entitiesJSON), &list) != nil {
		return nil, nil // Telegram ignores a list that it cannot read.
	}
	coded := utf16.Encode([]rune(text))
	middle := func(at int) bool {
		return at > 0 && at < len(coded) && coded[at] >= 0xDC00 && coded[at] <= 0xDFFF
	}
	var out []Entity
	for _, raw := range list {
		e, err := givenEntity(raw)
		if err != nil {
			return nil, err
		}
		end := e.Offset + e.Length
		switch {
		case e.Type == "" || e.Length == 0:
			continue
		case e.Offset < 0 || e.Offset > 1_000_000:
			return nil, bad("receive an entity with incorrect offset %d", e.Offset)
		case e.Length < 0 || e.Length > 1_000_000:
			return nil, bad("receive an entity with incorrect length %d", e.Length)
		case e.Offset >= len(coded):
			return nil, bad("entity begins after the end of the text at UTF-16 offset %d", e.Offset)
		case end > len(coded):
			return nil, bad("entity beginning at UTF-16 offset %d ends after the end of the text at UTF-16 offset %d",
				e.Offset, end)
		case middle(e.Offset):
			return nil, bad("entity begins in a middle of a UTF-16 symbol at byte offset %d", byteOffset(text, e.Offset))
		case middle(end):
			return nil, bad("entity beginning at UTF-16 offset %d ends in a middle of a UTF-16 symbol at byte offset %d",
				e.Offset, byteOffset(text, end))
		}
		out = append(out, e)
	}
	return out, nil
}

// givenEntity reads one entity; its Type is empty when it is of a kind that Telegram finds by itself.
func givenEntity(raw json.RawMessage) (Entity, error) {
	var fields map[string]any
	if json.Unmarshal(raw, &fields) != nil || fields == nil {
		return Entity{}, bad("can't parse MessageEntity: expected an Object")
	}
	var e Entity
	for _, f := range []struct {
		name string
		to   *int
	}{{"offset", &e.Offset}, {"length", &e.Length}} {
		if fields[f.name] == nil {
			return Entity{}, bad("can't parse MessageEntity: Can't find field %q", f.name)
		}
		n, ok := number(fields[f.name])
		if !ok {
			return Entity{}, bad("can't parse MessageEntity: Field %q must be of type Number", f.name)
		}
		*f.to = n
	}
	kind, _ := fields["type"].(string)
	if foundByServer[kind] {
		return Entity{}, nil
	}
	if !styles[kind] {
		return Entity{}, bad("can't parse MessageEntity: Unsupported type specified")
	}
	e.Type = kind
	e.Language, _ = fields["language"].(string)
	e.EmojiID, _ = fields["custom_emoji_id"].(string)
	if kind == "text_link" {
		given, _ := fields["url"].(string)
		address, problem := webAddress(given)
		if problem != "" {
			return Entity{}, bad("entity URL '%s' is invalid: %s", given, problem)
		}
		e.URL = address
	}
	return e, nil
}

// byteOffset is where in the bytes of text the symbol begins that holds the UTF-16 unit at.
func byteOffset(text string, at int) int {
	n := 0
	for i, r := range text {
		if n += utf16.RuneLen(r); n > at {
			return i
		}
	}
	return len(text)
}

// clean does what Telegram does to every text it takes: control characters become spaces, carriage
// returns and the marks of writing direction go.
func clean(text string, entities []Entity) (string, []Entity) {
	var b strings.Builder
	var removed []int
	at := 0
	for _, r := range text {
		switch {
		case r == '\r' || r >= 0x2028 && r <= 0x202E:
			removed = append(removed, at)
		case r < ' ' && r != '\n':
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
		at += utf16.RuneLen(r)
	}
	before := func(pos int) int {
		n, _ := slices.BinarySearch(removed, pos)
		return n
	}
	var kept []Entity
	for _, e := range entities {
		end := e.Offset + e.Length
		end -= before(end)
		e.Offset -= before(e.Offset)
		if e.Length = end - e.Offset; e.Length > 0 {
			kept = append(kept, e)
		}
	}
	return b.String(), kept
}

// trim takes white space off the end, and off the beginning as far as no entity begins there.
func trim(text string, entities []Entity) (string, []Entity) {
	text = strings.TrimRight(text, " \n")
	total := units(text)
	first := total
	for _, e := range entities {
		first = min(first, e.Offset)
	}
	lead := 0
	for lead < first && (text[lead] == ' ' || text[lead] == '\n') {
		lead++
	}
	var kept []Entity
	for _, e := range entities {
		e.Length = min(e.Offset+e.Length, total) - e.Offset
		e.Offset -= lead
		if e.Length > 0 {
			kept = append(kept, e)
		}
	}
	return text[lead:], kept
}

// blank reports whether a text shows nothing.
func blank(text string) bool {
	return strings.TrimFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || r == 0x200B || r == 0x200C || r == 0x200D || r == 0xFEFF
	}) == ""
}

// found returns the commands, mentions and web addresses in a text, outside code, links and addresses.
func found(text string, given []Entity) []Entity {
	var out []Entity
	covered := func(at, n int) bool {
		for _, list := range [][]Entity{given, out} {
			for _, e := range list {
				closed := e.Type == "code" || e.Type == "pre" || e.Type == "text_link" || e.Type == "url"
				if closed && at < e.Offset+e.Length && e.Offset < at+n {
					return true
				}
			}
		}
		return false
	}
	pos, last := 0, ' '
	for i, r := range text {
		kind, n := "", 0
		switch {
		case isWord(last):
		case r == '/' && last != '/' && last != '<' && last != '>':
			kind, n = "bot_command", commandLength(text[i:])
		case r == '@':
			kind, n = "mention", mentionLength(text[i:])
		case strings.HasPrefix(text[i:], "https://"), strings.HasPrefix(text[i:], "http://"):
			kind, n = "url", addressLength(text[i:])
		}
		if n > 0 && !covered(pos, units(text[i:i+n])) {
			out = append(out, Entity{Type: kind, Offset: pos, Length: units(text[i : i+n])})
		}
		pos += utf16.RuneLen(r)
		last = r
	}
	return out
}

func isWord(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }

func isPlain(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

func plainRun(s string) int {
	n := 0
	for n < len(s) && isPlain(s[n]) {
		n++
	}
	return n
}

// commandLength measures the command at the beginning of s, 0 when there is none: a slash, 1–64 plain
// characters, perhaps the name of a bot, then an end of word.
func commandLength(s string) int {
	n := plainRun(s[1:])
	if n == 0 || n > 64 {
		return 0
	}
	end := 1 + n
	if m := mentionLength(s[end:]); m > 0 {
		end += m
	}
	next, _ := utf8.DecodeRuneInString(s[end:])
	if end < len(s) && (isWord(next) || next == '/' || next == '<' || next == '>') {
		return 0
	}
	return end
}

func mentionLength(s string) int {
	if s == "" || s[0] != '@' {
		return 0
	}
	n := plainRun(s[1:])
	next, _ := utf8.DecodeRuneInString(s[1+n:])
	if n < 3 || n > 32 || 1+n < len(s) && isWord(next) {
		return 0
	}
	return 1 + n
}

func addressLength(s string) int {
	n := strings.IndexFunc(s, func(r rune) bool { return unicode.IsSpace(r) || r == '<' || r == '>' || r == '"' })
	if n < 0 {
		n = len(s)
	}
	address := strings.TrimRight(s[:n], ".,;:!?)]'")
	if _, problem := webAddress(address); problem != "" {
		return 0
	}
	return len(address)
}
