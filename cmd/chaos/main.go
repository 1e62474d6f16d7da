// Command chaos breaks things around the real program and measures what comes through: it kills the bot, its
// Redis and its replicas, and lets Telegram, played by the simulator, fail in every way it knows. What must hold
// is in the scenarios; each prints its figures, and a figure that misses its floor or ceiling ends the program
// with status 1.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"time"
)

// scenario is one way of breaking things. short asks for the smallest run that still means something.
type scenario struct {
	name string
	// within bounds the whole run; a scenario that hangs is a failure with a name.
	within time.Duration
	run    func(ctx context.Context, s *setting) error
}

// setting is what a scenario is given.
type setting struct {
	// program is the path of the binary under test.
	program string
	short   bool
	seed    uint64
	report  *report
	// note tells what is going on, for whoever watches.
	note func(format string, args ...any)
}

// pick returns long, or brief in a short run.
func (s *setting) pick(long, brief int) int {
	if s.short {
		return brief
	}
	return long
}

func scenarios() []scenario {
	return []scenario{
		{"kills-embedded", 8 * time.Minute, killsEmbedded},
		{"kills-redis", 8 * time.Minute, killsRedis},
		{"redis-killed", 3 * time.Minute, redisKilled},
		{"redis-away", 3 * time.Minute, redisAway},
		{"faults", 4 * time.Minute, faults},
		{"replicas", 4 * time.Minute, replicas},
		{"sentinel", 3 * time.Minute, sentinel},
		{"pace", 4 * time.Minute, pace},
		{"latency", 3 * time.Minute, latency},
		{"deadlines", 5 * time.Minute, deadlines},
		{"push", 25 * time.Minute, push},
		{"year", 20 * time.Minute, aYear},
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "chaos:", err)
		os.Exit(1)
	}
}

// run carries out the scenarios named in args, all of them by default, one after the other.
func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("chaos", flag.ContinueOnError)
	program := flags.String("program", "bin/camnang", "the binary under test")
	only := flags.String("scenario", "", "scenarios to run, separated by commas (default: all)")
	short := flags.Bool("short", false, "the smallest run of each scenario")
	seed := flags.Uint64("seed", uint64(time.Now().UnixNano()), "seed of all that is random")
	if err := flags.Parse(args); err != nil {
		return err
	}
	chosen := scenarios()
	if *only != "" {
		names := strings.Split(*only, ",")
		chosen = slices.DeleteFunc(chosen, func(s scenario) bool { return !slices.Contains(names, s.name) })
		if len(chosen) != len(names) {
			return fmt.Errorf("-scenario %s: not all of these are known", *only)
		}
	}
	fmt.Fprintf(out, "seed %d\n", *seed)
	report := &report{out: out, short: *short}
	begin := time.Now()
	var failed []error
	for _, sc := range chosen {
		took, err := measure(ctx, sc, &setting{
			program: *program, short: *short, seed: *seed, report: report,
			note: func(format string, args ...any) {
				fmt.Fprintf(out, "%6.1fs %s: %s\n", time.Since(begin).Seconds(), sc.name, fmt.Sprintf(format, args...))
			},
		})
		fmt.Fprintf(out, "%6.1fs %s: ended after %.1f s\n", time.Since(begin).Seconds(), sc.name, took.Seconds())
		if err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", sc.name, err))
		}
	}
	return errors.Join(errors.Join(failed...), report.missed())
}

func measure(ctx context.Context, sc scenario, s *setting) (time.Duration, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, sc.within, fmt.Errorf("it did not end within %v", sc.within))
	defer cancel()
	begin := time.Now()
	err := sc.run(ctx, s)
	if err != nil && ctx.Err() != nil {
		err = errors.Join(context.Cause(ctx), err)
	}
	return time.Since(begin), err
}
