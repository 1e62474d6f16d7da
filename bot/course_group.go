package bot

import (
	"context"
	"slices"

	"camnang/bot/journal"
	"camnang/bot/officer"
)

// courseGroupScreens bind a class to a group. Those that are shared are under a message in the group itself.
func courseGroupScreens() []screen {
	shared := func(name string, handle screenHandler) screen {
		return screen{name: name, action: officer.TeachClass, about: aboutClass, shared: true, handle: handle}
	}
	return []screen{
		teaching("teachgroup", (*Conversation).groupOf),
		teaching("teachgroupoff", func(c *Conversation, _ context.Context, in input, p payload) (Turn, error) {
			return c.groupEnded(in, officer.ClassID(p.args[0])), nil
		}),
		shared("groupask", func(c *Conversation, _ context.Context, in input, p payload) (Turn, error) {
			return c.groupAsked(in, officer.ClassID(p.args[0])), nil
		}),
		shared("groupset", (*Conversation).groupSet),
		shared("groupleave", func(c *Conversation, _ context.Context, in input, p payload) (Turn, error) {
			return c.groupEnded(in, officer.ClassID(p.args[0])), nil
		}),
	}
}

// groupOf says how a class gets its group, or that it has one, and offers to end that. The bot knows a group only once somebody
// speaks to it there.
func (c *Conversation) groupOf(_ context.Context, in input, p payload) (Turn, error) {
	class, ok := in.Roster.Class(officer.ClassID(p.args[0]))
	if !ok {
		return refusal(in.Event, say("class_gone")), nil
	}
	back := []Button{opens(say("back"), "class", 1, p.args[0])}
	if class.Chat != 0 {
		return inPlace(in.Event, []Span{plain(say("group_of_class", class.Name))}, [][]Button{{opens(say("group_end"), "teachgroupoff", 1, p.args[0])}, back}), nil
	}
	written := "/lop"
	if c.name() != "" {
		written += "@" + c.name()
	}
	return inPlace(in.Event, []Span{plain(say("group_of_class_how", class.Name, written))}, [][]Button{{{Label: say("group_copy"), Copy: written}}, back}), nil
}

// classInGroup is /lop in a group: who teaches a class may make the group the class's own. To everybody else it answers in the
// private chat.
func (c *Conversation) classInGroup(ctx context.Context, in input, text string) (Turn, error) {
	taught := slices.DeleteFunc(in.Roster.TaughtBy(in.Actor.Officer.ID), func(class *officer.Class) bool {
		return !c.may(in, officer.TeachClass, officer.About{Class: class.ID})
	})
	bound, has := in.Roster.ByChat(in.Chat)
	switch {
	case has && slices.ContainsFunc(taught, func(class *officer.Class) bool { return class.ID == bound.ID }):
		return message([]Span{plain(say("group_is", bound.Name))}, [][]Button{{opens(say("group_end"), "groupleave", 1, string(bound.ID))}}), nil
	case has || len(taught) == 0:
		return c.personally(in, func(in input) (Turn, error) { return c.classes(ctx, in, text) })
	case len(taught) == 1:
		return c.groupAsked(in, taught[0].ID), nil
	}
	var rows [][]Button
	for _, class := range taught[:min(len(taught), coursePage)] {
		rows = append(rows, []Button{opens(class.Name, "groupask", 1, string(class.ID))})
	}
	return message([]Span{plain(say("group_which"))}, rows), nil
}

// groupAsked asks once whether the group becomes the class's.
func (c *Conversation) groupAsked(in input, id officer.ClassID) Turn {
	class, ok := in.Roster.Class(id)
	switch {
	case !ok:
		return refusal(in.Event, say("class_gone"))
	case in.Private:
		return refusal(in.Event, say("group_only_there"))
	}
	question := say("group_sure", class.Name)
	if class.Chat != 0 && class.Chat != in.Chat {
		question = say("group_sure_instead", class.Name)
	}
	return inPlace(in.Event, []Span{plain(question)}, [][]Button{{opens(say("group_bind"), "groupset", 1, string(id))}})
}

// groupSet makes the group the class's.
func (c *Conversation) groupSet(_ context.Context, in input, p payload) (Turn, error) {
	class, ok := in.Roster.Class(officer.ClassID(p.args[0]))
	switch {
	case !ok:
		return refusal(in.Event, say("class_gone")), nil
	case in.Private:
		return refusal(in.Event, say("group_only_there")), nil
	}
	edit := in.Roster.Edit()
	next := *class
	next.Chat = in.Chat
	if err := edit.SetClass(next); err != nil {
		return notPossible(in, err)
	}
	t := inPlace(in.Event, []Span{plain(say("group_bound", class.Name))}, nil)
	if class.Chat == in.Chat {
		return t, nil
	}
	return t.changing(edit.Changes()...).noting(in.note(journal.Coursed, false, trainingBody{What: "group", Class: class.ID})), nil
}

// groupEnded leaves a class without a group.
func (c *Conversation) groupEnded(in input, id officer.ClassID) Turn {
	class, ok := in.Roster.Class(id)
	switch {
	case !ok:
		return refusal(in.Event, say("class_gone"))
	case class.Chat == 0:
		return refusal(in.Event, say("group_none"))
	}
	edit := in.Roster.Edit()
	next := *class
	next.Chat = 0
	if err := edit.SetClass(next); err != nil {
		return refusal(in.Event, say("class_gone"))
	}
	t := inPlace(in.Event, []Span{plain(say("group_ended", class.Name))}, nil)
	return t.changing(edit.Changes()...).noting(in.note(journal.Coursed, false, trainingBody{What: "group-ended", Class: id}))
}
