package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/quiz"
)

const (
	// noticeTextMost is the longest announcement in UTF-16 units: with its heading it fits one message.
	noticeTextMost = 3000
	// noticeNames is how many of those who have not seen an announcement are named; of more it is said how many.
	noticeNames = 60
)

func noticeCommands() []command {
	return []command{{
		name: "thongbao", description: say("menu_thongbao"), takesText: true, action: officer.TeachClass,
		aliases: []string{"thong bao", "gui thong bao", "thong bao cho lop"}, handle: (*Conversation).announce,
	}}
}

// noticeScreens are the announcements: for who teaches the class, and for its members.
func noticeScreens() []screen {
	return []screen{
		teaching("teachnews", (*Conversation).noticeList),
		teaching("teachnew", func(c *Conversation, ctx context.Context, in input, p payload) (Turn, error) {
			return c.showNotice(ctx, in, p.args[0], p.args[1], "")
		}),
		{name: "teachnewwhich", action: officer.Learn, about: aboutNothing, handle: (*Conversation).noticeTurned},
		teaching("teachnewask", (*Conversation).noticeAsked),
		teaching("teachnewsend", (*Conversation).noticeSent),
		teaching("teachnewagain", (*Conversation).noticeAgain),
		attending("coursenews", (*Conversation).courseNews),
		attending("courseseen", (*Conversation).noticeSeen),
		attending("coursenext", (*Conversation).noticeSeenNext),
	}
}

// noticeWaits take the text of an announcement. "teachnewsure" remembers, behind the class, the text that was shown;
// "teachnewto" a text that was written before the class was chosen.
func noticeWaits() []wait {
	return []wait{
		teachingWait("teachnewtext", (*Conversation).noticeWritten),
		teachingWait("teachnewsure", (*Conversation).noticeWritten),
		{name: "teachnewto", action: officer.Learn, about: aboutNothing, handle: func(c *Conversation, ctx context.Context, in input, _ []string, text string) (Turn, error) {
			return c.announce(ctx, in, text)
		}},
	}
}

// announce is /thongbao: the class is chosen where there are several, then the text is asked for unless it was written behind
// the command.
func (c *Conversation) announce(ctx context.Context, in input, text string) (Turn, error) {
	classes := c.classesFor(in, officer.TeachClass)
	switch len(classes) {
	case 0:
		return sentence(say("classes_none")), nil
	case 1:
		if key := string(classes[0].ID); text != "" {
			return c.noticeWritten(ctx, in, []string{key}, text)
		}
		return c.await(ctx, in, "teachnewtext", say("notice_ask", classes[0].Name), string(classes[0].ID))
	}
	return c.noticeWhich(ctx, in, 1, text)
}

// noticeAsked asks for the text of an announcement to a class, or takes the one that was written before the class was chosen.
func (c *Conversation) noticeAsked(ctx context.Context, in input, p payload) (Turn, error) {
	waiting, err := c.waiting(ctx, in)
	if err != nil {
		return Turn{}, err
	}
	if text := argument(waiting.args, 0); waiting.name == "teachnewto" && text != "" {
		t, err := c.noticeWritten(ctx, in, p.args[:], text)
		return below(in.Event, t), err
	}
	return c.asking(ctx, in, "teachnewtext", say("notice_ask", classLabel(in.Roster, officer.ClassID(p.args[0]))), p.args[0])
}

// noticeWritten shows an announcement as it will be, and to how many it goes.
func (c *Conversation) noticeWritten(ctx context.Context, in input, args []string, text string) (Turn, error) {
	class, ok := in.Roster.Class(officer.ClassID(args[0]))
	if !ok {
		return refusal(in.Event, say("class_gone")), nil
	}
	if n := units(text); n > noticeTextMost {
		return sentence(say("notice_long", n, noticeTextMost)), nil
	}
	members := in.Roster.Members(class.ID)
	joined := joinedOf(members)
	if joined == 0 {
		return sentence(say("notice_nobody")), nil
	}
	var s sheet
	s.para(bold(say("notice_preview", class.Name)))
	s.para(plain(text))
	s.para(bold(say("notice_to", joined, len(members)-joined)))
	if class.Chat != 0 {
		s.line(plain(say("notice_to_group")))
	}
	s.line(plain(say("notice_rewrite")))
	rows := [][]Button{{opens(say("notice_send", joined), "teachnewsend", 1, args[0])}}
	t, err := c.courseAsks(ctx, in, "teachnewsure", "-", rows, args[0], text)
	if err != nil {
		return Turn{}, err
	}
	t.Replies[len(t.Replies)-1].Text = s.done()
	return t, nil
}

