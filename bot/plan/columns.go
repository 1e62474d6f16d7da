package plan

import (
	"slices"
	"strings"
	"unicode"

	"camnang/bot/sheet"
	"camnang/corpus/viet"
)

// Field is what a column of a sheet of plans holds.
type Field string

// The fields. SubjectField is whom the work is about: such a column is never read, whoever matched it to something else.
// OtherField is passed over.
const (
	OtherField    Field = "other"
	SubjectField  Field = "subject"
	OrderField    Field = "order"
	KeyField      Field = "key"
	TitleField    Field = "title"
	WorkField     Field = "work"
	LeadField     Field = "lead"
	BeginsField   Field = "begins"
	DayField      Field = "day"
	DocumentField Field = "document"
	NoteField     Field = "note"
)

// Choices are the fields that an officer may match a column to, in the order in which they are offered.
func Choices() []Field {
	return []Field{TitleField, DayField, LeadField, BeginsField, WorkField, KeyField, DocumentField, NoteField, OtherField}
}

// Vietnamese is what officers call the field; "" for one that is none.
func (f Field) Vietnamese() string {
	if text, ok := importTexts["field-"+string(f)]; ok {
		return text
	}
	return ""
}

// Columns are what an officer matched headings to, by Heading, kept between two files.
type Columns map[string]Field

// Heading is the form in which two spellings of a heading are equal: words without marks, case and punctuation.
func Heading(text string) string {
	syllables := viet.Syllables(text)
	words := make([]string, len(syllables))
	for i, w := range syllables {
		words[i] = w.Plain
	}
	return strings.Join(words, " ")
}

// headings say by which words, without marks, a column is known. They may stand anywhere in its heading. They are asked in
// this order; the first that fits decides.
var headings = []struct {
	field   Field
	phrases []string
}{
	{SubjectField, []string{
		"doi tuong", "duoc kiem tra", "duoc giam sat", "bi kiem tra", "bi giam sat", "dang vien duoc", "to chuc dang duoc", "to chuc duoc",
		"dang vien vi pham", "to chuc dang vi pham", "to chuc vi pham", "noi dung vi pham", "dau hieu vi pham", "hanh vi", "vi pham cua",
		"bi to cao", "to cao", "khieu nai", "bi ky luat", "ky luat", "dang vien", "bi dinh chi", "noi duoc", "nguoi bi", "nguoi duoc",
	}},
	{OrderField, []string{"stt", "tt", "so tt", "so thu tu"}},
	{OtherField, []string{
		"ket qua", "trang thai", "tinh trang", "dia diem", "kinh phi", "phoi hop", "thanh vien", "thanh phan", "noi nhan", "so luong",
		"don vi chu tri", "co quan chu tri", "don vi phu trach", "don vi thuc hien", "co quan thuc hien", "san pham",
	}},
	{BeginsField, []string{"bat dau", "khoi dau", "trien khai", "tu ngay", "ngay ban hanh", "ngay ky", "ngay khoi"}},
	{DayField, []string{
		"han", "thoi han", "thoi gian", "hoan thanh", "ket thuc", "den ngay", "ngay nop", "ngay gui", "thoi diem", "moc", "ngay",
	}},
	{LeadField, []string{
		"phu trach", "chu tri", "truong doan", "to truong", "nguoi thuc hien", "can bo thuc hien", "theo doi", "nguoi lam", "can bo",
	}},
	{SubjectField, []string{"ho va ten", "ho ten"}},
	{KeyField, []string{"ma", "ma so", "ky hieu", "so hieu"}},
	{WorkField, []string{"loai", "loai hinh", "hinh thuc"}},
	{DocumentField, []string{"can cu", "theo van ban"}},
	{NoteField, []string{"ghi chu"}},
	{OtherField, []string{"don vi", "co quan", "chi bo", "dang bo", "dang uy"}},
	{TitleField, []string{"noi dung", "cong viec", "nhiem vu", "dau viec", "ten viec", "ten cuoc", "ten ke hoach", "chuyen de", "viec", "cuoc"}},
}

// headingWords is how long a heading may be: a longer text that holds such words is a sentence.
const headingWords = 14

