package simulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"image"
	"image/png"
	"io"
	"mime/multipart"
	"net/http"
	"strconv"
	"testing"
)

// form is a multipart body with the officer as chat and one file.
func form(t *testing.T, part, name string, data []byte, fields args) (contentType string, body []byte) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for k, v := range fields {
		if err := w.WriteField(k, v.(string)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.WriteField("chat_id", strconv.Itoa(officer)); err != nil {
		t.Fatal(err)
	}
	f, err := w.CreateFormFile(part, name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), b.Bytes()
}

func TestADocumentComesBackAsItWasSent(t *testing.T) {
	r := open(t)
	data := []byte("%PDF-1.7 biên bản kiểm tra")
	kind, body := form(t, "tep", "biên bản.pdf", data, args{"document": "attach://tep", "caption": "<b>Biên bản</b>", "parse_mode": "HTML"})
	out := r.send("sendDocument", kind, body)
	var m wireMessage
	if err := json.Unmarshal(out.Result, &m); err != nil {
		t.Fatalf("%s: %v", out.Description, err)
	}
	if m.Caption != "Biên bản" || m.Document.Name != "biên bản.pdf" {
		t.Errorf("%+v", m)
	}
	var f struct {
		Path string `json:"file_path"`
		Size int    `json:"file_size"`
	}
	if err := json.Unmarshal(r.must("getFile", args{"file_id": m.Document.ID}), &f); err != nil {
		t.Fatal(err)
	}
	seen := r.s.Messages(officer)
	for _, path := range []string{"/file/bot" + r.s.Token() + "/" + f.Path, seen[len(seen)-1].File.URL} {
		resp, err := http.Get(r.url + path)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(resp.Body)
		if err := errors.Join(err, resp.Body.Close()); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, data) || f.Size != len(data) {
			t.Errorf("%s: %q", path, got)
		}
	}
	again := r.mustMessage("sendDocument", args{"chat_id": trainer, "document": m.Document.ID})
	if again.Document.ID != m.Document.ID {
		t.Errorf("sent again as %+v", again.Document)
	}
}

func TestPhotographsAreMeasured(t *testing.T) {
	picture := func(w, h int) []byte {
		var b bytes.Buffer
		if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, w, h))); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	r := open(t)
	for _, row := range []struct {
		name  string
		data  []byte
		words string
	}{
		{"a picture", picture(40, 30), ""},
		{"no picture", []byte("không phải ảnh"), "Bad Request: IMAGE_PROCESS_FAILED"},
		{"nothing", nil, "Bad Request: file must be non-empty"},
		{"a strip", picture(210, 10), "Bad Request: PHOTO_INVALID_DIMENSIONS"},
		{"sides over 10,000", picture(9000, 1001), "Bad Request: PHOTO_INVALID_DIMENSIONS"},
	} {
		t.Run(row.name, func(t *testing.T) {
			kind, body := form(t, "photo", "a.png", row.data, nil)
			if out := r.send("sendPhoto", kind, body); out.Description != row.words {
				t.Errorf("%q", out.Description)
			}
		})
	}
}

func TestAPersonsLargeFileIsNotDownloaded(t *testing.T) {
	r := open(t)
	must(r.s.Attach(officer, officer, Attachment{Kind: "document", Name: "lon.zip", Size: 21 << 20}))(t)
	id := r.updates()[0].Message.Document.ID
	r.refused("getFile", args{"file_id": id}, "Bad Request: file is too big")
}
