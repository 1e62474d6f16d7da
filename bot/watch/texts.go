package watch

import (
	_ "embed"
	"fmt"
	"strings"
	"time"
)

//go:embed texts.txt
var textFile string

var texts = readTexts(textFile)

// readTexts reads "== key" on a line of its own, then the text up to the next key, without the blank lines
// around it.
func readTexts(file string) map[string]string {
	out := map[string]string{}
	for _, section := range strings.Split("\n"+file, "\n== ")[1:] {
		key, text, _ := strings.Cut(section, "\n")
		out[key] = strings.TrimSpace(text)
	}
	return out
}

// say returns the text of the key with the arguments in their places. A key that the file does not have
// panics: a test holds that there is none.
func say(key string, args ...any) string {
	text, ok := texts[key]
	if !ok {
		panic(fmt.Sprintf("watch: no text %q", key))
	}
	if len(args) == 0 {
		return text
	}
	return fmt.Sprintf(text, args...)
}

// Message is one text that says all the alarms, for an administrator; "" for none.
func Message(alarms []Alarm) string {
	if len(alarms) == 0 {
		return ""
	}
	parts := make([]string, 0, len(alarms)+1)
	parts = append(parts, say("heading"))
	for _, a := range alarms {
		parts = append(parts, a.Text)
	}
	return strings.Join(parts, "\n\n")
}

// Unreached is what those responsible for an officer, or for a class's group, are told when the bot cannot
// write there. unit may be "".
func Unreached(name, unit, why string) string {
	if unit != "" {
		name = say("unreached_of", name, unit)
	}
	if why = shortened(why); why == "" {
		return say("unreached", name)
	}
	return say("unreached_why", name, why)
}

// UnreachedGroup is the same for the group of a class.
func UnreachedGroup(class, why string) string { return say("unreached_group", class, shortened(why)) }

// Span is a length of time in words, to the two largest units: "2 ngày 3 giờ", "40 giây".
func Span(d time.Duration) string {
	units := []struct {
		key    string
		length time.Duration
	}{{"days", 24 * time.Hour}, {"hours", time.Hour}, {"minutes", time.Minute}, {"seconds", time.Second}}
	d = max(d, 0)
	for i, u := range units {
		n := d / u.length
		if n == 0 && u.length > time.Second {
			continue
		}
		text := say(u.key, n)
		if i+1 < len(units) {
			if rest := (d - n*u.length) / units[i+1].length; rest > 0 {
				text += " " + say(units[i+1].key, rest)
			}
		}
		return text
	}
	return ""
}
