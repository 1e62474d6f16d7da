package main

import (
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"camnang/bot/quiz"
	"camnang/bot/quiz/starting"
	"camnang/bot/sheet"
	"camnang/corpus/calendar"
)

// A trainer gives questions to the class, an officer answers and learns, the trainer reads how it went; then a test, and a
// session with attendance by code: the page, the simulator and the bot of `try`, in a real browser on a telephone.
func TestTrainingInABrowser(t *testing.T) {
	needs(t, "chromium")
	t.Parallel()
	program := start(t, []string{"DATA_DIR=" + folder(t), "LISTEN=127.0.0.1:0"}, "try")
	p := &pupil{
		planner: &planner{tab: openTab(t, program.page(t)), page: program.page(t), today: calendar.On(time.Now().In(hanoi))},
		shipped: shippedQuestions(t),
	}
	p.become("1002")
	p.taps(hook("start"))
	p.answered(0)
	p.gives()
	// Nobody has been played yet but the trainer: what is given arrives all the same.
	p.becomes("1001")
	p.practises()
	p.learns()
	p.becomes("1002")
	p.reads()
	p.tests()
	p.becomes("1001")
	p.sits()
	p.becomes("1002")
	code := p.calls()
	p.becomes("1001")
	p.attends(code)

	if wide := evaluate[int](p.tab, `document.documentElement.scrollWidth`); wide > 390 {
		t.Errorf("the page is %d pixels wide on a telephone of 390", wide)
	}
	p.mu.Lock()
	for _, what := range p.trouble {
		t.Error(what)
	}
	p.mu.Unlock()
	program.stop(t)
}

// shippedQuestions are the questions of a new bank, by what they ask.
func shippedQuestions(t *testing.T) map[string]quiz.Question {
	t.Helper()
	index, err := builtIndex()
	must(t, err)
	all, err := starting.Questions(index.Library())
	must(t, err)
	by := map[string]quiz.Question{}
	for _, q := range all {
		by[q.Stem] = q
	}
	return by
}

// pupil is somebody with a telephone who trains, and who knows the answers.
type pupil struct {
	*planner
	shipped map[string]quiz.Question
}

// becomes hands the telephone on.
func (p *pupil) becomes(person string) {
	p.t.Helper()
	p.taps(`[id="back"]`)
	p.become(person)
}

// gives has the trainer give three questions of a topic to the class.
func (p *pupil) gives() {
	p.says("/giaobai", "Bài đã giao và bản nháp", "Ôn tập tuần trước")
	p.presses("Giao bài luyện tập", "Luyện tập: bản nháp", "Lớp bồi dưỡng")
	p.presses("Chọn câu hỏi", "Câu hỏi: chưa chọn")
	p.presses("Theo chủ đề và số lượng", "chủ đề nào")
	p.presses("Thi hành kỷ luật trong Đảng", "bao nhiêu câu")
	p.presses("3 câu", "Đã chọn thêm 3 câu")
	p.presses("Xong, về bản nháp", "Câu hỏi: 3 câu")
	p.presses("Đặt hạn trả lời", "không đặt hạn")
	p.presses("1 ngày", p.day(1))
	p.presses("Xem trước và giao bài", "Xem trước", "Câu đầu tiên")
	p.picture("phone-give")
	p.presses("Giao bài", "Đã giao bài")
}

// polls is what is seen of a quiz: the question, the options in the order of the screen.
const polls = `[...document.querySelectorAll('[data-testid="poll"]')]`

