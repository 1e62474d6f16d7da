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
	lease:       600 * time.Millisecond,
	handleFirst: time.Millisecond,
	slack:       10 * time.Second,
	grace:       20 * time.Millisecond,
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

// handlerFunc is a conversation in one function that only answers, turnFunc one that does more.
type (
	handlerFunc func(context.Context, bot.Event) ([]bot.Reply, error)
	turnFunc    func(context.Context, bot.Event) (bot.Turn, error)
)

func (f handlerFunc) Handle(ctx context.Context, e bot.Event) (bot.Turn, error) {
	replies, err := f(ctx, e)
	return bot.Turn{Replies: replies}, err
}

func (f turnFunc) Handle(ctx context.Context, e bot.Event) (bot.Turn, error) { return f(ctx, e) }

// does makes the installation's conversation one that does more than answer.
func does(f turnFunc) func(*Config) { return func(cfg *Config) { cfg.Handler = f } }

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
