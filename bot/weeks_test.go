package bot

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/quiz"
)

// A week is a transcript of testdata/weeks in which many act and one is watched. Its first comment with "watched:" names the
// chats that are shown; what comes to other chats is left out, and what is answered there. Besides what TestTranscripts tells:
//
//	~ > dung taps: Đã đọc             done, and not shown
//	~ dung takes a test: yes no -     the newest invitation of the chat: right in a minute, wrong in two, left open; handed in
//	~ dung votes: yes no              in the newest quizzes of the chat, as they stand there
//	> anna: CODE                      the newest code of the trainer's roll
//
// TestTranscriptsOfWeeks plays them with six learners in the first class, one of whom has not joined, and an administrator
// who teaches the second. Each button of a week leads somewhere: tapped when one of its kind has just come, and tapped at the
// end when it still stands in a chat, it does something, and is neither an error nor a button that nobody knows. What such a
// tap changes is put back.
func TestTranscriptsOfWeeks(t *testing.T) {
	files, err := filepath.Glob("testdata/weeks/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no weeks: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s := weekStage(t)
			tapped := map[heldOut]bool{}
			once := func(b, of heldOut) {
				if !tapped[of] {
					tapped[of] = true
					s.leads(b)
				}
			}
			got := s.week(string(want), func() {
				for _, b := range s.standing() {
					screen, _, _ := strings.Cut(strings.TrimPrefix(b.payload, "x:"), ":")
					once(b, heldOut{chat: b.chat, label: b.label, payload: screen})
				}
			})
			last := s.standing()
			if len(last) < 30 {
				t.Fatalf("%d buttons stand, want at least 30", len(last))
			}
			for _, b := range last {
				once(b, heldOut{chat: b.chat, payload: b.payload})
			}
			if *update {
				s.must(os.WriteFile(file, []byte(got), 0o644))
				return
			}
			if got != string(want) {
				t.Errorf("the week went otherwise (-update rewrites it):\n%s", difference(string(want), got))
			}
		})
	}
}

func weekStage(t testing.TB) *stage {
	s := trainingStage(t)
	s.enrols(class1...)
	s.edit(func(e *officer.Edit) error {
		r, err := s.store.Roster(t.Context())
		s.must(err)
		names := map[string]string{
			"Học viên dung": "Hồ Thị Dung", "Học viên giang": "Lý Trường Giang", "Học viên hanh": "Mai Thị Hạnh", "Học viên khoa": "Cao Đăng Khoa",
		}
		for _, o := range r.All() {
			if name, ok := names[o.Name]; ok {
				renamed := *o
				renamed.Name = name
				s.must(e.SetOfficer(renamed))
			}
		}
		return e.SetTrainer(officer.ClassID(s.class("2")), s.whose("admin").ID, true)
	})
	return s
}

var (
	takes      = regexp.MustCompile(`^([a-z]+) takes a test: (.+)$`)
	votesMany  = regexp.MustCompile(`^([a-z]+) votes: (.+)$`)
	watchedAre = regexp.MustCompile(`^# watched: (.+)$`)
	rollCode   = regexp.MustCompile(`Mã điểm danh: (\d{4})`)
	arrivedAt  = regexp.MustCompile(`^< \((?:at .*, )?to ([a-z]+)\)$`)
)

// week plays a week and has done each time what comes after a line.
func (s *stage) week(script string, after func()) string {
	s.t.Helper()
	var out, watched []string
	defer func() {
		if s.t.Failed() {
			s.t.Logf("the week ended with\n%s", strings.Join(out[max(0, len(out)-40):], "\n"))
		}
	}()
	for _, line := range strings.Split(strings.TrimRight(script, "\n"), "\n") {
		if m := watchedAre.FindStringSubmatch(line); m != nil {
			watched = strings.Split(m[1], ", ")
		}
		switch {
		case strings.HasPrefix(line, "<"), line == "" && (len(out) == 0 || out[len(out)-1] == ""):
		case strings.HasPrefix(line, "~ "):
			out = append(out, line)
			s.quietly(strings.TrimPrefix(line, "~ "))
		default:
			lines := strings.Split(strings.TrimRight(play(s, s.coded(line)+"\n"), "\n"), "\n")
			lines[0] = line
			lines = seenBy(watched, lines)
			if out = append(out, lines...); strings.HasPrefix(line, "! ") && len(lines) > 1 {
				out = append(out, "")
			}
		}
		if strings.ContainsAny(line[:min(1, len(line))], ">!~") {
			after()
		}
	}
	return strings.Join(out, "\n") + "\n"
}

// seenBy leaves out what came to chats that are not watched.
func seenBy(watched, lines []string) []string {
	var out []string
	hidden := false
	for n, line := range lines {
		if m := deed.FindStringSubmatch(strings.TrimPrefix(line, "> ")); n == 0 && strings.HasPrefix(line, "> ") && m != nil {
			out = append(out, line)
			hidden = m[2] == "" && !slices.Contains(watched, m[1])
			continue
		}
		if m := arrivedAt.FindStringSubmatch(line); m != nil {
			hidden = !slices.Contains(watched, m[1])
		}
		if !hidden {
			out = append(out, line)
		}
		if line == "" {
			hidden = false
		}
	}
	for len(out) > 1 && out[len(out)-1] == "" {
		out = out[:len(out)-1]
	}
	return out
}

