package bot

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/quiz"
	"camnang/corpus/viet"
)

// endings are the sentences for how a try ended.
var endings = map[quiz.Ending]string{
	quiz.HandedIn: "exam_handed_in", quiz.TimeUp: "exam_time_up", quiz.PushOver: "exam_push_over",
}

// examAsk asks whether to hand in, and says what is not answered.
func (c *Conversation) examAsk(ctx context.Context, in input, s *sitting, p payload) (Turn, error) {
	a, instead, err := c.current(ctx, in, s, p)
	if a == nil {
		return instead, err
	}
	_, _, through := s.push.Place(a, in.At.UTC())
	return c.examAsked(in, s, a, through), nil
}

func (c *Conversation) examAsked(in input, s *sitting, a *quiz.Attempt, through bool) Turn {
	var text sheet
	left := a.Unanswered()
	text.para(bold(say("exam_ask")))
	text.line(plain(say("exam_answered", len(a.Items)-len(left), len(a.Items))))
	if len(left) > 0 {
		text.line(plain(say("exam_unanswered", numbers(left))))
	}
	if through {
		text.para(plain(say("exam_through")))
	}
	text.para(plain(say("exam_final")))
	push, try := string(a.Push), strconv.Itoa(a.Try)
	rows := [][]Button{{opens(say("exam_hand"), "examhand", 1, push, try)}}
	switch {
	case through:
	case s.push.Each > 0 || len(left) == 0:
		rows = append(rows, []Button{opens(say("exam_go_on"), "exam", 1, push)})
	default:
		rows = append(rows, []Button{opens(say("exam_go_on"), "examgo", left[0], push, try)})
	}
	return inPlace(in.Event, text.done(), rows)
}

// numbers are numbers in words: "4, 7, 19".
func numbers(of []int) string {
	out := make([]string, len(of))
	for i, n := range of {
		out[i] = strconv.Itoa(n)
	}
	return strings.Join(out, ", ")
}

// examHand hands in. What was handed in is shown.
func (c *Conversation) examHand(ctx context.Context, in input, s *sitting, p payload) (Turn, error) {
	a, instead, err := c.current(ctx, in, s, p)
	if a == nil {
		return instead, err
	}
	after := a.HandIn(in.At.UTC())
	t, err := c.examOver(ctx, in, s, after)
	if err != nil {
		return Turn{}, err
	}
	return c.examResult(in, s.with(after), say(endings[after.How])).and(t), nil
}

// examOver is what the end of the open try leads to, apart from what is said: its record, the journal's note, what the officer
// learns, and a look at whether everybody has handed in. Its timer stays, and finds nothing to do.
func (c *Conversation) examOver(ctx context.Context, in input, s *sitting, after *quiz.Attempt) (Turn, error) {
	learned, err := c.examLearned(ctx, in, s.with(after))
	if err != nil {
		return Turn{}, err
	}
	t := Turn{Changes: append([]queue.Change{after.Change()}, learned...)}
	if s.push.Kind == quiz.Test && !s.push.Over(in.At) && !s.push.Again(len(s.tries)) {
		// Each sets it anew: of a class that hands in together the tries are looked at once.
		t.Timers = append(t.Timers, pushTimer("all-in", s.push.ID, nil, in.At.Add(examGrace)))
	}
	return t.noting(noteBy(in.ID, after.Officer, journal.Pushed, false, trainingBody{What: string(after.How), Push: after.Push, Try: after.Try})), nil
}

// examLearned gives the answers of tries that have ended to what the officer learns, once the officer may know which are right:
// what comes back then gives nothing away. Each try is given once, which a record beside it says, and of a question that was
// asked in several tries the first answer. No answer is none. How long an answer took is known only with a time for each
// question; without one the officer goes back and forth.
func (c *Conversation) examLearned(ctx context.Context, in input, s *sitting) ([]queue.Change, error) {
	if !s.push.Reviewable(s.tries, in.At) {
		return nil, nil
	}
	mark := func(a *quiz.Attempt) string { return quiz.AttemptID(a.Push, a.Officer, a.Try) + ".learned" }
	var ids []string
	for _, a := range s.tries {
		ids = append(ids, mark(a))
	}
	records, err := c.cfg.Records.Many(ctx, queue.TableAttempt, ids)
	if err != nil {
		return nil, fmt.Errorf("read which tries were learned from: %w", err)
	}
	known, asked := map[string]bool{}, map[int]bool{}
	for _, r := range records {
		known[r.ID] = true
	}
	var answers []learnedAnswer
	var marks []queue.Change
	for _, a := range s.tries {
		fresh := !known[mark(a)]
		if fresh {
			marks = append(marks, queue.Change{Table: queue.TableAttempt, ID: mark(a), Value: []byte(`{}`)})
		}
		for n := range a.Items {
			i := &a.Items[n]
			if fresh && i.Chosen != nil && !asked[i.Question] {
				answer := learnedAnswer{question: &s.push.Pool[i.Question], right: i.Right}
				if s.push.Each > 0 {
					answer.took = max(0, i.At.Sub(i.Shown))
				}
				answers = append(answers, answer)
			}
			asked[i.Question] = asked[i.Question] || i.Chosen != nil
		}
	}
	changes, err := c.learned(ctx, s.who, answers)
	return append(marks, changes...), err
}

