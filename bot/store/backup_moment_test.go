package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"camnang/bot/queue"
)

// TestABackupIsOfOneMoment: while updates are put, and settled with a message each, every backup has as many
// updates as ages, as many messages as ages, and each update either waiting or answered.
func TestABackupIsOfOneMoment(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		working(t, s)
		for backups, answered := 0, 0; answered < 200 || backups < 5; backups++ {
			answered = ofOneMoment(t, s)
		}
	})
	// As it comes, a server reads the commands of a backup at one go, and they are of one moment by chance.
	t.Run("something is put whenever the server has read a part", func(t *testing.T) {
		o := Options{URL: serverURL(t), Bot: fmt.Sprint("t", bots.Add(1))}
		s := open(t, o)
		id := int64(0)
		o.URL = trickle(t, strings.TrimPrefix(o.URL, "redis://"), func() {
			id++
			if err := s.Inbox().Put(context.Background(), []queue.Update{update(id, id)}, id+1, 0); err != nil {
				t.Error(err)
			}
		})
		ofOneMoment(t, open(t, o))
	})
}

// working puts and settles updates until the test ends.
func working(t *testing.T, s *Store) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	var working sync.WaitGroup
	working.Go(func() {
		for id := int64(1); ctx.Err() == nil; id++ {
			if err := s.Inbox().Put(context.Background(), []queue.Update{update(id, id%5)}, id+1, 0); err != nil {
				t.Error(err)
				return
			}
		}
	})
	working.Go(func() {
		for ctx.Err() == nil {
			claims, err := s.Inbox().Claim(context.Background(), "w", time.Minute, 3)
			for _, c := range claims {
				err = errors.Join(err, settleWith(s, c, message(fmt.Sprint("r", c.Update.ID), c.Update.Chat, 0)))
			}
			if err != nil {
				t.Error(err)
				return
			}
		}
	})
	t.Cleanup(func() { stop(); working.Wait() })
}

// ofOneMoment wants a backup to fit together, and returns how many updates were answered in it.
func ofOneMoment(t *testing.T, s *Store) int {
	t.Helper()
	entries := map[string][]string{}
	_, err := readBackup(bytes.NewReader(backup(t, s)), backupBytes, func(key, _ string, words []string) error {
		entries[key] = append(entries[key], words...)
		return nil
	})
	must(t, err)
	waiting, answered := len(entries["in:update"])/2, len(entries["out:message"])/2
	if len(entries["in:age"])/2 != waiting || len(entries["out:age"])/2 != answered {
		t.Fatalf("%d updates with %d ages, %d messages with %d", waiting, len(entries["in:age"])/2, answered, len(entries["out:age"])/2)
	}
	if offset := entries["in:offset"]; len(offset) == 1 && offset[0] != strconv.Itoa(waiting+answered+1) {
		t.Fatalf("the next update is %s with %d waiting and %d answered", offset[0], waiting, answered)
	}
	return answered
}

// trickle stands before a Redis server, hands on what it is told a few bytes at a time, and calls between after each.
// It is for one connection at a time.
func trickle(t *testing.T, addr string, between func()) (url string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	var wg sync.WaitGroup
	t.Cleanup(func() { _ = l.Close(); wg.Wait() })
	wg.Go(func() {
		for {
			here, err := l.Accept()
			if err != nil {
				return
			}
			there, err := net.Dial("tcp", addr)
			if err != nil {
				_ = here.Close()
				continue
			}
			wg.Go(func() { _, _ = io.Copy(here, there); _ = here.Close() })
			wg.Go(func() {
				defer there.Close()
				buf := make([]byte, 64)
				for {
					n, err := here.Read(buf)
					if err != nil {
						return
					}
					if _, err := there.Write(buf[:n]); err != nil {
						return
					}
					between()
				}
			})
		}
	})
	return "redis://" + l.Addr().String()
}
