package bot

import (
	"context"
	"fmt"
	"strings"

	"camnang/bot/officer"
	"camnang/bot/quiz"
	"camnang/corpus/calendar"
)

// The longest title and place of a session in characters: two lines on a telephone.
const (
	sessionTitleMost = 200
	sessionPlaceMost = 100
)

// sessionScreens are the sessions of a class for who teaches it, and the day of its test.
func sessionScreens() []screen {
	changes := func(key, wait string) screenHandler {
		return func(c *Conversation, ctx context.Context, in input, p payload) (Turn, error) {
			course, _ := in.course(p.args[:])
			s, ok := course.Session(p.args[1])
			if !ok {
				return refusal(in.Event, say("course_item_gone")), nil
			}
			return c.asking(ctx, in, wait, say(key, s.Title), draftOf(p.args[0], s).args()...)
		}
	}
	return []screen{
		teaching("teachdays", (*Conversation).sessionsTaught),
		teaching("teachday", func(c *Conversation, ctx context.Context, in input, p payload) (Turn, error) {
			return c.showSession(ctx, in, p.args[0], p.args[1], "")
		}),
		teaching("teachdayadd", asksFor("session_ask", "teachdayadd")),
		teaching("teachdaywhen", changes("session_ask_when", "teachdaywhen")),
		teaching("teachdaywhere", changes("session_ask_where", "teachdaywhere")),
		teaching("teachdaywhat", changes("session_ask_title", "teachdaywhat")),
		teaching("teachdaypick", (*Conversation).sessionPicked),
		teaching("teachdaykeep", (*Conversation).sessionKept),
		teaching("teachdaydrop", (*Conversation).sessionDrop),
		teaching("teachdaygone", (*Conversation).sessionDropped),
		teaching("teachtest", (*Conversation).testDayAsked),
		teaching("teachtestoff", func(c *Conversation, ctx context.Context, in input, p payload) (Turn, error) {
			return c.testDaySet(ctx, in, p.args[:], calendar.Day{})
		}),
	}
}

// sessionWaits take a session as one text, and what is changed of one. Their arguments are a sessionDraft; those of
// "teachdaypick" go on with the moments that may be meant.
func sessionWaits() []wait {
	part := func(change func(d *sessionDraft, text string)) func(*Conversation, context.Context, input, []string, string) (Turn, error) {
		return func(c *Conversation, ctx context.Context, in input, args []string, text string) (Turn, error) {
			d := readSessionDraft(args)
			change(&d, text)
			return c.sessionDrafted(ctx, in, d)
		}
	}
	return []wait{
		teachingWait("teachdayadd", (*Conversation).sessionWritten),
		teachingWait("teachdaysure", (*Conversation).sessionWritten),
		teachingWait("teachdaypick", (*Conversation).sessionWritten),
		teachingWait("teachdaywhen", (*Conversation).sessionWritten),
		teachingWait("teachdaywhere", part(func(d *sessionDraft, text string) { d.place = titleOf(text) })),
		teachingWait("teachdaywhat", part(func(d *sessionDraft, text string) { d.title = titleOf(text) })),
		teachingWait("teachtest", (*Conversation).testDayWritten),
	}
}

// sessionWritten reads a session, or when it is to be, from one text: "thứ Năm 26/11 8h–11h, Hội trường A: Thi hành kỷ luật".
func (c *Conversation) sessionWritten(ctx context.Context, in input, args []string, text string) (Turn, error) {
	d := readSessionDraft(args)
	head, title := sessionParts(text)
	r, err := c.reading(ctx, head)
	if err != nil {
		return Turn{}, err
	}
	switch rest := titleOf(r.Rest); {
	case d.id != "":
	case title != "":
		d.title, d.place = title, placeOf(rest)
	default:
		d.title, d.place = rest, ""
	}
	switch {
	case len(r.Impossible) > 0:
		return sentence(say("day_impossible", strings.Join(r.Impossible, "; "))), nil
	case len(r.Whens) == 0:
		return sentence(say("session_unread")), nil
	case r.Repeat != "":
		return sentence(say("session_one_by_one")), nil
	case len(r.Whens) == 1:
		d.at(r.Whens[0])
		return c.sessionDrafted(ctx, in, d)
	}
	args = d.args()
	var rows [][]Button
	for n, w := range r.Whens {
		args = append(args, whenArgument(w))
		rows = append(rows, []Button{opens(w.Echo, "teachdaypick", n+1, d.class)})
	}
	return c.courseAsks(ctx, in, "teachdaypick", say("day_which", r.Phrase), rows, args...)
}

// courseAsks puts a question whose answers are buttons, above the one that gives up.
func (c *Conversation) courseAsks(ctx context.Context, in input, wait, question string, rows [][]Button, args ...string) (Turn, error) {
	t, err := c.await(ctx, in, wait, question, args...)
	if err != nil || !in.Private {
		return t, err
	}
	last := &t.Replies[len(t.Replies)-1]
	last.Buttons = append(rows, last.Buttons...)
	return t, nil
}

