package bot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/quiz"
	"camnang/bot/quiz/forms"
	"camnang/corpus/viet"
)

// The parts of a question that are changed by typing: all of it, as forms writes it, the explanation alone, the citations alone.
const (
	wholePart = "whole"
	whyPart   = "why"
	citesPart = "cites"
)

// everybodys is the argument for questions that are no unit's.
const everybodys = "all"

// bankEditScreens change a question, the first argument.
func bankEditScreens() []screen {
	row := func(name string, handle func(*Conversation, context.Context, input, payload) (Turn, error)) screen {
		return screen{name: name, action: officer.ChangeQuestion, about: aboutQuestion, handle: handle}
	}
	return []screen{
		row("bankedit", (*Conversation).editMenu), row("bankask", (*Conversation).editAsked), row("banksave", (*Conversation).editSaved),
		row("banktopics", (*Conversation).editTopic), row("banklevel", (*Conversation).editLevel), row("bankunit", (*Conversation).editUnit),
	}
}

// bankEditWaits take a question in another wording: "bankedit" the first one, of the question and the part that are its
// arguments, "bankfix" another one instead of the one that was checked, with its kind ("file" or "text"), handle or text, name
// and digest besides.
func bankEditWaits() []wait {
	return []wait{
		{name: "bankedit", action: officer.ChangeQuestion, about: aboutQuestion, files: fileAwaited, handle: (*Conversation).editSent},
		{name: "bankfix", action: officer.ChangeQuestion, about: aboutQuestion, files: fileAwaited, handle: (*Conversation).editSent},
	}
}

// editMenu shows what can be changed of a question.
func (c *Conversation) editMenu(_ context.Context, in input, p payload) (Turn, error) {
	q, ok := c.shown(in, quiz.ID(p.args[0]))
	if !ok {
		return refusal(in.Event, say("question_gone")), nil
	}
	id := p.args[0]
	rows := [][]Button{
		{opens(say("edit_whole"), "bankask", 1, id, wholePart)},
		{opens(say("edit_why"), "bankask", 1, id, whyPart)},
		{opens(say("edit_cites"), "bankask", 1, id, citesPart)},
		{opens(say("edit_topic"), "banktopics", 1, id), opens(say("edit_level"), "banklevel", 1, id)},
	}
	if len(c.unitsOfBank(in)) > 0 || q.Unit != "" && c.may(in, officer.ShareQuestion, officer.About{}) {
		rows = append(rows, []Button{opens(say("edit_unit"), "bankunit", 1, id)})
	}
	return inPlace(in.Event, c.questionText(in, q), append(rows, []Button{opens(say("edit_back"), "bankq", 1, id)})), nil
}

// editAsked asks for a part in other words; what it is now stands in a message of its own, to copy.
func (c *Conversation) editAsked(ctx context.Context, in input, p payload) (Turn, error) {
	q, ok := c.shown(in, quiz.ID(p.args[0]))
	if !ok {
		return refusal(in.Event, say("question_gone")), nil
	}
	var key, now string
	switch p.args[1] {
	case wholePart:
		whole := *q
		// These two have buttons of their own.
		whole.Topic, whole.Difficulty = "", 0
		content, err := forms.Write(forms.Text, []quiz.Question{whole})
		if err != nil {
			return Turn{}, fmt.Errorf("write a question to change: %w", err)
		}
		key, now = "edit_ask_whole", strings.TrimSpace(string(content))
	case whyPart:
		key, now = "edit_ask_why", q.Explanation
	case citesPart:
		var cited []string
		for _, cite := range q.Cites {
			cited = append(cited, cite.Cited)
		}
		key, now = "edit_ask_cites", strings.Join(cited, "\n")
	default:
		return c.forged(in, "button", say("tap_not_valid")), nil
	}
	asked := say(key)
	if now != "" && p.args[1] != wholePart {
		asked += "\n\n" + say("edit_now")
	}
	t, err := c.asking(ctx, in, "bankedit", asked, p.args[:]...)
	switch {
	case err != nil:
		return Turn{}, err
	case now == "":
	case units(now) > messageLimit:
		t.Replies = append(t.Replies, Reply{
			Kind: SendFile, Text: []Span{plain(say("edit_file"))}, File: &Attachment{Name: "cau-hoi.txt", Content: []byte(now + "\n")},
		})
	default:
		t = t.and(sentence(now))
	}
	return t, nil
}

