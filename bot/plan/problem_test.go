package plan

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"unicode"
)

// TestEveryProblemHasItsSentence, every sentence is used, and is one.
func TestEveryProblemHasItsSentence(t *testing.T) {
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	keys := regexp.MustCompile(`\bproblem\("([a-z_]+)"`)
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		raw, err := os.ReadFile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range keys.FindAllStringSubmatch(string(raw), -1) {
			if used[m[1]] = true; texts[m[1]] == "" {
				t.Errorf("%s: no text %q", f.Name(), m[1])
			}
		}
	}
	for key, text := range texts {
		if !used[key] {
			t.Errorf("nothing uses the text %q", key)
		}
		if first := []rune(text)[0]; !unicode.IsUpper(first) || !strings.HasSuffix(text, ".") {
			t.Errorf("%s is no sentence: %s", key, text)
		}
	}
	if p := problem("beyond_extension", "23/11/2026"); strings.Contains(p.Error(), "2026") || !strings.Contains(p.Text, "23/11/2026") {
		t.Errorf("for the log %q, for the officer %q", p.Error(), p.Text)
	}
	defer func() {
		if recover() == nil {
			t.Error("a text that is not there does not stop the tests")
		}
	}()
	say("none")
}
