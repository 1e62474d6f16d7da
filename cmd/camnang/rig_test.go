package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"camnang/bot/officer"
	"camnang/bot/simulator"
	"camnang/bot/store"
	"camnang/retrieval"
)

// asProgram is set for a process that is this test binary again: it is camnang, the same main with the
// same arguments.
const asProgram = "CAMNANG_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	var err error
	if cache, err = os.MkdirTemp("", "camnang-cache-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	_ = os.RemoveAll(cache)
	for _, line := range figures.lines {
		fmt.Println(line)
	}
	os.Exit(code)
}

// cache is the user's cache folder for every program of a test.
var cache string

// patience is how long a test waits for what takes well under a second on an idle machine.
const patience = time.Minute

// transcript is what a process wrote, readable while it writes.
type transcript struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (w *transcript) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.Write(p)
}

func (w *transcript) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.text.String()
}

// builtIndex builds the index once, where commands without a data folder look for it.
var builtIndex = sync.OnceValues(func() (*retrieval.Index, error) {
	return openIndex(context.Background(), filepath.Join(cache, "camnang"), slog.New(slog.DiscardHandler))
})

// folder is a data folder in which nothing has happened yet but that the index was built, for `serve` and for `try`.
func folder(t testing.TB) string {
	t.Helper()
	_, err := builtIndex()
	must(t, err)
	dir := t.TempDir()
	for _, of := range []string{dir, filepath.Join(dir, "try")} {
		must(t, os.CopyFS(filepath.Join(of, "index"), os.DirFS(filepath.Join(cache, "camnang", "index"))))
	}
	return dir
}

// program is camnang as a process of its own.
type program struct {
	cmd       *exec.Cmd
	out, errs transcript
	ended     chan struct{}
}

// inherited are the only variables of the test that the program sees: no setting of whoever runs the
// tests reaches it.
var inherited = []string{"PATH", "TMPDIR", "TZ"}

// command is a program not started yet; settings are NAME=value.
func command(settings []string, args ...string) *program {
	p := &program{cmd: exec.Command(os.Args[0], args...), ended: make(chan struct{})}
	p.cmd.Env = []string{asProgram + "=1", "XDG_CACHE_HOME=" + cache}
	for _, name := range inherited {
		if value, ok := os.LookupEnv(name); ok {
			p.cmd.Env = append(p.cmd.Env, name+"="+value)
		}
	}
	p.cmd.Env = append(p.cmd.Env, settings...)
	p.cmd.Stdout, p.cmd.Stderr = &p.out, &p.errs
	return p
}

// start runs camnang until the test ends or stops it.
func start(t testing.TB, settings []string, args ...string) *program {
	t.Helper()
	p := command(settings, args...)
	p.launch(t)
	return p
}

// launch starts the process, with an index that it need not build. Whatever its end, a panic or a data
// race in it fails the test.
func (p *program) launch(t testing.TB) {
	t.Helper()
	_, err := builtIndex()
	must(t, err)
	must(t, p.cmd.Start())
	go func() {
		_ = p.cmd.Wait()
		close(p.ended)
	}()
	t.Cleanup(func() {
		p.kill()
		said := p.errs.String()
		for _, trouble := range []string{"DATA RACE", "panic: ", "fatal error: ", "panicked"} {
			if strings.Contains(said, trouble) {
				t.Errorf("camnang %v reported %q", p.cmd.Args[1:], trouble)
			}
		}
		if t.Failed() {
			t.Logf("camnang %v wrote at last:\n%s", p.cmd.Args[1:], said[max(0, len(said)-4000):])
		}
	})
}

// kill ends the process as a power cut would, and waits until it is gone.
func (p *program) kill() {
	_ = p.cmd.Process.Kill()
	<-p.ended
}

// stop tells the process to end as a service manager does, and wants it to end well.
func (p *program) stop(t testing.TB) {
	t.Helper()
	must(t, p.cmd.Process.Signal(syscall.SIGTERM))
	if code := p.status(t); code != 0 {
		t.Errorf("told to stop, it ended with status %d", code)
	}
}

// status waits for the end of the process and returns its exit status.
func (p *program) status(t testing.TB) int {
	t.Helper()
	select {
	case <-p.ended:
	case <-time.After(patience):
		p.kill()
		t.Fatalf("camnang did not end within %v", patience)
	}
	return p.cmd.ProcessState.ExitCode()
}

// page waits for the address that `try` prints.
func (p *program) page(t testing.TB) string {
	t.Helper()
	address := regexp.MustCompile(`http://[0-9.:]+`)
	eventually(t, "the address of the chat page", func() bool { return address.MatchString(p.out.String()) || p.isOver() })
	found := address.FindString(p.out.String())
	if found == "" {
		t.Fatalf("no address in %q", p.out.String())
	}
	return found
}

func (p *program) isOver() bool {
	select {
	case <-p.ended:
		return true
	default:
		return false
	}
}