// noticeSent sends the announcement that was confirmed: to each member who has joined, and to the class's group. What waited is
// over then, so that a second tap sends nothing.
func (c *Conversation) noticeSent(ctx context.Context, in input, p payload) (Turn, error) {
	waiting, err := c.waiting(ctx, in)
	if err != nil {
		return Turn{}, err
	}
	text := argument(waiting.args, 1)
	if waiting.name != "teachnewsure" || waiting.args[0] != p.args[0] || text == "" {
		return refusal(in.Event, say("choice_gone")), nil
	}
	course, id := in.course(p.args[:])
	n := quiz.Notice{Made: answerID(in.ID), Text: text, By: in.Actor.Officer.ID, At: c.cfg.Now().UTC()}
	for _, o := range in.Roster.Members(id) {
		if o.Joined() {
			n.To = append(n.To, o.ID)
		}
	}
	if len(n.To) == 0 {
		return refusal(in.Event, say("notice_nobody")), nil
	}
	next, notice, err := course.WithNotice(n)
	if err != nil {
		return courseFull(in, err)
	}
	show, err := c.showNotice(ctx, in.withCourse(next), p.args[0], notice, say("notice_sent", len(n.To)))
	if err != nil {
		return Turn{}, err
	}
	show.Replies = append(show.Replies, in.toMembers(id, courseBody{Made: madeNotice, Class: id, ID: notice})...)
	if class, ok := in.Roster.Class(id); ok && class.Chat != 0 {
		var s sheet
		s.para(bold(say("notice_heading_of", class.Name)))
		s.para(plain(text))
		show.Replies = append(show.Replies, Reply{Kind: Send, Chat: class.Chat, Text: s.done()})
	}
	return c.coursed(ctx, in, next, trainingBody{What: "announced", ID: notice, Number: len(n.To)}, show)
}

// noticeCarried is the id in queue.TableCarried of an announcement that the channel took for an officer.
func noticeCarried(class officer.ClassID, notice string, o officer.ID) string {
	return fmt.Sprintf("n.%s.%s.%s", class, notice, o)
}

// announcement is an announcement as a member reads it.
func (c *Conversation) announcement(in input, class officer.ClassID, n *quiz.Notice, heading string) []Span {
	var s sheet
	s.para(bold(heading))
	s.para(plain(n.Text))
	if by := in.name(n.By); by != "" {
		s.para(ital(say("notice_by", by, c.moment(n.At))))
	}
	return s.done()
}

// noticeForMember is an announcement, or the reminder of it, for a member who has not seen it.
func (c *Conversation) noticeForMember(ctx context.Context, in input, chat int64, raw json.RawMessage) (Reply, bool, error) {
	b, o, ok := in.courseMessage(chat, raw)
	if !ok {
		return Reply{}, false, nil
	}
	n, there := in.Courses.Of(b.Class).Notice(b.ID)
	if !there {
		return Reply{}, false, nil
	}
	if a, err := c.attendance(ctx, in, b.Class, o.ID); err != nil || !a.Awaits(n) {
		return Reply{}, false, err
	}
	heading := say("notice_heading_of", classLabel(in.Roster, b.Class))
	if b.Again {
		heading = say("notice_heading_again", classLabel(in.Roster, b.Class))
	}
	return Reply{
		Kind: Send, Text: c.announcement(in, b.Class, n, heading), Keep: &Keep{ID: noticeCarried(b.Class, n.ID, o.ID)},
		Buttons: [][]Button{{opens(say("notice_read"), "courseseen", 1, string(b.Class), n.ID)}},
	}, true, nil
}

