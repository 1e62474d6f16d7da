package store

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"time"

	"camnang/bot/journal"
	"camnang/bot/queue"
)

// cutStep is how many entries one call removes: it holds up the server's other clients.
const cutStep = 1000

// Cut removes the entries older than before, from the first up to one that is not, and returns how many. The
// journal then begins with the link of the last one removed, so it still verifies; an entry of kind cut says
// what was done. It seals first, so what is removed was sealed.
//
// A journal whose old entries do not verify is left whole and is an error: what shows a change is not removed by
// the passing of time. Called again, also after a Cut that was broken off, it removes what is left; of two at
// once one does the work.
func (j *Journal) Cut(ctx context.Context, before time.Time) (removed int, err error) {
	if _, err := j.Seal(ctx); err != nil {
		return 0, fmt.Errorf("cut the journal: %w", err)
	}
	base, start, err := j.begin(ctx)
	if err != nil {
		return 0, fmt.Errorf("cut the journal: %w", err)
	}
	stops, err := j.cutAt(ctx, base, start, before)
	if err != nil {
		return 0, fmt.Errorf("cut the journal: %w", err)
	}
	for i, stop := range stops {
		args := []any{base, stop.Number, stop.Link}
		if i == 0 {
			if args, err = cutNote(args, start, stops[len(stops)-1], before); err != nil {
				return 0, fmt.Errorf("cut the journal: %w", err)
			}
		}
		answer, err := j.s.run(ctx, journalCut, args...)
		if err != nil {
			return removed, fmt.Errorf("cut the journal: %w", err)
		}
		if answer == int64(0) {
			return removed, nil
		}
		base, removed = headText(stop), int(stop.Number-start.Number)
	}
	return removed, nil
}

func headText(h journal.Head) string { return strconv.FormatInt(h.Number, 10) + " " + h.Link }

// cutAt returns the last entry before the moment and, ahead of it, every thousandth from start on, with their
// links; none when there is no such entry. It reads on to the seal behind the last one, so that all it counts is
// verified.
func (j *Journal) cutAt(ctx context.Context, base string, start journal.Head, before time.Time) ([]journal.Head, error) {
	seals, err := j.seals(ctx)
	if err != nil {
		return nil, err
	}
	var stops []journal.Head
	var last journal.Head
	checked := map[int64]string{}
	read := iter.Seq2[journal.Stored, error](func(yield func(journal.Stored, error) bool) {
		at, old := start, true
		for e, err := range j.entries(ctx, base, start.Number) {
			if err != nil {
				yield(journal.Stored{}, err)
				return
			}
			at = journal.Head{Number: e.Number, Link: link(at.Link, e)}
			if old = old && e.At.Before(before); old {
				last = at
				if (e.Number-start.Number)%cutStep == 0 {
					stops = append(stops, at)
				}
			} else if last.Number == 0 {
				return
			}
			seal, sealed := seals[e.Number]
			if sealed {
				checked[e.Number] = seal
			}
			if !yield(e, nil) || sealed && !old {
				return
			}
		}
	})
	report, err := journal.Verify(start, read, checked)
	switch {
	case err != nil:
		return nil, err
	case last.Number == 0:
		return nil, nil
	case report.Sealed < last.Number:
		return nil, errors.New("nothing was removed: the seals of what was to be removed are missing: verify it")
	case len(report.Problems) > 0:
		return nil, fmt.Errorf("nothing was removed: the old entries do not verify: %s", report.Problems[0])
	}
	if len(stops) == 0 || stops[len(stops)-1] != last {
		stops = append(stops, last)
	}
	return stops, nil
}

// cutNote appends the note of a Cut to the arguments of its first step.
func cutNote(args []any, start, last journal.Head, before time.Time) ([]any, error) {
	n, err := journal.NewNote(journal.Cut, strconv.FormatInt(last.Number, 10), "", false, struct {
		From   int64     `json:"from"`
		To     int64     `json:"to"`
		Before time.Time `json:"before"`
		Link   string    `json:"link"`
	}{start.Number + 1, last.Number, before.UTC(), last.Link})
	if err != nil {
		return nil, err
	}
	return noteArgs(args, []queue.Note{n})
}
