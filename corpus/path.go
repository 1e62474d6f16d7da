package corpus

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"camnang/corpus/viet"
)

// Level is one step of an address: a name and what it is called, {"Điều", "6"}, {"khoản", "1"}.
type Level struct{ Name, Number string }

// String is "Điều 6".
func (l Level) String() string { return l.Name + " " + l.Number }

// Path is an address inside a document, the widest level first, to any depth. Regulations use
// Chương–Điều–khoản–điểm, guidance Phần–Mục–khoản–điểm–tiết, procedures the name of the procedure and
// its bước; the levels carry their names so that all of them fit.
type Path []Level

// levelNames are the levels that texts use, as they are written in a citation.
var levelNames = []string{"Phần", "Chương", "Mục", "Tiểu mục", "Điều", "khoản", "điểm", "tiết", "bước", "Quy trình", "Phụ lục"}

var levelByPlain = func() map[string]string {
	m := map[string]string{}
	for _, n := range levelNames {
		m[viet.Unmark(n)] = n
	}
	return m
}()

// Strings returns the levels one by one, widest first: ["Điều 6", "khoản 1"].
func (p Path) Strings() []string {
	out := make([]string, len(p))
	for i, l := range p {
		out[i] = l.String()
	}
	return out
}

// String is the address as the library writes it, widest first: "Điều 6, khoản 1".
func (p Path) String() string { return strings.Join(p.Strings(), ", ") }

// Cited is the address as a sentence writes it, narrowest first: "khoản 1 Điều 6".
func (p Path) Cited() string {
	parts := p.Strings()
	for i, j := 0, len(parts)-1; i < j; i, j = i+1, j-1 {
		parts[i], parts[j] = parts[j], parts[i]
	}
	return strings.Join(parts, " ")
}

// MarshalJSON writes the levels as an array of strings; an unknown address is an empty array.
func (p Path) MarshalJSON() ([]byte, error) { return json.Marshal(p.Strings()) }

// Has reports whether p begins with all of q's levels, in q's order, levels in between left out:
// "Điều 31, khoản 1" has "Điều 31" and has "khoản 1".
func (p Path) Has(q Path) bool {
	i := 0
	for _, l := range p {
		if i < len(q) && l.Name == q[i].Name && viet.Fold(l.Number) == viet.Fold(q[i].Number) {
			i++
		}
	}
	return i == len(q)
}

// ParsePath reads an address written widest first with commas, as the library does. "-" and "" are the
// unknown address.
func ParsePath(s string) (Path, error) {
	s = viet.Space(viet.NFC(s))
	if s == "" || s == "-" {
		return nil, nil
	}
	var p Path
	for _, part := range strings.Split(s, ",") {
		l, err := parseLevel(strings.TrimSpace(part))
		if err != nil {
			return nil, fmt.Errorf("address %q: %w", s, err)
		}
		p = append(p, l)
	}
	return p, nil
}

func parseLevel(s string) (Level, error) {
	for _, name := range levelNames {
		if rest, ok := cutFold(s, name+" "); ok && strings.TrimSpace(rest) != "" {
			return Level{name, strings.TrimSpace(rest)}, nil
		}
	}
	return Level{}, fmt.Errorf("%q begins with no level", s)
}

func cutFold(s, prefix string) (string, bool) {
	if len(s) < len(prefix) || viet.Fold(s[:len(prefix)]) != strings.TrimSpace(viet.Fold(prefix)) {
		return "", false
	}
	return s[len(prefix):], true
}

// steps finds "điểm b", "khoản 1.3", "Điều 15", "mục II" in a sentence without marks.
var steps = regexp.MustCompile(`(?:^|[^a-z])(phan|chuong|muc|tieu muc|dieu|khoan|diem|tiet|phu luc)\s+(?:so\s+|thu\s+)?(\d+(?:\.\d+)*[a-z]?|[ivx]+|[a-z](?:\.\d+)*)(?:$|[^a-z0-9])`)

// lettered finds điểm đ typed with its mark.
var lettered = regexp.MustCompile(`điểm đ($|[^\p{L}])`)

// FindPath returns the address that a sentence names, in whatever order it names the levels ("khoản 1
// Điều 6", "Điều 6 khoản 1", typed with or without marks), widest first, and nil when it names none. A
// level's name alone ("điều kiện", "điểm mới") is no address.
func FindPath(sentence string) Path {
	plain := viet.Unmark(sentence)
	folded := viet.Fold(sentence)
	var p Path
	for from := 0; from < len(plain); {
		loc := steps.FindStringSubmatchIndex(plain[from:])
		if loc == nil {
			break
		}
		name, number := plain[from+loc[2]:from+loc[3]], plain[from+loc[4]:from+loc[5]]
		from += loc[5]
		switch {
		case name == "diem" && number == "d":
			// Without marks điểm d and điểm đ are one; with marks the letter is as typed.
			if lettered.MatchString(folded) {
				number = "đ"
			}
		case !strings.ContainsAny(number, "0123456789") && (name == "dieu" || name == "khoan"):
			continue
		case strings.Trim(number, "ivx") == "" && (name == "muc" || name == "phan" || name == "chuong"):
			number = strings.ToUpper(number)
		}
		p = append(p, Level{levelByPlain[name], number})
	}
	return p.widestFirst()
}

// PathSpans returns where the levels that FindPath reads stand in a sentence without marks, in bytes.
func PathSpans(plain string) [][2]int {
	var out [][2]int
	for from := 0; from < len(plain); {
		loc := steps.FindStringSubmatchIndex(plain[from:])
		if loc == nil {
			break
		}
		out = append(out, [2]int{from + loc[2], from + loc[5]})
		from += loc[5]
	}
	return out
}

func (p Path) widestFirst() Path {
	rank := func(l Level) int {
		for i, n := range levelNames {
			if n == l.Name {
				return i
			}
		}
		return len(levelNames)
	}
	out := make(Path, 0, len(p))
	for _, l := range p {
		at := len(out)
		for at > 0 && rank(out[at-1]) > rank(l) {
			at--
		}
		out = append(out[:at], append(Path{l}, out[at:]...)...)
	}
	return out
}
