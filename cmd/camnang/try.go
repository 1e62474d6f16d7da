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
	"camnang/bot/web"
	"camnang/corpus/calendar"
)

type tryCommand struct {
	settings
}

// Run is everything on this machine, with no key and no server: the simulator with its chat page, a sample
// organisation, and the same bot that serve runs.
func (c *tryCommand) Run(ctx context.Context, out io.Writer) (err error) {
	// What is tried out stays apart from the store of the real bot.
	c.DataDir = filepath.Join(c.DataDir, "try")
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return badSetting("LISTEN", fmt.Sprintf("is %q: %v", c.Listen, err))
	}
	defer listener.Close()
	address := "http://" + reachable(listener.Addr().String())
	if c.PublicURL == "" {
		c.PublicURL = address
	}
	a, err := newApp(ctx, c.settings, peopleSettings{}, "", channel{api: address, token: simulator.DefaultToken})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.close()) }()
	now := time.Now()
	if err := sample(ctx, a.store, now, calendar.On(now.In(a.location))); err != nil {
		return err
	}
	if err := exercised(ctx, a.store, a.index.Library(), now); err != nil {
		return err
	}
	open, err := opened(ctx, a.store)
	if err != nil {
		return err
	}
	name, code, err := invitation(ctx, a.store, now)
	if err != nil {
		return err
	}
	// The store remembers the numbers of the updates of an earlier trial; a new one begins above them, however soon it
	// follows: nobody sends a message every millisecond.
	server := simulator.New(simulator.Options{FirstUpdate: now.UnixMilli(), Opened: open})
	defer server.Close()
	mux, health := http.NewServeMux(), a.handler()
	mux.Handle("/", server)
	for _, path := range []string{"/healthz", "/readyz", "/metrics", web.FeedPath} {
		mux.Handle(path, health)
	}
	fmt.Fprintf(out, "Trang trò chuyện dùng thử (chat page): %s\n", address)
	if code != "" {
		fmt.Fprintf(out, "Mã tham gia dùng thử của %s (code to join): %s\n", name, code)
	}
	// The web server is the simulator here, so it stops when nothing needs it any more.
	return inOrder(ctx, append(a.parts(), webServer(listener, mux))...)
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
