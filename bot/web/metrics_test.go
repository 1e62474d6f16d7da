package web

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"camnang/bot/queue"
)

func counts() Counts {
	return Counts{
		Updates: map[string]int64{"received": 12, "refused": 1}, Handling: map[string]int64{"handled": 11},
		Sends: map[string]int64{"sent": 9, "throttled": 2}, Timers: map[string]int64{"fired": 3},
		LeasesLost: map[string]int64{"telegram": 1}, PollFailures: 4, WebhookRefused: 5, Polling: true,
	}
}

func TestTheFiguresAreThere(t *testing.T) {
	m := NewMetrics(Sources{
		Version: "1.2.3",
		Depths: func(context.Context) (queue.Depths, error) {
			return queue.Depths{Inbox: 1, Outbox: 2, Dead: 3, Timers: 4, InboxLag: 1500 * time.Millisecond}, nil
		},
		Counts: counts,
		Backup: func(context.Context) (time.Time, error) { return time.Unix(1_795_000_000, 0), nil },
	})
	m.Inquiry("quoted", 3*time.Millisecond)
	m.Inquiry("quoted", 4*time.Millisecond)
	m.Inquiry("not_found", time.Millisecond)
	m.Handled("text", 15*time.Millisecond)
	m.Waited("text", 25*time.Millisecond)
	status, body := get(Handler(Options{Metrics: m}), "/metrics")
	if status != 200 {
		t.Fatalf("%d %s", status, body)
	}
	for _, line := range []string{
		`camnang_inquiries_total{kind="quoted"} 2`,
		`camnang_inquiries_total{kind="not_found"} 1`,
		`camnang_answer_seconds_count 3`,
		`camnang_handling_seconds_bucket{event="text",le="0.02"} 1`,
		`camnang_handling_seconds_bucket{event="text",le="0.01"} 0`,
		`camnang_inbox_seconds_bucket{le="0.05"} 1`,
		`camnang_queue_depth{queue="dead"} 3`,
		`camnang_queue_depth{queue="timers"} 4`,
		`camnang_queue_lag_seconds{queue="inbox"} 1.5`,
		`camnang_store_up 1`,
		`camnang_updates_total{result="received"} 12`,
		`camnang_handled_total{result="handled"} 11`,
		`camnang_sends_total{result="throttled"} 2`,
		`camnang_timers_total{result="fired"} 3`,
		`camnang_leases_lost_total{claim="telegram"} 1`,
		`camnang_poll_failures_total 4`,
		`camnang_webhook_refused_total 5`,
		`camnang_polling 1`,
		`camnang_last_backup_timestamp_seconds 1.795e+09`,
		`version="1.2.3"`,
		"go_goroutines ",
		"process_resident_memory_bytes ",
	} {
		if !strings.Contains(body, line) {
			t.Errorf("no line %s", line)
		}
	}
}

func TestAStoreThatIsAwayLeavesTheOtherFigures(t *testing.T) {
	m := NewMetrics(Sources{
		Depths: func(context.Context) (queue.Depths, error) { return queue.Depths{}, errors.New("away") },
		Counts: counts,
		Backup: func(context.Context) (time.Time, error) { return time.Time{}, errors.New("away") },
	})
	status, body := get(Handler(Options{Metrics: m}), "/metrics")
	if status != 200 || !strings.Contains(body, "camnang_store_up 0") || !strings.Contains(body, `camnang_sends_total{result="sent"} 9`) {
		t.Errorf("%d %s", status, body)
	}
	if strings.Contains(body, "camnang_queue_depth{") || strings.Contains(body, "last_backup") {
		t.Error("figures of a store that is away")
	}
}

func TestFiguresWithoutASourceAreLeftOut(t *testing.T) {
	status, body := get(Handler(Options{Metrics: NewMetrics(Sources{})}), "/metrics")
	if status != 200 || strings.Contains(body, "camnang_store_up") || !strings.Contains(body, "camnang_build_info") {
		t.Errorf("%d %s", status, body)
	}
}