// noticeList lists the announcements of a class, the newest first, with how many have seen each.
func (c *Conversation) noticeList(ctx context.Context, in input, p payload) (Turn, error) {
	reg, err := c.register(ctx, in, p.args[:])
	if err != nil {
		return Turn{}, err
	}
	id, all := reg.class, slices.Clone(reg.course.Notices)
	slices.Reverse(all)
	page, last, from, to := paged(len(all), coursePage, p.page)
	var s sheet
	s.para(bold(say("notices_of", classLabel(in.Roster, id))))
	if last > 1 {
		s.line(plain(say("page_of", page, last)))
	}
	if len(all) == 0 {
		s.para(plain(say("notices_none")))
	}
	var rows [][]Button
	for i := from; i < to; i++ {
		n := &all[i]
		line, _ := shorten(strings.Join(strings.Fields(n.Text), " "), 120)
		s.para(plain(say("notice_line", i+1, line, c.moment(n.At), len(n.To)-len(reg.all.Unseen(n)), len(n.To))))
		rows = append(rows, []Button{opens(say("notice_open", i+1), "teachnew", 1, string(id), n.ID)})
	}
	rows = append(rows, turning(page, last, func(n int) payload { return toScreen("teachnews", n, string(id)) })...)
	rows = append(rows, []Button{opens(say("notice_new"), "teachnewask", 1, string(id))})
	return inPlace(in.Event, s.done(), append(rows, []Button{opens(say("back"), "class", 1, string(id))})), nil
}

// showNotice shows who has seen an announcement and who has not, under a line that says what was done ("": none).
func (c *Conversation) showNotice(ctx context.Context, in input, class, id, done string) (Turn, error) {
	reg, err := c.register(ctx, in, []string{class})
	if err != nil {
		return Turn{}, err
	}
	n, ok := reg.course.Notice(id)
	if !ok {
		return refusal(in.Event, say("course_item_gone")), nil
	}
	unseen := reg.all.Unseen(n)
	var s sheet
	s.para(plain(done))
	text, _ := shorten(n.Text, 600)
	s.para(plain(say("notice_status", c.moment(n.At), in.name(n.By), text)))
	s.para(bold(say("notice_count", len(n.To)-len(unseen), len(n.To))))
	rows := [][]Button{}
	switch {
	case len(unseen) == 0:
	case done != "":
		// It is on its way.
		rows = append(rows, []Button{opens(say("notice_refresh"), "teachnew", 1, class, id)})
	default:
		names, err := c.unseenNames(ctx, in, reg.class, n, unseen)
		if err != nil {
			return Turn{}, err
		}
		s.para(plain(say("notice_unseen", names)))
		if n.Reminded != c.today(c.cfg.Now()).Day {
			rows = append(rows, []Button{opens(say("notice_remind", len(unseen)), "teachnewagain", 1, class, id)})
		}
		rows = append(rows, []Button{opens(say("notice_refresh"), "teachnew", 1, class, id)})
	}
	return inPlace(in.Event, s.done(), append(rows, []Button{opens(say("notices_all"), "teachnews", 1, class)})), nil
}

// unseenNames are the names of those who have not seen an announcement; those whom the channel has not brought it are marked.
func (c *Conversation) unseenNames(ctx context.Context, in input, class officer.ClassID, n *quiz.Notice, unseen []officer.ID) (string, error) {
	named := unseen[:min(noticeNames, len(unseen))]
	var ids []string
	for _, o := range named {
		ids = append(ids, noticeCarried(class, n.ID, o))
	}
	carried, err := c.cfg.Records.Many(ctx, queue.TableCarried, ids)
	if err != nil {
		return "", fmt.Errorf("read what was brought to whom: %w", err)
	}
	var names []string
	for i, o := range named {
		name := in.name(o)
		if !slices.ContainsFunc(carried, func(r queue.Record) bool { return r.ID == ids[i] }) {
			name = say("notice_not_there", name)
		}
		names = append(names, name)
	}
	text := strings.Join(names, ", ")
	if more := len(unseen) - len(named); more > 0 {
		text = say("notice_and_more", text, more)
	}
	return text, nil
}

