package telegram

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"sync/atomic"

	"camnang/bot/queue"
)

// Webhook is how Telegram brings updates instead of being asked for them. Then every replica takes what comes, and
// none polls.
type Webhook struct {
	// URL is where Telegram posts to, and must lead to Receiver; "" means polling.
	URL string
	// Secret is what Telegram proves itself by: 1 to 256 of A-Z, a-z, 0-9, _ and -.
	Secret string
	// Receiver answers at URL. It is mounted before Run and works while Run does.
	Receiver *Receiver
}

const (
	// secretHeader carries the secret (Bot API, setWebhook).
	secretHeader = "X-Telegram-Bot-Api-Secret-Token"
	// hookLimit bounds one update: ten times what Telegram lets a message be with all it may quote.
	hookLimit = 1 << 20
	// hookConnections is how many updates Telegram may bring at once; its own default.
	hookConnections = 40
)

var secretForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`)

func (h Webhook) check() error {
	u, err := url.Parse(h.URL)
	switch {
	case h.URL == "":
		return nil
	case err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https"):
		return errors.New("the address of the webhook is not an http or https URL")
	case !secretForm.MatchString(h.Secret):
		return errors.New("the secret of the webhook needs 1 to 256 characters of A-Z, a-z, 0-9, _ and -")
	case h.Receiver == nil:
		return errors.New("nothing receives what comes to the webhook")
	}
	return nil
}

// set tells Telegram where to post. What waits there is kept, and each replica may tell it again.
func (h Webhook) set(ctx context.Context, client *Client) error {
	return client.call(ctx, "setWebhook", struct {
		URL         string   `json:"url"`
		Secret      string   `json:"secret_token"`
		Allowed     []string `json:"allowed_updates"`
		Connections int      `json:"max_connections"`
		Drop        bool     `json:"drop_pending_updates"`
	}{h.URL, h.Secret, wanted, hookConnections, false}, nil)
}

// Receiver is the webhook's end here, to be mounted where Webhook.URL leads. Its zero value is ready. It answers 200
// only when the update is stored or set aside, so what it answers otherwise Telegram brings again: 503 while Run does
// not work or the store is away. A call that does not know the secret is a 401, of which nothing is kept; one that is
// no POST a 405, one with more than 1 MiB a 413. The same update brought again changes nothing.
type Receiver struct {
	at atomic.Pointer[reception]
}

// reception is what a Receiver works with while Run does.
type reception struct {
	secret [sha256.Size]byte
	inbox  Inbox
	intake intake
	filled *bell
	log    *slog.Logger
	count  *Counters
}

func newReception(secret string, inbox Inbox, in intake, filled *bell, log *slog.Logger, count *Counters) *reception {
	return &reception{
		secret: sha256.Sum256([]byte(secret)), inbox: inbox, intake: in, filled: filled, log: log, count: count,
	}
}

func (r *Receiver) open(at *reception) { r.at.Store(at) }

func (r *Receiver) close() { r.at.Store(nil) }

func (r *Receiver) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	at := r.at.Load()
	switch {
	case request.Method != http.MethodPost:
		w.Header().Set("Allow", http.MethodPost)
		w.WriteHeader(http.StatusMethodNotAllowed)
	case at == nil:
		w.WriteHeader(http.StatusServiceUnavailable)
	default:
		w.WriteHeader(at.receive(w, request))
	}
}

// receive takes one update in and gives the status to answer with.
func (r *reception) receive(w http.ResponseWriter, request *http.Request) int {
	given := sha256.Sum256([]byte(request.Header.Get(secretHeader)))
	if !hmac.Equal(given[:], r.secret[:]) {
		r.count.WrongSecrets.Add(1)
		return http.StatusUnauthorized
	}
	raw, err := io.ReadAll(http.MaxBytesReader(w, request.Body, hookLimit))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		r.log.Error("an update is larger than the webhook takes", "limit", tooLarge.Limit)
		return http.StatusRequestEntityTooLarge
	case err != nil:
		return http.StatusBadRequest
	}
	if err := r.keep(request.Context(), raw); err != nil {
		r.log.Error("an update could not be stored; Telegram brings it again", "error", err)
		return http.StatusServiceUnavailable
	}
	return http.StatusOK
}

// keep stores one update as the poller stores each of a batch. A webhook has no offset and no lease.
func (r *reception) keep(ctx context.Context, raw []byte) error {
	a := r.intake.judge(raw)
	if a.update.ID != 0 {
		err := stored(ctx, func(ctx context.Context) error { return r.inbox.Put(ctx, []queue.Update{a.update}, 0, 0) })
		if err != nil {
			return err
		}
		r.count.Received.Add(1)
		if a.update.Refused != "" {
			r.count.Refused.Add(1)
		}
		r.filled.ring()
	}
	if a.why == "" {
		return nil
	}
	err := stored(ctx, func(ctx context.Context) error { return r.inbox.SetAside(ctx, a.aside, a.why, 0, 0) })
	if err != nil {
		return err
	}
	r.count.SetAside.Add(1)
	r.log.Error("an update was set aside", "update", a.id, "why", a.why)
	return nil
}
