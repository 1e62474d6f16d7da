package telegram

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"camnang/bot"
	"camnang/bot/queue"
	"camnang/bot/simulator"
)

// simulate is a Bot API server that was not written with this package, and a client of it.
func simulate(t *testing.T) (*simulator.Server, *httptest.Server, *Client) {
	s := simulator.New(simulator.Options{Limits: simulator.NoLimits()})
	api := httptest.NewServer(s)
	c, err := NewClient(api.URL, s.Token())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.Close()
		s.Close()
		api.CloseClientConnections()
		api.Close()
	})
	return s, api, c
}

func TestAFileGoesOutAndComesBack(t *testing.T) {
	s, api, c := simulate(t)
	content := bytes.Repeat([]byte("Mã,Họ tên\r\n\x00\xff"), 1000)
	var sent bot.Event
	in := &installation{platform: newPlatform(t), memory: newMemory(), log: &logbook{}, count: &Counters{}}
	in.start(t, nil, func(cfg *Config) { cfg.API, cfg.Token = api.URL, s.Token() },
		does(func(ctx context.Context, e bot.Event) (bot.Turn, error) {
			if e.Kind != bot.EventFile {
				return bot.Turn{}, nil
			}
			sent = e
			got, err := c.Fetch(ctx, e.File.ID, 1<<20)
			if err != nil {
				return bot.Turn{}, err
			}
			return bot.Turn{Replies: []bot.Reply{{
				Kind: bot.SendFile, File: &bot.Attachment{Name: "Phiếu 1.csv", Content: got},
				Text:    []bot.Span{{Text: "📌 Lớp "}, {Text: "A", Style: bot.Bold}},
				Buttons: [][]bot.Button{{{Label: "Xong", Payload: "x:1"}}},
			}}}, nil
		}))
	file := simulator.Attachment{Kind: "document", Name: "Danh sách cán bộ.csv", Data: content, Caption: "nạp"}
	if _, err := s.Attach(1001, 1001, file); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	got, err := s.WaitFor(ctx, 1001, func(m simulator.Message) bool { return m.From.Bot })
	if err != nil {
		t.Fatal(err)
	}
	if sent.Text != "nạp" || sent.File.Name != file.Name || sent.File.Size != int64(len(content)) || sent.File.Type != "text/csv" {
		t.Errorf("came in as %+v, %+v", sent, sent.File)
	}
	want := simulator.Message{
		Text: "📌 Lớp A", Entities: []simulator.Entity{{Type: "bold", Offset: 7, Length: 1}}, Buttons: got.Buttons,
		File: &simulator.File{Name: "Phiếu 1.csv", Size: int64(len(content)), Kind: "document", URL: got.File.URL},
		ID:   got.ID, Chat: 1001, From: got.From, At: got.At, Revision: got.Revision,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if len(got.Buttons) != 1 || got.Buttons[0][0].Text != "Xong" {
		t.Errorf("buttons %+v", got.Buttons)
	}
	eventually(t, "it is noted under Telegram's number", func() bool {
		for _, n := range in.memory.sentCopy() {
			return n == got.ID
		}
		return false
	})
}

func TestWhatCannotBeFetched(t *testing.T) {
	s, _, c := simulate(t)
	attach := func(size int64) string {
		if _, err := s.Attach(1001, 1001, simulator.Attachment{Kind: "document", Name: "a.bin", Size: size}); err != nil {
			t.Fatal(err)
		}
		updates := s.Updates()
		a := intake{}.judge(updates[len(updates)-1])
		e, _, _, err := read(a.update)
		if err != nil {
			t.Fatal(err)
		}
		return e.File.ID
	}
	ctx := context.Background()
	small, huge := attach(1000), attach(21<<20)
	if content, err := c.Fetch(ctx, small, 1000); err != nil || len(content) != 1000 {
		t.Errorf("at the limit: %d bytes, %v", len(content), err)
	}
	for name, test := range map[string]struct {
		id    string
		limit int64
	}{"a byte above the limit": {small, 999}, "more than Telegram gives to bots": {huge, 1 << 30}} {
		if _, err := c.Fetch(ctx, test.id, test.limit); !errors.Is(err, bot.ErrTooLarge) {
			t.Errorf("%s: %v", name, err)
		}
	}
	var failure *Error
	if _, err := c.Fetch(ctx, "unknown", 1); !errors.As(err, &failure) || failure.Kind != Refused {
		t.Errorf("a file that is not there: %v", err)
	}
}

func TestADownloadHidesTheTokenAndStaysWithinTheFilesOfTheBot(t *testing.T) {
	var mu sync.Mutex
	path, status, size := "", 0, 0
	var asked []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		if strings.HasSuffix(r.URL.Path, "/getFile") {
			reply(w, 200, fmt.Sprintf(`{"ok":true,"result":{"file_id":"a","file_path":%s}}`, quoted(path)))
			return
		}
		asked = append(asked, r.URL.Path)
		if status == 0 {
			panic(http.ErrAbortHandler)
		}
		reply(w, status, strings.Repeat("a", size))
	}))
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	c, err := NewClient(server.URL, testToken)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	plays := func(itsPath string, itsStatus, itsSize int) {
		mu.Lock()
		defer mu.Unlock()
		path, status, size, asked = itsPath, itsStatus, itsSize, nil
	}
	tests := []struct {
		name   string
		path   string
		status int
		size   int
		kind   Kind
		large  bool
	}{
		{"more than it was said to be", "a.csv", 200, 11, 0, true},
		{"a file that is gone", "a.csv", 404, 0, Refused, false},
		{"an error page", "a.csv", 502, 0, Temporary, false},
		{"a connection that ends", "a.csv", 0, 0, Temporary, false},
		{"a redirect", "a.csv", 302, 0, Temporary, false},
		{"a path that leads out", "../bot/getMe", 200, 1, Refused, false},
		{"a path on the disk of the server", "/var/lib/a.csv", 200, 1, Refused, false},
		{"no path", "", 200, 1, Refused, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			plays(test.path, test.status, test.size)
			_, err := c.Fetch(context.Background(), "a", 10)
			var e *Error
			if test.large != errors.Is(err, bot.ErrTooLarge) || !test.large && (!errors.As(err, &e) || e.Kind != test.kind) {
				t.Errorf("got %v", err)
			}
			if strings.Contains(fmt.Sprint(err), "very_secret") {
				t.Errorf("the error shows the token: %v", err)
			}
		})
	}
	plays("documents/tệp 1.csv", 200, 10)
	if content, err := c.Fetch(context.Background(), "a", 10); err != nil || len(content) != 10 {
		t.Errorf("got %d bytes, %v", len(content), err)
	}
	mu.Lock()
	defer mu.Unlock()
	if diff := cmp.Diff([]string{"/file/bot" + testToken + "/documents/tệp 1.csv"}, asked); diff != "" {
		t.Error(diff)
	}
}

