package telegram

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"

	"camnang/bot"
	"camnang/bot/queue"
)

// Handler is the conversation. Handle is called for one event of a chat at a time, for different chats
// at once, and again with the same event when it failed or its process died: the same event must lead
// to the same state. It keeps to the deadline of ctx. The replies are sent in their order.
type Handler interface {
	Handle(ctx context.Context, e bot.Event) ([]bot.Reply, error)
}

// dispatch brings a stored update to the conversation through the library's router.
type dispatch struct {
	router  *tg.Bot
	handler Handler
	log     *slog.Logger
	count   *Counters
}

// turn is one update on its way to the conversation and back.
type turn struct {
	event   bot.Event
	replies []bot.Reply
	err     error
}

type turnKey struct{}

func newDispatch(handler Handler, log *slog.Logger, count *Counters) (*dispatch, error) {
	d := &dispatch{handler: handler, log: log, count: count}
	// The library wants a token and gets none that is real: it calls nobody here.
	router, err := tg.New("0:dispatch", tg.WithSkipGetMe(), tg.WithNotAsyncHandlers(),
		tg.WithMiddlewares(d.recoverAndCount), tg.WithDefaultHandler(d.converse))
	if err != nil {
		return nil, fmt.Errorf("set up the router: %w", err)
	}
	d.router = router
	return d, nil
}

// handle gives the event that u is, and what the conversation answers. A panic is an error.
func (d *dispatch) handle(ctx context.Context, u queue.Update) (e bot.Event, replies []bot.Reply, reachable bool, err error) {
	e, update, reachable, err := read(u)
	if err != nil {
		return bot.Event{}, nil, false, err
	}
	t := &turn{event: e}
	d.router.ProcessUpdate(context.WithValue(ctx, turnKey{}, t), update)
	return e, t.replies, reachable, t.err
}

// read gives the event that a stored update is, and whether its chat takes messages.
func read(u queue.Update) (e bot.Event, update *models.Update, reachable bool, err error) {
	update = &models.Update{ID: u.ID}
	if u.Refused != "" {
		return refusedEvent(u), update, true, nil
	}
	if err := decode(u.Raw, update); err != nil {
		return bot.Event{}, nil, false, fmt.Errorf("decode update %d: %w", u.ID, err)
	}
	update.ID = u.ID
	return eventOf(update, u.Received), update, canBeReached(update), nil
}

func (d *dispatch) converse(ctx context.Context, _ *tg.Bot, _ *models.Update) {
	t := ctx.Value(turnKey{}).(*turn)
	t.replies, t.err = d.handler.Handle(ctx, t.event)
}

// recoverAndCount is the first middleware: the library lets a panic end the process.
func (d *dispatch) recoverAndCount(next tg.HandlerFunc) tg.HandlerFunc {
	return func(ctx context.Context, b *tg.Bot, u *models.Update) {
		t := ctx.Value(turnKey{}).(*turn)
		defer func() {
			if p := recover(); p != nil {
				d.count.Panicked.Add(1)
				// The value may hold what the officer wrote, so its type has to do.
				kind := fmt.Sprintf("%T", p)
				t.replies, t.err = nil, fmt.Errorf("the conversation panicked: %s", kind)
				d.log.Error("the conversation panicked", "update", u.ID, "panic", kind, "stack", string(debug.Stack()))
			}
			if t.err != nil {
				d.count.Failed.Add(1)
			}
		}()
		next(ctx, b, u)
	}
}
