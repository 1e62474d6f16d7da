package bot

import (
	"context"
	"regexp"
	"slices"
	"strconv"

	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/quiz"
	"camnang/corpus/calendar"
)

// classScreens are those behind /lop. Their first argument is the class.
func classScreens() []screen {
	asks := func(key, wait string) screenHandler {
		return func(c *Conversation, ctx context.Context, in input, p payload) (Turn, error) {
			return c.asking(ctx, in, wait, say(key, classLabel(in.Roster, officer.ClassID(p.args[0]))), p.args[0])
		}
	}
	return []screen{
		{name: "classes", action: officer.UseAssistant, about: aboutNothing, handle: func(c *Conversation, _ context.Context, in input, p payload) (Turn, error) {
			return c.classList(in, p.page)
		}},
		{name: "class", action: officer.SeeClass, about: aboutClass, handle: func(c *Conversation, _ context.Context, in input, p payload) (Turn, error) {
			return c.showClass(in, officer.ClassID(p.args[0]))
		}},
		{name: "classstaff", action: officer.SeeClass, about: aboutClass, handle: (*Conversation).classStaff},
		{name: "classout", action: officer.SeeClass, about: aboutClass, handle: (*Conversation).classNotJoined},
		{name: "classadd", action: officer.ChangeClass, about: aboutNothing, handle: func(c *Conversation, ctx context.Context, in input, _ payload) (Turn, error) {
			return c.asking(ctx, in, "classadd", say("class_ask_name"))
		}},
		{name: "classedit", action: officer.ChangeClass, about: aboutClass, handle: (*Conversation).classEdit},
		{name: "classname", action: officer.ChangeClass, about: aboutClass, handle: asks("class_ask_new_name", "classname")},
		{name: "classdays", action: officer.ChangeClass, about: aboutClass, handle: asks("class_ask_days", "classdays")},
		{name: "classteach", action: officer.ChangeClass, about: aboutClass, handle: asks("class_ask_trainer", "classteach")},
		{name: "classteaches", action: officer.ChangeClass, about: aboutClass, handle: (*Conversation).classTrainer},
		{name: "classenrol", action: officer.EnrolClass, about: aboutClass, handle: asks("class_ask_member", "classenrol")},
		{name: "classenrolled", action: officer.EnrolClass, about: aboutClass, handle: (*Conversation).classMember},
		{name: "classdrop", action: officer.ChangeClass, about: aboutClass, handle: (*Conversation).classDrop},
		{name: "classdropped", action: officer.ChangeClass, about: aboutClass, handle: (*Conversation).classDropped},
	}
}

func classWaits() []wait {
	of := func(handle func(c *Conversation, ctx context.Context, in input, id officer.ClassID, text string) (Turn, error)) func(*Conversation, context.Context, input, []string, string) (Turn, error) {
		return func(c *Conversation, ctx context.Context, in input, args []string, text string) (Turn, error) {
			return handle(c, ctx, in, officer.ClassID(argument(args, 0)), text)
		}
	}
	return []wait{
		{name: "classadd", action: officer.ChangeClass, about: aboutNothing, handle: of((*Conversation).classAdded)},
		{name: "classname", action: officer.ChangeClass, about: aboutClass, handle: of((*Conversation).classRenamed)},
		{name: "classdays", action: officer.ChangeClass, about: aboutClass, handle: of((*Conversation).classDays)},
		{name: "classteach", action: officer.ChangeClass, about: aboutClass, handle: of((*Conversation).classTrainerFound)},
		{name: "classenrol", action: officer.EnrolClass, about: aboutClass, handle: of((*Conversation).classMemberFound)},
	}
}

func classLabel(r *officer.Roster, id officer.ClassID) string {
	if class, ok := r.Class(id); ok {
		return class.Name
	}
	return ""
}

// classesOf are the classes that the actor may see.
func (c *Conversation) classesOf(in input) []*officer.Class {
	return slices.DeleteFunc(in.Roster.Classes(), func(class *officer.Class) bool {
		return !c.may(in, officer.SeeClass, officer.About{Class: class.ID})
	})
}

