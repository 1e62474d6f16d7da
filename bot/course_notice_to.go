package bot

import (
	"context"
	"slices"

	"camnang/bot/officer"
)

// noticeWhich is a page of the classes that an announcement may go to; text is what was written before the class was chosen.
func (c *Conversation) noticeWhich(ctx context.Context, in input, asked int, text string) (Turn, error) {
	classes := c.noticeClasses(in)
	page, last, from, to := paged(len(classes), coursePage, asked)
	question := say("notice_which")
	if last > 1 {
		question += "\n" + say("page_of", page, last)
	}
	var rows [][]Button
	for _, class := range classes[from:to] {
		rows = append(rows, []Button{opens(class.Name, "teachnewask", 1, string(class.ID))})
	}
	rows = append(rows, turning(page, last, func(n int) payload { return toScreen("teachnewwhich", n) })...)
	return c.courseAsks(ctx, in, "teachnewto", question, rows, text)
}

// noticeClasses are the classes that the actor may send announcements to: first those that the actor teaches, then the others; of
// each those held now, those to come, and those that are over, the latest of them first.
func (c *Conversation) noticeClasses(in input) []*officer.Class {
	today := c.today(c.cfg.Now()).Day
	var now, next, over []*officer.Class
	for _, class := range c.classesFor(in, officer.TeachClass) {
		switch {
		case !class.Ends.IsZero() && class.Ends.Before(today):
			over = append(over, class)
		case class.Begins.After(today):
			next = append(next, class)
		default:
			now = append(now, class)
		}
	}
	slices.Reverse(over)
	var own, others []*officer.Class
	for _, class := range slices.Concat(now, next, over) {
		if slices.Contains(class.Trainers, in.Actor.Officer.ID) {
			own = append(own, class)
			continue
		}
		others = append(others, class)
	}
	return append(own, others...)
}

// noticeTurned shows another page of the classes to whoever may send an announcement to one, and keeps the text that was written
// before.
func (c *Conversation) noticeTurned(ctx context.Context, in input, p payload) (Turn, error) {
	waiting, err := c.waiting(ctx, in)
	if err != nil {
		return Turn{}, err
	}
	if len(c.noticeClasses(in)) == 0 {
		return refusal(in.Event, say("classes_none")), nil
	}
	text := ""
	if waiting.name == "teachnewto" {
		text = argument(waiting.args, 0)
	}
	t, err := c.noticeWhich(ctx, in, p.page, text)
	if err != nil {
		return Turn{}, err
	}
	shown := t.Replies[len(t.Replies)-1]
	return inPlace(in.Event, shown.Text, shown.Buttons), nil
}