// votes answers the quiz at a place, rightly or not, and waits for what the bot says to it.
func (p *pupil) votes(place int, right bool, parts ...string) {
	p.t.Helper()
	said := strings.Split(evaluate[string](p.tab, fmt.Sprintf(`(() => {
		const box = %s[%d];
		const message = box.closest('[data-testid="message"]');
		return [message.dataset.id, box.querySelector('.poll-question').textContent,
			...[...box.querySelectorAll('[data-testid="option"]')].map((o) => o.dataset.label)].join('\x1f');
	})()`, polls, place)), "\x1f")
	q, known := p.shipped[said[1]]
	if !known {
		p.t.Fatalf("the bank has no question %q", said[1])
	}
	before := p.messages()
	for i, label := range said[2:] {
		is := slices.ContainsFunc(q.Options, func(o quiz.Option) bool { return o.Text == label && o.Right })
		if is != right {
			continue
		}
		p.taps(chromedp.CSS(fmt.Sprintf(`[data-testid="message"][data-id="%s"] [data-testid="option"][data-index="%d"]`, said[0], i)))
		if !right || !q.Several() {
			break
		}
	}
	if q.Several() {
		p.taps(chromedp.CSS(fmt.Sprintf(`[data-testid="message"][data-id="%s"] [data-testid="vote"]`, said[0])))
	}
	p.answered(before)
	p.shows(parts...)
}

// practises has the officer answer what came: the last question wrongly, the first rightly.
func (p *pupil) practises() {
	p.until(polls + `.length === 3`)
	p.votes(2, false, "Chưa chính xác", "Đáp án", "Căn cứ")
	p.until(`document.querySelector('[data-testid="verdict"]') !== null`)
	p.picture("phone-quiz")
	before := p.messages()
	p.taps(chromedp.CSS(`[data-testid="message"]:last-of-type [data-testid="button"][data-label^="Xem căn cứ"]`))
	wants(p.t, p.answered(before), "Căn cứ", "hiệu lực")
	p.picture("phone-quiz-clause")
	p.votes(0, true, "Đúng.", "Căn cứ")
	p.votes(1, true, "Đồng chí đã trả lời đủ 3 câu, đúng 2 câu")
}

// errs answers the card of a question wrongly, with the first wrong option there is.
func (p *pupil) errs(parts ...string) {
	p.t.Helper()
	card := evaluate[string](p.tab, newest)
	for stem, q := range p.shipped {
		if !strings.Contains(card, stem) {
			continue
		}
		for i, option := range regexp.MustCompile(`(?m)[A-L]\. `).Split(card, -1)[1:] {
			if slices.ContainsFunc(q.Options, func(o quiz.Option) bool { return o.Right && strings.HasPrefix(option, o.Text) }) {
				continue
			}
			if q.Several() {
				p.presses(quiz.Letter(i), "Đồng chí chọn")
				p.presses("Trả lời", parts...)
			} else {
				p.presses(quiz.Letter(i), parts...)
			}
			return
		}
	}
	p.t.Fatalf("the card asks nothing of the bank: %s", card)
}

// learns has the officer repeat, take one more question, and read how it goes.
func (p *pupil) learns() {
	p.says("/ontap", "Ôn tập")
	p.presses("Học thêm câu mới", "Ôn tập – câu thêm")
	p.picture("phone-ontap-card")
	p.errs("Chưa chính xác", "Đáp án", "Căn cứ", "Câu này sẽ được ôn lại")
	p.picture("phone-ontap")
	p.says("/ketqua", "Kết quả của đồng chí", "Thi hành kỷ luật trong Đảng", "Đúng 2/3 câu")
	p.picture("phone-ketqua")
}

