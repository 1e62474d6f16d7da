package store

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"camnang/bot/queue"
)

func TestARestoreIntoAStoreInUseIsRefused(t *testing.T) {
	file := backup(t, full(t))
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		must(t, s.Memory().SetDialogue(t.Context(), 5, "kept", time.Hour))
		before := backup(t, s)
		_, err := s.Restore(t.Context(), bytes.NewReader(file))
		if err == nil || !strings.Contains(err.Error(), "not empty") {
			t.Errorf("restored into a store in use: %v", err)
		}
		if !bytes.Equal(before, backup(t, s)) {
			t.Error("the store was changed")
		}
		if unfinished, _ := s.unfinished(t.Context()); unfinished {
			t.Error("the store was marked")
		}
	})
}

// secondTime is a file whose second reading goes another way than its first.
type secondTime struct {
	*bytes.Reader
	second bool
	// before is called as the second reading begins; that reading ends in an error after so many bytes, 0: it
	// does not.
	before func()
	fail   int
}

func (f *secondTime) Seek(offset int64, whence int) (int64, error) {
	f.second = whence == io.SeekStart
	return f.Reader.Seek(offset, whence)
}

func (f *secondTime) Read(b []byte) (int, error) {
	if !f.second {
		return f.Reader.Read(b)
	}
	if f.before != nil {
		f.before()
		f.before = nil
	}
	if f.fail == 0 {
		return f.Reader.Read(b)
	}
	left := f.fail - int(f.Size()) + f.Len()
	if left <= 0 {
		return 0, errors.New("the disk is gone")
	}
	return f.Reader.Read(b[:min(left, len(b))])
}

// bulky is a store whose backup is restored in several steps.
func bulky(t *testing.T) *Store {
	t.Helper()
	s := full(t)
	r := rand.New(rand.NewPCG(3, 4))
	for i := range 14 {
		text := make([]byte, 100_000)
		for j := range text {
			text[j] = byte('a' + r.IntN(26))
		}
		put(t, s, queue.Update{ID: int64(1_000_000 + i), Chat: 1000, Raw: fmt.Appendf(nil, "%q", text)})
	}
	return s
}

func TestARestoreThatWasBrokenOffIsRepeated(t *testing.T) {
	source := bulky(t)
	release(t, source)
	file := backup(t, source)
	for name, o := range map[string]func(t *testing.T) Options{
		"embedded":     func(t *testing.T) Options { return Options{Dir: t.TempDir()} },
		"redis-server": func(t *testing.T) Options { return Options{URL: serverURL(t), Bot: fmt.Sprint("t", bots.Add(1))} },
	} {
		t.Run(name, func(t *testing.T) {
			o := o(t)
			s := open(t, o)
			broken := &secondTime{Reader: bytes.NewReader(file), fail: len(file) - 10}
			if _, err := s.Restore(t.Context(), broken); err == nil {
				t.Fatal("restored from a file that could not be read")
			}
			if begun := s.client.Exists(t.Context(), inboxKeys.named("in_update").at(s.bot)).Val(); begun == 0 {
				t.Fatal("nothing was written before the file broke off, so nothing is shown")
			}
			must(t, s.Close(t.Context()))
			s.client = nil
			if _, err := Open(t.Context(), o); !errors.Is(err, ErrRestoring) {
				t.Fatalf("opened for use: %v", err)
			}
			o.Restoring = true
			s = open(t, o)
			_, err := s.Restore(t.Context(), bytes.NewReader(file))
			must(t, err)
			if !slices.Equal(content(t, file), content(t, backup(t, s))) {
				t.Error("the states differ")
			}
			must(t, s.Close(t.Context()))
			s.client = nil
			o.Restoring = false
			open(t, o)
		})
	}
}

func TestAChangeBesideARestoreIsFound(t *testing.T) {
	file := backup(t, full(t))
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		changed := false
		beside := &secondTime{Reader: bytes.NewReader(file), before: func() {
			changed = true
			must(t, s.Memory().SetDialogue(t.Context(), 424242, "beside", time.Hour))
		}}
		_, err := s.Restore(t.Context(), beside)
		if !changed || err == nil || !strings.Contains(err.Error(), "something else uses the store") {
			t.Errorf("changed %v beside the restore: %v", changed, err)
		}
		if unfinished, err := s.unfinished(t.Context()); !unfinished || err != nil {
			t.Errorf("the mark is gone: %v", err)
		}
	})
}

// TestNothingIsWrittenFromADamagedFile cuts the file at every length and changes every byte of it.
func TestNothingIsWrittenFromADamagedFile(t *testing.T) {
	small := open(t, Options{Dir: t.TempDir()})
	put(t, small, update(1, 7))
	must(t, small.Memory().SetDialogue(t.Context(), 1, "góp ý\xff", time.Minute))
	file := backup(t, small)
	for n := range file {
		if _, err := ReadInfo(bytes.NewReader(file[:n])); err == nil {
			t.Errorf("the first %d of %d bytes are taken for a backup", n, len(file))
		}
	}
	whole := unpack(t, file)
	for i := range file {
		bad := bytes.Clone(file)
		bad[i] ^= 0x10
		if _, err := ReadInfo(bytes.NewReader(bad)); err == nil && !slices.Equal(unpack(t, bad), whole) {
			t.Errorf("a change of byte %d is not seen", i)
		}
	}
	if _, err := ReadInfo(bytes.NewReader(append(bytes.Clone(file), 0))); err == nil {
		t.Error("a byte more is not seen")
	}
	if _, err := ReadInfo(bytes.NewReader(append(bytes.Clone(file), file...))); err == nil {
		t.Error("two files in one are taken for a backup")
	}
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		for _, n := range []int{0, 1, len(file) / 2, len(file) - 1} {
			if _, err := s.Restore(t.Context(), bytes.NewReader(file[:n])); err == nil {
				t.Errorf("restored from %d of %d bytes", n, len(file))
			}
		}
		// A pipe cannot be read twice.
		if _, err := s.Restore(t.Context(), io.MultiReader(bytes.NewReader(file[:len(file)-1]))); err == nil {
			t.Error("restored from a damaged pipe")
		}
		for _, k := range join(restoreKeys, allKeys) {
			if s.client.Exists(t.Context(), k.at(s.bot)).Val() != 0 {
				t.Fatalf("%s was written", k.place)
			}
		}
		_, err := s.Restore(t.Context(), io.MultiReader(bytes.NewReader(file)))
		must(t, err)
		wantIDs(t, "from a whole pipe", claim(t, s, time.Minute, 5), 1)
	})
}
