package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"camnang/bot/web"
)

type healthCommand struct {
	Listen string `env:"LISTEN" default:"127.0.0.1:8080" help:"Address of the running instance."`
	Deep   bool   `help:"Try every part for real: Telegram, the store, the clock, one inquiry, the last backup."`
}

const (
	// healthWithin is under what compose.yaml allows a health check; a deep one takes longer than its slowest part.
	healthWithin     = 4 * time.Second
	deepHealthWithin = 12 * time.Second
)

// Run asks the instance that runs on this machine whether it is ready; nil when it says so. A deep one prints a line
// for each part.
func (c *healthCommand) Run(ctx context.Context, out io.Writer) error {
	if _, _, err := net.SplitHostPort(c.Listen); err != nil {
		return badSetting("LISTEN", fmt.Sprintf("is %q, which is no address", c.Listen))
	}
	path, within := "/readyz", healthWithin
	if c.Deep {
		path, within = "/readyz?deep=1", deepHealthWithin
	}
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+reachable(listening(c.Listen))+path, nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("no instance answers: %w", err)
	}
	defer response.Body.Close()
	if c.Deep {
		return printProbes(out, response)
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the instance is not ready: status %d", response.StatusCode)
	}
	return nil
}

// printProbes prints a line for each part, and fails when one does not work.
func printProbes(out io.Writer, response *http.Response) error {
	var report web.Report
	if err := json.NewDecoder(response.Body).Decode(&report); err != nil || len(report.Probes) == 0 {
		return fmt.Errorf("the instance gives no deep report: status %d", response.StatusCode)
	}
	for _, p := range report.Probes {
		state := "ok"
		if !p.OK {
			state = "FAILED"
		}
		fmt.Fprintf(out, "%-10s %-6s %s\n", p.Name, state, p.Detail)
	}
	if !report.OK {
		return errors.New("a part does not work; the log of the instance says why")
	}
	return nil
}

// listening gives an address of all interfaces (":8080") a host.
func listening(address string) string {
	if host, port, err := net.SplitHostPort(address); err == nil && host == "" {
		return net.JoinHostPort("127.0.0.1", port)
	}
	return address
}
