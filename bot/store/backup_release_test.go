package store

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"camnang/bot/feedback"
	"camnang/bot/queue"
)

// The files in testdata/backup are backups of this state, each as one release wrote it. They are never written
// anew: they must restore for good. A release that keeps more adds a file; -backup NAME writes it.
var newBackup = flag.String("backup", "", "write testdata/backup/NAME.backup as this release writes it")

func releaseFile(name string) string { return filepath.Join("testdata", "backup", name+".backup") }

// keepSome does what every release could do: see keptSome.
func keepSome(t *testing.T, s *Store, c *clock) {
	t.Helper()
	ctx := t.Context()
	putNext(t, s, 6,
		update(1, 7), update(2, 8), update(3, 7), update(4, 9),
		queue.Update{ID: 5, Chat: -1001234567890, Refused: "names a person and an allegation", Message: 77})
	setAside(t, s, []byte(`{"update_id":"odd"}`), "it has no number")
	claims := claim(t, s, time.Hour, 3)
	must(t, settleWith(s, claims[2], message("u4.0", 9, 0)))
	_, err := s.Inbox().Return(ctx, claims[1], 20*365*24*time.Hour, 5, "much later")
	must(t, err)
	c.Add(time.Second)

	free := message("free", 7, queue.Conversation)
	free.Free = true
	group := message("group", -1001234567890, queue.Reminder)
	group.Group = true
	send(t, s, message("sent", 20, 0), message("dropped", 21, 0), message("away", 22, 0), message("failing", 23, 0))
	for range 5 {
		m, ok, _, err := s.Outbox().Take(ctx, "w", time.Minute)
		must(t, err)
		if !ok {
			t.Fatal("no message is taken")
		}
		switch m.Message.ID {
		case "sent":
			must(t, s.Outbox().Sent(ctx, m, 4711))
		case "dropped":
			must(t, s.Outbox().Drop(ctx, m, "400 chat not found"))
		case "away":
			must(t, s.Outbox().Unreachable(ctx, m, "403 blocked"))
		case "failing":
			must(t, s.Outbox().Later(ctx, m, time.Minute, "502"))
		}
		c.Add(100 * time.Millisecond)
	}
	send(t, s, free, group, message("reminder", 30, queue.Reminder), message("broadcast", 31, queue.Broadcast))

	must(t, s.Memory().SetDialogue(ctx, 7, "góp ý\n1", 20*365*24*time.Hour))
	must(t, s.Memory().KeepAnswer(ctx, answeredThen, 20*365*24*time.Hour))
	must(t, s.Memory().Rate(ctx, feedback.Rating{Answer: "a1", Person: 7, Right: true, At: answeredThen.At}))
	must(t, s.Memory().Suggest(ctx, feedback.Suggestion{ID: "s1", Person: 7, Name: "Hoà", Text: "Thêm mẫu \xe2\x80\xa8 biên bản", At: answeredThen.At}))
}

var answeredThen = feedback.Answered{
	ID: "a1", Chat: 7, Person: 7, Inquiry: "Thời hạn \"bàn giao\" <hồ sơ>?", Kind: "quoted", AsOf: "2026-11-23",
	Passages: []string{"p1", "p2"}, Fingerprint: "f", At: time.Date(2026, 11, 23, 1, 2, 3, 4, time.UTC),
}

