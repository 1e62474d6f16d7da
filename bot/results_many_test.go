package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/quiz"
	"camnang/bot/quiz/statistics"
)

// resultsOfMany is a push of 20 questions to 830 officers of 34 committees, all of whom answered.
func resultsOfMany(t testing.TB) (*stage, quiz.PushID) {
	s := trainingStage(t)
	var ids []officer.ID
	s.edit(func(e *officer.Edit) error {
		top := s.whose("trainer").Unit
		o := *s.whose("trainer")
		o.Heads = []officer.UnitID{top}
		s.must(e.SetOfficer(o))
		for n := range 34 {
			unit, err := e.AddUnit(fmt.Sprint("many-", n), fmt.Sprintf("Đảng bộ phường Nguyễn Trãi Đông số %d", n+1), top)
			s.must(err)
			for i := n; i < 830; i += 34 {
				id, err := e.AddOfficer(fmt.Sprint("many-o-", i), officer.Officer{Name: manyNames[i%len(manyNames)], Unit: unit})
				s.must(err)
				ids = append(ids, id)
			}
		}
		return nil
	})
	var changes []queue.Change
	var pool []quiz.Question
	for n, topic := range quiz.Topics {
		for _, q := range s.as(trainer).Bank.Only(func(q *quiz.Question) bool { return q.Topic == topic.ID && len(q.Options) == 4 }) {
			if len(pool) < 5*(n+1) {
				pool = append(pool, *q)
			}
		}
	}
	if len(pool) != 20 {
		t.Fatalf("%d questions", len(pool))
	}
	p := &quiz.Push{
		ID: "pnhieu", Kind: quiz.Test, Title: "Kiểm tra kiến thức nghiệp vụ kiểm tra, giám sát và thi hành kỷ luật của Đảng, quý IV năm 2026", By: s.whose("trainer").ID,
		Units: []officer.UnitID{s.whose("trainer").Unit}, Pool: pool, Shuffle: true, Tries: 2, Enrolled: ids,
		Opens: s.now.Add(-48 * time.Hour), Closes: s.now.Add(-24 * time.Hour), State: quiz.Closed, Made: s.now.Add(-49 * time.Hour),
	}
	changes = append(changes, p.Change())
	for n, id := range ids {
		for try := 1; try <= 1+n%2; try++ {
			a := p.Give(id, try, p.Opens)
			a.Began, a.Ended, a.How = p.Opens, p.Opens.Add(time.Duration(10+n%35)*time.Minute), quiz.HandedIn
			for i := range a.Items {
				// Who stands further on in the list knows more, and the later questions of the pool are harder.
				right := (n*7+i*13+try*3)%100 < 50+n/20+10*try-3*a.Items[i].Question
				a.Items[i].Chosen, a.Items[i].At, a.Items[i].Right = []int{(n + i) % 4}, p.Opens.Add(time.Minute), right
			}
			changes = append(changes, a.Change())
		}
	}
	s.must(s.store.carryOut(Turn{Changes: changes}))
	return s, p.ID
}

var manyNames = []string{
	"Nguyễn Thị Phương Thảo", "Trần Quốc Khánh", "Lê Hoàng Minh Châu", "Phạm Thị Thanh Huyền", "Hoàng Đình Trọng", "Vũ Thị Kim Ngân", "Đặng Xuân Trường",
}

// Each screen of the results of a push to 830 officers, on every page, fits a message; the stage holds each against the
// channel's limits. The first card is made by one read.
func TestTheResultsOf830OfficersFitMessages(t *testing.T) {
	s, id := resultsOfMany(t)
	s.types(trainer, "/baocao")
	reads := &countedReads{Records: s.store}
	s.talk.cfg.Records = reads
	if _, err := s.taps(trainer, 1, toScreen("results", 1, string(id)).String()); err != nil || reads.many != 1 || reads.others != 0 {
		t.Errorf("the first card needs %d reads of many and %d others: %v", reads.many, reads.others, err)
	}
	for _, row := range s.talk.screens {
		var args []string
		switch {
		case row.action == officer.ManagePush && strings.HasPrefix(row.name, "result"):
			args = []string{string(id)}
		case row.action == officer.SeeUnitResults:
			args = []string{string(s.whose("trainer").Unit)}
		case row.action == officer.ManagePush && strings.HasPrefix(row.name, "report"):
			args = []string{quiz.Topics[0].ID}
		default:
			continue
		}
		for _, page := range []int{1, 3, pageLimit} {
			replies, err := s.taps(trainer, 1, toScreen(row.name, page, args...).String())
			s.must(err)
			if len(replies) < 2 {
				t.Errorf("screen %s, page %d: %+v", row.name, page, replies)
			}
			if page == 1 && !leadsTo(replies, toScreen(row.name, 2, args...).String()) {
				break
			}
		}
	}
}

// leadsTo tells whether a button of the replies has the payload.
func leadsTo(replies []Reply, payload string) bool {
	for _, r := range replies {
		for _, row := range r.Buttons {
			if slices.ContainsFunc(row, func(b Button) bool { return b.Payload == payload }) {
				return true
			}
		}
	}
	return false
}

// countedReads counts the reads of records.
type countedReads struct {
	Records
	many, others int
}

func (r *countedReads) Record(ctx context.Context, table, id string) (queue.Record, error) {
	r.others++
	return r.Records.Record(ctx, table, id)
}

func (r *countedReads) All(ctx context.Context, table string) ([]queue.Record, error) {
	r.others++
	return r.Records.All(ctx, table)
}

func (r *countedReads) Many(ctx context.Context, table string, ids []string) ([]queue.Record, error) {
	r.many++
	return r.Records.Many(ctx, table, ids)
}

