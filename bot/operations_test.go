package bot

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"time"

	"camnang/bot/feedback"
	"camnang/bot/queue"
)

// fakeOperations is what an administrator of the stage asks about the program.
type fakeOperations struct {
	memory *memory
	depths queue.Depths
	dead   []queue.Dead
	facts  []Fact
}

func newFakeOperations(s *stage) *fakeOperations {
	at := s.now.Add(-time.Hour)
	return &fakeOperations{
		memory: s.memory,
		depths: queue.Depths{Inbox: 3, Outbox: 41, Timers: 2, InboxLag: 90 * time.Second, OutboxLag: 5 * time.Second},
		dead: []queue.Dead{
			{Queue: "outbox", ID: "u12.0", Chat: binh, Why: "sendMessage: 403 Forbidden: bot was blocked by the user", At: at},
			{Queue: "inbox", ID: "77", Chat: 4242, Why: "the process died at every try", At: at.Add(-time.Hour)},
		},
		facts: []Fact{{Name: "Phiên bản", Value: "v1"}, {Name: "Bản sao lưu gần nhất", Value: "30 giờ trước", Bad: true}},
	}
}

func (f *fakeOperations) Depths(context.Context) (queue.Depths, error) {
	d := f.depths
	d.Dead = len(f.dead)
	return d, nil
}

func (f *fakeOperations) Dead(_ context.Context, n int) ([]queue.Dead, error) {
	return slices.Clone(f.dead[:min(n, len(f.dead))]), nil
}

func (f *fakeOperations) Suggestions(_ context.Context, n int) ([]feedback.Suggestion, error) {
	all := slices.Clone(f.memory.suggestions)
	slices.Reverse(all)
	return all[:min(n, len(all))], nil
}

func (f *fakeOperations) Facts(context.Context) []Fact { return f.facts }

func (f *fakeOperations) Revive(_ context.Context, d queue.Dead) (bool, error) {
	i := slices.IndexFunc(f.dead, func(o queue.Dead) bool { return o.Queue == d.Queue && o.ID == d.ID })
	if i >= 0 {
		f.dead = slices.Delete(f.dead, i, i+1)
	}
	return i >= 0, nil
}

// fakeFiles are the files of testdata/files, by name.
type fakeFiles struct{}

func (fakeFiles) Fetch(_ context.Context, id string, limit int64) ([]byte, error) {
	content, err := os.ReadFile(filepath.Join("testdata", "files", filepath.Base(id)))
	if err == nil && int64(len(content)) > limit {
		return nil, ErrTooLarge
	}
	if errors.Is(err, os.ErrNotExist) {
		return bytes.Repeat([]byte("x"), int(limit)), nil
	}
	return content, err
}

// counting is a source of codes that are the same at each run and never twice the same.
type counting struct{ n uint64 }

func (c *counting) Read(p []byte) (int, error) {
	for i := range p {
		c.n++
		var b [8]byte
		binary.LittleEndian.PutUint64(b[:], c.n*0x9e3779b97f4a7c15)
		p[i] = b[7]
	}
	return len(p), nil
}
