package quiz

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"camnang/corpus/calendar"
	"camnang/corpus/viet"
)

// fourth is a question of four options, the last with a text.
func fourth(text string) *Question {
	return &Question{ID: "v1", Stem: "Ai lập kế hoạch?", State: Approved, Options: []Option{
		{Text: "Chi bộ"}, {Text: "Đảng ủy"}, {Text: "Ủy ban kiểm tra", Right: true}, {Text: text},
	}}
}

// Options that name others stay where their author put them, typed with marks or without.
func TestOptionsThatNameOthersStay(t *testing.T) {
	for _, text := range []string{
		"Cả A và B", "Cả A, B và C", "Cả A,B,C", "Cả A & B", "Cả A/B", "cả a và b", "cả a, b, c", "A và B", "A, B", "a và b", "A, B đúng",
		"A và B đều đúng", "a và b đúng", "A hoặc C", "Chỉ A đúng", "Chỉ có A và C", "Không phải A", "A đúng, B sai", "Đáp án A", "Đáp án A và B",
		"đáp án a hoặc c", "Phương án A và phương án B", "Phương án b, c", "Câu A và câu B", "câu a đúng", "Ý A và ý C", "Cả ý a và ý b", "Chọn B",
		"CẢ A VÀ B", "CHỈ A ĐÚNG", "Đáp án “A”", "Cả (A) và (B)", "Gồm A và C", "A+B", "Trả lời A", "Câu trả lời B",
		"Tất cả", "Tất cả các phương án trên", "Tất cả các phương án trên đều đúng", "Tất cả phương án trên.", "Tất cả đều đúng", "Tất cả đều sai",
		"Tất cả các ý trên", "Tất cả các câu trên", "Tất cả các trường hợp trên", "Tất cả các nội dung nêu trên", "Tất cả các trường hợp",
		"Cả hai", "Cả hai phương án trên", "Cả hai đều đúng", "Cả hai trường hợp", "Cả ba ý trên", "Cả 3 ý trên", "Cả ba đều sai", "Cả bốn hình thức",
		"Không phương án nào ở trên", "Không phương án nào đúng", "Không có đáp án nào đúng", "Không có ý nào ở trên", "Các phương án trên đều sai",
		"Các phương án còn lại", "Một trong các hình thức trên", "Phương án thứ nhất và thứ hai", "Đáp án 1 và 2", "Phương án số 2", "Ý 1 và ý 3",
		"Hai phương án đầu", "Phương án đầu tiên", "Hai ý cuối", "Đáp án khác ở trên", "Như trên", "Các hình thức kể trên", "Ba ý dưới đây",
	} {
		for _, typed := range []string{text, typedPlain(text)} {
			if fourth(typed).Movable() {
				t.Errorf("%q may be moved", typed)
			}
		}
	}
}

// typedPlain is a text without marks; what has no small letters stays as it is.
func typedPlain(text string) string {
	words := strings.Fields(text)
	for i, w := range words {
		if strings.ContainsFunc(w, unicode.IsLower) {
			words[i] = viet.Unmark(w)
		}
	}
	return strings.Join(words, " ")
}

func TestOtherOptionsMove(t *testing.T) {
	for _, text := range []string{
		"Chi bộ A", "chi bộ A và B", "Đảng ủy xã B", "Đảng bộ tỉnh A, B và C", "Điều A", "khu A", "Khu vực B", "Bộ Chính trị", "Ban Chấp hành Trung ương",
		"Điểm a khoản 1 Điều 7", "Theo điểm a, b và c khoản 2", "điểm b), khoản 1", "Phụ lục A", "Mẫu B", "Đồng chí A", "đ/c A", "Ông A và bà B", "Nguyễn Văn A",
		"đồng chí Trần Thị B", "Đảng viên A", "UBND B", "Tổ chức đảng A", "Quy định số 21-QĐ/TW", "Văn bản số 05/B", "Khổ giấy A4", "Bên A và bên B",
		"Cấp trên", "Cấp ủy cấp trên trực tiếp", "Báo cáo cấp ủy cấp trên", "Tổ chức đảng cấp dưới", "Từ 50% trở lên", "Trên 50 tuổi", "Dưới 30 ngày",
		"Tất cả đảng viên trong chi bộ", "Tất cả đảng viên trên địa bàn", "Cả cấp trên và cấp dưới", "Tất cả các chi bộ đều phải báo cáo",
		"Các chi bộ đều dùng chung một mẫu", "Cho ý kiến trước khi quyết định", "Đồng ý", "Lấy ý kiến nơi cư trú", "Khiển trách", "Đúng", "Sai", "Có", "Không",
		"a dua theo người khác", "Kiểm tra, giám sát", "Bị đuổi khỏi ngành", "5 ngày", "Không quá 90 ngày", "Ủy ban kiểm tra từ cấp huyện trở lên",
		"Hội trường A", "Lớp B", "Đối tượng nhóm A",
	} {
		if !fourth(text).Movable() {
			t.Errorf("%q may not be moved", text)
		}
	}
}

