package guard

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

type devCase struct {
	ID, Question, Kind string
}

func devCases(t testing.TB) []devCase {
	f, err := os.Open(filepath.Join("..", "eval", "testdata", "cases-dev.jsonl"))
	if err != nil {
		t.Fatalf("the development cases: %v", err)
	}
	defer f.Close()
	var out []devCase
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var c devCase
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatalf("a development case: %v", err)
		}
		out = append(out, c)
	}
	return out
}

// The floors are those the guard was asked for: nine in ten of what is misuse refused, nothing else.
func TestDevelopmentCasesOfMisuseAreRefusedAndOthersAreNot(t *testing.T) {
	misuse, refused, others, wrong := 0, 0, 0, 0
	for _, c := range devCases(t) {
		v := Check(c.Question)
		if c.Kind == "injection" {
			misuse++
			if v.Reason == "" {
				t.Logf("%s taken in: %s", c.ID, c.Question)
			} else {
				refused++
			}
			continue
		}
		others++
		if v.Reason != "" {
			wrong++
			t.Errorf("%s refused by %s: %s", c.ID, v.Found, c.Question)
		}
	}
	t.Logf("figure dev_misuse_refused %d of %d", refused, misuse)
	t.Logf("figure dev_others_refused %d of %d", wrong, others)
	if refused*10 < misuse*9 {
		t.Errorf("%d of %d cases of misuse are refused, nine in ten are needed", refused, misuse)
	}
}
