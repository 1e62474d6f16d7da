package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// part is something that runs as long as the program does. run returns when its context has ended and all it had in
// hand is finished.
type part struct {
	name string
	run  func(context.Context) error
}

// inOrder runs all parts until ctx ends or one of them ends, then stops them one after the other, in order, and
// returns their errors.
func inOrder(ctx context.Context, parts ...part) error {
	type running struct {
		stop  context.CancelFunc
		ended chan error
	}
	all := make([]running, len(parts))
	first := make(chan struct{}, len(parts))
	for i, p := range parts {
		own, stop := context.WithCancel(context.WithoutCancel(ctx))
		defer stop()
		all[i] = running{stop, make(chan error, 1)}
		go func() {
			err := p.run(own)
			all[i].ended <- err
			first <- struct{}{}
		}()
	}
	select {
	case <-ctx.Done():
	case <-first:
	}
	var errs []error
	for _, r := range all {
		r.stop()
		errs = append(errs, <-r.ended)
	}
	return errors.Join(errs...)
}

// webServer serves h on l.
func webServer(l net.Listener, h http.Handler) part {
	return part{"web", func(ctx context.Context) error { return serveHTTP(ctx, l, h) }}
}

// serveHTTP serves h on l until ctx ends.
func serveHTTP(ctx context.Context, l net.Listener, h http.Handler) error {
	server := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(l) }()
	select {
	case err := <-ended:
		return fmt.Errorf("web server: %w", err)
	case <-ctx.Done():
	}
	stop, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if err := server.Shutdown(stop); err != nil {
		// Event streams stay open as long as a page shows them.
		return server.Close()
	}
	return nil
}
