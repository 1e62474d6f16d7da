package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"camnang/bot/queue"
)

// Leases elect the one process that has a duty; it is a telegram.Leases.
type Leases struct{ s *Store }

// Leases returns the leases.
func (s *Store) Leases() *Leases { return &Leases{s} }

// Acquire takes the named lease for the owner, or lengthens the one it has, until length from now by the
// server's clock. ok is false while another owner has it; then Until says when that ends at the latest, and
// Token is that owner's. The token is a new and higher one whenever the owner changes, and also after the lease
// had run out or was released. A call that failed may have taken the lease.
func (b *Leases) Acquire(ctx context.Context, name, owner string, length time.Duration) (l queue.Lease, ok bool, err error) {
	owner = oneLine(owner)
	if err := checkID("a lease", name); err != nil {
		return queue.Lease{}, false, err
	}
	if owner == "" || length <= 0 {
		return queue.Lease{}, false, errors.New("a lease needs an owner and a length")
	}
	answer, err := b.s.run(ctx, leaseAcquire, name, owner, millis(length))
	if err != nil {
		return queue.Lease{}, false, fmt.Errorf("acquire the lease %s: %w", name, err)
	}
	r := newRow(answer)
	ok = r.number() == 1
	l = queue.Lease{Name: name, Token: r.number(), Until: r.time()}
	if ok {
		l.Owner = owner
	}
	if r.err != nil {
		return queue.Lease{}, false, fmt.Errorf("acquire the lease %s: %w", name, r.err)
	}
	return l, ok, nil
}

// Release ends the lease if it is still the caller's; otherwise nothing happens.
func (b *Leases) Release(ctx context.Context, l queue.Lease) error {
	if _, err := b.s.run(ctx, leaseRelease, l.Name, l.Owner, l.Token); err != nil {
		return fmt.Errorf("release the lease %s: %w", l.Name, err)
	}
	return nil
}
