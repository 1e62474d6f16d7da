package main

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/simulator"
	"camnang/bot/store"
	"camnang/corpus/calendar"
)

// runs carries out one command line in this process.
func runs(t *testing.T, args ...string) (status int, out, errs string) {
	t.Helper()
	var said, failed bytes.Buffer
	status = run(t.Context(), args, &said, &failed)
	return status, said.String(), failed.String()
}

// enrolled makes the sample organisation in the store of the bot under dir, before a process uses it.
func enrolled(t *testing.T, dir, token string) {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{Dir: dir, Bot: botNumber(token)})
	must(t, err)
	must(t, sample(t.Context(), s, time.Now(), calendar.On(time.Now())))
	must(t, s.Close(context.WithoutCancel(t.Context())))
}

// freeAddress is a port of this machine that nobody listens on.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	defer l.Close()
	return l.Addr().String()
}

// awaitReady waits until the instance at the address says so.
func awaitReady(t *testing.T, p *program, address string) {
	t.Helper()
	eventually(t, "the instance to be ready", func() bool {
		if p.isOver() {
			t.Fatalf("it ended: %s", p.errs.String())
		}
		return (&healthCommand{Listen: address}).Run(t.Context(), &bytes.Buffer{}) == nil
	})
}

func TestABackupOfARunningBotIsRestored(t *testing.T) {
	p := newPlatform(t, 4)
	dir, listen := folder(t), freeAddress(t)
	enrolled(t, dir, p.Token())
	backups := filepath.Join(t.TempDir(), "backups")
	bot := p.serve(t, dir, "LISTEN="+listen, "BACKUP_DIR="+backups, "ADMINS=")
	awaitReady(t, bot, listen)
	answer := p.asks(t, 1001, "Không đồng ý với quyết định kỷ luật thì khiếu nại trong thời hạn bao lâu?")
	wants(t, answer.Text, "Điều 39")
	eventually(t, "the backup of the first day", func() bool {
		made, err := filepath.Glob(filepath.Join(backups, "camnang-*.backup"))
		return err == nil && len(made) == 1
	})
	eventually(t, "all parts to work", func() bool {
		status, out, _ := runs(t, "health", "--deep", "--listen", listen)
		return status == 0 && strings.Count(out, " ok ") == 5
	})

	number := botNumber(p.Token())
	status, head, errs := runs(t, "journal", "verify", "--data-dir", dir, "--bot", number)
	if status != 0 || !strings.Contains(head, "the chain holds") {
		t.Errorf("verify while it runs: %d %s %s", status, head, errs)
	}
	file := filepath.Join(t.TempDir(), "whole.backup")
	if status, _, errs := runs(t, "backup", file, "--data-dir", dir, "--bot", number); status != 0 {
		t.Fatalf("backup: %s", errs)
	}
	kept, err := os.Stat(file)
	must(t, err)
	if kept.Mode().Perm() != 0o600 {
		t.Errorf("the backup's mode is %v", kept.Mode())
	}
	if status, _, errs := runs(t, "backup", file+".2", "--data-dir", dir, "--bot", "77"); status != 1 || !strings.Contains(errs, "--bot") {
		t.Errorf("a backup of a bot that is not there: %d %s", status, errs)
	}
	if _, err := os.Stat(file + ".2"); err == nil {
		t.Error("an empty backup was left")
	}
	bot.stop(t)

	status, out, _ := runs(t, "restore", "--dry-run", file)
	if status != 0 || !strings.Contains(out, "bot "+number) {
		t.Errorf("dry run: %d %s", status, out)
	}
	if status, _, errs := runs(t, "restore", file, "--data-dir", dir, "--bot", number); status != 1 || !strings.Contains(errs, "not empty") {
		t.Errorf("into a store in use: %d %s", status, errs)
	}
	fresh := folder(t)
	if status, out, errs := runs(t, "restore", file, "--data-dir", fresh, "--bot", number); status != 0 || !strings.Contains(out, "restored") {
		t.Fatalf("restore: %d %s %s", status, out, errs)
	}
	again := p.serve(t, fresh, "LISTEN="+listen, "ADMINS=")
	awaitReady(t, again, listen)
	if note := p.taps(t, answer, "Đúng"); !strings.Contains(note, "đã ghi nhận") {
		t.Errorf("after the restore a button says %q", note)
	}
	again.stop(t)

	link := linkOf(t, head)
	status, out, errs = runs(t, "journal", "verify", "--data-dir", fresh, "--bot", number, "--head", link)
	if status != 0 || !strings.Contains(out, "the link given is that of entry") {
		t.Errorf("the link noted before is not there: %d %s %s", status, out, errs)
	}
}

// linkOf is the link that journal verify printed.
func linkOf(t *testing.T, out string) string {
	t.Helper()
	_, rest, _ := strings.Cut(out, "head ")
	link, _, _ := strings.Cut(rest, "\n")
	if !journal.IsLink(link) {
		t.Fatalf("no link in %q", out)
	}
	return link
}