// sessionPicked takes the moment that was chosen of several.
func (c *Conversation) sessionPicked(ctx context.Context, in input, p payload) (Turn, error) {
	waiting, err := c.waiting(ctx, in)
	if err != nil {
		return Turn{}, err
	}
	d := readSessionDraft(waiting.args)
	w, ok := readWhenArgument(argument(waiting.args, len(d.args())+p.page-1))
	if waiting.name != "teachdaypick" || d.class != p.args[0] || !ok {
		return refusal(in.Event, say("choice_gone")), nil
	}
	d.at(w)
	t, err := c.sessionDrafted(ctx, in, d)
	return below(in.Event, t), err
}

// sessionDrafted shows how a session was read and asks once, or for what is missing.
func (c *Conversation) sessionDrafted(ctx context.Context, in input, d sessionDraft) (Turn, error) {
	switch {
	case len([]rune(d.title)) > sessionTitleMost:
		return sentence(say("session_title_long", sessionTitleMost)), nil
	case len([]rune(d.place)) > sessionPlaceMost:
		return sentence(say("session_place_long", sessionPlaceMost)), nil
	case d.title == "":
		return c.await(ctx, in, "teachdaywhat", say("session_what", sessionTime(&quiz.Session{Day: d.day, From: d.from, To: d.to})), d.args()...)
	}
	days, err := c.cfg.Workdays.Workdays(ctx)
	if err != nil {
		return Turn{}, fmt.Errorf("read the days off: %w", err)
	}
	course, id := in.course([]string{d.class})
	was, there := course.Session(d.id)
	if d.id != "" && !there {
		return refusal(in.Event, say("course_item_gone")), nil
	}
	var s sheet
	one := d.session(quiz.Session{})
	if there {
		s.para(plain(say("session_change_sure", classLabel(in.Roster, id))))
	} else {
		s.para(plain(say("session_sure", classLabel(in.Roster, id))))
	}
	sessionCard(&s, &one)
	if status := days.On(d.day); status.Off {
		s.para(plain(say("day_is_off", status.Why)))
	}
	if there && was.Moved(one, c.cfg.Now(), c.cfg.Location) {
		s.para(plain(say("session_told", joinedOf(in.Roster.Members(id)))))
	}
	if !there {
		s.para(plain(say("session_again")))
	}
	label := say("session_keep")
	if there {
		label = say("session_keep_change")
	}
	t, err := c.courseAsks(ctx, in, "teachdaysure", "-", [][]Button{{opens(label, "teachdaykeep", 1, d.class)}}, d.args()...)
	if err != nil {
		return Turn{}, err
	}
	t.Replies[len(t.Replies)-1].Text = s.done()
	return t, nil
}

// sessionCard writes a session, each part under its name.
func sessionCard(s *sheet, one *quiz.Session) {
	s.para(plain(say("session_time")+" "), bold(sessionTime(one)))
	place := one.Place
	if place == "" {
		place = say("session_no_place")
	}
	s.line(plain(say("session_place", place)))
	s.line(plain(say("session_title", one.Title)))
}

// sessionKept enters the session that was confirmed, or carries out the change of one, and tells the members of another day,
// other hours or another place.
func (c *Conversation) sessionKept(ctx context.Context, in input, p payload) (Turn, error) {
	waiting, err := c.waiting(ctx, in)
	if err != nil {
		return Turn{}, err
	}
	d := readSessionDraft(waiting.args)
	if waiting.name != "teachdaysure" || d.class != p.args[0] {
		return refusal(in.Event, say("choice_gone")), nil
	}
	h, err := c.courseHours(ctx)
	if err != nil {
		return Turn{}, err
	}
	course, id := in.course(p.args[:])
	var replies []Reply
	next := d.session(quiz.Session{Made: answerID(in.ID)})
	done := say("session_kept")
	if d.id != "" {
		was, ok := course.Session(d.id)
		if !ok {
			return courseFull(in, quiz.ErrItemGone)
		}
		next, done = d.session(*was), say("session_changed")
		if was.Moved(next, c.cfg.Now(), c.cfg.Location) {
			next = next.Heard(c.cfg.Now(), h)
			before := draftOf("", was).session(quiz.Session{})
			replies = in.toMembers(id, courseBody{Made: madeMoved, Class: id, ID: was.ID, Was: &before})
		}
	}
	changed, session, err := course.WithSession(next)
	if err != nil {
		return courseFull(in, err)
	}
	switch at := next.Reminds(c.cfg.Now(), h); {
	case at.IsZero():
	case at.After(c.cfg.Now()):
		done += " " + say("session_reminded", c.moment(at))
	default:
		done += " " + say("session_reminded_now")
	}
	show, err := c.showSession(ctx, in.withCourse(changed), d.class, session, done)
	if err != nil {
		return Turn{}, err
	}
	return c.coursed(ctx, in, changed, trainingBody{What: "session", ID: session}, show.and(Turn{Replies: replies}))
}

