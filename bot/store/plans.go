package store

import (
	"context"
	"fmt"

	"camnang/bot/plan"
	"camnang/bot/queue"
)

// Plans gives all plans.
type Plans struct{ latest[*plan.Book] }

func newPlans(s *Store) *Plans {
	return &Plans{latest[*plan.Book]{
		s: s, table: queue.TablePlan, log: planLog, load: plan.Load, with: (*plan.Book).With,
	}}
}

// Plans returns the plans. All callers share one.
func (s *Store) Plans() *Plans { return s.plans }

// Book returns the plans as they are at the moment of the call, never older. A call reads one small value; when
// something was changed since the last call it reads the changed plans, once for all who ask meanwhile, and all plans
// only the first time, after a thousand changes that this process did not look at, and when the store was emptied,
// restored or lost changes meanwhile.
func (p *Plans) Book(ctx context.Context) (*plan.Book, error) {
	b, err := p.now(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the plans: %w", err)
	}
	return b, nil
}