// keptSome wants what keepSome did: update 1 was claimed, 2 handed back, 3 waits behind 1, 4 was answered, 5 was
// refused. The answer to 4 was taken and is in hand; four messages were seen to, four more wait.
func keptSome(t *testing.T, s *Store, c *clock) {
	t.Helper()
	ctx := t.Context()
	if next, err := s.Inbox().Offset(ctx); next != 6 || err != nil {
		t.Errorf("the next update is %d, %v", next, err)
	}
	again := claim(t, s, time.Minute, 5)
	slices.SortFunc(again, func(a, b queue.Claim) int { return int(a.Update.ID - b.Update.ID) })
	wantIDs(t, "claimed and refused ones", again, 1, 5)
	if u := again[1].Update; again[0].Attempt != 2 || u.Refused != "names a person and an allegation" || u.Message != 77 || u.Raw != nil {
		t.Errorf("%+v", again)
	}
	must(t, settleWith(s, again[0]))
	wantIDs(t, "behind it", claim(t, s, time.Minute, 5), 3)

	letters, err := s.Dead(ctx, 10)
	must(t, err)
	var dead []string
	for _, d := range letters {
		dead = append(dead, d.Queue+" "+d.ID+" "+d.Why)
	}
	if len(dead) < 2 || !strings.Contains(strings.Join(dead, "\n"), "outbox dropped 400 chat not found") ||
		!strings.Contains(strings.Join(dead, "\n"), "it has no number") {
		t.Errorf("the dead letters are %q", dead)
	}
	if n, ok, err := s.Outbox().SentAs(ctx, "sent"); n != 4711 || !ok || err != nil {
		t.Errorf("sent as %d %v %v", n, ok, err)
	}
	if why, ok, err := s.Outbox().Away(ctx, 22); why != "403 blocked" || !ok || err != nil {
		t.Errorf("away: %q %v %v", why, ok, err)
	}
	// What was put before is known again; the other is new.
	send(t, s, message("sent", 20, 0), message("reminder", 30, 1))
	c.Add(2 * time.Minute)
	order := drainOutbox(t, s, c.Add)
	slices.Sort(order)
	if want := []string{"broadcast", "failing", "free", "group", "reminder", "u4.0"}; !slices.Equal(order, want) {
		t.Errorf("sent after the restore: %v, want %v", order, want)
	}

	if state, err := s.Memory().Dialogue(ctx, 7); state != "góp ý\n1" || err != nil {
		t.Errorf("the dialogue is %q, %v", state, err)
	}
	if a, ok, err := s.Memory().Answer(ctx, "a1"); !ok || err != nil || fmt.Sprint(a) != fmt.Sprint(answeredThen) {
		t.Errorf("the answer is %+v, %v", a, err)
	}
	if rated, err := s.Ratings(ctx); err != nil || rated["a1"] != (Rated{Right: 1}) {
		t.Errorf("rated %v, %v", rated, err)
	}
	if list, err := s.Suggestions(ctx, 5); err != nil || len(list) != 1 || list[0].Text != "Thêm mẫu \u2028 biên bản" {
		t.Errorf("suggested %+v, %v", list, err)
	}
}

// keepMore does what releases from issue 4 on can do: see keptMore.
func keepMore(t *testing.T, s *Store) {
	t.Helper()
	ctx := t.Context()
	must(t, s.Records().Change(ctx, []queue.Change{
		{Table: queue.TableRoster, ID: "_", Value: []byte(`{"by":"o1"}`)},
		{Table: queue.TableState, ID: "backup", Value: []byte(`{"at":"2026-11-22"}`)},
		{Table: queue.TableGuess, ID: "7", Value: []byte(`{"wrong":1}`)},
	}, queue.Note{Kind: "changed", About: "o1", Owner: "o1", Personal: true, Body: []byte(`{"name":"Đỗ Thị Ngọc"}`)}))
	_, err := s.Journal().Seal(ctx)
	must(t, err)
	must(t, s.Journal().Append(ctx, queue.Note{Kind: "looked", About: "u9"}))
	must(t, s.Timers().Set(ctx,
		queue.Timer{ID: "due", Lane: 7, Due: time.Unix(1000, 0), Body: []byte(`{"n":1}`)},
		queue.Timer{ID: "far", Lane: 7, Due: time.Date(2090, 1, 1, 0, 0, 0, 0, time.UTC), Body: []byte(`{"n":2}`)}))
	if firings, _, err := s.Timers().Claim(ctx, "before", time.Hour, 1); err != nil || len(firings) != 1 {
		t.Fatalf("%d lanes are due, %v", len(firings), err)
	}
	if _, ok, err := s.Leases().Acquire(ctx, "poll", "before", time.Hour); err != nil || !ok {
		t.Fatalf("the lease is not to be had: %v", err)
	}
}

