package viet

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestKeysOrderAsDictionariesDo(t *testing.T) {
	for rule, want := range map[string]string{
		"tones: none, huyền, hỏi, ngã, sắc, nặng":          "ba, bà, bả, bã, bá, bạ",
		"letters with marks are letters of their own":      "an, ăn, ân, cam, dao, đa, em, êm, on, ôn, ơn, un, ưng",
		"a letter outweighs a tone":                        "bạ, ban, bán, bang",
		"syllable by syllable":                             "ba, ba hoa, bà an, ban an",
		"the place of the tone mark does not matter":       "hòa, hoà an, hỏa",
		"digits before letters, by figure":                 "1a, 2, an",
		"case and punctuation do not matter":               "AN Ba, an-bà, An ca",
		"other writing comes last, other letters stand in": "fac x, façade, zê, я",
		"nothing comes first":                              ", a",
		"letters of loan words stand where Latin has them": "eo, fa, ga, ia, ja, ka, va, wa, xa, ya, za",
		"a decomposed letter is the composed one":          "a\u0302n, ân a, ba",
	} {
		list := strings.Split(want, ", ")
		got := slices.Clone(list)
		slices.Reverse(got)
		slices.SortStableFunc(got, func(a, b string) int { return strings.Compare(Key(a), Key(b)) })
		if !slices.Equal(got, list) {
			t.Errorf("%s: %q, want %q", rule, got, list)
		}
	}
	if Key("Hoà") != Key("hòa ") || Key("ủy ban") != Key("UỶ-BAN") {
		t.Error("two spellings of one text have two keys")
	}
}

func TestNamesOrderByTheGivenName(t *testing.T) {
	want := []string{
		"An", "Lê An", "Nguyễn An", "Trần An", "Lê Thị An", "Lê Văn An", "Lê Văn Ân", "Trần Văn Bình",
		"Đỗ Thị Đào", "Hoàng Thị Đào", "Nguyễn Thị Út",
		"Bùi Thị Yến",
	}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortStableFunc(got, func(a, b string) int { return strings.Compare(NameKey(a), NameKey(b)) })
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

func TestKeysAreEqualOnlyForOneSpelling(t *testing.T) {
	text := rapid.StringOfN(rapid.RuneFrom([]rune("aăâàáđdeơoủuy bB1я")), 0, 8, -1)
	rapid.Check(t, func(t *rapid.T) {
		a, b := text.Draw(t, "a"), text.Draw(t, "b")
		write := func(s string) (words, plain string) {
			for _, syllable := range Syllables(s) {
				words += syllable.Text + " "
				plain += syllable.Plain + " "
			}
			return words, plain
		}
		aWords, aPlain := write(a)
		bWords, bPlain := write(b)
		if aWords == bWords && Key(a) != Key(b) || aPlain != bPlain && Key(a) == Key(b) {
			t.Fatalf("%q and %q: %q, %q", a, b, Key(a), Key(b))
		}
	})
}
