package bot

import "sync"

// albumChats is how many chats' albums are remembered: more than send one within the same few seconds.
const albumChats = 512

// albums remembers the last album of each chat by the event that was answered for it, as long as the
// process lives. It is safe for concurrent use.
type albums struct {
	mu   sync.Mutex
	last map[int64]albumEvent
}

type albumEvent struct{ album, event string }

// further reports whether an event goes on with an album of its chat that another event began. The event
// that began it is none, however often it is delivered.
func (a *albums) further(e Event) bool {
	if e.Album == "" {
		return false
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	last, known := a.last[e.Chat]
	if known && last.album == e.Album {
		return last.event != e.ID
	}
	if a.last == nil || len(a.last) >= albumChats {
		a.last = map[int64]albumEvent{}
	}
	a.last[e.Chat] = albumEvent{album: e.Album, event: e.ID}
	return false
}
