package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"
)

// tail keeps the end of what a process wrote, readable while it writes.
type tail struct {
	mu   sync.Mutex
	text []byte
	all  int
}

const tailLength = 8 << 10

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.all += len(p)
	t.text = append(t.text, p...)
	if len(t.text) > 2*tailLength {
		t.text = bytes.Clone(t.text[len(t.text)-tailLength:])
	}
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.text)
}

// process is a program that is ended the hard way.
type process struct {
	cmd   *exec.Cmd
	said  tail
	ended chan struct{}
}

// launch starts a program with nothing of this process's environment but what it needs to run at all.
func launch(path string, settings []string, args ...string) (*process, error) {
	p := &process{cmd: exec.Command(path, args...), ended: make(chan struct{})}
	for _, name := range []string{"PATH", "TMPDIR", "TZ", "CAMNANG_TEST_AS_PROGRAM"} {
		if value, ok := os.LookupEnv(name); ok {
			p.cmd.Env = append(p.cmd.Env, name+"="+value)
		}
	}
	p.cmd.Env = append(p.cmd.Env, settings...)
	p.cmd.Stdout, p.cmd.Stderr = &p.said, &p.said
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", path, err)
	}
	go func() {
		_ = p.cmd.Wait()
		close(p.ended)
	}()
	return p, nil
}

// kill ends the process as a power cut would, and waits until it is gone.
func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	<-p.ended
}

// freeze stops the process where it is; thaw lets it go on.
func (p *process) freeze() error { return p.cmd.Process.Signal(syscall.SIGSTOP) }
func (p *process) thaw() error   { return p.cmd.Process.Signal(syscall.SIGCONT) }

// stop tells the process to end and wants it to end well.
func (p *process) stop(within time.Duration) error {
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-p.ended:
	case <-time.After(within):
		p.kill()
		return fmt.Errorf("it did not end within %v", within)
	}
	if code := p.cmd.ProcessState.ExitCode(); code != 0 {
		return fmt.Errorf("it ended with status %d: %s", code, p.said.String())
	}
	return nil
}

func (p *process) over() bool {
	select {
	case <-p.ended:
		return true
	default:
		return false
	}
}

// trouble is what no process may ever say.
func (p *process) trouble() error {
	said := p.said.String()
	for _, word := range []string{"DATA RACE", "panic: ", "fatal error: ", "panicked"} {
		if strings.Contains(said, word) {
			return fmt.Errorf("the program reported %q: %s", word, said)
		}
	}
	return nil
}

// freePort is a port of this machine that nobody uses at the moment.
func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// look is how often a condition is looked at: the machine is shared with what is measured.
const look = 20 * time.Millisecond

// until waits until holds is true, or ctx ends.
func until(ctx context.Context, what string, holds func() bool) error {
	ticks := time.NewTicker(look)
	defer ticks.Stop()
	for !holds() {
		select {
		case <-ctx.Done():
			return fmt.Errorf("waited in vain for %s: %w", what, ctx.Err())
		case <-ticks.C:
		}
	}
	return nil
}

// ready waits until the program at the address says so.
func ready(ctx context.Context, address string, p *process) error {
	client := http.Client{Timeout: 2 * time.Second}
	return until(ctx, "the program to be ready", func() bool {
		if p.over() {
			return true
		}
		answer, err := client.Get("http://" + address + "/readyz")
		if err != nil {
			return false
		}
		_ = answer.Body.Close()
		return answer.StatusCode == http.StatusOK
	})
}
