package wal

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
)

// A file begins with its magic (8 bytes), its generation (8) and the CRC of both (4). A frame is its
// mark (4), the length of its payload (4), the CRC of length and payload (4), and the payload: a byte
// for the kind, then each record behind its length as a varint. Numbers are little-endian, CRCs are
// CRC-32C.
const (
	logMagic      = "camnang\x01"
	snapshotMagic = "camnang\x02"
	fileHeader    = 20
	frameHeader   = 12

	// maxFrame bounds what a damaged length can make the reader allocate; a batch stays below half.
	maxFrame = 1 << 28
)

// mark begins each frame. Its first byte never occurs in UTF-8, so no text inside a record looks like a
// frame to frameWithin.
var mark = [4]byte{0xff, 'W', 'A', 'L'}

const (
	kindRecords byte = 1
	// kindEnd closes a snapshot and carries the number of its records.
	kindEnd byte = 2
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// DamageError says that a file of the log is not as it was written, and where.
type DamageError struct {
	File   string
	Offset int64
	What   string
}

func (e *DamageError) Error() string {
	return fmt.Sprintf("%s is damaged at byte %d: %s", e.File, e.Offset, e.What)
}

func startFrame(b []byte, kind byte) []byte {
	b = append(b, mark[:]...)
	b = append(b, 0, 0, 0, 0, 0, 0, 0, 0)
	return append(b, kind)
}

func appendRecord(frame, record []byte) []byte {
	frame = binary.AppendUvarint(frame, uint64(len(record)))
	return append(frame, record...)
}

// seal fills in the length and the CRC of a frame made by startFrame.
func seal(frame []byte) {
	binary.LittleEndian.PutUint32(frame[4:], uint32(len(frame)-frameHeader))
	binary.LittleEndian.PutUint32(frame[8:], sum(frame[4:8], frame[frameHeader:]))
}

func sum(length, payload []byte) uint32 {
	return crc32.Update(crc32.Checksum(length, castagnoli), castagnoli, payload)
}

// eachRecord walks the records of a payload without its kind. An empty record (Rotate writes one) says
// nothing and is passed over.
func eachRecord(payload []byte, do func([]byte) error) error {
	for len(payload) > 0 {
		n, k := binary.Uvarint(payload)
		if k <= 0 || n > uint64(len(payload)-k) {
			return errors.New("a record is longer than its frame")
		}
		record := payload[k : k+int(n)]
		payload = payload[k+int(n):]
		if len(record) == 0 {
			continue
		}
		if err := do(record); err != nil {
			return err
		}
	}
	return nil
}

// frames reads a file frame by frame. at is the end of the last good frame.
type frames struct {
	in   *bufio.Reader
	path string
	size int64
	at   int64
	buf  []byte
}

func (r *frames) damage(what string) error {
	return &DamageError{File: r.path, Offset: r.at, What: what}
}

func (r *frames) header(magic string, gen uint64) error {
	head := make([]byte, fileHeader)
	if _, err := io.ReadFull(r.in, head); err != nil {
		return r.damage("the header is incomplete")
	}
	switch {
	case string(head[:8]) != magic:
		return r.damage("the header is not one of this program")
	case crc32.Checksum(head[:16], castagnoli) != binary.LittleEndian.Uint32(head[16:]):
		return r.damage("the header's checksum is wrong")
	case binary.LittleEndian.Uint64(head[8:]) != gen:
		return r.damage("the generation in the header is not the one in the name")
	}
	r.at = fileHeader
	return nil
}

// next returns the next frame; the payload is valid until the next call. io.EOF after the last good
// frame, a *DamageError at a bad one.
func (r *frames) next() (kind byte, payload []byte, err error) {
	if r.at == r.size {
		return 0, nil, io.EOF
	}
	var head [frameHeader]byte
	if _, err := io.ReadFull(r.in, head[:]); err != nil {
		return 0, nil, r.damage("a frame's header is incomplete")
	}
	n := int64(binary.LittleEndian.Uint32(head[4:]))
	switch {
	case [4]byte(head[:4]) != mark:
		return 0, nil, r.damage("no frame begins here")
	case n < 1 || n > maxFrame || n > r.size-r.at-frameHeader:
		return 0, nil, r.damage(fmt.Sprintf("a frame of %d bytes does not fit the file", n))
	}
	if int64(cap(r.buf)) < n {
		r.buf = make([]byte, n)
	}
	r.buf = r.buf[:n]
	if _, err := io.ReadFull(r.in, r.buf); err != nil {
		return 0, nil, r.damage("a frame is incomplete")
	}
	if sum(head[4:8], r.buf) != binary.LittleEndian.Uint32(head[8:]) {
		return 0, nil, r.damage("a frame's checksum is wrong")
	}
	r.at += frameHeader + n
	return r.buf[0], r.buf[1:], nil
}

// frameWithin reports whether a whole good frame begins anywhere in b.
func frameWithin(b []byte) bool {
	for {
		i := bytes.Index(b, mark[:])
		if i < 0 {
			return false
		}
		b = b[i:]
		if len(b) > frameHeader {
			n := int64(binary.LittleEndian.Uint32(b[4:]))
			if n >= 1 && n <= int64(len(b)-frameHeader) &&
				sum(b[4:8], b[frameHeader:frameHeader+n]) == binary.LittleEndian.Uint32(b[8:]) {
				return true
			}
		}
		b = b[len(mark):]
	}
}

func writeHeader(file *os.File, magic string, gen uint64) error {
	head := append(make([]byte, 0, fileHeader), magic...)
	head = binary.LittleEndian.AppendUint64(head, gen)
	head = binary.LittleEndian.AppendUint32(head, crc32.Checksum(head, castagnoli))
	if _, err := file.WriteAt(head, 0); err != nil {
		return fmt.Errorf("write the header of %s: %w", file.Name(), err)
	}
	if err := file.Sync(); err != nil {
		return fmt.Errorf("write the header of %s: %w", file.Name(), err)
	}
	return nil
}
