package bot

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "rewrite the transcripts with what the conversation says")

// A transcript is a file of testdata/transcripts. "#" opens a comment, ">" what somebody does, "!" what
// happens meanwhile, "<" what the bot does: a message, its bold words between **, its buttons below; messages are
// parted by an empty line; "(edit)" opens a changed message, "(note: …)" is an acknowledged tap.
//
//	> anna: text                      typed; "quoted" as Go has it; "4001 times a" repeats
//	> anna in group: text             also "anna in group taps: …" and so on
//	> anna taps: Toàn văn             the newest button with the label
//	> anna forges: k:x                a tap with that payload
//	> anna sends: photo               "photo of album x" is one of several
//	> anna refused: case_data         a text that the guard did not let in
//	> again                           the last event once more
//	! 40 days later
//	! store away, store back, search away, search back
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/transcripts/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := play(newStage(t, testLibrary(t)), string(want))
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
			s.meanwhile(strings.TrimPrefix(line, "! "))
		}
		if line != "" || len(out) == 0 || out[len(out)-1] != "" {
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n") + "\n"
}

var (
	deed  = regexp.MustCompile(`^(anna|binh|stranger)( in group)?( taps| forges| sends| refused)?: ?(.*)$`)
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
	person := map[string]int64{"anna": anna, "binh": binh, "stranger": stranger}[m[1]]
	e := s.event(EventText, person)
	if m[2] != "" {
		e.Chat, e.Private = group, false
	}
	switch e.Text = typed(m[4]); m[3] {
	case " taps":
		e.Kind, e.Text, e.Tap = EventTap, "", "tap"
		e.Payload, e.Message = s.button(e.Chat, m[4])
	case " forges":
		e.Kind, e.Payload, e.Text, e.Tap, e.Message = EventTap, e.Text, "", "tap", 1
	case " sends":
		kind, album, _ := strings.Cut(m[4], " of album ")
		e.Kind, e.Text, e.Album = EventKind(kind), "", album
	case " refused":
		e.Refused, e.Text = m[4], ""
	}
	return s.written(s.does(e))
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

func (s *stage) meanwhile(line string) {
	var days int
	if _, err := fmt.Sscanf(line, "%d days later", &days); err == nil {
		s.now = s.now.Add(time.Duration(days) * 24 * time.Hour)
		return
	}
	switch line {
	case "store away", "store back":
		s.memory.away = line == "store away"
	case "search away", "search back":
		s.asker.away = line == "search away"
	default:
		s.t.Fatalf("cannot play %q", line)
	}
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
		if r.Kind == Edit {
			out = append(out, "< (edit)")
		}
		for _, line := range strings.Split(marked(r.Text), "\n") {
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
