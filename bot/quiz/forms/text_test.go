package forms

import (
	"strings"
	"testing"
)

func TestText(t *testing.T) {
	check(t, Text, []reading{
		{
			"a question with all its parts",
			lines("Câu 1. Ai kiểm tra đảng viên?", "A. Chi bộ", "B. Chi bộ và cấp ủy", "Đáp án: B", "Giải thích: Vì cả hai.", "Dòng nữa.",
				"Căn cứ: Điều 6, khoản 1; Điều 7", "Chủ đề: Giải quyết tố cáo", "Mức độ: Khó", "Nhận xét A: Còn thiếu."),
			lines("1 Ai kiểm tra đảng viên?", "- Chi bộ (Còn thiếu.)", "+ Chi bộ và cấp ủy", "= Vì cả hai. / Dòng nữa.",
				"§ Điều 6, khoản 1", "§ Điều 7", "# tocao", "% 3"),
		},
		{
			"numbers and letters as trainers write them",
			lines("CÂU HỎI 1 (0,25 điểm): một", "a) x", "b) y", "ĐA: a", "", "Cau 2 – hai", "A/ x", "B/ y", "Dap an dung: b",
				"Câu 3", "ba", "(A) x", "(B) y", "Đáp án B.", "Câu 4) bốn", "A - x", "B - y", "Trả lời: B"),
			lines("1 một", "+ x", "- y", "6 hai", "- x", "+ y", "10 ba", "- x", "+ y", "15 bốn", "- x", "+ y"),
		},
		{
			"the right one has a star, wherever",
			lines("Câu 1. một", "A. x", "*B. y", "Câu 2. hai", "A. x", "B*. y", "Câu 3. ba", "A. *x", "B. y", "Câu 4. bốn", "A. x", "B. y *", "C. z*"),
			lines("1 một", "- x", "+ y", "4 hai", "- x", "+ y", "7 ba", "+ x", "- y", "10 bốn", "- x", "+ y", "+ z"),
		},
		{
			"several right ones, however they are parted",
			lines("Câu 1. một", "A. x", "B. y", "C. z", "Đáp án: A, C", "Câu 2. hai", "A. x", "B. y", "C. z", "Đáp án: a và c",
				"Câu 3. ba", "A. x", "B. y", "C. z", "Đáp án: AC", "Câu 4. bốn", "A. x", "B. y", "C. z", "Đáp án: Cả A, B và C đều đúng"),
			lines("1 một", "+ x", "- y", "+ z", "6 hai", "+ x", "- y", "+ z", "11 ba", "+ x", "- y", "+ z", "16 bốn", "+ x", "+ y", "+ z"),
		},
		{
			"the answer in words, with its words, with its reason",
			lines("Câu 1. một", "A. chi bộ", "B. Ủy ban", "Đáp án: Uỷ ban.", "Câu 2. hai", "A. x", "B. y", "Đáp án: B. y",
				"Câu 3. ba", "A. x", "B. y", "Đáp án: B (Điều 6)", "Câu 4. bốn", "A. x", "B. y", "Đáp án:", "B"),
			lines("1 một", "- chi bộ", "+ Ủy ban", "5 hai", "- x", "+ y", "9 ba", "- x", "+ y", "= (Điều 6)", "13 bốn", "- x", "+ y"),
		},
		{
			"options on one line",
			lines("Câu 1. một", "A. x\tB. y\tC. z", "Đáp án: C", "Câu 2. hai", "A. x   B. y", "C. z   D. w", "Đáp án: D",
				"Câu 3. ba", "A. x B. y", "C. z D. w", "Đáp án: D", "Câu 4. bốn", "A. x B. y", "Đáp án: A"),
			lines("1 một", "- x", "- y", "+ z", "4 hai", "- x", "- y", "- z", "+ w", "8 ba", "- x", "- y", "- z", "+ w", "12 bốn", "+ x B. y"),
		},
		{
			"bare numbers; a list in the stem is part of it",
			lines("1. một", "A. x", "B. y", "Đáp án: A", "2. Cho các ý:", "1. ý một", "2. ý hai", "3. ý ba", "A. 1 và 2", "B. 2 và 3", "Đáp án: B",
				"3) ba", "A. x", "B. y", "Đáp án: A", "Giải thích: gồm", "1. một", "2. hai"),
			lines("1 một", "+ x", "- y", "5 Cho các ý: / 1. ý một / 2. ý hai / 3. ý ba", "- 1 và 2", "+ 2 và 3", "12 ba", "+ x", "- y", "= gồm / 1. một / 2. hai"),
		},
		{
			"where questions say Câu, a bare number is text",
			lines("Câu 7. Cho các ý:", "1. một", "2. hai", "A. chỉ 1", "B. cả hai", "Đáp án: B"),
			lines("1 Cho các ý: / 1. một / 2. hai", "- chỉ 1", "+ cả hai", "? 1 order-kept"),
		},
		{
			"statements in small letters before options in capitals are part of the stem",
			lines("Câu 1. Cho:", "a) một", "b) hai", "A. chỉ a", "B. cả a và b", "Đáp án: B"),
			lines("1 Cho: / a) một / b) hai", "- chỉ a", "+ cả a và b", "? 1 order-kept"),
		},
		{
			"questions without numbers",
			lines("Ai kiểm tra?", "A. Chi bộ", "*B. Cấp ủy", "", "Ai giám sát", "đảng viên?", "A. Chi bộ", "B. Cấp ủy", "Đáp án: A", "Ai nữa?", "A. x", "*B. y"),
			lines("1 Ai kiểm tra?", "- Chi bộ", "+ Cấp ủy", "5 Ai giám sát / đảng viên?", "+ Chi bộ", "- Cấp ủy", "10 Ai nữa?", "- x", "+ y"),
		},
		{
			"answers in a list at the end",
			lines("Câu 1. một", "A. x", "B. y", "Câu 2. hai", "A. x", "B. y", "Câu 3. ba", "A. x", "B. y", "BẢNG ĐÁP ÁN", "1.A 2.B", "3-AB"),
			lines("1 một", "+ x", "- y", "4 hai", "- x", "+ y", "7 ba", "+ x", "+ y"),
		},
		{
			"one option is the right one",
			lines("Câu 1. một", "A. x"),
			lines("1 một", "+ x"),
		},
		{
			"a topic at the head is that of all which have none",
			lines("Chủ đề: Thi hành kỷ luật trong Đảng", "Câu 1. một", "A. x", "Câu 2. hai", "A. x", "Chủ đề: của đơn vị"),
			lines("2 một", "+ x", "# kyluat", "4 hai", "+ x", "# của đơn vị"),
		},
		{
			"a backslash makes a mark text",
			lines("Câu 1. một", `\A. không phải phương án`, `A. \*x`, `B. y`, `\\C. z\*`, "Đáp án: B", `Căn cứ: a\;b; c`),
			lines("1 một / A. không phải phương án", "- *x", `+ y / \C. z*`, "§ a;b", "§ c"),
		},
		{
			"what is not of a question is named",
			lines("ĐỀ KIỂM TRA", "Lớp 1", "Câu 1. một", "A. x", "Đáp án: A", "lạc lõng", "", "Phần II. Tự luận", "Câu 3. ba", "A. x"),
			lines("3 một", "+ x", "9 ba", "+ x", "? 8 line-unplaced", "? 9 number-gap", "? 1 preamble", "? 6 line-unplaced"),
		},
	})
}

