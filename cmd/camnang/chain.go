package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"camnang/bot/journal"
)

type journalCommand struct {
	Verify journalVerify `cmd:"" help:"Check the chain of the journal."`
	Export journalExport `cmd:"" help:"Write the journal as JSON lines."`
}

type journalVerify struct {
	Head   string `placeholder:"LINK" help:"A link noted earlier, which must be in the chain."`
	Export string `placeholder:"FILE" help:"Check an exported file in place of the store."`
	storeSettings
}

// Run checks the chain, and fails when something does not hold.
func (c *journalVerify) Run(ctx context.Context, streams streams) (err error) {
	if c.Head != "" && !journal.IsLink(c.Head) {
		return usageError{errors.New("--head is no link: 64 of 0-9 and a-f")}
	}
	if c.Export != "" {
		return c.exported(streams.out)
	}
	s, err := c.read(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close(context.WithoutCancel(ctx))) }()
	report, err := s.Journal().Verify(ctx)
	if err != nil {
		return err
	}
	if c.Head != "" {
		number, ok, err := s.Journal().SealedAs(ctx, c.Head)
		switch {
		case err != nil:
			return err
		case ok:
			fmt.Fprintf(streams.out, "the link given is that of entry %d\n", number)
		default:
			report.Problems = append(report.Problems,
				"the link given is not in the chain: it was made anew, or entries up to it were removed, or it is of another bot")
		}
	}
	return printReport(streams.out, report)
}

func (c *journalVerify) exported(out io.Writer) error {
	f, err := os.Open(c.Export)
	if err != nil {
		return usageError{err}
	}
	defer f.Close()
	report, err := journal.VerifyExport(f)
	if err != nil {
		return err
	}
	if c.Head != "" && report.Head.Link != c.Head {
		report.Problems = append(report.Problems, "the export does not end with the link given")
	}
	return printReport(out, report)
}

func printReport(out io.Writer, r journal.Report) error {
	if r.To == 0 {
		fmt.Fprintln(out, "the journal is empty")
	} else {
		fmt.Fprintf(out, "entries %d to %d, sealed up to %d, %d erased\n", r.From, r.To, r.Sealed, r.Erased)
	}
	if r.Head.Link != "" {
		fmt.Fprintf(out, "head %s\n", r.Head.Link)
	}
	for _, p := range r.Problems {
		fmt.Fprintln(out, "problem:", p)
	}
	if len(r.Problems) > 0 {
		return errors.New("the journal does not verify")
	}
	_, err := fmt.Fprintln(out, "the chain holds")
	return err
}

type journalExport struct {
	File string `arg:"" help:"File to write, - for the standard output."`
	storeSettings
}

// Run writes the journal, readable by its owner only: it holds what officers asked.
func (c *journalExport) Run(ctx context.Context, streams streams) (err error) {
	s, err := c.read(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close(context.WithoutCancel(ctx))) }()
	if c.File == "-" {
		return s.Journal().Export(ctx, streams.out)
	}
	f, err := os.OpenFile(c.File, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return usageError{err}
	}
	if err := errors.Join(s.Journal().Export(ctx, f), f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(c.File))
	}
	return nil
}
