// Command camnang is the whole program: the bot for real (serve), its trial without key or server (try),
// and what an operator needs beside it. This package holds settings and wiring; nothing is decided here.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata"

	"github.com/alecthomas/kong"
)

type commands struct {
	Try     tryCommand     `cmd:"" help:"Run everything on this machine, with no key and no server."`
	Serve   serveCommand   `cmd:"" help:"Run the bot for real."`
	Ask     askCommand     `cmd:"" help:"Ask one question on the terminal."`
	Talk    talkCommand    `cmd:"" help:"Talk to the bot on the terminal, without Telegram."`
	Eval    evalCommand    `cmd:"" help:"Measure ranking and answers on cases."`
	Backup  backupCommand  `cmd:"" help:"Write all state into a file; the bot may go on running."`
	Restore restoreCommand `cmd:"" help:"Read a backup into an empty store."`
	Journal journalCommand `cmd:"" help:"Check or export the journal."`
	Health  healthCommand  `cmd:"" help:"Exit 0 when a running instance is ready."`

	Version kong.VersionFlag `help:"Print the version."`
}

// version is set when the program is built.
var version = "unknown"

// usageError is what the person at the terminal did wrong: exit status 2.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// streams are the standard streams of the process, for commands that need more than one of them.
type streams struct {
	in        io.Reader
	out, errs io.Writer
}

// run carries out one command line and returns the exit status: 0 done, 1 it could not run, 2 wrong usage.
func run(ctx context.Context, args []string, out, errs io.Writer) int {
	var cli commands
	exit := -1
	parser, err := kong.New(&cli, kong.Name("camnang"), kong.Description("Cẩm nang: trợ lý tra cứu cho cán bộ kiểm tra của Đảng."),
		kong.Vars{"version": version}, kong.Writers(out, errs), kong.Exit(func(code int) { exit = code }),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.BindTo(out, (*io.Writer)(nil)), kong.BindTo(os.Stdin, (*io.Reader)(nil)),
		kong.Bind(streams{os.Stdin, out, errs}))
	if err != nil {
		fmt.Fprintln(errs, "camnang:", err)
		return 1
	}
	command, err := parser.Parse(args)
	if exit >= 0 {
		return exit
	}
	if err != nil {
		fmt.Fprintln(errs, "camnang:", err)
		return 2
	}
	if err := command.Run(); err != nil {
		fmt.Fprintln(errs, "camnang:", err)
		var usage usageError
		if errors.As(err, &usage) {
			return 2
		}
		return 1
	}
	return 0
}
