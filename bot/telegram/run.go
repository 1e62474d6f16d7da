package telegram

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// Config is what Run needs. Inbox, Outbox, Handler and Token have no default.
type Config struct {
	// API is the address of the Bot API, "" for DefaultAPI.
	API   string
	Token string

	Inbox   Inbox
	Outbox  Outbox
	Handler Handler
	// Guard gives the reason why a text must not be taken in, "" when it may. It is asked about every
	// text of an update before the update is stored. nil lets everything in.
	Guard func(text string) (reason string)

	// Menus are the lists of commands shown to people. Each replaces the list of its scope.
	Menus []Menu
	// Sorry is sent to the officer whose message could not be handled after the last try; "" sends nothing.
	Sorry string

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
	// StopWithin is what may be used, after ctx has ended, for finishing what is in hand (0: 10 s).
	StopWithin time.Duration

	// Started, when not nil, is called once with the bot's account, before any update is handled.
	Started func(Me)
	// Log takes what an operator needs to know: never a text, never the token. nil is slog.Default().
	Log *slog.Logger
	// Count, when not nil, is counted in, for metrics.
	Count *Counters

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

// Run is the bot on Telegram by long polling. It introduces itself, stores what comes in, hands it to
// the conversation and sends what the outbox gives out, until ctx ends; then it finishes what is in
// hand and returns nil. While Telegram or the store is away it waits and tries again. It returns an
// error when the configuration is incomplete, when Telegram does not accept the token, and when what
// was in hand did not end within StopWithin: that is then handled again by the next process.
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

	me, err := introduce(ctx, client, cfg)
	if err != nil || ctx.Err() != nil {
		return err
	}
	if cfg.Started != nil {
		cfg.Started(me)
	}

	var filled, replied bell
	poller := &poller{
		client: client, inbox: cfg.Inbox, intake: intake{guard: cfg.Guard, own: me.ID},
		filled: &filled, pace: cfg.pace, log: cfg.Log, count: cfg.Count,
	}
	workers := &workers{
		inbox: cfg.Inbox, outbox: cfg.Outbox, dispatch: dispatch, owner: cfg.Owner, slots: cfg.Workers,
		attempts: cfg.Attempts, within: cfg.HandleWithin, sorry: cfg.Sorry,
		filled: &filled, replied: &replied, pace: cfg.pace, log: cfg.Log, count: cfg.Count,
	}
	senders := &senders{
		client: client, outbox: cfg.Outbox, owner: cfg.Owner, slots: cfg.Senders,
		replied: &replied, pace: cfg.pace, log: cfg.Log, count: cfg.Count,
	}

	taking, stop := context.WithCancelCause(ctx)
	work, abandon := context.WithCancel(context.WithoutCancel(ctx))
	defer abandon()
	var loops sync.WaitGroup
	loops.Go(func() {
		if err := poller.run(taking); err != nil {
			stop(fmt.Errorf("telegram: %w", err))
		}
	})
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

// abandoned is what is waited, after the deadline, for work whose context was ended.
const abandoned = 2 * time.Second

// finish waits for the loops, then ends what they have in hand, and gives an error when even that is
// not heeded.
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
	if cfg.Owner == "" {
		cfg.Owner = rand.Text()
	}
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	if cfg.Count == nil {
		cfg.Count = &Counters{}
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

// introduce learns who the bot is, ends a webhook (which would shut polling out; what waits is kept)
// and sets the menus. A menu that Telegram refuses is reported and left: the bot answers without it.
func introduce(ctx context.Context, client *Client, cfg Config) (Me, error) {
	var me Me
	err := persist(ctx, cfg, func() (err error) {
		me, err = client.Me(ctx)
		return err
	})
	if err != nil {
		return Me{}, fmt.Errorf("telegram: ask who the bot is: %w", err)
	}
	err = persist(ctx, cfg, func() error { return client.call(ctx, "deleteWebhook", nil, nil) })
	if err != nil {
		return Me{}, fmt.Errorf("telegram: end the webhook: %w", err)
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
