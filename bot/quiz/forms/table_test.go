package forms

import (
	"fmt"
	"strings"
	"testing"

	"camnang/bot/quiz"
	"camnang/bot/sheet"
)

func TestTable(t *testing.T) {
	for _, c := range []reading{
		{
			"columns by their headings, titles above, other columns named",
			"Bộ câu hỏi;;;;;;;;\nTT;NỘI DUNG CÂU HỎI;Phương án A;Đáp án B;C.;Đáp án đúng;giai thich;Căn cứ pháp lý;Người soạn\n" +
				"1;Ai?;x;y;z;B;vì;\"Điều 6; Điều 7\";An\n\n2;Gì?;x;y;;a, b;;;\n",
			lines("3 Ai?", "- x", "+ y", "- z", "= vì", "§ Điều 6", "§ Điều 7", "5 Gì?", "+ x", "+ y", "? 2 columns-unknown"),
		},
		{
			"a star, the words of the option, topic and difficulty by name",
			"Câu hỏi;A;B;Đáp án;Chủ đề;Mức độ\nmột;*x;y;;Giải quyết tố cáo;dễ\nhai;x;y;Y;riêng;3\n",
			lines("2 một", "+ x", "- y", "# tocao", "% 1", "3 hai", "- x", "+ y", "# riêng", "% 3"),
		},
		{
			"every wrong row is named",
			"Câu hỏi;A;B;C;Đáp án;Mức độ\n;x;y;;A;\nhai;;;;;\nba;x;;z;A;\nbốn;x;y;;C;\nnăm;x;y;;;\nsáu;x;X.;;A;\nbảy;x;y;;A;xanh\ntám;x;y;;2;\n",
			lines("8 bảy", "+ x", "- y", "! 2 no-stem", "! 3 no-options", "! 4 option-empty", "! 5 answer-beyond", "! 6 no-answer", "! 7 option-twice",
				"? 8 level-unknown", "! 9 answer-unread"),
		},
	} {
		t.Run(c.rule, func(t *testing.T) {
			read, form, err := Parse("ngan-hang.csv", []byte(c.content))
			if got := told(read, err); got != c.want || form != Table {
				t.Errorf("%s:\n%swant:\n%s", form, got, c.want)
			}
			if i := strings.Index(c.content, "Câu hỏi;"); i == 0 {
				if _, form, err := Parse("", []byte(strings.ReplaceAll(c.content, ";", "\t"))); form != Table || err != nil {
					t.Errorf("pasted with tabs: %s, %v", form, err)
				}
			}
		})
	}
}

// A bank of 500 rows, some of them wrong: the others are taken, and the wrong ones named by their rows.
func TestTableOfABank(t *testing.T) {
	table := sheet.Table{Name: "bank", Head: headings(false)}
	for i := range 500 {
		cells := []string{fmt.Sprintf("Câu số %d là gì?", i), "x", "y", "z", "w", "", "", "", "", "", "", "", "", "C", "", "", "", ""}
		if i%100 == 50 {
			cells[13] = "E"
		}
		table.Rows = append(table.Rows, sheet.Row{Number: i + 2, Cells: cells})
	}
	content, err := sheet.Write(table)
	if err != nil {
		t.Fatal(err)
	}
	read, form, err := Parse("bank.xlsx", content)
	if err != nil || form != Table || len(read.Items) != 495 || len(read.Problems) != 5 {
		t.Fatalf("%s: %d items, %d problems, %v", form, len(read.Items), len(read.Problems), err)
	}
	for i, p := range read.Problems {
		if p.Line != 52+100*i || p.Key != "answer-beyond" || !p.Fatal || Table.Place(p.Line) != fmt.Sprintf("hàng %d", p.Line) {
			t.Errorf("%+v", p)
		}
	}
	if q := read.Items[494]; q.Line != 501 || !q.Question.Options[2].Right || q.Question.State != quiz.Draft || q.Question.Version != 1 {
		t.Errorf("%+v", q)
	}
}
