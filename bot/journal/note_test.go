package journal

import (
	"strings"
	"testing"

	"camnang/bot/queue"
)

func TestNewNote(t *testing.T) {
	type asked struct {
		Inquiry string `json:"inquiry"`
	}
	for _, c := range []struct {
		name     string
		by       string
		personal bool
		body     any
		want     string
	}{
		{"who did it comes first", "o3k", true, asked{"hạn < 5 & ngày?"}, `{"by":"o3k","inquiry":"hạn < 5 & ngày?"}`},
		{"of nobody only the rest is kept", "", false, asked{"x"}, `{"inquiry":"x"}`},
		{"without a body who did it is kept", "o3k", false, nil, `{"by":"o3k"}`},
		{"an empty body is none beside who did it", "o3k", false, asked2{}, `{"by":"o3k"}`},
		{"without a body and of nobody there is no body", "", false, nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			n, err := NewNote(Asked, "u12", ownerID(c.by), c.personal, c.body)
			if err != nil {
				t.Fatal(err)
			}
			if string(n.Body) != c.want || n.Kind != "asked" || n.About != "u12" || n.Owner != c.by || n.Personal != c.personal {
				t.Errorf("%+v, body %s, want %s", n, n.Body, c.want)
			}
		})
	}
	for name, make := range map[string]func() (queue.Note, error){
		"personal and nobody's":     func() (queue.Note, error) { return NewNote(Asked, "u1", "", true, asked{"x"}) },
		"a body that is no object":  func() (queue.Note, error) { return NewNote(Asked, "u1", "o1", true, []int{1}) },
		"a body that is null":       func() (queue.Note, error) { return NewNote(Asked, "u1", "o1", true, (*asked)(nil)) },
		"a body with its own by":    func() (queue.Note, error) { return NewNote(Asked, "u1", "o1", true, map[string]int{"by": 1}) },
		"a body that is no JSON":    func() (queue.Note, error) { return NewNote(Asked, "u1", "o1", true, func() {}) },
		"an about with a line feed": func() (queue.Note, error) { return NewNote(Asked, "u1\n", "o1", true, nil) },
		"an about that is too long": func() (queue.Note, error) { return NewNote(Asked, strings.Repeat("u", 201), "o1", true, nil) },
		"a kind with a blank":       func() (queue.Note, error) { return NewNote("as ked", "u1", "o1", true, nil) },
		"no kind":                   func() (queue.Note, error) { return NewNote("", "u1", "o1", true, nil) },
		"an owner with a blank":     func() (queue.Note, error) { return NewNote(Asked, "u1", "o 1", true, nil) },
		"a body beyond all measure": func() (queue.Note, error) {
			return NewNote(Asked, "u1", "o1", true, asked{strings.Repeat("x", bodyLength)})
		},
	} {
		if n, err := make(); err == nil {
			t.Errorf("%s: noted as %+v", name, n)
		}
	}
}

func TestCheck(t *testing.T) {
	good := queue.Note{Kind: "asked", About: "u1", Owner: "o1", Personal: true, Body: []byte(" {\"a\":1}\n")}
	if err := Check(good); err != nil {
		t.Error(err)
	}
	for name, change := range map[string]func(*queue.Note){
		"no body where there is an owner": func(n *queue.Note) { n.Body = nil },
		"an empty body":                   func(n *queue.Note) { n.Body = []byte{} },
		"broken JSON":                     func(n *queue.Note) { n.Body = []byte(`{"a"`) },
		"a list":                          func(n *queue.Note) { n.Body = []byte(`[]`) },
		"a capital":                       func(n *queue.Note) { n.Kind = "Asked" },
		"a quote":                         func(n *queue.Note) { n.About = `"` },
	} {
		n := good
		change(&n)
		if Check(n) == nil {
			t.Errorf("%s is let through", name)
		}
	}
}

type asked2 struct{}
