package main

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"testing"
	"time"

	"camnang/corpus/calendar"
	"camnang/retrieval/answer"
	"camnang/retrieval/eval"
)

// The ceilings of issue "Ask: the whole path".
const (
	inquiryCeiling = 10.0  // ms, the 99th of 100
	readyCeiling   = 1.0   // s, from start to ready with an index that is there
	memoryCeiling  = 120.0 // MB resident after memoryQuestions
)

const (
	inquiries       = 2000
	starts          = 7
	memoryQuestions = 500
)

// varied returns n different questions: the shipped cases as they are, without marks, with abbreviations,
// with slips, and each with words around it.
func varied(b *testing.B, n int) []string {
	b.Helper()
	cases, err := eval.Shipped()
	must(b, err)
	around := []string{"%s", "Cho hỏi %s", "%s Xin cảm ơn", "Theo quy định hiện hành, %s", "Năm 2022, %s", "Ở chi bộ, %s", "Xin hỏi đồng chí: %s", "%s (đảng viên dự bị)"}
	seen := map[string]bool{}
	var all []string
	for _, form := range around {
		for i, c := range cases {
			spellings := []string{c.Question}
			for _, r := range eval.Rewritings {
				spellings = append(spellings, r.Apply(c.Question, uint64(i)))
			}
			for _, s := range spellings {
				if q := fmt.Sprintf(form, s); !seen[q] {
					seen[q] = true
					all = append(all, q)
				}
			}
		}
	}
	if len(all) < n {
		b.Fatalf("only %d different questions", len(all))
	}
	return all[:n]
}

// BenchmarkInquiry measures one inquiry inside the process, by the engine that the program wires.
func BenchmarkInquiry(b *testing.B) {
	index, err := builtIndex()
	must(b, err)
	engine := newEngine(index)
	today := calendar.On(time.Now())
	questions := varied(b, inquiries)
	for _, q := range questions[:100] {
		engine.Ask(b.Context(), answer.Inquiry{Text: q, Today: today})
	}
	var took []time.Duration
	for b.Loop() {
		took = took[:0]
		for _, q := range questions {
			began := time.Now()
			engine.Ask(b.Context(), answer.Inquiry{Text: q, Today: today})
			took = append(took, time.Since(began))
		}
	}
	slices.Sort(took)
	at := func(share float64) float64 { return took[int(share*float64(len(took)-1))].Seconds() * 1000 }
	figures.keep(b, "inquiry-p50", at(0.5), "ms", inquiryCeiling)
	figures.keep(b, "inquiry-p99", at(0.99), "ms", inquiryCeiling)
}

// build makes the binary as it is shipped: the test binary holds more than the program.
func build(b *testing.B) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "camnang")
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", path, ".")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("go build: %v\n%s", err, out)
	}
	return path
}

func shipped(b *testing.B, path string, settings []string, args ...string) *program {
	b.Helper()
	p := command(settings, args...)
	p.cmd.Path = path
	p.launch(b)
	return p
}

// free returns an address of this machine that nobody listens on.
func free(b *testing.B) string {
	b.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(b, err)
	defer l.Close()
	return l.Addr().String()
}

// ready waits until the program at the address says that it is ready.
func ready(b *testing.B, p *program, address string) {
	b.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(time.Millisecond) {
		response, err := http.Get("http://" + address + "/readyz")
		if err == nil {
			response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return
			}
		}
		if time.Now().After(deadline) || p.isOver() {
			b.Fatalf("it is not ready: %v; it wrote %s", err, p.errs.String())
		}
	}
}

// BenchmarkStartToReady measures the time from the start of `serve` until /readyz is 200, with the index
// already in the data folder. The figure is the slowest of the starts.
func BenchmarkStartToReady(b *testing.B) {
	binary, p, dir := build(b), newPlatform(b, 1), folder(b)
	p.enrol(b, dir)
	slowest := 0.0
	for b.Loop() {
		for range starts {
			address := free(b)
			began := time.Now()
			program := shipped(b, binary, p.settings(dir, "LISTEN="+address), "serve")
			ready(b, program, address)
			slowest = max(slowest, time.Since(began).Seconds())
			program.stop(b)
		}
	}
	figures.keep(b, "start-to-ready", slowest, "s", readyCeiling)
}

var resident = regexp.MustCompile(`VmRSS:\s+(\d+) kB`)

// BenchmarkResidentMemory measures what `serve` holds in memory after it has answered the questions of
// many chats.
func BenchmarkResidentMemory(b *testing.B) {
	binary := build(b)
	const chats = 50
	megabytes := 0.0
	for b.Loop() {
		p := newPlatform(b, chats)
		dir := folder(b)
		p.enrol(b, dir)
		program := shipped(b, binary, p.settings(dir), "serve")
		for i, q := range varied(b, memoryQuestions) {
			_, err := p.Say(p.people[i%chats], q)
			must(b, err)
		}
		eventually(b, "all answers", func() bool { return len(p.Sends()) >= memoryQuestions || program.isOver() })
		status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", program.cmd.Process.Pid))
		if err != nil {
			b.Skipf("this system does not tell what a process holds: %v", err)
		}
		kilobytes, err := strconv.Atoi(string(resident.FindSubmatch(status)[1]))
		must(b, err)
		megabytes = max(megabytes, float64(kilobytes)/1024)
		program.stop(b)
	}
	figures.keep(b, "resident-memory", megabytes, "MB", memoryCeiling)
}
