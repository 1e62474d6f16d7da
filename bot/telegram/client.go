package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

// DefaultAPI is where Telegram answers.
const DefaultAPI = "https://api.telegram.org"

const (
	// callWithin bounds a call that does not wait for anything. It is well under sendLease, so that a
	// message is not taken by another sender while the call is still open.
	callWithin = 15 * time.Second
	// transferWithin bounds a call that carries a file: 8 MiB in it need 2.7 Mbit/s. It too is well under sendLease.
	transferWithin = 25 * time.Second
	// answerLimit bounds an answer: 100 updates of 100 KB, six times over.
	answerLimit = 64 << 20
)

// Client calls the methods of the Bot API. It is safe for use by several goroutines. The token is in
// no error that it returns.
type Client struct {
	// root is what a method's name follows, files what the path of a file follows.
	root, files string
	token       string
	http        *http.Client
}

// Me is the bot as Telegram knows it.
type Me struct {
	ID       int64  `json:"id"`
	Username string `json:"username"`
}

// NewClient takes the address of the API ("" for DefaultAPI) and the bot's token. It calls nobody.
func NewClient(api, token string) (*Client, error) {
	if strings.TrimSpace(token) == "" {
		return nil, errors.New("the token of the bot is empty")
	}
	if api == "" {
		api = DefaultAPI
	}
	base, err := url.Parse(api)
	if err != nil || base.Host == "" || (base.Scheme != "http" && base.Scheme != "https") {
		return nil, errors.New("the address of the Bot API is not an http or https URL")
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 16
	// Without pings HTTP/2 keeps on writing into a connection that is dead, and each call made there counts
	// as one whose outcome is not known.
	transport.HTTP2 = &http.HTTP2Config{SendPingTimeout: callWithin, PingTimeout: callWithin}
	api, path := strings.TrimRight(api, "/"), "/bot"+url.PathEscape(token)+"/"
	return &Client{
		root:  api + path,
		files: api + "/file" + path,
		token: token,
		http: &http.Client{
			Transport: transport,
			// A redirect would carry the token to another host, in the address and in the Referer.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}, nil
}

// Me asks who the bot is. An error of kind WrongToken means that Telegram knows no such bot.
func (c *Client) Me(ctx context.Context) (Me, error) {
	var me Me
	if err := c.call(ctx, "getMe", nil, &me); err != nil {
		return Me{}, err
	}
	return me, nil
}

// Close lets go of idle connections. The client may be used again after it.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// call posts params (an *upload as a form, anything else as JSON) and decodes the result into dest (nil: thrown
// away). Every error is an *Error. What Telegram refuses because it stands already (an edit that changes nothing,
// a message that is gone already, a poll that is closed, a tap too old to acknowledge) is no error, and dest is left
// alone.
func (c *Client) call(ctx context.Context, method string, params, dest any) error {
	within := callWithin
	if _, ok := params.(*upload); ok {
		within = transferWithin
	}
	return c.callWithin(ctx, within, method, params, dest)
}

func (c *Client) callWithin(ctx context.Context, within time.Duration, method string, params, dest any) error {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	var connected atomic.Bool
	traced := httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { connected.Store(true) },
	})
	status, body, err := c.post(traced, method, params)
	if err != nil {
		e := c.interrupted(ctx, method, err)
		e.Undone = !connected.Load()
		return e
	}
	var answer struct {
		OK          bool            `json:"ok"`
		Result      json.RawMessage `json:"result"`
		Code        int             `json:"error_code"`
		Description string          `json:"description"`
		Parameters  struct {
			RetryAfter float64 `json:"retry_after"`
			MigrateTo  int64   `json:"migrate_to_chat_id"`
		} `json:"parameters"`
	}
	// Telegram names a code in every refusal; JSON without one is a proxy's, and says nothing of the matter.
	if err := json.Unmarshal(body, &answer); err != nil || !answer.OK && answer.Code == 0 {
		return &Error{Method: method, Kind: Temporary, Code: status, Description: "the answer is not Telegram's JSON"}
	}
	if answer.OK {
		if dest == nil {
			return nil
		}
		if err := json.Unmarshal(answer.Result, dest); err != nil {
			return &Error{Method: method, Kind: Temporary, Code: status, Description: "the result has an unexpected shape"}
		}
		return nil
	}
	if settled(method, answer.Code, answer.Description) {
		return nil
	}
	return &Error{
		Method:      method,
		Kind:        classify(answer.Code, answer.Description, answer.Parameters.MigrateTo),
		Code:        answer.Code,
		Description: c.redact(answer.Description),
		RetryAfter:  retryAfter(answer.Code, answer.Parameters.RetryAfter),
		MigrateTo:   answer.Parameters.MigrateTo,
		Undone:      answer.Code >= http.StatusInternalServerError,
	}
}

func (c *Client) post(ctx context.Context, method string, params any) (status int, body []byte, err error) {
	sent, kind, err := encode(params)
	if err != nil {
		return 0, nil, fmt.Errorf("encode the parameters: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.root+method, bytes.NewReader(sent))
	if err != nil {
		return 0, nil, err
	}
	request.Header.Set("Content-Type", kind)
	response, err := c.http.Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer response.Body.Close()
	body, err = io.ReadAll(io.LimitReader(response.Body, answerLimit))
	return response.StatusCode, body, err
}

func encode(params any) (body []byte, kind string, err error) {
	switch p := params.(type) {
	case nil:
		return []byte("{}"), "application/json", nil
	case *upload:
		return p.encode()
	}
	body, err = json.Marshal(params)
	return body, "application/json", err
}

// interrupted makes an Error of a call that got no answer. A url.Error spells out the address, and the
// address holds the token, so only its cause is kept, as text.
func (c *Client) interrupted(ctx context.Context, method string, err error) *Error {
	var located *url.Error
	for errors.As(err, &located) {
		err = located.Err
	}
	e := &Error{Method: method, Kind: Temporary, Description: c.redact(err.Error())}
	switch {
	case errors.Is(err, context.Canceled) || errors.Is(ctx.Err(), context.Canceled):
		e.cause = context.Canceled
	case errors.Is(err, context.DeadlineExceeded) || ctx.Err() != nil:
		e.cause = context.DeadlineExceeded
	}
	return e
}

func (c *Client) redact(text string) string {
	text = strings.ReplaceAll(text, c.token, "[token]")
	return strings.ReplaceAll(text, url.PathEscape(c.token), "[token]")
}
