package bot

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"camnang/bot/officer"
)

var update = flag.Bool("update", false, "rewrite the transcripts with what the conversation says")

// A transcript is a file of testdata/transcripts. "#" opens a comment, ">" what somebody does, "!" what
// happens meanwhile, "<" what the bot does: a message, its bold words between **, its buttons below; messages are
// parted by an empty line; "(edit)" opens a changed message, "(to anna)" one in that person's private chat, "(file …)"
// a file, "(note: …)" is an acknowledged tap.
//
//	> anna: text                      typed; "quoted" as Go has it; "4001 times a" repeats
//	> anna in group: text             also "anna in group taps: …" and so on
//	> anna taps: Toàn văn             the newest button with the label in the chat
//	> anna steals from binh: Đúng     the button of another's chat
//	> anna forges: k:x                a tap with that payload; {binh} is the officer's id, {lop2} that of the second class
//	> anna sends: photo               "photo of album x" is one of several, "file named x.csv" that of testdata/files
//	> anna refused: case_data         a text that the guard did not let in
//	> anna votes: A, C                in the newest quiz of the chat; "votes on 2" in the second, "votes in binh" in one of
//	                                  another's chat, "nothing" takes the vote back
//	> again                           the last event once more
//	! 40 days later, 2 hours later
//	! store away, store back, search away, search back
//	! a code for anna: 8H3P6W1ZRT     a new invitation, good for 14 days
//	! anna leaves
//	! class 1 goes, cell 1 goes       who was in the cell is in the unit above then
//	! meanwhile anna leaves           between the next decision and its being carried out; also "meanwhile > binh: text"
//	! the next quiz is not noted      the process dies once it was sent, and it is sent again
//	! anna is told of quiz 1          the channel tells that the first quiz of that chat changed
//	! anna shuts the bot out          what is sent there is not taken; "! anna lets the bot in"
//	! sweep                           the nightly look
//	! journal                         the transcript goes on with what was noted since
func TestTranscripts(t *testing.T) {
	playsAll(t, "testdata/transcripts/*.txt", func(t *testing.T, _, script string) string {
		return play(newStage(t, testLibrary(t)), script)
	})
}

// playsAll plays each transcript of a pattern, a test of its own named by its file, and compares it with what came of it; -update
// writes that instead. as plays one, given its name, and returns the transcript as it went. The number of transcripts is
// returned; none is a failure.
func playsAll(t *testing.T, pattern string, as func(t *testing.T, name, script string) string) int {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		t.Run(name, func(t *testing.T) {
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := as(t, name, string(want))
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got != string(want) {
				t.Errorf("the conversation went otherwise (-update rewrites it):\n%s", difference(string(want), got))
			}
		})
	}
	return len(files)
}