// reads has the trainer read the results, and take the picture and the workbook.
func (p *pupil) reads() {
	p.says("/baocao", "Báo cáo kết quả học tập")
	p.presses("Bài đã giao (2)", "1. Thi hành kỷ luật trong Đảng", "2. Ôn tập tuần trước")
	p.taps(chromedp.CSS(`[data-testid="message"]:last-of-type [data-testid="button"][data-label^="1. Thi hành kỷ luật"]`))
	p.shows("Điểm trung bình: 6,67", "Được giao")
	p.picture("phone-results-card")
	before := p.messages()
	p.taps(`[data-testid="button"][data-label="Tải bảng Excel"]`)
	wants(p.t, p.answered(before), "bảng Excel")
	address := evaluate[string](p.tab, fromBot+`.at(-1).querySelector('a.file-link').href`)
	response, err := http.Get(address)
	must(p.t, err)
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	must(p.t, err)
	table, err := sheet.Read("ket-qua.xlsx", content)
	must(p.t, err)
	lan := slices.IndexFunc(table.Rows, func(r sheet.Row) bool { return slices.Contains(r.Cells, "Nguyễn Thị Lan") })
	if lan < 0 || !slices.Contains(table.Rows[lan].Cells, "M001") {
		p.t.Errorf("the workbook holds %+v", table.Rows)
	}
	p.picture("phone-results-file")

	// Of one officer's marks no picture is drawn; of those of the class's earlier exercise one is.
	p.says("/baocao", "Báo cáo kết quả học tập")
	p.presses("Bài đã giao (2)", "2. Ôn tập tuần trước")
	p.presses("2. Ôn tập tuần trước (mẫu)", "Điểm trung bình: 6,50", "Được giao: 7 đồng chí")
	before = p.messages()
	p.taps(`[data-testid="message"]:last-of-type [data-testid="button"][data-label="Biểu đồ"]`)
	p.until(fmt.Sprintf(`%s.length >= %d`, fromBot, before+2))
	p.pictured()
	p.picture("phone-results")
}

// tests has the trainer give a test of three questions.
func (p *pupil) tests() {
	p.says("/giaobai", "Bài đã giao và bản nháp")
	p.presses("Giao bài kiểm tra", "Kiểm tra: bản nháp")
	p.presses("Chọn câu hỏi", "Câu hỏi: chưa chọn")
	p.presses("Theo chủ đề và số lượng", "chủ đề nào")
	p.presses("Giải quyết tố cáo", "bao nhiêu câu")
	p.presses("3 câu", "Đã chọn thêm 3 câu")
	p.presses("Xong, về bản nháp", "Câu hỏi: 3 câu")
	p.presses("Xem trước và giao bài", "Xem trước")
	p.presses("Giao bài", "Đã giao bài")
}

// sits has the officer take the test on its card.
func (p *pupil) sits() {
	p.shows("Bài kiểm tra, 3 câu")
	p.presses("Bắt đầu làm bài", "Câu 1/3")
	p.presses("A", "Đồng chí chọn: A")
	p.picture("phone-test")
	p.presses("Câu tiếp", "Câu 2/3")
	p.presses("B", "Đồng chí chọn: B")
	p.presses("Câu tiếp", "Câu 3/3")
	p.presses("A", "Đồng chí chọn: A")
	p.presses("Nộp bài", "Đã trả lời 3/3 câu")
	p.picture("phone-test-hand")
	p.presses("Nộp bài", "/3 câu, điểm")
	p.picture("phone-test-over")
}

// calls has the trainer set a session of today and open its roll; it returns the code.
func (p *pupil) calls() string {
	p.says("/lop", "Lớp bồi dưỡng", "Báo cáo viên: Trần Văn Minh")
	p.presses("Buổi học", "Chưa có buổi học nào")
	p.presses("Thêm buổi học", "ghi buổi học")
	p.says(p.today.Vietnamese()+", Hội trường A: Thi hành kỷ luật", "Hội trường A")
	p.presses("Ghi buổi học", "Đã ghi buổi học")
	p.presses("Điểm danh", "Điểm danh đang đóng")
	p.presses("Mở điểm danh", "Mã điểm danh")
	p.picture("phone-roll")
	return regexp.MustCompile(`Mã điểm danh: (\d{4})`).FindStringSubmatch(evaluate[string](p.tab, newest))[1]
}

// attends has the officer look at the class and send the code.
func (p *pupil) attends(code string) {
	p.says("/lop", "Buổi học tới", "Hội trường A")
	p.picture("phone-class")
	p.presses("Điểm danh", "mã điểm danh 4 chữ số")
	p.says(code, "Đã điểm danh: đồng chí có mặt")
	p.picture("phone-attended")
}
