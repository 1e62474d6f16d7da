package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"camnang/bot/simulator"
	"camnang/corpus/calendar"
)

// An officer and the head of the committee plan, are reminded, ask why and look at how work goes: the page, the simulator
// and the bot of `try`, in a real browser on a telephone.
func TestPlansInABrowser(t *testing.T) {
	needs(t, "chromium")
	t.Parallel()
	program := start(t, []string{"DATA_DIR=" + folder(t), "LISTEN=127.0.0.1:0"}, "try")
	p := &planner{tab: openTab(t, program.page(t)), page: program.page(t)}
	zone, err := time.LoadLocation("Asia/Ho_Chi_Minh")
	must(t, err)
	p.today = calendar.On(time.Now().In(zone))

	// Whoever has not opened the chat cannot be written to, so the head does before the officer asks for time.
	p.become("1003")
	p.taps(hook("start"))
	p.answered(0)
	p.taps(`[id="back"]`)
	p.become("1001")
	p.taps(hook("start"))
	p.answered(0)
	p.sets()
	p.plans()
	p.counts()

	p.taps(`[id="back"]`)
	p.become("1003")
	p.leads()

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

// planner is somebody with a telephone who works with plans.
type planner struct {
	*tab
	// page is the address of the page.
	page  string
	today calendar.Day
}

func (p *planner) become(person string) {
	p.t.Helper()
	ready := `document.documentElement.dataset.state === 'ready'`
	p.until(ready)
	p.taps(hook("person-" + person))
	p.until(ready)
	p.taps(hook("chat-" + person))
}

// shows waits until the newest message of the bot says all of it.
func (p *planner) shows(parts ...string) {
	p.t.Helper()
	for _, part := range parts {
		p.until(fmt.Sprintf(`(%s ?? '').includes(%q)`, newestOrNone, part))
	}
}

// newestOrNone is the text of the bot's newest message; none while there is no message.
const newestOrNone = fromBot + `.at(-1)?.textContent`

// says sends a text and waits for an answer with these words.
func (p *planner) says(text string, parts ...string) {
	p.t.Helper()
	before := p.messages()
	p.types(text)
	p.answered(before)
	p.shows(parts...)
}

// presses taps a button of the newest message and waits until the newest message says what is wanted.
func (p *planner) presses(label string, parts ...string) {
	p.t.Helper()
	button := `[data-testid="message"]:last-of-type [data-testid="button"]`
	p.until(fmt.Sprintf(`[...document.querySelectorAll('%s')].some((b) => b.dataset.label === %q)`, button, label))
	p.taps(chromedp.CSS(button + `[data-label="` + label + `"]`))
	p.shows(parts...)
}

// pictured waits until the newest message shows a picture.
func (p *planner) pictured() {
	p.t.Helper()
	p.until(fromBot + `.at(-1)?.querySelector('img')?.naturalWidth > 0`)
}

func (p *planner) day(after int) string { return p.today.Add(after).Vietnamese() }

// sets has an officer say in a sentence what to be reminded of, once and each month, and choose when.
func (p *planner) sets() {
	p.says("/kehoach", "Việc và thời hạn của đồng chí", "Không có việc nào")
	p.says("nhắc tôi nộp báo cáo quý trước 15h thứ sáu tuần sau", "KH-0001", "trước 15 giờ 00, thứ Sáu")
	p.picture("phone-remind")
	p.says("nhac toi hop chi bo ngay 3 hang thang", "KH-0002", "Lặp lại")
	p.says("/kehoach", "KH-0001", "KH-0002")
	p.presses("Lịch, hình tháng, giờ nhắc", "Lịch và cách nhắc việc")
	p.presses("Giờ và số ngày nhắc", "07 giờ 30")
	p.picture("phone-hours")
	p.presses("Tự chọn", "Đề nghị đồng chí nhập giờ")
	// Whatever the hour of the test, it is within push hours.
	p.says("0h - 23h59; 7, 3, 1", "Đã ghi", "00 giờ 00")
}

// plans has the officer make a plan with a limit that ends tomorrow: the reminder comes, says on what it rests, and more
// time is asked for.
func (p *planner) plans() {
	p.says("/kehoach", "KH-0001")
	p.presses("Lập kế hoạch", "chọn loại việc")
	p.picture("phone-kinds")
	p.presses("Đình chỉ sinh hoạt đảng", "theo quy trình nào")
	p.presses("Chi bộ", "nhập ngày quyết định đình chỉ có hiệu lực")
	p.says(p.day(1-90), "Dự thảo kế hoạch", "90 ngày tính từ", p.day(1))
	p.picture("phone-draft")
	p.presses("Tạo kế hoạch", "Nhắc việc và thời hạn")
	p.shows("KH-0003", p.day(1), "21-QĐ/TW")
	p.picture("phone-reminder")
	p.presses("Xem việc này", "Kết thúc đình chỉ hoặc gia hạn", "Phụ trách: Nguyễn Thị Lan")
	p.picture("phone-step")
	p.presses("Vì sao ngày này?", "Vì sao ngày này? (KH-0003)", "ngày này không tính", p.day(1))
	p.picture("phone-why")
	p.presses("Xem việc này", "Phụ trách: Nguyễn Thị Lan")
	p.presses("Đề nghị gia hạn", "đến ngày nào")
	p.says(p.day(11)+" vì chờ kết luận", "Đã gửi đề nghị gia hạn", "Lê Quang Hòa")
	p.says("/kehoach", "KH-0003")
	p.picture("phone-agenda")
	p.feeds()
	p.says("/kehoach", "KH-0003")
	p.presses("Lịch, hình tháng, giờ nhắc", "Lịch và cách nhắc việc")
	p.presses("Hình tháng này", "Tháng")
	p.pictured()
	p.picture("phone-month")
}

// feeds has the officer take the address of a calendar, which shows days and codes and nothing of the work, and end it.
func (p *planner) feeds() {
	p.presses("Lịch, hình tháng, giờ nhắc", "Lịch và cách nhắc việc")
	p.presses("Địa chỉ lịch cho điện thoại", "Địa chỉ lịch riêng")
	address := regexp.MustCompile(`http://[0-9.:]+/lich/[0-9a-z-]+\.ics`).FindString(evaluate[string](p.tab, newest))
	status, calendar := p.fetched(address)
	wants(p.t, calendar, "BEGIN:VCALENDAR", "KH-0003")
	if status != http.StatusOK || strings.Contains(calendar, "đình chỉ") {
		p.t.Errorf("the calendar feed answered %d:\n%s", status, calendar)
	}
	p.presses("Thu hồi địa chỉ lịch", "Đã thu hồi địa chỉ lịch")
	if status, _ := p.fetched(address); status != http.StatusUnauthorized {
		p.t.Errorf("an address that was revoked answers %d", status)
	}
}

func (p *planner) fetched(address string) (status int, text string) {
	p.t.Helper()
	response, err := http.Get(address)
	must(p.t, err)
	body, err := io.ReadAll(response.Body)
	must(p.t, errors.Join(err, response.Body.Close()))
	return response.StatusCode, string(body)
}

// counts has the officer compute days without a plan.
func (p *planner) counts() {
	p.says("/tinhhan", "Tính thời hạn", "Số ngày bất kỳ")
	p.picture("phone-count")
	p.says("/tinhhan 30 ngày làm việc từ hôm nay", "30 ngày làm việc tính từ", "thứ Bảy, Chủ nhật")
	p.picture("phone-counted")
	p.says("tính hạn khiếu nại, nhận quyết định hôm nay", "Gửi đơn khiếu nại kỷ luật đảng", "khoản 7 Điều 39")
	p.picture("phone-complaint")
}

// leads has the head grant the time, make a plan of an inspection, read the year's plan from a file, and look at progress.
func (p *planner) leads() {
	p.shows("Nguyễn Thị Lan đề nghị gia hạn")
	p.picture("phone-asked")
	p.presses("Đồng ý gia hạn", "Đã đồng ý gia hạn", p.day(11))

	p.says("/kehoach", "Việc và thời hạn")
	p.presses("Lập kế hoạch", "cho đơn vị nào")
	p.presses("Đảng ủy mẫu", "chọn loại việc")
	p.presses("Kiểm tra việc chấp hành", "theo quy trình nào")
	p.presses("Chi bộ", "Quy trình có")
	p.says(p.day(7), "Ngày nào phải có báo cáo")
	p.says(p.day(35), "Ngày nào kết luận")
	p.says(p.day(42), "Dự thảo kế hoạch", "mẫu tham khảo")
	for step, after := range []int{3, 5, 9} {
		p.says(fmt.Sprintf("%d: %s", step+1, p.day(after)), "Dự thảo kế hoạch", p.day(after))
	}
	p.presses("Tạo kế hoạch", "KH-0004", "đang thực hiện")
	p.picture("phone-plan")
	p.presses("Hình tiến độ", "Tiến độ KH-0004")
	p.pictured()
	p.picture("phone-timeline")

	p.says("/kehoach", "KH-0004")
	p.presses("Lập kế hoạch", "cho đơn vị nào")
	p.presses("Đảng ủy mẫu", "chọn loại việc")
	p.presses("Nạp kế hoạch năm từ tệp Excel", "Trước khi gửi")
	p.picture("phone-import-ask")
	p.sends(1003, "ke-hoach.csv", "TT,Nội dung,Đối tượng kiểm tra,Người phụ trách,Hạn hoàn thành",
		"1,Kiểm tra việc thu nộp đảng phí quý IV,Chi bộ thôn 4,Nguyễn Thị Lan,"+p.day(20),
		"2,Giám sát chuyên đề việc sinh hoạt chi bộ,Chi bộ thôn 5,M006,"+p.day(40),
		"3,Họp Ủy ban kiểm tra,,Lê Quang Hòa,31/02/2027")
	p.shows("Thêm mới: 2", "Có lỗi: 1", "31/02/2027", "Đối tượng kiểm tra")
	p.picture("phone-import")
	p.presses("Nạp các dòng đúng", "Thêm mới 2 kế hoạch")

	p.says("/tiendo", "Tiến độ: Đảng ủy mẫu", "kế hoạch đang thực hiện")
	p.picture("phone-progress")
	p.presses("Báo cáo", "chọn kỳ")
	p.says("/quahan", "Việc quá hạn của Đảng ủy mẫu")
	p.picture("phone-overdue")
}

// sends attaches a file of these lines, which the page itself cannot.
func (p *planner) sends(person int64, name string, lines ...string) {
	p.t.Helper()
	before := p.messages()
	body, err := json.Marshal(struct {
		Person int64 `json:"person"`
		Chat   int64 `json:"chat"`
		simulator.Attachment
	}{person, person, simulator.Attachment{Kind: "document", Name: name, Data: []byte(strings.Join(lines, "\n") + "\n")}})
	must(p.t, err)
	response, err := http.Post(p.page+"/sim/attach", "application/json", bytes.NewReader(body))
	must(p.t, err)
	must(p.t, response.Body.Close())
	if response.StatusCode != http.StatusOK {
		p.t.Fatalf("the simulator refused a file: %s", response.Status)
	}
	p.answered(before)
}
