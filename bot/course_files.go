package bot

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"

	"camnang/bot/quiz"
)

// fileNameMost is the longest name of a file of a course, in characters.
const fileNameMost = 100

// fileScreens are the files of a class for who teaches it.
func fileScreens() []screen {
	return []screen{
		teaching("teachfiles", (*Conversation).filesTaught),
		teaching("teachfile", func(c *Conversation, _ context.Context, in input, p payload) (Turn, error) {
			return c.showFile(in, p.args[0], p.args[1], ""), nil
		}),
		teaching("teachfileadd", asksFor("file_ask", "teachfileadd")),
		teaching("teachfilename", func(c *Conversation, ctx context.Context, in input, p payload) (Turn, error) {
			course, _ := in.course(p.args[:])
			f, ok := course.File(p.args[1])
			if !ok {
				return courseFull(in, quiz.ErrItemGone)
			}
			return c.asking(ctx, in, "teachfilename", say("file_ask_new_name", f.Name), p.args[0], p.args[1])
		}),
		teaching("teachfilesend", func(c *Conversation, ctx context.Context, in input, p payload) (Turn, error) {
			return c.courseFile(ctx, in, p)
		}),
		teaching("teachfiletell", (*Conversation).fileTold),
		teaching("teachfiledrop", (*Conversation).fileDrop),
		teaching("teachfilegone", (*Conversation).fileDropped),
	}
}

// fileWaits take a file, and a name: of the file named by the second argument, or of one that was sent without a name, whose
// handle and kind are the third and the fourth.
func fileWaits() []wait {
	add := teachingWait("teachfileadd", (*Conversation).fileSent)
	add.files = fileAwaited
	return []wait{add, teachingWait("teachfilename", (*Conversation).fileNamed)}
}

// photo answers a picture: the wait for a file of a course takes it, anything else does not.
func (c *Conversation) photo(ctx context.Context, in input) (Turn, error) {
	waiting, err := c.waiting(ctx, in)
	if err != nil {
		return Turn{}, err
	}
	if waiting.name != "teachfileadd" {
		return sentence(say(unread[EventPhoto])), nil
	}
	return c.file(ctx, in)
}

// filesTaught lists the files of a class.
func (c *Conversation) filesTaught(_ context.Context, in input, p payload) (Turn, error) {
	course, id := in.course(p.args[:])
	page, last, from, to := paged(len(course.Files), coursePage, p.page)
	var s sheet
	s.para(bold(say("course_files_of", classLabel(in.Roster, id))))
	if last > 1 {
		s.line(plain(say("page_of", page, last)))
	}
	if len(course.Files) == 0 {
		s.para(plain(say("course_no_file")))
	}
	var rows [][]Button
	for _, f := range course.Files[from:to] {
		rows = append(rows, []Button{opens(f.Name, "teachfile", 1, string(id), f.ID)})
	}
	rows = append(rows, turning(page, last, func(n int) payload { return toScreen("teachfiles", n, string(id)) })...)
	rows = append(rows, []Button{opens(say("file_add"), "teachfileadd", 1, string(id))})
	return inPlace(in.Event, s.done(), append(rows, []Button{opens(say("back"), "class", 1, string(id))})), nil
}

// fileSent takes a file in: under its caption, else under its own name; without either it asks for one.
func (c *Conversation) fileSent(ctx context.Context, in input, args []string, text string) (Turn, error) {
	if in.File == nil {
		return sentence(say("file_awaited")), nil
	}
	name := text
	if name == "" {
		name = in.File.Name
	}
	picture := in.Kind == EventPhoto
	if name == "" {
		return c.await(ctx, in, "teachfilename", say("file_ask_name"), args[0], "", in.File.ID, strconv.FormatBool(picture))
	}
	return c.fileEntered(ctx, in, args[0], quiz.File{Name: name, Handle: in.File.ID, Picture: picture})
}

// fileNamed takes a name.
func (c *Conversation) fileNamed(ctx context.Context, in input, args []string, text string) (Turn, error) {
	if argument(args, 1) == "" {
		return c.fileEntered(ctx, in, args[0], quiz.File{Name: text, Handle: argument(args, 2), Picture: argument(args, 3) == "true"})
	}
	course, _ := in.course(args)
	f, ok := course.File(args[1])
	if !ok {
		return courseFull(in, quiz.ErrItemGone)
	}
	next := *f
	next.Name = text
	return c.fileEntered(ctx, in, args[0], next)
}

