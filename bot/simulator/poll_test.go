package simulator

import (
	"reflect"
	"testing"
	"time"
)

func TestVotesAreCountedAndToldAsThePollAllows(t *testing.T) {
	options := []string{"Một", "Hai", "Ba"}
	type step struct {
		choice  []int
		refused bool
	}
	for _, row := range []struct {
		name    string
		poll    args
		steps   []step
		final   []int
		answers [][]int
	}{
		{
			"an anonymous poll tells nobody's choice",
			args{},
			[]step{{choice: []int{1}}},
			[]int{1},
			nil,
		},
		{
			"an open poll tells each choice and its change",
			args{"is_anonymous": false},
			[]step{{choice: []int{1}}, {choice: []int{2}}},
			[]int{2},
			[][]int{{1}, {2}},
		},
		{
			"a vote taken back is an empty choice",
			args{"is_anonymous": false},
			[]step{{choice: []int{1}}, {choice: []int{}}},
			[]int{},
			[][]int{{1}, {}},
		},
		{
			"one choice where one is allowed",
			args{"is_anonymous": false},
			[]step{{choice: []int{0, 1}, refused: true}, {choice: []int{3}, refused: true}, {choice: []int{-1}, refused: true}, {refused: true}},
			[]int{},
			nil,
		},
		{
			"several choices where several are",
			args{"is_anonymous": false, "allows_multiple_answers": true},
			[]step{{choice: []int{2, 0, 2}}},
			[]int{0, 2},
			[][]int{{0, 2}},
		},
		{
			"a quiz vote is final",
			args{"is_anonymous": false, "type": "quiz", "correct_option_id": 1},
			[]step{{choice: []int{0}}, {choice: []int{1}, refused: true}, {choice: []int{}, refused: true}, {choice: []int{0}}},
			[]int{0},
			[][]int{{0}},
		},
		{
			"a quiz may allow another try",
			args{"is_anonymous": false, "type": "quiz", "correct_option_ids": []int{1}, "allows_revoting": true},
			[]step{{choice: []int{0}}, {choice: []int{1}}},
			[]int{1},
			[][]int{{0}, {1}},
		},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := open(t)
			row.poll["chat_id"], row.poll["question"], row.poll["options"] = officer, "Câu hỏi?", options
			m := r.mustMessage("sendPoll", row.poll)
			for i, s := range row.steps {
				if err := r.s.Vote(officer, officer, m.ID, s.choice); (err != nil) != s.refused {
					t.Errorf("step %d: %v", i, err)
				}
			}
			var answers [][]int
			for _, u := range r.updates() {
				if u.PollAnswer != nil {
					answers = append(answers, u.PollAnswer.Options)
				}
			}
			var seen []Message
			r.side("GET", "/sim/messages?person=1001&chat=1001", nil, &seen)
			if last := seen[len(seen)-1].Poll; !reflect.DeepEqual(last.MyVotes, row.final) {
				t.Errorf("my votes: %v", last.MyVotes)
			}
			if !reflect.DeepEqual(answers, row.answers) {
				t.Errorf("poll_answer updates: %v", answers)
			}
		})
	}
}

func TestAQuizShowsItsAnswerOnlyAfterTheVote(t *testing.T) {
	r := open(t)
	m := r.mustMessage("sendPoll", args{
		"chat_id": officer, "question": "Thời hạn?", "options": []args{{"text": "5"}, {"text": "10"}}, "type": "quiz",
		"correct_option_id": 1, "explanation": "Điều <b>14</b>", "explanation_parse_mode": "HTML", "is_anonymous": "false",
	})
	see := func() *Poll {
		var seen []Message
		r.side("GET", "/sim/messages?person=1001&chat=1001", nil, &seen)
		return seen[len(seen)-1].Poll
	}
	if p := see(); p.Type != "quiz" || p.Correct != nil || p.Explanation != "" || p.Options[1].Text != "10" {
		t.Errorf("before the vote: %+v", p)
	}
	if err := r.s.Vote(officer, officer, m.ID, []int{0}); err != nil {
		t.Fatal(err)
	}
	if p := see(); !reflect.DeepEqual(p.Correct, []int{1}) || p.Explanation != "Điều 14" || p.Total != 1 || p.Options[0].Votes != 1 {
		t.Errorf("after the vote: %+v", p)
	}
}

func TestAPollClosesWhenStoppedOrWhenItsTimeIsOver(t *testing.T) {
	c := newClock()
	r := newRig(t, Options{Limits: NoLimits(), Now: c.now})
	must(r.s.Start(officer, ""))(t)
	poll := func(a args) wireMessage {
		a["chat_id"], a["question"], a["options"] = officer, "Câu hỏi?", []string{"A"}
		return r.mustMessage("sendPoll", a)
	}
	stopped, timed, dated := poll(args{}), poll(args{"open_period": 60}), poll(args{"close_date": c.now().Unix() + 90})
	r.must("stopPoll", args{"chat_id": officer, "message_id": stopped.ID})
	closed := func() (ids []string) {
		for _, u := range r.updates() {
			if u.Poll != nil && u.Poll.Closed {
				ids = append(ids, u.Poll.ID)
			}
		}
		return ids
	}
	c.move(59 * time.Second)
	if got := closed(); !reflect.DeepEqual(got, []string{stopped.Poll.ID}) {
		t.Errorf("closed at 59 s: %v", got)
	}
	c.move(time.Second)
	if got := closed(); !reflect.DeepEqual(got, []string{stopped.Poll.ID, timed.Poll.ID}) {
		t.Errorf("closed at 60 s: %v", got)
	}
	c.move(30 * time.Second)
	if got := closed(); !reflect.DeepEqual(got, []string{stopped.Poll.ID, timed.Poll.ID, dated.Poll.ID}) {
		t.Errorf("closed at 90 s: %v", got)
	}
	if err := r.s.Vote(officer, officer, timed.ID, []int{0}); err == nil {
		t.Error("a vote after the end was taken")
	}
}
