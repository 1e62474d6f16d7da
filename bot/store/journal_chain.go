package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"time"

	"camnang/bot/journal"
)

// sealStep is how many entries lie between two seals at most, so that a verification can say where something
// was changed.
const sealStep = 1000

// Seal links all entries appended so far and returns the newest. It is one short call when there is nothing to
// link. Several at once do no harm: each link is noted once, by whoever comes first.
func (j *Journal) Seal(ctx context.Context) (journal.Head, error) {
	for {
		answer, err := j.s.run(ctx, journalUnsealed, sealStep)
		if err != nil {
			return journal.Head{}, fmt.Errorf("seal the journal: %w", err)
		}
		r := newRow(answer)
		was := r.text()
		head, err := readHead(was)
		if err != nil || len(r.values) == 0 {
			return head, errors.Join(err, r.err)
		}
		for r.err == nil && len(r.values) > 0 {
			e, err := readEntry(r.text(), "")
			if err != nil {
				return journal.Head{}, fmt.Errorf("seal the journal: %w", err)
			}
			if e.Number != head.Number+1 {
				return journal.Head{}, fmt.Errorf("seal the journal: entry %d stands where entry %d belongs: verify it", e.Number, head.Number+1)
			}
			head = journal.Head{Number: e.Number, Link: link(head.Link, e)}
		}
		if r.err == nil {
			_, r.err = j.s.run(ctx, journalSeal, was, head.Number, head.Link)
		}
		if r.err != nil {
			return journal.Head{}, fmt.Errorf("seal the journal: %w", r.err)
		}
	}
}

func link(before string, e journal.Stored) string {
	return journal.Link(before, journal.Line(e.Number, e.At, string(e.Kind), e.About, e.Digest))
}

// errCut says that retention removed entries while they were being read.
var errCut = errors.New("entries were removed meanwhile")

// entries reads the journal from the entry after base on, to the newest. It ends with errCut when the journal
// no longer begins there.
func (j *Journal) entries(ctx context.Context, base string, after int64) iter.Seq2[journal.Stored, error] {
	return func(yield func(journal.Stored, error) bool) {
		for {
			now, entries, err := j.read(ctx, after+1, readStep)
			if err == nil && now != base {
				err = errCut
			}
			if err != nil {
				yield(journal.Stored{}, err)
				return
			}
			for _, e := range entries {
				if !yield(e, nil) {
					return
				}
			}
			if len(entries) < readStep {
				return
			}
			after += readStep
		}
	}
}

// begin reads where the journal begins: log_base as it stands, and what it says.
func (j *Journal) begin(ctx context.Context) (base string, start journal.Head, err error) {
	if base, err = j.text(ctx, journalBase); err == nil {
		start, err = readHead(base)
	}
	if err != nil {
		return "", journal.Head{}, fmt.Errorf("read where the journal begins: %w", err)
	}
	return base, start, nil
}

// cutTries is how often a reading that a removal of entries cut short begins anew.
const cutTries = 3

// Verify computes the whole chain again and compares it, and every body that is kept, with what was noted. What
// does not hold is in the report. Entries appended meanwhile are looked at too.
func (j *Journal) Verify(ctx context.Context) (report journal.Report, err error) {
	for range cutTries {
		if report, err = j.verify(ctx); !errors.Is(err, errCut) {
			break
		}
	}
	if err != nil {
		return journal.Report{}, fmt.Errorf("verify the journal: %w", err)
	}
	return report, nil
}

func (j *Journal) verify(ctx context.Context) (journal.Report, error) {
	base, start, err := j.begin(ctx)
	if err != nil {
		return journal.Report{}, err
	}
	head, err := j.Head(ctx)
	if err != nil {
		return journal.Report{}, err
	}
	newest, err := j.newest(ctx)
	if err != nil {
		return journal.Report{}, err
	}
	// The seals are read before the entries, so that none is of an entry that is not read.
	seals, err := j.seals(ctx)
	if err != nil {
		return journal.Report{}, err
	}
	noted, ok := seals[head.Number]
	if !ok && head.Number > start.Number {
		seals[head.Number] = head.Link
	}
	report, err := journal.Verify(start, j.entries(ctx, base, start.Number), seals)
	if err != nil {
		return journal.Report{}, err
	}
	if ok && noted != head.Link {
		report.Problems = append(report.Problems, fmt.Sprintf("the newest link, of entry %d, is noted in two ways", head.Number))
	}
	if last := max(report.To, start.Number); last < newest {
		report.Problems = append(report.Problems, fmt.Sprintf("%d entries were appended, the last one there is entry %d", newest, last))
	}
	return report, nil
}

// seals reads the noted links, by the number of the entry.
func (j *Journal) seals(ctx context.Context) (map[int64]string, error) {
	ctx, cancel := context.WithTimeout(ctx, scanLimit)
	defer cancel()
	seals := map[int64]string{}
	found := j.s.client.HScan(ctx, journalSeals.at(j.s.bot), 0, "", scanStep).Iterator()
	for found.Next(ctx) {
		number, err := strconv.ParseInt(found.Val(), 10, 64)
		if err != nil || !found.Next(ctx) {
			return nil, fmt.Errorf("read the seals of the journal: %w", errors.Join(err, found.Err()))
		}
		seals[number] = found.Val()
	}
	if err := found.Err(); err != nil {
		return nil, fmt.Errorf("read the seals of the journal: %w", err)
	}
	return seals, nil
}

// scanLimit bounds a scan of all there is of something, in many calls.
const scanLimit = time.Minute

// SealedAs looks up a link that was noted elsewhere: the number of the entry that was sealed with it. ok is
// false when there is none: the link is of no Seal, or its entry was removed, or the chain is another one.
func (j *Journal) SealedAs(ctx context.Context, link string) (number int64, ok bool, err error) {
	seals, err := j.seals(ctx)
	if err != nil {
		return 0, false, err
	}
	for n, l := range seals {
		if l == link {
			return n, true, nil
		}
	}
	_, start, err := j.begin(ctx)
	return start.Number, err == nil && start.Number > 0 && start.Link == link, err
}

// Export seals the journal and writes it up to that entry in the form that journal.VerifyExport reads. It reads
// and writes some hundred entries at a time; what is appended meanwhile is not in it. With an error, what was
// written is no whole export.
func (j *Journal) Export(ctx context.Context, w io.Writer) error {
	head, err := j.Seal(ctx)
	if err != nil {
		return fmt.Errorf("export the journal: %w", err)
	}
	base, start, err := j.begin(ctx)
	if err == nil {
		err = journal.Export(w, start, head, j.entries(ctx, base, start.Number))
	}
	if err != nil {
		return fmt.Errorf("export the journal: %w", err)
	}
	return nil
}
