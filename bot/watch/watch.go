// Package watch decides what those who run the bot must hear of: a queue that stands still, dead letters, a
// backup that failed or is too old, a store that promises less than it should. It is told how things stand and
// what was said before, and gives the sentences to say now; reading the state and sending them are its caller's.
package watch

import (
	"slices"
	"strings"
	"time"

	"camnang/bot/queue"
)

// Limits. An officer waits for a reply, so the inbox has the shortest. 10,000 reminders of one morning take
// five and a half minutes at 30 a second, so an outbox that is merely full stays under ten.
const (
	inboxLimit  = 2 * time.Minute
	timersLimit = 5 * time.Minute
	outboxLimit = 10 * time.Minute
	// outboxMost is what no message waits, however many are sent meanwhile.
	outboxMost = 2 * time.Hour
	// busy is from how many messages a second, half of what Telegram takes, an outbox is not stuck but long: the questions of
	// a large class take a quarter of an hour.
	busy = 15
	// backupLimit is a day and what a backup that was put off may take.
	backupLimit = 26 * time.Hour
	// again is after how long an alarm that has not ended is said once more; a setting of the store is
	// somebody's choice and is said once a week.
	again      = 24 * time.Hour
	againStore = 7 * 24 * time.Hour
	// calm is how long all must be well before an alarm is over, so that one that comes and goes is one alarm.
	calm = 5 * time.Minute
	// lettersPause is the least time between two messages on dead letters.
	lettersPause = 30 * time.Minute
)

// State is how the program stands.
type State struct {
	Depths queue.Depths
	// Dead are the newest dead letters, newest first, as many as are worth counting.
	Dead []queue.Dead
	// Backup is how the daily backup stands; nil when this process makes none and another may: then nothing is said
	// of it, and what was said stays as it is.
	Backup *Backup
	// Store says what the store does not promise, in words for an operator ("appendfsync: everysec").
	Store []string
}

// Backup is how the daily backup stands.
type Backup struct {
	// Expected is since when there should have been one: when it was first asked for.
	Expected time.Time
	// Last is the last one that was made whole; zero when none was.
	Last time.Time
	// Failure says why the newest try failed; "" when it did not.
	Failure string
}

// Seen is what was said before. The zero Seen is that of a program that never said anything. It is kept as JSON.
type Seen struct {
	// Raised are the alarms that have not ended, by key.
	Raised map[string]Raised `json:"raised,omitempty"`
	// Letters is the newest dead letter told of, LettersThen the ids of those of the same moment, and
	// LettersTold when that was.
	Letters     time.Time `json:"letters,omitzero"`
	LettersThen []string  `json:"letters_then,omitempty"`
	LettersTold time.Time `json:"letters_told,omitzero"`
}

// Raised is one alarm that was said.
type Raised struct {
	// About tells alarms of one key apart: when it changes, the alarm is said anew.
	About string    `json:"about,omitempty"`
	Told  time.Time `json:"told"`
	// Well is since when all is well again; zero while it is not.
	Well time.Time `json:"well,omitzero"`
}

// Alarm is a sentence to say now. Over marks the news that an earlier one has ended.
type Alarm struct {
	// Key names it in logs: inbox, outbox, timers, backup, store, dead.
	Key  string
	Over bool
	Text string
}

// Own begins the ids of the messages that carry alarms. A dead letter among them is not told of, since
// telling would make the next one.
const Own = "watch."

// Decide gives what is to be said now, and what was said when that is done. Each alarm is said once until it
// ends or a day has passed, and its end once. The same arguments give the same answer.
func Decide(s State, seen Seen, now time.Time) ([]Alarm, Seen) {
	next := Seen{
		Raised: map[string]Raised{}, Letters: seen.Letters, LettersThen: seen.LettersThen, LettersTold: seen.LettersTold,
	}
	var alarms []Alarm
	for _, w := range s.wrong(now) {
		before, raised := seen.Raised[w.key]
		after := before
		switch {
		case !w.wrong && !raised:
			continue
		case w.unknown:
		case w.wrong && (!raised || before.About != w.about || now.Sub(before.Told) >= w.again):
			alarms = append(alarms, Alarm{Key: w.key, Text: w.text})
			after = Raised{About: w.about, Told: now}
		case w.wrong:
			after.Well = time.Time{}
		case before.Well.IsZero():
			after.Well = now
		case now.Sub(before.Well) >= calm:
			alarms = append(alarms, Alarm{Key: w.key, Over: true, Text: say(w.key + "_over")})
			continue
		}
		next.Raised[w.key] = after
	}
	if a, told := letters(s.Dead, &next, now); told {
		alarms = append(alarms, a)
	}
	return alarms, next
}

