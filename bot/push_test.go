package bot

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/quiz"
)

// TestTranscriptsOfPushes plays testdata/pushes: the engine of pushes alone, with pushes as they come from its callers. Besides
// what TestTranscriptsOfTraining tells:
//
//	! push exercise from 2026-11-24 08:00 to 2026-11-25 17:00    confirmed by the trainer; "weekly", "shuffled", "to unit" may stand
//	                                                              behind; without "to" it does not end
//	! push exercise: recalled                                     also "closed", "published", "extended to 2026-11-26 17:00"
//	! push exercise: not reached                                  whom it has not reached
//	! push exercise: left behind                                  how many records of its messages there are, and of all polls
//	! the class has a group
//	! question s105 is retired
//	! quiz 1 of anna is said to ask: …                            the channel tells another text than was sent
func TestTranscriptsOfPushes(t *testing.T) {
	playsAll(t, "testdata/pushes/*.txt", func(t *testing.T, _, script string) string { return playPushes(trainingStage(t), script) })
}

// playPushes is play with the lines about pushes.
func playPushes(s *stage, script string) string {
	var out, piece []string
	flush := func() {
		if len(piece) > 0 {
			out = append(out, strings.TrimSuffix(play(s, strings.Join(piece, "\n")), "\n"))
		}
		piece = nil
	}
	for _, line := range strings.Split(strings.TrimRight(script, "\n"), "\n") {
		rest, ok := strings.CutPrefix(line, "! ")
		if did := ok && s.pushLine(rest, nil); !did {
			piece = append(piece, line)
			continue
		}
		flush()
		out = append(out, line)
		s.pushLine(rest, func(said string) { out = append(out, said) })
	}
	flush()
	return strings.Join(out, "\n") + "\n"
}

// pushLine does what a line says of pushes; with a nil tell it says only whether it is one.
func (s *stage) pushLine(line string, tell func(string)) bool {
	words := strings.Fields(line)
	switch {
	case line == "the class has a group":
		if tell != nil {
			s.edit(func(e *officer.Edit) error {
				r, err := s.store.Roster(s.t.Context())
				s.must(err)
				class, _ := r.Class(officer.ClassID(s.class("1")))
				with := *class
				with.Chat = group
				return e.SetClass(with)
			})
		}
		return true
	case len(words) == 4 && words[0] == "question" && words[3] == "retired":
		if tell != nil {
			q, _ := s.as(trainer).Bank.Question(quiz.ID(words[1]))
			retired := *q
			retired.State = quiz.Retired
			s.must(s.store.carryOut(Turn{Changes: []queue.Change{retired.Change()}}))
		}
		return true
	case len(words) > 8 && strings.Contains(line, " is said to ask: "):
		if tell != nil {
			n, _ := strconv.Atoi(words[1])
			message, poll := s.quizAt(accounts[words[3]], n)
			e := s.event(EventPoll, 0)
			e.Poll, e.Person, e.Asked = poll, Person{}, &Quiz{Options: s.chat(accounts[words[3]]).messages[message-1].Quiz.Options}
			_, e.Asked.Question, _ = strings.Cut(line, " is said to ask: ")
			for _, said := range s.written(s.does(e)) {
				tell(said)
			}
		}
		return true
	case len(words) < 3 || words[0] != "push":
		return false
	case tell == nil:
		return true
	}
	name, does := words[1], strings.Join(words[2:], " ")
	if !strings.HasSuffix(name, ":") {
		s.gives(name, does)
		return true
	}
	in := s.as(trainer)
	p, ok := in.Pushes.Push(quiz.PushID("p" + strings.TrimSuffix(name, ":")))
	if !ok {
		s.t.Fatalf("no push %q", name)
	}
	until, extended := strings.CutPrefix(does, "extended to ")
	var t Turn
	switch {
	case extended:
		t = s.talk.pushExtended(in, p, s.at(until))
	case does == "recalled":
		t = s.talk.pushRecalled(in, p)
	case does == "closed":
		t = s.talk.pushClosed(in, p)
	case does == "published":
		t = s.talk.pushPublished(in, p)
	case does == "not reached":
		ids, err := s.talk.unreached(s.t.Context(), in, p)
		s.must(err)
		for _, id := range ids {
			tell("< " + in.name(id))
		}
		if len(ids) == 0 {
			tell("< (nobody)")
		}
	case does == "left behind":
		own, polls := 0, 0
		for id := range s.store.tables[queue.TableCarried] {
			if strings.Contains(id, "."+string(p.ID)+".") {
				own++
			}
			if strings.HasPrefix(id, CarriedPoll("")) {
				polls++
			}
		}
		tell(fmt.Sprintf("< %d, and %d of polls", own, polls))
	default:
		s.t.Fatalf("cannot play %q", line)
	}
	if len(t.Replies) > 0 {
		s.t.Errorf("%q replies to who did it", line)
	}
	s.must(s.store.carryOut(t))
	return true
}