// classes is /lop: the classes that an officer teaches, all of them for an administrator, and those that the officer attends.
// One alone is shown at once.
func (c *Conversation) classes(ctx context.Context, in input, _ string) (Turn, error) {
	own, attended := c.classesOf(in), c.classesFor(in, officer.AttendClass)
	switch {
	case c.may(in, officer.ChangeClass, officer.About{}) || len(own)+len(attended) != 1:
		return c.classList(in, 1)
	case len(own) == 1:
		return c.showClass(in, own[0].ID)
	}
	return c.showCourse(ctx, in, attended[0].ID)
}

// classList is a page of the classes that the actor may see, those that the actor attends before them.
func (c *Conversation) classList(in input, asked int) (Turn, error) {
	attended := c.classesFor(in, officer.AttendClass)
	own := append(slices.Clone(attended), c.classesOf(in)...)
	page, last, from, to := paged(len(own), unitsPage, asked)
	var s sheet
	s.para(bold(say("classes_heading")))
	if len(own) == 0 {
		s.para(plain(say("classes_none")))
	}
	if last > 1 {
		s.line(plain(say("page_of", page, last)))
	}
	var rows [][]Button
	for i, class := range own[from:to] {
		if from+i < len(attended) {
			rows = append(rows, []Button{opens(say("class_attended", class.Name), "course", 1, string(class.ID))})
			continue
		}
		members := in.Roster.Members(class.ID)
		rows = append(rows, []Button{opens(say("unit_line", class.Name, joinedOf(members), len(members)), "class", 1, string(class.ID))})
	}
	rows = append(rows, turning(page, last, func(n int) payload { return toScreen("classes", n) })...)
	if c.may(in, officer.ChangeClass, officer.About{}) {
		rows = append(rows, []Button{opens(say("class_add"), "classadd", 1)})
	}
	return inPlace(in.Event, s.done(), rows), nil
}

// showClass shows a class and what the actor may do with it.
func (c *Conversation) showClass(in input, id officer.ClassID) (Turn, error) {
	class, ok := in.Roster.Class(id)
	if !ok {
		return refusal(in.Event, say("class_gone")), nil
	}
	members := in.Roster.Members(id)
	var s sheet
	s.para(bold(class.Name))
	if !class.Begins.IsZero() && !class.Ends.IsZero() {
		s.line(plain(say("class_days", class.Begins.Vietnamese(), class.Ends.Vietnamese())))
	}
	if names := officerNames(in.Roster.Trainers(id)); names != "" {
		s.line(plain(say("class_trainers", names)))
	}
	s.para(plain(say("class_numbers", len(members), joinedOf(members), len(members)-joinedOf(members))))
	key := string(id)
	var rows [][]Button
	if c.may(in, officer.TeachClass, officer.About{Class: id}) {
		rows = append(c.courseRows(&s, in, class), c.deskRow(in)...)
	}
	rows = append(rows, []Button{opens(say("class_members"), "classstaff", 1, key), opens(say("unit_out"), "classout", 1, key)})
	if c.may(in, officer.InviteClass, officer.About{Class: id}) {
		rows = append(rows, []Button{opens(say("slips"), "classslips", 1, key)})
	}
	if c.may(in, officer.EnrolClass, officer.About{Class: id}) {
		rows = append(rows, []Button{opens(say("class_enrol"), "classenrol", 1, key)})
	}
	if c.may(in, officer.ChangeClass, officer.About{}) {
		rows = append(rows, []Button{opens(say("class_edit"), "classedit", 1, key), opens(say("class_teach"), "classteach", 1, key)})
	}
	return inPlace(in.Event, s.done(), append(rows, []Button{opens(say("classes_all"), "classes", 1)})), nil
}