// finding is one thing looked at.
type finding struct {
	key   string
	wrong bool
	about string
	text  string
	again time.Duration
	// unknown: nothing can be told of it now.
	unknown bool
}

func (s State) wrong(now time.Time) []finding {
	d := s.Depths
	found := []finding{
		{key: "inbox", wrong: d.InboxLag > inboxLimit, text: say("inbox", d.Inbox, Span(d.InboxLag)), again: again},
		{key: "outbox", wrong: d.OutboxLag > outboxLimit && d.Pace < busy || d.OutboxLag > outboxMost, text: say("outbox", d.Outbox, Span(d.OutboxLag)), again: again},
		{key: "timers", wrong: d.TimerLag > timersLimit, text: say("timers", d.Timers, Span(d.TimerLag)), again: again},
		{
			key: "store", wrong: len(s.Store) > 0, about: strings.Join(s.Store, "\n"),
			text: say("store", strings.Join(s.Store, "; ")), again: againStore,
		},
	}
	b := finding{key: "backup", again: again, unknown: s.Backup == nil}
	switch {
	case s.Backup == nil:
	case s.Backup.Failure != "":
		b.wrong, b.about, b.text = true, "failed", say("backup_failed", s.Backup.Failure)
	case s.Backup.Last.IsZero() && now.Sub(s.Backup.Expected) > backupLimit:
		b.wrong, b.about, b.text = true, "none", say("backup_none")
	case !s.Backup.Last.IsZero() && now.Sub(s.Backup.Last) > backupLimit:
		b.wrong, b.about, b.text = true, "old", say("backup_old", Span(now.Sub(s.Backup.Last)))
	}
	return append(found, b)
}

// reasons is how many different reasons are quoted of dead letters, and whyLength how much of each, so that the
// sentence fits a telephone.
const (
	reasons   = 3
	whyLength = 160
)

// letters tells of the dead letters that came since it was last told of any.
func letters(dead []queue.Dead, seen *Seen, now time.Time) (Alarm, bool) {
	if now.Sub(seen.LettersTold) < lettersPause {
		return Alarm{}, false
	}
	counts := map[string]int{}
	var why []string
	for _, l := range dead {
		fresh := l.At.After(seen.Letters) || l.At.Equal(seen.Letters) && !slices.Contains(seen.LettersThen, named(l))
		if !fresh || strings.HasPrefix(l.ID, Own) {
			continue
		}
		counts[l.Queue]++
		if reason := shortened(l.Why); len(why) < reasons && !slices.Contains(why, reason) {
			why = append(why, reason)
		}
	}
	if len(counts) == 0 {
		return Alarm{}, false
	}
	newest := slices.MaxFunc(dead, func(a, b queue.Dead) int { return a.At.Compare(b.At) }).At
	seen.Letters, seen.LettersThen, seen.LettersTold = newest, nil, now
	for _, l := range dead {
		if l.At.Equal(newest) {
			seen.LettersThen = append(seen.LettersThen, named(l))
		}
	}
	var parts []string
	for _, q := range []string{"inbox", "outbox", "timers"} {
		if counts[q] > 0 {
			parts = append(parts, say("dead_"+q, counts[q]))
		}
	}
	return Alarm{Key: "dead", Text: say("dead", strings.Join(parts, ", "), strings.Join(why, "; "))}, true
}

func named(l queue.Dead) string { return l.Queue + " " + l.ID }

func shortened(why string) string {
	if runes := []rune(why); len(runes) > whyLength {
		return string(runes[:whyLength]) + "…"
	}
	return why
}
