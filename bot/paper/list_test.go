package paper

import (
	"math"
	"slices"
	"strings"
	"testing"

	"camnang/corpus/calendar"
)

// signed is a list as it is given to be signed.
func signed(list Block) Document {
	return Document{
		Unit: "Ban Thường vụ Đảng ủy", Place: "Hà Nội", Day: calendar.MustDay("2026-11-24"), Title: "Danh sách",
		Subtitle: "kết quả bài kiểm tra cuối lớp\nngày 23/11/2026", Blocks: []Block{list},
		Signers: []string{"Người lập danh sách", "T/M Ban Thường vụ\n\nTrần Văn B"},
	}
}

// Around the list of signed.
var (
	above = []string{
		"Organ: BAN THƯỜNG VỤ ĐẢNG ỦY", "Star: *", "Party: ĐẢNG CỘNG SẢN VIỆT NAM", "Rule: ",
		"PlaceDay: Hà Nội, ngày 24 tháng 11 năm 2026", "Title: DANH SÁCH",
		"Subtitle: kết quả bài kiểm tra cuối lớp\nngày 23/11/2026", "Dashes: -----",
	}
	below = []string{
		"Gap: ", "Signer: NGƯỜI LẬP DANH SÁCH", "SignerName: ", "Signer: T/M BAN THƯỜNG VỤ", "SignerName: Trần Văn B", "Gap: ",
	}
)

func TestListsReadAsTheyWereMade(t *testing.T) {
	for name, row := range map[string]struct {
		list Block
		want []string
	}{
		"results": {
			Results{Remark: "Xếp loại", Rows: []Result{
				{Name: "Nguyễn Văn A", Unit: "Chi bộ 1", Right: 20, Of: 20, Mark: 1000, Remark: "Giỏi"},
				{Name: "Lê Thị C", Unit: "Chi bộ <2>", Right: 13, Of: 20, Mark: 655},
				{Name: "Phạm D", Unit: "Chi bộ 2", Remark: "Không dự thi"},
				{Name: "Vũ E", Unit: "Chi bộ 1", Of: 20},
			}},
			[]string{
				"TableHead: STT", "TableHead: Họ và tên", "TableHead: Đơn vị", "TableHead: Số câu đúng", "TableHead: Điểm", "TableHead: Xếp loại",
				"TableNumber: 1", "TableText: Nguyễn Văn A", "TableText: Chi bộ 1", "TableNumber: 20/20", "TableNumber: 10", "TableText: Giỏi",
				"TableNumber: 2", "TableText: Lê Thị C", "TableText: Chi bộ <2>", "TableNumber: 13/20", "TableNumber: 6,55", "TableText: ",
				"TableNumber: 3", "TableText: Phạm D", "TableText: Chi bộ 2", "TableNumber: ", "TableNumber: ", "TableText: Không dự thi",
				"TableNumber: 4", "TableText: Vũ E", "TableText: Chi bộ 1", "TableNumber: 0/20", "TableNumber: 0", "TableText: ",
				// (1000 + 655 + 0) / 3 = 551.67.
				"Gap: ", "BodyText: Danh sách có 4 đồng chí, trong đó 3 đồng chí có kết quả, điểm trung bình 5,52.",
			},
		},
		"results of nobody": {
			Results{Rows: []Result{{Name: "Phạm D", Unit: "Chi bộ 2"}}},
			[]string{
				"TableHead: STT", "TableHead: Họ và tên", "TableHead: Đơn vị", "TableHead: Số câu đúng", "TableHead: Điểm", "TableHead: Ghi chú",
				"TableNumber: 1", "TableText: Phạm D", "TableText: Chi bộ 2", "TableText: ", "TableText: ", "TableText: ",
				"Gap: ", "BodyText: Danh sách có 1 đồng chí, trong đó 0 đồng chí có kết quả.",
			},
		},
		"attendance": {
			Attendance{[]Attendee{
				{"Nguyễn Văn A", "Chi bộ 1", true, ""},
				{"Lê Thị C", "Chi bộ 2", false, "Có lý do"},
				{"Phạm D", "Chi bộ 2", true, "Báo cáo viên ghi"},
			}},
			[]string{
				"TableHead: STT", "TableHead: Họ và tên", "TableHead: Đơn vị", "TableHead: Điểm danh", "TableHead: Ghi chú",
				"TableNumber: 1", "TableText: Nguyễn Văn A", "TableText: Chi bộ 1", "TableText: Có mặt", "TableText: ",
				"TableNumber: 2", "TableText: Lê Thị C", "TableText: Chi bộ 2", "TableText: Vắng", "TableText: Có lý do",
				"TableNumber: 3", "TableText: Phạm D", "TableText: Chi bộ 2", "TableText: Có mặt", "TableText: Báo cáo viên ghi",
				"Gap: ", "BodyText: Danh sách có 3 đồng chí, trong đó 2 đồng chí có mặt, 1 đồng chí vắng.",
			},
		},
	} {
		want := slices.Concat(above, row.want, below)
		if got := read(t, mustDocx(t, signed(row.list))); !slices.Equal(got, want) {
			t.Errorf("%s: got\n%s\nwant\n%s", name, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

func TestTheColumnsOfListsFillTheText(t *testing.T) {
	for name, widths := range map[string][]float64{"results": resultWidths, "attendance": attendeeWidths} {
		sum := 0.0
		for _, w := range widths {
			sum += w
		}
		if math.Abs(sum-TextWidth) > 0.01 {
			t.Errorf("%s: %.1f mm, want %.1f", name, sum, TextWidth)
		}
	}
}
