package viet

import (
	"slices"
	"strings"
	"unicode"
)

// alphabet is the Vietnamese alphabet, with the letters of loan words at their places.
const alphabet = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"

// toneOrder is the order of Vietnamese dictionaries: none, huyền, hỏi, ngã, sắc, nặng.
const toneOrder = "\u0300\u0309\u0303\u0301\u0323"

// The bytes of a key. Less than any letter: the end of a part, the end of a syllable.
const (
	endPart     = 0x00
	endSyllable = 0x01
	firstTone   = 0x02
	firstDigit  = 0x10
	firstLetter = 0x20
	otherLetter = 0xf0
)

// places gives each letter of the alphabet its byte in a key.
var places = func() map[rune]byte {
	m := map[rune]byte{}
	for i, r := range []rune(alphabet) {
		m[r] = firstLetter + byte(i)
	}
	for r := '0'; r <= '9'; r++ {
		m[r] = firstDigit + byte(r-'0')
	}
	return m
}()

// Key returns a key whose order as a string is that of a Vietnamese dictionary: syllable by syllable, first
// by letters (a ă â b … d đ …), then by tone (ba bà bả bã bá bạ). Digits come before letters, other
// writing after them; case, white space and punctuation do not matter.
func Key(s string) string { return string(appendKey(nil, Syllables(s))) }

// NameKey is Key for the name of a person as Vietnamese lists order them: by the given name, which is written
// last, then the middle names, then the family name.
func NameKey(name string) string {
	s := Syllables(name)
	if len(s) < 2 {
		return string(appendKey(nil, s))
	}
	last := len(s) - 1
	key := appendKey(nil, s[last:])
	key = appendKey(append(key, endPart), s[1:last])
	return string(appendKey(append(key, endPart), s[:1]))
}

func appendKey(key []byte, syllables []Syllable) []byte {
	for _, s := range syllables {
		tone := byte(0)
		for _, r := range s.Text {
			base, mark := splitTone(r)
			if mark != 0 {
				tone = byte(1 + slices.Index([]rune(toneOrder), mark))
			}
			place, ok := places[base]
			if !ok {
				place, ok = places[letters[r].plain]
			}
			switch {
			case ok:
				key = append(key, place)
			case !unicode.Is(unicode.Mn, r):
				key = append(append(key, otherLetter), string(r)...)
			case strings.ContainsRune(tones, r):
				tone = byte(1 + slices.Index([]rune(toneOrder), r))
			}
		}
		key = append(key, endSyllable, firstTone+tone)
	}
	return key
}