func TestADamagedBackupIsRefused(t *testing.T) {
	a := sampleApp(t)
	file := filepath.Join(t.TempDir(), "one.backup")
	_, err := writeBackup(t.Context(), a.store, file, time.Now())
	must(t, err)
	whole, err := os.ReadFile(file)
	must(t, err)
	for name, content := range map[string][]byte{"cut off": whole[:len(whole)-20], "empty": nil, "of another kind": []byte("PK\x03\x04")} {
		must(t, os.WriteFile(file, content, 0o600))
		dir := t.TempDir()
		for _, args := range [][]string{{"restore", "--dry-run", file}, {"restore", file, "--data-dir", dir}} {
			if status, _, errs := runs(t, args...); status != 1 || errs == "" {
				t.Errorf("%s: %v: %d %s", name, args, status, errs)
			}
		}
	}
	if status, _, _ := runs(t, "restore", filepath.Join(t.TempDir(), "none")); status != 2 {
		t.Errorf("a file that is not there: status %d", status)
	}
}

func TestAStopEndsABackup(t *testing.T) {
	a := sampleApp(t)
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := writeBackup(ctx, a.store, filepath.Join(dir, "x.backup"), time.Now()); err == nil {
		t.Error("it was written")
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("left are %v, %v", left, err)
	}
}

func TestTheExportedJournalVerifiesAndAChangeShows(t *testing.T) {
	dir := t.TempDir()
	s, err := store.Open(t.Context(), store.Options{Dir: dir})
	must(t, err)
	for _, about := range []string{"u1", "u2", "u3"} {
		note, err := journal.NewNote(journal.Refused, about, "", false, map[string]string{"reason": "case_data"})
		must(t, err)
		must(t, s.Journal().Append(t.Context(), note))
	}
	_, err = s.Journal().Seal(t.Context())
	must(t, err)
	must(t, s.Close(context.WithoutCancel(t.Context())))

	file := filepath.Join(t.TempDir(), "journal.jsonl")
	if status, _, errs := runs(t, "journal", "export", file, "--data-dir", dir); status != 0 {
		t.Fatal(errs)
	}
	kept, err := os.Stat(file)
	must(t, err)
	if kept.Mode().Perm() != 0o600 {
		t.Errorf("the export's mode is %v", kept.Mode())
	}
	if status, _, _ := runs(t, "journal", "export", file, "--data-dir", dir); status != 2 {
		t.Error("a file that is there was written over")
	}
	status, out, errs := runs(t, "journal", "verify", "--export", file)
	if status != 0 {
		t.Fatalf("%s %s", out, errs)
	}
	link := linkOf(t, out)
	if status, _, _ := runs(t, "journal", "verify", "--export", file, "--head", link); status != 0 {
		t.Error("its own link is refused")
	}
	status, out, _ = runs(t, "journal", "verify", "--data-dir", dir, "--head", strings.Repeat("0", 64))
	if status != 1 || !strings.Contains(out, "problem:") {
		t.Errorf("a link that is not in the chain: %d %s", status, out)
	}
	if status, _, _ := runs(t, "journal", "verify", "--data-dir", dir, "--head", "abc"); status != 2 {
		t.Error("what is no link was taken")
	}
	text, err := os.ReadFile(file)
	must(t, err)
	must(t, os.WriteFile(file, bytes.Replace(text, []byte(`"u2"`), []byte(`"u9"`), 1), 0o600))
	if status, out, _ := runs(t, "journal", "verify", "--export", file); status != 1 {
		t.Errorf("a changed export verifies: %s", out)
	}
}

func TestTheWebhookBringsUpdates(t *testing.T) {
	p := newPlatform(t, 4)
	dir, listen := folder(t), freeAddress(t)
	enrolled(t, dir, p.Token())
	bot := p.serve(t, dir, "LISTEN="+listen, "ADMINS=", "TELEGRAM_WEBHOOK_URL=http://"+listen+webhookPath)
	awaitReady(t, bot, listen)
	wants(t, p.asks(t, 1001, "/trogiup").Text, "/hoi")
	response, err := http.Post("http://"+listen+webhookPath, "application/json", strings.NewReader(`{"update_id":1}`))
	must(t, err)
	must(t, response.Body.Close())
	if response.StatusCode != http.StatusUnauthorized {
		t.Errorf("without the secret: status %d", response.StatusCode)
	}
	figures := scraped(t, listen)
	wants(t, figures, "camnang_webhook_refused_total 1", "camnang_polling 0", `camnang_updates_total{result="received"} 1`)
	bot.stop(t)
}

func scraped(t *testing.T, address string) string {
	t.Helper()
	response, err := http.Get("http://" + address + "/metrics")
	must(t, err)
	defer response.Body.Close()
	var body bytes.Buffer
	_, err = body.ReadFrom(response.Body)
	must(t, err)
	return body.String()
}

