package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"camnang/bot"
)

const (
	methodFile    = "sendDocument"
	methodPicture = "sendPhoto"
	// captionLimit is Telegram's, in UTF-16 units.
	captionLimit = 1024
	// fileNameLimit is what file systems take, in bytes.
	fileNameLimit = 255
)

var _ bot.Files = (*Client)(nil)

// upload is the parameters of sendDocument, or of sendPhoto for a picture. They travel as a form, the file being a part of it.
type upload struct {
	chat     int64
	caption  string
	entities []entity
	markup   *inlineKeyboard
	file     bot.Attachment
}

// handleParams are the parameters of sendDocument or sendPhoto for a file that Telegram has.
type handleParams struct {
	Chat     int64           `json:"chat_id"`
	Document string          `json:"document,omitempty"`
	Photo    string          `json:"photo,omitempty"`
	Caption  string          `json:"caption,omitempty"`
	Entities []entity        `json:"caption_entities,omitempty"`
	Markup   *inlineKeyboard `json:"reply_markup,omitempty"`
}

// renderFile gives an *upload, or a *handleParams for a file that Telegram has.
func renderFile(chat int64, reply bot.Reply) (params any, err error) {
	switch f := reply.File; {
	case f != nil && f.Handle != "":
		if len(f.Content) > 0 {
			return nil, errors.New("a file to send has a handle and a content")
		}
	case f == nil || len(f.Content) == 0:
		return nil, errors.New("a file to send is empty")
	case len(f.Content) > bot.AttachmentLimit:
		return nil, fmt.Errorf("a file to send has %d bytes, at most %d may be sent", len(f.Content), bot.AttachmentLimit)
	case !isFileName(f.Name):
		return nil, fmt.Errorf("%q is no name for a file", f.Name)
	}
	caption, entities, err := renderSpans(reply.Text, captionLimit)
	if err != nil {
		return nil, err
	}
	markup, err := renderButtons(reply.Buttons)
	if err != nil {
		return nil, err
	}
	switch f := *reply.File; {
	case f.Handle == "":
		return &upload{chat: chat, caption: caption, entities: entities, markup: markup, file: f}, nil
	case f.Picture:
		return &handleParams{Chat: chat, Photo: f.Handle, Caption: caption, Entities: entities, Markup: markup}, nil
	default:
		return &handleParams{Chat: chat, Document: f.Handle, Caption: caption, Entities: entities, Markup: markup}, nil
	}
}

// isFileName reports a name that is a file's on every system: no path, no control character, not too long.
func isFileName(name string) bool {
	switch {
	case strings.TrimSpace(name) == "" || len(name) > fileNameLimit || !utf8.ValidString(name):
		return false
	case name == "." || name == ".." || strings.ContainsAny(name, `/\:*?"<>|`):
		return false
	}
	return !strings.ContainsFunc(name, unicode.IsControl)
}

func (u *upload) encode() (body []byte, kind string, err error) {
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	fields := []struct{ name, value string }{{"chat_id", strconv.FormatInt(u.chat, 10)}, {"caption", u.caption}}
	for _, part := range []struct {
		name  string
		given bool
		value any
	}{{"caption_entities", len(u.entities) > 0, u.entities}, {"reply_markup", u.markup != nil, u.markup}} {
		if !part.given {
			continue
		}
		encoded, err := json.Marshal(part.value)
		if err != nil {
			return nil, "", err
		}
		fields = append(fields, struct{ name, value string }{part.name, string(encoded)})
	}
	for _, field := range fields {
		if field.value == "" {
			continue
		}
		if err := w.WriteField(field.name, field.value); err != nil {
			return nil, "", err
		}
	}
	name := "document"
	if u.file.Picture {
		name = "photo"
	}
	part, err := w.CreateFormFile(name, u.file.Name)
	if err != nil {
		return nil, "", err
	}
	if _, err := part.Write(u.file.Content); err != nil {
		return nil, "", err
	}
	if err := w.Close(); err != nil {
		return nil, "", err
	}
	return form.Bytes(), w.FormDataContentType(), nil
}

// Fetch returns the content of a file that somebody sent, of at most limit bytes; bot.ErrTooLarge when it has
// more, or more than Telegram gives to bots (20 MB). Any other error is an *Error and does not hold the token. It
// may be called again; Telegram keeps the file.
func (c *Client) Fetch(ctx context.Context, id string, limit int64) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, transferWithin)
	defer cancel()
	var file struct {
		Path string `json:"file_path"`
		Size int64  `json:"file_size"`
	}
	err := c.call(ctx, "getFile", struct {
		ID string `json:"file_id"`
	}{id}, &file)
	var failure *Error
	switch {
	case errors.As(err, &failure) && strings.Contains(failure.Description, "file is too big"):
		return nil, fmt.Errorf("getFile: %w", bot.ErrTooLarge)
	case err != nil:
		return nil, err
	case file.Size > limit:
		return nil, fmt.Errorf("getFile: %w", bot.ErrTooLarge)
	}
	return c.download(ctx, file.Path, limit)
}

// methodDownload names a download in errors; Telegram has no method of that name.
const methodDownload = "download"

func (c *Client) download(ctx context.Context, path string, limit int64) ([]byte, error) {
	segments := strings.Split(path, "/")
	for i, segment := range segments {
		// A segment that goes up, or an absolute path, would lead out of the bot's own files.
		if segment == "" || segment == "." || segment == ".." {
			return nil, &Error{Method: methodDownload, Kind: Refused, Description: "the path of the file is not a plain one"}
		}
		segments[i] = url.PathEscape(segment)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.files+strings.Join(segments, "/"), nil)
	if err != nil {
		return nil, c.interrupted(ctx, methodDownload, err)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return nil, c.interrupted(ctx, methodDownload, err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		e := &Error{Method: methodDownload, Kind: Temporary, Code: response.StatusCode, Description: http.StatusText(response.StatusCode)}
		if e.Code >= 400 && e.Code < 500 && e.Code != http.StatusTooManyRequests {
			e.Kind = Refused
		}
		return nil, e
	}
	content, err := io.ReadAll(io.LimitReader(response.Body, limit+1))
	switch {
	case err != nil:
		return nil, c.interrupted(ctx, methodDownload, err)
	case int64(len(content)) > limit:
		return nil, fmt.Errorf("download: %w", bot.ErrTooLarge)
	}
	return content, nil
}
