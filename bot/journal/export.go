package journal

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"time"
)

// An exported journal is lines of JSON. The first names the form, the entry before the first and the last
// entry, both with their links. Each of the others is an entry: the fields of Line, then where there is a body
// its salt in hexadecimal and the body as it was noted, then the link. Every line ends with a line feed and has
// exactly the bytes written here, so that nothing can be said twice or hidden in it.

// exportForm is the number of this form.
const exportForm = 1

type exportHead struct {
	Form  int  `json:"journal"`
	Start Head `json:"start"`
	Head  Head `json:"head"`
}

type exportEntry struct {
	Number int64           `json:"number"`
	At     string          `json:"at"`
	Kind   string          `json:"kind"`
	About  string          `json:"about"`
	Digest string          `json:"digest"`
	Salt   string          `json:"salt,omitempty"`
	Body   json.RawMessage `json:"body,omitempty"`
	Link   string          `json:"link"`
}

// Export writes the entries after start up to head, which are sealed. It returns the first error of entries or
// of w, and an error when the entries end before head or do not lead to its link: what was written by then is no
// whole export, and VerifyExport says so.
func Export(w io.Writer, start, head Head, entries iter.Seq2[Stored, error]) error {
	to := bufio.NewWriterSize(w, 1<<16)
	if err := writeLine(to, exportHead{exportForm, start, head}); err != nil {
		return err
	}
	at := start
	for e, err := range entries {
		if err != nil {
			return err
		}
		if e.Number > head.Number {
			break
		}
		line := Line(e.Number, e.At, string(e.Kind), e.About, e.Digest)
		at = Head{Number: e.Number, Link: Link(at.Link, line)}
		if _, err := to.Write(exportLine(line, e, at.Link)); err != nil {
			return err
		}
	}
	if err := to.Flush(); err != nil {
		return err
	}
	if at != head {
		return fmt.Errorf("the entries end with entry %d and not with the link of entry %d: verify the journal", at.Number, head.Number)
	}
	return nil
}

// exportLine is the whole line of an entry whose chained part is line.
func exportLine(line []byte, e Stored, link string) []byte {
	b := line[:len(line)-1]
	if e.Body != nil {
		b = append(b, `,"salt":"`...)
		b = hex.AppendEncode(b, e.Salt)
		b = append(b, `","body":`...)
		b = append(b, e.Body...)
	}
	b = append(b, `,"link":`...)
	b = appendText(b, link)
	return append(b, '}', '\n')
}

func writeLine(w io.Writer, v any) error {
	line, err := json.Marshal(v)
	if err == nil {
		_, err = w.Write(append(line, '\n'))
	}
	return err
}

// exportLength bounds a line: a body of the greatest length and the rest.
const exportLength = bodyLength + 1<<16

// errNoExport says that a file is not an exported journal at all.
var errNoExport = errors.New("this is not an exported journal")

// VerifyExport verifies an exported journal by itself: every body, link and number, and that it ends where its
// first line says. What does not hold is in the Report; the error is one of reading, or says that it is no
// exported journal.
func VerifyExport(r io.Reader) (Report, error) {
	from := bufio.NewReaderSize(r, 1<<16)
	line, err := nextLine(from)
	if err != nil {
		return Report{}, fmt.Errorf("%w: %w", errNoExport, err)
	}
	var head exportHead
	if err := json.Unmarshal(line, &head); err != nil {
		return Report{}, errNoExport
	}
	if head.Form != exportForm {
		return Report{}, fmt.Errorf("%w of form %d, the only one known here", errNoExport, exportForm)
	}
	if same, err := json.Marshal(head); err != nil || !bytes.Equal(append(same, '\n'), line) {
		return Report{}, errNoExport
	}
	c := newChecker(head.Start)
	for number := 2; ; number++ {
		line, err := nextLine(from)
		if errors.Is(err, io.EOF) {
			break
		}
		if errors.Is(err, errLine) {
			c.problem("line %d %v", number, err)
			break
		}
		if err != nil {
			return Report{}, err
		}
		s, link, ok := readExported(line)
		if !ok {
			c.problem("line %d is not an entry", number)
			continue
		}
		c.add(s)
		c.seal(s.Number, link)
	}
	if c.head != head.Head {
		c.problem("the journal ends with entry %d and its link, its first line says with entry %d and another", c.head.Number, head.Head.Number)
	}
	return c.report, nil
}

// errLine says what is wrong with a line as such.
var errLine = errors.New("is")

// nextLine returns a line with its line feed, and io.EOF when there is no more.
func nextLine(from *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := from.ReadSlice('\n')
		line = append(line, part...)
		switch {
		case err == nil:
			return line, nil
		case errors.Is(err, io.EOF) && len(line) > 0:
			return nil, fmt.Errorf("%w cut off", errLine)
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, err
		case len(line) > exportLength:
			return nil, fmt.Errorf("%w longer than %d bytes", errLine, exportLength)
		}
	}
}

// readExported reads the line of an entry, and false when it has not exactly the bytes that Export writes.
func readExported(line []byte) (s Stored, link string, ok bool) {
	var e exportEntry
	if err := json.Unmarshal(line, &e); err != nil {
		return Stored{}, "", false
	}
	at, err := time.Parse(timeForm, e.At)
	if err != nil || e.Digest != "" && !IsLink(e.Digest) || !IsLink(e.Link) {
		return Stored{}, "", false
	}
	s.Entry = Entry{Number: e.Number, At: at, Kind: Kind(e.Kind), About: e.About, Digest: e.Digest, Body: e.Body}
	if s.Salt, err = hex.DecodeString(e.Salt); err != nil {
		return Stored{}, "", false
	}
	s.Erased = e.Digest != "" && e.Body == nil
	same := exportLine(Line(s.Number, s.At, e.Kind, s.About, s.Digest), s, e.Link)
	return s, e.Link, bytes.Equal(same, line)
}
