package sheet

import (
	"bytes"
	"encoding/xml"
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// merged is a range of cells that is shown as one: rows From to To of the columns that begin at Column (from 0).
type merged struct{ column, from, to int }

// mergedLimit is how many ranges of a sheet are looked at: two for each row that may be read.
const mergedLimit = 2 * RowLimit

var mergedRef = regexp.MustCompile(`<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})"`)

// mergedRanges returns the ranges of a sheet that go over several rows. excelize gives them only after it has filled in
// every cell up to the farthest corner, so a sheet of some bytes could take all memory; the part is read here.
func mergedRanges(f *excelize.File, sheet string) []merged {
	var out []merged
	for _, m := range mergedRef.FindAllSubmatch(part(f, sheetPart(f, sheet)), mergedLimit) {
		column, err := excelize.ColumnNameToNumber(string(m[1]))
		if err != nil {
			continue
		}
		from, _ := strconv.Atoi(string(m[2]))
		to, _ := strconv.Atoi(string(m[3]))
		if from < to {
			out = append(out, merged{column - 1, from, to})
		}
	}
	return out
}

// fillMerged writes what a merged range shows into its first column in each of its rows.
func fillMerged(rows []Row, ranges []merged) {
	if len(ranges) == 0 {
		return
	}
	at := make(map[int]int, len(rows))
	for i, r := range rows {
		at[r.Number] = i
	}
	for _, m := range ranges {
		i, there := at[m.from]
		if !there || rows[i].Cell(m.column) == "" {
			continue
		}
		text := rows[i].Cell(m.column)
		for i++; i < len(rows) && rows[i].Number <= m.to; i++ {
			r := &rows[i]
			for len(r.Cells) <= m.column {
				r.Cells = append(r.Cells, "")
			}
			r.Cells[m.column] = text
		}
	}
}

// sheetPart returns where in the workbook a sheet stands, "" when it is not where workbooks have it.
func sheetPart(f *excelize.File, sheet string) string {
	var book struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
			ID   string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		} `xml:"sheets>sheet"`
	}
	var links struct {
		All []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if xml.NewDecoder(bytes.NewReader(part(f, "xl/workbook.xml"))).Decode(&book) != nil ||
		xml.NewDecoder(bytes.NewReader(part(f, "xl/_rels/workbook.xml.rels"))).Decode(&links) != nil {
		return ""
	}
	for _, s := range book.Sheets {
		for _, l := range links.All {
			if s.Name == sheet && s.ID == l.ID {
				if strings.HasPrefix(l.Target, "/") {
					return l.Target[1:]
				}
				return path.Join("xl", l.Target)
			}
		}
	}
	return ""
}

// part returns a part of the workbook as it stands in the file, nil when there is none.
func part(f *excelize.File, name string) []byte {
	if raw, there := f.Pkg.Load(name); there {
		if content, ok := raw.([]byte); ok {
			return content
		}
	}
	return nil
}
