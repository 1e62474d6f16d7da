package bot

import (
	"strings"
	"testing"

	"camnang/corpus"
)

func TestEveryPayloadIsReadBackAndFitsAButton(t *testing.T) {
	const answer, clause, document = "0123456789abcdef", corpus.ClauseID("0123456789"), "abcdef0123"
	for _, p := range []payload{
		{verb: openClause, answer: answer, clause: clause},
		{verb: openEarlier, answer: noAnswer, clause: clause},
		{verb: showClause, clause: clause, page: pageLimit},
		{verb: showDocument, document: document, page: 1},
		{verb: showList, page: 8},
		{verb: rate, answer: answer, right: true},
		{verb: rate, answer: answer},
		{verb: rateAgain, answer: answer, right: true},
		{verb: runCommand, command: "vanban"},
		{verb: openScreen, screen: "mineread", args: [2]string{"o23456789abcdefg", "c23456789abcdefg"}, page: pageLimit},
		{verb: openScreen, screen: "erase", page: 1},
		{verb: agree, code: "k7m49qtx2d", wording: "0123456789ab"},
		{verb: agreeFirst, wording: "0123456789ab"},
		{verb: disagree},
	} {
		s := p.String()
		got, ok := parsePayload(s)
		if !ok || got != p || len(s) > payloadLimit {
			t.Errorf("%q (%d bytes) reads as %+v, %v; want %+v", s, len(s), got, ok, p)
		}
	}
}

func TestIdsOfAnswersFitTheirRecordAndAreTheEvents(t *testing.T) {
	a := answerID("u123456789")
	if !isID(a) || len(a) != 16 || a != answerID("u123456789") || a == answerID("u123456790") {
		t.Errorf("answer id %q", a)
	}
}

func FuzzPayload(f *testing.F) {
	for _, seed := range []string{
		"", ":", "k:0:0123456789", "k:0:0123456789:1", "c:0123456789:1", "c:0123456789:01", "c:0123456789:-1", "d:ab:999", "d:ab:1000",
		"l:1", "l:", "r:ab:1", "r:ab:2", "s:ab:0", "m:huy", "m:", "x:1", "x:mineread:o1:0:1", "x:mineread:0:0:1", "x:a:0:b:02",
		"x:mineread:o1:0:1000", "x::0:0:1", "x:a:b:c:d:1", "j:k7m49qtx2d:0123456789ab", "j:K7M49QTX2D:0123456789ab", "j:k7m49qtx2d", "ja:0123456789ab", "ja",
		"jn", "jn:0", "K:0:1", "k:0:điều", "\xff", strings.Repeat("a", 200),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, ok := parsePayload(s)
		if !ok {
			if p != (payload{}) {
				t.Errorf("%q is refused and reads as %+v", s, p)
			}
			return
		}
		if len(s) > payloadLimit || p.String() != s {
			t.Errorf("%q reads as %+v, which prints %q", s, p, p.String())
		}
	})
}
