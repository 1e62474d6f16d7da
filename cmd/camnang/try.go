package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"camnang/bot/simulator"
)

type tryCommand struct {
	settings
}

// Run is everything on this machine, with no key and no server: the simulator with its chat page, and the
// same bot that serve runs.
func (c *tryCommand) Run(ctx context.Context, out io.Writer) (err error) {
	// What is tried out stays apart from the store of the real bot.
	c.DataDir = filepath.Join(c.DataDir, "try")
	a, err := newApp(ctx, c.settings, "", simulator.DefaultToken)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.close()) }()
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return badSetting("LISTEN", fmt.Sprintf("is %q: %v", c.Listen, err))
	}
	// The store remembers the numbers of the updates of an earlier trial; a new one begins above them.
	server := simulator.New(simulator.Options{FirstUpdate: time.Now().Unix()})
	defer server.Close()
	mux := http.NewServeMux()
	mux.Handle("/", server)
	mux.Handle("/healthz", a.health())
	mux.Handle("/readyz", a.health())
	address := "http://" + reachable(listener.Addr().String())
	fmt.Fprintf(out, "Trang trò chuyện dùng thử (chat page): %s\n", address)
	return together(ctx,
		func(ctx context.Context) error { return serveHTTP(ctx, listener, mux) },
		func(ctx context.Context) error {
			return a.run(ctx, address, server.Token(), func(int64) bool { return true })
		})
}

// reachable turns the address of a listener on all interfaces into one that a browser opens.
func reachable(address string) string {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return address
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(strings.TrimSpace(host), port)
}
