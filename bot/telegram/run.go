package telegram

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"camnang/bot"
)

// Config is what Run needs. Inbox, Outbox, Handler and Token have no default.
type Config struct {
	// API is the address of the Bot API, "" for DefaultAPI.
	API   string
	Token string

	Inbox   Inbox
	Outbox  Outbox
	Handler Handler
	// Leases elect the one process that polls when several run with the same token; nil: this one polls, and no
	// other does.
	Leases Leases
	// Webhook, when its URL is set, takes the place of polling.
	Webhook Webhook
	// Guard gives the reason why a text must not be taken in, "" when it may. It is asked about every
	// text of an update before the update is stored. nil lets everything in.
	Guard func(text string) (reason string)

	// Render makes the reply that a bot.Rendered stands for, at the moment of sending: id is that of the message, body
	// the reply's. It may be called again for one message, by any process, and several at once. The chat of the reply
	// is not looked at; Acknowledge and Rendered are no kinds it may have. With ok false nothing is to be sent any
	// more. After an error, and after a panic, it is asked again later; a message that it fails at for about an hour
	// goes to the dead letters. nil: such messages go there at once.
	Render func(ctx context.Context, chat int64, id string, body json.RawMessage) (reply bot.Reply, ok bool, err error)

	// Menus are the lists of commands shown to people. Each replaces the list of its scope.
	Menus []Menu
	// Sorry is sent to the officer whose message could not be handled after the last try; "" sends nothing.
	Sorry string

	// Bell, when not nil, is rung when the outbox was filled by somebody else in this process. Without it such messages wait
	// until Run looks by itself, a second at most.
	Bell *Bell

	// Owner names this process in claims; "" makes a random name. No two running processes share one.
	Owner string
	// Workers is how many chats are handled at once (0: 8), Senders how many messages are sent at once
	// (0: 4: enough for 30 a second, and no more than these are sent twice after a kill).
	Workers, Senders int
	// Attempts is how often an update is tried before it goes to the dead letters (0: 5).
	Attempts int
	// HandleWithin is the deadline of one Handle (0: 20 s). A claim lasts 10 s longer: so long does a
	// chat wait when the process that had its update died.
	HandleWithin time.Duration
	// StopWithin is what may be used, after ctx has ended, for finishing what is in hand (0: 10 s). What is not
	// finished then is handed back, so that another process takes it at once.
	StopWithin time.Duration

	// Started, when not nil, is called once with the bot's account, before any update is handled.
	Started func(Me)
	// Log takes what an operator needs to know: never a text, never the token. nil is slog.Default().
	Log *slog.Logger
	// Count, when not nil, is counted in, for metrics.
	Count *Counters
	// Observe, when not nil, is told of each update that was settled: the kind of its event and the time since it
	// was stored. Waited is told how long of that it waited before it was handled. Both compare the store's clock
	// with this machine's, are called by several goroutines at once, and return at once.
	Observe, Waited func(kind string, took time.Duration)

	pace pace
}

// Menu is the list of commands shown in the chats of a scope.
type Menu struct {
	// Scope is Telegram's name of it ("all_private_chats", "all_group_chats"), "" for its default.
	Scope    string
	Commands []Command
}

// Command is one line of a menu. The name has 1 to 32 of a-z, 0-9 and _, and no slash; the description
// has 1 to 256 characters.
type Command struct {
	Name        string `json:"command"`
	Description string `json:"description"`
}

// Run is the bot on Telegram, by long polling or a webhook. It introduces itself, stores what comes in, hands it to
// the conversation and sends what the outbox gives out, until ctx ends; then it stops polling and claiming, gives the
// lease to poll back, finishes what is in hand, and returns nil. While Telegram or the store is away it waits and
// tries again. It returns an error when the configuration is incomplete, when Telegram does not accept the token or
// the webhook, and when what was in hand could not even be handed back after StopWithin: another process then handles
// it when its lease runs out.
func Run(ctx context.Context, cfg Config) error {
	if err := cfg.complete(); err != nil {
		return fmt.Errorf("telegram: %w", err)
	}
	client, err := NewClient(cfg.API, cfg.Token)
	if err != nil {
		return fmt.Errorf("telegram: %w", err)
	}
	defer client.Close()
	dispatch, err := newDispatch(cfg.Handler, cfg.Log, cfg.Count)
	if err != nil {
		return fmt.Errorf("telegram: %w", err)
	}

	var filled bell
	replied := &cfg.Bell.outbox
	me, err := introduce(ctx, client, cfg, &filled)
	if cfg.Webhook.URL != "" {
		defer cfg.Webhook.Receiver.close()
	}
	if err != nil || ctx.Err() != nil {
		return err
	}
	if cfg.Started != nil {
		cfg.Started(me)
	}

	workers := &workers{
		inbox: cfg.Inbox, outbox: cfg.Outbox, dispatch: dispatch, owner: cfg.Owner, slots: cfg.Workers,
		attempts: cfg.Attempts, within: cfg.HandleWithin, sorry: cfg.Sorry, observe: cfg.Observe, waited: cfg.Waited,
		filled: &filled, replied: replied, pace: cfg.pace, log: cfg.Log, count: cfg.Count,
	}
	senders := &senders{
		client: client, outbox: cfg.Outbox, render: cfg.Render, owner: cfg.Owner, slots: cfg.Senders,
		replied: replied, pace: cfg.pace, log: cfg.Log, count: cfg.Count,
	}

	taking, stop := context.WithCancelCause(ctx)
	work, abandon := context.WithCancel(context.WithoutCancel(ctx))
	defer abandon()
	var loops sync.WaitGroup
	if cfg.Webhook.URL == "" {
		poll := polls(client, cfg, me, &filled)
		loops.Go(func() {
			if err := poll(taking); err != nil {
				stop(fmt.Errorf("telegram: %w", err))
			}
		})
	}
	loops.Go(func() { workers.run(taking, work) })
	loops.Go(func() { senders.run(taking, work) })

	<-taking.Done()
	unfinished := finish(&loops, cfg.StopWithin, abandon)
	stop(nil)
	if ctx.Err() == nil {
		return context.Cause(taking)
	}
	return unfinished
}

