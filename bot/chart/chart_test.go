package chart

import (
	"strings"
	"testing"
)

// letters are all letters of Vietnamese with their tones, and the signs of ordinary writing.
const letters = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđ" +
	"bcdfghjklmnpqrstvwxz0123456789.,;:!?()/%–-“”‘’…№&+§•"

func faces() map[string]face {
	return map[string]face{"plain": {body, false, ink}, "bold": {body, true, ink}}
}

func TestEveryLetterOfVietnameseIsDrawn(t *testing.T) {
	for name, f := range faces() {
		all := letters + strings.ToUpper(letters)
		if got := clean(all, f); got != all {
			t.Errorf("%s: %s", name, got)
		}
		m := newMeasure()
		for _, r := range all {
			if m.length("n"+string(r)+"n", f) <= m.length("nn", f) {
				t.Errorf("%s: %q has no width", name, r)
			}
		}
	}
}

func TestTextsAreMadeDrawable(t *testing.T) {
	for text, want := range map[string]string{
		"Kiê\u0309m tra":       "Kiểm tra",
		"a\tb\nc":              "a b c",
		"a\u200b\ufeffb\x00c":  "abc",
		"họp 😀":                "họp ?",
		"trắng\u00a0đen\ufe0f": "trắng đen",
		"Đảng ủy 党":            "Đảng ủy ?",
		"a\xffb":               "a\ufffdb",
	} {
		got := clean(text, face{body, false, ink})
		if got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}

func TestTextsAreBrokenIntoLines(t *testing.T) {
	long := "Thông báo kết luận giám sát chuyên đề việc thực hiện chức trách, nhiệm vụ được giao của Ban Thường vụ Đảng ủy"
	rows := []struct {
		rule, text  string
		width, most int
		lines       int
		cut         bool
	}{
		{"a short one is one line", "Nộp báo cáo", 900, 3, 1, false},
		{"nothing is no line", " \n", 900, 3, 0, false},
		{"a long one is broken between words", long, 900, 3, 2, false},
		{"what does not fit is cut off", long, 400, 2, 2, true},
		{"in one line too", long, 400, 1, 1, true},
		{"a word longer than a line is broken between letters", strings.Repeat("nghiêng", 12), 400, 9, 4, false},
		{"and cut off", strings.Repeat("nghiêng", 99), 400, 2, 2, true},
		{"a letter wider than a line stands alone", "ươ", 1, 9, 2, false},
	}
	m := newMeasure()
	for name, f := range faces() {
		for _, row := range rows {
			t.Run(name+": "+row.rule, func(t *testing.T) {
				k := m.wrap(row.text, f, row.width, row.most)
				whole := strings.Join(k.lines, "")
				if f.bold && len(k.lines) < row.lines || !f.bold && len(k.lines) != row.lines || len(k.lines) > row.most {
					t.Errorf("%d lines: %q", len(k.lines), k.lines)
				}
				if strings.HasSuffix(whole, "…") != row.cut {
					t.Errorf("cut off: %q", k.lines)
				}
				blank := strings.NewReplacer(" ", "", "…", "").Replace
				if !strings.HasPrefix(blank(row.text), strings.TrimSpace(blank(whole))) || !row.cut && len(blank(whole)) != len(strings.TrimSpace(blank(row.text))) {
					t.Errorf("%q became %q", row.text, k.lines)
				}
				for _, line := range k.lines {
					if m.length(line, f) > row.width && row.width > 1 {
						t.Errorf("%q is %d wide, want at most %d", line, m.length(line, f), row.width)
					}
				}
			})
		}
	}
}