// sessionsTaught lists the sessions of a class: what is to come first.
func (c *Conversation) sessionsTaught(_ context.Context, in input, p payload) (Turn, error) {
	course, id := in.course(p.args[:])
	coming, past := course.Coming(c.cfg.Now(), c.cfg.Location)
	all := append(coming, past...)
	page, last, from, to := paged(len(all), coursePage, p.page)
	var s sheet
	s.para(bold(say("course_days_of", classLabel(in.Roster, id))))
	if last > 1 {
		s.line(plain(say("page_of", page, last)))
	}
	if len(all) == 0 {
		s.para(plain(say("course_no_session")))
	} else {
		s.para(plain(say("sessions_how", len(coming), len(past))))
	}
	var rows [][]Button
	for _, one := range all[from:to] {
		rows = append(rows, []Button{opens(sessionLabel(one), "teachday", 1, string(id), one.ID)})
	}
	rows = append(rows, turning(page, last, func(n int) payload { return toScreen("teachdays", n, string(id)) })...)
	rows = append(rows, []Button{opens(say("session_add"), "teachdayadd", 1, string(id))})
	return inPlace(in.Event, s.done(), append(rows, []Button{opens(say("back"), "class", 1, string(id))})), nil
}

// sessionLabel is a session on a button: "26/11, 08:00: Thi hành kỷ luật".
func sessionLabel(s *quiz.Session) string {
	text := fmt.Sprintf("%d/%d", s.Day.DayOfMonth(), s.Day.Month())
	if s.From > 0 {
		text += fmt.Sprintf(", %02d:%02d", s.From/60, s.From%60)
	}
	return text + ": " + s.Title
}

// showSession shows a session to who teaches, under a line that says what was done ("": none).
func (c *Conversation) showSession(ctx context.Context, in input, class, id, done string) (Turn, error) {
	course, _ := in.course([]string{class})
	one, ok := course.Session(id)
	if !ok {
		return refusal(in.Event, say("course_item_gone")), nil
	}
	var s sheet
	s.para(plain(done))
	s.para(bold(classLabel(in.Roster, officer.ClassID(class))))
	sessionCard(&s, one)
	if one.Called() {
		reg, err := c.register(ctx, in, []string{class})
		if err != nil {
			return Turn{}, err
		}
		here, all := reg.count(in, one)
		s.para(plain(say("roll_count", here, all)))
	}
	return inPlace(in.Event, s.done(), [][]Button{
		{opens(say("roll_of"), "rollday", 1, class, id)},
		{opens(say("session_when"), "teachdaywhen", 1, class, id), opens(say("session_where"), "teachdaywhere", 1, class, id)},
		{opens(say("session_rename"), "teachdaywhat", 1, class, id), opens(say("session_drop"), "teachdaydrop", 1, class, id)},
		{opens(say("course_days_all"), "teachdays", 1, class)},
	}), nil
}

func (c *Conversation) sessionDrop(_ context.Context, in input, p payload) (Turn, error) {
	course, id := in.course(p.args[:])
	one, ok := course.Session(p.args[1])
	if !ok {
		return refusal(in.Event, say("course_item_gone")), nil
	}
	var s sheet
	s.para(plain(say("session_drop_sure", classLabel(in.Roster, id))))
	sessionCard(&s, one)
	if !one.Over(c.cfg.Now(), c.cfg.Location) {
		s.para(plain(say("session_told", joinedOf(in.Roster.Members(id)))))
	}
	if one.Called() {
		s.para(plain(say("session_drop_roll")))
	}
	return inPlace(in.Event, s.done(), [][]Button{
		{opens(say("session_drop"), "teachdaygone", 1, p.args[0], p.args[1])}, {opens(say("back"), "teachday", 1, p.args[0], p.args[1])},
	}), nil
}

// sessionDropped takes a session off the timetable; the members are told unless it was over.
func (c *Conversation) sessionDropped(ctx context.Context, in input, p payload) (Turn, error) {
	course, id := in.course(p.args[:])
	one, ok := course.Session(p.args[1])
	if !ok {
		return refusal(in.Event, say("course_item_gone")), nil
	}
	var replies []Reply
	if !one.Over(c.cfg.Now(), c.cfg.Location) {
		was := draftOf("", one).session(quiz.Session{})
		replies = in.toMembers(id, courseBody{Made: madeDropped, Class: id, ID: one.ID, Was: &was})
	}
	next := course.WithoutSession(one.ID)
	show, err := c.sessionsTaught(ctx, in.withCourse(next), toScreen("teachdays", 1, p.args[0]))
	if err != nil {
		return Turn{}, err
	}
	return c.coursed(ctx, in, next, trainingBody{What: "session-removed", ID: one.ID}, show.and(Turn{Replies: replies}))
}
