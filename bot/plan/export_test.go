package plan

import (
	"strings"
	"testing"

	"camnang/bot/sheet"
	"camnang/corpus/calendar"
)

func TestProgressSaysHowEachStepStands(t *testing.T) {
	reasoned := func(s Step) Step {
		s.Reason = Reason{Source: Computed, Limit: "E01"}
		return s
	}
	asked := due("2026-09-10")
	asked.Asked = &Asked{Day: calendar.MustDay("2026-09-30"), Why: "chờ xác minh"}
	noted := due("2026-09-01").doneAt(t, "2026-08-30 09:00")
	noted.Ended.Note = "đã gửi"
	minute := due("2026-09-15")
	minute.Minute = 480
	full := due("2026-12-01")
	full.ID, full.Stage, full.Lead, full.Product, full.Sample, full.Minute = "7", Conclude, "o1", "Thông báo kết luận", true, 900
	undated := reasoned(due("2026-01-01"))
	undated.Day = calendar.Day{}
	plans := []*Plan{
		{Number: 127, Kind: Case, Title: "Giám sát chuyên đề", Unit: "u1", State: Open, Steps: []Step{full}},
		{Number: 2, Kind: Errand, State: Open, Steps: []Step{
			noted, due("2026-08-01").doneAt(t, "2026-08-04 09:00"), asked, minute, due("2026-09-15"), due("2026-09-16"), undated,
			reasoned(due("2026-12-20").movedFrom(t, "2026-11-20", "2026-09-01 09:00", true).movedFrom(t, "2026-12-01", "2026-09-02 09:00", false)),
		}},
		{Number: 3, Kind: Year, State: Cancelled, Steps: []Step{due("2026-08-01")}, Log: []Entry{{What: Cancelling, At: moment(t, "2026-08-20 09:00")}}},
	}
	got := joined(Progress(plans, reportNames(), moment(t, "2026-09-15 09:00").In(ict))[0])
	want := strings.Join([]string{
		"Tiến độ: Mã | Kế hoạch | Loại | Đơn vị | Bước | Việc | Giai đoạn | Phụ trách | Hạn | Giờ | Căn cứ của hạn | Hạn trước đây | " +
			"Tài liệu phải có | Tình trạng | Ngày kết thúc | Số ngày chậm | Ghi chú",
		"2 KH-0127 | Giám sát chuyên đề | Cuộc kiểm tra, giám sát | Đơn vị u1 | 7 | Việc | Kết thúc | Đồng chí o1 | 1/12/2026 | 15 giờ 00 | " +
			"Mẫu tham khảo: bước này theo mẫu hồ sơ, không dựa trên điều khoản nào. |  | Thông báo kết luận | Chưa đến hạn |  |  | ",
		"3 KH-0002 |  | Việc đơn lẻ |  | 1 | Việc |  |  | 1/9/2026 |  |  |  |  | Đã hoàn thành | 30/8/2026 |  | đã gửi",
		"4 KH-0002 |  | Việc đơn lẻ |  | 1 | Việc |  |  | 1/8/2026 |  |  |  |  | Hoàn thành chậm | 4/8/2026 | 3 | ",
		"5 KH-0002 |  | Việc đơn lẻ |  | 1 | Việc |  |  | 10/9/2026 |  |  |  |  | Quá hạn, đang đề nghị gia hạn đến 30/9/2026 |  | 5 | ",
		"6 KH-0002 |  | Việc đơn lẻ |  | 1 | Việc |  |  | 15/9/2026 | 08 giờ 00 |  |  |  | Quá hạn |  | 0 | ",
		"7 KH-0002 |  | Việc đơn lẻ |  | 1 | Việc |  |  | 15/9/2026 |  |  |  |  | Đến hạn hôm nay |  |  | ",
		"8 KH-0002 |  | Việc đơn lẻ |  | 1 | Việc |  |  | 16/9/2026 |  |  |  |  | Chưa đến hạn |  |  | ",
		"9 KH-0002 |  | Việc đơn lẻ |  | 1 | Việc |  |  |  |  |  |  |  | Chưa đặt ngày |  |  | ",
		"10 KH-0002 |  | Việc đơn lẻ |  | 1 | Việc |  |  | 20/12/2026 |  | Trước khi đổi ngày: Căn cứ: E01 | " +
			"20/11/2026, được gia hạn: chờ xác minh\n1/12/2026: chờ xác minh |  | Chưa đến hạn |  |  | ",
		"11 KH-0003 |  | Kế hoạch năm |  | 1 | Việc |  |  | 1/8/2026 |  |  |  |  | Đã hủy | 20/8/2026 |  | ",
	}, "\n")
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestProgressIsAsManySheetsAsItTakes: a workbook can be read again only when no sheet has more rows than the limit.
func TestProgressIsAsManySheetsAsItTakes(t *testing.T) {
	now := moment(t, "2026-09-15 09:00").In(ict)
	if empty := Progress(nil, reportNames(), now); len(empty) != 1 || len(empty[0].Rows) != 0 || len(empty[0].Head) != 17 {
		t.Errorf("of nothing: %+v", empty)
	}
	long := &Plan{Number: 1, Kind: Year, Steps: make([]Step, sheet.RowLimit+1)}
	tables := Progress([]*Plan{long}, reportNames(), now)
	if len(tables) != 2 || len(tables[0].Rows) != sheet.RowLimit || len(tables[1].Rows) != 1 || tables[1].Rows[0].Number != 2 {
		t.Fatalf("%d sheets", len(tables))
	}
	if _, err := sheet.Write(tables...); err != nil {
		t.Error(err)
	}
}
