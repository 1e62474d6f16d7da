package procedure

import (
	"fmt"

	"camnang/corpus"
	"camnang/corpus/calendar"
)

// Computed is a limit with its day, and all that explains it.
type Computed struct {
	Limit Limit
	Count calendar.Count
	// Day is the last day of the limit as counted; that it is a day off does not move it.
	Day calendar.Day
	// Latest is the last day with every extension; zero where the source knows none.
	Latest calendar.Day
	// Old is true when the clause is in force no more: the limit serves a case of its time.
	Old bool
	// Notes are sentences for the officer: what is not certain, what the source does not say; in Vietnamese.
	Notes []string
}

// Compute is Counted of the limit with the id; Unknown when the set has none.
func (s *Set) Compute(id string, start calendar.Day, today calendar.AsOf, w *calendar.Workdays) (Computed, Refusal) {
	l, known := s.Limit(id)
	if !known {
		return Computed{}, Unknown
	}
	return Counted(l, start, today, w)
}

// Counted computes a limit for a start event on the day start, in the light of today and of the days off. It is computed
// only when its clause was in force on that day; an own limit always. An extension is counted from the last day of the
// limit on.
func Counted(l Limit, start calendar.Day, today calendar.AsOf, w *calendar.Workdays) (Computed, Refusal) {
	if why := l.refused(start); why != "" {
		return Computed{}, why
	}
	c := Computed{Limit: l, Count: w.Count(start, l.Amount, l.Unit)}
	c.Day = c.Count.Due
	c.Old = !l.Own() && (&corpus.Clause{Span: l.Span}).On(today) == corpus.Lapsed
	var extended calendar.Count
	if l.Extension != nil {
		extended = w.Count(c.Day, l.Extension.Amount, l.Extension.Unit)
		c.Latest = extended.Due
	}
	c.Notes = c.notes(today, extended)
	return c, ""
}

// notes are what the officer must know of the result besides its figures.
func (c Computed) notes(today calendar.AsOf, extended calendar.Count) []string {
	var out []string
	l, start := c.Limit, c.Count.Start
	if c.Old {
		out = append(out, fmt.Sprintf("Điều khoản làm căn cứ đã hết hiệu lực, ngày cuối còn hiệu lực là %s. "+
			"Kết quả chỉ dùng cho vụ việc có mốc tính trong thời gian điều khoản còn hiệu lực.", l.Span.To.Vietnamese()))
	}
	if start.After(today.Day) {
		out = append(out, "Mốc tính ở sau hôm nay; đến ngày đó cần kiểm tra lại căn cứ còn hiệu lực.")
	}
	if l.Confidence == corpus.Medium {
		out = append(out, "Căn cứ có độ tin cậy trung bình; cần đối chiếu văn bản trước khi dùng.")
	}
	if l.Ask {
		out = append(out, "Mốc tính do đồng chí xác nhận.")
	}
	if l.Own() {
		out = append(out, "Thời hạn này do quy trình của đơn vị đặt.")
	}
	out = append(out, l.NotSaid...)
	source := "Tài liệu Trợ lý có"
	if l.Own() {
		source = "Quy trình của đơn vị"
	}
	out = append(out, source+" không nói có tính ngày của mốc hay không; Trợ lý đếm từ ngày liền sau.")
	if c.Count.Last.Off || extended.Last.Off {
		out = append(out, source+" không nói khi ngày cuối là ngày nghỉ thì có lùi sang ngày làm việc tiếp theo hay không.")
	}
	if !c.Count.Certain || l.Extension != nil && !extended.Certain {
		out = append(out, "Trong thời gian này có ngày nghỉ lễ mà Trợ lý chưa có thông báo chính thức; kết quả có thể thay đổi.")
	}
	return out
}
