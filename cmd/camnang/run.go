package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"camnang/bot"
	"camnang/bot/queue"
	"camnang/bot/reminder"
	"camnang/bot/store"
	"camnang/bot/telegram"
	"camnang/bot/web"
	"camnang/corpus/procedure"
	"camnang/retrieval"
	"camnang/retrieval/guard"
)

// closing is what the store may use to end.
const closing = 10 * time.Second

// What each part may use, when the program stops, to finish what it has in hand. With the second of the web server
// and what is waited for work that is cut short (2 s each) the whole stop stays under ten seconds, which is what
// container runtimes and the manual give it.
const (
	telegramStop = 3 * time.Second
	reminderStop = time.Second
)

// channel is the way to Telegram: polling, or the webhook when its URL is set.
type channel struct {
	api, token string
	webhook    telegram.Webhook
}

// app is the bot with everything it stands on: what serve and try have in common.
type app struct {
	settings settings
	people   peopleSettings
	channel  channel
	first    map[int64]bool
	log      *slog.Logger
	location *time.Location
	store    *store.Store
	index    *retrieval.Index
	client   *telegram.Client
	talks    *bot.Conversation
	metrics  *web.Metrics
	// owner names this process in claims and leases.
	owner string
	// clock is the time of day; nil: time.Now.
	clock func() time.Time
	begun time.Time

	counts telegram.Counters
	fired  reminder.Counters
	bell   reminder.Bell
	outbox telegram.Bell
	// started is set once Telegram has accepted the token; username is the bot's from then on.
	started  atomic.Bool
	username atomic.Pointer[string]
	// timed is set when an event led to timers that may not be set yet.
	timed atomic.Bool
	// unheard are the alarms last logged because nobody is there to be told.
	unheard atomic.Pointer[string]
}

