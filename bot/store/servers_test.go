package store

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"go.uber.org/goleak"
)

// redisServer is a redis-server of its own on a free port of this machine.
type redisServer struct {
	// addr is where it answers, dir where its files are.
	addr, dir string
	// admin is a client for what only a test does.
	admin *redis.Client
	args  []string
	cmd   *exec.Cmd
	// guard kills the server when the test's process ends without a word (a panic, a time limit).
	guard *exec.Cmd
	word  io.WriteCloser
}

// startRedis starts a redis-server that keeps nothing but an append-only file; args are further options, of
// which the last of a name holds. It is killed and its files are removed when the test ends.
func startRedis(tb testing.TB, args ...string) *redisServer {
	tb.Helper()
	port := freePort(tb)
	return startRedisAt(tb, port, &redis.Options{}, append([]string{"--port", port}, args...)...)
}

// startRedisAt is startRedis for a server whose port, or how it is spoken to, is among args; o is how admin does.
func startRedisAt(tb testing.TB, port string, o *redis.Options, args ...string) *redisServer {
	tb.Helper()
	s := prepareRedis(tb, port, o)
	s.args = append([]string{
		"--bind", "127.0.0.1", "--dir", s.dir, "--appendonly", "yes", "--appendfsync", "everysec",
		"--save", "", "--repl-diskless-sync-delay", "0", "--logfile", filepath.Join(s.dir, "log"),
	}, args...)
	s.start(tb)
	return s
}

// startSentinel starts a sentinel that watches the master on port under the name camnang. Two of them agree that
// it is gone when it has not answered for a second.
func startSentinel(tb testing.TB, port string) *redisServer {
	tb.Helper()
	own := freePort(tb)
	s := prepareRedis(tb, own, &redis.Options{})
	file := filepath.Join(s.dir, "sentinel.conf")
	must(tb, os.WriteFile(file, []byte(strings.Join([]string{
		"port " + own, "bind 127.0.0.1", "dir " + s.dir, "logfile " + filepath.Join(s.dir, "log"),
		"sentinel monitor camnang 127.0.0.1 " + port + " 2",
		"sentinel down-after-milliseconds camnang 1000",
		"sentinel failover-timeout camnang 5000",
	}, "\n")), 0o600))
	s.args = []string{file, "--sentinel"}
	s.start(tb)
	return s
}

func prepareRedis(tb testing.TB, port string, o *redis.Options) *redisServer {
	tb.Helper()
	s := &redisServer{addr: "127.0.0.1:" + port, dir: tb.TempDir()}
	o.Addr, o.MaxRetries, o.DialerRetries = s.addr, -1, 1
	plain(o)
	s.admin = redis.NewClient(o)
	tb.Cleanup(func() {
		s.kill()
		_ = s.admin.Close()
	})
	return s
}

// start starts the server, again after it was killed, and returns when it answers.
func (s *redisServer) start(tb testing.TB) {
	tb.Helper()
	s.cmd = exec.Command(redisPath(tb), s.args...)
	must(tb, s.cmd.Start())
	s.guard = exec.Command("sh", "-c", `read word || kill -9 "$0"`, strconv.Itoa(s.cmd.Process.Pid))
	word, err := s.guard.StdinPipe()
	must(tb, err)
	must(tb, s.guard.Start())
	s.word = word
	until(tb, "redis-server answers", func() bool { return s.admin.Ping(context.Background()).Err() == nil })
}

// kill ends the server at once, as a crash does.
func (s *redisServer) kill() {
	if s.cmd != nil {
		_ = s.cmd.Process.Kill()
		_ = s.cmd.Wait()
		s.cmd = nil
	}
	if s.word != nil {
		_, _ = io.WriteString(s.word, "\n")
		_ = s.guard.Wait()
		s.word = nil
	}
}

// hang stops the server without ending it, until resume.
func (s *redisServer) hang(tb testing.TB) {
	tb.Helper()
	must(tb, s.cmd.Process.Signal(syscall.SIGSTOP))
}

