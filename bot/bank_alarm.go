package bot

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"camnang/bot/alarm"
	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/quiz"
	"camnang/bot/reminder"
	"camnang/corpus"
	"camnang/corpus/calendar"
)

// Of the clauses that changed, alarmPieces are told of in the message, each in at most alarmPiece units; with the questions of
// a page that is well under messageLimit.
const (
	alarmPieces = 3
	alarmPiece  = 500
)

// bankDoubted are the questions that are asked nobody until somebody confirms them, with what became of a clause.
func (c *Conversation) bankDoubted(in input) map[quiz.ID]corpus.Standing {
	return doubtedAmong(c.cfg.Library, c.today(c.cfg.Now()), in.Bank.All())
}

func doubtedAmong(lib *corpus.Library, today calendar.AsOf, questions []*quiz.Question) map[quiz.ID]corpus.Standing {
	out := map[quiz.ID]corpus.Standing{}
	for _, f := range doubtsAmong(lib, today, questions) {
		if id := quiz.ID(f.ID); out[id] == corpus.Stands {
			out[id] = f.Standing
		}
	}
	return out
}

// doubtsAmong are the clauses of approved questions that do not stand as they did when the question came to rest on them. A
// question that is not about a lapsed text rests on no clause that has ended, whether or not the end was known before.
func doubtsAmong(lib *corpus.Library, today calendar.AsOf, questions []*quiz.Question) []alarm.Finding {
	var rests []alarm.Rests
	for _, q := range questions {
		if q.State != quiz.Approved {
			continue
		}
		for _, cite := range q.Cites {
			r := alarm.Rests{Kind: "question", ID: string(q.ID), Clause: cite.Clause, Mark: cite.Mark, Cited: cite.Cited}
			if clause, held := lib.Clause(cite.Clause); held && !q.Historical {
				r.Since = clause.Span.From
			}
			rests = append(rests, r)
		}
	}
	return alarm.Check(lib, today, rests)
}

// bankAlarm doubts the questions whose clauses changed, and has who answers for them told, once of each question and clause:
// within push hours at once, else when these begin next. What nobody can be told of is told when somebody is there.
func (c *Conversation) bankAlarm(ctx context.Context, in input) (t Turn, again bool, err error) {
	now := c.cfg.Now()
	found := map[quiz.ID][]quiz.Doubt{}
	for _, f := range doubtsAmong(c.cfg.Library, c.today(now), in.Bank.All()) {
		found[quiz.ID(f.ID)] = append(found[quiz.ID(f.ID)], quiz.Doubt{Clause: f.Rests.Clause, Standing: f.Standing})
	}
	told := map[officer.ID]int64{}
	for _, q := range in.Bank.Only(func(q *quiz.Question) bool { return len(found[q.ID]) > 0 }) {
		next, fresh := q.Doubt(found[q.ID], now.UTC())
		who := c.answerable(in, q)
		if !fresh || len(who) == 0 {
			continue
		}
		if len(t.Changes) == sweepMost {
			again = true
			break
		}
		t = t.changing(next.Change()).noting(in.note(journal.Question, false, questionBody{q.ID, "doubted"}))
		for _, o := range who {
			told[o.ID] = o.Telegram
		}
	}
	if len(told) == 0 {
		return t, again, nil
	}
	days, err := c.cfg.Workdays.Workdays(ctx)
	if err != nil {
		return Turn{}, false, fmt.Errorf("read the days off: %w", err)
	}
	at, local := now, c.now()
	from, to := reminder.Habit{}.Hours()
	if minute := minuteOf(local); days.Off(calendar.On(local)) || minute < from || minute >= to {
		at = reminder.NextPush(local, reminder.View{Book: in.Book, Roster: in.Roster, Workdays: days, Zone: c.cfg.Location}, reminder.Habit{})
	}
	moment := strconv.FormatInt(now.UnixMilli(), 10)
	var timers []queue.Timer
	for who, lane := range told {
		timers = append(timers, trainingTimer("doubted."+moment+"."+string(who), lane, at, dueBody{What: "doubted", Officer: who, ID: moment}))
	}
	slices.SortFunc(timers, func(a, b queue.Timer) int { return cmp.Compare(a.ID, b.ID) })
	return t.and(Turn{Timers: timers}), again, nil
}

// answerable are who is told of a question in doubt: its author and its reviewer, as far as a message reaches them and they
// may still read the bank; else the administrators.
func (c *Conversation) answerable(in input, q *quiz.Question) []*officer.Officer {
	var out []*officer.Officer
	for _, id := range []officer.ID{q.Author, q.Editor, q.Reviewer} {
		if o, ok := in.Roster.Officer(id); ok && c.mayOf(in, o, officer.KeepBank, officer.About{}) && !slices.Contains(out, o) {
			out = append(out, o)
		}
	}
	if len(out) > 0 {
		return out
	}
	// What came with the program is for nobody but administrators to change.
	for _, o := range in.Roster.All() {
		if c.mayOf(in, o, officer.ChangeQuestion, officer.About{Made: &officer.Made{}}) {
			out = append(out, o)
		}
	}
	return out
}

// mayOf reports whether an officer whom a message reaches may do something.
func (c *Conversation) mayOf(in input, o *officer.Officer, do officer.Action, about officer.About) bool {
	return o.Joined() && in.Roster.May(officer.Actor{Account: o.Telegram, Officer: o, First: c.cfg.First[o.Telegram]}, do, about)
}

// bankTold tells somebody of the questions that a sweep doubted, as far as they are still in doubt.
func (c *Conversation) bankTold(_ context.Context, in input, _ int64, d dueBody) (Turn, error) {
	who, ok := in.Roster.Officer(d.Officer)
	if !ok || !who.Joined() {
		return Turn{}, nil
	}
	questions := in.Bank.Only(func(q *quiz.Question) bool {
		return slices.ContainsFunc(q.Doubted, func(t quiz.Doubt) bool { return unixMilli(t.At) == d.ID }) &&
			slices.ContainsFunc(c.answerable(in, q), func(o *officer.Officer) bool { return o.ID == d.Officer })
	})
	findings := doubtsAmong(c.cfg.Library, c.today(c.cfg.Now()), questions)
	questions = slices.DeleteFunc(questions, func(q *quiz.Question) bool {
		return !slices.ContainsFunc(findings, func(f alarm.Finding) bool { return f.ID == string(q.ID) })
	})
	if len(questions) == 0 {
		return Turn{}, nil
	}
	var s sheet
	s.para(bold(say("alarm_heading", len(questions))))
	pieces := alarm.Summary(findings)
	for _, piece := range pieces[:min(alarmPieces, len(pieces))] {
		text, _ := shorten(piece.Text, alarmPiece)
		s.para(plain(text))
	}
	s.para(plain(say("alarm_hint")))
	rows := c.bankLines(&s, questions[:min(bankPage, len(questions))])
	if c.mayOf(in, who, officer.ReviewQuestion, officer.About{}) {
		rows = append(rows, []Button{opens(say("alarm_open"), "bankwaiting", 1)})
	}
	t := message(s.done(), rows)
	// The account may be another than when the timer was set.
	t.Replies[0].Chat = who.Telegram
	return t, nil
}

func unixMilli(at time.Time) string { return strconv.FormatInt(at.UnixMilli(), 10) }
