package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"time"

	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/simulator"
	"camnang/bot/store"
)

// stage is Telegram, played by the simulator, with officers who have joined, and a folder for the program.
type stage struct {
	*simulator.Server
	web    *httptest.Server
	dir    string
	people []int64
	// redis is the address of the store, "" for the embedded one.
	redis string
	extra []string
}

// firstPerson is the account of the first officer.
const firstPerson = 1001

// newStage plays Telegram for so many people, at the limits given.
func newStage(people int, limits simulator.Limits) (*stage, error) {
	dir, err := os.MkdirTemp("", "camnang-chaos-")
	if err != nil {
		return nil, err
	}
	s := &stage{dir: dir}
	var played []simulator.Person
	for i := range people {
		s.people = append(s.people, int64(firstPerson+i))
		played = append(played, simulator.Person{ID: s.people[i], Name: fmt.Sprint("Cán bộ ", i+1), Role: "officer"})
	}
	s.Server = simulator.New(simulator.Options{People: played, Limits: limits, TapLife: time.Minute})
	s.web = httptest.NewServer(s.Server)
	if err := s.begin(); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// begin lets everybody open their chat with the bot, which may write to nobody else, and takes those updates off, so
// that no greeting is among what is measured.
func (s *stage) begin() error {
	for _, person := range s.people {
		if _, err := s.Start(person, ""); err != nil {
			return err
		}
	}
	for len(s.Updates()) > 0 {
		var last struct {
			ID int64 `json:"update_id"`
		}
		waiting := s.Updates()
		if err := json.Unmarshal(waiting[len(waiting)-1], &last); err != nil {
			return err
		}
		answer, err := http.Get(fmt.Sprintf("%s/bot%s/getUpdates?offset=%d", s.web.URL, s.Token(), last.ID+1))
		if err != nil {
			return err
		}
		if err := answer.Body.Close(); err != nil {
			return err
		}
	}
	return nil
}

func (s *stage) close() {
	s.Close()
	s.web.CloseClientConnections()
	s.web.Close()
	_ = os.RemoveAll(s.dir)
}

// bot is the name of the bot in the store: the number in front of its token.
func (s *stage) bot() string {
	number, _, _ := strings.Cut(s.Token(), ":")
	return number
}

// open opens the program's store in this process. The embedded one can be opened only while the program does
// not run.
func (s *stage) open(ctx context.Context) (*store.Store, error) {
	return store.Open(ctx, store.Options{URL: s.redis, Dir: s.dir, Bot: s.bot()})
}

// with does something to the program's store.
func (s *stage) with(ctx context.Context, do func(*store.Store) error) error {
	opened, err := s.open(ctx)
	if err != nil {
		return err
	}
	err = do(opened)
	if failed := opened.Close(context.WithoutCancel(ctx)); err == nil {
		err = failed
	}
	return err
}

// enrol enters everybody as an officer who has joined, in cells of thirty under one committee. The first one
// leads the committee. Nobody is an administrator: alarms would be among what is measured.
func (s *stage) enrol(ctx context.Context) error {
	return s.with(ctx, func(opened *store.Store) error {
		roster, err := opened.People().Roster(ctx)
		if err != nil {
			return err
		}
		if _, done := roster.ByTelegram(s.people[0]); done {
			// An earlier call wrote it, and was not told that a replica has it.
			return nil
		}
		changes, err := enrolment(roster, s.people)
		if err != nil {
			return fmt.Errorf("enrol the officers: %w", err)
		}
		return opened.Records().Change(ctx, changes)
	})
}

func enrolment(roster *officer.Roster, people []int64) ([]queue.Change, error) {
	e := roster.Edit()
	top, err := e.AddUnit("chaos", "Đảng ủy thử nghiệm", "")
	if err != nil {
		return nil, err
	}
	now := time.Now()
	var cell officer.UnitID
	for i, account := range people {
		if i%30 == 0 {
			if cell, err = e.AddUnit("chaos", fmt.Sprint("Chi bộ ", i/30+1), top); err != nil {
				return nil, err
			}
		}
		o := officer.Officer{Name: fmt.Sprint("Cán bộ ", i+1), Number: strconv.Itoa(i + 1), Unit: cell}
		if i == 0 {
			o.Heads = []officer.UnitID{top}
		}
		id, err := e.AddOfficer("chaos", o)
		if err != nil {
			return nil, err
		}
		code, err := officer.NewCode(rand.Reader)
		if err != nil {
			return nil, err
		}
		if err := e.Invite(id, code, now.Add(time.Hour)); err != nil {
			return nil, err
		}
		if _, _, err := e.Join(code, account, now); err != nil {
			return nil, err
		}
	}
	return e.Changes(), nil
}

// serve starts the program against this Telegram. Its web server is at the address returned.
func (s *stage) serve(program, dir string) (*process, string, error) {
	port, err := freePort()
	if err != nil {
		return nil, "", err
	}
	address := fmt.Sprintf("127.0.0.1:%d", port)
	p, err := launch(program, append([]string{
		"DATA_DIR=" + dir, "LISTEN=" + address, "TELEGRAM_TOKEN=" + s.Token(), "TELEGRAM_API_URL=" + s.web.URL,
		"REDIS_URL=" + s.redis, "HOME=" + dir,
	}, s.extra...), "serve")
	return p, address, err
}

// fromBot returns the texts that the bot has sent to a chat, oldest first, without the days in them: a run
// over midnight is the same run.
func (s *stage) fromBot(chat int64) []string {
	var texts []string
	for _, m := range s.Messages(chat) {
		if m.From.Bot && !m.Deleted {
			texts = append(texts, gist(m.Text))
		}
	}
	return texts
}
