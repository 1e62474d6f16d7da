package watch

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"camnang/bot/queue"
)

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// step is one look at the program: after is how long since noon, want the alarms as "key" or "key over".
type step struct {
	after time.Duration
	state State
	want  string
}

func lag(inbox, outbox, timers time.Duration) State {
	return State{Depths: queue.Depths{Inbox: 7, InboxLag: inbox, OutboxLag: outbox, TimerLag: timers}}
}

func kept(b Backup) State { return State{Backup: &b} }

func dead(letters ...queue.Dead) State { return State{Dead: letters} }

func letter(queueName, id string, at time.Duration, why string) queue.Dead {
	return queue.Dead{Queue: queueName, ID: id, At: noon.Add(at), Why: why}
}

func TestWhatIsSaid(t *testing.T) {
	first := letter("inbox", "1", -time.Hour, "panicked")
	twin := letter("inbox", "2", -time.Hour, "panicked")
	second := letter("outbox", "u2.0", time.Minute, "400")
	for _, row := range []struct {
		rule  string
		steps []step
	}{
		{"nothing is said while all is well", []step{{0, lag(2*time.Minute, 10*time.Minute, 5*time.Minute), ""}}},
		{"each queue has its own limit", []step{
			{0, lag(2*time.Minute+1, 10*time.Minute+1, 5*time.Minute+1), "inbox outbox timers"},
		}},
		{"a long outbox that is sent at Telegram's pace is not stuck", []step{
			{0, State{Depths: queue.Depths{OutboxLag: time.Hour, Pace: 15}}, ""},
			{time.Minute, State{Depths: queue.Depths{OutboxLag: time.Hour, Pace: 14}}, "outbox"},
		}},
		{"a message that waits for hours is, whatever goes out besides", []step{
			{0, State{Depths: queue.Depths{OutboxLag: 2*time.Hour + 1, Pace: 30}}, "outbox"},
		}},
		{"an alarm is said once", []step{
			{0, lag(time.Hour, 0, 0), "inbox"},
			{time.Minute, lag(time.Hour, 0, 0), ""},
			{23 * time.Hour, lag(time.Hour, 0, 0), ""},
		}},
		{"after a day it is said again", []step{
			{0, lag(time.Hour, 0, 0), "inbox"},
			{24 * time.Hour, lag(time.Hour, 0, 0), "inbox"},
			{25 * time.Hour, lag(time.Hour, 0, 0), ""},
		}},
		{"its end is said once, five minutes after all is well", []step{
			{0, lag(time.Hour, 0, 0), "inbox"},
			{time.Minute, lag(0, 0, 0), ""},
			{5 * time.Minute, lag(0, 0, 0), ""},
			{6 * time.Minute, lag(0, 0, 0), "inbox over"},
			{7 * time.Minute, lag(0, 0, 0), ""},
		}},
		{"one that comes and goes is one alarm", []step{
			{0, lag(time.Hour, 0, 0), "inbox"},
			{time.Minute, lag(0, 0, 0), ""},
			{2 * time.Minute, lag(time.Hour, 0, 0), ""},
			{3 * time.Minute, lag(0, 0, 0), ""},
			{7 * time.Minute, lag(0, 0, 0), ""},
			{8 * time.Minute, lag(0, 0, 0), "inbox over"},
		}},
		{"a backup that failed is said, then its recovery", []step{
			{0, kept(Backup{Last: noon.Add(-10 * time.Hour), Failure: "no space"}), "backup"},
			{time.Hour, kept(Backup{Last: noon.Add(time.Hour)}), ""},
			{2 * time.Hour, kept(Backup{Last: noon.Add(time.Hour)}), "backup over"},
		}},
		{"a backup may be 26 hours old", []step{
			{0, kept(Backup{Last: noon.Add(-26 * time.Hour)}), ""},
			{time.Minute, kept(Backup{Last: noon.Add(-26 * time.Hour)}), "backup"},
		}},
		{"a backup that is old and then fails is said for both", []step{
			{0, kept(Backup{Last: noon.Add(-30 * time.Hour)}), "backup"},
			{time.Minute, kept(Backup{Last: noon.Add(-30 * time.Hour), Failure: "no space"}), "backup"},
		}},
		{"the first backup has 26 hours", []step{
			{0, kept(Backup{Expected: noon.Add(-time.Hour)}), ""},
			{26 * time.Hour, kept(Backup{Expected: noon.Add(-time.Hour)}), "backup"},
		}},
		{"without a backup folder none is missed", []step{{0, State{}, ""}}},
		{"a process without a backup folder ends no alarm of another's", []step{
			{0, kept(Backup{Last: noon.Add(-30 * time.Hour)}), "backup"},
			{time.Minute, State{}, ""},
			{10 * time.Minute, State{}, ""},
			{11 * time.Minute, kept(Backup{Last: noon.Add(-30 * time.Hour)}), ""},
		}},
		{"what the store does not promise is said once a week, and when it changes", []step{
			{0, State{Store: []string{"appendfsync: everysec"}}, "store"},
			{25 * time.Hour, State{Store: []string{"appendfsync: everysec"}}, ""},
			{26 * time.Hour, State{Store: []string{"appendonly: no"}}, "store"},
			{8 * 24 * time.Hour, State{Store: []string{"appendonly: no"}}, ""},
			{9 * 24 * time.Hour, State{Store: []string{"appendonly: no"}}, "store"},
		}},
		{"dead letters are told of once, at most every 30 minutes", []step{
			{0, dead(first), "dead"},
			{2 * time.Minute, dead(second, first), ""},
			{29 * time.Minute, dead(second, first), ""},
			{30 * time.Minute, dead(second, first), "dead"},
			{60 * time.Minute, dead(second, first), ""},
		}},
		{"of two letters of one moment the later one is not missed", []step{
			{0, dead(first), "dead"},
			{30 * time.Minute, dead(twin, first), "dead"},
			{60 * time.Minute, dead(twin, first), ""},
		}},
		{"an alarm that could not be sent raises none", []step{
			{0, dead(letter("outbox", Own+"1.0", 0, "403")), ""},
		}},
	} {
		t.Run(row.rule, func(t *testing.T) {
			var seen Seen
			for i, s := range row.steps {
				alarms, next := Decide(s.state, seen, noon.Add(s.after))
				var got []string
				for _, a := range alarms {
					if a.Over {
						a.Key += " over"
					}
					got = append(got, a.Key)
					if a.Text == "" || strings.Contains(a.Text, "%") {
						t.Errorf("step %d: the text of %s is %q", i, a.Key, a.Text)
					}
				}
				if strings.Join(got, " ") != s.want {
					t.Errorf("step %d, after %v: said %q, want %q", i, s.after, got, s.want)
				}
				// What was said is kept as JSON between two looks.
				raw, err := json.Marshal(next)
				if err != nil {
					t.Fatal(err)
				}
				seen = Seen{}
				if err := json.Unmarshal(raw, &seen); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func TestDeadLettersAreCountedByQueueWithTheNewestReasons(t *testing.T) {
	s := dead(
		letter("outbox", "u9.0", 5, strings.Repeat("ệ", 500)),
		letter("outbox", "u8.0", 4, "400 chat not found"),
		letter("outbox", "u7.0", 4, "400 chat not found"),
		letter("timers", "t", 3, "reason three"),
		letter("inbox", "1", 2, "reason four"),
	)
	alarms, _ := Decide(s, Seen{}, noon)
	if len(alarms) != 1 {
		t.Fatalf("%d alarms", len(alarms))
	}
	text := alarms[0].Text
	for _, part := range []string{"1 tin gửi đến", "3 tin gửi đi", "1 việc hẹn giờ", "400 chat not found; reason three", "ệ…"} {
		if !strings.Contains(text, part) {
			t.Errorf("%q is not in %q", part, text)
		}
	}
	if strings.Contains(text, "reason four") || len([]rune(text)) > 800 {
		t.Errorf("too much is said: %q", text)
	}
}

func TestDecidingAgainSaysTheSame(t *testing.T) {
	s := lag(time.Hour, time.Hour, time.Hour)
	s.Dead = []queue.Dead{letter("inbox", "1", 0, "x")}
	one, nextOne := Decide(s, Seen{}, noon)
	two, nextTwo := Decide(s, Seen{}, noon)
	if fmt.Sprint(one, nextOne) != fmt.Sprint(two, nextTwo) {
		t.Errorf("%v\n%v", one, two)
	}
	if !strings.HasPrefix(Message(one), say("heading")) || Message(nil) != "" {
		t.Errorf("%q", Message(one))
	}
}

func TestSpan(t *testing.T) {
	for length, want := range map[time.Duration]string{
		0:                               "0 giây",
		-time.Minute:                    "0 giây",
		40 * time.Second:                "40 giây",
		2*time.Minute + 59*time.Second:  "2 phút 59 giây",
		time.Hour + 40*time.Second:      "1 giờ",
		26 * time.Hour:                  "1 ngày 2 giờ",
		time.Hour + 500*time.Nanosecond: "1 giờ",
	} {
		if got := Span(length); got != want {
			t.Errorf("%v: %q, want %q", length, got, want)
		}
	}
}

func TestThoseResponsibleAreTold(t *testing.T) {
	for want, got := range map[string]string{
		"đồng chí Lê An (Chi bộ 2) (Telegram trả lời: blocked)": Unreached("Lê An", "Chi bộ 2", "blocked"),
		"đồng chí Lê An. ":                          Unreached("Lê An", "", ""),
		"lớp Bồi dưỡng (Telegram trả lời: kicked).": UnreachedGroup("Bồi dưỡng", "kicked"),
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in %q", want, got)
		}
	}
}

func TestEveryTextIsUsedAndThere(t *testing.T) {
	source, err := os.ReadFile("watch.go")
	if err != nil {
		t.Fatal(err)
	}
	more, err := os.ReadFile("texts.go")
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for _, m := range regexp.MustCompile(`"([a-z_]+)"`).FindAllStringSubmatch(string(source)+string(more), -1) {
		used[m[1]] = true
	}
	for _, key := range []string{"inbox", "outbox", "timers", "store", "backup"} {
		used[key+"_over"] = true
		if texts[key+"_over"] == "" {
			t.Errorf("no text says that %s is over", key)
		}
	}
	for _, q := range []string{"inbox", "outbox", "timers"} {
		used["dead_"+q] = true
	}
	for key, text := range texts {
		if !used[key] {
			t.Errorf("the text %q is not used", key)
		}
		if regexp.MustCompile(`(?i)(^|\PL)(bạn|mình|nhé)(\PL|$)`).MatchString(text) {
			t.Errorf("the text %q does not speak as an administration: %q", key, text)
		}
	}
}
