package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"
)

type healthCommand struct {
	Listen string `env:"LISTEN" default:"127.0.0.1:8080" help:"Address of the running instance."`
}

// Run asks the instance that runs on this machine whether it is ready; nil when it says so.
func (c *healthCommand) Run(ctx context.Context) error {
	if _, _, err := net.SplitHostPort(c.Listen); err != nil {
		return badSetting("LISTEN", fmt.Sprintf("is %q, which is no address", c.Listen))
	}
	ctx, cancel := context.WithTimeout(ctx, 4*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+reachable(listening(c.Listen))+"/readyz", nil)
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return fmt.Errorf("no instance answers: %w", err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the instance is not ready: status %d", response.StatusCode)
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
