package store

import (
	"context"
	"fmt"
	"sync"

	"camnang/bot/officer"
	"camnang/bot/queue"
)

// People gives the roster; it is a bot.People.
type People struct {
	s *Store
	// mu guards the roster read last. It is held while another is read, so that many who ask at once read once.
	mu     sync.Mutex
	roster *officer.Roster
}

// People returns who is on the roster. All callers share one.
func (s *Store) People() *People { return s.people }

// rosterRevision is the ID of the record that every change to the roster writes; its version is the roster's
// revision (package officer).
const rosterRevision = "_"

// Roster returns the roster as it is at the moment of the call, never an older one. A call reads one small
// record; the roster itself only when it was changed since the last call, and then once for all who ask
// meanwhile. It is shared: the caller changes nothing in it.
func (p *People) Roster(ctx context.Context) (*officer.Roster, error) {
	kept, err := p.s.Records().read(ctx, queue.TableRoster, rosterRevision)
	var now queue.Record
	if err == nil && kept != "" {
		now, err = readTableRecord(rosterRevision, kept)
	}
	if err != nil {
		return nil, fmt.Errorf("read the revision of the roster: %w", err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	// Revisions only rise, so a higher one than that of a moment ago was read since.
	if r := p.roster; r != nil && (r.Revision == now.Version || now.Version > 0 && r.Revision > now.Version) {
		return r, nil
	}
	// One command reads the whole table, its revision with it.
	records, err := p.s.Records().All(ctx, queue.TableRoster)
	if err != nil {
		return nil, err
	}
	r, err := officer.Load(records)
	if err != nil {
		return nil, fmt.Errorf("read the roster: %w", err)
	}
	p.roster = r
	return r, nil
}
