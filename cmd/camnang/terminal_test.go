package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"camnang/bot/simulator"
)

// ends runs camnang to its end and returns its exit status.
func ends(t *testing.T, settings []string, args ...string) (p *program, status int) {
	t.Helper()
	p = start(t, settings, args...)
	return p, p.status(t)
}

// keysOf returns the keys of a JSON object in their order.
func keysOf(t *testing.T, raw []byte) []string {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(raw))
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		t.Fatalf("no object (%v): %s", err, raw)
	}
	var keys []string
	for d.More() {
		key, err := d.Token()
		must(t, err)
		keys = append(keys, key.(string))
		var value json.RawMessage
		must(t, d.Decode(&value))
	}
	return keys
}

// The object of `ask --json` has exactly the fields that others rely on, in their order.
func TestAskPrintsTheAgreedObject(t *testing.T) {
	t.Parallel()
	fields := []string{"kind", "as_of", "inquiry", "text", "citations", "took_ms", "fingerprint"}
	citation := []string{
		"document", "issuer", "date", "path", "quote", "source", "in_force", "effective_from", "effective_to",
		"facts", "passage", "score",
	}
	rows := []struct {
		name, question, asOf, kind string
		cited                      bool
		// first holds fields of the first citation, in JSON.
		first map[string]string
	}{
		{
			"a clause in force has no end", "không đồng ý quyết định kỷ luật thì khiếu nại trong bao lâu?", "2026-11-23", "quoted", true,
			map[string]string{
				"document": `"Điều lệ Đảng"`, "path": `["Điều 39","khoản 7"]`, "source": `"digest"`, "in_force": "true",
				"effective_to": "null", "facts": `["E01"]`,
			},
		},
		{"out of scope cites nothing", "Giá vàng hôm nay bao nhiêu?", "2026-11-23", "out_of_scope", false, nil},
		{"case data is refused and cites nothing", "Đồng chí " + accused + " " + alleged + " thì xử lý thế nào?", "", "refused", false, nil},
		{"a document that is not held is not found", "Quy định 9999-QĐ/TW nói gì?", "2025-01-31", "not_found", false, nil},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			args := []string{"ask", "--json", row.question}
			if row.asOf != "" {
				args = append(args, "--as-of", row.asOf)
			}
			p, status := ends(t, nil, args...)
			if status != 0 {
				t.Fatalf("status %d: %s", status, p.errs.String())
			}
			printed := []byte(p.out.String())
			if got := keysOf(t, printed); !slices.Equal(got, fields) {
				t.Errorf("fields %v, want %v", got, fields)
			}
			var o struct {
				Kind, Inquiry, Text, Fingerprint string
				AsOf                             string  `json:"as_of"`
				TookMS                           float64 `json:"took_ms"`
				Citations                        []json.RawMessage
			}
			must(t, json.Unmarshal(printed, &o))
			if o.Kind != row.kind || o.Text == "" || o.Fingerprint == "" || o.TookMS <= 0 {
				t.Errorf("got %s", printed)
			}
			if row.asOf != "" && o.AsOf != row.asOf {
				t.Errorf("as_of is %q, want %q", o.AsOf, row.asOf)
			}
			if o.Citations == nil || row.cited != (len(o.Citations) > 0) || len(o.Citations) > 10 {
				t.Fatalf("%d citations: %s", len(o.Citations), printed)
			}
			for _, c := range o.Citations {
				if got := keysOf(t, c); !slices.Equal(got, citation) {
					t.Errorf("fields of a citation %v, want %v", got, citation)
				}
			}
			for field, want := range row.first {
				var values map[string]json.RawMessage
				must(t, json.Unmarshal(o.Citations[0], &values))
				if got := string(values[field]); got != want {
					t.Errorf("%s of the first citation is %s, want %s", field, got, want)
				}
			}
		})
	}
}

// What `ask` prints without --json is what an officer would read, and nothing of Go's notation.
func TestAskPrintsWhatAnOfficerReads(t *testing.T) {
	t.Parallel()
	p, status := ends(t, nil, "ask", ordinary)
	if status != 0 {
		t.Fatalf("status %d: %s", status, p.errs.String())
	}
	wants(t, p.out.String(), "một tháng", "khoản 7 Điều 39")
	for _, line := range strings.Split(p.out.String(), "\n") {
		if strings.HasPrefix(line, "[") {
			t.Errorf("a line in Go's notation: %q", line)
		}
	}
}