// newApp opens what the bot stands on. The number in front of the token's colon names the bot in the store, so
// that two bots on one server stay apart. The caller closes it.
func newApp(ctx context.Context, s settings, p peopleSettings, redisURL string, c channel) (*app, error) {
	a := &app{settings: s, people: p, channel: c, owner: rand.Text(), begun: time.Now()}
	var err error
	if a.log, err = s.log(); err != nil {
		return nil, err
	}
	if a.location, err = s.location(); err != nil {
		return nil, err
	}
	if a.first, err = p.admins(); err != nil {
		return nil, err
	}
	if err := p.check(); err != nil {
		return nil, err
	}
	if s.PublicURL != "" && !isWeb(s.PublicURL) {
		return nil, badSetting("PUBLIC_URL", "is no http or https address")
	}
	if err := os.MkdirAll(s.DataDir, 0o700); err != nil {
		return nil, badSetting("DATA_DIR", fmt.Sprintf("cannot be used: %v", err))
	}
	if a.client, err = telegram.NewClient(c.api, c.token); err != nil {
		return nil, err
	}
	begin := time.Now()
	if a.index, err = openIndex(ctx, s.DataDir, a.log); err != nil {
		return nil, err
	}
	a.log.Info("index ready", "fingerprint", a.index.Fingerprint(), "clauses", len(a.index.Library().Clauses()),
		"took", time.Since(begin).Round(time.Millisecond))
	if a.store, err = store.Open(ctx, store.Options{URL: redisURL, Dir: s.DataDir, Bot: botNumber(c.token), Log: a.log}); err != nil {
		return nil, err
	}
	for _, w := range a.store.Warnings() {
		a.log.Warn(w)
	}
	a.metrics = web.NewMetrics(web.Sources{Version: version, Depths: a.store.Depths, Counts: a.counted, Backup: a.lastBackup})
	if a.talks, err = a.conversation(); err != nil {
		return nil, errors.Join(err, a.close())
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
	a.client.Close()
	return a.store.Close(ctx)
}

// parts are what runs as long as the bot does, in the order in which they are stopped: nothing is taken in any
// more, then what was is finished, then the timers that came of it are left as they are, then the journal is sealed.
func (a *app) parts() []part {
	return []part{
		{"telegram", a.talk},
		{"timers", a.fire},
		{"duties", a.attend},
		{"seal", a.seal},
	}
}

// now is the time of day by the program's clock.
func (a *app) now() time.Time {
	if a.clock == nil {
		return time.Now()
	}
	return a.clock()
}

// conversation is what officers talk to, over this program's store, index and clock.
func (a *app) conversation() (*bot.Conversation, error) {
	procedures, err := procedure.Shipped(a.index.Library())
	if err != nil {
		return nil, fmt.Errorf("read the procedures: %w", err)
	}
	return bot.New(bot.Config{
		Ask:           counted{newEngine(a.index), a.metrics},
		Library:       a.index.Library(),
		Memory:        a.store.Memory(),
		People:        a.store.People(),
		Records:       a.store.Records(),
		Plans:         a.store.Plans(),
		Training:      a.store.Training(),
		Workdays:      a.store.Workdays(),
		Procedures:    procedures,
		Journal:       a.store.Journal(),
		Eraser:        a.store,
		Files:         a.client,
		Operations:    operations{a},
		First:         a.first,
		Guard:         refusalReason,
		Now:           a.now,
		Location:      a.location,
		PublicURL:     a.settings.PublicURL,
		RetentionDays: a.people.RetentionDays,
		Log:           a.log,
	}), nil
}

// talk is the bot on Telegram until ctx ends.
func (a *app) talk(ctx context.Context) error {
	conversation := a.talks
	var menu []telegram.Command
	for _, c := range conversation.Commands() {
		menu = append(menu, telegram.Command{Name: c.Name, Description: c.Description})
	}
	err := telegram.Run(ctx, telegram.Config{
		API: a.channel.api, Token: a.channel.token, Inbox: a.store.Inbox(), Outbox: a.store.Outbox(), Handler: timing{conversation, &a.timed},
		Leases: a.store.Leases(), Webhook: a.channel.webhook, Guard: refusalReason, Owner: a.owner, StopWithin: telegramStop,
		Menus: []telegram.Menu{{Commands: menu}}, Sorry: bot.Sorry(), Log: a.log,
		Count: &a.counts, Render: conversation.Render, Bell: &a.outbox, Observe: a.observe, Waited: a.metrics.Waited,
		Started: func(me telegram.Me) {
			conversation.Named(me.Username)
			a.username.Store(&me.Username)
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

// timing hands events to the conversation and notes when one led to timers.
type timing struct {
	telegram.Handler
	set *atomic.Bool
}

func (t timing) Handle(ctx context.Context, e bot.Event) (bot.Turn, error) {
	turn, err := t.Handler.Handle(ctx, e)
	if len(turn.Timers) > 0 {
		t.set.Store(true)
	}
	return turn, err
}

// observe notes an update that was settled, and wakes the timers when it set some.
func (a *app) observe(kind string, took time.Duration) {
	a.metrics.Handled(kind, took)
	if a.timed.Swap(false) {
		a.bell.Ring()
	}
}

// fire runs the timers until ctx ends.
func (a *app) fire(ctx context.Context) error {
	return reminder.Run(ctx, reminder.Config{
		Timers: a.store.Timers(), Fire: a.decide, Owner: a.owner, StopWithin: reminderStop, Bell: &a.bell, Log: a.log, Count: &a.fired,
		Settled: a.settled,
	})
}

// settled has the outbox looked into when timers filled it.
func (a *app) settled(what queue.Settlement) {
	if len(what.Messages) > 0 {
		a.outbox.Ring()
	}
}

func refusalReason(text string) string { return string(guard.Check(text).Reason) }

// handler is the web server's: health, metrics, and the webhook when there is one.
func (a *app) handler() http.Handler {
	health := web.Handler(web.Options{
		Checks: a.checks(), Probes: a.probes(), Metrics: a.metrics,
		Failed: func(name string, err error) { a.log.Warn("not ready", "check", name, "why", err) },
	})
	mux := http.NewServeMux()
	mux.Handle("/", health)
	if a.settings.PublicURL != "" {
		mux.Handle(web.FeedPath, web.Feed(web.FeedOptions{
			Look: a.talks.Feed, Zone: a.location, Failed: func(err error) { a.log.Error("a calendar could not be given", "error", err) },
		}))
	}
	if a.channel.webhook.Receiver != nil {
		mux.Handle(webhookPath, a.channel.webhook.Receiver)
	}
	return mux
}

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

// state reads what the program noted about itself under the name; the zero Record when there is nothing.
func (a *app) state(ctx context.Context, name string) (queue.Record, error) {
	return a.store.Records().Record(ctx, queue.TableState, name)
}