func (s *redisServer) resume(tb testing.TB) {
	tb.Helper()
	must(tb, s.cmd.Process.Signal(syscall.SIGCONT))
}

// info is a line of the server's INFO.
func (s *redisServer) info(tb testing.TB, name string) string {
	tb.Helper()
	text, err := s.admin.Info(context.Background()).Result()
	must(tb, err)
	for line := range strings.Lines(text) {
		if n, value, _ := strings.Cut(strings.TrimSpace(line), ":"); n == name {
			return value
		}
	}
	return ""
}

func (s *redisServer) port() string {
	_, port, _ := net.SplitHostPort(s.addr)
	return port
}

// follow makes the server a replica, and returns when it has caught up.
func (s *redisServer) follow(tb testing.TB, master *redisServer) {
	tb.Helper()
	must(tb, s.admin.ReplicaOf(context.Background(), "127.0.0.1", master.port()).Err())
	s.caughtUp(tb, master)
}

// caughtUp returns when both sides say that the replica has what the master has.
func (s *redisServer) caughtUp(tb testing.TB, master *redisServer) {
	tb.Helper()
	until(tb, "the replica has caught up", func() bool {
		online := strings.Join([]string{master.info(tb, "slave0"), master.info(tb, "slave1")}, " ")
		return s.info(tb, "master_link_status") == "up" && strings.Contains(online, "port="+s.port()+",state=online")
	})
}

// redisPath skips the test where there is no redis-server; with STRICT=1 it fails.
func redisPath(tb testing.TB) string {
	tb.Helper()
	path, err := exec.LookPath("redis-server")
	if err != nil && os.Getenv("STRICT") == "1" {
		tb.Fatal(err)
	}
	if err != nil {
		tb.Skipf("redis-server: %v", err)
	}
	return path
}

func freePort(tb testing.TB) string {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(tb, err)
	_, port, _ := net.SplitHostPort(l.Addr().String())
	must(tb, l.Close())
	return port
}