// A conversation on the terminal ends with its input, refuses what a chat refuses, and leaves nothing.
func TestTalkIsAConversation(t *testing.T) {
	t.Parallel()
	kept := t.TempDir()
	p := command([]string{"TMPDIR=" + kept}, "talk")
	p.cmd.Stdin = strings.NewReader(ordinary + "\n1\nĐồng chí " + accused + " " + alleged + "\n/nosuch\n")
	p.launch(t)
	if status := p.status(t); status != 0 {
		t.Errorf("status %d", status)
	}
	said := p.out.String()
	wants(t, said, "Kính chào", "một tháng", "[1 Xem đầy đủ]", "Mở văn bản", "không tiếp nhận và không lưu", "chưa có lệnh này")
	if strings.Contains(said, accused) {
		t.Errorf("it repeats what it refuses:\n%s", said)
	}
	left, err := os.ReadDir(kept)
	must(t, err)
	if len(left) > 0 {
		t.Errorf("it leaves %v", left)
	}
}

func TestExitStatusTellsUsageFromFailure(t *testing.T) {
	t.Parallel()
	rows := []struct {
		name   string
		args   []string
		status int
		said   string
	}{
		{"a day that does not exist", []string{"ask", "--as-of", "2026-02-30", "kỷ luật?"}, 2, "--as-of"},
		{"a day in another form", []string{"ask", "--as-of", "30/2/2026", "kỷ luật?"}, 2, "--as-of"},
		{"ask without a question", []string{"ask"}, 2, "question"},
		{"an unknown flag", []string{"ask", "--nosuch", "x"}, 2, "--nosuch"},
		{"an unknown command", []string{"nosuch"}, 2, "nosuch"},
		{"no command", nil, 2, ""},
		{"a file of cases that is not there", []string{"eval", "--cases", "/nosuch"}, 2, "--cases"},
		{"health where nothing runs", []string{"health", "--listen", "127.0.0.1:1"}, 1, "instance"},
		{"health at no address", []string{"health", "--listen", "nowhere"}, 2, "LISTEN"},
		{"the version", []string{"--version"}, 0, ""},
		{"help", []string{"--help"}, 0, ""},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			p, status := ends(t, nil, row.args...)
			if status != row.status {
				t.Errorf("status %d, want %d; it said %q", status, row.status, p.errs.String())
			}
			wants(t, p.errs.String(), row.said)
			wantSentence(t, p.errs.String(), row.status)
		})
	}
	t.Run("an answer that cannot be printed", func(t *testing.T) {
		t.Parallel()
		full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
		if err != nil {
			t.Skipf("/dev/full is not there: %v", err)
		}
		defer full.Close()
		p := command(nil, "ask", "kỷ luật đảng viên")
		p.cmd.Stdout = full
		p.launch(t)
		if status := p.status(t); status != 1 {
			t.Errorf("status %d, want 1; it said %q", status, p.errs.String())
		}
	})
}

// wantSentence wants what went wrong in one line of the program's own.
func wantSentence(t *testing.T, said string, status int) {
	t.Helper()
	said = strings.TrimSuffix(said, "\n")
	if status != 0 && (!strings.HasPrefix(said, "camnang: ") || strings.Contains(said, "\n")) {
		t.Errorf("no sentence: %q", said)
	}
}

