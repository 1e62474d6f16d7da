package main

import (
	"regexp"
	"testing"

	"github.com/chromedp/chromedp"
)

// Somebody with a slip joins, and an administrator looks after people and program: the page, the simulator and the bot
// of `try`, in a real browser, each on a telephone.
func TestJoiningAndAdministrationInABrowser(t *testing.T) {
	needs(t, "chromium")
	t.Parallel()
	program := start(t, []string{"DATA_DIR=" + folder(t), "LISTEN=127.0.0.1:0"}, "try")
	b := openTab(t, program.page(t))
	ready := `document.documentElement.dataset.state === 'ready'`
	button := func(label string) chromedp.CSS {
		return chromedp.CSS(`[data-testid="message"]:last-of-type [data-testid="button"][data-label="` + label + `"]`)
	}
	become := func(person string) {
		b.until(ready)
		b.taps(hook("person-" + person))
		b.until(ready)
		b.taps(hook("chat-" + person))
	}

	code := regexp.MustCompile(`[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}`)
	eventually(t, "the code of the sample", func() bool { return code.MatchString(program.out.String()) })
	become("1005")
	b.taps(hook("start"))
	wants(t, b.answered(0), "Trợ lý phục vụ cán bộ trong danh sách")
	before := b.messages()
	b.types(code.FindString(program.out.String()))
	wants(t, b.answered(before), "Vũ Thị Mai", "Trợ lý lưu", "Ai được xem", "/xoadulieu")
	b.picture("phone-consent")
	before = b.messages()
	b.taps(button("Đồng ý"))
	wants(t, b.answered(before), "Kính chào đồng chí Vũ Thị Mai", "Chi bộ 1")
	b.picture("phone-welcome")
	before = b.messages()
	b.types("/quyenriengtu")
	wants(t, b.answered(before), "Dữ liệu và quyền riêng tư")
	b.picture("phone-privacy")

	b.taps(`[id="back"]`)
	become("1004")
	b.taps(hook("start"))
	b.answered(0)
	for _, step := range []struct {
		says, picture string
		wants         []string
	}{
		{"/donvi", "phone-unit", []string{"Đảng ủy mẫu", "Đã tham gia"}},
		{"/canbo mai", "phone-person", []string{"Vũ Thị Mai", "M005"}},
		{"/lop", "phone-class", []string{"Lớp bồi dưỡng"}},
		{"/nhatky", "phone-journal", []string{"Nhật ký"}},
		{"/tinhtrang", "phone-state", []string{"Hàng đợi"}},
	} {
		before := b.messages()
		b.types(step.says)
		wants(t, b.answered(before), step.wants...)
		b.picture(step.picture)
	}

	b.mu.Lock()
	for _, what := range b.trouble {
		t.Error(what)
	}
	b.mu.Unlock()
	program.stop(t)
}
