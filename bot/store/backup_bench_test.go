package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"testing"
	"time"
)

// journalSize is about what an inquiry takes in the journal: the line of the chain, the salt, the body.
const journalSize = 700

// BenchmarkBackup backs up, and restores, 100,000 entries of that size. The entries have digests in them, which
// no compression makes shorter.
func BenchmarkBackup(b *testing.B) {
	eachBench(b, func(b *testing.B, s *Store) {
		ctx := context.Background()
		const entries = 100_000
		for n := 0; n < entries; n += 500 {
			var pairs []any
			for i := n; i < n+500; i++ {
				digest := sha256.Sum256(fmt.Append(nil, i))
				entry := fmt.Sprintf(`{"number":%d,"kind":"asked","digest":"%x","body":"%s"}`, i, digest, updateBody)
				pairs = append(pairs, i, (entry + fmt.Sprintf("%0*d", journalSize, i))[:journalSize])
			}
			must(b, s.client.HSet(ctx, memoryKeys.named("answer").at(s.bot), pairs...).Err())
		}
		var file bytes.Buffer
		b.Run("backup", func(b *testing.B) {
			for b.Loop() {
				file.Reset()
				_, err := s.Backup(ctx, &file, time.Unix(0, 0), "bench")
				must(b, err)
			}
			b.ReportMetric(float64(entries*b.N)/b.Elapsed().Seconds(), "entries/s")
			b.ReportMetric(float64(file.Len())/1e6, "MB")
		})
		b.Run("read", func(b *testing.B) {
			for b.Loop() {
				_, err := s.readState(ctx)
				must(b, err)
			}
		})
		b.Run("check", func(b *testing.B) {
			for b.Loop() {
				_, err := ReadInfo(bytes.NewReader(file.Bytes()))
				must(b, err)
			}
			b.ReportMetric(float64(entries*b.N)/b.Elapsed().Seconds(), "entries/s")
		})
		b.Run("restore", func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				for _, k := range join(restoreKeys, allKeys) {
					must(b, s.client.Del(ctx, k.at(s.bot)).Err())
				}
				b.StartTimer()
				_, err := s.Restore(ctx, bytes.NewReader(file.Bytes()))
				must(b, err)
			}
			b.ReportMetric(float64(entries*b.N)/b.Elapsed().Seconds(), "entries/s")
		})
	})
}