// examPublished gives what an officer answered in a contest to what the officer learns, when the organiser published the
// results: in p they are. It is for whoever tells the officer of that; again, and for who took no part, it gives nothing.
func (c *Conversation) examPublished(ctx context.Context, in input, p *quiz.Push, o officer.ID) ([]queue.Change, error) {
	s, err := c.sitting(ctx, p, o)
	if err != nil {
		return nil, err
	}
	return c.examLearned(ctx, in, s)
}

// examLate is how late a timer is fired when the program was away; then what came in meanwhile is handled first, for so long
// as examGrace.
const (
	examLate  = 30 * time.Second
	examGrace = 20 * time.Second
)

// examTimeUp ends a try when its time is up and tells the result. A push that was extended since sets the timer anew.
func (c *Conversation) examTimeUp(ctx context.Context, in input, lane int64, d dueBody) (Turn, error) {
	p, ok := in.Pushes.Push(d.Push)
	if !ok {
		return Turn{}, nil
	}
	s, err := c.sitting(ctx, p, d.Officer)
	if err != nil {
		return Turn{}, err
	}
	a := s.open()
	if a == nil || a.Try != d.Try || p.State == quiz.Recalled {
		return Turn{}, nil
	}
	if in.At.Sub(d.At) > examLate && d.ID == "" {
		return Turn{Timers: []queue.Timer{examTimer(lane, a, in.At.Add(examGrace), "late")}}, nil
	}
	after, ok := p.Lapsed(a, in.At.UTC())
	if ok {
		return c.examEnds(ctx, in, lane, s, after)
	}
	if end := p.Ends(a); !end.IsZero() {
		return Turn{Timers: []queue.Timer{examTimer(lane, a, end, "")}}, nil
	}
	return Turn{}, nil
}

// examEnds ends a try without the officer's doing and tells the result, in the chat that the officer has by now; who has left
// is told nothing.
func (c *Conversation) examEnds(ctx context.Context, in input, lane int64, s *sitting, after *quiz.Attempt) (Turn, error) {
	t, err := c.examOver(ctx, in, s, after)
	o, there := in.Roster.Officer(s.who)
	if err != nil || !there || !o.Joined() {
		return t, err
	}
	text, buttons := c.examResulted(in, s.with(after), say(endings[after.How]))
	told := message(text, buttons)
	if o.Telegram != lane {
		told.Replies[0].Chat = o.Telegram
	}
	return told.and(t), nil
}

// examEnded is what the end of a test or contest means to an officer, in the lane of the officer's chat: the open try ends
// as PushOver, and the result is told. Who handed in before is told that the answers of a test can be looked at now. Done
// again it says and changes nothing more about an open try.
func (c *Conversation) examEnded(ctx context.Context, in input, lane int64, p *quiz.Push, o *officer.Officer) (Turn, error) {
	s, err := c.sitting(ctx, p, o.ID)
	if err != nil || len(s.tries) == 0 {
		return Turn{}, err
	}
	if a := s.open(); a != nil {
		after, ok := p.Lapsed(a, in.At.UTC())
		if !ok {
			return Turn{}, nil
		}
		return c.examEnds(ctx, in, lane, s, after)
	}
	learned, err := c.examLearned(ctx, in, s)
	if err != nil || len(learned) == 0 {
		return Turn{}, err
	}
	text, buttons := c.examResulted(in, s, say("exam_answers_open"))
	return message(text, buttons).changing(learned...), nil
}

// examResult shows the results of an officer's tries in place; with lead standing before them.
func (c *Conversation) examResult(in input, s *sitting, lead string) Turn {
	text, buttons := c.examResulted(in, s, lead)
	return inPlace(in.Event, text, buttons)
}