// eventually waits until a condition holds.
func eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !holds(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited %v in vain for %s", patience, what)
		}
	}
}

// platform is the simulator on this machine, played by the test, with people of which each has a chat.
type platform struct {
	*simulator.Server
	address string
	people  []int64
}

// newPlatform serves a simulator that takes messages at any pace; the program keeps Telegram's by itself.
func newPlatform(t testing.TB, people int) *platform {
	t.Helper()
	p := &platform{}
	var played []simulator.Person
	for i := range people {
		p.people = append(p.people, int64(1001+i))
		played = append(played, simulator.Person{ID: p.people[i], Name: fmt.Sprint("Cán bộ ", i+1), Role: "officer"})
	}
	// A tap is answered late when many chats wait for their turn.
	p.Server = simulator.New(simulator.Options{People: played, Limits: simulator.NoLimits(), TapLife: patience})
	web := httptest.NewServer(p.Server)
	p.address = web.URL
	t.Cleanup(func() {
		p.Close()
		web.CloseClientConnections()
		web.Close()
	})
	return p
}

// settings are those of `serve` for this platform; what is added wins.
func (p *platform) settings(dir string, added ...string) []string {
	return append([]string{
		"DATA_DIR=" + dir, "LISTEN=127.0.0.1:0", "TELEGRAM_TOKEN=" + p.Token(), "TELEGRAM_API_URL=" + p.address,
	}, added...)
}

func (p *platform) serve(t testing.TB, dir string, added ...string) *program {
	t.Helper()
	p.enrol(t, dir)
	return start(t, p.settings(dir, added...), "serve")
}

// enrol makes everybody an officer who has joined, and nobody an administrator, in the embedded store of the folder. Done
// again it changes nothing.
func (p *platform) enrol(t testing.TB, dir string) {
	t.Helper()
	opened, err := store.Open(t.Context(), store.Options{Dir: dir, Bot: botNumber(p.Token())})
	must(t, err)
	defer func() { must(t, opened.Close(context.WithoutCancel(t.Context()))) }()
	roster, err := opened.People().Roster(t.Context())
	must(t, err)
	if roster.Revision != 0 {
		return
	}
	edit := roster.Edit()
	unit, err := edit.AddUnit("rig", "Chi bộ 1", "")
	must(t, err)
	for i, account := range p.people {
		id, err := edit.AddOfficer("rig", officer.Officer{Name: fmt.Sprint("Cán bộ ", i+1), Number: fmt.Sprint("CB", i+1), Unit: unit})
		must(t, err)
		must(t, joined(edit, id, account, time.Now()))
	}
	must(t, opened.Records().Change(t.Context(), edit.Changes()))
}

// reply waits for the first message of the bot behind message number after.
func (p *platform) reply(t testing.TB, chat, after int64) simulator.Message {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if _, err := p.WaitFor(ctx, chat, func(m simulator.Message) bool { return m.From.Bot && m.ID > after }); err != nil {
		t.Fatal(err)
	}
	all := p.fromBot(chat)
	return all[slices.IndexFunc(all, func(m simulator.Message) bool { return m.ID > after })]
}

// asks types a text and returns what the bot answers.
func (p *platform) asks(t testing.TB, person int64, text string) simulator.Message {
	t.Helper()
	said, err := p.Say(person, text)
	must(t, err)
	return p.reply(t, person, said.ID)
}

// taps presses the button with the label under a message and returns the note that is shown.
func (p *platform) taps(t testing.TB, m simulator.Message, label string) string {
	t.Helper()
	id, err := p.Tap(m.Chat, m.Chat, m.ID, button(t, m, label).Data)
	must(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	answer, err := p.WaitAnswer(ctx, id)
	must(t, err)
	return answer.Text
}

// fromBot returns what the bot has sent to a chat, oldest first.
func (p *platform) fromBot(chat int64) []simulator.Message {
	return slices.DeleteFunc(p.Messages(chat), func(m simulator.Message) bool { return !m.From.Bot })
}

func button(t testing.TB, m simulator.Message, label string) simulator.Button {
	t.Helper()
	for _, b := range slices.Concat(m.Buttons...) {
		if strings.Contains(b.Text, label) {
			return b
		}
	}
	t.Fatalf("no button %q under %q: %v", label, m.Text, m.Buttons)
	return simulator.Button{}
}

// needs returns the path of a program of this machine; without it the test is skipped, or fails when the
// run is strict.
func needs(t testing.TB, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if errors.Is(err, exec.ErrNotFound) {
		if os.Getenv("STRICT") == "1" {
			t.Fatalf("%s is not installed", name)
		}
		t.Skipf("%s is not installed", name)
	}
	must(t, err)
	return path
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wants checks that a text has every part.
func wants(t testing.TB, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%q is not in:\n%s", part, text)
		}
	}
}
