package bot

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/quiz"
	"camnang/corpus/calendar"
)

// How an officer takes a test or a contest. All that is so stands in the records of the attempts: whatever card is tapped, on
// whatever device, what follows is decided on the record, and a card that says something else is changed.

func examModule() module {
	return module{commands: examCommands(), screens: examScreens(), dues: []due{{what: examDue, handle: (*Conversation).examTimeUp}}}
}

// examScreens have the push as their first argument. The attempt is always the actor's own; which try, the second argument
// says, and which question, the page.
func examScreens() []screen {
	row := func(name string, handle func(*Conversation, context.Context, input, *sitting, payload) (Turn, error)) screen {
		return screen{name: name, action: officer.Learn, about: aboutNothing, handle: func(c *Conversation, ctx context.Context, in input, p payload) (Turn, error) {
			return c.sat(ctx, in, p, handle)
		}}
	}
	return []screen{
		row("exam", (*Conversation).examOpen),
		row("examready", (*Conversation).examReady),
		row("exambegin", (*Conversation).examBegin),
		row("examgo", (*Conversation).examGo),
		row(examAnswer, (*Conversation).examChoose),
		row("examleave", (*Conversation).examLeave),
		row("examask", (*Conversation).examAsk),
		row("examhand", (*Conversation).examHand),
		row("examreview", (*Conversation).examReview),
		{name: "exams", action: officer.Learn, about: aboutNothing, handle: func(c *Conversation, ctx context.Context, in input, p payload) (Turn, error) {
			return c.examList(ctx, in, p.page)
		}},
	}
}

// examAnswer is the screen that takes answers.
const examAnswer = "examset"

// sitting is a test or contest with the tries that one officer has begun, by number.
type sitting struct {
	push  *quiz.Push
	who   officer.ID
	tries []*quiz.Attempt
	// given is the next try when it was given out already and is not begun.
	given *quiz.Attempt
}

func (c *Conversation) sitting(ctx context.Context, p *quiz.Push, who officer.ID) (*sitting, error) {
	all, err := c.attempts(ctx, p, []officer.ID{who})
	if err != nil {
		return nil, err
	}
	s := &sitting{push: p, who: who}
	for _, a := range all {
		if a.Began.IsZero() {
			s.given = a
			continue
		}
		s.tries = append(s.tries, a)
	}
	return s, nil
}

// last is the try begun last, nil before the first.
func (s *sitting) last() *quiz.Attempt {
	if len(s.tries) == 0 {
		return nil
	}
	return s.tries[len(s.tries)-1]
}

// open is the try that is begun and has not ended, nil when there is none.
func (s *sitting) open() *quiz.Attempt {
	if a := s.last(); a != nil && a.Ended.IsZero() {
		return a
	}
	return nil
}

// with is the sitting after a try became another.
func (s *sitting) with(after *quiz.Attempt) *sitting {
	next := *s
	next.tries = slices.Clone(s.tries)
	next.tries[len(next.tries)-1] = after
	return &next
}

// more reports whether the officer may begin another try at the moment.
func (s *sitting) more(at time.Time) bool {
	return s.push.State == quiz.Open && !s.push.Over(at) && s.open() == nil && s.push.Again(len(s.tries))
}

