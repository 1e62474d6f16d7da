package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"camnang/bot/simulator"
	"camnang/bot/store"
)

// ratings reads what a program that has ended left behind.
func ratings(t *testing.T, dir string) (all map[string]store.Rated, suggestions int) {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{Dir: dir, Bot: botNumber(simulator.DefaultToken)})
	must(t, err)
	defer func() { must(t, s.Close(t.Context())) }()
	all, err = s.Ratings(t.Context())
	must(t, err)
	kept, err := s.Suggestions(t.Context(), 10)
	must(t, err)
	return all, len(kept)
}

// What officers said about answers survives a restart, the buttons under an old answer still work, and
// the bot goes on.
func TestServeGoesOnWhereItStopped(t *testing.T) {
	t.Parallel()
	p, dir := newPlatform(t, 2), folder(t)
	first := p.serve(t, dir)
	answer := p.asks(t, p.people[0], ordinary)
	wants(t, p.taps(t, answer, "Đúng"), "ghi nhận")
	wants(t, p.asks(t, p.people[1], "/gopy nên có mục lục văn bản").Text, "ghi nhận góp ý")
	first.stop(t)

	left, suggestions := ratings(t, dir)
	if len(left) != 1 || suggestions != 1 {
		t.Fatalf("kept: %v, %d suggestions", left, suggestions)
	}
	for id, rated := range left {
		if rated != (store.Rated{Right: 1}) {
			t.Errorf("answer %s: %+v", id, rated)
		}
	}

	second := p.serve(t, dir)
	wants(t, p.asks(t, p.people[0], "Chi bộ giám sát đảng viên về những nội dung gì?").Text, "Căn cứ")
	wants(t, p.taps(t, answer, "Chưa đúng"), "ghi nhận")
	second.stop(t)
	left, _ = ratings(t, dir)
	if len(left) != 1 {
		t.Fatalf("kept: %v", left)
	}
	for id, rated := range left {
		if rated != (store.Rated{Wrong: 1}) {
			t.Errorf("the later rating of answer %s does not replace the earlier: %+v", id, rated)
		}
	}
}

// person plays somebody on the chat page of a running `try` over HTTP.
type person struct {
	t    *testing.T
	page string
	id   int64
}

func (p person) posts(path string, fields map[string]any, into any) {
	p.t.Helper()
	fields["person"], fields["chat"] = p.id, p.id
	body, err := json.Marshal(fields)
	must(p.t, err)
	response, err := http.Post(p.page+path, "application/json", bytes.NewReader(body))
	must(p.t, err)
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		p.t.Fatalf("%s: status %d", path, response.StatusCode)
	}
	must(p.t, json.NewDecoder(response.Body).Decode(into))
}

func (p person) sees() (all []simulator.Message) {
	p.t.Helper()
	response, err := http.Get(fmt.Sprintf("%s/sim/messages?person=%d&chat=%d", p.page, p.id, p.id))
	must(p.t, err)
	defer response.Body.Close()
	must(p.t, json.NewDecoder(response.Body).Decode(&all))
	return all
}

func (p person) asks(text string) (answer simulator.Message) {
	p.t.Helper()
	var said simulator.Message
	p.posts("/sim/send", map[string]any{"text": text}, &said)
	eventually(p.t, "an answer on the chat page", func() bool {
		for _, m := range p.sees() {
			if m.From.Bot && m.ID > said.ID {
				answer = m
				return true
			}
		}
		return false
	})
	return answer
}

// A trial begins with empty chats; what was rated in an earlier one is still there, and its update
// numbers do not make the new ones look handled.
func TestTryGoesOnInItsFolder(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	settings := []string{"DATA_DIR=" + dir, "LISTEN=127.0.0.1:0"}
	for trial := 1; trial <= 2; trial++ {
		program := start(t, settings, "try")
		officer := person{t, program.page(t), simulator.DefaultPeople()[0].ID}
		if already := officer.sees(); len(already) != 0 {
			t.Errorf("trial %d begins with %d messages", trial, len(already))
		}
		answer := officer.asks(ordinary)
		wants(t, answer.Text, "một tháng", "khoản 7 Điều 39")
		var tapped struct{ Tap string }
		officer.posts("/sim/tap", map[string]any{"message": answer.ID, "data": button(t, answer, "Đúng").Data}, &tapped)
		eventually(t, "the rating to be shown", func() bool {
			return slices.ContainsFunc(officer.sees(), func(m simulator.Message) bool { return m.ID == answer.ID && m.Edited })
		})
		program.stop(t)
		if left, _ := ratings(t, filepath.Join(dir, "try")); len(left) != trial {
			t.Errorf("after trial %d: ratings %v", trial, left)
		}
	}
}

// The embedded store is for one process: a second one says so and ends, and the first goes on.
func TestASecondProcessOnAFolderStops(t *testing.T) {
	t.Parallel()
	p, dir := newPlatform(t, 1), folder(t)
	first := p.serve(t, dir)
	p.asks(t, p.people[0], ordinary)
	for _, args := range [][]string{{"serve"}} {
		second, status := ends(t, p.settings(dir), args...)
		if status == 0 {
			t.Errorf("a second %v ended well", args)
		}
		lines := strings.Split(strings.TrimSpace(second.errs.String()), "\n")
		wants(t, lines[len(lines)-1], "camnang: ", "in use")
	}
	wants(t, p.asks(t, p.people[0], ordinary).Text, "Căn cứ")
	first.stop(t)
}
