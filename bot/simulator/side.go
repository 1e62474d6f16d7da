package simulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"
)

// maxSideBody is what the person's side takes at once.
const maxSideBody = 256 << 10

const (
	errTooMuch = sideError("Nội dung gửi lên vượt quá 256 KiB.")
	errJSON    = sideError("Nội dung gửi lên không phải JSON đúng mẫu.")
	errOrigin  = sideError("Trang khác không được dùng mô phỏng này.")
)

// errStatus is the status of those refusals that are not 400.
var errStatus = map[error]int{
	errNoPerson: http.StatusNotFound, errNoChat: http.StatusNotFound, errNoMessage: http.StatusNotFound,
	errTooMuch: http.StatusRequestEntityTooLarge, errOrigin: http.StatusForbidden,
}

// place is what most requests of the page name.
type place struct {
	Person  int64 `json:"person"`
	Chat    int64 `json:"chat"`
	Message int64 `json:"message"`
}

func (s *Server) sideRoutes() *http.ServeMux {
	mux := http.NewServeMux()
	get := func(path string, answer func(*http.Request) (any, error)) {
		mux.Handle("GET "+path, side(func(w http.ResponseWriter, r *http.Request) error {
			v, err := answer(r)
			if err == nil {
				w.Header().Set("Cache-Control", "no-store")
				writeJSON(w, http.StatusOK, v)
			}
			return err
		}))
	}
	get("/sim/people", func(*http.Request) (any, error) { return s.people, nil })
	get("/sim/bot", s.sideBot)
	get("/sim/chats", s.sideChats)
	get("/sim/messages", s.sideMessages)
	mux.Handle("GET /sim/events", side(s.serveEvents))
	mux.Handle("GET /sim/file/{id}", side(s.serveAttachment))

	post(mux, "/sim/send", func(q struct {
		place
		Text    string `json:"text"`
		ReplyTo int64  `json:"reply_to"`
	},
	) (any, error) {
		return s.reply(q.Person, q.Chat, q.Text, q.ReplyTo)
	})
	post(mux, "/sim/edit", func(q struct {
		place
		Text string `json:"text"`
	},
	) (any, error) {
		return s.Edit(q.Person, q.Chat, q.Message, q.Text)
	})
	post(mux, "/sim/tap", func(q struct {
		place
		Data string `json:"data"`
	},
	) (any, error) {
		id, err := s.Tap(q.Person, q.Chat, q.Message, q.Data)
		return map[string]string{"tap": id}, err
	})
	post(mux, "/sim/attach", func(q struct {
		place
		Attachment
	},
	) (any, error) {
		return s.Attach(q.Person, q.Chat, q.Attachment)
	})
	post(mux, "/sim/vote", func(q struct {
		place
		Options []int `json:"options"`
	},
	) (any, error) {
		return done, s.Vote(q.Person, q.Chat, q.Message, q.Options)
	})
	post(mux, "/sim/block", func(q struct {
		place
		Blocked bool `json:"blocked"`
	},
	) (any, error) {
		return done, s.Block(q.Person, q.Blocked)
	})
	post(mux, "/sim/start", func(q struct {
		place
		Payload string `json:"payload"`
	},
	) (any, error) {
		return s.Start(q.Person, q.Payload)
	})
	post(mux, "/sim/groups", func(q struct {
		Title  string  `json:"title"`
		People []int64 `json:"people"`
	},
	) (any, error) {
		id, err := s.Group(q.Title, q.People)
		return map[string]int64{"chat": id}, err
	})
	post(mux, "/sim/migrate", func(q place) (any, error) {
		id, err := s.Migrate(q.Chat)
		return map[string]int64{"chat": id}, err
	})
	post(mux, "/sim/faults", func(q struct {
		Fault
		Clear bool `json:"clear"`
	},
	) (any, error) {
		if q.Clear {
			s.ClearFaults()
			return done, nil
		}
		if err := s.Fault(q.Fault); err != nil {
			return nil, sideError(fmt.Sprintf("Kịch bản lỗi chưa đúng: %v.", err))
		}
		return done, nil
	})
	mux.Handle("/sim/", side(func(http.ResponseWriter, *http.Request) error {
		return sideError("Mô phỏng không có địa chỉ này.")
	}))
	mux.Handle("/", pageHandler())
	return mux
}

