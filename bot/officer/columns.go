package officer

import (
	"slices"
	"strings"

	"camnang/corpus/viet"
)

// column is what a column of a roster file holds.
type column int

const (
	otherColumn column = iota
	nameColumn
	familyColumn // family and middle names, where the given name has a column of its own
	givenColumn
	numberColumn
	unitColumn
	titleColumn
	roleColumn
	classColumn
	trainerColumn
	leftColumn
)

// heading says by which words, without marks, a column is known. They may stand anywhere in its heading.
type heading struct {
	column column
	// level orders several columns of units, the widest first.
	level   int
	phrases []string
}

// headings are asked in this order; the first that fits decides.
var headings = []heading{
	{otherColumn, 0, []string{
		"ma don vi", "ma lop", "ma chuc vu", "ngay vao", "ngay sinh", "ngay den", "ngay bo nhiem", "ngay giu", "ghi chu", "dia chi",
		"dien thoai",
	}},
	{leftColumn, 0, []string{"ngay roi", "da roi", "ngay thoi", "da thoi", "thoi cong tac", "ngay nghi", "da nghi", "nghi cong tac"}},
	{trainerColumn, 0, []string{"bao cao vien", "giang vien"}},
	{numberColumn, 0, []string{"ma cb", "ma can bo", "ma so", "ma cbcc", "ma cbccvc", "so hieu", "ma nhan vien", "ma dinh danh"}},
	{familyColumn, 0, []string{"ho va ten dem", "ho ten dem", "ho dem", "ho va dem", "ho lot", "ho va chu dem", "ho chu dem"}},
	{nameColumn, 0, []string{"ho va ten", "ho ten", "ten can bo", "ten dang vien", "ten hoc vien"}},
	{titleColumn, 0, []string{"chuc vu", "chuc danh"}},
	{roleColumn, 0, []string{"vai tro", "phan quyen"}},
	{unitColumn, 0, []string{"cap tren", "truc thuoc"}},
	{unitColumn, 2, []string{"dang bo chi bo", "don vi", "co quan", "phong ban"}},
	{unitColumn, 1, []string{"dang bo", "dang uy", "cap uy"}},
	{unitColumn, 3, []string{"chi bo", "to dang"}},
	{classColumn, 0, []string{"lop", "khoa boi duong", "khoa hoc"}},
}

// headingWords is how long a heading may be: a longer text that holds such words is a sentence.
const headingWords = 12

// plainWords is a text as words without marks and punctuation, one blank between two.
func plainWords(s string) string {
	syllables := viet.Syllables(s)
	words := make([]string, len(syllables))
	for i, w := range syllables {
		words[i] = w.Plain
	}
	return strings.Join(words, " ")
}

// columnOf returns what the column under a heading holds.
func columnOf(text string) heading {
	words := plainWords(text)
	if words == "ten" {
		return heading{column: givenColumn}
	}
	if words == "" || strings.Count(words, " ") >= headingWords {
		return heading{}
	}
	for _, h := range headings {
		if slices.ContainsFunc(h.phrases, func(p string) bool { return strings.Contains(" "+words+" ", " "+p+" ") }) {
			return h
		}
	}
	return heading{}
}

// columns are the places of the columns of a file, -1 for one that it does not have.
type columns struct {
	name, given, number, title, role, class, trainer, left int
	// units are the columns of units, the widest first.
	units []int
	// heads are the headings.
	heads []string
}

// columnsOf reads a heading; false when it names no officers.
func columnsOf(heads []string) (columns, bool) {
	c := columns{name: -1, given: -1, number: -1, title: -1, role: -1, class: -1, trainer: -1, left: -1, heads: heads}
	family, filled := -1, 0
	levels := map[int]int{}
	for i, text := range heads {
		if text != "" {
			filled++
		}
		h := columnOf(text)
		if h.column == unitColumn {
			c.units = append(c.units, i)
			levels[i] = h.level
			continue
		}
		place := map[column]*int{
			nameColumn: &c.name, familyColumn: &family, givenColumn: &c.given, numberColumn: &c.number, titleColumn: &c.title,
			roleColumn: &c.role, classColumn: &c.class, trainerColumn: &c.trainer, leftColumn: &c.left,
		}[h.column]
		if place != nil && *place < 0 {
			*place = i
		}
	}
	slices.SortStableFunc(c.units, func(a, b int) int { return levels[a] - levels[b] })
	switch {
	case c.name >= 0:
		c.given = -1
		// A heading over two columns, one for the given name: the second has no heading of its own.
		if next := c.name + 1; next < len(heads) && heads[next] == "" {
			c.given = next
		}
	case family >= 0 && c.given >= 0:
		c.name = family
	default:
		return columns{}, false
	}
	return c, filled > 1
}

// under returns the heading with a second line under it, where cells of the first are parted; false when the row is no
// such line.
func (c columns) under(cells []string) (columns, bool) {
	heads := slices.Clone(c.heads)
	known := false
	for i, cell := range cells {
		switch {
		case cell == "" || i < len(heads) && cell == heads[i]:
			continue
		case columnOf(cell).column == otherColumn:
			return columns{}, false
		}
		for len(heads) <= i {
			heads = append(heads, "")
		}
		heads[i], known = cell, true
	}
	if !known {
		return columns{}, false
	}
	return columnsOf(heads)
}