// sat runs a screen on a test or contest that was given to the actor. A try whose time is up is ended first, and the screen
// shows what became of it.
func (c *Conversation) sat(ctx context.Context, in input, p payload, handle func(*Conversation, context.Context, input, *sitting, payload) (Turn, error)) (Turn, error) {
	push, ok := in.Pushes.Push(quiz.PushID(p.args[0]))
	me := in.Actor.Officer.ID
	switch {
	case !ok || push.Kind == quiz.Practice:
		return refusal(in.Event, say("exam_gone")), nil
	case !slices.Contains(push.Enrolled, me):
		return refusal(in.Event, say(refusedAnswers[quiz.NotEnrolled])).noting(in.examUncounted(push, p, quiz.NotEnrolled)), nil
	case push.State == quiz.Recalled:
		t := inPlace(in.Event, []Span{plain(say("exam_recalled", push.Title))}, examsBack())
		if p.screen == examAnswer {
			t = t.noting(in.examUncounted(push, p, quiz.TakenBack))
		}
		return t, nil
	}
	s, err := c.sitting(ctx, push, me)
	if err != nil {
		return Turn{}, err
	}
	open := s.open()
	if open == nil {
		return handle(c, ctx, in, s, p)
	}
	after, ok := push.Lapsed(open, in.At.UTC())
	if !ok {
		return handle(c, ctx, in, s, p)
	}
	t, err := c.examOver(ctx, in, s, after)
	if err != nil {
		return Turn{}, err
	}
	if p.screen == examAnswer {
		why := quiz.OutOfTime
		if after.How == quiz.PushOver {
			why = quiz.Late
		}
		t = t.noting(in.examUncounted(push, p, why))
	}
	return c.examResult(in, s.with(after), say(endings[after.How])).and(t), nil
}

// refusedAnswers are the sentences for an answer that does not count.
var refusedAnswers = map[quiz.Refusal]string{
	quiz.NotEnrolled: "exam_not_enrolled", quiz.NoSuch: "exam_no_such", quiz.Nothing: "exam_no_such", quiz.Repeated: "exam_repeated",
	quiz.Late: "exam_late", quiz.Done: "exam_done", quiz.OutOfTime: "exam_out_of_time", quiz.NotBegun: "exam_not_begun",
}

// examUncounted is the journal's note of an answer, or of something else about a test of another, that changes nothing.
func (in input) examUncounted(push *quiz.Push, p payload, why quiz.Refusal) queue.Note {
	try, _ := examTry(p)
	item := -1
	if p.screen == examAnswer {
		item = p.page - 1
	}
	return in.notCounted(why, push, try, item)
}

// examTry reads the second argument of a screen: "2", or "2o3" for the option at place 3 (from 0) in the second try. It
// gives 0 and -1 for what it cannot read.
func examTry(p payload) (try, place int) {
	number, option, named := strings.Cut(p.args[1], "o")
	try, err := strconv.Atoi(number)
	if err != nil || try < 1 {
		return 0, -1
	}
	if place, err = strconv.Atoi(option); !named || err != nil {
		return try, -1
	}
	return try, place
}

// examInvitation is the message by which an officer is asked to take a test or a contest: what it is, until when, how long,
// and the button that begins it. It is the same for everybody and for good, until the push is extended.
func (c *Conversation) examInvitation(p *quiz.Push) Reply {
	return Reply{Kind: Send, Text: c.examTold(p).done(), Buttons: [][]Button{{opens(say("exam_begin"), "exam", 1, string(p.ID))}}}
}

// examKinds are what tests and contests are called.
var examKinds = map[quiz.Kind]string{quiz.Test: "exam_test", quiz.Contest: "exam_contest"}

func (c *Conversation) examTold(p *quiz.Push) *sheet {
	s := &sheet{}
	s.para(bold(p.Title))
	s.line(plain(say(examKinds[p.Kind], p.Asked())))
	var lines []string
	if !p.Closes.IsZero() {
		lines = append(lines, say("exam_until", c.hour(p.Closes)))
	}
	switch {
	case p.Whole > 0 && p.Each > 0:
		lines = append(lines, say("exam_limits", examSpan(p.Whole), examSpan(p.Each)))
	case p.Whole > 0:
		lines = append(lines, say("exam_whole", examSpan(p.Whole)))
	case p.Each > 0:
		lines = append(lines, say("exam_each", examSpan(p.Each)))
	default:
		lines = append(lines, say("exam_unlimited"))
	}
	if n := p.MostTries(); n > 1 {
		lines = append(lines, say("exam_tries", n))
	} else {
		lines = append(lines, say("exam_once"))
	}
	if p.Kind == quiz.Contest {
		lines = append(lines, say("exam_known_later"))
	} else {
		lines = append(lines, say("exam_known_at_once"))
	}
	s.para(plain(strings.Join(lines, "\n")))
	return s
}