// amended is a question in other words, and what is to be said of them.
type amended struct {
	next    *quiz.Question
	remarks []string
	// sum tells the wording and the question that it is of.
	sum string
	// refused is why nothing can be made of what was sent, "" when something can.
	refused string
}

// amend reads a part of a question in other words. handle is the text itself when kind is "text".
func (c *Conversation) amend(ctx context.Context, in input, q *quiz.Question, part, kind, handle, name string) (a amended, err error) {
	to := *q
	content := []byte(handle)
	if kind == "file" {
		content, err = c.cfg.Files.Fetch(ctx, handle, importLimit)
		if errors.Is(err, ErrTooLarge) {
			return amended{refused: say("bank_large", importLimit>>20)}, nil
		}
		if err != nil {
			return amended{}, fmt.Errorf("fetch a question: %w", err)
		}
	}
	switch {
	case part == wholePart:
		if a = c.amendWhole(in, &to, name, content); a.refused != "" {
			return a, nil
		}
	case kind == "file":
		return amended{refused: say("edit_text_only")}, nil
	case part == whyPart:
		to.Explanation = folded(handle)
	default:
		written := strings.FieldsFunc(handle, func(r rune) bool { return r == '\n' || r == ';' })
		for i := range written {
			written[i] = strings.TrimSpace(written[i])
		}
		to.Cites, to.Historical, a.remarks = c.citedBy(written, q.Cites)
		if len(to.Cites) == 0 {
			return amended{refused: strings.Join(append(a.remarks, say("edit_cite_again")), "\n")}, nil
		}
	}
	if c.questionGuard(to) != "" {
		return amended{refused: say("bank_case_data")}, nil
	}
	if to.Digest() == q.Digest() {
		return amended{refused: strings.Join(append(a.remarks, say("edit_same")), "\n")}, nil
	}
	a.next = q.Reword(to, in.Actor.Officer.ID, c.cfg.Now().UTC())
	for _, other := range in.Bank.Like(a.next) {
		stem, _ := shorten(other.Stem, lineLimit)
		if !c.shows(in, other) {
			stem = "…"
		}
		a.remarks = append(a.remarks, say("edit_like", stem))
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d %s", a.next.Digest(), q.Record, strings.Join(a.remarks, "\n")))
	a.sum = hex.EncodeToString(sum[:8])
	return a, nil
}

// amendWhole puts a whole question, written as in a file of questions, into to. Topic and difficulty stay unless it names them.
func (c *Conversation) amendWhole(in input, to *quiz.Question, name string, content []byte) (a amended) {
	read, form, err := forms.Parse(name, content)
	var wrong *forms.Error
	if errors.As(err, &wrong) {
		return amended{refused: wrong.Text}
	}
	for _, p := range read.Problems {
		a.remarks = append(a.remarks, say("bank_remark", form.Place(p.Line), p.Text))
	}
	switch {
	case len(read.Items) > 1:
		return amended{refused: say("edit_one", len(read.Items))}
	case len(read.Items) == 0:
		return amended{refused: strings.Join(append(a.remarks, say("edit_again")), "\n")}
	}
	item := read.Items[0]
	to.Stem, to.Options, to.Explanation = item.Question.Stem, item.Question.Options, item.Question.Explanation
	known := to.Cites
	var remarks []string
	to.Cites, to.Historical, remarks = c.citedBy(item.Cites, known)
	a.remarks = append(a.remarks, remarks...)
	if item.Question.Difficulty != 0 {
		to.Difficulty = item.Question.Difficulty
	}
	if topic := item.Question.Topic; topic != "" {
		if t, ok := c.topicNamed(in, topic); ok {
			to.Topic = t.ID
		} else {
			a.remarks = append(a.remarks, say("edit_topic_unknown", topic))
		}
	}
	return a
}

// folded is a text as questions have it: composed, blanks folded in each line, empty lines left out.
func folded(text string) string {
	var lines []string
	for _, line := range strings.Split(viet.NFC(text), "\n") {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// editSent checks a part in other words and shows the question with it.
func (c *Conversation) editSent(ctx context.Context, in input, args []string, text string) (Turn, error) {
	kind, handle, name := "text", text, ""
	if in.File != nil {
		kind, handle, name = "file", in.File.ID, in.File.Name
	}
	return c.editChecked(ctx, in, quiz.ID(args[0]), argument(args, 1), kind, handle, name, false)
}

// editChecked shows what a question would be; again is true when it was shown before and something changed since. The dialogue
// waits for the answer, and remembers what was sent.
func (c *Conversation) editChecked(ctx context.Context, in input, id quiz.ID, part, kind, handle, name string, again bool) (Turn, error) {
	q, ok := c.shown(in, id)
	if !ok {
		return refusal(in.Event, say("question_gone")), nil
	}
	a, err := c.amend(ctx, in, q, part, kind, handle, name)
	if err != nil {
		return Turn{}, err
	}
	cancel := []Button{runs(say("cancel"), "huy")}
	if a.refused != "" {
		text, _ := shorten(a.refused, messageLimit)
		return below(in.Event, message([]Span{plain(text)}, [][]Button{cancel})), nil
	}
	if _, err := c.setWait(ctx, in, standing{name: "bankfix", args: []string{string(id), part, kind, handle, name, a.sum}}); err != nil {
		return Turn{}, err
	}
	var s sheet
	s.para(bold(say("edit_check")))
	if again {
		s.line(plain(say("edit_check_again")))
	}
	for _, r := range a.remarks[:min(remarksShown, len(a.remarks))] {
		r, _ = shorten(r, lineLimit)
		s.line(plain(r))
	}
	if q.State != quiz.Draft {
		s.para(plain(say("edit_draft_again")))
	}
	s.para(c.questionText(in, a.next)...)
	rows := [][]Button{{opens(say("edit_save"), "banksave", 1, string(id), a.sum)}, cancel}
	return below(in.Event, message(s.done(), rows)), nil
}

// editSaved keeps what was checked. When the question is another by now, what would come of it now is shown instead.
func (c *Conversation) editSaved(ctx context.Context, in input, p payload) (Turn, error) {
	waiting, err := c.waiting(ctx, in)
	if err != nil {
		return Turn{}, err
	}
	w := waiting.args
	if waiting.name != "bankfix" || len(w) != 6 || w[0] != p.args[0] || w[5] != p.args[1] {
		return refusal(in.Event, say("edit_old")), nil
	}
	q, ok := c.shown(in, quiz.ID(w[0]))
	if !ok {
		return refusal(in.Event, say("question_gone")), nil
	}
	a, err := c.amend(ctx, in, q, w[1], w[2], w[3], w[4])
	if err != nil {
		return Turn{}, err
	}
	if a.refused != "" || a.sum != w[5] {
		return c.editChecked(ctx, in, q.ID, w[1], w[2], w[3], w[4], true)
	}
	if _, err := c.ended(ctx, in); err != nil {
		return Turn{}, err
	}
	return c.bankEdited(in, a.next, c.bankCardOf(in, a.next)), nil
}

// bankEdited is what a change of a question leads to.
func (c *Conversation) bankEdited(in input, next *quiz.Question, show Turn) Turn {
	return show.changing(next.Change()).noting(in.note(journal.Question, false, questionBody{next.ID, "edited"}))
}

// editSorted is a question elsewhere in the bank, in the same words.
func (c *Conversation) editSorted(in input, q *quiz.Question, topic string, difficulty int, unit officer.UnitID) Turn {
	next := q.Sorted(topic, difficulty, unit, c.cfg.Now().UTC())
	return c.bankEdited(in, next, c.bankCardOf(in, next))
}

// editTopic puts a question under the topic of the second argument; with none it asks for it.
func (c *Conversation) editTopic(_ context.Context, in input, p payload) (Turn, error) {
	q, ok := c.shown(in, quiz.ID(p.args[0]))
	if !ok {
		return refusal(in.Event, say("question_gone")), nil
	}
	if p.args[1] != "" {
		t, ok := c.topic(in, p.args[1])
		if !ok {
			return refusal(in.Event, say("topic_gone")), nil
		}
		return c.editSorted(in, q, t.ID, q.Difficulty, q.Unit), nil
	}
	all := c.topics(in)
	page, last, from, to := paged(len(all), topicsPage, p.page)
	var rows [][]Button
	for _, t := range all[from:to] {
		rows = append(rows, []Button{opens(t.Name, "banktopics", 1, p.args[0], t.ID)})
	}
	rows = append(rows, turning(page, last, func(n int) payload { return toScreen("banktopics", n, p.args[0]) })...)
	return c.editChoosing(in, q, say("edit_topic_ask"), rows), nil
}

// editLevel gives a question the difficulty of the second argument; with none it asks for it.
func (c *Conversation) editLevel(_ context.Context, in input, p payload) (Turn, error) {
	q, ok := c.shown(in, quiz.ID(p.args[0]))
	if !ok {
		return refusal(in.Event, say("question_gone")), nil
	}
	if p.args[1] != "" {
		level, err := strconv.Atoi(p.args[1])
		if err != nil || levelNames[level] == "" {
			return c.forged(in, "button", say("tap_not_valid")), nil
		}
		return c.editSorted(in, q, q.Topic, level, q.Unit), nil
	}
	var rows [][]Button
	for level := 1; level <= len(levelNames); level++ {
		rows = append(rows, []Button{opens(say("edit_level_is", say(levelNames[level])), "banklevel", 1, p.args[0], strconv.Itoa(level))})
	}
	return c.editChoosing(in, q, say("edit_level_ask"), rows), nil
}

// editUnit makes a question everybody's or that of the unit of the second argument; with none it asks for whom it is.
func (c *Conversation) editUnit(_ context.Context, in input, p payload) (Turn, error) {
	q, ok := c.shown(in, quiz.ID(p.args[0]))
	if !ok {
		return refusal(in.Event, say("question_gone")), nil
	}
	all := c.may(in, officer.ShareQuestion, officer.About{})
	switch unit := officer.UnitID(p.args[1]); {
	case p.args[1] == everybodys && !all:
		return c.denied(in, "screen bankunit", officer.ShareQuestion, officer.About{}), nil
	case p.args[1] == everybodys:
		return c.editSorted(in, q, q.Topic, q.Difficulty, ""), nil
	case p.args[1] != "" && !c.may(in, officer.PushUnit, officer.About{Unit: unit}):
		return c.denied(in, "screen bankunit", officer.PushUnit, officer.About{Unit: unit}), nil
	case p.args[1] != "":
		return c.editSorted(in, q, q.Topic, q.Difficulty, unit), nil
	}
	var rows [][]Button
	if all {
		rows = append(rows, []Button{opens(say("edit_unit_all"), "bankunit", 1, p.args[0], everybodys)})
	}
	for _, u := range c.unitsOfBank(in) {
		rows = append(rows, []Button{opens(say("edit_unit_own", u.Name), "bankunit", 1, p.args[0], string(u.ID))})
	}
	return c.editChoosing(in, q, say("edit_unit_ask"), rows), nil
}

// editChoosing puts a question of ours about a question of the bank.
func (c *Conversation) editChoosing(in input, q *quiz.Question, asked string, rows [][]Button) Turn {
	var s sheet
	stem, _ := shorten(q.Stem, lineLimit)
	s.para(bold(stem))
	s.para(plain(asked))
	return inPlace(in.Event, s.done(), append(rows, []Button{opens(say("edit_back"), "bankq", 1, string(q.ID))}))
}