func TestTheFiguresOfARunningBot(t *testing.T) {
	p := newPlatform(t, 4)
	dir, listen := folder(t), freeAddress(t)
	enrolled(t, dir, p.Token())
	bot := p.serve(t, dir, "LISTEN="+listen, "ADMINS=")
	awaitReady(t, bot, listen)
	p.asks(t, 1001, "Không đồng ý với quyết định kỷ luật thì khiếu nại trong thời hạn bao lâu?")
	eventually(t, "the answer to be counted", func() bool {
		return strings.Contains(scraped(t, listen), `camnang_sends_total{result="sent"} 1`)
	})
	wants(t, scraped(t, listen), `camnang_inquiries_total{kind="quoted"} 1`, `camnang_handling_seconds_count{event="text"} 1`,
		"camnang_inbox_seconds_count 1", "camnang_polling 1", "camnang_store_up 1", "process_resident_memory_bytes")
}

func TestSettingsOfTheStart(t *testing.T) {
	for _, row := range []struct{ setting, names string }{
		{"RETENTION_DAYS=-1", "RETENTION_DAYS"},
		{"REDIS_URL=http://x", "REDIS_URL"},
		{"TELEGRAM_WEBHOOK_URL=camnang", "TELEGRAM_WEBHOOK_URL"},
		{"TELEGRAM_WEBHOOK_SECRET_FILE=/none", "TELEGRAM_WEBHOOK_SECRET_FILE"},
		{"BACKUP_DIR=/proc/none", "BACKUP_DIR"},
		{"ADMINS=anna", "ADMINS"},
	} {
		t.Run(row.setting, func(t *testing.T) {
			p := newPlatform(t, 1)
			bot := start(t, p.settings(folder(t), row.setting), "serve")
			if status := bot.status(t); status != 2 || !strings.Contains(bot.errs.String(), row.names) {
				t.Errorf("status %d: %s", status, bot.errs.String())
			}
		})
	}
}

func TestTheSecretOfTheWebhook(t *testing.T) {
	s := telegramSettings{TelegramAPIURL: "https://api.example", TelegramWebhookURL: "https://bot.example/telegram/webhook"}
	one, err := s.channel("1:a")
	must(t, err)
	two, err := s.channel("1:a")
	must(t, err)
	other, err := s.channel("1:b")
	must(t, err)
	if one.webhook.Secret != two.webhook.Secret || one.webhook.Secret == other.webhook.Secret ||
		!secretForm.MatchString(one.webhook.Secret) {
		t.Error("the secret is not one of the token")
	}
	s.TelegramWebhookSecret = "a secret with blanks"
	if _, err := s.channel("1:a"); err == nil || !strings.Contains(err.Error(), "TELEGRAM_WEBHOOK_SECRET") || strings.Contains(err.Error(), "blanks") {
		t.Errorf("%v", err)
	}
	s.TelegramWebhookURL, s.TelegramWebhookSecret = "", ""
	if c, err := s.channel("1:a"); err != nil || c.webhook.Receiver != nil {
		t.Errorf("without an address: %+v, %v", c, err)
	}
}

func TestTheSampleOrganisation(t *testing.T) {
	a := sampleApp(t)
	r := a.roster(t)
	roles := map[int64]officer.Role{1002: officer.RoleTrainer, 1003: officer.RoleHead, 1004: officer.RoleAdministrator}
	for _, p := range simulator.DefaultPeople() {
		o, has := r.ByTelegram(p.ID)
		if has != (p.ID != joiner) {
			t.Errorf("%s has joined: %v", p.Name, has)
			continue
		}
		if has && roles[p.ID] != "" && !strings.Contains(strings.Join(words(r.Roles(o.ID)), " "), string(roles[p.ID])) {
			t.Errorf("%s has the roles %v", p.Name, r.Roles(o.ID))
		}
	}
	before := r.Revision
	must(t, sample(t.Context(), a.store, time.Now(), calendar.On(time.Now())))
	if a.roster(t).Revision != before {
		t.Error("it was made twice")
	}
	name, code, err := invitation(t.Context(), a.store, time.Now())
	must(t, err)
	plain, ok := officer.ReadCode(code)
	if o, err := a.roster(t).Invited(plain, time.Now()); !ok || err != nil || o.Name != name {
		t.Errorf("the code %s of %s: %v", code, name, err)
	}
	a.change(t, func(_ *officer.Roster, e *officer.Edit) error {
		_, _, err := e.Join(plain, joiner, time.Now())
		return err
	})
	if name, _, err := invitation(t.Context(), a.store, time.Now()); err != nil || name != "" {
		t.Errorf("%s is invited again, %v", name, err)
	}
}

func words(roles []officer.Role) []string {
	var out []string
	for _, r := range roles {
		out = append(out, string(r))
	}
	return out
}