// polls gives the loop that asks for updates: by itself, or while it is elected.
func polls(client *Client, cfg Config, me Me, filled *bell) func(context.Context) error {
	p := &poller{
		client: client, inbox: cfg.Inbox, intake: intake{guard: cfg.Guard, own: me.ID},
		filled: filled, pace: cfg.pace, log: cfg.Log, count: cfg.Count,
	}
	if cfg.Leases == nil {
		return func(ctx context.Context) error { return p.run(ctx, 0) }
	}
	e := &election{leases: cfg.Leases, owner: cfg.Owner, poll: p.run, pace: cfg.pace, log: cfg.Log, count: cfg.Count}
	return e.run
}

// abandoned is what is waited, after the deadline, for work whose context was ended.
const abandoned = 2 * time.Second

// finish waits for the loops, then makes them hand back what they have, and gives an error when even that does not
// end.
func finish(loops *sync.WaitGroup, within time.Duration, abandon func()) error {
	ended := make(chan struct{})
	go func() {
		loops.Wait()
		close(ended)
	}()
	for _, wait := range []time.Duration{within, abandoned} {
		timer := time.NewTimer(wait)
		select {
		case <-ended:
			timer.Stop()
			return nil
		case <-timer.C:
			abandon()
		}
	}
	return fmt.Errorf("telegram: what was in hand did not end within %v", within)
}

func (cfg *Config) complete() error {
	switch {
	case cfg.Inbox == nil:
		return errors.New("no inbox is set")
	case cfg.Outbox == nil:
		return errors.New("no outbox is set")
	case cfg.Handler == nil:
		return errors.New("no handler is set")
	}
	if err := cfg.Webhook.check(); err != nil {
		return err
	}
	if cfg.Owner == "" {
		cfg.Owner = rand.Text()
	}
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	if cfg.Count == nil {
		cfg.Count = &Counters{}
	}
	if cfg.Bell == nil {
		cfg.Bell = &Bell{}
	}
	if cfg.Observe == nil {
		cfg.Observe = func(string, time.Duration) {}
	}
	if cfg.Waited == nil {
		cfg.Waited = func(string, time.Duration) {}
	}
	if cfg.pace == (pace{}) {
		cfg.pace = usualPace
	}
	orElse(&cfg.Workers, 8)
	orElse(&cfg.Senders, 4)
	orElse(&cfg.Attempts, 5)
	orElse(&cfg.HandleWithin, 20*time.Second)
	orElse(&cfg.StopWithin, 10*time.Second)
	return nil
}

func orElse[N int | time.Duration](value *N, usual N) {
	if *value <= 0 {
		*value = usual
	}
}

// introduce learns who the bot is, sets the webhook or ends one (which would shut polling out; what waits is kept),
// and sets the menus. What the webhook brings is taken in from then on. A menu that Telegram refuses is reported and
// left: the bot answers without it.
func introduce(ctx context.Context, client *Client, cfg Config, filled *bell) (Me, error) {
	var me Me
	err := persist(ctx, cfg, func() (err error) {
		me, err = client.Me(ctx)
		return err
	})
	if err != nil {
		return Me{}, fmt.Errorf("telegram: ask who the bot is: %w", err)
	}
	if ctx.Err() != nil {
		return Me{}, nil
	}
	hook := func() error { return client.call(ctx, "deleteWebhook", nil, nil) }
	if cfg.Webhook.URL != "" {
		in := intake{guard: cfg.Guard, own: me.ID}
		cfg.Webhook.Receiver.open(newReception(cfg.Webhook.Secret, cfg.Inbox, in, filled, cfg.Log, cfg.Count))
		hook = func() error { return cfg.Webhook.set(ctx, client) }
	}
	if err := persist(ctx, cfg, hook); err != nil {
		return Me{}, fmt.Errorf("telegram: set or end the webhook: %w", err)
	}
	for _, menu := range cfg.Menus {
		type scope struct {
			Type string `json:"type"`
		}
		params := struct {
			Commands []Command `json:"commands"`
			Scope    *scope    `json:"scope,omitempty"`
		}{Commands: append([]Command{}, menu.Commands...)}
		if menu.Scope != "" {
			params.Scope = &scope{Type: menu.Scope}
		}
		err := persist(ctx, cfg, func() error { return client.call(ctx, "setMyCommands", params, nil) })
		if err != nil {
			cfg.Log.Error("a menu of commands was not set", "scope", menu.Scope, "error", err)
		}
	}
	return me, nil
}

// persist makes a call again while it fails for now. It gives nil when ctx ended.
func persist(ctx context.Context, cfg Config, do func() error) error {
	for try := 1; ; try++ {
		err := do()
		if err == nil || ctx.Err() != nil {
			return nil
		}
		var failure *Error
		errors.As(err, &failure)
		wait := jitter(grown(try, cfg.pace.firstRetry, cfg.pace.lastRetry))
		switch {
		case failure == nil:
			return err
		case failure.Kind == Throttled:
			wait = failure.RetryAfter
		case failure.Kind != Temporary:
			return err
		}
		cfg.Log.Warn("Telegram is not ready; trying again", "wait", wait, "error", err)
		sleep(ctx, wait)
	}
}
