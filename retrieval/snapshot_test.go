package retrieval

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestASnapshotComesBackOrIsRefused(t *testing.T) {
	dir := t.TempDir()
	s := Snapshot{Fingerprint: "f1", Embedder: []byte{1, 2}, Vectors: [][]float32{{1, 0}, nil, {0, 1}}}
	if err := WriteSnapshot(dir, s); err != nil {
		t.Fatal(err)
	}
	got, err := ReadSnapshot(dir, "f1")
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(s, got); d != "" {
		t.Error(d)
	}
	if _, err := ReadSnapshot(dir, "f2"); !errors.Is(err, ErrNoSnapshot) {
		t.Errorf("another fingerprint: %v", err)
	}
	file := filepath.Join(dir, "index-f1.snapshot")
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string][]byte{"cut": raw[:len(raw)-3], "changed": append(append([]byte{}, raw[:len(raw)-1]...), raw[len(raw)-1]^1), "empty": nil} {
		if err := os.WriteFile(file, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadSnapshot(dir, "f1"); !errors.Is(err, ErrNoSnapshot) {
			t.Errorf("%s: %v", name, err)
		}
	}
	s.Fingerprint = "f2"
	if err := WriteSnapshot(dir, s); err != nil {
		t.Fatal(err)
	}
	if files, _ := os.ReadDir(dir); len(files) != 1 {
		t.Errorf("%d files are left of two generations", len(files))
	}
}

func FuzzDecodeSnapshot(f *testing.F) {
	f.Add(Snapshot{Fingerprint: "f", Vectors: [][]float32{{1}}}.encode())
	f.Fuzz(func(t *testing.T, b []byte) {
		if s, ok := decodeSnapshot(b); ok {
			if again, ok := decodeSnapshot(s.encode()); !ok || again.Fingerprint != s.Fingerprint {
				t.Fatal("a decoded snapshot does not encode back")
			}
		}
	})
}
