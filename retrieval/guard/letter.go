package guard

import "strings"

// A letter is what guard knows of one character: its plain small letter, the mark that makes it another
// letter (circumflex, breve, horn, stroke) and the tone.
type letter struct {
	plain, shape, tone byte
	upper              bool
}

// lastLetter is the end of the block that holds the Vietnamese letters with two marks.
const lastLetter = 0x1F00

var letters = spellLetters()

// spellLetters gives every tone its own value, but one to hỏi and ngã: many hear no difference.
func spellLetters() *[lastLetter]letter {
	var table [lastLetter]letter
	set := func(lower, upper rune, l letter) {
		table[lower] = l
		l.upper = true
		table[upper] = l
	}
	for c := 'a'; c <= 'z'; c++ {
		set(c, c-32, letter{plain: byte(c)})
	}
	set('đ', 'Đ', letter{plain: 'd', shape: '-'})
	values := []byte{0, 'f', 's', 'r', 'r', 'j'}
	for _, row := range []string{
		"aàáảãạ", "ăằắẳẵặ(", "âầấẩẫậ^", "eèéẻẽẹ", "êềếểễệ^", "iìíỉĩị", "oòóỏõọ", "ôồốổỗộ^", "ơờớởỡợ+",
		"uùúủũụ", "ưừứửữự+", "yỳýỷỹỵ",
	} {
		r := []rune(row)
		base := strings.Map(func(c rune) rune {
			switch c {
			case 'ă', 'â':
				return 'a'
			case 'ê':
				return 'e'
			case 'ô', 'ơ':
				return 'o'
			case 'ư':
				return 'u'
			}
			return c
		}, string(r[0]))
		var shape byte
		if len(r) == 7 {
			shape = byte(r[6])
		}
		for i, c := range r[:6] {
			set(c, []rune(strings.ToUpper(string(c)))[0], letter{plain: base[0], shape: shape, tone: values[i]})
		}
	}
	return &table
}

// combining gives the shape or the tone of a mark that stands as a character of its own.
func combining(r rune) (shape, tone byte) {
	switch r {
	case 0x0302:
		return '^', 0
	case 0x0306:
		return '(', 0
	case 0x031B:
		return '+', 0
	case 0x0300, 0x0340:
		return 0, 'f'
	case 0x0301, 0x0341:
		return 0, 's'
	case 0x0303, 0x0309:
		return 0, 'r'
	case 0x0323:
		return 0, 'j'
	}
	return 0, 0
}
