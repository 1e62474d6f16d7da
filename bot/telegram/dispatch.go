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

// Handler is the conversation. Handle reads and decides; what it decides is carried out after it, in one step
// with the end of the update, or not at all. It is called for one event of a chat at a time and for different
// chats at once, and again with the same event when a record changed meanwhile, when it failed or when its process
// died: the same event in the same state must lead to the same turn. It keeps to the deadline of ctx; one that
// does not is left alone, what it gives later is thrown away, and the event may be handled elsewhere meanwhile.
type Handler interface {
	Handle(ctx context.Context, e bot.Event) (bot.Turn, error)
}

// dispatch brings a stored update to the conversation through the library's router.
type dispatch struct {
	router  *tg.Bot
	handler Handler
	log     *slog.Logger
	count   *Counters
}

// decision is what an update is and what it leads to.
type decision struct {
	event bot.Event
	turn  bot.Turn
	// reachable says that the update shows its chat to take messages.
	reachable bool
}

// visit is one update on its way to the conversation and back.
type visit struct {
	event bot.Event
	turn  bot.Turn
	err   error
}

type visitKey struct{}

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

// handle decides on u: by itself when it concerns the program alone, otherwise the conversation does. A panic is
// an error. With an error the event is still given as far as it could be read.
func (d *dispatch) handle(ctx context.Context, u queue.Update) (decision, error) {
	e, update, reachable, err := read(u)
	if err != nil {
		return decision{}, err
	}
	if t, ok := noticed(update, u.Received); ok {
		return decision{event: e, turn: t}, nil
	}
	v := &visit{event: e}
	d.router.ProcessUpdate(context.WithValue(ctx, visitKey{}, v), update)
	return decision{event: e, turn: v.turn, reachable: reachable}, v.err
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
	v := ctx.Value(visitKey{}).(*visit)
	v.turn, v.err = d.handler.Handle(ctx, v.event)
}

// recoverAndCount is the first middleware: the library lets a panic end the process.
func (d *dispatch) recoverAndCount(next tg.HandlerFunc) tg.HandlerFunc {
	return func(ctx context.Context, b *tg.Bot, u *models.Update) {
		v := ctx.Value(visitKey{}).(*visit)
		defer func() {
			if p := recover(); p != nil {
				d.count.Panicked.Add(1)
				// The value may hold what the officer wrote, so its type has to do.
				kind := fmt.Sprintf("%T", p)
				v.turn, v.err = bot.Turn{}, fmt.Errorf("the conversation panicked: %s", kind)
				d.log.Error("the conversation panicked", "update", u.ID, "panic", kind, "stack", string(debug.Stack()))
			}
			if v.err != nil {
				d.count.Failed.Add(1)
			}
		}()
		next(ctx, b, u)
	}
}