// fileEntered enters a file, or its new name, and shows it.
func (c *Conversation) fileEntered(ctx context.Context, in input, class string, f quiz.File) (Turn, error) {
	f.Name = strings.Join(strings.Fields(f.Name), " ")
	if n := len([]rune(f.Name)); n == 0 || n > fileNameMost {
		return sentence(say("file_name_long", fileNameMost)), nil
	}
	done := say("file_renamed")
	if f.ID == "" {
		f.Made, f.At, done = answerID(in.ID), c.cfg.Now().UTC(), say("file_added")
		if in.Album != "" {
			done += " " + say("file_album")
		}
	}
	course, _ := in.course([]string{class})
	next, id, err := course.WithFile(f)
	if err != nil {
		return courseFull(in, err)
	}
	if _, err := c.ended(ctx, in); err != nil {
		return Turn{}, err
	}
	return c.coursed(ctx, in, next, trainingBody{What: "file", ID: id}, c.showFile(in.withCourse(next), class, id, done))
}

// showFile shows what can be done with a file, under a line that says what was done ("": none).
func (c *Conversation) showFile(in input, class, id, done string) Turn {
	course, at := in.course([]string{class})
	f, ok := course.File(id)
	if !ok {
		return refusal(in.Event, say("course_item_gone"))
	}
	var s sheet
	s.para(plain(done))
	s.para(bold(f.Name))
	s.line(plain(say("file_since", classLabel(in.Roster, at), c.moment(f.At))))
	rows := [][]Button{}
	if !f.Told {
		rows = append(rows, []Button{opens(say("file_tell", joinedOf(in.Roster.Members(at))), "teachfiletell", 1, class, id)})
	} else {
		s.line(plain(say("file_told")))
	}
	rows = append(rows,
		[]Button{opens(say("file_open"), "teachfilesend", 1, class, id)},
		[]Button{opens(say("file_rename"), "teachfilename", 1, class, id), opens(say("file_drop"), "teachfiledrop", 1, class, id)},
		[]Button{opens(say("file_add"), "teachfileadd", 1, class), opens(say("files_all"), "teachfiles", 1, class)},
	)
	return inPlace(in.Event, s.done(), rows)
}

// fileTold tells the members of a file, once.
func (c *Conversation) fileTold(ctx context.Context, in input, p payload) (Turn, error) {
	course, id := in.course(p.args[:])
	f, ok := course.File(p.args[1])
	switch {
	case !ok:
		return courseFull(in, quiz.ErrItemGone)
	case f.Told:
		return refusal(in.Event, say("file_told")), nil
	}
	told := *f
	told.Told = true
	next, _, err := course.WithFile(told)
	if err != nil {
		return courseFull(in, err)
	}
	replies := in.toMembers(id, courseBody{Made: madeFile, Class: id, ID: f.ID})
	if len(replies) == 0 {
		return refusal(in.Event, say("notice_nobody")), nil
	}
	show := c.showFile(in.withCourse(next), p.args[0], f.ID, say("file_telling", len(replies)))
	return c.coursed(ctx, in, next, trainingBody{What: "announced", ID: f.ID, Number: len(replies)}, show.and(Turn{Replies: replies}))
}

// newFile tells a member of a file, while it is there.
func (c *Conversation) newFile(_ context.Context, in input, chat int64, raw json.RawMessage) (Reply, bool, error) {
	b, _, ok := in.courseMessage(chat, raw)
	if !ok {
		return Reply{}, false, nil
	}
	f, there := in.Courses.Of(b.Class).File(b.ID)
	if !there {
		return Reply{}, false, nil
	}
	var s sheet
	s.para(bold(say("file_new", classLabel(in.Roster, b.Class))))
	s.para(plain(f.Name))
	return Reply{Kind: Send, Text: s.done(), Buttons: [][]Button{{opens(say("file_open"), "coursefile", 1, string(b.Class), f.ID)}}}, true, nil
}

func (c *Conversation) fileDrop(_ context.Context, in input, p payload) (Turn, error) {
	course, _ := in.course(p.args[:])
	f, ok := course.File(p.args[1])
	if !ok {
		return courseFull(in, quiz.ErrItemGone)
	}
	return inPlace(in.Event, []Span{plain(say("file_drop_sure", f.Name))}, [][]Button{
		{opens(say("file_drop"), "teachfilegone", 1, p.args[0], p.args[1])}, {opens(say("back"), "teachfile", 1, p.args[0], p.args[1])},
	}), nil
}

func (c *Conversation) fileDropped(ctx context.Context, in input, p payload) (Turn, error) {
	course, _ := in.course(p.args[:])
	if _, ok := course.File(p.args[1]); !ok {
		return courseFull(in, quiz.ErrItemGone)
	}
	next := course.WithoutFile(p.args[1])
	show, err := c.filesTaught(ctx, in.withCourse(next), toScreen("teachfiles", 1, p.args[0]))
	if err != nil {
		return Turn{}, err
	}
	return c.coursed(ctx, in, next, trainingBody{What: "file-removed", ID: p.args[1]}, show)
}
