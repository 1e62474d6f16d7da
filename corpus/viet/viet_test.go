package viet

import (
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

func TestSpellingsOfOneWordFoldTogether(t *testing.T) {
	rows := [][2]string{
		{"hoà", "hòa"},
		{"uỷ ban", "ủy ban"},
		{"thuý", "thúy"},
		{"khoẻ", "khỏe"},
		{"hoá", "hóa"},
		{"quý", "quý"},
		{"khoán", "khoán"},
		{"toàn", "toàn"},
		{"KỶ LUẬT", "kỷ luật"},
		{"ky\u0309 lua\u0323\u0302t", "kỷ luật"},
		{"kỷ\u200b luật", "kỷ luật"},
		{"loá  mắt", "lóa mắt"},
		{"nguỵ", "ngụy"},
	}
	for _, row := range rows {
		if got := Fold(row[0]); got != row[1] {
			t.Errorf("Fold(%q) = %q, want %q", row[0], got, row[1])
		}
	}
}

func TestUnmarkTakesEveryMarkOff(t *testing.T) {
	if got := Unmark("Đình chỉ sinh hoạt Đảng, ủy viên ƯƠNG"); got != "dinh chi sinh hoat dang, uy vien uong" {
		t.Errorf("got %q", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.RuneFrom([]rune("đĐ ưƠ"), unicode.Latin, unicode.Mn, unicode.Cf, unicode.White_Space, unicode.Nd)).Draw(t, "s")
		if once := Unmark(s); Unmark(once) != once {
			t.Fatalf("Unmark(%q) = %q, again %q", s, once, Unmark(once))
		}
		if once := Fold(s); Fold(once) != once {
			t.Fatalf("Fold(%q) = %q, again %q", s, once, Fold(once))
		}
	})
}

func TestSyllables(t *testing.T) {
	var got []string
	for _, s := range Syllables("QĐ22: Điều 15, UBKT (qd296)") {
		text := s.Plain
		if s.Break {
			text = "|" + text
		}
		if s.Caps {
			text += "^"
		}
		got = append(got, text)
	}
	if want := "|qd^ 22 |dieu 15 |ubkt^ |qd 296"; strings.Join(got, " ") != want {
		t.Errorf("got %q, want %q", strings.Join(got, " "), want)
	}
}

func TestReadings(t *testing.T) {
	rows := []struct {
		rule, text, want string
		shouting         bool
	}{
		{"of the field", "UBKT", "uy ban kiem tra", false},
		{"without capitals", "ubkt", "uy ban kiem tra", false},
		{"without marks", "dv", "dang vien", false},
		{"usual reading first", "KL", "ky luat", false},
		{"in capitals only", "CU", "chi uy", false},
		{"not in small letters", "cu", "", false},
		{"not where all is capitals", "CU", "", true},
		{"of chats", "ko", "khong", false},
		{"a word with marks is no abbreviation", "đủ", "", false},
	}
	for _, row := range rows {
		t.Run(row.rule, func(t *testing.T) {
			got := ""
			if r := Readings(Syllables(row.text)[0], row.shouting); len(r) > 0 {
				var words []string
				for _, s := range r[0] {
					words = append(words, s.Plain)
				}
				got = strings.Join(words, " ")
			}
			if got != row.want {
				t.Errorf("got %q, want %q", got, row.want)
			}
		})
	}
	if got := Abbreviate("Đảng viên"); got != "ĐV" {
		t.Errorf("Abbreviate: got %q", got)
	}
}

func TestPossibleSyllablesAreToldFromSlips(t *testing.T) {
	for _, s := range []string{"nghieng", "khieu", "uy", "gi", "quyet", "ia", "thuong", "xoong", "duoc", "khuya"} {
		if !Possible(s) {
			t.Errorf("%q is a syllable", s)
		}
	}
	for _, s := range []string{"khieeu", "kluat", "dnag", "wuyet", "tthoi", "ieu7", "zz", ""} {
		if Possible(s) {
			t.Errorf("%q is no syllable", s)
		}
	}
}

func TestLettersLeftByTelexAreTakenOut(t *testing.T) {
	for typed, want := range map[string]string{"kieerm": "kiem", "ddangr": "dang", "luaatj": "luat", "chi": "chi", "thuowngf": "thuong", "kyr": "ky", "xyzzy": "xyzzy"} {
		if got := Untelex(typed); got != want {
			t.Errorf("Untelex(%q) = %q, want %q", typed, got, want)
		}
	}
}
