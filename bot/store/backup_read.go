package store

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"strconv"
	"unicode/utf8"
)

// ReadInfo reads a backup to its end and says what it holds. The error says why it could not be restored: it
// is damaged or incomplete, its format or one of its keys belongs to a later release.
func ReadInfo(r io.Reader) (BackupInfo, error) {
	info, err := readBackup(r, backupBytes, func(string, string, []string) error { return nil })
	if err != nil {
		return BackupInfo{}, fmt.Errorf("read the backup: %w", err)
	}
	return info, nil
}

// errNoBackup is of a file that is something else.
var errNoBackup = errors.New("the file is not a backup of camnang")

// damaged is the error of a file that was a backup once.
func damaged(what string) error { return fmt.Errorf("the file is damaged or incomplete: %s", what) }

// backupReader reads a backup line by line. It holds no more than a line and the longest word.
type backupReader struct {
	in   *bufio.Reader
	sum  hash.Hash
	left int64
	head backupHeader
	info BackupInfo

	known map[string]bool
	seen  map[string]bool
	// key and kind are those of the line before; held and part are what it left unfinished: the words of an
	// entry, and the beginning of a word when open.
	key, kind string
	held      []string
	part      []byte
	open      bool
	// last is the field or member before; some says that there was one.
	last string
	some bool
}

// readBackup hands over the entries of a backup in the order of the file, as many at a time as a line has, and
// returns what the file says it holds once all of it has been found to be so. Of lines it reads no more than
// limit bytes. What each was given before an
// error may be wrong. An error of each ends it.
func readBackup(r io.Reader, limit int64, each func(key, kind string, words []string) error) (BackupInfo, error) {
	zip, err := gzip.NewReader(bufio.NewReaderSize(r, 1<<16))
	if err != nil {
		return BackupInfo{}, errNoBackup
	}
	b := &backupReader{
		in: bufio.NewReaderSize(zip, 1<<16), sum: sha256.New(), left: limit, known: map[string]bool{}, seen: map[string]bool{},
	}
	for _, k := range allKeys {
		b.known[k.place] = true
	}
	if err := b.header(); err != nil {
		return BackupInfo{}, err
	}
	for {
		// The trailer has the sum of what stands before it.
		before := b.sum.Sum(nil)
		text, err := b.next()
		if err != nil {
			return BackupInfo{}, err
		}
		line, err := readLine(text)
		if err != nil {
			return BackupInfo{}, err
		}
		if line.End != nil {
			return b.info, b.trailer(*line.End, before)
		}
		words, err := b.entries(line)
		if err != nil {
			return BackupInfo{}, err
		}
		if len(words) == 0 {
			continue
		}
		if err := each(line.Key, line.Type, words); err != nil {
			return BackupInfo{}, err
		}
	}
}

// next returns the next line, valid until the next call.
func (b *backupReader) next() ([]byte, error) {
	var line []byte
	for {
		piece, err := b.in.ReadSlice('\n')
		if b.left -= int64(len(piece)); b.left < 0 {
			return nil, errors.New("the file is longer than any backup")
		}
		if line == nil && err == nil {
			line = piece
		} else {
			line = append(line, piece...)
		}
		switch {
		case len(line) > lineLimit:
			return nil, damaged("a line is too long")
		case err == nil:
			b.sum.Write(line)
			return line, nil
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF):
			return nil, damaged("its end is missing")
		default:
			return nil, damaged(err.Error())
		}
	}
}

func (b *backupReader) header() error {
	text, err := b.next()
	if err != nil {
		return err
	}
	if !utf8.Valid(text) || json.Unmarshal(text, &b.head) != nil || b.head.Format < 1 {
		return errNoBackup
	}
	if b.head.Format > backupFormat {
		return fmt.Errorf("the file has format %d and was made by camnang %s; this release reads format %d: use that release or a later one",
			b.head.Format, b.head.Version, backupFormat)
	}
	b.info = BackupInfo{Format: b.head.Format, Bot: b.head.Bot, Made: b.head.Made.UTC(), Version: b.head.Version}
	return nil
}

