package guard

// findNumbers notes numbers that identify a person: "id_number" for those of nine or twelve digits as identity
// cards have, "telephone" for those of a telephone in Viet Nam (0 and nine digits, or 84 and nine). Sums of
// money have neither a 0 at the start nor groups without points.
func (t *text) findNumbers() {
	for pos := 0; pos < len(t.tokens); {
		if !t.tokens[pos].digit {
			pos++
			continue
		}
		end, points := pos+1, false
		digits := t.tokens[pos].plain
		for end < len(t.tokens) && t.tokens[end].digit && (t.tokens[end].sep == ' ' || t.tokens[end].sep == '.' || t.tokens[end].sep == '-') && len(digits) < 16 {
			points = points || t.tokens[end].sep == '.'
			digits += t.tokens[end].plain
			end++
		}
		_, money := t.startsAt(book.money, end)
		switch zero := digits[0] == '0'; {
		case money:
		case len(digits) == 12 && zero, len(digits) == 9 && (zero || !points):
			t.note(book.identity, pos, end)
		case len(digits) == 10 && zero, len(digits) == 11 && digits[:2] == "84":
			t.note(book.telephone, pos, end)
		}
		pos = end
	}
}