// noticeAgain sends an announcement once more to those who have not seen it, once a day.
func (c *Conversation) noticeAgain(ctx context.Context, in input, p payload) (Turn, error) {
	reg, err := c.register(ctx, in, p.args[:])
	if err != nil {
		return Turn{}, err
	}
	id := reg.class
	n, ok := reg.course.Notice(p.args[1])
	if !ok {
		return courseFull(in, quiz.ErrItemGone)
	}
	next, changed := reg.course.RemindUnseen(n.ID, c.today(c.cfg.Now()).Day, reg.all)
	if !changed {
		return refusal(in.Event, say("notice_reminded_today")), nil
	}
	var replies []Reply
	for _, o := range reg.all.Unseen(n) {
		if to, ok := in.Roster.Officer(o); ok && to.Joined() {
			replies = append(replies, courseBody{Made: madeNotice, Class: id, ID: n.ID, Again: true}.to(to))
		}
	}
	show, err := c.showNotice(ctx, in.withCourse(next), p.args[0], n.ID, say("notice_reminding", len(replies)))
	if err != nil {
		return Turn{}, err
	}
	return c.coursed(ctx, in, next, trainingBody{What: "announced", ID: n.ID, Number: len(replies)}, show.and(Turn{Replies: replies}))
}

// courseNews shows a member the announcements not yet marked as seen, one after the other.
func (c *Conversation) courseNews(ctx context.Context, in input, p payload) (Turn, error) {
	mine, err := c.attendance(ctx, in, officer.ClassID(p.args[0]), in.Actor.Officer.ID)
	if err != nil {
		return Turn{}, err
	}
	return c.unseenNews(in, mine), nil
}

func (c *Conversation) unseenNews(in input, mine *quiz.Attendance) Turn {
	id := mine.Class
	unseen := mine.Unseen(in.Courses.Of(id))
	if len(unseen) == 0 {
		return c.courseOf(in, mine)
	}
	n := unseen[0]
	text := c.announcement(in, id, n, say("notice_heading_of", classLabel(in.Roster, id)))
	return inPlace(in.Event, text, [][]Button{
		{opens(say("notice_read"), "coursenext", 1, string(id), n.ID)}, {opens(say("back"), "course", 1, string(id))},
	})
}

// noticeMarked notes in the actor's own attendance that an announcement was read; n is nil when it is there no more.
func (c *Conversation) noticeMarked(ctx context.Context, in input, p payload) (n *quiz.Notice, mine *quiz.Attendance, noted Turn, err error) {
	course, class := in.course(p.args[:])
	n, ok := course.Notice(p.args[1])
	if !ok {
		return nil, nil, Turn{}, nil
	}
	if mine, err = c.attendance(ctx, in, class, in.Actor.Officer.ID); err != nil {
		return nil, nil, Turn{}, err
	}
	mine, changed := mine.See(n, c.cfg.Now().UTC())
	if changed {
		noted = noted.changing(mine.Change())
	}
	return n, mine, noted, nil
}

// noticeSeen notes it under the announcement itself. Who did so before reads that it is noted.
func (c *Conversation) noticeSeen(ctx context.Context, in input, p payload) (Turn, error) {
	n, _, noted, err := c.noticeMarked(ctx, in, p)
	switch {
	case err != nil:
		return Turn{}, err
	case n == nil:
		return refusal(in.Event, say("course_item_gone")), nil
	}
	id := officer.ClassID(p.args[0])
	text := append(c.announcement(in, id, n, say("notice_heading_of", classLabel(in.Roster, id))), plain("\n"+say("notice_noted")))
	return inPlace(in.Event, text, opensCourse(id)).and(noted), nil
}

// noticeSeenNext notes it in the list, and goes on to the next one.
func (c *Conversation) noticeSeenNext(ctx context.Context, in input, p payload) (Turn, error) {
	n, mine, noted, err := c.noticeMarked(ctx, in, p)
	switch {
	case err != nil:
		return Turn{}, err
	case n == nil:
		return refusal(in.Event, say("course_item_gone")), nil
	}
	return c.unseenNews(in, mine).and(noted), nil
}
