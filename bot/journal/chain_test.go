package journal

import (
	"strings"
	"testing"
	"time"
)

// The figures were computed with another program (sha256 of the bytes as written here): an exported journal is
// verified by others too, so they hold for good.
func TestTheChainIsAsPublished(t *testing.T) {
	at := time.Date(2026, 11, 23, 8, 2, 3, 4_999_999, time.FixedZone("", 7*3600))
	first := Line(1, at, "asked", "u12", "")
	if want := `{"number":1,"at":"2026-11-23T01:02:03.004Z","kind":"asked","about":"u12","digest":""}`; string(first) != want {
		t.Errorf("the line is\n%s, want\n%s", first, want)
	}
	var salt [16]byte
	for i := range salt {
		salt[i] = byte(i)
	}
	digest := Digest(salt[:], []byte(`{"by":"o3k","inquiry":"Thời hạn <bàn giao> & nộp?"}`))
	if want := "64c7d2293262555b38253a4f0efcda34f0946c874e51f71faf4b954087ddb9c9"; digest != want {
		t.Errorf("the digest is %s, want %s", digest, want)
	}
	link := Link("", first)
	if want := "4b68745a0c199572128b07c5dc765e7eb845921f7fdc20b37d85e0a40370b67f"; link != want {
		t.Errorf("the first link is %s, want %s", link, want)
	}
	second := Line(2, at.Add(time.Millisecond), "sent", "u12.0 ẩ <&>", digest)
	if want := "a21a84dffdd8cb1158d857cf150d85bb30d5e957eaf6258ecd5cdd3f9daf2810"; Link(link, second) != want {
		t.Errorf("the second link is %s, want %s", Link(link, second), want)
	}
}

func TestIsLink(t *testing.T) {
	good := strings.Repeat("0a", 32)
	for s, want := range map[string]bool{
		good: true, "": false, good[1:]: false, good + "0": false, strings.ToUpper(good): false, "g" + good[1:]: false,
	} {
		if IsLink(s) != want {
			t.Errorf("%q: %v", s, !want)
		}
	}
}
