package officer

import (
	"strings"
	"unicode"
)

// splitPath takes apart how a file writes where a unit stands, widest first: "Đảng bộ A / Chi bộ 1", with
// "/", "\", ">", "→" or ";" or a line end between the units. A "/" between two digits, or between two letters
// of a word in capitals without blanks, belongs to a name ("Chi bộ 1/5", "UBKT/TU").
func splitPath(s string) []string {
	var parts []string
	runes := []rune(s)
	start := 0
	cut := func(end int) {
		if part := clean(string(runes[start:end])); part != "" {
			parts = append(parts, part)
		}
		start = end + 1
	}
	for i, r := range runes {
		if strings.ContainsRune("\\>→;\n", r) || r == '/' && !inName(runes, i) {
			cut(i)
		}
	}
	cut(len(runes))
	return parts
}

// inName reports whether the slash at a place belongs to a name.
func inName(runes []rune, at int) bool {
	if at == 0 || at+1 == len(runes) {
		return false
	}
	before, after := runes[at-1], runes[at+1]
	if unicode.IsDigit(before) && unicode.IsDigit(after) {
		return true
	}
	return unicode.IsUpper(before) && unicode.IsUpper(after)
}