// until returns when ok does, and fails the test when that takes too long.
func until(tb testing.TB, what string, ok func() bool) {
	tb.Helper()
	for end := time.Now().Add(30 * time.Second); !ok(); {
		if time.Now().After(end) {
			tb.Fatalf("it never came about that %s", what)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// redisCluster is a cluster whose first n nodes have the slots, in equal parts.
type redisCluster struct {
	nodes []*redisServer
	ids   []string
}

// startCluster starts a cluster of so many masters and as many replicas as of names the masters they follow.
func startCluster(tb testing.TB, masters int, of ...int) *redisCluster {
	tb.Helper()
	ctx := context.Background()
	c := &redisCluster{}
	for range masters + len(of) {
		port := freePort(tb)
		c.nodes = append(c.nodes, startRedisAt(tb, port, &redis.Options{}, "--port", port,
			"--cluster-enabled", "yes", "--cluster-port", freePort(tb), "--cluster-node-timeout", "1000"))
	}
	for i, n := range c.nodes {
		id, err := n.admin.Do(ctx, "CLUSTER", "MYID").Text()
		must(tb, err)
		c.ids = append(c.ids, id)
		// Two nodes with one epoch would have to agree first which of them gives way.
		must(tb, n.admin.Do(ctx, "CLUSTER", "SET-CONFIG-EPOCH", i+1).Err())
		if i < masters {
			must(tb, n.admin.ClusterAddSlotsRange(ctx, i*16384/masters, (i+1)*16384/masters-1).Err())
		}
		bus := n.args[len(n.args)-3]
		must(tb, c.nodes[0].admin.Do(ctx, "CLUSTER", "MEET", "127.0.0.1", n.port(), bus).Err())
	}
	ready := func() bool {
		for _, n := range c.nodes {
			text, err := n.admin.ClusterInfo(ctx).Result()
			if err != nil || !strings.Contains(text, "cluster_state:ok") ||
				!strings.Contains(text, fmt.Sprintf("cluster_known_nodes:%d\r", len(c.nodes))) {
				return false
			}
		}
		return true
	}
	until(tb, "the nodes know each other", ready)
	for i, of := range of {
		n := c.nodes[masters+i]
		must(tb, n.admin.ClusterReplicate(ctx, c.ids[of]).Err())
		n.caughtUp(tb, c.nodes[of])
	}
	until(tb, "the nodes know each other's parts", ready)
	return c
}

// url is the address of the cluster, by way of some of its nodes.
func (c *redisCluster) url() string {
	return "redis-cluster://" + c.nodes[0].addr + "," + c.nodes[1].addr
}

// owner is the node that has the slot of the bot: the one that does not send the question on to another.
func (c *redisCluster) owner(bot string) (node, slot int) {
	ctx, at := context.Background(), waitMark.at(bot)
	slot = int(c.nodes[0].admin.ClusterKeySlot(ctx, at).Val())
	for i, n := range c.nodes {
		if err := n.admin.Get(ctx, at).Err(); err == nil || errors.Is(err, redis.Nil) {
			return i, slot
		}
	}
	return -1, slot
}

// sharedCluster is the cluster of this test run, started when first asked for.
var sharedCluster struct {
	once sync.Once
	tb   *runTB
	url  string
}

// runTB stands in for the test where something is started that all tests share: its clean-ups come when the
// run ends.
type runTB struct {
	testing.TB
	ends []func()
}

func (r *runTB) Cleanup(f func()) { r.ends = append(r.ends, f) }

func (r *runTB) TempDir() string {
	dir, err := os.MkdirTemp("", "store-redis-")
	if err != nil {
		r.Fatal(err)
	}
	r.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// clusterURL returns the address of a cluster of three nodes.
func clusterURL(tb testing.TB) string {
	tb.Helper()
	redisPath(tb)
	sharedCluster.once.Do(func() {
		sharedCluster.tb = &runTB{TB: tb}
		sharedCluster.url = startCluster(sharedCluster.tb, 3).url()
	})
	if sharedCluster.url == "" {
		tb.Fatal("the cluster did not start")
	}
	return sharedCluster.url
}

// leaks finds what still runs when all is closed. A client that could not reach its server sleeps a second between
// two tries, and notices only after that it was closed.
func leaks() error {
	err := goleak.Find()
	for end := time.Now().Add(3 * time.Second); err != nil && time.Now().Before(end); {
		err = goleak.Find()
	}
	return err
}

func stopCluster() {
	if sharedCluster.tb == nil {
		return
	}
	for i := len(sharedCluster.tb.ends) - 1; i >= 0; i-- {
		sharedCluster.tb.ends[i]()
	}
}

// certificates writes a root and a certificate of this machine that it signed, and returns the files.
func certificates(tb testing.TB) (ca, cert, key string) {
	tb.Helper()
	dir := tb.TempDir()
	write := func(name, kind string, der []byte) string {
		file := filepath.Join(dir, name)
		must(tb, os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600))
		return file
	}
	rootKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(tb, err)
	root := &x509.Certificate{
		Subject:   pkix.Name{CommonName: "root"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	rootDER, err := x509.CreateCertificate(rand.Reader, root, root, rootKey.Public(), rootKey)
	must(tb, err)
	ownKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(tb, err)
	own := &x509.Certificate{
		Subject: pkix.Name{CommonName: "server"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: root.NotBefore, NotAfter: root.NotAfter, KeyUsage: x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	ownDER, err := x509.CreateCertificate(rand.Reader, own, root, ownKey.Public(), rootKey)
	must(tb, err)
	keyDER, err := x509.MarshalPKCS8PrivateKey(ownKey)
	must(tb, err)
	return write("ca.pem", "CERTIFICATE", rootDER), write("cert.pem", "CERTIFICATE", ownDER), write("key.pem", "PRIVATE KEY", keyDER)
}
