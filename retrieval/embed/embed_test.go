package embed

import (
	"bytes"
	"math"
	"testing"
)

var texts = []string{
	"thời hạn khiếu nại kỷ luật là một tháng", "khiếu nại quyết định kỷ luật trong bao lâu", "đình chỉ sinh hoạt đảng chín mươi ngày",
	"thời hạn đình chỉ sinh hoạt đảng bao nhiêu ngày", "chi bộ giám sát đảng viên về nhiệm vụ", "giám sát đảng viên của chi bộ có nội dung gì",
}

func cosine(a, b []float32) float64 {
	var dot float64
	for i := range a {
		dot += float64(a[i]) * float64(b[i])
	}
	return dot
}

func TestTextsOfOneMatterComeClose(t *testing.T) {
	m, err := Train(texts, 4)
	if err != nil {
		t.Fatal(err)
	}
	q := m.Embed("bi dinh chi thi toi da bao nhieu ngay")
	if near, far := cosine(q, m.Embed(texts[2])), cosine(q, m.Embed(texts[4])); near <= far+0.3 {
		t.Errorf("the clause on suspension is at %.2f, the one on supervision at %.2f", near, far)
	}
	if n := cosine(q, q); math.Abs(n-1) > 1e-5 {
		t.Errorf("a vector has length %.4f", n)
	}
	if m.Embed("nấu cơm ngon") != nil {
		t.Error("a text of unknown words has a vector")
	}
}

func TestTrainingIsRepeatableAndSurvivesSaving(t *testing.T) {
	a, err := Train(texts, 4)
	if err != nil {
		t.Fatal(err)
	}
	b, _ := Train(texts, 4)
	if !bytes.Equal(a.Save(), b.Save()) {
		t.Error("two trainings on the same texts differ")
	}
	again, err := Load(a.Save())
	if err != nil {
		t.Fatal(err)
	}
	if cosine(again.Embed(texts[0]), a.Embed(texts[0])) < 0.9999 {
		t.Error("the loaded model is another one")
	}
	if _, err := Train([]string{"một", "hai"}, 4); err == nil {
		t.Error("texts with nothing in common train a model")
	}
}

func FuzzLoad(f *testing.F) {
	m, _ := Train(texts, 3)
	f.Add(m.Save())
	f.Add(m.Save()[:40])
	f.Fuzz(func(t *testing.T, b []byte) {
		if m, err := Load(b); err == nil {
			m.Embed("khiếu nại kỷ luật")
		}
	})
}
