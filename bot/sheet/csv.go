package sheet

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// readText reads the rows of a csv that hold something. Of comma, semicolon and tab it takes the one that gives the
// most rows with two filled cells or more.
func readText(content []byte) ([]Row, error) {
	text, err := decode(content)
	if err != nil {
		return nil, err
	}
	separators, first := []byte{',', ';', '\t'}, 1
	if line, rest, _ := strings.Cut(text, "\n"); strings.HasPrefix(line, "sep=") && len(strings.TrimRight(line, "\r")) == 5 {
		// Excel writes and obeys such a first line. Excel does not count it as a row either.
		text, separators = rest, []byte{line[4]}
	}
	var best []Row
	most := -1
	for _, separator := range separators {
		rows, wide, err := split(text, separator, first)
		if err != nil {
			if len(separators) == 1 || wide > most {
				return nil, err
			}
			continue
		}
		if wide > most {
			best, most = rows, wide
		}
	}
	return best, nil
}

// decode returns a text as UTF-8. A byte-order mark tells UTF-16.
func decode(content []byte) (string, error) {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(content, []byte{0xff, 0xfe}):
		order = binary.LittleEndian
	case bytes.HasPrefix(content, []byte{0xfe, 0xff}):
		order = binary.BigEndian
	case bytes.IndexByte(content, 0) >= 0:
		return "", &Error{Key: NotTable}
	case !utf8.Valid(content):
		return "", &Error{Key: Encoding}
	default:
		return string(bytes.TrimPrefix(content, []byte("\ufeff"))), nil
	}
	units := make([]uint16, 0, len(content)/2)
	for i := 2; i+1 < len(content); i += 2 {
		units = append(units, order.Uint16(content[i:]))
	}
	text := string(utf16.Decode(units))
	if strings.ContainsRune(text, 0) {
		return "", &Error{Key: NotTable}
	}
	return text, nil
}

// split takes a csv apart: cells between separators, rows between line ends, and both may stand within quotation marks,
// which are doubled there. A quotation mark within a cell that does not begin with one is a letter. The rows are
// numbered from first on, empty ones counted and left out; wide counts those with two filled cells.
func split(text string, separator byte, first int) (rows []Row, wide int, err error) {
	number, at := first, 0
	for at < len(text) {
		var cells []string
		for end := false; !end; {
			var content string
			content, at, end = nextCell(text, at, separator)
			if cells = append(cells, content); len(cells) > ColumnLimit && content != "" {
				return nil, wide, &Error{Key: TooManyColumns}
			}
			if len(cells) > 10*ColumnLimit {
				return nil, wide, &Error{Key: TooManyColumns}
			}
		}
		if cells = cleaned(cells); cells != nil {
			if rows = append(rows, Row{number, cells}); len(rows) > RowLimit+100 {
				return nil, wide, &Error{Key: TooManyRows}
			}
			if len(cells) > 1 {
				wide++
			}
		}
		number++
	}
	return rows, wide, nil
}

// nextCell returns the cell that begins at a place, the place behind what ends it, and whether a row ends with it.
func nextCell(text string, at int, separator byte) (content string, next int, end bool) {
	var b strings.Builder
	if at < len(text) && text[at] == '"' {
		at++
		for at < len(text) {
			q := strings.IndexByte(text[at:], '"')
			if q < 0 {
				b.WriteString(text[at:])
				return b.String(), len(text), true
			}
			b.WriteString(text[at : at+q])
			at += q + 1
			if at >= len(text) || text[at] != '"' {
				break
			}
			b.WriteByte('"')
			at++
		}
	}
	start := at
	for at < len(text) && text[at] != separator && text[at] != '\n' && text[at] != '\r' {
		at++
	}
	b.WriteString(text[start:at])
	switch {
	case at == len(text):
		return b.String(), at, true
	case text[at] == separator:
		return b.String(), at + 1, false
	case text[at] == '\r' && at+1 < len(text) && text[at+1] == '\n':
		return b.String(), at + 2, true
	}
	return b.String(), at + 1, true
}