func TestTextProblems(t *testing.T) {
	for rule, c := range map[string]struct{ content, want string }{
		"no answer":                            {"Câu 1. x\nA. y\nB. z", "! 1 no-answer\n"},
		"no options":                           {"Câu 1. x\nĐáp án: A\nCâu 2. y\nA. z", "3 y\n+ z\n! 1 no-options\n"},
		"no stem":                              {"Câu 1.\nA. y", "! 1 no-stem\n"},
		"an empty option":                      {"Câu 1. x\nA. y\nB.\nĐáp án: A", "! 1 option-empty\n"},
		"the same option twice":                {"Câu 1. x\nA. Chi bộ.\nB. chi bộ\nĐáp án: A", "! 1 option-twice\n"},
		"a letter left out":                    {"Câu 1. x\nA. y\nC. z\nĐáp án: A", "! 3 option-missing\n"},
		"a letter twice":                       {"Câu 1. x\nA. y\nB. z\nB. w\nĐáp án: A", "! 4 option-letter-twice\n"},
		"a first letter twice":                 {"Câu 1. x\nA. y\nA. w\nĐáp án: A", "! 3 option-letter-twice\n"},
		"an answer that is no option":          {"Câu 1. x\nA. y\nB. z\nĐáp án: D", "! 4 answer-beyond\n"},
		"an answer that says nothing":          {"Câu 1. x\nA. y\nB. z\nĐáp án: chưa rõ", "! 4 answer-unread\n"},
		"a letter with other words":            {"Câu 1. x\nA. y\nB. z\nĐáp án: B. y", "! 4 answer-differs\n"},
		"two answers":                          {"Câu 1. x\nA. y\nB. z\nĐáp án: A\nĐáp án: B", "! 5 answer-twice\n"},
		"an answer against a star":             {"Câu 1. x\nA. y\n*B. z\nĐáp án: A", "! 4 answer-star\n"},
		"an answer of dots is none":            {"Câu 1. x\nA. y\nB. z\nĐáp án: …", "! 1 no-answer\n"},
		"a difficulty nobody knows":            {"Câu 1. x\nA. y\nMức độ: xanh", "1 x\n+ y\n? 3 level-unknown\n"},
		"two questions of a number for a list": {"Câu 1. x\nA. y\nB. z\nCâu 1. w\nA. y\nB. z\nBảng đáp án\n1.A", "! 8 key-twice\n! 8 key-twice\n"},
		"an option that names others": {
			"Câu 1. x\nA. y\nB. z\nC. Cả A và B\nĐáp án: C\nCâu 2. w\nA. y\nB. z\nĐáp án: A",
			"1 x\n- y\n- z\n+ Cả A và B\n6 w\n+ y\n- z\n? 1 order-kept\n",
		},
		"an explanation that names one": {"Câu 1. x\nA. y\nB. z\nĐáp án: B\nGiải thích: A sai.", "1 x\n- y\n+ z\n= A sai.\n? 1 order-kept\n"},
		"thirteen options": {
			"Câu 1. x\nA. 1x\nB. 2x\nC. 3x\nD. 4x\nE. 5x\nF. 6x\nG. 7x\nH. 8x\nI. 9x\nJ. ax\nK. bx\nL. cx\nĐáp án: L",
			"1 x\n- 1x\n- 2x\n- 3x\n- 4x\n- 5x\n- 6x\n- 7x\n- 8x\n- 9x\n- ax\n- bx\n+ cx\n",
		},
	} {
		t.Run(rule, func(t *testing.T) {
			read, err := ParseText([]byte(c.content))
			if got := told(read, err); got != c.want {
				t.Errorf("got:\n%swant:\n%s", got, c.want)
			}
			for _, p := range read.Problems {
				if strings.Contains(p.Text, "%!") {
					t.Errorf("a sentence with a hole: %s", p.Text)
				}
			}
		})
	}
}

// Line ends of Windows and of old Macs count as one; a text in decomposed letters is read composed.
func TestTextAsTyped(t *testing.T) {
	for _, content := range []string{
		"Câu 1. Hòa\r\nA. x\r\nB. y\r\nĐáp án: B\r\n",
		"Câu 1. Hòa\rA. x\rB. y\rĐáp án: B",
		"\ufeffCa\u0302u 1. Ho\u0300a\nA. x\nB. y\n\u0110a\u0301p a\u0301n: B",
		"Câu\u00a01.\u00a0Hòa\u200b\n\tA.\u00a0x\n\tB.  y\nĐáp\u00a0án:\u00a0B",
	} {
		read, err := ParseText([]byte(content))
		if got, want := told(read, err), "1 Hòa\n- x\n+ y\n"; got != want {
			t.Errorf("%q:\n%s", content, got)
		}
	}
}