// courseRows write what comes next in a class, and are the buttons for its course.
func (c *Conversation) courseRows(s *sheet, in input, class *officer.Class) [][]Button {
	course, now, key := in.Courses.Of(class.ID), c.cfg.Now(), string(class.ID)
	if coming, _ := course.Coming(now, c.cfg.Location); len(coming) > 0 {
		s.para(plain(say("course_next")))
		s.line(sessionSpans(coming[0])...)
	}
	if !course.Test.IsZero() {
		s.para(plain(say("course_test", dayText(course.Test))))
	}
	// The roll that is wanted is today's, when there is one session today.
	roll := opens(say("roll_of"), "roll", 1, key)
	if today := slices.DeleteFunc(slices.Clone(course.Sessions), func(s quiz.Session) bool { return s.Day != c.today(now).Day }); len(today) == 1 {
		roll = opens(say("roll_of"), "rollday", 1, key, today[0].ID)
	}
	return [][]Button{
		{opens(say("course_sessions"), "teachdays", 1, key), roll},
		{opens(say("course_notices"), "teachnews", 1, key), opens(say("course_material"), "teachfiles", 1, key)},
		{opens(say("test_day"), "teachtest", 1, key), opens(say("course_group"), "teachgroup", 1, key)},
	}
}

func (c *Conversation) classStaff(_ context.Context, in input, p payload) (Turn, error) {
	id := officer.ClassID(p.args[0])
	return c.staffPage(in, classLabel(in.Roster, id), in.Roster.Members(id), p, "classstaff", opens(say("back"), "class", 1, p.args[0])), nil
}

func (c *Conversation) classNotJoined(_ context.Context, in input, p payload) (Turn, error) {
	id := officer.ClassID(p.args[0])
	return c.staffPage(in, say("out_heading", classLabel(in.Roster, id)), notJoined(in.Roster.Members(id)), p, "classout", opens(say("back"), "class", 1, p.args[0])), nil
}

func (c *Conversation) classEdit(_ context.Context, in input, p payload) (Turn, error) {
	key := p.args[0]
	return inPlace(in.Event, []Span{bold(classLabel(in.Roster, officer.ClassID(key))), plain("\n" + say("unit_edit_what"))}, [][]Button{
		{opens(say("unit_rename"), "classname", 1, key)},
		{opens(say("class_set_days"), "classdays", 1, key)},
		{opens(say("class_drop"), "classdrop", 1, key)},
		{opens(say("back"), "class", 1, key)},
	}), nil
}

// editClass carries out an edit of a class that a text led to, ends what waited for the text, and shows the class.
func (c *Conversation) editClass(ctx context.Context, in input, id officer.ClassID, what string, also officer.ID, change func(*officer.Edit) error) (Turn, error) {
	if _, ok := in.Roster.Class(id); !ok {
		return refusal(in.Event, say("class_gone")), nil
	}
	edit := in.Roster.Edit()
	if err := change(edit); err != nil {
		return notPossible(in, err)
	}
	if in.Kind != EventTap {
		if _, err := c.ended(ctx, in); err != nil {
			return Turn{}, err
		}
	}
	return c.changed(in, edit, changedBody{What: what, Object: string(id), Also: string(also)}, func(in input) (Turn, error) { return c.showClass(in, id) })
}

func (c *Conversation) classAdded(ctx context.Context, in input, _ officer.ClassID, text string) (Turn, error) {
	edit := in.Roster.Edit()
	id, err := edit.AddClass(in.ID, text, calendar.Day{}, calendar.Day{})
	if err != nil {
		return notPossible(in, err)
	}
	if _, err := c.ended(ctx, in); err != nil {
		return Turn{}, err
	}
	return c.changed(in, edit, changedBody{What: "class added", Object: string(id)}, func(in input) (Turn, error) { return c.showClass(in, id) })
}

func (c *Conversation) classRenamed(ctx context.Context, in input, id officer.ClassID, text string) (Turn, error) {
	return c.editClass(ctx, in, id, "class renamed", "", func(edit *officer.Edit) error {
		class, _ := in.Roster.Class(id)
		next := *class
		next.Name = text
		return edit.SetClass(next)
	})
}

// dayWritten is a day as the question shows it.
var dayWritten = regexp.MustCompile(`\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b`)

