package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// tab is a page in a real browser, and what went wrong in it.
type tab struct {
	t    *testing.T
	ctx  context.Context
	host string

	mu      sync.Mutex
	trouble []string
}

// openTab starts a browser with a profile of its own and opens the address in the size of a telephone.
func openTab(t *testing.T, address string) *tab {
	t.Helper()
	chromium := needs(t, "chromium")
	at, err := url.Parse(address)
	must(t, err)
	profile, err := os.MkdirTemp("", "camnang-browser-")
	must(t, err)
	// A process of the browser may still write into its profile when the browser is gone.
	t.Cleanup(func() { _ = os.RemoveAll(profile) })

	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.UserDataDir(profile), chromedp.WindowSize(1280, 900))
	allocator, end := chromedp.NewExecAllocator(context.Background(), options...)
	b := &tab{t: t, host: at.Host}
	ctx, cancel := chromedp.NewContext(allocator, chromedp.WithListener(b.listen))
	t.Cleanup(func() {
		_ = chromedp.Cancel(ctx)
		cancel()
		end()
	})
	// The first call binds the browser's life to its context, so it has no deadline.
	must(t, chromedp.Do(ctx, chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile, chromedp.EmulateTouch, chromedp.EmulateScale(2))))
	b.ctx = ctx
	b.do(chromedp.Navigate(address))
	return b
}

// listen notes errors of the console and every request to another host.
func (b *tab) listen(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	note := func(format string, args ...any) { b.trouble = append(b.trouble, fmt.Sprintf(format, args...)) }
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		note("an exception: %s", e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning || e.Type == runtime.ConsoleAPICalledTypeAssert {
			note("the console: %s %v", e.Type, e.Args)
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning {
			note("the browser's log: %s (%s)", e.Entry.Text, e.Entry.URL)
		}
	case *network.EventRequestWillBeSent:
		to, err := url.Parse(e.Request.URL)
		if err != nil || to.Scheme != "data" && to.Host != b.host {
			note("a request to %s", e.Request.URL)
		}
	}
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	must(b.t, chromedp.Do(ctx, steps...))
}

func evaluate[T any](b *tab, expression string) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// until waits for a condition on the page. chromedp's own polling compiles code in the page, which the
// page's policy forbids.
func (b *tab) until(expression string) {
	b.t.Helper()
	for deadline := time.Now().Add(patience); !evaluate[bool](b, expression); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			b.t.Fatalf("waited %v in vain for %s; the page shows:\n%s", patience, expression, evaluate[string](b, "document.body.innerText"))
		}
	}
}

func hook(id string) chromedp.CSS { return chromedp.CSS(`[data-testid="` + id + `"]`) }

// taps waits until the element can be seen and taps it.
func (b *tab) taps(selector chromedp.CSS) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	for {
		err := chromedp.Do(ctx, chromedp.WaitVisible(selector), chromedp.Tap(selector))
		// The page may draw anew between the look and the tap; a person would look again.
		if err != nil && ctx.Err() == nil && strings.Contains(err.Error(), "Could not find node") {
			continue
		}
		must(b.t, err)
		return
	}
}

// types taps the composer, gives it a text as an input method does, and sends it.
func (b *tab) types(text string) {
	b.t.Helper()
	b.taps(hook("composer"))
	b.do(func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, target, input.InsertText, input.InsertTextParams{Text: text})
		return chromedp.Void{}, err
	})
	b.until(`!document.querySelector('[data-testid="send"]').disabled`)
	b.taps(hook("send"))
}

// The messages of the bot on the page, and the text of the newest.
const (
	fromBot = `[...document.querySelectorAll('[data-testid="message"][data-from="bot"]')]`
	newest  = fromBot + `.at(-1).textContent`
)

func (b *tab) messages() int { return evaluate[int](b, fromBot+`.length`) }

// answered waits for one more message of the bot than there were, and returns its text.
func (b *tab) answered(before int) string {
	b.t.Helper()
	b.until(fmt.Sprintf(`%s.length > %d`, fromBot, before))
	return evaluate[string](b, newest)
}

// picture writes what is seen into the folder that SCREENSHOTS names; without one it does nothing.
func (b *tab) picture(name string) {
	b.t.Helper()
	dir := os.Getenv("SCREENSHOTS")
	if dir == "" {
		return
	}
	b.until(`document.querySelector('[data-testid="toast"]') === null`)
	// What floats over the messages while they move is gone after that.
	b.do(chromedp.Sleep(2 * time.Second))
	png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	must(b.t, err)
	must(b.t, os.MkdirAll(dir, 0o755))
	must(b.t, os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644))
}

// An officer with a telephone asks, opens the clause, and hands the telephone to somebody else: the page,
// the simulator and the bot of `try`, in a real browser.
func TestTheChatPageInABrowser(t *testing.T) {
	needs(t, "chromium")
	t.Parallel()
	program := start(t, []string{"DATA_DIR=" + folder(t), "LISTEN=127.0.0.1:0"}, "try")
	b := openTab(t, program.page(t))
	ready := `document.documentElement.dataset.state === 'ready'`

	b.until(ready)
	b.taps(hook("person-1001"))
	b.taps(hook("chat-1001"))
	b.taps(hook("start"))
	wants(t, b.answered(0), "đồng chí")

	before := b.messages()
	b.types(ordinary)
	wants(t, b.answered(before), "một tháng", "khoản 7 Điều 39")
	b.picture("phone-answer")
	if wide := evaluate[int](b, `document.documentElement.scrollWidth`); wide > 390 {
		t.Errorf("the page is %d pixels wide on a telephone of 390", wide)
	}

	before = b.messages()
	b.taps(`[data-testid="message"]:last-of-type [data-testid="button"][data-label="Xem đầy đủ"]`)
	wants(t, b.answered(before), "Căn cứ", "Điều 39")
	b.picture("phone-clause")

	before = b.messages()
	b.until(fromBot + `.some((m) => m.querySelector('[data-label="Đúng"]'))`)
	b.taps(`[data-testid="button"][data-label="Đúng"]`)
	b.until(`document.querySelector('[data-testid="toast"]')?.textContent.includes('ghi nhận') ?? false`)
	if after := b.messages(); after != before {
		t.Errorf("a rating made %d messages", after-before)
	}

	b.taps(`[id="back"]`)
	b.taps(hook("person-1002"))
	b.until(ready)
	b.taps(hook("chat-1002"))
	b.until(`document.querySelector('[data-testid="start"]').checkVisibility()`)
	if n := b.messages(); n != 0 {
		t.Errorf("somebody else sees %d messages of the bot", n)
	}
	b.types("Giá vàng hôm nay bao nhiêu?")
	wants(t, b.answered(0), "Trợ lý", "kiểm tra")
	b.picture("phone-out-of-scope")

	b.do(chromedp.EmulateViewport(1280, 800, chromedp.EmulateScale(1)))
	b.taps(hook("person-1001"))
	b.until(ready)
	b.until(fmt.Sprintf(`%s.length === %d && document.getElementById('log').checkVisibility()`, fromBot, before))
	b.picture("desktop")

	b.mu.Lock()
	for _, what := range b.trouble {
		t.Error(what)
	}
	b.mu.Unlock()
	// A page that is open does not keep the program from ending.
	program.stop(t)
}