// A wrong setting stops the start with a sentence that names it and shows no secret.
func TestAWrongSettingIsNamed(t *testing.T) {
	t.Parallel()
	const secretPart, password = "AAH-very-secret", "geheim-4711"
	const token = "7000000001:" + secretPart
	dir := t.TempDir()
	tokenFile, empty := filepath.Join(dir, "token"), filepath.Join(dir, "empty")
	must(t, os.WriteFile(tokenFile, []byte(token+"\n"), 0o600))
	must(t, os.WriteFile(empty, nil, 0o600))
	sound := []string{"TELEGRAM_TOKEN=" + token, "TELEGRAM_API_URL=http://127.0.0.1:1", "LISTEN=127.0.0.1:0", "ADMINS=1001"}
	rows := []struct {
		name     string
		settings []string
		status   int
		said     string
	}{
		{"no token", []string{"TELEGRAM_TOKEN="}, 2, "TELEGRAM_TOKEN"},
		{"an empty file as token", []string{"TELEGRAM_TOKEN=", "TELEGRAM_TOKEN_FILE=" + empty}, 2, "TELEGRAM_TOKEN"},
		{"token and file", []string{"TELEGRAM_TOKEN_FILE=" + tokenFile}, 2, "TELEGRAM_TOKEN_FILE"},
		{"a file that is not there", []string{"TELEGRAM_TOKEN=", "TELEGRAM_TOKEN_FILE=/nosuch"}, 2, "TELEGRAM_TOKEN_FILE"},
		{"address and file", []string{"REDIS_URL=redis://:" + password + "@127.0.0.1:1", "REDIS_URL_FILE=" + tokenFile}, 2, "REDIS_URL_FILE"},
		{"no address of a store", []string{"REDIS_URL=http://:" + password + "@127.0.0.1:1"}, 2, "REDIS_URL"},
		{"a store that does not answer", []string{"REDIS_URL=redis://:" + password + "@127.0.0.1:1"}, 1, "REDIS_URL"},
		{"no time zone", []string{"TIMEZONE=Mars/Base"}, 2, "TIMEZONE"},
		{"an id that is no number", []string{"ADMINS=1001,anna"}, 2, "ADMINS"},
		{"an id of a group", []string{"ADMINS=-1001"}, 2, "ADMINS"},
		{"no level", []string{"LOG_LEVEL=loud"}, 2, "LOG_LEVEL"},
		{"no web address", []string{"TELEGRAM_API_URL=api.telegram.org"}, 2, "TELEGRAM_API_URL"},
		{"no port", []string{"LISTEN=127.0.0.1"}, 2, "LISTEN"},
		{"a data folder that is a file", []string{"DATA_DIR=" + empty}, 2, "DATA_DIR"},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			settings := append(slices.Clone(sound), "DATA_DIR="+folder(t))
			p, status := ends(t, append(settings, row.settings...), "serve")
			said := p.errs.String()
			if status != row.status {
				t.Errorf("status %d, want %d", status, row.status)
			}
			last := strings.Split(strings.TrimSuffix(said, "\n"), "\n")
			wants(t, last[len(last)-1], "camnang: ", row.said)
			for _, secret := range []string{secretPart, password} {
				if strings.Contains(said+p.out.String(), secret) {
					t.Errorf("a secret is shown in %q", said)
				}
			}
		})
	}
}

// A token that Telegram does not accept ends the program, and is not shown at any level of the log.
func TestAWrongTokenStopsAndStaysSecret(t *testing.T) {
	t.Parallel()
	const secretPart = "AAH-very-secret"
	p := newPlatform(t, 1)
	program := p.serve(t, folder(t), "TELEGRAM_TOKEN=7000000001:"+secretPart, "LOG_LEVEL=debug")
	if status := program.status(t); status == 0 {
		t.Errorf("it ended well")
	}
	said := program.errs.String()
	wants(t, strings.ToLower(said), "token")
	if strings.Contains(said+program.out.String(), secretPart) {
		t.Errorf("the token is shown in %q", said)
	}
}

// The log of a running bot has neither the token nor what officers write, at any level, also when
// Telegram fails.
func TestTheLogKeepsSecrets(t *testing.T) {
	t.Parallel()
	p := newPlatform(t, 2)
	program := p.serve(t, folder(t), "LOG_LEVEL=debug")
	p.asks(t, p.people[0], ordinary)
	for _, kind := range []simulator.FaultKind{simulator.Gateway502, simulator.BrokenJSON, simulator.Dropped, simulator.Broken500} {
		must(t, p.Fault(simulator.Fault{Kind: kind, Calls: 1}))
	}
	p.asks(t, p.people[1], ordinary)
	program.stop(t)
	said := program.errs.String() + program.out.String()
	_, secretPart, _ := strings.Cut(p.Token(), ":")
	for _, secret := range []string{secretPart, ordinary, "khiếu nại"} {
		if strings.Contains(said, secret) {
			t.Errorf("%q is in the log:\n%s", secret, said)
		}
	}
}