// What is said after the answer names letters too; so does the reason of one option.
func TestReasonsThatNameLettersKeepTheOrder(t *testing.T) {
	for text, movable := range map[string]bool{
		"":                        true,
		"Vì A và B đều đúng":      false,
		"Đáp án đúng là C.":       false,
		"Đáp án: C. Theo Điều 7.": false,
		"=> C":                    false,
		"C đúng vì Điều 7 quy định như vậy.":            false,
		"A sai vì thiếu thẩm quyền; B sai vì thời hạn.": false,
		"Chọn c.":            false,
		"vi a va b deu dung": false,
		"dap an b":           false,
		"Phương án thứ hai thiếu thẩm quyền.":                  false,
		"Cả hai phương án trên đều thiếu.":                     false,
		"Theo điểm a, b khoản 1 Điều 7 Quy định số 22-QĐ/TW.":  true,
		"a) Khiển trách; b) Cảnh cáo; c) Khai trừ.":            true,
		"Chi bộ A báo cáo đảng ủy xã B.":                       true,
		"Đáp án đúng là Ủy ban kiểm tra.":                      true,
		"Ủy ban kiểm tra cấp trên trực tiếp quyết định.":       true,
		"Tổ chức đảng cấp dưới báo cáo tổ chức đảng cấp trên.": true,
	} {
		q := fourth("Văn phòng")
		q.Explanation = text
		if q.Movable() != movable {
			t.Errorf("explained by %q: %v", text, !movable)
		}
		q = fourth("Văn phòng")
		q.Options[1].Why = text
		if q.Movable() != movable {
			t.Errorf("the reason %q: %v", text, !movable)
		}
	}
	// A letter that no option has names none.
	if q := fourth("Kế hoạch K"); !q.Movable() {
		t.Error("K is none of four options")
	}
}

// Wherever options are put into an order of the officer's own, those that may not be moved stay.
func TestNobodyGetsSuchOptionsInAnotherOrder(t *testing.T) {
	all, plain := fourth("Cả A và B"), fourth("Văn phòng")
	plain.ID = "v2"
	moved := 0
	for day := range 20 {
		s := Showing{Question: "v1", Day: calendar.MustDay("2026-11-23").Add(day)}
		if item := s.Item("o1", all); item.Order != nil {
			t.Fatalf("in practice: %v", item.Order)
		}
		if item := s.Item("o1", plain); !slices.IsSorted(item.Order) {
			moved++
		}
	}
	p := pushOf(Contest, *all, *plain)
	p.Shuffle, p.Draw = true, []Cell{{Number: 2}}
	questions := map[int]bool{}
	for try := range 20 {
		a := p.Give("o1", try+1, noon.Add(time.Hour))
		questions[a.Items[0].Question] = true
		for _, item := range a.Items {
			if item.Question == 0 && item.Order != nil {
				t.Fatalf("in a push: %v", item.Order)
			}
			if item.Question == 1 && !slices.IsSorted(item.Order) {
				moved++
			}
		}
	}
	if moved < 30 || len(questions) != 2 {
		t.Errorf("%d of 40 were moved, %d questions came first", moved, len(questions))
	}
}
