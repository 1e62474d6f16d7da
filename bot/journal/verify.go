package journal

import (
	"fmt"
	"iter"
	"maps"
	"slices"
)

// Stored is an entry with what its body is proved by. Body and Salt are nil where there is no body or it was
// erased.
type Stored struct {
	Entry
	Salt []byte
}

// Report is what a verification found.
type Report struct {
	// From and To are the numbers of the first and the last entry; 0 when there is none.
	From, To int64
	// Sealed is the number up to which the entries are linked; those after it are only a moment old.
	Sealed int64
	// Erased counts the entries whose body was erased. The chain holds without them.
	Erased int
	// Head is the last sealed entry. Its link stands for everything before it: noted elsewhere, it shows later
	// whether the whole chain was made anew.
	Head Head
	// Problems are sentences about what does not hold; none when all does. At most 100 are given.
	Problems []string
}

// problemLimit bounds the list of a journal that is not one at all.
const problemLimit = 100

// Verify computes the chain again from start over the entries and compares it with seals, the links noted at
// some of the numbers. Where one differs, what lies between it and the seal before was changed, and it goes on
// from the seal, so that each change is told where it is. Entries behind the last seal are linked but compared
// with nothing. An error is the first of entries; what is wrong with the journal is in the Report.
func Verify(start Head, entries iter.Seq2[Stored, error], seals map[int64]string) (Report, error) {
	c := newChecker(start)
	if link, ok := seals[start.Number]; ok && start.Number > 0 && link != start.Link {
		c.problem("the journal does not begin with the link that entry %d was sealed with", start.Number)
	}
	for e, err := range entries {
		if err != nil {
			return Report{}, err
		}
		c.add(e)
		if link, ok := seals[e.Number]; ok {
			c.seal(e.Number, link)
		}
	}
	if last := slices.Max(append(slices.Collect(maps.Keys(seals)), 0)); last > c.head.Number {
		c.problem("entry %d is sealed and missing", last)
	}
	return c.report, nil
}

// checker computes a chain entry by entry.
type checker struct {
	// head is the last entry seen, with the link computed for it.
	head Head
	// good is the number up to which a seal holds.
	good   int64
	report Report
}

func newChecker(start Head) *checker {
	c := &checker{head: start, good: start.Number}
	c.report.Head, c.report.Sealed = start, start.Number
	if start.Link != "" && !IsLink(start.Link) || (start.Link == "") != (start.Number == 0) {
		c.problem("the journal begins after entry %d with a link that is none", start.Number)
	}
	return c
}

func (c *checker) problem(format string, args ...any) {
	switch n := len(c.report.Problems); {
	case n < problemLimit-1:
		c.report.Problems = append(c.report.Problems, fmt.Sprintf(format, args...))
	case n == problemLimit-1:
		c.report.Problems = append(c.report.Problems, "there are more problems than are listed")
	}
}

// add links the next entry and looks at its body.
func (c *checker) add(s Stored) {
	if want := c.head.Number + 1; s.Number != want {
		c.problem("entry %d stands where entry %d belongs", s.Number, want)
	}
	switch {
	case s.Body == nil && s.Digest != "":
		c.report.Erased++
	case s.Body != nil && s.Digest == "":
		c.problem("entry %d has a body that the chain does not know of", s.Number)
	case s.Body != nil && Digest(s.Salt, s.Body) != s.Digest:
		c.problem("the body of entry %d is not the one that was noted", s.Number)
	}
	line := Line(s.Number, s.At, string(s.Kind), s.About, s.Digest)
	c.head = Head{Number: s.Number, Link: Link(c.head.Link, line)}
	if c.report.From == 0 {
		c.report.From = s.Number
	}
	c.report.To = s.Number
}

// seal compares the entry added last with the link noted for it, and goes on from that one.
func (c *checker) seal(number int64, link string) {
	if link != c.head.Link {
		if first := c.good + 1; first < number {
			c.problem("entries %d to %d are not as they were sealed", first, number)
		} else {
			c.problem("entry %d is not as it was sealed", number)
		}
	}
	c.head.Link, c.good = link, number
	c.report.Sealed, c.report.Head = number, Head{Number: number, Link: link}
}
