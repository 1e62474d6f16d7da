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
		digits := int(t.tokens[pos].length)
		for end < len(t.tokens) && t.tokens[end].digit && (t.tokens[end].sep == ' ' || t.tokens[end].sep == '.' || t.tokens[end].sep == '-') && digits < 16 {
			points = points || t.tokens[end].sep == '.'
			digits += int(t.tokens[end].length)
			end++
		}
		_, money := t.startsAt(book.money, end)
		switch lead := t.tokens[pos].lead; {
		case money:
		case digits == 12 && lead[0] == '0', digits == 9 && (lead[0] == '0' || !points):
			t.note(book.identity, pos, end)
		case digits == 10 && lead[0] == '0', digits == 11 && lead == [2]byte{'8', '4'}:
			t.note(book.telephone, pos, end)
		}
		pos = end
	}
}
