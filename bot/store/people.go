package store

import (
	"context"
	"fmt"

	"camnang/bot/officer"
	"camnang/bot/queue"
)

// People gives the roster; it is a bot.People.
type People struct{ latest[*officer.Roster] }

// rosterRevision is the ID of the record that every change to the roster writes; its version is the roster's
// revision (package officer).
const rosterRevision = "_"

func newPeople(s *Store) *People {
	return &People{latest[*officer.Roster]{
		s: s, table: queue.TableRoster, log: rosterLog, load: officer.Load, also: rosterRevision,
	}}
}

// People returns who is on the roster. All callers share one.
func (s *Store) People() *People { return s.people }

// Roster returns the roster as it is at the moment of the call, never an older one. A call reads two small values; the
// roster itself only when it was changed since the last call, and then once for all who ask meanwhile. It is shared:
// the caller changes nothing in it.
func (p *People) Roster(ctx context.Context) (*officer.Roster, error) {
	r, err := p.now(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the roster: %w", err)
	}
	return r, nil
}