func (s *stage) quietly(line string) {
	s.t.Helper()
	if m := takes.FindStringSubmatch(line); m != nil {
		s.takesTest(m[1], strings.Fields(m[2]))
		return
	}
	if m := votesMany.FindStringSubmatch(line); m != nil {
		marks := strings.Fields(m[2])
		all := len(s.chat(accounts[m[1]]).polls)
		for i, mark := range marks {
			number := all - len(marks) + i + 1
			message, _ := s.quizAt(accounts[m[1]], number)
			q := s.chat(accounts[m[1]]).messages[message-1].Quiz
			s.act(fmt.Sprintf("%s votes on %d: %s", m[1], number, chosen(mark, q.Right, len(q.Options))))
		}
		return
	}
	did, ok := strings.CutPrefix(line, "> ")
	if !ok {
		s.t.Fatalf("cannot play %q", line)
	}
	s.act(s.coded(did))
}

// coded puts the newest code of the trainer's roll for CODE.
func (s *stage) coded(line string) string {
	if !strings.Contains(line, "CODE") {
		return line
	}
	_, message := s.button(trainer, say("roll_new_code"))
	code := rollCode.FindStringSubmatch(textOf(s.chat(trainer).messages[message-1]))
	if code == nil {
		s.t.Fatal("the trainer sees no code")
	}
	return strings.ReplaceAll(line, "CODE", code[1])
}

// chosen is the letters of the right options, or those of the first wrong one.
func chosen(mark string, right []int, options int) string {
	var letters []string
	for n := range options {
		if slices.Contains(right, n) == (mark == "yes") {
			letters = append(letters, quiz.Letter(n))
		}
	}
	if mark != "yes" {
		letters = letters[:1]
	}
	return strings.Join(letters, ", ")
}

// takesTest begins the newest test of a chat and answers each question by its mark.
func (s *stage) takesTest(name string, marks []string) {
	s.t.Helper()
	s.act(name + " taps: " + say("exam_begin"))
	now, err := s.store.Now(s.t.Context())
	s.must(err)
	chat := s.chat(accounts[name])
	for n, mark := range marks {
		if n > 0 {
			s.act(name + " taps: " + say("exam_next"))
		}
		if mark == "-" {
			continue
		}
		s.now = s.now.Add(time.Minute)
		if mark == "no" {
			s.now = s.now.Add(time.Minute)
		}
		_, message := s.button(accounts[name], say("exam_hand"))
		text := textOf(chat.messages[message-1])
		var right []int
		options := 0
		for _, q := range now.Bank.All() {
			if !strings.Contains(text, q.Stem) {
				continue
			}
			for place := range q.Options {
				for _, o := range q.Options {
					if strings.Contains(text+"\n", "\n"+quiz.Letter(place)+". "+o.Text+"\n") {
						options++
						if o.Right {
							right = append(right, place)
						}
					}
				}
			}
		}
		for _, letter := range strings.Split(chosen(mark, right, options), ", ") {
			s.act(name + " taps: " + letter)
		}
	}
	s.act(name + " taps: " + say("exam_hand"))
	s.act(name + " taps: " + say("exam_hand"))
}

// heldOut is a button in a chat.
type heldOut struct {
	chat, message  int64
	label, payload string
}

// standing are the buttons that stand in all chats.
func (s *stage) standing() []heldOut {
	var out []heldOut
	var chats []int64
	for id := range s.private {
		chats = append(chats, id)
	}
	slices.Sort(chats)
	for _, id := range chats {
		for n, m := range s.private[id].messages {
			for _, row := range m.Buttons {
				for _, b := range row {
					if b.Payload != "" {
						out = append(out, heldOut{id, int64(n + 1), b.Label, b.Payload})
					}
				}
			}
		}
	}
	return out
}

// leads taps a button and puts everything back as it was.
func (s *stage) leads(b heldOut) {
	s.t.Helper()
	store, memory, private, channel, asked, now := *s.store, *s.memory, s.private, s.channel, *s.asker, s.now
	random := s.talk.cfg.Random.(*counting)
	last, turn, events, logged, read := s.last, s.turn, s.events, s.log.Len(), random.n
	defer func() {
		// A version that was used is not used again, else a record that was put back might be taken for the newer one.
		store.version = s.store.version
		*s.store, *s.memory, s.private, s.channel, *s.asker, s.now = store, memory, private, channel, asked, now
		s.last, s.turn, s.events, random.n = last, turn, events, read
	}()
	s.store.tables, s.store.timers = map[string]map[string]queue.Record{}, maps.Clone(store.timers)
	for name, table := range store.tables {
		s.store.tables[name] = maps.Clone(table)
	}
	s.store.entries = slices.Clone(store.entries)
	s.memory.kept, s.memory.ratings, s.memory.suggestions = maps.Clone(memory.kept), maps.Clone(memory.ratings), slices.Clone(memory.suggestions)
	s.private = map[int64]*chat{}
	for id, view := range private {
		s.private[id] = &chat{messages: slices.Clone(view.messages), polls: maps.Clone(view.polls)}
	}
	e := s.event(EventTap, b.chat)
	e.Payload, e.Message, e.Tap = b.payload, b.message, "tap"
	if b.chat == group {
		e.Person.ID, e.Private = trainer, false
	}
	replies, err := s.does(e)
	if err != nil {
		s.t.Errorf("button %q (%s) of %s: %v", b.label, b.payload, s.nameOf(b.chat), err)
	}
	if len(replies) == 0 {
		s.t.Errorf("button %q (%s) of %s does nothing", b.label, b.payload, s.nameOf(b.chat))
	}
	for _, r := range replies {
		if r.Kind == Acknowledge && r.Note == say("tap_not_valid") {
			s.t.Errorf("button %q (%s) of %s is not valid", b.label, b.payload, s.nameOf(b.chat))
		}
	}
	if errors := s.log.String()[logged:]; strings.Contains(errors, "level=ERROR") {
		s.t.Errorf("button %q (%s) of %s: %s", b.label, b.payload, s.nameOf(b.chat), errors)
	}
}