func TestManyPushesAreReadAsFarAsTheyMayBe(t *testing.T) {
	var s scope
	among := map[officer.ID]bool{}
	var enrolled []officer.ID
	for n := range 830 {
		id := officer.ID(fmt.Sprint("o", n))
		enrolled, among[id] = append(enrolled, id), n != 0
	}
	start := time.Date(2026, 11, 24, 1, 0, 0, 0, time.UTC)
	for n := range 30 {
		s.over(&quiz.Push{ID: quiz.PushID(fmt.Sprint("p", n)), Opens: start.Add(time.Duration(n) * time.Hour), Enrolled: enrolled}, among)
	}
	s.over(&quiz.Push{ID: "pnobody", Enrolled: enrolled[:1]}, among)
	s.limited()
	if len(s.pushes) != scopeTries/829 || s.of != 30 || s.pushes[0].push.ID != "p29" || len(s.pushes[0].of) != 829 {
		t.Errorf("%d of %d pushes, the first %s of %d officers", len(s.pushes), s.of, s.pushes[0].push.ID, len(s.pushes[0].of))
	}
	one := scope{}
	one.over(&quiz.Push{ID: "p1", Tries: 100, Enrolled: enrolled}, among)
	if one.limited(); len(one.pushes) != 1 {
		t.Error("the only push is left out")
	}
}

func TestUnitsStandBesideEachOtherUnderTheLowestThatHoldsThemAll(t *testing.T) {
	s := resultsStage(t)
	r, err := s.store.Roster(t.Context())
	s.must(err)
	cell1, cell2, b, top := s.whose("anna").Unit, s.whose("binh").Unit, s.whose("head").Unit, s.whose("trainer").Unit
	c := r.Path(cell2)[1].ID
	for _, row := range []struct {
		rule  string
		among []officer.UnitID
		unit  officer.UnitID
		want  string
	}{
		{"of the province those below it", []officer.UnitID{cell1, cell2}, cell1, string(b)},
		{"another of them", []officer.UnitID{cell1, cell2}, cell2, string(c)},
		{"who is in the one that holds them all, in that", []officer.UnitID{cell1, top}, top, string(top)},
		{"of one commune its cells", []officer.UnitID{cell1, b}, cell1, string(cell1)},
		{"of one cell that cell", []officer.UnitID{cell1, cell1}, cell1, string(cell1)},
		{"a unit that is there no more", []officer.UnitID{"dgone", cell1, cell2}, "dgone", elsewhere},
		{"beside one that is there no more", []officer.UnitID{"dgone", cell1, cell2}, cell1, string(b)},
	} {
		if got := unitParts(r, row.among)(row.unit); got != row.want {
			t.Errorf("%s: %s, want %s", row.rule, got, row.want)
		}
	}
}

// Of three cells with six, three and three officers who answered, the first stands by itself, and the others together: half of
// the answers of the first are right, a third of the others'. Nobody of the fourth unit answered.
func TestFewOfAUnitStandWithOthers(t *testing.T) {
	s := resultsStage(t)
	in := s.as(trainer)
	cells := []officer.UnitID{s.whose("anna").Unit, s.whose("binh").Unit, in.Roster.Below(s.whose("head").Unit)[1].ID, s.whose("head").Unit}
	var answers []statistics.Answer
	var units []officer.UnitID
	for n := range 14 {
		unit := cells[[]int{0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 0}[n]]
		units = append(units, unit)
		if n < 12 {
			right := n < 3 || n >= 6 && n < 8
			answers = append(answers, statistics.Answer{Who: officer.ID(fmt.Sprint("o", n)), Unit: unit, Question: "v1", Version: 1, Score: map[bool]float64{true: 1}[right]})
		}
	}
	var text sheet
	rows := s.talk.partLines(in, &text, answers, units, func(u officer.UnitID) string { return string(u) }, payload{page: 1})
	// 3/6, 2/6 and 5/12.
	want := `Chi bộ 1
Đúng 50% (6 trong 7 đồng chí có kết quả)

2 đơn vị gộp chung
Đúng 33% (6 trong 6 đồng chí có kết quả)

Chưa có đồng chí nào làm bài: Đảng bộ xã B.

Tổng cộng: đúng 42% (12 trong 14 đồng chí có kết quả)`
	if got := textOf(Reply{Text: text.done()}); got != want || len(rows) != 0 {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}

// What a class answers badly becomes an exercise for it: the four questions of the test of which less than 70 % is right.
func TestWhatAClassAnswersBadlyIsGivenAgain(t *testing.T) {
	s := resultsStage(t)
	s.types(trainer, "/baocao")
	before := len(s.as(trainer).Pushes.All())
	for _, label := range []string{"Theo lớp", "Lớp bồi dưỡng khóa 1", "Câu hay sai", "Giao lại những câu này"} {
		button, message := s.button(trainer, label)
		_, err := s.taps(trainer, message, button)
		s.must(err)
	}
	after := s.as(trainer).Pushes.All()
	if len(after) != before+1 {
		t.Fatalf("%d pushes, were %d", len(after), before)
	}
	for _, p := range after {
		if p.State == quiz.Drafted && (fmt.Sprint(p.Picked) != "[vcau4 vcau1 vcau3 vcau2]" || fmt.Sprint(p.Classes) != "["+s.class("1")+"]" || p.By != s.whose("trainer").ID) {
			t.Errorf("%+v", p)
		}
	}
	// Who teaches another class gives this one nothing.
	s.types(binh, "/baocao")
	replies, err := s.taps(binh, 1, toScreen("classagain", 1, s.class("1")).String())
	if err != nil || len(replies) != 1 || replies[0].Note != say("denied") {
		t.Errorf("%+v, %v", replies, err)
	}
}
