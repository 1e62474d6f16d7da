package quiz

import (
	"testing"

	"camnang/bot/officer"
)

func TestIdentifies(t *testing.T) {
	anna := officer.Officer{Name: "Trần Thị Anna", Number: "CB001"}
	binh := officer.Officer{Name: "Lê Văn Bình", Number: "21"}
	tam := officer.Officer{Name: "Đỗ Minh Tâm", Number: "120345"}
	for _, row := range []struct {
		name, text string
		of         officer.Officer
		want       bool
	}{
		{"the whole name", "Tôi là Trần Thị Anna, chi bộ 1, xin hỏi thời hạn khiếu nại?", anna, true},
		{"without marks", "toi la tran thi anna chi bo 1", anna, true},
		{"in capitals", "TRẦN THỊ ANNA HỎI", anna, true},
		{"with marks misplaced", "Trân Thi Anna hỏi", anna, true},
		{"written together", "hỏi từ TranThiAnna ạ", anna, true},
		{"the tone on the other vowel", "Đồng chí Nguyễn Thị Hoà hỏi", officer.Officer{Name: "Nguyễn Thị Hòa"}, true},
		{"combining marks", "Le\u0302 Va\u0306n Bi\u0300nh", binh, true},
		{"the last two syllables", "Minh Tâm hỏi về việc này", tam, true},
		{"the same without marks", "minh tam hoi ve viec nay", tam, true},
		{"the first and the last", "Theo ý Lê Bình thì sao?", binh, true},
		{"a given name that is no Vietnamese word", "việc của anna thì sao?", anna, true},
		{"a given name behind a form of address", "đồng chí tâm hỏi", tam, true},
		{"abbreviated", "Đ/c Bình hỏi", binh, true},
		{"behind a form of address without marks", "em ten la binh a", binh, true},
		{"with a capital in the sentence", "việc này của Bình thì xử lý sao?", binh, true},
		{"as a signature", "Xử lý ra sao? Bình.", binh, true},
		{"at the beginning", "Bình xin hỏi về thời hạn.", binh, true},
		{"at the beginning, typed small", "bình xin hỏi thời hạn", binh, true},
		{"as a signature on a line of its own, typed small", "thời hạn khiếu nại là bao lâu ạ\nbình", binh, true},
		{"the number", "mã của tôi là CB001", anna, true},
		{"the number with a blank", "cb 001 hỏi", anna, true},
		{"a long number", "Số 120345 hỏi", tam, true},
		{"a short number behind what it is", "Mã cán bộ 21 hỏi", binh, true},

		{"another name", "Tôi là Lê Văn Bình", anna, false},
		{"nothing", "", anna, false},
		{"a word that is a given name too", "Tự phê bình và phê bình thế nào? Bình quân mấy ngày?", binh, false},
		{"a place of that name", "Đảng bộ tỉnh Hòa Bình có được làm vậy không? Ở Bình Dương thì sao?", binh, false},
		{"words alike but for the marks", "Đình chỉ do tạm giam được không? Lề văn bình thường là mấy?", tam, false},
		{"chi bộ is no form of address", "chi bình quân cho chi bộ ba bình", binh, false},
		{"the number of a clause", "Điều 21 Quy định 21 nói gì?", binh, false},
		{"an officer without a number", "Điều 21 nói gì?", officer.Officer{Name: "Phạm Thị Hoa"}, false},
		{"an officer without a name", "Điều 21 nói gì?", officer.Officer{}, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := Identifies(row.text, &row.of); got != row.want {
				t.Errorf("%q tells who %s is: %t, want %t", row.text, row.of.Name, got, row.want)
			}
		})
	}
}
