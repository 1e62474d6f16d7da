package store

import (
	"io"
	"net"
	"sync"
	"time"
)

// pipe returns the two ends of a connection inside the process. Unlike net.Pipe it takes in what is
// written without waiting for a reader, so a client that writes a thousand commands before it reads the
// first answer, and a server that answers each at once, do not wait for each other for ever. Nothing
// listens on the machine, so nobody else can reach the embedded server.
func pipe() (client, server net.Conn) {
	there, back := newStream(), newStream()
	return &end{in: back, out: there}, &end{in: there, out: back}
}

// stream carries bytes one way.
type stream struct {
	mu     sync.Mutex
	ready  *sync.Cond
	buf    []byte
	read   int
	closed bool
}

func newStream() *stream {
	s := &stream{}
	s.ready = sync.NewCond(&s.mu)
	return s
}

// keepBuffer is how much room a stream keeps after a large message.
const keepBuffer = 1 << 16

func (s *stream) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return 0, io.ErrClosedPipe
	}
	s.buf = append(s.buf, b...)
	s.ready.Signal()
	return len(b), nil
}

func (s *stream) Read(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.read == len(s.buf) && !s.closed {
		s.ready.Wait()
	}
	if s.read == len(s.buf) {
		return 0, io.EOF
	}
	n := copy(b, s.buf[s.read:])
	s.read += n
	if s.read == len(s.buf) {
		s.read = 0
		s.buf = s.buf[:0]
		if cap(s.buf) > keepBuffer {
			s.buf = nil
		}
	}
	return n, nil
}

func (s *stream) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	s.ready.Broadcast()
}

// end is one end of the connection. It has no deadlines: each side answers from memory.
type end struct{ in, out *stream }

func (e *end) Read(b []byte) (int, error)  { return e.in.Read(b) }
func (e *end) Write(b []byte) (int, error) { return e.out.Write(b) }

func (e *end) Close() error {
	e.in.close()
	e.out.close()
	return nil
}

func (e *end) LocalAddr() net.Addr              { return &net.UnixAddr{Name: "embedded", Net: "unix"} }
func (e *end) RemoteAddr() net.Addr             { return e.LocalAddr() }
func (e *end) SetDeadline(time.Time) error      { return nil }
func (e *end) SetReadDeadline(time.Time) error  { return nil }
func (e *end) SetWriteDeadline(time.Time) error { return nil }
