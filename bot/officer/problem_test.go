package officer

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
)

func TestEveryTextIsUsedAndEveryTextUsedIsThere(t *testing.T) {
	files, err := filepath.Glob("*.go")
	ok(t, err)
	var source strings.Builder
	for _, name := range files {
		if !strings.HasSuffix(name, "_test.go") {
			raw, err := os.ReadFile(name)
			ok(t, err)
			source.Write(raw)
		}
	}
	used := map[string]bool{}
	keys := regexp.MustCompile(`(?:say|problem|differ)\("([a-z0-9-]+)"|texts\["([a-z-]+)"\]|"((?:line|file)-[a-z0-9-]+)"`)
	for _, m := range keys.FindAllStringSubmatch(source.String(), -1) {
		key := m[1] + m[2] + m[3]
		used[key] = true
		if texts[key] == "" {
			t.Errorf("no text %q", key)
		}
	}
	for key, text := range texts {
		if !used[key] {
			t.Errorf("nothing uses the text %q", key)
		}
		first := []rune(text)[0]
		if sentence := strings.HasSuffix(text, "."); sentence && !unicode.IsUpper(first) {
			t.Errorf("%s is a sentence that begins small: %s", key, text)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("a text that is not there does not stop the tests")
		}
	}()
	say("none")
}
