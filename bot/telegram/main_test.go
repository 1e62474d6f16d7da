package telegram

import (
	"bytes"
	"context"
	"log/slog"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"camnang/bot"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// briskPace is usualPace with the waits a test cannot afford made short.
var briskPace = pace{
	pollWait:    2 * time.Second,
	idle:        20 * time.Millisecond,
	firstRetry:  time.Millisecond,
	lastRetry:   20 * time.Millisecond,
	conflict:    30 * time.Millisecond,
	early:       time.Millisecond,
	handleFirst: time.Millisecond,
}

// logbook is a log to look things up in.
type logbook struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func (l *logbook) logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(l, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// handlerFunc is a conversation in one function.
type handlerFunc func(context.Context, bot.Event) ([]bot.Reply, error)

func (f handlerFunc) Handle(ctx context.Context, e bot.Event) ([]bot.Reply, error) { return f(ctx, e) }

func say(text string) bot.Reply {
	return bot.Reply{Kind: bot.Send, Text: []bot.Span{{Text: text}}}
}

// eventually looks until the state is reached, and fails the test after ten seconds.
func eventually(t *testing.T, what string, reached func() bool) {
	t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for !reached() {
		if time.Now().After(deadline) {
			t.Fatalf("not within 10 s: %s", what)
		}
		time.Sleep(time.Millisecond)
	}
}
