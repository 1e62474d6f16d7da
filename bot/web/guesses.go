package web

import (
	"crypto/sha256"
	"net/netip"
	"sync"
	"time"
)

const (
	// guessBurst is how many wrong tokens an address may try at once, guessEvery how long until it may try another
	// one: enough for every officer of a unit behind one address, nothing against tokens of 128 bits.
	guessBurst = 60
	guessEvery = time.Second
	// addressLimit and knownLimit bound what is kept in memory: some hundred bytes for each.
	addressLimit = 10_000
	knownLimit   = 10_000
)

// guesses holds back who tries tokens until one fits. Each process counts for itself. A token that has opened a calendar in
// this process is never held back, so that somebody who guesses from an address that others share (that of a proxy)
// does not keep them from their calendars. It is safe for concurrent use.
type guesses struct {
	now func() time.Time

	mu sync.Mutex
	// spent is, for an address, how many wrong tokens it has tried and is not forgiven yet, as of a moment.
	spent map[netip.Prefix]spending
	// known are the digests of the tokens that opened a calendar when they were last tried.
	known map[[sha256.Size]byte]struct{}
}

type spending struct {
	tries int
	at    time.Time
}

// guess is one try of a token, to be ended by wrong, right or undecided.
type guess struct {
	of    *guesses
	from  netip.Prefix
	token [sha256.Size]byte
	// free is true for a token that was known.
	free bool
}

func newGuesses(now func() time.Time) *guesses {
	return &guesses{now: now, spent: map[netip.Prefix]spending{}, known: map[[sha256.Size]byte]struct{}{}}
}

// begin lets a try of the token pass that comes from the remote address; it counts as a wrong one until it ends. When
// the address has tried too many it returns nil and how many seconds it is to wait.
func (g *guesses) begin(remote, token string) (try *guess, wait int) {
	t := &guess{of: g, from: network(remote), token: sha256.Sum256([]byte(token))}
	g.mu.Lock()
	defer g.mu.Unlock()
	if _, t.free = g.known[t.token]; t.free {
		return t, 0
	}
	now := g.now()
	s := g.spent[t.from].forgiven(now)
	if s.tries >= guessBurst {
		g.spent[t.from] = s
		return nil, int((guessEvery - now.Sub(s.at) + time.Second - 1) / time.Second)
	}
	if _, ok := g.spent[t.from]; !ok && len(g.spent) >= addressLimit {
		g.sweep(now)
	}
	g.spent[t.from] = spending{s.tries + 1, s.at}
	return t, 0
}

// wrong ends a try of a token that opened nothing.
func (t *guess) wrong() {
	t.of.mu.Lock()
	defer t.of.mu.Unlock()
	delete(t.of.known, t.token)
	if t.free {
		t.free = false
		now := t.of.now()
		s := t.of.spent[t.from].forgiven(now)
		t.of.spent[t.from] = spending{s.tries + 1, s.at}
	}
}

// right ends a try of a token that opened a calendar.
func (t *guess) right() {
	t.undecided()
	t.of.mu.Lock()
	defer t.of.mu.Unlock()
	if len(t.of.known) < knownLimit {
		t.of.known[t.token] = struct{}{}
	}
}

// undecided ends a try of which nobody can tell.
func (t *guess) undecided() {
	t.of.mu.Lock()
	defer t.of.mu.Unlock()
	if s := t.of.spent[t.from]; s.tries > 0 && !t.free {
		t.of.spent[t.from] = spending{s.tries - 1, s.at}
	}
}

// sweep makes room for another address: those forget that have nothing left to be forgiven, and when that is none, all:
// who guesses from so many addresses is not held back by counting them.
func (g *guesses) sweep(now time.Time) {
	for from, s := range g.spent {
		if s.forgiven(now).tries == 0 {
			delete(g.spent, from)
		}
	}
	if len(g.spent) >= addressLimit {
		clear(g.spent)
	}
}

// forgiven is what is left of it at a moment. A clock that went back forgives nothing, and goes on from there.
func (s spending) forgiven(now time.Time) spending {
	if now.Before(s.at) {
		s.at = now
	}
	n := max(0, int(now.Sub(s.at)/guessEvery))
	if s.tries <= n {
		return spending{0, now}
	}
	return spending{s.tries - n, s.at.Add(time.Duration(n) * guessEvery)}
}

// network is who stands behind a remote address: an IPv4 address, or the network of an IPv6 address that one
// subscriber has (RFC 6177). What is no address counts as one.
func network(remote string) netip.Prefix {
	a, err := netip.ParseAddrPort(remote)
	if err != nil {
		return netip.Prefix{}
	}
	address := a.Addr().Unmap()
	bits := 64
	if address.Is4() {
		bits = 32
	}
	// The address is valid and has so many bits.
	p, _ := address.Prefix(bits)
	return p
}