func (c *Conversation) examResulted(in input, s *sitting, lead string) ([]Span, [][]Button) {
	var text sheet
	p, push := s.push, string(s.push.ID)
	text.para(bold(p.Title))
	text.para(plain(lead))
	hidden := p.Kind == quiz.Contest && !p.Published
	last := s.last()
	switch {
	case last == nil && p.Over(in.At):
		text.para(plain(say("exam_not_taken")))
	case last == nil:
		text.para(plain(say("exam_not_open")))
	case hidden:
		kept := say("exam_kept", c.hour(last.Ended))
		if p.MostTries() > 1 {
			kept = say("exam_kept_of", last.Try, c.hour(last.Ended))
		}
		text.para(plain(kept))
		if p.Closes.IsZero() || p.Over(in.At) {
			text.para(plain(say("exam_kept_until_published")))
		} else {
			text.para(plain(say("exam_kept_until", c.hour(p.Closes))))
		}
	default:
		c.examMarks(&text, s)
	}
	var rows [][]Button
	open := p.Reviewable(s.tries, in.At)
	switch {
	case open:
		rows = c.examReviews(&text, s)
	case hidden || last == nil:
	case p.Closes.IsZero():
		text.para(plain(say("exam_review_all_in")))
	default:
		text.para(plain(say("exam_review_later", c.hour(p.Closes))))
	}
	if s.more(in.At) && last != nil {
		rows = append(rows, []Button{opens(say("exam_again", len(s.tries)+1, p.MostTries()), "examready", 1, push)})
	}
	if p.Kind == quiz.Contest && p.Published {
		rows = append(rows, []Button{opens(say("exam_ranking"), "ranking", 1, push)})
	}
	return text.done(), append(rows, examsBack()...)
}

// examReviews names what was not answered right in the try that counts, and gives the buttons to look at it.
func (c *Conversation) examReviews(text *sheet, s *sitting) [][]Button {
	best, push := quiz.Best(s.tries), string(s.push.ID)
	var single []Button
	wrong := wrongIn(best)
	for _, n := range wrong[:min(len(wrong), examWrongMost)] {
		single = append(single, opens(say("exam_review_one", n), "examreview", n, push, strconv.Itoa(best.Try)))
	}
	if len(wrong) > 0 {
		text.para(plain(say("exam_wrong", numbers(wrong))))
	}
	rows := inRows(single, 4)
	if len(s.tries) == 1 {
		return append(rows, []Button{opens(say("exam_review"), "examreview", 1, push, "1")})
	}
	for _, a := range s.tries {
		rows = append(rows, []Button{opens(say("exam_review_try", a.Try), "examreview", 1, push, strconv.Itoa(a.Try))})
	}
	return rows
}

// examWrongMost is how many questions that were not answered right have a button of their own.
const examWrongMost = 12

// wrongIn are the numbers, from 1, of the items that were not answered right.
func wrongIn(a *quiz.Attempt) []int {
	var out []int
	for n := range a.Items {
		if !a.Items[n].Right {
			out = append(out, n+1)
		}
	}
	return out
}

func (c *Conversation) examMarks(text *sheet, s *sitting) {
	for n, a := range s.tries {
		if a.Ended.IsZero() {
			continue
		}
		m := a.Mark()
		line := say("exam_mark", m.Right, m.Of, viet.Decimal(m.Ten()), examSpan(m.Took))
		if len(s.tries) > 1 || s.push.MostTries() > 1 {
			line = say("exam_mark_of", a.Try, m.Right, m.Of, viet.Decimal(m.Ten()), examSpan(m.Took))
		}
		switch {
		case n == 0:
			text.para(bold(line))
		default:
			text.line(bold(line))
		}
	}
	if len(s.tries) > 1 {
		text.line(plain(say("exam_best", quiz.Best(s.tries).Try)))
	}
}

// examReview is a page with one question of a try that has ended: what was chosen, what is right and why.
func (c *Conversation) examReview(ctx context.Context, in input, s *sitting, p payload) (Turn, error) {
	if s.open() != nil {
		// What is right so far would help with the rest.
		return c.examOpen(ctx, in, s, p)
	}
	try, _ := examTry(p)
	if !s.push.Reviewable(s.tries, in.At) || try < 1 || try > len(s.tries) {
		return c.examResult(in, s, ""), nil
	}
	a := s.tries[try-1]
	page, last, from, _ := paged(len(a.Items), 1, p.page)
	i := &a.Items[from]
	q := &s.push.Pool[i.Question]
	var text sheet
	text.para(bold(say("exam_number", page, last)))
	if chosen := c.examQuestion(&text, q, i); len(chosen) > 0 {
		text.para(plain(say("exam_chosen", strings.Join(chosen, ", "))))
	}
	said, rows := c.verdict(q, i)
	text.para(said...)
	var row []Button
	if page > 1 {
		row = append(row, opens(say("exam_previous"), "examreview", page-1, string(a.Push), strconv.Itoa(a.Try)))
	}
	if page < last {
		row = append(row, opens(say("exam_next"), "examreview", page+1, string(a.Push), strconv.Itoa(a.Try)))
	}
	rows = append(rows, inRows(row, 2)...)
	return inPlace(in.Event, text.done(), append(rows, []Button{opens(say("exam_result"), "exam", 1, string(a.Push))})), nil
}