func TestComposeRefusesAFileThatCannotBeSent(t *testing.T) {
	file := func(name string, size int) bot.Reply {
		return bot.Reply{Kind: bot.SendFile, File: &bot.Attachment{Name: name, Content: make([]byte, size)}}
	}
	captioned := func(n int) bot.Reply {
		r := file("a.csv", 1)
		r.Text = []bot.Span{{Text: strings.Repeat("ế", n)}}
		return r
	}
	for name, test := range map[string]struct {
		reply bot.Reply
		says  string
	}{
		"no file":                  {bot.Reply{Kind: bot.SendFile}, "empty"},
		"an empty file":            {file("a.csv", 0), "empty"},
		"a file too large":         {file("a.csv", bot.AttachmentLimit+1), "at most"},
		"a caption of 1,025":       {captioned(1025), "1025"},
		"no name":                  {file(" ", 1), "no name"},
		"a name with a path":       {file("../a.csv", 1), "no name"},
		"a name with a drive":      {file(`C:a.csv`, 1), "no name"},
		"a name over two rows":     {file("a\r\nb.csv", 1), "no name"},
		"a name of 256 bytes":      {file(strings.Repeat("a", 256), 1), "no name"},
		"a name that is not UTF-8": {file("a\xff.csv", 1), "no name"},
	} {
		if _, err := Compose("m", 9, queue.Conversation, test.reply); err == nil || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: got %v, want an error with %q", name, err, test.says)
		}
	}
	for name, fits := range map[string]bot.Reply{
		"at the limit": file("a.csv", bot.AttachmentLimit), "a caption of 1,024": captioned(1024), "no caption": file("Sổ tay (bản 2).xlsx", 1),
	} {
		messages, err := Compose("m", 9, queue.Conversation, fits)
		if err != nil || len(messages) != 1 || messages[0].Free {
			t.Errorf("%s: %d messages, %v", name, len(messages), err)
		}
	}
}

func TestAMessageIsTakenBackOnce(t *testing.T) {
	s, api, _ := simulate(t)
	said, err := s.Say(1001, "mã 1")
	if err != nil {
		t.Fatal(err)
	}
	in := &installation{platform: newPlatform(t), memory: newMemory(), log: &logbook{}, count: &Counters{}}
	in.start(t, nil, func(cfg *Config) { cfg.API, cfg.Token = api.URL, s.Token() },
		does(func(_ context.Context, e bot.Event) (bot.Turn, error) {
			gone := bot.Reply{Kind: bot.Delete, Message: e.Message}
			return bot.Turn{Replies: []bot.Reply{gone, gone, {Kind: bot.Delete, Message: e.Message + 1000}, say("đã xóa")}}, nil
		}))
	eventually(t, "all is settled", func() bool { return len(in.memory.sentCopy()) == 4 })
	if m := s.Messages(1001); !m[0].Deleted || m[0].ID != said.ID || m[1].Text != "đã xóa" || len(in.memory.deadLetters()) != 0 {
		t.Errorf("messages %+v, dead letters %+v", m, in.memory.deadLetters())
	}
}