var done = map[string]bool{"ok": true}

// side turns an error into {"error": …}; what is no sideError is not shown.
func side(serve func(http.ResponseWriter, *http.Request) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := sameOrigin(r)
		if err == nil {
			err = serve(w, r)
		}
		if err == nil {
			return
		}
		var said sideError
		if !errors.As(err, &said) {
			said = "Mô phỏng không làm được việc này."
		}
		code := http.StatusBadRequest
		if c, ok := errStatus[said]; ok {
			code = c
		}
		writeJSON(w, code, map[string]string{"error": string(said)})
	})
}

// sameOrigin keeps other sites that are open in the browser from using a server on this machine.
func sameOrigin(r *http.Request) error {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return nil
	}
	if u, err := url.Parse(origin); err != nil || u.Host != r.Host {
		return errOrigin
	}
	return nil
}

func post[Q any](mux *http.ServeMux, path string, answer func(Q) (any, error)) {
	mux.Handle("POST "+path, side(func(w http.ResponseWriter, r *http.Request) error {
		var q Q
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxSideBody)).Decode(&q); err != nil {
			var large *http.MaxBytesError
			if errors.As(err, &large) {
				return errTooMuch
			}
			return errJSON
		}
		v, err := answer(q)
		if err == nil {
			writeJSON(w, http.StatusOK, v)
		}
		return err
	}))
}

func (s *Server) personOf(r *http.Request) (Person, error) {
	id, err := strconv.ParseInt(r.URL.Query().Get("person"), 10, 64)
	if err != nil {
		return Person{}, errNoPerson
	}
	p, ok := s.person(id)
	if !ok {
		return Person{}, errNoPerson
	}
	return p, nil
}

// sideBot answers with the bot and its menu in the private chat of ?person=, or of nobody in particular.
func (s *Server) sideBot(r *http.Request) (any, error) {
	p, err := s.personOf(r)
	if err != nil && r.URL.Query().Has("person") {
		return nil, err
	}
	s.enter()
	defer s.mu.Unlock()
	return map[string]any{
		"id": s.bot.id, "name": s.bot.name, "username": s.bot.username, "commands": s.menu(p.ID),
	}, nil
}

func (s *Server) sideChats(r *http.Request) (any, error) {
	p, err := s.personOf(r)
	if err != nil {
		return nil, err
	}
	s.enter()
	defer s.mu.Unlock()
	return s.chatViews(p.ID), nil
}

// sideMessages answers with all messages of a chat, and counts them as read.
func (s *Server) sideMessages(r *http.Request) (any, error) {
	p, err := s.personOf(r)
	if err != nil {
		return nil, err
	}
	id, err := strconv.ParseInt(r.URL.Query().Get("chat"), 10, 64)
	if err != nil {
		return nil, errNoChat
	}
	s.enter()
	defer s.mu.Unlock()
	c := s.chats[id]
	if c == nil || !slices.Contains(c.members, p.ID) {
		return nil, errNoChat
	}
	views := make([]Message, len(c.messages))
	for i, m := range c.messages {
		views[i] = s.view(m, p.ID)
		c.read[p.ID] = m.id
	}
	return views, nil
}

func (s *Server) serveAttachment(w http.ResponseWriter, r *http.Request) error {
	s.mu.Lock()
	f := s.files[r.PathValue("id")]
	s.mu.Unlock()
	if f == nil {
		return sideError("Không có tệp này.")
	}
	disposition := "attachment"
	if f.kind == "photo" {
		disposition = "inline"
	}
	if header := mime.FormatMediaType(disposition, map[string]string{"filename": f.name}); header != "" {
		w.Header().Set("Content-Disposition", header)
	}
	w.Header().Set("Content-Type", f.mime)
	http.ServeContent(w, r, "", time.Time{}, f.content())
	return nil
}
