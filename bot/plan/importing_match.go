package plan

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"camnang/bot/officer"
	"camnang/corpus/calendar"
	"camnang/corpus/viet"
)

// people finds those who may lead.
func (p *importer) people() {
	all := p.r.Officers(p.into.Unit, true)
	if by, ok := p.r.Officer(p.into.By); ok && !slices.Contains(all, by) {
		all = append(all, by)
	}
	for _, o := range all {
		p.able[o.ID] = true
		marked, plain := viet.Fold(o.Name), viet.Unmark(o.Name)
		p.byName[marked] = append(p.byName[marked], o)
		if plain != marked {
			p.byName[plain] = append(p.byName[plain], o)
		}
	}
}

var (
	codeForm = regexp.MustCompile(`^KH-\d{4,}$`)
	// inBrackets is a name with a number behind it: "Trần Thị An (CB001)".
	inBrackets = regexp.MustCompile(`^(.+?)\s*[(\[]\s*([^()\[\]]+?)\s*[)\]]$`)
)

// contentKey is that of the n-th row, from 1, with a title and a first day.
func contentKey(title string, begins calendar.Day, n int) string {
	sum := sha256.Sum256([]byte(Heading(title) + "\x00" + begins.String()))
	return "nd:" + hex.EncodeToString(sum[:8]) + ":" + strconv.Itoa(n)
}

// identify finds the key of each row, and the plan that it is.
func (p *importer) identify() {
	rowOf, count := map[string]int{}, map[string]int{}
	content := make([]string, len(p.rows))
	for i, row := range p.rows {
		title := contentKey(row.Title, row.Begins, 0)
		count[title]++
		content[i] = contentKey(row.Title, row.Begins, count[title])
		p.keys[i] = content[i]
		if row.Key == "" {
			continue
		}
		key := "ma:" + strings.ReplaceAll(viet.Unmark(row.Key), " ", "")
		p.keys[i] = key
		if first, twice := rowOf[key]; twice {
			p.refuse(i, "row-key-twice", p.rows[first].Row)
			continue
		}
		rowOf[key] = i
	}
	for i, row := range p.rows {
		if old, ok := p.b.ByKey(p.into.Unit, p.keys[i]); ok && !p.claimed[old.ID] {
			p.match[i], p.claimed[old.ID] = old, true
		} else if codeForm.MatchString(row.Key) && p.codeTaken(row.Key) {
			p.refuse(i, "row-key-code", row.Key)
		}
	}
	// A file that has codes where the last one had none, or the other way round, is known by what it says.
	alike := map[string]*Plan{}
	counted := map[string]int{}
	for _, old := range p.b.OfUnit(p.into.Unit) {
		if old.File == nil {
			continue
		}
		title := contentKey(old.File.Title, old.File.Begins, 0)
		counted[title]++
		alike[contentKey(old.File.Title, old.File.Begins, counted[title])] = old
	}
	for i := range p.rows {
		old := alike[content[i]]
		if p.match[i] == nil && old != nil && !p.claimed[old.ID] && byCode(old.Key) != byCode(p.keys[i]) {
			p.match[i], p.claimed[old.ID] = old, true
		}
	}
}

// byCode reports whether a key is a unit's own code.
func byCode(key string) bool { return strings.HasPrefix(key, "ma:") }

// codeTaken reports whether a plan of the unit has the code.
func (p *importer) codeTaken(code string) bool {
	n, ok := ReadCode(code)
	if !ok {
		return false
	}
	old, there := p.b.ByNumber(n)
	return there && old.Unit == p.into.Unit
}

// lead finds an officer by number or name. The sentence of a problem does not repeat what stands there: it may be a person
// inspected in the wrong column.
func (p *importer) lead(i int, text string) (officer.ID, bool) {
	names := []string{text}
	if m := inBrackets.FindStringSubmatch(text); m != nil {
		names = []string{m[2], m[1]}
	}
	for _, name := range names {
		if o, ok := p.r.ByNumber(name); ok && p.able[o.ID] {
			return o.ID, true
		} else if ok && !o.Left.IsZero() {
			p.refuse(i, "row-lead-left")
			return "", false
		}
	}
	for _, name := range names {
		found := p.byName[viet.Fold(name)]
		if len(found) == 1 {
			return found[0].ID, true
		}
		if len(found) > 1 {
			var numbers []string
			for _, o := range found {
				numbers = append(numbers, cmp.Or(o.Number, tell("lead-no-number")))
			}
			p.refuse(i, "row-lead-unclear", len(found), strings.Join(numbers, ", "))
			return "", false
		}
	}
	p.refuse(i, "row-lead-unknown")
	return "", false
}
