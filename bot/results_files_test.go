package bot

import (
	"archive/zip"
	"bytes"
	"fmt"
	"image/png"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"camnang/bot/chart"
	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/quiz"
	"camnang/bot/quiz/statistics"
	table "camnang/bot/sheet"
)

// filesOf opens a screen and returns the files that come of it, by name.
func (s *stage) filesOf(person int64, screen string, args ...string) map[string][]byte {
	s.t.Helper()
	replies, err := s.taps(person, 1, toScreen(screen, 1, args...).String())
	s.must(err)
	out := map[string][]byte{}
	for _, r := range replies {
		if r.Kind == SendFile {
			out[r.File.Name] = r.File.Content
		}
	}
	return out
}

// part is a part of a zipped file.
func part(t *testing.T, content []byte, name string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// rowsOf are the cells of the first sheet of a workbook, each row in one line.
func rowsOf(t *testing.T, content []byte) string {
	t.Helper()
	read, err := table.Read("", content)
	if err != nil {
		t.Fatal(err)
	}
	lines := []string{strings.Join(read.Head, " | ")}
	for _, r := range read.Rows {
		lines = append(lines, strings.Join(r.Cells, " | "))
	}
	return strings.Join(lines, "\n")
}

func TestTheBookOfAPushHoldsTheHandComputedTable(t *testing.T) {
	s := resultsStage(t)
	book := s.filesOf(trainer, "resultbook", "pkiemtra")["ket-qua-2026-11-23.xlsx"]
	want := `STT | Họ và tên | Mã cán bộ | Đơn vị | Tình trạng | Số câu đúng | Số câu đã trả lời | Số câu được giao | Điểm | Thời gian (phút) | Số lần làm
1 | Trần Thị Anna | CB001 | Chi bộ 1 | đã xong | 4 | 4 | 4 | 10 | 12 | 1
2 | Vũ Đức Cường | CB006 | Chi bộ 1 | đã xong | 3 | 4 | 4 | 7.5 | 20 | 1
3 | Đặng Thu Hà | CB009 | Chi bộ 1 | đã xong | 2 | 4 | 4 | 5 | 9 | 1
4 | Ngô Quang Huy | CB008 | Chi bộ 1 | đã xong | 2 | 4 | 4 | 5 | 65 | 2
5 | Bùi Thị Lan | CB007 | Chi bộ 3 | đã xong | 1 | 4 | 4 | 2.5 | 15 | 1
6 | Trịnh Công Minh | CB010 | Chi bộ 2 | đã xong | 0 | 2 | 4 | 0 | 30 | 1`
	if got := rowsOf(t, book); got != want {
		t.Errorf("the names:\n%s\nwant\n%s", got, want)
	}
	if names := part(t, book, "xl/worksheets/sheet1.xml"); !strings.Contains(names, "<v>7.5</v>") {
		t.Error("a mark is no number")
	}
	questions := part(t, book, "xl/worksheets/sheet2.xml")
	// Câu 4: right of 1 in 6, the difference of the extremes 0,50, the correlation 0,49; A was chosen by 3, B 2, C 1, D 1.
	for _, number := range []string{"<v>0.17</v>", "<v>0.5</v>", "<v>0.49</v>", "<v>0.63</v>", "<v>0.21</v>", "<v>0.52</v>"} {
		if !strings.Contains(questions, number) {
			t.Errorf("the questions have no %s", number)
		}
	}
	if topics := part(t, book, "xl/worksheets/sheet3.xml"); !strings.Contains(topics, "<v>0.67</v>") || !strings.Contains(topics, "<v>0.33</v>") {
		t.Error("the topics have not the hand-computed shares")
	}
}

func TestTheBookOfAClassHoldsEachPush(t *testing.T) {
	s := resultsStage(t)
	book := s.filesOf(trainer, "classbook", s.class("1"))["bao-cao-2026-11-23.xlsx"]
	want := `STT | Họ và tên | Mã cán bộ | Đơn vị | Số bài được giao | Số bài đã làm | Số câu đúng | Số câu đã trả lời | Tỷ lệ đúng | Điểm trung bình | Kiểm tra giữa khóa (21/11/2026) | Luyện tập tuần 2 (23/11/2026)
1 | Trần Thị Anna | CB001 | Chi bộ 1 | 2 | 2 | 4 | 5 | 80% | 7.50 | 10 | 5
2 | Vũ Đức Cường | CB006 | Chi bộ 1 | 2 | 2 | 3 | 5 | 60% | 6.25 | 7.5 | 5
3 | Đặng Thu Hà | CB009 | Chi bộ 1 | 2 | 1 | 2 | 4 | 50% | 5.00 | 5
4 | Ngô Quang Huy | CB008 | Chi bộ 1 | 2 | 1 | 2 | 4 | 50% | 5.00 | 5
5 | Bùi Thị Lan | CB007 | Chi bộ 3 | 2 | 1 | 1 | 4 | 25% | 2.50 | 2.5
6 | Trịnh Công Minh | CB010 | Chi bộ 2 | 2 | 1 | 0 | 4 | 0% | 0.00 | 0`
	if got := rowsOf(t, book); got != want {
		t.Errorf("the names:\n%s\nwant\n%s", got, want)
	}
}

// A title, a stem and an option that look like formulas stay text.
func TestNothingInABookIsAFormula(t *testing.T) {
	s := resultsStage(t)
	found, _ := s.as(trainer).Pushes.Push("pkiemtra")
	p := *found
	p.Title = "=HYPERLINK(\"http://x\")"
	p.Pool = slices.Clone(p.Pool)
	p.Pool[0].Stem = "=1+1"
	s.must(s.store.carryOut(Turn{Changes: []queue.Change{p.Change()}}))
	books := s.filesOf(trainer, "resultbook", "pkiemtra")
	for name, content := range s.filesOf(trainer, "classbook", s.class("1")) {
		books[name] = content
	}
	if len(books) != 2 {
		t.Fatalf("%d books", len(books))
	}
	for name, content := range books {
		for n := 1; n <= 3; n++ {
			sheet := part(t, content, fmt.Sprintf("xl/worksheets/sheet%d.xml", n))
			if strings.Contains(sheet, "<f") || n == 2 && !strings.Contains(sheet, "=1+1") {
				t.Errorf("%s, sheet %d has a formula or has lost the text", name, n)
			}
		}
	}
}

func TestTheListToSignNamesUnitClassPushAndMarks(t *testing.T) {
	s := resultsStage(t)
	paper := part(t, s.filesOf(trainer, "resultpaper", "pkiemtra")["danh-sach-ket-qua-2026-11-23.docx"], "word/document.xml")
	for _, text := range []string{
		"ĐẢNG BỘ TỈNH A", "DANH SÁCH KẾT QUẢ", "Kiểm tra giữa khóa", "Lớp bồi dưỡng khóa 1", "Bài kiểm tra, 4 câu, giao ngày 21/11/2026.",
		"Trần Thị Anna", "4/4", ">10<", "7,5<", "Trịnh Công Minh", "0/4", ">0<", "điểm trung bình 5,00", "NGƯỜI LẬP DANH SÁCH", "THỦ TRƯỞNG ĐƠN VỊ",
	} {
		if !strings.Contains(paper, text) {
			t.Errorf("the paper does not say %q", text)
		}
	}
	open := part(t, s.filesOf(trainer, "resultpaper", "pluyentap")["danh-sach-ket-qua-2026-11-23.docx"], "word/document.xml")
	for _, text := range []string{"Kết quả tạm tính", "Chưa làm", "2 đồng chí có kết quả"} {
		if !strings.Contains(open, text) {
			t.Errorf("the paper of an open push does not say %q", text)
		}
	}
}

func TestPicturesAreDrawn(t *testing.T) {
	s := resultsStage(t)
	files := s.filesOf(trainer, "resultchart", "pkiemtra")
	if len(files) != 2 {
		t.Fatalf("%d pictures", len(files))
	}
	for name, content := range files {
		if _, err := png.Decode(bytes.NewReader(content)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	// Of the topic of the exercise two officers answered: its row says that there is no figure.
	if got := s.filesOf(trainer, "classchart", s.class("1")); len(got) != 1 {
		t.Errorf("%d pictures of a class", len(got))
	}
}

// A head reads of the units led and of those below, and of no other.
func TestAHeadReadsOfNoOtherUnit(t *testing.T) {
	s := resultsStage(t)
	own := map[officer.UnitID]bool{s.whose("head").Unit: true, s.whose("anna").Unit: true}
	r, err := s.store.Roster(t.Context())
	s.must(err)
	for _, u := range append(r.Path(s.whose("anna").Unit), r.Path(s.whose("binh").Unit)...) {
		for _, row := range s.talk.screens {
			if row.action != officer.SeeUnitResults {
				continue
			}
			s.types(head, "/baocao")
			replies, err := s.taps(head, 1, toScreen(row.name, 1, string(u.ID)).String())
			s.must(err)
			if denied := len(replies) == 1 && replies[0].Note == say("denied"); denied == own[u.ID] {
				t.Errorf("screen %s of %s: denied %v", row.name, u.Name, denied)
			}
		}
	}
}

func TestFiguresAreWritten(t *testing.T) {
	for v, want := range map[float64]string{0.625: "0,63", 0.6249999999: "0,63", 0.624: "0,62", -0.125: "-0,13", -0.001: "0,00", 1: "1,00", 0: "0,00"} {
		if got := decimal(v); got != want {
			t.Errorf("%v is written %q, want %q", v, got, want)
		}
	}
	for d, want := range map[time.Duration]string{
		20 * time.Second: "dưới 1 phút", 40 * time.Second: "1 phút", 12*time.Minute + 10*time.Second: "12 phút", 65 * time.Minute: "1 giờ 5 phút",
	} {
		if got := tookText(d); got != want {
			t.Errorf("%v is written %q, want %q", d, got, want)
		}
	}
	if got := bandsOf([]int{1000, 900, 899, 700, 699, 500, 499, 0}); got != [4]int{2, 2, 2, 2} {
		t.Errorf("bands %v", got)
	}
	if got := shareText(statistics.Number{}); got != say("results_unknown") {
		t.Errorf("a share that is not known is written %q", got)
	}
	if got := meanMark([]int{667, 667, 666}); got != 667 {
		t.Errorf("the mean is %d", got)
	}
	if _, err := chart.Bars(chart.BarsPicture{}); err == nil {
		t.Error("bars without rows are drawn")
	}
}

// The number of a question is said where everybody read the same; in an exercise that is shuffled or drawn the question stands
// there instead, and the book says that its numbers are those of its rows.
func TestAQuestionIsNumberedOnlyWhereEverybodyReadTheNumber(t *testing.T) {
	for _, row := range []struct {
		rule     string
		changes  func(*quiz.Push)
		numbered bool
	}{
		{"the same for all", func(*quiz.Push) {}, true},
		{"shuffled", func(p *quiz.Push) { p.Shuffle = true }, false},
		{"drawn", func(p *quiz.Push) { p.Draw = []quiz.Cell{{Number: 4}} }, false},
	} {
		s := resultsStage(t)
		p := *s.examStored("pkiemtra")
		row.changes(&p)
		s.must(s.store.carryOut(Turn{Changes: []queue.Change{p.Change()}}))
		for screen, page := range map[string]int{"results": 1, "resultasked": 1, "resultquestion": 4} {
			text, last := s.contestOpens(trainer, screen, page, "pkiemtra")
			if !strings.Contains(text, p.Pool[3].Stem) {
				t.Errorf("%s, %s: the question is not in\n%s", row.rule, screen, text)
			}
			for _, line := range last.Buttons {
				for _, b := range line {
					text += "\n" + b.Label
				}
			}
			if numbered := strings.Contains(text, "Câu 4") || strings.Contains(text, "câu 4"); numbered != row.numbered {
				t.Errorf("%s, %s: numbered %v in\n%s", row.rule, screen, numbered, text)
			}
		}
		questions := part(t, s.filesOf(trainer, "resultbook", "pkiemtra")["ket-qua-2026-11-23.xlsx"], "xl/worksheets/sheet2.xml")
		if strings.Contains(questions, say("column_place")) != row.numbered || strings.Contains(questions, say("column_row")) == row.numbered {
			t.Errorf("%s: the book does not say what its numbers are", row.rule)
		}
	}
}
