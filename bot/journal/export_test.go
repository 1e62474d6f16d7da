package journal

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func exported(tb testing.TB, start Head, n int, change func([]Stored)) string {
	tb.Helper()
	entries, links := sample(start, n)
	if change != nil {
		change(entries)
	}
	head := Head{start.Number + int64(n), links[start.Number+int64(n)]}
	if n == 0 {
		head = start
	}
	var out strings.Builder
	if err := Export(&out, start, head, sequence(entries)); err != nil {
		tb.Fatal(err)
	}
	return out.String()
}

// A file that this release wrote verifies for good, and is written the same.
func TestTheExportedFormIsKept(t *testing.T) {
	path := filepath.Join("testdata", "export.jsonl")
	kept, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	r, err := VerifyExport(bytes.NewReader(kept))
	if err != nil || len(r.Problems) > 0 || r.From != 3 || r.To != 6 || r.Erased != 1 || r.Sealed != 6 {
		t.Errorf("%+v, %v", r, err)
	}
	_, links := sample(Head{}, 2)
	now := exported(t, Head{2, links[2]}, 4, func(entries []Stored) { entries[1] = erased(entries[1]) })
	if now != string(kept) {
		t.Errorf("it is written as\n%s", now)
	}
}

func TestAnExportIsVerifiedByItself(t *testing.T) {
	_, links := sample(Head{}, 9)
	for name, file := range map[string]string{
		"empty":         exported(t, Head{}, 0, nil),
		"whole":         exported(t, Head{}, 20, nil),
		"after a cut":   exported(t, Head{9, links[9]}, 20, nil),
		"cut and empty": exported(t, Head{9, links[9]}, 0, nil),
	} {
		r, err := VerifyExport(strings.NewReader(file))
		if err != nil || len(r.Problems) > 0 {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
}

// found reports whether a verification finds fault with the file.
func found(file string) bool {
	r, err := VerifyExport(strings.NewReader(file))
	return err != nil || len(r.Problems) > 0
}

func TestAnyChangeOfAnExportIsFound(t *testing.T) {
	file := exported(t, Head{}, 4, func(entries []Stored) { entries[2] = erased(entries[2]) })
	for i := range file {
		if changed := file[:i] + string(file[i]^1) + file[i+1:]; !found(changed) {
			t.Errorf("byte %d changed is not found:\n%s", i, changed)
		}
		if changed := file[:i] + file[i+1:]; !found(changed) {
			t.Errorf("byte %d left out is not found:\n%s", i, changed)
		}
		if !found(file[:i]) {
			t.Errorf("cut off after %d bytes is not found", i)
		}
	}
	lines := strings.SplitAfter(strings.TrimSuffix(file, "\n"), "\n")
	lines[len(lines)-1] += "\n"
	join := func(lines ...string) string { return strings.Join(lines, "") }
	for name, changed := range map[string]string{
		"a line twice":         join(lines[0], lines[1], lines[1], lines[2], lines[3], lines[4]),
		"two lines exchanged":  join(lines[0], lines[2], lines[1], lines[3], lines[4]),
		"a line left out":      join(lines[0], lines[1], lines[3], lines[4]),
		"the last left out":    join(lines[0], lines[1], lines[2], lines[3]),
		"an empty line more":   file + "\n",
		"another first line":   join(exported(t, Head{}, 0, nil), lines[1]),
		"a field that is new":  join(lines[0], strings.Replace(lines[1], `{"number"`, `{"note":"x","number"`, 1), join(lines[2:]...)),
		"a field twice":        join(lines[0], strings.Replace(lines[1], `"about"`, `"about":"x","about"`, 1), join(lines[2:]...)),
		"a salt without body":  join(lines[0], strings.Replace(lines[1], `,"link"`, `,"salt":"00","link"`, 1), join(lines[2:]...)),
		"another form":         strings.Replace(file, `{"journal":1`, `{"journal":2`, 1),
		"a line without end":   lines[0] + strings.Repeat("x", exportLength+1<<17),
		"not a journal at all": "hello\n",
	} {
		if !found(changed) {
			t.Errorf("%s is not found", name)
		}
	}
}

func TestExportStopsAtWhatIsWrong(t *testing.T) {
	entries, links := sample(Head{}, 5)
	var out bytes.Buffer
	if err := Export(&out, Head{}, Head{5, links[4]}, sequence(entries)); err == nil {
		t.Error("another link at the head is written as it is")
	}
	if err := Export(&out, Head{}, Head{6, links[5]}, sequence(entries)); err == nil {
		t.Error("a missing entry is written as it is")
	}
	full := errors.New("the disk is full")
	if err := Export(writer{full}, Head{}, Head{5, links[5]}, sequence(entries)); !errors.Is(err, full) {
		t.Error(err)
	}
	out.Reset()
	if err := Export(&out, Head{}, Head{3, links[3]}, sequence(entries)); err != nil || found(out.String()) {
		t.Errorf("entries appended meanwhile are in the way: %v", err)
	}
}

type writer struct{ err error }

func (w writer) Write([]byte) (int, error) { return 0, w.err }

// FuzzVerifyExport: no file makes it panic, and one that it finds no fault with is exactly what Export writes.
func FuzzVerifyExport(f *testing.F) {
	_, links := sample(Head{}, 9)
	f.Add([]byte(exported(f, Head{}, 0, nil)))
	f.Add([]byte(exported(f, Head{}, 5, nil)))
	f.Add([]byte(exported(f, Head{9, links[9]}, 3, func(entries []Stored) { entries[1] = erased(entries[1]) })))
	f.Fuzz(func(t *testing.T, file []byte) {
		r, err := VerifyExport(bytes.NewReader(file))
		if len(r.Problems) > problemLimit {
			t.Errorf("%d problems", len(r.Problems))
		}
		if err != nil || len(r.Problems) > 0 {
			return
		}
		var entries []Stored
		lines := bytes.SplitAfter(file, []byte{'\n'})
		for _, line := range lines[1 : len(lines)-1] {
			e, _, ok := readExported(line)
			if !ok {
				t.Fatalf("%q is let through", line)
			}
			entries = append(entries, e)
		}
		start := r.Head
		if len(entries) > 0 {
			start = headOf(t, lines[0])
		}
		var again bytes.Buffer
		if err := Export(&again, start, r.Head, sequence(entries)); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(again.Bytes(), file) {
			t.Errorf("it is written again as\n%s", again.Bytes())
		}
	})
}

func headOf(t *testing.T, line []byte) Head {
	t.Helper()
	var head exportHead
	if err := json.Unmarshal(line, &head); err != nil {
		t.Fatal(err)
	}
	return head.Start
}
