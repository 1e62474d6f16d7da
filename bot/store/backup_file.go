package store

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"time"
	"unicode/utf8"
)

// A backup is a gzip stream of lines of JSON. The first says what it is, the last how much it holds and the
// SHA-256 of all lines before it; between them stand the keys one after the other, each on as many lines as
// it needs. A line has the words of the command that makes its part of the key: the value of a string, the
// items of a list, the members of a set, fields and values of a hash, members and scores of a sorted set.
// Fields and members are in the order of their bytes, so equal states make equal backups. Words that are not
// UTF-8 are in base64, the whole line then. The last word of a line with more goes on as the first of the next.
type (
	backupHeader struct {
		Format  int       `json:"format"`
		Bot     string    `json:"bot"`
		Made    time.Time `json:"made"`
		Version string    `json:"version"`
		Keys    int       `json:"keys"`
	}
	backupLine struct {
		Key    string         `json:"key,omitempty"`
		Type   string         `json:"type,omitempty"`
		Words  []string       `json:"words,omitempty"`
		Base64 bool           `json:"base64,omitempty"`
		More   bool           `json:"more,omitempty"`
		End    *backupTrailer `json:"end,omitempty"`
	}
	backupTrailer struct {
		Keys    int    `json:"keys"`
		Entries int    `json:"entries"`
		Bytes   int64  `json:"bytes"`
		SHA256  string `json:"sha256"`
	}
)

const (
	// backupFormat rises when a release before could not read what this one writes.
	backupFormat = 1
	// lineBytes and lineWords bound the words of one line; a line that is all escapes takes six bytes for one.
	lineBytes = 1 << 18
	lineWords = 4096
	lineLimit = 2 << 20
	// wordLimit is below what a record of the embedded store's log may hold.
	wordLimit = 64 << 20
	// backupBytes is how many bytes of lines a backup may have: it is read whole into the memory of a server.
	backupBytes = 4 << 30
)

// BackupInfo says what a backup holds. Bytes are those of the values, not of the file.
type BackupInfo struct {
	Format  int
	Bot     string
	Made    time.Time
	Version string
	Keys    int
	Entries int
	Bytes   int64
}

// unit is how many words make an entry of a key of that type; 0: there is no such type.
func unit(kind string) int {
	switch kind {
	case "string", "list", "set":
		return 1
	case "hash", "zset":
		return 2
	}
	return 0
}

// backupWriter writes a backup: start, the words of each key, finish.
type backupWriter struct {
	zip   *gzip.Writer
	sum   hash.Hash
	out   int64
	limit int64
	info  BackupInfo

	line backupLine
	size int
}

func newBackupWriter(w io.Writer, h backupHeader) (*backupWriter, error) {
	// The fastest level: the program goes on serving beside it.
	zip, err := gzip.NewWriterLevel(w, gzip.BestSpeed)
	if err != nil {
		return nil, err
	}
	b := &backupWriter{zip: zip, sum: sha256.New(), limit: backupBytes}
	b.info = BackupInfo{Format: h.Format, Bot: h.Bot, Made: h.Made, Version: h.Version}
	return b, b.put(h)
}

// put writes one line.
func (b *backupWriter) put(line any) error {
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(line); err != nil {
		return err
	}
	if b.out += int64(text.Len()); b.out > b.limit {
		return fmt.Errorf("it would be longer than %d bytes, and could not be restored", b.limit)
	}
	b.sum.Write(text.Bytes())
	_, err := b.zip.Write(text.Bytes())
	return err
}

// key writes one key. An entry that is too long for a line goes over several.
func (b *backupWriter) key(place, kind string, words []string) error {
	step := unit(kind)
	if step == 0 {
		return fmt.Errorf("the key %s is a %s", place, kind)
	}
	if len(words) == 0 {
		return fmt.Errorf("the key %s is empty", place)
	}
	b.line = backupLine{Key: place, Type: kind}
	b.info.Keys++
	for ; len(words) > 0; words = words[step:] {
		if err := b.entry(words[:step]); err != nil {
			return err
		}
	}
	return b.flush(false)
}

func (b *backupWriter) entry(words []string) error {
	b.info.Entries++
	length := 0
	for _, w := range words {
		length += len(w)
		if len(w) > wordLimit {
			return fmt.Errorf("the key %s holds a value of %d bytes, more than %d", b.line.Key, len(w), wordLimit)
		}
	}
	b.info.Bytes += int64(length)
	if b.size+length > lineBytes || len(b.line.Words)+len(words) > lineWords {
		if err := b.flush(false); err != nil {
			return err
		}
	}
	for _, w := range words {
		for len(w) > lineBytes-b.size {
			room := lineBytes - b.size
			b.line.Words = append(b.line.Words, w[:room])
			w = w[room:]
			if err := b.flush(true); err != nil {
				return err
			}
		}
		b.line.Words = append(b.line.Words, w)
		b.size += len(w)
	}
	return nil
}

func (b *backupWriter) flush(more bool) error {
	if len(b.line.Words) == 0 {
		return nil
	}
	b.line.More, b.line.Base64 = more, false
	for _, w := range b.line.Words {
		b.line.Base64 = b.line.Base64 || !utf8.ValidString(w)
	}
	if b.line.Base64 {
		for i, w := range b.line.Words {
			b.line.Words[i] = base64.StdEncoding.EncodeToString([]byte(w))
		}
	}
	err := b.put(b.line)
	b.line.Words, b.size = b.line.Words[:0], 0
	return err
}

// finish writes the last line and says what was written.
func (b *backupWriter) finish() (BackupInfo, error) {
	if err := b.put(backupLine{End: &backupTrailer{
		Keys: b.info.Keys, Entries: b.info.Entries, Bytes: b.info.Bytes, SHA256: hex.EncodeToString(b.sum.Sum(nil)),
	}}); err != nil {
		return BackupInfo{}, err
	}
	return b.info, b.zip.Close()
}
