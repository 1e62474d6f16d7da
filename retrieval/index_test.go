package retrieval_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"camnang/corpus"
	"camnang/corpus/calendar"
	"camnang/corpus/library"
	"camnang/retrieval"
	"camnang/retrieval/embed"
)

var shipped = sync.OnceValue(func() *retrieval.Index {
	lib, err := library.Shipped()
	if err != nil {
		panic(err)
	}
	e, err := embed.New(retrieval.TrainingTexts(lib))
	if err != nil {
		panic(err)
	}
	ix, err := retrieval.Build(context.Background(), lib, e, nil, retrieval.DefaultWeights())
	if err != nil {
		panic(err)
	}
	return ix
})

var today = calendar.AsOf{Day: calendar.MustDay("2026-11-23")}

func first(t *testing.T, ix *retrieval.Index, text string) retrieval.Hit {
	t.Helper()
	res, err := ix.Search(context.Background(), retrieval.Query{Text: text, AsOf: today})
	if err != nil || len(res.Hits) == 0 {
		t.Fatalf("%q finds nothing: %v", text, err)
	}
	return res.Hits[0]
}

func TestOneQuestionHoweverItIsTypedFindsOneClause(t *testing.T) {
	ways := []string{
		"Đang khiếu nại thì có phải chấp hành quyết định kỷ luật không?",
		"đang khiếu nại thì có phải chấp hành quyết định kỷ luật không",
		"dang khieu nai thi co phai chap hanh quyet dinh ky luat khong",
		"DANG KHIEU NAI THI CO PHAI CHAP HANH QUYET DINH KY LUAT KHONG",
		"đang KN thì có phải chấp hành QĐ KL ko",
		"đag khiêu nại thì có phải chấp hàn quyết địh kỹ luật khôg",
		"dang khieu nai thi co phai chaap hanhf quyeet dinhj kyr luaatj khoong",
		"đang khiếu nại thì có phải chấp hành quyếtđịnh kỷluật không",
		"\u0111ang khie\u0302\u0301u na\u0323i thi\u0300 co\u0301 pha\u0309i cha\u0302\u0301p ha\u0300nh quye\u0302\u0301t \u0111i\u0323nh ky\u0309 lua\u0323\u0302t kho\u0302ng",
	}
	for _, way := range ways {
		if h := first(t, shipped(), way); len(h.Clause.Facts) == 0 || h.Clause.Facts[0].ID != "E08" {
			t.Errorf("%q finds %s", way, h.Clause.Cite())
		}
	}
}

func TestResultsAreSortedAndRepeatable(t *testing.T) {
	var before []retrieval.Hit
	for range 20 {
		res, err := shipped().Search(context.Background(), retrieval.Query{Text: "giám sát chuyên đề của chi bộ", AsOf: today})
		if err != nil {
			t.Fatal(err)
		}
		for i := 1; i < len(res.Hits); i++ {
			a, b := res.Hits[i-1], res.Hits[i]
			if a.Score < b.Score || a.Score == b.Score && a.Clause.ID > b.Clause.ID {
				t.Fatalf("%s (%v) stands before %s (%v)", a.Clause.ID, a.Score, b.Clause.ID, b.Score)
			}
		}
		if before != nil && (len(before) != len(res.Hits) || before[0] != res.Hits[0] || before[len(before)-1] != res.Hits[len(before)-1]) {
			t.Fatal("the same query has two orders")
		}
		before = res.Hits
	}
}

func TestWhatIsNotYetInForceIsNotFound(t *testing.T) {
	day := calendar.AsOf{Day: calendar.MustDay("2020-06-01")}
	res, err := shipped().Search(context.Background(), retrieval.Query{Text: "đình chỉ sinh hoạt đảng tối đa bao nhiêu ngày", AsOf: day})
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range res.Hits {
		if h.Clause.On(day) == corpus.NotYet || h.Force != h.Clause.On(day) {
			t.Errorf("%s is found on %s as %v", h.Clause.Cite(), day, h.Force)
		}
	}
}

