package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"camnang/bot"
	"camnang/bot/store"
	"camnang/bot/telegram"
	"camnang/bot/web"
	"camnang/retrieval"
	"camnang/retrieval/guard"
)

// closing is what a server or the store may use to end.
const closing = 10 * time.Second

// app is the bot with everything it stands on: what serve and try have in common.
type app struct {
	settings settings
	log      *slog.Logger
	location *time.Location
	store    *store.Store
	index    *retrieval.Index
	// started is set once Telegram has accepted the token.
	started atomic.Bool
}

// newApp opens what the bot stands on. The number in front of the token's colon names the bot in the store, so
// that two bots on one server stay apart. The caller closes it.
func newApp(ctx context.Context, s settings, redisURL, token string) (*app, error) {
	a := &app{settings: s}
	var err error
	if a.log, err = s.log(); err != nil {
		return nil, err
	}
	if a.location, err = s.location(); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(s.DataDir, 0o700); err != nil {
		return nil, badSetting("DATA_DIR", fmt.Sprintf("cannot be used: %v", err))
	}
	begin := time.Now()
	if a.index, err = openIndex(ctx, s.DataDir, a.log); err != nil {
		return nil, err
	}
	a.log.Info("index ready", "fingerprint", a.index.Fingerprint(), "clauses", len(a.index.Library().Clauses()), "took", time.Since(begin).Round(time.Millisecond))
	if a.store, err = store.Open(ctx, store.Options{URL: redisURL, Dir: s.DataDir, Bot: botNumber(token), Log: a.log}); err != nil {
		return nil, err
	}
	for _, w := range a.store.Warnings() {
		a.log.Warn(w)
	}
	return a, nil
}

// botNumber is the public part of a token, and "" when it has none.
func botNumber(token string) string {
	number, _, found := strings.Cut(token, ":")
	if _, err := strconv.ParseInt(number, 10, 64); !found || err != nil {
		return ""
	}
	return number
}

func (a *app) close() error {
	ctx, cancel := context.WithTimeout(context.Background(), closing)
	defer cancel()
	return a.store.Close(ctx)
}

// run is the bot until ctx ends. allowed says who is answered.
func (a *app) run(ctx context.Context, api, token string, allowed func(int64) bool) error {
	conversation := bot.New(bot.Config{
		Ask:      newEngine(a.index),
		Library:  a.index.Library(),
		Memory:   a.store.Memory(),
		Guard:    refusalReason,
		Now:      time.Now,
		Location: a.location,
		Allowed:  allowed,
		Log:      a.log,
	})
	var menu []telegram.Command
	for _, c := range conversation.Commands() {
		menu = append(menu, telegram.Command{Name: c.Name, Description: c.Description})
	}
	err := telegram.Run(ctx, telegram.Config{
		API: api, Token: token, Inbox: a.store.Inbox(), Outbox: a.store.Outbox(), Handler: conversation, Guard: refusalReason,
		Menus: []telegram.Menu{{Commands: menu}}, Sorry: bot.Sorry(), Log: a.log,
		Started: func(me telegram.Me) {
			conversation.Named(me.Username)
			a.started.Store(true)
			a.log.Info("the bot is ready", "username", me.Username)
		},
	})
	var refused *telegram.Error
	if errors.As(err, &refused) && refused.Kind == telegram.WrongToken {
		return badSetting("TELEGRAM_TOKEN", "is not accepted by Telegram")
	}
	return err
}

func refusalReason(text string) string { return string(guard.Check(text).Reason) }

// checks are what must be in order for the program to be ready.
func (a *app) checks() []web.Check {
	return []web.Check{
		{Name: "telegram", Test: func(context.Context) error {
			if !a.started.Load() {
				return errors.New("telegram has not accepted the token yet")
			}
			return nil
		}},
		{Name: "store", Test: func(ctx context.Context) error {
			_, err := a.store.Depths(ctx)
			return err
		}},
	}
}

func (a *app) health() http.Handler {
	return web.Handler(a.checks(), func(name string, err error) { a.log.Warn("not ready", "check", name, "why", err) })
}

// serveHTTP serves h on l until ctx ends.
func serveHTTP(ctx context.Context, l net.Listener, h http.Handler) error {
	server := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	select {
	case err := <-ended:
		return fmt.Errorf("web server: %w", err)
	case <-ctx.Done():
	}
	stop, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if err := server.Shutdown(stop); err != nil {
		// Event streams stay open as long as a page shows them.
		return server.Close()
	}
	return nil
}
