package bot

import (
	"regexp"
	"slices"
	"strings"

	"camnang/corpus"
	"camnang/corpus/viet"
)

// wanted is what an officer named when looking for a document.
type wanted struct {
	// documents are those that fit, likeliest first; none when what was named is not held.
	documents []*corpus.Document
	// path is the address named; empty when none was.
	path corpus.Path
	// addressOnly is true when besides an address nothing was named that could be a document.
	addressOnly bool
	// clauses are those that stand at the address in the documents.
	clauses []*corpus.Clause
}

var (
	// figureOnly is a text without marks, and without an address, that names a document by its figure.
	figureOnly = regexp.MustCompile(`^(?:van ban|cua|trong|so|[\s,.-])*(\d{1,4})[\s,.?!]*$`)
	// kindBehind is such a text that names the kind of the document behind its figure ("21 quyết định").
	kindBehind = regexp.MustCompile(`^(?:van ban|cua|trong|so|[\s,.-])*(\d{1,4})[\s,.-]+(quy dinh|qui dinh|quyet dinh|huong dan|nghi quyet|ket luan|de an|luat)[\s,.?!]*$`)
	// partNumber is a number of a document that is typed in part or the other way round ("296-QĐ", "296/QĐ-TW").
	partNumber = regexp.MustCompile(`(?:^|[^\d/])(\d{1,4})\s*[-–/ ]\s*(qdi|qd|hd|nq|kl|da)(?:[^a-z]|$)`)
)

// figuredKinds are the kinds of documents that a figure alone may stand for.
var figuredKinds = []string{"qd", "hd", "nq", "kl", "de an", "luat"}

// titleLeast is how many letters of a title have to be named.
const titleLeast = 5

// lookUp reads "296", "296-QĐ/TW", "quy dinh 21", "điều 8 quy định 296", "Điều lệ Đảng" or a part of a
// title, typed with or without marks.
func (s *shelf) lookUp(text string) wanted {
	w := wanted{path: corpus.FindPath(text)}
	w.documents = s.named(text)
	if len(w.path) == 0 {
		return w
	}
	w.addressOnly = !slices.ContainsFunc(viet.Syllables(withoutAddress(viet.Unmark(text))), func(word viet.Syllable) bool {
		return !referenceWords[word.Plain]
	})
	var at []*corpus.Document
	for _, d := range w.documents {
		clauses := standingAt(clausesOf(s.library, d), w.path)
		if len(clauses) > 0 {
			at = append(at, d)
			w.clauses = append(w.clauses, clauses...)
		}
	}
	if len(at) > 0 {
		w.documents = at
	}
	return w
}

func standingAt(clauses []*corpus.Clause, p corpus.Path) []*corpus.Clause {
	var out []*corpus.Clause
	for _, c := range clauses {
		if c.At(p) {
			out = append(out, c)
		}
	}
	return out
}

// named returns the documents that a text names, by number, by name, by figure or by title.
func (s *shelf) named(text string) []*corpus.Document {
	plain := viet.Unmark(text)
	bare := withoutAddress(plain)
	// A name is recognised behind a word that announces it.
	for _, sentence := range []string{text, "xem " + bare} {
		if docs, named := s.mentioned(sentence); named {
			return docs
		}
	}
	if m := partNumber.FindStringSubmatch(plain); m != nil {
		docs, _ := s.mentioned(m[2] + " " + m[1])
		return docs
	}
	if m := kindBehind.FindStringSubmatch(bare); m != nil {
		docs, _ := s.mentioned(m[2] + " " + m[1])
		return docs
	}
	if m := figureOnly.FindStringSubmatch(bare); m != nil {
		var out []*corpus.Document
		for _, kind := range figuredKinds {
			docs, _ := s.mentioned(kind + " " + m[1])
			out = append(out, docs...)
		}
		return out
	}
	return s.titled(bare)
}

// mentioned returns the documents to be shown that a sentence mentions, and whether it mentions any, held or not.
func (s *shelf) mentioned(sentence string) (out []*corpus.Document, named bool) {
	mentions := s.library.Mentions(sentence)
	for _, m := range mentions {
		for _, d := range m.Documents {
			if s.byKey[documentKey(d)] != nil && !slices.Contains(out, d) {
				out = append(out, d)
			}
		}
	}
	return out, len(mentions) > 0
}

// titled returns the documents whose title holds the text, which is without marks.
func (s *shelf) titled(plain string) []*corpus.Document {
	plain = strings.Trim(plain, " ,.?!:")
	for _, lead := range []string{"ve ", "quy dinh ve ", "van ban ve "} {
		plain = strings.TrimPrefix(plain, lead)
	}
	if len(plain) < titleLeast {
		return nil
	}
	var out []*corpus.Document
	for _, row := range s.rows {
		if strings.Contains(viet.Unmark(row.document.Title), plain) {
			out = append(out, row.document)
		}
	}
	return out
}

func withoutAddress(plain string) string {
	var b strings.Builder
	at := 0
	for _, span := range corpus.PathSpans(plain) {
		b.WriteString(plain[at:span[0]])
		at = span[1]
	}
	b.WriteString(plain[at:])
	return viet.Space(b.String())
}
