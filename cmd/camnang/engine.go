package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"camnang/corpus/library"
	"camnang/retrieval"
	"camnang/retrieval/answer"
	"camnang/retrieval/embed"
)

// cacheDir is where the commands that keep nothing else keep the index; "" when the system names no place.
func cacheDir() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "camnang")
}

// openIndex returns the index of the shipped library. With a data folder it reads the vectors from the
// snapshot kept there, and keeps one when there is none that fits; a folder that cannot be written costs
// the time to build the index again, nothing else.
func openIndex(ctx context.Context, dataDir string, log *slog.Logger) (*retrieval.Index, error) {
	lib, err := library.Shipped()
	if err != nil {
		return nil, fmt.Errorf("read the shipped library: %w", err)
	}
	weights := retrieval.DefaultWeights()
	dir := ""
	if dataDir != "" {
		dir = filepath.Join(dataDir, "index")
		snapshot, err := retrieval.ReadSnapshot(dir, retrieval.Fingerprint(lib, embed.Name(), weights))
		if err == nil {
			local, err := embed.Open(snapshot.Embedder)
			if err == nil {
				return retrieval.Build(ctx, lib, local, snapshot.Vectors, weights)
			}
		}
		log.Info("building the index", "why", err)
	}
	local, err := embed.New(retrieval.TrainingTexts(lib))
	if err != nil {
		return nil, err
	}
	vectors, err := retrieval.EmbedAll(ctx, lib, local)
	if err != nil {
		return nil, err
	}
	index, err := retrieval.Build(ctx, lib, local, vectors, weights)
	if err != nil {
		return nil, err
	}
	if dir != "" {
		err := retrieval.WriteSnapshot(dir, retrieval.Snapshot{Fingerprint: index.Fingerprint(), Embedder: local.Save(), Vectors: vectors})
		if err != nil {
			log.Warn("the index is not kept", "why", err)
		}
	}
	return index, nil
}

func newEngine(index *retrieval.Index) *answer.Engine {
	return answer.NewEngine(index, answer.DefaultThresholds())
}
