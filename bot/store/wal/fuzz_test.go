package wal

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// FuzzReplay gives Open a log file of any content: it must not panic or read beyond the file, and what it
// accepts once it accepts again, the same.
func FuzzReplay(f *testing.F) {
	whole := func(records ...string) []byte {
		head := append([]byte(logMagic), make([]byte, 8)...)
		b := binary.LittleEndian.AppendUint32(head, sum(head, nil))
		for _, r := range records {
			frame := appendRecord(startFrame(nil, kindRecords), []byte(r))
			seal(frame)
			b = append(b, frame...)
		}
		return b
	}
	good := whole("one", "two", "three")
	f.Add([]byte{})
	f.Add(good)
	f.Add(good[:len(good)-3])
	f.Add(append(bytes.Clone(good), 0, 0, 0, 0))
	f.Add(append(bytes.Clone(good[:40]), good[43:]...))
	f.Add(append(bytes.Clone(good), 0xff, 'W', 'A', 'L', 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4, 5))
	f.Fuzz(func(t *testing.T, content []byte) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, logName(0)), content, 0o600); err != nil {
			t.Fatal(err)
		}
		read := func() (records []string, err error) {
			l, err := Open(dir, func(r []byte) error { records = append(records, string(r)); return nil })
			if err == nil {
				err = l.Close()
			}
			return records, err
		}
		first, err := read()
		if err != nil {
			return
		}
		second, err := read()
		if err != nil || !slices.Equal(first, second) {
			t.Fatalf("first %q, then %q (%v)", first, second, err)
		}
	})
}

func BenchmarkAppend(b *testing.B) {
	for _, writers := range []int{1, 64} {
		b.Run(fmt.Sprintf("writers=%d", writers), func(b *testing.B) {
			l, err := Open(b.TempDir(), func([]byte) error { return nil })
			if err != nil {
				b.Fatal(err)
			}
			record := make([]byte, 300)
			b.SetParallelism(writers)
			start := time.Now()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					c, err := l.Append(record)
					if err == nil {
						err = c.Wait(b.Context())
					}
					if err != nil {
						b.Error(err)
						return
					}
				}
			})
			b.ReportMetric(float64(b.N)/time.Since(start).Seconds(), "records/s")
			if err := l.Close(); err != nil {
				b.Fatal(err)
			}
		})
	}
}