func (s *stage) at(text string) time.Time {
	s.t.Helper()
	moment, err := time.ParseInLocation("2006-01-02 15:04", text, s.talk.cfg.Location)
	s.must(err)
	return moment
}

// gives confirms a push with these questions as the line says.
func (s *stage) gives(name, does string) {
	s.t.Helper()
	p := &quiz.Push{
		ID: quiz.PushID("p" + name), Kind: quiz.Practice, Title: "Ôn tập tuần 1", By: s.whose("trainer").ID, State: quiz.Drafted,
		Classes: []officer.ClassID{officer.ClassID(s.class("1"))}, Pool: s.pool(name),
	}
	if rest, ok := strings.CutSuffix(does, " to unit"); ok {
		p.Classes, p.Units, does = nil, []officer.UnitID{s.whose("trainer").Unit}, rest
	}
	if rest, ok := strings.CutSuffix(does, " weekly"); ok {
		p.Weekly, does = true, rest
	}
	if rest, ok := strings.CutSuffix(does, " shuffled"); ok {
		p.Shuffle, does = true, rest
	}
	from, to, _ := strings.Cut(strings.TrimPrefix(does, "from "), " to ")
	p.Opens = s.at(from)
	if to != "" {
		p.Closes = s.at(to)
	}
	in := s.as(trainer)
	s.must(s.store.carryOut(s.talk.pushConfirmed(in, p)))
	// Confirmed once more, from another telephone, it is the same push.
	if err := s.store.carryOut(s.talk.pushConfirmed(in, p)); err == nil {
		s.t.Errorf("the push %s is confirmed twice", name)
	}
}

// pool are questions that ship, and some of the trainer's own that no poll carries.
func (s *stage) pool(name string) []quiz.Question {
	s.t.Helper()
	own := func(id quiz.ID, stem string, like quiz.Question, options ...quiz.Option) quiz.Question {
		q := quiz.Question{
			ID: id, Version: 1, Stem: stem, Options: options, Cites: like.Cites, Topic: like.Topic, State: quiz.Draft, Author: s.whose("trainer").ID, Changed: s.now,
		}
		s.must(s.store.carryOut(Turn{Changes: []queue.Change{{Table: queue.TableQuestion, ID: string(id), Was: queue.Any, Value: q.Change().Value}}}))
		return q
	}
	in := s.as(trainer)
	shipped := func(id quiz.ID) quiz.Question {
		q, ok := in.Bank.Question(id)
		if !ok {
			s.t.Fatalf("no question %s", id)
		}
		return *q
	}
	long := strings.Repeat("Chi bộ họp để xem xét kế hoạch kiểm tra, giám sát đảng viên trong năm, có nhiều ý kiến khác nhau. ", 4)
	several := own("vseveral", long+"Những nội dung nào là trọng tâm khi chi bộ kiểm tra đảng viên?", shipped("s101"),
		quiz.Option{Text: "Thực hiện nghị quyết của chi bộ", Right: true}, quiz.Option{Text: "Nhiệm vụ chuyên môn được giao"},
		quiz.Option{Text: "Việc chi bộ giao", Right: true})
	single := own("vsingle", long+"Ai lập kế hoạch kiểm tra đảng viên trong chi bộ?", shipped("s103"),
		quiz.Option{Text: "Chi bộ", Right: true}, quiz.Option{Text: "Ủy ban kiểm tra", Why: "Ủy ban kiểm tra không lập kế hoạch thay chi bộ."})
	switch name {
	case "exercise":
		return []quiz.Question{shipped("s105"), shipped("s101"), several}
	case "polls":
		return []quiz.Question{shipped("s105"), shipped("s103"), shipped("s101")}
	case "cards":
		return []quiz.Question{single, several}
	case "one":
		return []quiz.Question{shipped("s105")}
	}
	s.t.Fatalf("no push %q", name)
	return nil
}