// play carries out what a transcript says people do and returns the transcript as it went.
func play(s *stage, script string) string {
	var out []string
	for _, line := range strings.Split(strings.TrimRight(script, "\n"), "\n") {
		switch {
		case strings.HasPrefix(line, "<"):
			continue
		case strings.HasPrefix(line, "> "):
			out = append(out, line)
			out = append(out, s.act(strings.TrimPrefix(line, "> "))...)
			continue
		case strings.HasPrefix(line, "! "):
			added := s.meanwhile(strings.TrimPrefix(line, "! "))
			out = append(append(out, line), added...)
			continue
		}
		if line != "" || len(out) == 0 || out[len(out)-1] != "" {
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n") + "\n"
}

var (
	deed  = regexp.MustCompile(`^([a-z' ]+?)( in group)?( taps| steals from ([a-z]+)| votes(?: in ([a-z]+))?(?: on (\d+))?| forges| sends| refused)?: ?(.*)$`)
	whose = regexp.MustCompile(`\{([a-z0-9]+)\}`)
	times = regexp.MustCompile(`^(\d+) times (.+)$`)
)

func (s *stage) act(line string) []string {
	if line == "again" {
		return s.written(s.does(s.last))
	}
	m := deed.FindStringSubmatch(line)
	if m == nil {
		s.t.Fatalf("cannot play %q", line)
	}
	person, ok := accounts[m[1]]
	if !ok {
		s.t.Fatalf("nobody is %q", m[1])
	}
	e := s.event(EventText, person)
	if m[2] != "" {
		e.Chat, e.Private = group, false
	}
	what := m[7]
	switch deed, _, _ := strings.Cut(strings.TrimSpace(m[3]), " "); deed {
	case "taps", "steals":
		from := e.Chat
		if m[4] != "" {
			from = accounts[m[4]]
		}
		e.Kind, e.Tap = EventTap, "tap"
		e.Payload, e.Message = s.button(from, what)
	case "forges":
		e.Kind, e.Tap, e.Message = EventTap, "tap", 1
		e.Payload = typed(whose.ReplaceAllStringFunc(what, func(n string) string {
			if number, ok := strings.CutPrefix(strings.Trim(n, "{}"), "lop"); ok {
				return s.class(number)
			}
			return string(s.whose(strings.Trim(n, "{}")).ID)
		}))
	case "sends":
		kind, album, _ := strings.Cut(what, " of album ")
		kind, name, named := strings.Cut(kind, " named ")
		e.Kind, e.Album = EventKind(kind), album
		if named {
			e.File = &File{ID: name, Name: name}
			if e.Kind == EventPhoto {
				e.File.Name = ""
			}
		}
	case "votes":
		s.votes(&e, m[5], m[6], what)
	case "refused":
		e.Refused = what
	default:
		e.Text = typed(what)
	}
	return s.written(s.does(e))
}

// class is the id of the class with the number in its name.
func (s *stage) class(number string) string {
	r, err := s.store.Roster(context.Background())
	s.must(err)
	for _, class := range r.Classes() {
		if strings.HasSuffix(class.Name, number) {
			return string(class.ID)
		}
	}
	s.t.Fatalf("no class %q", number)
	return ""
}

func typed(s string) string {
	if m := times.FindStringSubmatch(s); m != nil {
		n, _ := strconv.Atoi(m[1])
		return strings.Repeat(m[2], n)
	}
	if text, err := strconv.Unquote(s); err == nil {
		return text
	}
	return s
}

// meanwhile does what a line with "!" says, and returns what it adds to the transcript.
func (s *stage) meanwhile(line string) []string {
	var n int
	var unit string
	if _, err := fmt.Sscanf(line, "%d %s later", &n, &unit); err == nil {
		s.now = s.now.Add(time.Duration(n) * map[string]time.Duration{"days": 24 * time.Hour, "hours": time.Hour, "minutes": time.Minute}[unit])
		return nil
	}
	if at, ok := strings.CutPrefix(line, "until "); ok {
		moment, err := time.ParseInLocation("2006-01-02 15:04", at, s.talk.cfg.Location)
		s.must(err)
		return s.until(moment)
	}
	if rest, ok := strings.CutPrefix(line, "meanwhile "); ok {
		s.between = func() {
			if did, ok := strings.CutPrefix(rest, "> "); ok {
				s.act(did)
				return
			}
			s.meanwhile(rest)
		}
		return nil
	}
	if who, ok := strings.CutSuffix(line, " leaves"); ok {
		s.edit(func(e *officer.Edit) error { return e.Leave(s.whose(who).ID, s.talk.today(s.now).Day) })
		return nil
	}
	if number, ok := strings.CutPrefix(strings.TrimSuffix(line, " goes"), "class "); ok {
		s.edit(func(e *officer.Edit) error { return e.RemoveClass(officer.ClassID(s.class(number))) })
		return nil
	}
	if number, ok := strings.CutPrefix(strings.TrimSuffix(line, " goes"), "cell "); ok {
		s.cellGoes("Chi bộ " + number)
		return nil
	}
	if rest, ok := strings.CutPrefix(line, "a code for "); ok {
		who, code, _ := strings.Cut(rest, ": ")
		s.edit(func(e *officer.Edit) error { return e.Invite(s.whose(who).ID, code, s.now.Add(14*24*time.Hour)) })
		return nil
	}
	if lines, ok := s.channelDoes(line); ok {
		return lines
	}
	switch line {
	case "store away", "store back":
		s.memory.away = line == "store away"
	case "search away", "search back":
		s.asker.away = line == "search away"
	case "journal":
		return s.noted()
	default:
		s.t.Fatalf("cannot play %q", line)
	}
	return nil
}

// cellGoes removes the unit with the name, once its officers are in the unit above.
func (s *stage) cellGoes(name string) {
	r, err := s.store.Roster(context.Background())
	s.must(err)
	for _, top := range r.Top() {
		for _, above := range r.Below(top.ID) {
			for _, u := range r.Below(above.ID) {
				if u.Name != name {
					continue
				}
				s.edit(func(e *officer.Edit) error {
					for _, o := range r.Officers(u.ID, false) {
						moved := *o
						moved.Unit = above.ID
						s.must(e.SetOfficer(moved))
					}
					return e.RemoveUnit(u.ID)
				})
			}
		}
	}
}

// noted is what was noted since the last time, a line an entry.
func (s *stage) noted() []string {
	var out []string
	r, err := s.store.Roster(context.Background())
	s.must(err)
	for _, e := range s.store.entries[s.read:] {
		who := ""
		if o, ok := r.Officer(e.Owner); ok {
			who = " " + o.Name
		}
		body := string(e.Body)
		for _, o := range r.All() {
			body = strings.ReplaceAll(body, string(o.ID), "{"+o.Number+"}")
		}
		out = append(out, strings.TrimRight("< "+string(e.Kind)+who+" "+body, " "))
	}
	s.read = len(s.store.entries)
	return out
}

// written is what the bot did, in the form of a transcript.
func (s *stage) written(replies []Reply, err error) []string {
	if err != nil {
		return []string{"< (later)"}
	}
	var out []string
	for _, r := range replies {
		if r.Kind == Acknowledge {
			if r.Note != "" {
				out = append(out, "< (note: "+r.Note+")")
			}
			continue
		}
		if len(out) > 0 {
			out = append(out, "")
		}
		if r.Chat != 0 {
			out = append(out, "< (to "+s.nameOf(r.Chat)+")")
		}
		switch r.Kind {
		case SendQuiz:
			out = append(out, quizLines(r)...)
		case StopQuiz:
			out = append(out, fmt.Sprintf("< (quiz in message %d is closed)", r.Message))
			continue
		case Delete:
			out = append(out, fmt.Sprintf("< (message %d is deleted)", r.Message))
			continue
		case Edit:
			out = append(out, "< (edit)")
		case SendFile:
			out = append(out, "< (file "+r.File.Name+")")
		}
		for _, line := range strings.Split(marked(r.Text), "\n") {
			if r.Kind == SendQuiz {
				break
			}
			out = append(out, strings.TrimRight("< "+line, " "))
		}
		for _, row := range r.Buttons {
			var labels []string
			for _, b := range row {
				labels = append(labels, "["+b.Label+"]")
			}
			out = append(out, "< "+strings.Join(labels, " "))
		}
	}
	if len(out) == 0 {
		out = append(out, "< (silence)")
	}
	return out
}

func (s *stage) nameOf(account int64) string {
	for name, a := range accounts {
		if a == account {
			return name
		}
	}
	s.t.Fatalf("nobody has account %d", account)
	return ""
}

func marked(spans []Span) string {
	var b strings.Builder
	for _, span := range spans {
		mark := map[Style]string{Bold: "**", Italic: "_"}[span.Style]
		b.WriteString(mark + span.Text + mark)
	}
	return b.String()
}

// difference shows the first lines in which two texts differ.
func difference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := 0; i < len(w) || i < len(g); i++ {
		if i >= len(w) || i >= len(g) || w[i] != g[i] {
			return fmt.Sprintf("line %d\nwant:\n%s\ngot:\n%s", i+1, strings.Join(w[min(i, len(w)):min(i+6, len(w))], "\n"),
				strings.Join(g[min(i, len(g)):min(i+6, len(g))], "\n"))
		}
	}
	return ""
}
