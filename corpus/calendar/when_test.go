package calendar

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"camnang/corpus/viet"
)

// officers is the zone of the officers.
var officers = time.FixedZone("+07", 7*3600)

// written is a reading as testdata/when.txt writes it.
func written(r Reading) string {
	var parts []string
	for _, w := range r.Whens {
		s := w.Day.String()
		if !w.To.IsZero() {
			s += ".." + w.To.String()
		}
		if w.Minute > 0 {
			s += fmt.Sprintf(" %02d:%02d", w.Minute/60, w.Minute%60)
		}
		if w.By {
			s += " by"
		}
		parts = append(parts, s)
	}
	for _, words := range r.Impossible {
		parts = append(parts, "impossible "+viet.Unmark(words))
	}
	if r.Repeat != "" {
		parts = append(parts, r.Repeat)
	}
	if len(parts) == 0 {
		return "nothing"
	}
	return strings.Join(parts, "; ")
}

func TestPhrasesNameTheirTime(t *testing.T) {
	file, err := os.ReadFile("testdata/when.txt")
	if err != nil {
		t.Fatal(err)
	}
	w := NewWorkdays(ShippedShifts()...)
	now, phrases := time.Time{}, 0
	for n, line := range strings.Split(string(file), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if at, ok := strings.CutPrefix(line, "@ "); ok {
			if now, err = time.ParseInLocation("2006-01-02 15:04", at, officers); err != nil {
				t.Fatalf("line %d: %v", n+1, err)
			}
			continue
		}
		columns := strings.Split(line, " | ")
		if len(columns) < 2 {
			t.Fatalf("line %d: no reading", n+1)
		}
		phrases++
		unmarked := columns[1]
		if len(columns) == 3 {
			unmarked = strings.TrimPrefix(columns[2], "unmarked: ")
		}
		for _, row := range []struct{ how, text, want string }{
			{"as it stands", columns[0], columns[1]},
			{"without marks", viet.Unmark(columns[0]), unmarked},
			{"in capitals", strings.ToUpper(columns[0]), columns[1]},
			{"decomposed", norm.NFD.String(columns[0]), columns[1]},
		} {
			r := ReadWhen(row.text, now, w)
			if got := written(r); got != row.want {
				t.Errorf("line %d, %s: %q\n got %s\nwant %s", n+1, row.how, row.text, got, row.want)
			}
			for _, when := range r.Whens {
				if !strings.Contains(when.Echo, dayText(when.Day)) {
					t.Errorf("line %d: %q does not echo %v", n+1, when.Echo, when.Day)
				}
			}
		}
	}
	if phrases < 150 {
		t.Errorf("only %d phrases", phrases)
	}
}

func TestReadingsAreEchoedAndTakenOut(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, officers)
	w := NewWorkdays(ShippedShifts()...)
	for _, row := range []struct{ rule, text, echo, phrase, rest string }{
		{
			"an hour with a day due by then", "nhắc tôi nộp báo cáo quý trước 15h thứ sáu tuần sau",
			"thứ Sáu, 4/12/2026, trước 15 giờ 00", "trước 15h thứ sáu tuần sau", "nhắc tôi nộp báo cáo quý",
		},
		{
			"parts that stand apart", "15h họp chi bộ ngày mai tại hội trường",
			"thứ Ba, 24/11/2026, 15 giờ 00", "15h; ngày mai", "họp chi bộ tại hội trường",
		},
		{"a day alone", "họp vào ngày 30/11", "thứ Hai, 30/11/2026", "vào ngày 30/11", "họp"},
		{"a last day", "Hạn nộp: 30/11, gửi bản ký số", "chậm nhất thứ Hai, 30/11/2026", "Hạn nộp: 30/11", "gửi bản ký số"},
		{"what an edge is taken for", "tổng hợp cuối tháng", "thứ Hai, 30/11/2026 (ngày cuối tháng)", "cuối tháng", "tổng hợp"},
		{"what a part of the day is taken for", "Chiều mai họp", "thứ Ba, 24/11/2026, 14 giờ 00 (buổi chiều, lấy 14 giờ 00)", "Chiều mai", "họp"},
		{"its end", "cuối giờ chiều mai", "thứ Ba, 24/11/2026, 17 giờ 00 (cuối buổi chiều, lấy 17 giờ 00)", "cuối giờ chiều mai", ""},
		{"what was counted", "sau 10 ngày làm việc", "thứ Hai, 7/12/2026 (10 ngày làm việc kể từ hôm nay)", "sau 10 ngày làm việc", ""},
		{
			"from which day", "trong vòng 30 ngày kể từ ngày 10/12/2026", "chậm nhất thứ Bảy, 9/1/2027 (30 ngày kể từ 10/12/2026)",
			"trong vòng 30 ngày kể từ ngày 10/12/2026", "",
		},
		{"a stretch", "tuần sau đi cơ sở", "từ thứ Hai, 30/11/2026 đến Chủ nhật, 6/12/2026", "tuần sau", "đi cơ sở"},
		{"a range of hours", "họp (8h-10h ngày 5/12)", "thứ Bảy, 5/12/2026, từ 08 giờ 00 đến 10 giờ 00", "8h-10h ngày 5/12", "họp"},
		{"the lunar calendar", "mùng 10 tháng 3 âm lịch nghỉ", "thứ Sáu, 16/4/2027 (ngày 10 tháng 3 âm lịch)", "mùng 10 tháng 3 âm lịch", "nghỉ"},
		{"the solar one, where the word is of both", "mùng 5", "thứ Bảy, 5/12/2026 (dương lịch)", "mùng 5", ""},
		{"a recurrence", "nộp báo cáo trước ngày 25 hằng tháng", "chậm nhất thứ Tư, 25/11/2026 (hằng tháng, ngày 25)", "trước ngày 25 hằng tháng", "nộp báo cáo"},
		{"a day that has passed", "hôm qua", "Chủ nhật, 22/11/2026 (đã qua)", "hôm qua", ""},
		{"the period of a report stays", "Báo cáo quý III nộp 30/11", "thứ Hai, 30/11/2026", "30/11", "Báo cáo quý III nộp"},
		{
			"the date of a document stays", "Thực hiện 15-KH/UBKT ngày 10/11/2026 trước 30/11", "chậm nhất thứ Hai, 30/11/2026",
			"trước 30/11", "Thực hiện 15-KH/UBKT ngày 10/11/2026",
		},
		{"a verb before the time stays whole", "thông qua ngày 5/12", "thứ Bảy, 5/12/2026", "ngày 5/12", "thông qua"},
		{"without marks \"toi\" is a person behind a verb", "nhac toi mai hop", "thứ Ba, 24/11/2026", "mai", "nhac toi hop"},
		{"where that may be \"tối\" there is no hour", "thu sau toi nop bao cao", "thứ Sáu, 27/11/2026", "thu sau toi", "nop bao cao"},
	} {
		t.Run(row.rule, func(t *testing.T) {
			r := ReadWhen(row.text, now, w)
			echo := ""
			if len(r.Whens) == 1 {
				echo = r.Whens[0].Echo
			}
			if echo != row.echo || r.Phrase != row.phrase || r.Rest != row.rest || len(r.Impossible) > 0 {
				t.Errorf("%q: %+v\nwant echo %q, phrase %q, rest %q", row.text, r, row.echo, row.phrase, row.rest)
			}
		})
	}
}