// hour is a moment with its day in words: "17 giờ 00, thứ Sáu, 27/11/2026".
func (c *Conversation) hour(at time.Time) string {
	at = at.In(c.cfg.Location)
	return clockText(minuteOf(at)) + ", " + dayText(calendar.On(at))
}

// examSpan is a length of time in words, to the second: "1 giờ 30 phút", "90 giây", "12 phút 5 giây".
func examSpan(d time.Duration) string {
	all := int(d.Round(time.Second).Seconds())
	hours, minutes, seconds := all/3600, all/60%60, all%60
	var parts []string
	switch {
	case all < 120 && seconds != 0 || all == 0:
		return say("span_seconds", all)
	case hours > 0:
		parts = append(parts, say("span_hours", hours))
	}
	if minutes > 0 {
		parts = append(parts, say("span_minutes", minutes))
	}
	if seconds > 0 {
		parts = append(parts, say("span_seconds", seconds))
	}
	return strings.Join(parts, " ")
}

// examOpen shows where the officer is: in the open try, before one, or behind the last.
func (c *Conversation) examOpen(ctx context.Context, in input, s *sitting, p payload) (Turn, error) {
	if a := s.open(); a != nil {
		after, item, through := s.push.Place(a, in.At.UTC())
		return c.examAt(in, s, after, item, through, ""), nil
	}
	if len(s.tries) > 0 || !s.more(in.At) {
		return c.examResult(in, s, ""), nil
	}
	return c.examReady(ctx, in, s, p)
}

// examReady asks whether to begin a try whose time runs from then on; one without a limit begins.
func (c *Conversation) examReady(ctx context.Context, in input, s *sitting, p payload) (Turn, error) {
	next := len(s.tries) + 1
	switch {
	case !s.more(in.At):
		return c.examOpen(ctx, in, s, p)
	case s.push.Whole == 0 && s.push.Each == 0:
		return c.examBegun(in, s, next), nil
	}
	sheet := c.examTold(s.push)
	sheet.para(bold(say("exam_runs")))
	if s.push.Each > 0 {
		sheet.line(plain(say("exam_no_back")))
	}
	return inPlace(in.Event, sheet.done(), [][]Button{
		{opens(say("exam_begin_now"), "exambegin", 1, string(s.push.ID), strconv.Itoa(next))}, {opens(say("exam_later"), "exams", 1)},
	}), nil
}

// examBegin begins the try that the button names. One that is begun is shown.
func (c *Conversation) examBegin(ctx context.Context, in input, s *sitting, p payload) (Turn, error) {
	if try, _ := examTry(p); !s.more(in.At) || try != len(s.tries)+1 {
		return c.examOpen(ctx, in, s, p)
	}
	return c.examBegun(in, s, len(s.tries)+1), nil
}

func (c *Conversation) examBegun(in input, s *sitting, try int) Turn {
	a := s.push.Give(s.who, try, in.At.UTC())
	if s.given != nil && s.given.Try == try {
		given := *s.given
		a = &given
	}
	a.Began = in.At.UTC()
	after, item, through := s.push.Place(a, in.At.UTC())
	t := c.examAt(in, s, after, item, through, "").noting(in.note(journal.Pushed, false, trainingBody{What: "begun", Push: s.push.ID, Try: try}))
	if end := s.push.Ends(a); !end.IsZero() {
		t = t.and(Turn{Timers: []queue.Timer{examTimer(in.Chat, a, end, "")}})
	}
	return t
}

// examDue is what the timer at the end of a try is called.
const examDue = "exam"

// examTimer ends a try at a moment, in the lane of the officer's chat; setting it again replaces it. id is "" but for a timer
// that waits for what came in while the program was away.
func examTimer(lane int64, a *quiz.Attempt, at time.Time, id string) queue.Timer {
	d := dueBody{What: examDue, Push: a.Push, Officer: a.Officer, Try: a.Try, ID: id}
	return trainingTimer("exam."+quiz.AttemptID(a.Push, a.Officer, a.Try), lane, at, d)
}

func examsBack() [][]Button { return [][]Button{{opens(say("exams_back"), "exams", 1)}} }
