package guard

// code is a syllable as one number: five bits a letter, shape or digit, three bits for the tone at its end. Two
// syllables have one code only when they are spelled alike; one that is too long (over 12 signs) has the code
// tooLong, which is in no vocabulary.
type code uint64

const (
	tooLong code = 1<<64 - 1
	// number sets digits apart from letters.
	number code = 1 << 63
	full        = 1 << 55 // no room for another sign and the tone
)

const signs = "\x00abcdefghijklmnopqrstuvwxyz-^(+#"

var signOf = func() (table [128]code) {
	for i := 1; i < len(signs); i++ {
		table[signs[i]] = code(i)
	}
	for c := '0'; c <= '9'; c++ {
		table[c] = code(c-'0'+1) | number
	}
	return table
}()

// and adds a sign.
func (c code) and(sign byte) code {
	s := signOf[sign&127]
	if c&^number >= full || c == tooLong {
		return tooLong
	}
	return c&^number<<5 | s&^number | (c|s)&number
}

// with ends the code with a tone, or with none.
func (c code) with(tone byte) code {
	if c == tooLong {
		return c
	}
	var t code
	switch tone {
	case 'f':
		t = 1
	case 's':
		t = 2
	case 'r':
		t = 3
	case 'j':
		t = 4
	}
	return c&^number<<3 | t | c&number
}

// last is the last sign of a code that has no tone yet.
func (c code) last() byte { return signs[c&31] }

// text spells a code of letters that was ended; "" for a number and for what is too long.
func (c code) text() string {
	if c == tooLong || c&number != 0 {
		return ""
	}
	var b [13]byte
	n := len(b)
	for c >>= 3; c != 0; c >>= 5 {
		n--
		b[n] = c.last()
	}
	return string(b[n:])
}
