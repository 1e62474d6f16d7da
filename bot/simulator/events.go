package simulator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// keptEvents is how many events a listener may lag behind before its stream is ended.
const keptEvents = 20_000

const pulse = 15 * time.Second

// event is one thing a person sees happen; its number rises over all people.
type event struct {
	number int64
	person int64
	name   string
	data   json.RawMessage
}

// eventLog keeps the last events, so that many listeners can each read at their own pace.
type eventLog struct {
	kept []event
	last int64
}

// add notes an event for the person. The state is locked.
func (l *eventLog) add(person int64, name string, payload any) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(payload); err != nil {
		panic("simulator: an event of our own cannot be written: " + err.Error())
	}
	l.last++
	l.kept = append(l.kept, event{l.last, person, name, bytes.TrimSpace(b.Bytes())})
	if len(l.kept) > keptEvents {
		l.kept = slices.Clone(l.kept[len(l.kept)-keptEvents/2:])
	}
}

// after returns the person's events after a number, and the number read up to; ok is false when events
// after it are no longer kept.
func (l *eventLog) after(number, person int64) (events []event, last int64, ok bool) {
	if number < l.last && (len(l.kept) == 0 || l.kept[0].number > number+1) {
		return nil, l.last, false
	}
	i, _ := slices.BinarySearchFunc(l.kept, number+1, func(e event, n int64) int { return int(e.number - n) })
	for _, e := range l.kept[i:] {
		if e.person == person {
			events = append(events, e)
		}
	}
	return events, l.last, true
}

// serveEvents streams what the person sees from now on, or from Last-Event-ID while that is still kept. A
// listener that falls too far behind is cut off and has to read the messages anew.
func (s *Server) serveEvents(w http.ResponseWriter, r *http.Request) error {
	p, err := s.personOf(r)
	if err != nil {
		return err
	}
	s.mu.Lock()
	from := s.events.last
	if n, err := strconv.ParseInt(r.Header.Get("Last-Event-ID"), 10, 64); err == nil {
		if _, _, ok := s.events.after(n, p.ID); ok && n <= from {
			from = n
		}
	}
	s.mu.Unlock()

	out := http.NewResponseController(w)
	// A server's write deadline is meant for answers that end; one without deadlines says so here.
	_ = out.SetWriteDeadline(time.Time{})
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusOK)
	if _, err := fmt.Fprint(w, "retry: 1000\n: open\n\n"); err != nil {
		return nil
	}
	ticker := time.NewTicker(pulse)
	defer ticker.Stop()
	for {
		s.mu.Lock()
		events, last, ok := s.events.after(from, p.ID)
		changed := s.changed
		s.mu.Unlock()
		if !ok {
			return nil
		}
		from = last
		for _, e := range events {
			if _, err := fmt.Fprintf(w, "id: %d\nevent: %s\ndata: %s\n\n", e.number, e.name, e.data); err != nil {
				return nil
			}
		}
		if err := out.Flush(); err != nil {
			return nil
		}
		select {
		case <-changed:
		case <-ticker.C:
			if _, err := fmt.Fprint(w, ": pulse\n\n"); err != nil {
				return nil
			}
		case <-r.Context().Done():
			return nil
		case <-s.stop:
			return nil
		}
	}
}
