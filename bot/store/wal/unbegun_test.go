package wal

import (
	"context"
	"os"
	"path/filepath"
	"testing"
)

// TestALogThatNeverBeganHidesNoTornTail: a compaction that failed (a full disk) leaves a file behind, the log
// before it is written on, and the process dies in the middle of a frame.
func TestALogThatNeverBeganHidesNoTornTail(t *testing.T) {
	for name, left := range map[string][]byte{"empty": nil, "half a header": []byte("camnang")} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			l, err := Open(dir, func([]byte) error { return nil })
			if err != nil {
				t.Fatal(err)
			}
			c, err := l.Append([]byte("kept"))
			if err != nil {
				t.Fatal(err)
			}
			if err := c.Wait(context.Background()); err != nil {
				t.Fatal(err)
			}
			if err := l.Close(); err != nil {
				t.Fatal(err)
			}
			first := filepath.Join(dir, logName(0))
			raw, err := os.ReadFile(first)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(first, append(raw, 1, 2, 3), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, logName(1)), left, 0o600); err != nil {
				t.Fatal(err)
			}
			var got []string
			again, err := Open(dir, func(r []byte) error { got = append(got, string(r)); return nil })
			if err != nil {
				t.Fatal(err)
			}
			if len(got) != 1 || got[0] != "kept" || again.Cut() != 3 {
				t.Errorf("replayed %q, %d bytes cut", got, again.Cut())
			}
			if err := again.Close(); err != nil {
				t.Fatal(err)
			}
		})
	}
}
