package simulator

import (
	"bytes"
	"fmt"
	"image"
	_ "image/gif"  // photographs may come in this form
	_ "image/jpeg" // and in this
	_ "image/png"  // and in this
	"io"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"
)

// Files (Bot API, "Sending files" and getFile): a photograph of up to 10 MB whose sides add up to at most
// 10,000 and are within 1:20; what a bot downloads is at most 20 MB.
const (
	maxPhoto    = 10 << 20
	maxDownload = 20 << 20
	maxSides    = 10_000
	maxRatio    = 20
)

// file is a document, photograph, voice note or sticker. When data is nil the content is size zero bytes:
// a person attaches a file by name and size.
type file struct {
	id            string
	kind          string // document, photo, voice, sticker
	name, mime    string
	size          int64
	data          []byte
	width, height int
}

func (f *file) path() string {
	ext := path.Ext(f.name)
	if plainRun(strings.TrimPrefix(ext, ".")) != max(0, len(ext)-1) {
		ext = ""
	}
	return fmt.Sprintf("%ss/file_%s%s", f.kind, f.id, ext)
}

func (f *file) content() io.ReadSeeker {
	if f.data == nil {
		return io.NewSectionReader(zeros{}, 0, f.size)
	}
	return bytes.NewReader(f.data)
}

// zeros is an endless file of zero bytes.
type zeros struct{}

func (zeros) ReadAt(p []byte, _ int64) (int, error) {
	clear(p)
	return len(p), nil
}

// fileID is what a bot calls the file by.
func (f *file) fileID() string { return "BQACAgUAAxk" + f.id }

func (f *file) wire() map[string]any {
	m := map[string]any{"file_id": f.fileID(), "file_unique_id": "AgAD" + f.id, "file_size": f.size}
	switch f.kind {
	case "photo":
		m["width"], m["height"] = f.width, f.height
		return map[string]any{"photo": []any{m}}
	case "voice":
		m["duration"], m["mime_type"] = max(1, f.size/4000), "audio/ogg"
	case "sticker":
		m["type"], m["width"], m["height"] = "regular", 512, 512
		m["is_animated"], m["is_video"] = false, false
	default:
		m["file_name"], m["mime_type"] = f.name, f.mime
	}
	return map[string]any{f.kind: m}
}

// keep numbers the file and stores it; one that is stored stays as it is.
func (s *Server) keep(f *file) {
	if f.id != "" {
		return
	}
	s.lastFile++
	f.id = strconv.FormatInt(s.lastFile, 10)
	s.files[f.id] = f
}

// stored returns the file that a bot names by its id; nil when there is none.
func (s *Server) stored(fileID string) *file {
	return s.files[strings.TrimPrefix(fileID, "BQACAgUAAxk")]
}

func (s *Server) sendDocument(c *call) (any, error) {
	return s.sendFile(c, "document", "sendDocument")
}

func (s *Server) sendPhoto(c *call) (any, error) {
	return s.sendFile(c, "photo", "sendPhoto")
}

func (s *Server) sendFile(c *call, kind, method string) (any, error) {
	ch, err := s.writable(c)
	if err != nil {
		return nil, err
	}
	f, err := s.inputFile(c, kind)
	if err != nil {
		return nil, err
	}
	text, entities, err := caption(c)
	if err != nil {
		return nil, err
	}
	return s.deliver(c, ch, method, &message{file: f, text: text, entities: entities})
}

// inputFile returns the file of a call: a part of its own name, a part named by attach://, or one that is
// stored. The error is a refusal.
func (s *Server) inputFile(c *call, kind string) (*file, error) {
	given := strings.TrimSpace(c.args[kind])
	part := kind
	if name, ok := strings.CutPrefix(given, "attach://"); ok {
		part = strings.ToLower(name)
	}
	up, ok := c.files[part]
	if !ok {
		switch f := s.stored(given); {
		case strings.HasPrefix(given, "http://"), strings.HasPrefix(given, "https://"):
			return nil, bad("failed to get HTTP URL content")
		case given == "" || part != kind:
			return nil, bad("there is no %s in the request", kind)
		case f == nil:
			return nil, bad("wrong file identifier/HTTP URL specified")
		case f.kind != kind:
			return nil, bad("can't use file of type %s as %s", title(f.kind), title(kind))
		default:
			return f, nil
		}
	}
	if len(up.data) == 0 {
		return nil, bad("file must be non-empty")
	}
	f := &file{kind: kind, name: path.Base(up.name), size: int64(len(up.data)), data: up.data}
	f.mime = mimeOf(f)
	if kind == "photo" {
		return f, f.measure()
	}
	return f, nil
}

func title(kind string) string { return strings.ToUpper(kind[:1]) + kind[1:] }

func mimeOf(f *file) string {
	if byName := mime.TypeByExtension(path.Ext(f.name)); byName != "" {
		kind, _, _ := strings.Cut(byName, ";")
		return kind
	}
	if f.data != nil {
		kind, _, _ := strings.Cut(http.DetectContentType(f.data), ";")
		return kind
	}
	return "application/octet-stream"
}

// measure reads the sides of a photograph and refuses what Telegram cannot show.
func (f *file) measure() error {
	if f.size > maxPhoto {
		return bad("file is too big")
	}
	if http.DetectContentType(f.data) == "image/webp" {
		f.width, f.height = 512, 512 // The standard library cannot measure this form.
		return nil
	}
	config, _, err := image.DecodeConfig(bytes.NewReader(f.data))
	if err != nil {
		return bad("IMAGE_PROCESS_FAILED")
	}
	f.width, f.height = config.Width, config.Height
	long, short := max(f.width, f.height), min(f.width, f.height)
	if short < 1 || long > short*maxRatio || f.width+f.height > maxSides {
		return bad("PHOTO_INVALID_DIMENSIONS")
	}
	return nil
}

func (s *Server) getFile(c *call) (any, error) {
	id := c.args["file_id"]
	if id == "" {
		return nil, bad("file_id not specified")
	}
	f := s.stored(id)
	switch {
	case f == nil:
		return nil, bad("wrong file_id or the file is temporarily unavailable")
	case f.size > maxDownload:
		return nil, bad("file is too big")
	}
	return map[string]any{
		"file_id": f.fileID(), "file_unique_id": "AgAD" + f.id, "file_size": f.size, "file_path": f.path(),
	}, nil
}

// serveFile answers /file/bot<token>/<file_path>; rest is the path after "/file/bot".
func (s *Server) serveFile(w http.ResponseWriter, r *http.Request, rest string) {
	token, name, _ := strings.Cut(rest, "/")
	if token != s.token {
		writeAnswer(w, nil, &refusal{code: http.StatusUnauthorized, text: "Unauthorized"})
		return
	}
	id, _, _ := strings.Cut(strings.TrimPrefix(path.Base(name), "file_"), ".")
	s.mu.Lock()
	f := s.files[id]
	s.mu.Unlock()
	if f == nil || f.path() != name || f.size > maxDownload {
		writeAnswer(w, nil, &refusal{code: http.StatusNotFound, text: "Not Found"})
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	http.ServeContent(w, r, "", time.Time{}, f.content())
}