// fieldOf returns what the column under a heading holds; false when neither its words nor the officer say. Whom the work is
// about is never what an officer says.
func fieldOf(text string, own Columns) (Field, bool) {
	words := Heading(text)
	if words == "" || strings.Count(words, " ") >= headingWords {
		return OtherField, words == ""
	}
	field, known := OtherField, false
	for _, h := range headings {
		if slices.ContainsFunc(h.phrases, func(p string) bool { return strings.Contains(" "+words+" ", " "+p+" ") }) {
			field, known = h.field, true
			break
		}
	}
	if chosen, matched := own[words]; matched && field != SubjectField && (chosen == OtherField || slices.Contains(Choices(), chosen)) {
		return chosen, true
	}
	return field, known
}

// columns are the columns of a file.
type columns struct {
	heads  []string
	fields []Field
	// at is the first column of each field.
	at      map[Field]int
	own     Columns
	unknown []int
}

func columnsOf(heads []string, own Columns) columns {
	c := columns{heads: heads, at: map[Field]int{}, own: own}
	for i, text := range heads {
		field, known := fieldOf(text, own)
		c.fields = append(c.fields, field)
		if !known {
			c.unknown = append(c.unknown, i)
		}
		if _, there := c.at[field]; !there {
			c.at[field] = i
		}
	}
	return c
}

func (c columns) has(f Field) bool {
	_, there := c.at[f]
	return there
}

func (c columns) cell(r sheet.Row, f Field) string {
	i, there := c.at[f]
	if !there {
		return ""
	}
	return clean(r.Cell(i))
}

// named counts the columns whose field is known by more than being passed over.
func (c columns) named() int {
	n := 0
	for i := range c.heads {
		if f := c.fields[i]; f != OtherField && f != OrderField {
			n++
		}
	}
	return n
}

// heading reports whether a row is one: two columns are known, a plan can be read by them or made readable by matching the
// others, and no cell is a day.
func (c columns) heading() bool {
	_, title := c.at[TitleField]
	_, day := c.at[DayField]
	return c.named() >= 2 && (title || day || c.has(SubjectField)) && !slices.ContainsFunc(c.heads, isDate)
}

// under returns the columns with a second line under the heading, where cells of the first are parted; false when the row
// is no such line.
func (c columns) under(cells []string) (columns, bool) {
	heads := slices.Clone(c.heads)
	known := false
	for i, cell := range cells {
		if cell == "" || i < len(heads) && cell == heads[i] {
			continue
		}
		field, ok := fieldOf(cell, c.own)
		if !ok || field == OtherField || isDate(cell) {
			return columns{}, false
		}
		for len(heads) <= i {
			heads = append(heads, "")
		}
		heads[i], known = strings.TrimSpace(heads[i]+" "+cell), true
		// A heading over several columns leaves the place to what stands under it.
		if parted, _ := fieldOf(heads[i], c.own); parted != SubjectField {
			heads[i] = cell
		}
	}
	if !known {
		return columns{}, false
	}
	return columnsOf(heads, c.own), true
}

// Unknown is a column whose heading says nothing to the program.
type Unknown struct {
	// Heading is its text as it stands in the file.
	Heading string
	// Proposed is what its cells look like: DayField for days, OtherField for all else. No cell is shown to anybody: it may
	// name persons inspected.
	Proposed Field
}

// proposals are the unknown columns in which something stands.
func (c columns) proposals(lines []sheet.Row) []Unknown {
	var out []Unknown
	for _, i := range c.unknown {
		days, filled := 0, 0
		for _, line := range lines {
			if text := clean(line.Cell(i)); text != "" {
				filled++
				if isDate(text) {
					days++
				}
			}
		}
		if filled == 0 {
			continue
		}
		u := Unknown{Heading: clean(c.heads[i]), Proposed: OtherField}
		if 2*days > filled && !c.has(DayField) {
			u.Proposed = DayField
		}
		out = append(out, u)
	}
	return out
}

// clean returns a text composed, on one line, and without what cannot be seen.
func clean(s string) string {
	return viet.Space(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, viet.NFC(s)))
}
