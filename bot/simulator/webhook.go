package simulator

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"time"
)

// Webhooks (Bot API, setWebhook): 1–100 connections, 40 when none are named.
const (
	maxConnections     = 100
	defaultConnections = 40
	maxSecret          = 256
	webhookTimeout     = 30 * time.Second
	longestRetry       = time.Minute
)

var secretForm = regexp.MustCompile(`^[A-Za-z0-9_-]*$`)

// webhook is where updates go instead of waiting to be fetched; its url is empty when there is none.
type webhook struct {
	url         string
	secret      string
	connections int
	busy        int
	lastError   string
	lastErrorAt time.Time
	cancel      context.CancelFunc
}

// setWebhook sends updates to an address. Telegram asks for HTTPS on ports 80, 88, 443 and 8443; this
// machine alone may be addressed without, since that is where this server is meant to run.
func (s *Server) setWebhook(c *call) (any, error) {
	address := c.args["url"]
	if address == "" {
		return s.deleteWebhook(c)
	}
	if problem := webhookProblem(address); problem != "" {
		return nil, bad("%s", problem)
	}
	secret := c.args["secret_token"]
	switch {
	case len(secret) > maxSecret:
		return nil, bad("secret token is too long")
	case !secretForm.MatchString(secret):
		return nil, bad("secret token contains unallowed characters")
	}
	s.endHook()
	s.allow(c)
	s.dropPending(c)
	s.endPoll("terminated by setWebhook request")
	ctx, cancel := context.WithCancel(context.Background())
	s.hook = &webhook{
		url: address, secret: secret, cancel: cancel,
		connections: int(c.between("max_connections", defaultConnections, 1, maxConnections)),
	}
	for _, u := range s.updates.waiting {
		u.sending, u.due, u.refused = false, time.Time{}, 0
	}
	go s.deliverUpdates(ctx, s.hook)
	return true, nil
}

func webhookProblem(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" {
		return "invalid webhook URL specified"
	}
	ip := net.ParseIP(u.Hostname())
	if u.Hostname() == "localhost" || ip != nil && ip.IsLoopback() {
		return ""
	}
	if u.Scheme != "https" {
		return "bad webhook: An HTTPS URL must be provided for webhook"
	}
	if !slices.Contains([]string{"", "80", "88", "443", "8443"}, u.Port()) {
		return "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"
	}
	return ""
}

func (s *Server) deleteWebhook(c *call) (any, error) {
	s.endHook()
	s.dropPending(c)
	return true, nil
}

func (s *Server) endHook() {
	if s.hook.cancel != nil {
		s.hook.cancel()
	}
	s.hook = &webhook{}
}

func (s *Server) dropPending(c *call) {
	if c.bool("drop_pending_updates", false) {
		s.confirm(s.updates.next)
	}
}

func (s *Server) getWebhookInfo(*call) (any, error) {
	m := map[string]any{
		"url": s.hook.url, "has_custom_certificate": false, "pending_update_count": len(s.updates.waiting),
	}
	if s.hook.url != "" {
		m["max_connections"] = s.hook.connections
	}
	if len(s.updates.allowed) > 0 {
		m["allowed_updates"] = s.updates.allowed
	}
	if s.hook.lastError != "" {
		m["last_error_date"] = s.hook.lastErrorAt.Unix()
		m["last_error_message"] = s.hook.lastError
	}
	return m, nil
}

// deliverUpdates feeds one webhook until it is replaced or removed, over at most its number of
// connections. Updates of one chat go out one at a time and in order; one that is refused is repeated,
// and holds back only its own chat.
func (s *Server) deliverUpdates(ctx context.Context, h *webhook) {
	for {
		ready, changed, wait := s.nextDeliveries(h)
		for _, u := range ready {
			go func() { s.settleDelivery(h, u, postUpdate(ctx, h.url, h.secret, u.body)) }()
		}
		timer := time.NewTimer(wait)
		select {
		case <-changed:
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return
		}
		timer.Stop()
	}
}

// nextDeliveries takes the updates that may be sent now, and says what to wait for after that.
func (s *Server) nextDeliveries(h *webhook) (ready []*update, changed <-chan struct{}, wait time.Duration) {
	s.enter()
	defer s.mu.Unlock()
	s.updates.forget(s.now())
	wait = time.Hour
	held := map[int64]bool{}
	for _, u := range s.updates.waiting {
		if s.hook != h || h.busy == h.connections {
			break
		}
		if held[u.chat] {
			continue
		}
		held[u.chat] = true
		switch left := time.Until(u.due); {
		case u.sending:
		case left > 0:
			wait = min(wait, left)
		default:
			u.sending = true
			h.busy++
			ready = append(ready, u)
		}
	}
	return ready, s.changed, wait
}

// settleDelivery takes a delivered update out of the queue, or puts it off. It changes nothing when the
// webhook has been replaced meanwhile.
func (s *Server) settleDelivery(h *webhook, u *update, problem error) {
	s.enter()
	defer s.mu.Unlock()
	if s.hook != h {
		return
	}
	h.busy--
	u.sending = false
	if problem == nil {
		s.updates.waiting = slices.DeleteFunc(s.updates.waiting, func(o *update) bool { return o == u })
		s.updates.confirmed = max(s.updates.confirmed, u.id+1)
	} else {
		h.lastError, h.lastErrorAt = problem.Error(), s.now()
		u.due = time.Now().Add(min(s.retry<<min(u.refused, 10), longestRetry))
		u.refused++
	}
	s.wake()
}

var webhookClient = &http.Client{
	Timeout: webhookTimeout,
	CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	},
}

// webhookError is why a delivery failed, as getWebhookInfo shows it.
type webhookError string

func (e webhookError) Error() string { return string(e) }

// postUpdate delivers one update.
func postUpdate(ctx context.Context, address, secret string, body json.RawMessage) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return webhookError("Invalid webhook address")
	}
	req.Header.Set("Content-Type", "application/json")
	if secret != "" {
		req.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
	}
	resp, err := webhookClient.Do(req)
	if err != nil {
		return webhookError("Connection failed")
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, io.LimitReader(resp.Body, maxArgs)); err != nil {
		return webhookError("Connection failed")
	}
	if resp.StatusCode/100 != 2 {
		return webhookError("Wrong response from the webhook: " + resp.Status)
	}
	return nil
}
