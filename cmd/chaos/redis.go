package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// redisServer is a redis-server of its own folder and port, which survives its process.
type redisServer struct {
	dir  string
	port int
	args []string
	proc *process
}

// newRedis starts a server that keeps all it acknowledges; fsync is appendfsync, and args are added settings.
func newRedis(ctx context.Context, dir, fsync string, args ...string) (*redisServer, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	r := &redisServer{dir: dir, port: port, args: append([]string{
		"--bind", "127.0.0.1", "--port", strconv.Itoa(port), "--dir", dir, "--appendonly", "yes", "--appendfsync", fsync,
		"--save", "", "--maxmemory-policy", "noeviction", "--daemonize", "no",
	}, args...)}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	return r, r.start(ctx)
}

func (r *redisServer) url() string { return fmt.Sprintf("redis://127.0.0.1:%d", r.port) }

// start starts the server on what it kept, and waits until it answers.
func (r *redisServer) start(ctx context.Context) error {
	p, err := launch("redis-server", []string{"HOME=" + filepath.Clean(r.dir)}, r.args...)
	if err != nil {
		return err
	}
	r.proc = p
	return until(ctx, "redis-server to answer", func() bool {
		if p.over() {
			return true
		}
		return pings(r.port)
	})
}

// pings reports whether a server answers on the port and has its data loaded.
func pings(port int) bool {
	c, err := net.DialTimeout("tcp", fmt.Sprintf("127.0.0.1:%d", port), time.Second)
	if err != nil {
		return false
	}
	defer func() { _ = c.Close() }()
	_ = c.SetDeadline(time.Now().Add(time.Second))
	if _, err := c.Write([]byte("PING\r\n")); err != nil {
		return false
	}
	answer := make([]byte, 5)
	n, err := c.Read(answer)
	return err == nil && string(answer[:n]) == "+PONG"
}
