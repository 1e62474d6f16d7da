package viet

import "strings"

// The parts of a Vietnamese syllable without marks. A vowel group that only loan words have is left out.
var (
	onsets = words("b c ch d g gh gi h k kh l m n ng ngh nh p ph q qu r s t th tr v x")
	rhymes = words(`a ac ach ai am an ang anh ao ap at au ay e ec em en eng eo ep et eu i ia ich iec iem ien ieng iep iet
		ieu im in inh ip it iu o oa oac oach oai oam oan oang oanh oao oap oat oay oc oe oen oeo oet oi om on ong
		ooc oong op ot u ua uan uang uat uay uc ue ueo uech uenh ui uit um un ung uo uoc uoi uom uon uong uop uot uou up ut
		uu uy uya uyen uyet uynh uyt uyu uych uynh ưu y yem yen yet yeu yt ym ynh`)
)

func words(s string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(s) {
		m[w] = true
	}
	return m
}

// Possible reports whether a syllable without marks, in small letters, is one that Vietnamese can have. It
// errs on the side of yes.
func Possible(plain string) bool {
	if rhymes[plain] {
		return true
	}
	for n := 1; n <= 3 && n < len(plain); n++ {
		if onsets[plain[:n]] && rhymes[plain[n:]] {
			return true
		}
	}
	return plain == "gi"
}

// Untelex returns what a syllable is when the letters of the TELEX way of typing marks were left in it
// ("kieerm" → "kiem", "ddangr" → "dang"). One without such letters comes back as it is.
func Untelex(plain string) string {
	if Possible(plain) {
		return plain
	}
	s := strings.NewReplacer("dd", "d", "aa", "a", "ee", "e", "oo", "o", "w", "").Replace(plain)
	if Possible(s) {
		return s
	}
	for i := len(s) - 1; i > 0; i-- {
		if strings.IndexByte("sfrxj", s[i]) >= 0 {
			if t := s[:i] + s[i+1:]; Possible(t) {
				return t
			}
		}
	}
	return plain
}
