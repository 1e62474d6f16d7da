package slip

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/boombuler/barcode/qr"
)

var until = time.Date(2026, 12, 7, 17, 0, 0, 0, time.FixedZone("ICT", 7*3600))

func sample(i int) Slip {
	code := fmt.Sprintf("K7M4-9QTX-%02d", i%100)
	return Slip{
		Name: fmt.Sprintf("Nguyễn Thị Ngọc Ánh %d", i), Unit: "Ủy ban kiểm tra Đảng ủy phường Hoàn Kiếm",
		Link: "https://t.me/camnang_kiemtra_bot?start=" + strings.ReplaceAll(code, "-", ""), Code: code, Until: until,
	}
}

func samples(n int) []Slip {
	slips := make([]Slip, n)
	for i := range slips {
		slips[i] = sample(i)
	}
	return slips
}

func mustSheet(t *testing.T, title string, slips []Slip) []byte {
	t.Helper()
	file, err := Sheet(title, slips)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// pages returns what draws each page.
func pages(t *testing.T, file []byte) []string {
	t.Helper()
	var contents []string
	for rest := file; ; {
		_, after, ok := bytes.Cut(rest, []byte("\nstream\n"))
		if !ok {
			return contents
		}
		packed, after, _ := bytes.Cut(after, []byte("\nendstream"))
		rest = after
		z, err := zlib.NewReader(bytes.NewReader(packed))
		if err != nil {
			continue
		}
		text, err := io.ReadAll(z)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(text, []byte(" Tj")) {
			contents = append(contents, string(text))
		}
	}
}

func TestASheetHasEightSlipsAPage(t *testing.T) {
	for slips, want := range map[int]int{1: 1, 8: 1, 9: 2, 17: 3} {
		got := pages(t, mustSheet(t, "Phiếu mời", samples(slips)))
		if len(got) != want {
			t.Errorf("%d slips are on %d pages, want %d", slips, len(got), want)
		}
		codes := 0
		for _, page := range got {
			codes += strings.Count(page, " cm\n")
		}
		if codes != slips {
			t.Errorf("%d slips have %d codes", slips, codes)
		}
	}
}

// The library writes the tables of a font in any order, so what is compared is the pages.
func TestEqualSlipsMakeEqualPages(t *testing.T) {
	once, again := pages(t, mustSheet(t, "Phiếu mời", samples(20))), pages(t, mustSheet(t, "Phiếu mời", samples(20)))
	if len(once) != 3 || !slices.Equal(once, again) {
		t.Errorf("the same slips differ on %d and %d pages", len(once), len(again))
	}
}

// TestAClassFitsAMessage: 140 slips, a class, are under 1.5 MB.
func TestAClassFitsAMessage(t *testing.T) {
	file := mustSheet(t, "Phiếu mời – lớp bồi dưỡng nghiệp vụ kiểm tra", samples(140))
	if len(file) > 1_500_000 {
		t.Errorf("140 slips take %d bytes", len(file))
	}
	t.Logf("140 slips take %d bytes", len(file))
}

// TestWhatIsDrawnIsTheCode reads the rectangles of a page back into modules and compares them with what the library says
// of the same link.
func TestWhatIsDrawnIsTheCode(t *testing.T) {
	for _, link := range []string{
		"https://t.me/b?start=1", sample(3).Link,
		"https://t.me/" + strings.Repeat("b", 32) + "?start=" + strings.Repeat("A", 64),
	} {
		want, err := qr.Encode(link, qr.M, qr.Auto)
		if err != nil {
			t.Fatal(err)
		}
		one := sample(1)
		one.Link = link
		page := pages(t, mustSheet(t, "Phiếu", []Slip{one}))[0]
		drawn := page[strings.Index(page, " cm\n")+4:]
		drawn = drawn[:strings.Index(drawn, "\nQ")]
		side := want.Bounds().Dx()
		times := make([]int, side*side)
		for line := range strings.Lines(drawn) {
			var x, y, width, height int
			if line == "f" {
				continue
			}
			if _, err := fmt.Sscanf(line, "%d %d %d %d re\n", &x, &y, &width, &height); err != nil {
				t.Fatalf("%q: %v", line, err)
			}
			for row := y; row < y+height; row++ {
				for column := x; column < x+width; column++ {
					times[row*side+column]++
				}
			}
		}
		for i, n := range times {
			r, _, _, _ := want.At(i%side, i/side).RGBA()
			if black := r == 0; (n == 1) != black || n > 1 {
				t.Fatalf("a code of %d modules: module %d,%d is drawn %d times, black %v", side, i%side, i/side, n, black)
			}
		}
	}
}

// TestACodeIsLargeEnough: at least 30 mm, four modules of white around it, inside its slip.
func TestACodeIsLargeEnough(t *testing.T) {
	for _, link := range []string{"https://t.me/b?start=1", "https://t.me/" + strings.Repeat("b", 32) + "?start=" + strings.Repeat("A", 64)} {
		m, err := encode(link)
		if err != nil {
			t.Fatal(err)
		}
		if side := m.width() - 2*m.quiet(); side < 30 || m.quiet() < 4*side/float64(m.side)-1e-9 || m.width() > slipHeight {
			t.Errorf("%d modules: %.1f mm, %.1f mm of white", m.side, side, m.quiet())
		}
	}
}

func TestASlipThatCannotBeUsedIsRefused(t *testing.T) {
	secret := "SECRET7"
	for name, change := range map[string]func(*Slip){
		"no name":                func(s *Slip) { s.Name = " \n" },
		"no code":                func(s *Slip) { s.Code = "" },
		"no end":                 func(s *Slip) { s.Until = time.Time{} },
		"no link":                func(s *Slip) { s.Link = "" },
		"another host":           func(s *Slip) { s.Link = "https://example.org/b?start=" + secret },
		"no bot":                 func(s *Slip) { s.Link = "https://t.me/?start=" + secret },
		"no start":               func(s *Slip) { s.Link = "https://t.me/b?" + secret },
		"a bot of other letters": func(s *Slip) { s.Link = "https://t.me/b/c?start=" + secret },
		"a link without end":     func(s *Slip) { s.Link = "https://t.me/b?start=" + secret + strings.Repeat("A", 5000) },
		"a link of tiny modules": func(s *Slip) { s.Link = "https://t.me/b?start=" + secret + strings.Repeat("A", 400) },
		"a link that is none":    func(s *Slip) { s.Link = "https://t.me/%zz" + secret },
	} {
		slips := samples(2)
		change(&slips[1])
		_, err := Sheet("Phiếu", slips)
		if err == nil || !strings.Contains(err.Error(), "slip 2") || strings.Contains(err.Error(), secret) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Sheet("Phiếu", nil); err == nil {
		t.Error("a sheet without slips")
	}
}

// TestEveryVietnameseLetterIsInTheFonts: a letter that a font lacks would be an empty box.
func TestEveryVietnameseLetterIsInTheFonts(t *testing.T) {
	const letters = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệfghiìỉĩíịjklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvwxyỳỷỹýỵz"
	if got := clean(letters + strings.ToUpper(letters) + "0123456789 –—“”‘’…«»₫№"); strings.Contains(got, "?") {
		t.Errorf("not drawn: %s", got)
	}
	s := newSheet("")
	for _, style := range []string{"", "B"} {
		s.pdf.SetFont("sans", style, 10)
		missing := s.pdf.GetStringWidth("\u0BF5")
		for r := rune(0); r < 0xFFFF; r++ {
			if unicode.Is(drawable, r) && !unicode.Is(unicode.Mn, r) && s.pdf.GetStringWidth(string(r)) == 0 {
				t.Errorf("the font %q has no %U", style, r)
			}
		}
		if missing == 0 {
			t.Error("what a font lacks has no width, so nothing is shown")
		}
	}
}

// TestAnyNameIsPrinted: whatever is in the roster, a sheet is made of it and nothing leaves its slip.
func TestAnyNameIsPrinted(t *testing.T) {
	for _, name := range []string{
		"A", strings.Repeat("Nguyễn Hoàng Phương ", 30), strings.Repeat("W", 300), "漢字 😀 \U0010FFFF \uFFFF \uFFFE \xff", "a\u0300\u0323 \u200b\u202e x",
		"Hai\ndòng\tvà\x00một",
	} {
		one := sample(1)
		one.Name, one.Unit, one.Code = name, name, clean(name)
		file := mustSheet(t, name, []Slip{one})
		if len(pages(t, file)) != 1 {
			t.Errorf("%.20q is printed on %d pages", name, len(pages(t, file)))
		}
	}
	s := newSheet("")
	s.pdf.AddPage()
	for _, text := range []string{strings.Repeat("Nguyễn Hoàng Phương ", 30), strings.Repeat("W", 300), "một", ""} {
		b := s.fit("sans", "B", text, textWidth, 2, nameSizes)
		s.pdf.SetFont("sans", "B", b.size)
		height := float64(len(b.lines)) * b.size
		for _, line := range b.lines {
			if w := s.pdf.GetStringWidth(line); w > textWidth || height > 2*nameSizes[0] {
				t.Errorf("%.20q: a line of %.1f mm, %.0f points high", text, w, height)
			}
		}
	}
}

// TestALineIsBrokenBetweenWords, and only a word that is longer than a line between letters.
func TestALineIsBrokenBetweenWords(t *testing.T) {
	s := newSheet("")
	s.pdf.SetFont("sans", "", 10)
	width := s.pdf.GetStringWidth("mười hai")
	for text, want := range map[string]string{
		"mười hai": "mười hai", "mười hai mười": "mười hai|mười", "một mười hai": "một|mười hai", "": "",
		"hai mườihaiii hai": "hai|mườihaiii|hai",
	} {
		if got := strings.Join(s.wrap(text, width+1), "|"); got != want {
			t.Errorf("%q is broken %q, want %q", text, got, want)
		}
	}
	long := strings.Repeat("ườ", 40)
	lines := s.wrap(long, width)
	if strings.Join(lines, "") != long || len(lines) < 2 {
		t.Errorf("a long word is broken %q", lines)
	}
	for _, line := range lines {
		if s.pdf.GetStringWidth(line) > width || !utf8.ValidString(line) {
			t.Errorf("%q is wider than a line, or half a letter", line)
		}
	}
}

func TestTheFontsAreSmall(t *testing.T) {
	for name, font := range map[string][]byte{"regular": regularFont, "bold": boldFont, "mono": monoFont} {
		if len(font) > 80_000 || len(font) < 1000 {
			t.Errorf("the %s font has %d bytes", name, len(font))
		}
	}
}
