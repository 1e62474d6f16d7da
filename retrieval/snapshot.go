package retrieval

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
)

// Snapshot is what is costly to make about an index: the embedder's own state and the vectors. It is
// written once and never changed; another generation of texts is another file.
type Snapshot struct {
	// Fingerprint is that of the index it belongs to.
	Fingerprint string
	// Embedder is what the embedder wrote of itself; empty for one that lives elsewhere.
	Embedder []byte
	// Vectors stand in the order of the library's clauses; nil for a clause without one.
	Vectors [][]float32
}

// ErrNoSnapshot says that there is no usable snapshot for the fingerprint: none was written, it belongs to
// another index, or its bytes are cut or changed. The caller builds anew.
var ErrNoSnapshot = errors.New("no snapshot of this index")

var snapshotMagic = []byte("camnang-index-1\n")

func snapshotFile(dir, fingerprint string) string {
	return filepath.Join(dir, "index-"+fingerprint+".snapshot")
}

// WriteSnapshot keeps a snapshot in dir. It is complete on the disk when WriteSnapshot returns nil, and
// not there at all when the process dies before. Snapshots of other fingerprints in dir are removed.
func WriteSnapshot(dir string, s Snapshot) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make the folder of the index: %w", err)
	}
	body := s.encode()
	sum := sha256.Sum256(body)
	f, err := os.CreateTemp(dir, "index-*.part")
	if err != nil {
		return fmt.Errorf("write the index: %w", err)
	}
	defer os.Remove(f.Name())
	_, err = f.Write(append(append(append([]byte{}, snapshotMagic...), sum[:]...), body...))
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), snapshotFile(dir, s.Fingerprint))
	}
	if err == nil {
		err = syncFolder(dir)
	}
	if err != nil {
		return fmt.Errorf("write the index: %w", err)
	}
	old, err := filepath.Glob(filepath.Join(dir, "index-*.snapshot"))
	if err != nil {
		return fmt.Errorf("list old indexes: %w", err)
	}
	for _, name := range old {
		if name != snapshotFile(dir, s.Fingerprint) {
			if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return fmt.Errorf("remove an old index: %w", err)
			}
		}
	}
	return nil
}

func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = d.Sync()
	if closed := d.Close(); err == nil {
		err = closed
	}
	return err
}

// ReadSnapshot returns the snapshot kept in dir for the fingerprint. Every reason not to use one is
// ErrNoSnapshot.
func ReadSnapshot(dir, fingerprint string) (Snapshot, error) {
	raw, err := os.ReadFile(snapshotFile(dir, fingerprint))
	if err != nil {
		return Snapshot{}, fmt.Errorf("%w: %w", ErrNoSnapshot, err)
	}
	head := len(snapshotMagic) + sha256.Size
	if len(raw) < head || !bytes.HasPrefix(raw, snapshotMagic) {
		return Snapshot{}, fmt.Errorf("%w: it is of another form", ErrNoSnapshot)
	}
	if sum := sha256.Sum256(raw[head:]); !bytes.Equal(sum[:], raw[len(snapshotMagic):head]) {
		return Snapshot{}, fmt.Errorf("%w: its checksum is wrong", ErrNoSnapshot)
	}
	s, ok := decodeSnapshot(raw[head:])
	if !ok || s.Fingerprint != fingerprint {
		return Snapshot{}, fmt.Errorf("%w: it belongs to another", ErrNoSnapshot)
	}
	return s, nil
}

func (s Snapshot) encode() []byte {
	b := appendBytes(nil, []byte(s.Fingerprint))
	b = appendBytes(b, s.Embedder)
	b = binary.AppendUvarint(b, uint64(len(s.Vectors)))
	for _, v := range s.Vectors {
		b = binary.AppendUvarint(b, uint64(len(v)))
		for _, x := range v {
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(x))
		}
	}
	return b
}

func appendBytes(b, s []byte) []byte { return append(binary.AppendUvarint(b, uint64(len(s))), s...) }

func decodeSnapshot(b []byte) (s Snapshot, ok bool) {
	ok = true
	count := func() int {
		n, size := binary.Uvarint(b)
		if size <= 0 || n > uint64(len(b)) {
			ok = false
			return 0
		}
		b = b[size:]
		return int(n)
	}
	take := func(n int) []byte {
		if n > len(b) {
			ok = false
			return nil
		}
		out := b[:n]
		b = b[n:]
		return out
	}
	s.Fingerprint = string(take(count()))
	s.Embedder = bytes.Clone(take(count()))
	n := count()
	for i := 0; i < n && ok; i++ {
		raw := take(4 * count())
		var v []float32
		for ; len(raw) > 0; raw = raw[4:] {
			v = append(v, math.Float32frombits(binary.LittleEndian.Uint32(raw)))
		}
		s.Vectors = append(s.Vectors, v)
	}
	return s, ok && len(b) == 0
}
