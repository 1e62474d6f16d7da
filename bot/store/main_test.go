package store

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		os.Exit(child(dir))
	}
	// What is parallel here (eachBeside) waits more than it works, however few processors there are.
	if err := flag.Set("test.parallel", "4"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	stopServer()
	stopCluster()
	if code == 0 {
		if err := leaks(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
	}
	os.Exit(code)
}

// realServer is the redis-server of this test run, started when first asked for.
var realServer struct {
	once sync.Once
	addr string
	why  string
	cmd  *exec.Cmd
	dir  string
}

func stopServer() {
	if realServer.cmd != nil {
		_ = realServer.cmd.Process.Kill()
		_ = realServer.cmd.Wait()
		_ = os.RemoveAll(realServer.dir)
	}
}

// serverURL returns the address of a real Redis server with an append-only file.
func serverURL(tb testing.TB) string {
	tb.Helper()
	realServer.once.Do(startServer)
	if realServer.addr == "" {
		if os.Getenv("STRICT") == "1" {
			tb.Fatal("redis-server: " + realServer.why)
		}
		tb.Skipf("redis-server: %s", realServer.why)
	}
	return "redis://" + realServer.addr
}

func startServer() {
	path, err := exec.LookPath("redis-server")
	if err != nil {
		realServer.why = err.Error()
		return
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		realServer.why = err.Error()
		return
	}
	addr := l.Addr().String()
	_ = l.Close()
	dir, err := os.MkdirTemp("", "store-redis-")
	if err != nil {
		realServer.why = err.Error()
		return
	}
	_, port, _ := net.SplitHostPort(addr)
	fsync := os.Getenv("APPENDFSYNC")
	if fsync == "" {
		fsync = "everysec"
	}
	cmd := exec.Command(path, "--bind", "127.0.0.1", "--port", port, "--dir", dir,
		"--appendonly", "yes", "--appendfsync", fsync, "--save", "")
	if err := cmd.Start(); err != nil {
		realServer.why = err.Error()
		return
	}
	realServer.cmd, realServer.dir = cmd, dir
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); {
		c, err := net.DialTimeout("tcp", addr, time.Second)
		if err == nil {
			_, _ = c.Write([]byte("PING\r\n"))
			_ = c.SetReadDeadline(time.Now().Add(time.Second))
			line, _ := bufio.NewReader(c).ReadString('\n')
			_ = c.Close()
			if strings.HasPrefix(line, "+PONG") {
				realServer.addr = addr
				return
			}
		}
		time.Sleep(10 * time.Millisecond)
	}
	realServer.why = "it does not answer"
}

// clock is a clock that a test moves.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func newClock() *clock {
	return &clock{t: time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)}
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) Add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

func open(tb testing.TB, o Options) *Store {
	tb.Helper()
	o.Log = slog.New(slog.DiscardHandler)
	s, err := Open(context.Background(), o)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { shut(tb, s) })
	return s
}

// shut closes the store; closing it again does no harm.
func shut(tb testing.TB, s *Store) {
	tb.Helper()
	if s.client == nil {
		return
	}
	if s.embedded == nil {
		ctx := context.Background()
		for _, k := range append(join(restoreKeys, recordLogKeys, allKeys), waitMark) {
			_ = s.client.Del(ctx, k.at(s.bot)).Err()
		}
	}
	err := s.Close(context.Background())
	s.client = nil
	if err != nil {
		tb.Error(err)
	}
}

var bots atomic.Int64

// each runs a test on every kind of store. wait lets at least d pass by the store's clock.
func each(t *testing.T, test func(t *testing.T, s *Store, wait func(d time.Duration))) {
	onEmbedded(t, test)
	onServers(t, test)
}

// eachBeside is each for a test that lets seconds pass, which takes no time on the embedded store alone: on the servers it goes
// beside others of its kind. It is called once in a test.
func eachBeside(t *testing.T, test func(t *testing.T, s *Store, wait func(d time.Duration))) {
	onEmbedded(t, test)
	t.Parallel()
	onServers(t, test)
}

func onEmbedded(t *testing.T, test func(t *testing.T, s *Store, wait func(d time.Duration))) {
	t.Run("embedded", func(t *testing.T) {
		c := newClock()
		test(t, open(t, Options{Dir: t.TempDir(), Now: c.Now}), c.Add)
	})
}

func onServers(t *testing.T, test func(t *testing.T, s *Store, wait func(d time.Duration))) {
	t.Run("redis-server", func(t *testing.T) {
		s := open(t, Options{URL: serverURL(t), Bot: fmt.Sprint("t", bots.Add(1))})
		test(t, s, func(d time.Duration) { waitServer(t, s.client, d) })
	})
	t.Run("redis-cluster", func(t *testing.T) {
		if testing.Short() {
			t.Skip("starts three servers")
		}
		s := open(t, Options{URL: clusterURL(t), Bot: fmt.Sprint("t", bots.Add(1))})
		test(t, s, func(d time.Duration) { waitServer(t, s.client, d) })
	})
}

// waitServer asks the server for its time until d has passed there.
func waitServer(t *testing.T, c redis.UniversalClient, d time.Duration) {
	t.Helper()
	began, err := c.Time(t.Context()).Result()
	for now := began; err == nil && now.Sub(began) < d; now, err = c.Time(t.Context()).Result() {
		time.Sleep(min(5*time.Millisecond, d))
	}
	if err != nil {
		t.Fatal(err)
	}
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

func storeFiles(tb testing.TB, dir string) []string {
	tb.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "store", "*-*"))
	must(tb, err)
	return names
}