// keptMore wants three records, a journal of which all but the last entries are sealed, a timer that was claimed
// and one far off, and a lease that is over.
func keptMore(t *testing.T, s *Store) {
	t.Helper()
	ctx := t.Context()
	for table, want := range map[string]string{
		queue.TableRoster: `_ {"by":"o1"}`, queue.TableState: `backup {"at":"2026-11-22"}`, queue.TableGuess: `7 {"wrong":1}`,
	} {
		all, err := s.Records().All(ctx, table)
		if err != nil || len(all) != 1 || all[0].ID+" "+string(all[0].Value) != want || all[0].Version == 0 {
			t.Errorf("the table %s has %+v, %v", table, all, err)
		}
	}
	report, err := s.Journal().Verify(ctx)
	if err != nil || len(report.Problems) > 0 || report.To < 2 || report.Sealed == 0 || report.Erased != 0 {
		t.Errorf("the journal: %+v, %v", report, err)
	}
	if head, err := s.Journal().Seal(ctx); err != nil || head.Number < 2 {
		t.Errorf("sealed to %+v, %v", head, err)
	}
	firings, _, err := s.Timers().Claim(ctx, "after", time.Hour, 5)
	var fired []string
	for _, f := range firings {
		for _, one := range f.Timers {
			fired = append(fired, one.ID)
		}
	}
	if err != nil || !slices.Contains(fired, "due") || slices.Contains(fired, "far") {
		t.Errorf("fired %v, %v", fired, err)
	}
	if list, err := s.Timers().List(ctx, 7, 5); err != nil || len(list) != 2 {
		t.Errorf("the timers of the lane are %v, %v", list, err)
	}
	if lease, ok, err := s.Leases().Acquire(ctx, "poll", "after", time.Hour); err != nil || !ok || lease.Token < 2 {
		t.Errorf("the lease: %+v %v %v", lease, ok, err)
	}
}

// TestABackupOfEveryReleaseRestores restores the files in testdata/backup and works with what was in them. That of
// issue 3 has only the keys of that release, as it wrote them.
func TestABackupOfEveryReleaseRestores(t *testing.T) {
	releases := map[string]struct {
		info BackupInfo
		more bool
	}{
		"issue-3": {BackupInfo{Format: 1, Bot: "b", Made: backupMade, Version: "issue-3", Keys: 34, Entries: 96, Bytes: 1998}, false},
		"issue-4": {BackupInfo{Format: 1, Bot: "b", Made: backupMade, Version: "issue-4", Keys: 54, Entries: 132, Bytes: 2796}, true},
	}
	if *newBackup != "" {
		writeRelease(t, *newBackup)
	}
	files, err := filepath.Glob(releaseFile("*"))
	must(t, err)
	if len(files) != len(releases) {
		t.Errorf("the files are %v, the test knows %d", files, len(releases))
	}
	for name, r := range releases {
		t.Run(name, func(t *testing.T) {
			file, err := os.ReadFile(releaseFile(name))
			must(t, err)
			c := newClock()
			c.Add(time.Hour)
			s := open(t, Options{Dir: t.TempDir(), Now: c.Now})
			info, err := s.Restore(t.Context(), bytes.NewReader(file))
			must(t, err)
			if info != r.info {
				t.Errorf("it says %+v, want %+v", info, r.info)
			}
			if r.more {
				keptMore(t, s)
			}
			keptSome(t, s, c)
		})
	}
}

// writeRelease writes the file of this release; one that stands is left alone.
func writeRelease(t *testing.T, name string) {
	t.Helper()
	c := newClock()
	s := open(t, Options{Dir: t.TempDir(), Now: c.Now})
	keepSome(t, s, c)
	keepMore(t, s)
	file, err := os.OpenFile(releaseFile(name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	must(t, err)
	_, err = s.Backup(t.Context(), file, backupMade, name)
	must(t, err)
	must(t, file.Close())
}

func putNext(t *testing.T, s *Store, next int64, updates ...queue.Update) {
	t.Helper()
	must(t, s.Inbox().Put(t.Context(), updates, next, 0))
}

func setAside(t *testing.T, s *Store, raw []byte, why string) {
	t.Helper()
	must(t, s.Inbox().SetAside(t.Context(), raw, why, 6, 0))
}
