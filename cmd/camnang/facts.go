package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"camnang/bot"
	"camnang/bot/feedback"
	"camnang/bot/queue"
	"camnang/bot/watch"
	"camnang/bot/web"
	"camnang/retrieval/answer"
)

// counted counts the inquiries on their way to the engine.
type counted struct {
	bot.Asker
	metrics *web.Metrics
}

func (c counted) Ask(ctx context.Context, in answer.Inquiry) answer.Answer {
	begin := time.Now()
	a := c.Asker.Ask(ctx, in)
	c.metrics.Inquiry(string(a.Kind), time.Since(begin))
	return a
}

// counted gives the figures of the parts for /metrics.
func (a *app) counted() web.Counts {
	t := a.counts.Snapshot()
	return web.Counts{
		Updates: map[string]int64{"received": t.Received, "refused": t.Refused, "set_aside": t.SetAside},
		Handling: map[string]int64{
			"handled": t.Handled, "failed": t.Failed, "panicked": t.Panicked, "given_up": t.GivenUp, "conflict": t.Conflicts,
			"handed_back": t.HandedBack,
		},
		Sends: t.Sends,
		Timers: map[string]int64{
			"fired": a.fired.Fired.Load(), "failed": a.fired.Failed.Load(), "panicked": a.fired.Panicked.Load(),
			"conflict": a.fired.Conflicts.Load(), "given_up": a.fired.GivenUp.Load(),
		},
		LeasesLost:   map[string]int64{"telegram": t.LeasesLost, "timers": a.fired.LeasesLost.Load(), "poll": t.PollsLost},
		PollFailures: t.PollFailures, WebhookRefused: t.WrongSecrets, Polling: t.Polling,
	}
}

// operations is what an administrator asks about the program in the chat.
type operations struct{ app *app }

var _ bot.Operations = operations{}

func (o operations) Depths(ctx context.Context) (queue.Depths, error) { return o.app.store.Depths(ctx) }

func (o operations) Dead(ctx context.Context, n int) ([]queue.Dead, error) {
	return o.app.store.Dead(ctx, n)
}

func (o operations) Suggestions(ctx context.Context, n int) ([]feedback.Suggestion, error) {
	return o.app.store.Suggestions(ctx, n)
}

func (o operations) Revive(ctx context.Context, d queue.Dead) (bool, error) {
	return o.app.store.Revive(ctx, d)
}

// Facts are the parts of the program in words for an administrator.
func (o operations) Facts(ctx context.Context) []bot.Fact {
	a := o.app
	facts := []bot.Fact{
		{Name: "Phiên bản", Value: version},
		{Name: "Đã chạy liên tục", Value: watch.Span(time.Since(a.begun))},
		o.channel(),
	}
	facts = append(facts, o.promises(ctx)...)
	index := fmt.Sprintf("%s, %d điều khoản", short(a.index.Fingerprint()), len(a.index.Library().Clauses()))
	return append(facts, bot.Fact{Name: "Chỉ mục văn bản", Value: index}, o.journal(ctx), o.backup(ctx))
}

// short is the beginning of a fingerprint, by which people tell two apart.
func short(fingerprint string) string { return fingerprint[:min(len(fingerprint), 12)] }

func (o operations) channel() bot.Fact {
	f := bot.Fact{Name: "Nhận tin từ Telegram", Value: "máy này hỏi Telegram"}
	switch {
	case !o.app.started.Load():
		f.Value, f.Bad = "chưa kết nối được", true
	case o.app.channel.webhook.URL != "":
		f.Value = "Telegram gửi đến (webhook)"
	case o.app.counts.Polling.Load() == 0:
		f.Value = "máy khác hỏi Telegram, máy này dự phòng"
	}
	return f
}

func (o operations) promises(ctx context.Context) []bot.Fact {
	kinds := map[string]string{
		"embedded": "nhúng trong chương trình", "single": "Redis", "sentinel": "Redis có Sentinel", "cluster": "cụm Redis",
	}
	promises, err := o.app.store.Promises(ctx)
	if err != nil {
		return []bot.Fact{{Name: "Kho dữ liệu", Value: "không trả lời", Bad: true}}
	}
	store := bot.Fact{Name: "Kho dữ liệu", Value: "Redis"}
	var weak []string
	for _, p := range promises {
		if kind := kinds[p.Value]; p.Name == "store" && kind != "" {
			store.Value = kind
		}
		if !p.Good {
			weak = append(weak, p.Name+" = "+p.Value)
		}
	}
	if len(weak) == 0 {
		return []bot.Fact{store}
	}
	return []bot.Fact{store, {Name: "Cấu hình kho chưa bảo đảm", Value: strings.Join(weak, ", "), Bad: true}}
}

func (o operations) journal(ctx context.Context) bot.Fact {
	f := bot.Fact{Name: "Sổ nhật ký", Value: "chưa có mục nào"}
	head, err := o.app.store.Journal().Head(ctx)
	switch {
	case err != nil:
		f.Value, f.Bad = "không đọc được", true
	case head.Number > 0:
		f.Value = fmt.Sprintf("đã niêm đến mục %d, mã %s", head.Number, short(head.Link))
	}
	return f
}

func (o operations) backup(ctx context.Context) bot.Fact {
	f := bot.Fact{Name: "Sao lưu hằng ngày"}
	n, _, err := o.app.noted(ctx, backupDuty)
	switch {
	case err != nil:
		f.Value, f.Bad = "không đọc được", true
	case o.app.people.BackupDir == "":
		f.Value = "không đặt"
	case n.Failure != "":
		f.Value, f.Bad = "lần gần nhất không thực hiện được", true
	case n.Done.IsZero():
		f.Value = "chưa có bản nào"
	default:
		f.Value = "lúc " + n.Done.In(o.app.location).Format("15:04 ngày 02/01/2006")
		f.Bad = time.Since(n.Done) > backupAge
	}
	return f
}
