package bot

import (
	"context"
	"fmt"
	"slices"

	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/quiz"
)

// register is a class's course with what everybody did in it, for who teaches it.
type register struct {
	course *quiz.Course
	class  officer.ClassID
	all    quiz.Attendances
}

// register reads it for the class that the first argument names: in one go, of everybody in the roster, because who was at a
// session and left the class stays on its roll.
func (c *Conversation) register(ctx context.Context, in input, args []string) (register, error) {
	course, class := in.course(args)
	var ids []string
	for _, o := range in.Roster.All() {
		ids = append(ids, quiz.AttendanceID(class, o.ID))
	}
	records, err := c.cfg.Records.Many(ctx, queue.TableAttendance, ids)
	if err != nil {
		return register{}, fmt.Errorf("read who was where in a class: %w", err)
	}
	all, err := course.Attendances(records)
	return register{course, class, all}, err
}

// attendance reads what an officer did in a class.
func (c *Conversation) attendance(ctx context.Context, in input, class officer.ClassID, o officer.ID) (*quiz.Attendance, error) {
	r, err := c.cfg.Records.Record(ctx, queue.TableAttendance, quiz.AttendanceID(class, o))
	if err != nil {
		return nil, fmt.Errorf("read where an officer was: %w", err)
	}
	return in.Courses.Of(class).Attendance(o, r)
}

// attendancesGone are the removals of all that was noted of officers in a class.
func (c *Conversation) attendancesGone(ctx context.Context, in input, class officer.ClassID) ([]queue.Change, error) {
	var out []queue.Change
	r, err := c.register(ctx, in, []string{string(class)})
	if err != nil {
		return nil, err
	}
	for _, o := range in.Roster.All() {
		if a := r.all.Of(o.ID); a.Record != 0 {
			out = append(out, queue.Change{Table: queue.TableAttendance, ID: quiz.AttendanceID(class, o.ID), Was: queue.Any})
		}
	}
	return out, nil
}

// on are the members of the class, and who is on the roll of the session and is none any more, by name.
func (r register) on(in input, s *quiz.Session) []*officer.Officer {
	out := in.Roster.Members(r.class)
	for _, o := range in.Roster.All() {
		if r.all.Of(o.ID).Here(s) && !slices.ContainsFunc(out, func(m *officer.Officer) bool { return m.ID == o.ID }) {
			out = append(out, o)
		}
	}
	return out
}

// expected are those of them who were members by then, or were there.
func (r register) expected(in input, s *quiz.Session) []*officer.Officer {
	return slices.DeleteFunc(r.on(in, s), func(o *officer.Officer) bool { return r.newcomer(s, o.ID) })
}

// newcomer reports whether an officer was no member yet at a session, and not there either.
func (r register) newcomer(s *quiz.Session, o officer.ID) bool {
	return s.Called() && !r.all.Of(o).Here(s) && r.course.NotYet(o)(s)
}

// count is how many were there, of how many.
func (r register) count(in input, s *quiz.Session) (here, all int) {
	expected := r.expected(in, s)
	for _, o := range expected {
		if r.all.Of(o.ID).Here(s) {
			here++
		}
	}
	return here, len(expected)
}

// members are the ids of the class's members.
func (r register) members(in input) []officer.ID {
	var out []officer.ID
	for _, o := range in.Roster.Members(r.class) {
		out = append(out, o.ID)
	}
	return out
}