func TestAnAddressInADocumentIsFoundExactly(t *testing.T) {
	docs := shipped().Library().Find("207-QĐ/TW")
	res, err := shipped().Search(context.Background(), retrieval.Query{Text: "nói gì", AsOf: today, Documents: docs, Path: corpus.FindPath("Điều 14")})
	if err != nil || len(res.Hits) != 1 || res.Hits[0].Clause.Path.String() != "Điều 14" {
		t.Errorf("found %v, %v", res.Hits, err)
	}
}

// broken is an embedder that is out of order after it indexed the library.
type broken struct {
	retrieval.Embedder
	err error
}

func (b *broken) Embed(ctx context.Context, text string) ([]float32, error) {
	if b.err != nil {
		return nil, b.err
	}
	return b.Embedder.Embed(ctx, text)
}

func TestWithoutItsEmbedderTheIndexStillFindsWords(t *testing.T) {
	lib := shipped().Library()
	e, err := embed.New(retrieval.TrainingTexts(lib))
	if err != nil {
		t.Fatal(err)
	}
	b := &broken{Embedder: e}
	ix, err := retrieval.Build(context.Background(), lib, b, nil, retrieval.DefaultWeights())
	if err != nil {
		t.Fatal(err)
	}
	b.err = errors.New("connection refused")
	res, err := ix.Search(context.Background(), retrieval.Query{Text: "thời hạn khiếu nại kỷ luật", AsOf: today})
	if err != nil || !res.Degraded || len(res.Hits) == 0 {
		t.Errorf("degraded %v, %d hits, %v", res.Degraded, len(res.Hits), err)
	}
}

// other is an embedder whose vectors are not those the index was made for.
type other struct{ dims int }

func (o other) Embed(context.Context, string) ([]float32, error) { return make([]float32, o.dims), nil }
func (o other) Name() string                                     { return "other" }
func (o other) Dims() int                                        { return o.dims }

func TestVectorsThatCannotBeComparedAreRefused(t *testing.T) {
	lib := shipped().Library()
	_, err := retrieval.Build(context.Background(), lib, other{4}, nil, retrieval.DefaultWeights())
	if err == nil || !strings.Contains(err.Error(), "length is not 1") {
		t.Errorf("vectors of length zero: %v", err)
	}
	vectors := make([][]float32, len(lib.Clauses()))
	vectors[0] = []float32{1}
	if _, err := retrieval.Build(context.Background(), lib, other{4}, vectors, retrieval.DefaultWeights()); err == nil {
		t.Error("a vector of another model is accepted")
	}
	if _, err := retrieval.Build(context.Background(), lib, other{4}, vectors[:3], retrieval.DefaultWeights()); err == nil {
		t.Error("vectors of another library are accepted")
	}
}

func TestTheFingerprintNamesEveryPart(t *testing.T) {
	lib := shipped().Library()
	w := retrieval.DefaultWeights()
	one := retrieval.Fingerprint(lib, "a", w)
	w.Lexical++
	if one == retrieval.Fingerprint(lib, "a", w) || one == retrieval.Fingerprint(lib, "b", retrieval.DefaultWeights()) {
		t.Error("two indexes have one fingerprint")
	}
}

func BenchmarkSearch(b *testing.B) {
	ix := shipped()
	for b.Loop() {
		if _, err := ix.Search(context.Background(), retrieval.Query{Text: "khong dong y quyet dinh ky luat thi khieu nai trong bao lau", AsOf: today}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkBuild(b *testing.B) {
	lib := shipped().Library()
	e, err := embed.New(retrieval.TrainingTexts(lib))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := retrieval.Build(context.Background(), lib, e, nil, retrieval.DefaultWeights()); err != nil {
			b.Fatal(err)
		}
	}
}
