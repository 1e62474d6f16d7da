package bot

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"camnang/corpus/viet"
)

// source gives every string literal of the package, and the literal key and number of further arguments
// of every call of say.
func source(t *testing.T) (literals map[string]bool, said map[string][]int) {
	t.Helper()
	literals, said = map[string]bool{}, map[string][]int{}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				text, _ := strconv.Unquote(lit.Value)
				literals[text] = true
			}
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if f, ok := call.Fun.(*ast.Ident); ok && f.Name == "say" {
				if lit, ok := call.Args[0].(*ast.BasicLit); ok {
					key, _ := strconv.Unquote(lit.Value)
					said[key] = append(said[key], len(call.Args)-1)
				}
			}
			return true
		})
	}
	return literals, said
}

func TestEveryTextIsUsedAndEveryTextUsedIsThere(t *testing.T) {
	literals, said := source(t)
	for key := range texts {
		if !literals[key] {
			t.Errorf("no code names the text %q", key)
		}
	}
	places := regexp.MustCompile(`%[sd]`)
	for key, calls := range said {
		text, ok := texts[key]
		if !ok {
			t.Errorf("there is no text %q", key)
			continue
		}
		for _, arguments := range calls {
			if n := len(places.FindAllString(text, -1)); n != arguments {
				t.Errorf("the text %q has %d places, a call gives %d", key, n, arguments)
			}
		}
	}
}

func TestTextsAreWrittenForOfficersAndFit(t *testing.T) {
	familiar := regexp.MustCompile(`(?i)(^|[^\p{L}])(bạn|mình|nhé|ạ|sai rồi)($|[^\p{L}])`)
	limits := map[string]int{"notes.txt": 200, "buttons.txt": labelLimit, "menu.txt": 100}
	files, err := filepath.Glob("texts/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		limit := limits[filepath.Base(name)]
		if limit == 0 {
			limit = messageLimit
		}
		for key, text := range readTextFile(t, name) {
			switch {
			case strings.TrimSpace(text) == "" || strings.TrimSpace(text) != text:
				t.Errorf("%s: %q is empty or begins or ends blank", name, key)
			case units(text) > limit:
				t.Errorf("%s: %q has %d characters, at most %d fit", name, key, units(text), limit)
			case familiar.MatchString(text):
				t.Errorf("%s: %q addresses an officer as nobody does in the service", name, key)
			case viet.NFC(text) != text || strings.Contains(text, "  "):
				t.Errorf("%s: %q is not composed or has two blanks in a row", name, key)
			}
		}
	}
}

func readTextFile(t *testing.T, name string) map[string]string {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, section := range strings.Split("\n"+string(raw), "\n== ")[1:] {
		key, _, _ := strings.Cut(section, "\n")
		out[key] = texts[key]
	}
	return out
}

func TestATextThatIsNotThereStopsTheTests(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a key without a text gave something")
		}
	}()
	say("no such key")
}
