// Package library holds the documents that are shipped with the program: digests in our own words, one
// file an edition, embedded. It reads their form and checks it; what they mean is for package corpus.
package library

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"

	"camnang/corpus"
)

//go:embed texts/*.txt
var texts embed.FS

// Shipped returns the library of the documents in this program. It is read once; every call returns the
// same one. The error names the file and line that is not of the form; a test keeps it nil.
func Shipped() (*corpus.Library, error) { return shipped() }

var shipped = sync.OnceValues(func() (*corpus.Library, error) { return Load(texts, "texts") })

// Load reads every .txt file of a folder as an edition and makes a library of them.
func Load(files fs.FS, folder string) (*corpus.Library, error) {
	entries, err := fs.ReadDir(files, folder)
	if err != nil {
		return nil, fmt.Errorf("list the texts of the library: %w", err)
	}
	var editions []*corpus.Edition
	for _, entry := range entries {
		if entry.IsDir() || !strings.HasSuffix(entry.Name(), ".txt") {
			continue
		}
		raw, err := fs.ReadFile(files, path.Join(folder, entry.Name()))
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", entry.Name(), err)
		}
		e, err := parse(string(raw))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", entry.Name(), err)
		}
		editions = append(editions, e)
	}
	return corpus.New(editions)
}