func TestATextWithoutATimeStaysAsItIs(t *testing.T) {
	for _, text := range []string{
		"", "  ", "Điều 5, khoản 2 (điểm a) – Quy định 21-QĐ/TW", "- kiểm tra khi có dấu hiệu vi phạm;", "đạt 3/5 cuộc, 12% chỉ tiêu",
		"ý kiến của đồng chí Mai", "gặp chị Mai", "chuyển sang phòng 5", "tối đa 5 người, tối thiểu 3", "người thứ hai phát biểu", "\xff\xfe",
	} {
		r := ReadWhen(text, time.Date(2026, 11, 23, 9, 0, 0, 0, officers), NewWorkdays())
		if written(r) != "nothing" || r.Phrase != "" || r.Rest != viet.Space(text) {
			t.Errorf("%q: %+v", text, r)
		}
	}
}

// FuzzReadWhen: no text panics, every day is one, nothing is made up, and nothing is both read and left.
func FuzzReadWhen(f *testing.F) {
	for _, s := range []string{
		"nhắc tôi nộp báo cáo quý trước 15h thứ sáu tuần sau", "từ 5 đến 10/12", "rằm tháng bảy âm lịch", "ngày 25 tháng cuối mỗi quý", "8-10h",
		"trong vòng 30 ngày kể từ ngày 10/12/2026", "30 Tết", "3 giờ kém 15", "sau ngay nua", "12/2026/3", "thứ sáu cuối tháng", "(5/12)",
		"mai 8h họp, kết thúc 16h", "hôm trước đại hội ngày 15/1", "1, 5 hoặc 6/12", "1,5 tháng nữa", "sau kỳ nghỉ tết", "20 - 25/12 âl", "tổ thứ hai", "n\u0302\u200b5/\u200d6",
	} {
		f.Add(s, int64(1795399200))
	}
	w := NewWorkdays()
	f.Fuzz(func(t *testing.T, text string, at int64) {
		now := time.Unix(at%(1<<32), 0).In(officers)
		r := ReadWhen(text, now, w)
		if !subsequence(r.Rest, text) || len(solid(r.Rest))+len(solid(r.Phrase))-strings.Count(r.Phrase, ";") > len(solid(text)) {
			t.Fatalf("%q, read %q, leaves %q", text, r.Phrase, r.Rest)
		}
		for _, words := range append(strings.Split(r.Phrase, "; "), r.Impossible...) {
			if !subsequence(words, text) {
				t.Fatalf("%q makes up %q", text, words)
			}
		}
		for _, when := range r.Whens {
			d := when.Day
			again, ok := Date(d.Year(), d.Month(), d.DayOfMonth())
			if !ok || again != d || when.Minute < 0 || when.Minute >= 24*60 || !when.To.IsZero() && when.To.Before(d) || when.Echo == "" {
				t.Fatalf("%q: %+v", text, when)
			}
			if when.By && d.Before(On(now)) && len(r.Whens) == 1 {
				t.Fatalf("%q is due before now: %+v", text, when)
			}
		}
		if r.Repeat != "" {
			if rule, err := ParseRecurrence(r.Repeat); err != nil || rule.String() != r.Repeat {
				t.Fatalf("%q: recurrence %q, %v", text, r.Repeat, err)
			}
		}
		if len(r.Whens) > 0 && r.Phrase == "" {
			t.Fatalf("%q: %v read from no words", text, r.Whens)
		}
	})
}

// solid is a text without its white space.
func solid(s string) string { return strings.Join(strings.Fields(s), "") }

// subsequence reports whether part is text with signs left out, white space aside.
func subsequence(part, text string) bool {
	rest := solid(text)
	for _, c := range []byte(solid(part)) {
		i := strings.IndexByte(rest, c)
		if i < 0 {
			return false
		}
		rest = rest[i+1:]
	}
	return true
}
