// Package simulator is a Bot API server on this machine: what a bot says to it is checked, kept and
// shown as Telegram would, and what Telegram refuses is refused in Telegram's words. It decides what a
// call does to the state of a chat and which updates follow. The person's side is served beside it: a
// chat page, its JSON and its events. What the bot answers is no concern of this package; it imports
// nothing of ours, so that a mistake in the bot cannot be repeated here.
//
// Where Telegram's limits count characters, this server counts UTF-16 units, the stricter reading. What
// it takes and does not do: reply keyboards are accepted and not shown, files given by URL are never
// fetched, and a webhook's answer is not read for a method call.
package simulator

import (
	"embed"
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

//go:embed page
var pageFiles embed.FS

// DefaultToken is the token of a server whose Options name none. It opens nothing anywhere else.
const DefaultToken = "7000000001:trial-on-this-machine"

// Options says how the server behaves. The zero value is a bot called "Cẩm nang" with the people of
// DefaultPeople and Telegram's published limits.
type Options struct {
	// Token is what the bot puts in the path; the number before the colon is the bot's id.
	Token string
	// BotName and BotUsername are shown to people; the username ends in "bot".
	BotName, BotUsername string
	// People are those who can be played. Ids are positive and different from the bot's.
	People []Person
	// Opened are those of the People whose chat with the bot is open at the start: it may write to them before they have
	// pressed Start or said anything. Somebody who is none of the People is left out.
	Opened []int64
	// Limits is the pace that is kept; see Limits for the meaning of zero.
	Limits Limits
	// Now is the clock of everything that is dated, counted or expires; time.Now when nil. How long a
	// poll for updates waits, the rest before a webhook is tried again and the pulse of an event stream
	// are measured by the machine's own clock.
	Now func() time.Time
	// TapLife is how long a tap can be answered: 15 s when zero. Telegram publishes no figure.
	TapLife time.Duration
	// WebhookRetry is the rest before a refused webhook delivery is repeated; it doubles up to a minute.
	// One second when zero.
	WebhookRetry time.Duration
	// FirstUpdate is the least number that an update gets, for a bot that remembers the numbers of an
	// earlier server; a small one when zero.
	FirstUpdate int64
	// SeesGroups switches the bot's privacy mode off: it is given every message of its groups, not only
	// commands and replies to it.
	SeesGroups bool
}

// Server is the Bot API, the person's side and the chat page in one http.Handler. All of its state is in
// memory. Its methods may be called by several goroutines at once.
type Server struct {
	token     string
	bot       botUser
	now       func() time.Time
	tapLife   time.Duration
	retry     time.Duration
	seesAll   bool
	routes    *http.ServeMux
	stop      chan struct{}
	stopOnce  sync.Once
	mu        sync.Mutex
	changed   chan struct{}
	people    []Person
	chats     map[int64]*chat
	order     []int64
	lastID    int64
	lastGroup int64
	lastFile  int64
	lastTap   int64
	revision  int64
	taps      map[string]*tap
	files     map[string]*file
	commands  map[commandScope][]Command
	polls     map[string]*poll
	pace      pace
	sends     []Send
	refusals  []Refusal
	faults    []*armedFault
	updates   updateQueue
	hook      *webhook
	events    eventLog
}

type botUser struct {
	id             int64
	name, username string
}

// New returns a server that is ready to be served. It panics when a token has no number before its
// colon or two people share an id: both are mistakes of the program that asks.
func New(o Options) *Server {
	s := &Server{
		token:    pick(o.Token, DefaultToken),
		bot:      botUser{name: pick(o.BotName, "Cẩm nang"), username: pick(o.BotUsername, "camnang_bot")},
		now:      o.Now,
		tapLife:  o.TapLife,
		retry:    o.WebhookRetry,
		seesAll:  o.SeesGroups,
		stop:     make(chan struct{}),
		changed:  make(chan struct{}),
		people:   o.People,
		chats:    map[int64]*chat{},
		taps:     map[string]*tap{},
		files:    map[string]*file{},
		commands: map[commandScope][]Command{},
		polls:    map[string]*poll{},
		pace:     newPace(o.Limits),
		updates:  newUpdateQueue(o.FirstUpdate),
		hook:     &webhook{},
	}
	number, _, _ := strings.Cut(s.token, ":")
	id, err := strconv.ParseInt(number, 10, 64)
	if err != nil || id <= 0 {
		panic("simulator: the token does not begin with the bot's number")
	}
	s.bot.id = id
	if s.now == nil {
		s.now = time.Now
	}
	if s.tapLife == 0 {
		s.tapLife = 15 * time.Second
	}
	if s.retry == 0 {
		s.retry = time.Second
	}
	if len(s.people) == 0 {
		s.people = DefaultPeople()
	}
	for _, p := range s.people {
		if s.chats[p.ID] != nil || p.ID <= 0 || p.ID == id {
			panic("simulator: people need different positive ids")
		}
		s.addChat(&chat{id: p.ID, kind: private, title: p.Name, members: []int64{p.ID}})
	}
	for _, id := range o.Opened {
		if c := s.chats[id]; c != nil {
			c.started = true
		}
	}
	s.routes = s.sideRoutes()
	return s
}

func pick(given, otherwise string) string {
	if given == "" {
		return otherwise
	}
	return given
}

// Close ends waiting polls, event streams and webhook delivery. Calls after it are still answered.
func (s *Server) Close() {
	s.stopOnce.Do(func() {
		close(s.stop)
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.hook.cancel != nil {
			s.hook.cancel()
		}
	})
}

// Token returns what the bot is to be given as its token.
func (s *Server) Token() string { return s.token }

// ServeHTTP answers /bot<token>/…, /file/bot<token>/…, /sim/… and the page at /.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if rest, ok := strings.CutPrefix(r.URL.Path, "/bot"); ok && strings.Contains(rest, "/") {
		s.serveBot(w, r, rest)
		return
	}
	if rest, ok := strings.CutPrefix(r.URL.Path, "/file/bot"); ok {
		s.serveFile(w, r, rest)
		return
	}
	s.routes.ServeHTTP(w, r)
}

