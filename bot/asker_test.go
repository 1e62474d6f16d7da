package bot

import (
	"context"
	"fmt"
	"sort"
	"strings"

	"camnang/corpus"
	"camnang/corpus/calendar"
	"camnang/corpus/viet"
	"camnang/retrieval/answer"
)

// wordAsker is a small true Asker: it ranks the clauses of a library by the words they share with the
// inquiry, follows the day that the inquiry names, and shows as current only what is in force on it.
type wordAsker struct {
	library *corpus.Library
	away    bool
}

func (w *wordAsker) Ask(_ context.Context, in answer.Inquiry) answer.Answer {
	a := answer.Answer{Inquiry: in.Text, AsOf: calendar.AsOf{Day: in.Today}, Fingerprint: w.library.Fingerprint()}
	plain := viet.Unmark(in.Text)
	switch {
	case w.away:
		a.Kind = answer.Unavailable
		a.Lead = []string{"Chức năng tra cứu đang gián đoạn. Trợ lý không trả lời khi chưa có căn cứ. Đề nghị đồng chí thử lại sau ít phút."}
		return a
	case strings.Contains(plain, "bo qua huong dan"):
		a.Kind = answer.Refused
		a.Lead = []string{"Trợ lý không thực hiện yêu cầu này."}
		return a
	case strings.Contains(plain, "thoi tiet"):
		a.Kind = answer.OutOfScope
		a.Lead = []string{"Nội dung này nằm ngoài phạm vi công tác kiểm tra, giám sát và kỷ luật của Đảng."}
		return a
	}
	if times, _ := calendar.Mentions(in.Text, in.Today); len(times) > 0 {
		a.AsOf = times[0].AsOf(in.Today)
	}
	found := w.rank(plain, a.AsOf)
	if len(found) == 0 {
		a.Kind = answer.NotFound
		a.Heading = "Chưa tìm thấy căn cứ"
		a.Lead = []string{fmt.Sprintf("Trợ lý chưa tìm thấy căn cứ cho nội dung này trong %d văn bản hiện có.", len(w.library.Documents()))}
		return a
	}
	first := found[0]
	switch {
	case first.Clause.Gap:
		a.Kind, a.Heading, a.Lead = answer.NotFound, "Chưa tìm thấy căn cứ", []string{first.Quote}
		found = found[:1]
	case first.Force == corpus.Lapsed:
		a.Kind, a.Heading = answer.Lapsed, "⚠️ Chưa có điều khoản hiện hành"
		a.Lead = []string{fmt.Sprintf("Điều khoản gần nhất có hiệu lực đến hết ngày %s, nay đã hết hiệu lực.", first.Clause.Span.To.Vietnamese())}
	default:
		a.Kind = answer.Quoted
		a.Heading = fmt.Sprintf("Trả lời (theo quy định còn hiệu lực tính đến ngày %s)", a.AsOf.Vietnamese())
		a.Closing = []string{"Nội dung có tính chất tham khảo; khi áp dụng, đề nghị đồng chí đối chiếu văn bản gốc."}
	}
	a.Citations = found
	return a
}

func (w *wordAsker) rank(plain string, asOf calendar.AsOf) []answer.Citation {
	asked := viet.Syllables(plain)
	var out []answer.Citation
	for _, c := range w.library.Clauses() {
		force := c.On(asOf)
		if force == corpus.NotYet {
			continue
		}
		best := 0.0
		for _, text := range append([]string{c.Heading}, c.Asked...) {
			best = max(best, shared(asked, text))
		}
		if best >= 0.5 {
			out = append(out, answer.Citation{Clause: c, Quote: c.Text, Force: force, Score: best})
		}
	}
	sort.Slice(out, func(i, j int) bool {
		if (out[i].Force == corpus.Lapsed) != (out[j].Force == corpus.Lapsed) {
			return out[j].Force == corpus.Lapsed
		}
		if out[i].Score != out[j].Score {
			return out[i].Score > out[j].Score
		}
		return out[i].Clause.ID < out[j].Clause.ID
	})
	return out[:min(len(out), 10)]
}

// shared is the share of the inquiry's syllables that a text holds.
func shared(asked []viet.Syllable, text string) float64 {
	held := map[string]bool{}
	for _, s := range viet.Syllables(text) {
		held[s.Plain] = true
	}
	n := 0
	for _, s := range asked {
		if held[s.Plain] {
			n++
		}
	}
	return float64(n) / float64(max(1, len(asked)))
}