// classDays sets the first and the last day: "23/11/2026 - 23/12/2026".
func (c *Conversation) classDays(ctx context.Context, in input, id officer.ClassID, text string) (Turn, error) {
	var days []calendar.Day
	for _, parts := range dayWritten.FindAllStringSubmatch(text, 3) {
		// The pattern has let digits alone through.
		d, _ := strconv.Atoi(parts[1])
		m, _ := strconv.Atoi(parts[2])
		y, _ := strconv.Atoi(parts[3])
		if day, ok := calendar.Date(y, m, d); ok {
			days = append(days, day)
		}
	}
	if len(days) != 2 {
		return sentence(say("class_days_unread")), nil
	}
	return c.editClass(ctx, in, id, "class days", "", func(edit *officer.Edit) error {
		class, _ := in.Roster.Class(id)
		next := *class
		next.Begins, next.Ends = days[0], days[1]
		return edit.SetClass(next)
	})
}

// choice lists officers found by a name, each a button to a screen about the class: to end it for those who are there.
func (c *Conversation) choice(in input, id officer.ClassID, screen string, there []officer.ID, text string) Turn {
	found := slices.DeleteFunc(in.Roster.Search(text, staffPage), func(o *officer.Officer) bool { return !o.Left.IsZero() })
	if len(found) == 0 {
		return sentence(say("people_none"))
	}
	var rows [][]Button
	for _, o := range found {
		do := give
		if slices.Contains(there, o.ID) {
			do = end
		}
		rows = append(rows, []Button{opens(personLine(in.Roster, o), screen, do, string(id), string(o.ID))})
	}
	return message([]Span{plain(say("class_choose"))}, append(rows, []Button{opens(say("back"), "class", 1, string(id))}))
}

func (c *Conversation) classTrainerFound(_ context.Context, in input, id officer.ClassID, text string) (Turn, error) {
	class, ok := in.Roster.Class(id)
	if !ok {
		return refusal(in.Event, say("class_gone")), nil
	}
	return c.choice(in, id, "classteaches", class.Trainers, text), nil
}

func (c *Conversation) classMemberFound(_ context.Context, in input, id officer.ClassID, text string) (Turn, error) {
	class, ok := in.Roster.Class(id)
	if !ok {
		return refusal(in.Event, say("class_gone")), nil
	}
	return c.choice(in, id, "classenrolled", class.Members, text), nil
}

// classTrainer makes the officer of the second argument a trainer of the class, or ends that.
func (c *Conversation) classTrainer(ctx context.Context, in input, p payload) (Turn, error) {
	id, o := officer.ClassID(p.args[0]), officer.ID(p.args[1])
	return c.editClass(ctx, in, id, "class trainer", o, func(edit *officer.Edit) error { return edit.SetTrainer(id, o, p.page == give) })
}

// classMember makes the officer of the second argument a member of the class, or ends that.
func (c *Conversation) classMember(ctx context.Context, in input, p payload) (Turn, error) {
	id, o := officer.ClassID(p.args[0]), officer.ID(p.args[1])
	return c.editClass(ctx, in, id, "class member", o, func(edit *officer.Edit) error {
		if p.page == end {
			return edit.Withdraw(id, o)
		}
		return edit.Enrol(id, o)
	})
}

func (c *Conversation) classDrop(_ context.Context, in input, p payload) (Turn, error) {
	return inPlace(in.Event, []Span{plain(say("class_drop_sure", classLabel(in.Roster, officer.ClassID(p.args[0]))))}, [][]Button{
		{opens(say("class_drop"), "classdropped", 1, p.args[0])}, {opens(say("back"), "classedit", 1, p.args[0])},
	}), nil
}

func (c *Conversation) classDropped(ctx context.Context, in input, p payload) (Turn, error) {
	edit := in.Roster.Edit()
	if err := edit.RemoveClass(officer.ClassID(p.args[0])); err != nil {
		return notPossible(in, err)
	}
	course, id := in.course(p.args[:])
	gone, err := c.attendancesGone(ctx, in, id)
	if err != nil {
		return Turn{}, err
	}
	if course.Record != 0 {
		gone = append(gone, queue.Change{Table: queue.TableCourse, ID: string(id), Was: course.Record})
	}
	t, err := c.changed(in, edit, changedBody{What: "class removed", Object: p.args[0]}, func(in input) (Turn, error) { return c.classList(in, 1) })
	if err != nil {
		return Turn{}, err
	}
	return t.changing(gone...), nil
}