// pagePolicy lets the page load and call this server and nothing else, so that no text of a message can act.
const pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

func pageHandler() http.Handler {
	sub, err := fs.Sub(pageFiles, "page")
	if err != nil {
		panic("simulator: the embedded page has no root: " + err.Error())
	}
	files := http.FileServerFS(sub)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Content-Security-Policy", pagePolicy)
		files.ServeHTTP(w, r)
	})
}

// method is one method of the Bot API. It runs with the state locked, except when it waits.
type method struct {
	name  string
	act   func(*Server, *call) (any, error)
	waits func(*Server, *call) (any, error)
}

var methods = func() map[string]method {
	table := map[string]method{}
	for _, m := range []method{
		{name: "getMe", act: (*Server).getMe},
		{name: "getUpdates", waits: (*Server).getUpdates},
		{name: "setWebhook", act: (*Server).setWebhook},
		{name: "deleteWebhook", act: (*Server).deleteWebhook},
		{name: "getWebhookInfo", act: (*Server).getWebhookInfo},
		{name: "sendMessage", act: (*Server).sendMessage},
		{name: "editMessageText", act: (*Server).editMessageText},
		{name: "editMessageReplyMarkup", act: (*Server).editMessageReplyMarkup},
		{name: "deleteMessage", act: (*Server).deleteMessage},
		{name: "answerCallbackQuery", act: (*Server).answerCallbackQuery},
		{name: "setMyCommands", act: (*Server).setMyCommands},
		{name: "getMyCommands", act: (*Server).getMyCommands},
		{name: "deleteMyCommands", act: (*Server).deleteMyCommands},
		{name: "sendChatAction", act: (*Server).sendChatAction},
		{name: "sendPoll", act: (*Server).sendPoll},
		{name: "stopPoll", act: (*Server).stopPoll},
		{name: "sendDocument", act: (*Server).sendDocument},
		{name: "sendPhoto", act: (*Server).sendPhoto},
		{name: "getFile", act: (*Server).getFile},
		{name: "getChat", act: (*Server).getChat},
		{name: "getChatMember", act: (*Server).getChatMember},
	} {
		table[strings.ToLower(m.name)] = m
	}
	return table
}()

// serveBot answers one call; rest is the path after "/bot".
func (s *Server) serveBot(w http.ResponseWriter, r *http.Request, rest string) {
	token, name, _ := strings.Cut(rest, "/")
	if token != s.token {
		writeAnswer(w, nil, &refusal{code: http.StatusUnauthorized, text: "Unauthorized"})
		return
	}
	m, ok := methods[strings.ToLower(name)]
	if !ok {
		writeAnswer(w, nil, &refusal{code: http.StatusNotFound, text: "Not Found"})
		return
	}
	fault := s.takeFault(m.name)
	if fault != nil && fault.Kind != AnswerLost && fault.Kind != Slow {
		fault.serve(w, r, s.stop)
		return
	}
	c, err := decodeCall(w, r)
	if err != nil {
		writeAnswer(w, nil, err)
		return
	}
	result, err := s.run(m, c)
	switch {
	case fault != nil && fault.Kind == AnswerLost:
		panic(http.ErrAbortHandler)
	case fault != nil:
		fault.hold(r, s.stop)
	}
	writeAnswer(w, result, err)
}

func (s *Server) run(m method, c *call) (any, error) {
	if m.waits != nil {
		return m.waits(s, c)
	}
	s.enter()
	defer s.mu.Unlock()
	result, err := m.act(s, c)
	var no *refusal
	if errors.As(err, &no) {
		chat, _ := c.int("chat_id")
		s.refusals = append(s.refusals, Refusal{
			Method: m.name, Chat: chat, Code: no.code,
			Description: no.text, RetryAfter: no.retryAfter, At: s.now(),
		})
	}
	return result, err
}

// enter locks the state and first does what has fallen due by the clock.
func (s *Server) enter() {
	s.mu.Lock()
	s.closeDuePolls()
}

// wake tells everybody who waits that the state has changed. The state is locked.
func (s *Server) wake() {
	close(s.changed)
	s.changed = make(chan struct{})
}

func (s *Server) getMe(*call) (any, error) {
	me := s.bot.wire()
	me["can_join_groups"] = true
	me["can_read_all_group_messages"] = s.seesAll
	me["supports_inline_queries"] = false
	return me, nil
}

// writeAnswer writes what the Bot API answers: the result, or the refusal that err is.
func writeAnswer(w http.ResponseWriter, result any, err error) {
	body := map[string]any{"ok": true, "result": result}
	code := http.StatusOK
	if err != nil {
		var no *refusal
		if !errors.As(err, &no) {
			no = &refusal{code: http.StatusInternalServerError, text: "Internal Server Error"}
		}
		code = no.code
		body = map[string]any{"ok": false, "error_code": no.code, "description": no.text}
		if p := no.parameters(); p != nil {
			body["parameters"] = p
		}
	}
	writeJSON(w, code, body)
}

// writeJSON writes v; a client that has gone away is nobody's error.
func writeJSON(w http.ResponseWriter, code int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(code)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(v)
}
