package bot

import (
	"strconv"
	"sync"
	"testing"
)

func TestOfAnAlbumTheFirstEventIsAnsweredHoweverOftenItComes(t *testing.T) {
	var a albums
	for i, row := range []struct {
		chat         int64
		event, album string
		further      bool
	}{
		{1, "u1", "", false},
		{1, "u2", "", false},
		{1, "u3", "x", false},
		{1, "u4", "x", true},
		{1, "u3", "x", false},
		{2, "u5", "x", false},
		{1, "u6", "y", false},
		{1, "u7", "y", true},
	} {
		if got := a.further(Event{ID: row.event, Chat: row.chat, Album: row.album}); got != row.further {
			t.Errorf("row %d, %+v: %v", i, row, got)
		}
	}
}

func TestOfAnAlbumHandledAtOnceOneEventIsAnswered(t *testing.T) {
	var a albums
	var mu sync.Mutex
	var group sync.WaitGroup
	answered := 0
	for i := range 16 {
		group.Go(func() {
			if !a.further(Event{ID: strconv.Itoa(i), Chat: 1, Album: "x"}) {
				mu.Lock()
				answered++
				mu.Unlock()
			}
		})
	}
	group.Wait()
	if answered != 1 {
		t.Errorf("%d events of one album are answered", answered)
	}
}

func TestAlbumsDoNotGrowWithoutEnd(t *testing.T) {
	var a albums
	for chat := range int64(4 * albumChats) {
		a.further(Event{ID: "u", Chat: chat, Album: "x"})
		if len(a.last) > albumChats {
			t.Fatalf("%d chats are remembered", len(a.last))
		}
	}
}
