package bot

import (
	"context"

	"camnang/bot/officer"
	"camnang/bot/quiz"
)

// courseScreens are what a member sees of a class.
func courseScreens() []screen {
	return []screen{
		attending("course", func(c *Conversation, ctx context.Context, in input, p payload) (Turn, error) {
			if p.page == 1 {
				return c.showCourse(ctx, in, officer.ClassID(p.args[0]))
			}
			asked := in
			asked.Kind = EventText
			t, err := c.showCourse(ctx, asked, officer.ClassID(p.args[0]))
			return below(in.Event, t), err
		}),
		attending("coursedays", (*Conversation).courseDays),
		attending("coursefiles", (*Conversation).courseFiles),
		attending("coursefile", (*Conversation).courseFile),
	}
}

// showCourse is a class as its member sees it: the next session, what is new, the own attendance.
func (c *Conversation) showCourse(ctx context.Context, in input, id officer.ClassID) (Turn, error) {
	mine, err := c.attendance(ctx, in, id, in.Actor.Officer.ID)
	if err != nil {
		return Turn{}, err
	}
	return c.courseOf(in, mine), nil
}

func (c *Conversation) courseOf(in input, mine *quiz.Attendance) Turn {
	id := mine.Class
	class, ok := in.Roster.Class(id)
	if !ok {
		return refusal(in.Event, say("class_gone"))
	}
	course, now := in.Courses.Of(id), c.cfg.Now()
	var s sheet
	s.para(bold(class.Name))
	if !class.Begins.IsZero() && !class.Ends.IsZero() {
		s.line(plain(say("class_days", class.Begins.Vietnamese(), class.Ends.Vietnamese())))
	}
	if names := officerNames(in.Roster.Trainers(id)); names != "" {
		s.line(plain(say("class_trainers", names)))
	}
	coming, _ := course.Coming(now, c.cfg.Location)
	switch {
	case len(course.Sessions) == 0:
		s.para(plain(say("course_no_session")))
	case len(coming) == 0:
		s.para(plain(say("course_none_ahead")))
	case len(coming) == 1:
		s.para(plain(say("course_next")))
	default:
		s.para(plain(say("course_next_of", len(coming))))
	}
	if len(coming) > 0 {
		s.line(sessionSpans(coming[0])...)
	}
	if !course.Test.IsZero() && !course.Test.Before(c.today(now).Day) {
		s.para(plain(say("course_test", dayText(course.Test))))
	}
	key := string(id)
	here, called := mine.Attended(course)
	var rows [][]Button
	for i := range course.Sessions {
		if one := &course.Sessions[i]; one.RollOpen(now, c.cfg.Location) && !mine.Here(one) {
			rows = append(rows, []Button{opens(say("course_roll"), "courseroll", 1, key, one.ID)})
			// Who still may give the code was not away yet.
			if !course.NotYet(mine.Officer)(one) {
				called--
			}
		}
	}
	if called > 0 {
		s.para(plain(say("course_attended", here, called)))
	}
	if n := len(mine.Unseen(course)); n > 0 {
		rows = append(rows, []Button{opens(say("course_unseen", n), "coursenews", 1, key)})
	}
	if len(course.Sessions) > 0 {
		rows = append(rows, []Button{opens(say("course_days", len(course.Sessions)), "coursedays", 1, key)})
	}
	if len(course.Files) > 0 {
		rows = append(rows, []Button{opens(say("course_files", len(course.Files)), "coursefiles", 1, key)})
	}
	if len(c.classesFor(in, officer.AttendClass))+len(c.classesOf(in)) > 1 {
		rows = append(rows, []Button{opens(say("classes_all"), "classes", 1)})
	}
	return inPlace(in.Event, s.done(), rows)
}

// sessionTime is when a session is: "thứ Năm, 26/11/2026, từ 08 giờ 00 đến 11 giờ 00".
func sessionTime(s *quiz.Session) string {
	switch {
	case s.From == 0:
		return dayText(s.Day)
	case s.To == 0:
		return say("session_at", dayText(s.Day), clockText(s.From))
	}
	return say("session_from_to", dayText(s.Day), clockText(s.From), clockText(s.To))
}

// sessionSpans are a session: when, what about, where, a line each.
func sessionSpans(one *quiz.Session) []Span {
	text := "\n" + one.Title
	if one.Place != "" {
		text += "\n" + say("session_place", one.Place)
	}
	return []Span{bold(sessionTime(one)), plain(text)}
}

// courseDays is the timetable: what is to come first, what is over behind it, with where the officer was.
func (c *Conversation) courseDays(ctx context.Context, in input, p payload) (Turn, error) {
	course, id := in.course(p.args[:])
	mine, err := c.attendance(ctx, in, id, in.Actor.Officer.ID)
	if err != nil {
		return Turn{}, err
	}
	coming, past := course.Coming(c.cfg.Now(), c.cfg.Location)
	all := append(coming, past...)
	page, last, from, to := paged(len(all), coursePage, p.page)
	var s sheet
	s.para(bold(say("course_days_of", classLabel(in.Roster, id))))
	if last > 1 {
		s.line(plain(say("page_of", page, last)))
	}
	for i := from; i < to; i++ {
		one := all[i]
		if i == len(coming) {
			s.para(plain(say("course_past")))
		}
		s.para(sessionSpans(one)...)
		if one.Called() {
			s.line(plain(presenceText(course, one, mine)))
		}
	}
	rows := turning(page, last, func(n int) payload { return toScreen("coursedays", n, string(id)) })
	return inPlace(in.Event, s.done(), append(rows, []Button{opens(say("back"), "course", 1, string(id))})), nil
}

// presenceText says whether an officer was there.
func presenceText(course *quiz.Course, s *quiz.Session, a *quiz.Attendance) string {
	switch {
	case a.Here(s):
		return say("roll_here")
	case course.NotYet(a.Officer)(s):
		return say("roll_newcomer")
	}
	return say("roll_away")
}

// courseFiles are the files of the class, a button each.
func (c *Conversation) courseFiles(_ context.Context, in input, p payload) (Turn, error) {
	course, id := in.course(p.args[:])
	page, last, from, to := paged(len(course.Files), coursePage, p.page)
	var s sheet
	s.para(bold(say("course_files_of", classLabel(in.Roster, id))))
	if last > 1 {
		s.line(plain(say("page_of", page, last)))
	}
	if len(course.Files) == 0 {
		s.para(plain(say("course_no_file")))
	} else {
		s.para(plain(say("course_files_how")))
	}
	var rows [][]Button
	for _, f := range course.Files[from:to] {
		rows = append(rows, []Button{opens(f.Name, "coursefile", 1, string(id), f.ID)})
	}
	rows = append(rows, turning(page, last, func(n int) payload { return toScreen("coursefiles", n, string(id)) })...)
	return inPlace(in.Event, s.done(), append(rows, []Button{opens(say("back"), "course", 1, string(id))})), nil
}

// courseFile sends a file, from where the channel keeps it.
func (c *Conversation) courseFile(_ context.Context, in input, p payload) (Turn, error) {
	course, _ := in.course(p.args[:])
	f, ok := course.File(p.args[1])
	if !ok {
		return refusal(in.Event, say("course_item_gone")), nil
	}
	return below(in.Event, Turn{Replies: []Reply{fileReply(f)}}), nil
}

func fileReply(f *quiz.File) Reply {
	return Reply{Kind: SendFile, Text: []Span{plain(f.Name)}, File: &Attachment{Handle: f.Handle, Picture: f.Picture}}
}