func readLine(text []byte) (backupLine, error) {
	var line backupLine
	// An encoder of JSON puts a mark in the place of what is not UTF-8.
	if !utf8.Valid(text) {
		return line, damaged("a line is not UTF-8")
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&line); err != nil {
		return line, damaged("a line is not one of a backup")
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return line, damaged("a line holds more than one thing")
	}
	if line.End != nil {
		if line.Key != "" || len(line.Words) > 0 {
			return line, damaged("a line is not one of a backup")
		}
		return line, nil
	}
	if line.Base64 {
		for i, w := range line.Words {
			raw, err := base64.StdEncoding.Strict().DecodeString(w)
			if err != nil {
				return line, damaged("a line is not in base64")
			}
			line.Words[i] = string(raw)
		}
	}
	return line, nil
}

// entries takes a line in and returns the entries that are whole with it.
func (b *backupReader) entries(line backupLine) ([]string, error) {
	words := line.Words
	switch {
	case len(words) == 0 || len(words) > lineWords || unit(line.Type) == 0:
		return nil, damaged("a line is not one of a backup")
	case line.Key != b.key:
		if err := b.nextKey(line); err != nil {
			return nil, err
		}
	case line.Type != b.kind:
		return nil, damaged("a key has two types")
	}
	if b.open {
		b.part = append(b.part, words[0]...)
		if len(b.part) > wordLimit {
			return nil, damaged("a value is too long")
		}
		if line.More && len(words) == 1 {
			return nil, nil
		}
		words[0] = string(b.part)
		b.part = b.part[:0]
		if cap(b.part) > keepBuffer {
			b.part = nil
		}
	}
	if b.open = line.More; b.open {
		end := len(words) - 1
		b.part = append(b.part, words[end]...)
		words = words[:end]
	}
	if len(b.held) > 0 {
		words = append(b.held, words...)
		b.held = nil
	}
	if over := len(words) % unit(b.kind); over > 0 {
		b.held = append(b.held, words[len(words)-over:]...)
		words = words[:len(words)-over]
	}
	if len(b.held) > 0 && !b.open {
		return nil, damaged("half of an entry is missing")
	}
	return words, b.check(words)
}

// nextKey goes on to another key than that of the line before.
func (b *backupReader) nextKey(line backupLine) error {
	switch {
	case b.open:
		return damaged("a value goes on in another key")
	case !b.known[line.Key]:
		return fmt.Errorf("the file holds the key %.40q, which this release does not know: it was made by camnang %s; use that release or a later one",
			line.Key, b.head.Version)
	case b.seen[line.Key]:
		return damaged("a key stands in it twice")
	}
	b.seen[line.Key] = true
	b.key, b.kind, b.last, b.some = line.Key, line.Type, "", false
	b.info.Keys++
	return nil
}

// check looks at the entries of the key at hand and counts them.
func (b *backupReader) check(words []string) error {
	step := unit(b.kind)
	for i := 0; i < len(words); i += step {
		if b.some && b.kind != "list" && words[i] <= b.last {
			return damaged("entries are not in order")
		}
		if b.kind == "string" && b.some {
			return damaged("a string has two values")
		}
		b.last, b.some = words[i], true
		if b.kind == "zset" {
			if score, err := strconv.ParseFloat(words[i+1], 64); err != nil || score != score {
				return damaged("a score is not a number")
			}
		}
		b.info.Entries++
		for _, w := range words[i : i+step] {
			b.info.Bytes += int64(len(w))
		}
	}
	return nil
}

// trailer compares what was read with the last line, and wants the file to end there.
func (b *backupReader) trailer(t backupTrailer, sum []byte) error {
	switch {
	case b.open:
		return damaged("a value has no end")
	case t.SHA256 != hex.EncodeToString(sum):
		return damaged("its checksum is wrong")
	case t.Keys != b.info.Keys || b.head.Keys != b.info.Keys || t.Entries != b.info.Entries || t.Bytes != b.info.Bytes:
		return damaged("it does not hold what it says at its end")
	}
	if _, err := b.in.ReadByte(); !errors.Is(err, io.EOF) {
		return damaged("something follows its end")
	}
	return nil
}
