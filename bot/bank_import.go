package bot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/bot/quiz"
	"camnang/bot/quiz/forms"
	"camnang/corpus"
	"camnang/corpus/viet"
)

// Of a file of questions, remarksShown is how many remarks stand in the message; all of them are in the file sent with it.
const remarksShown = 8

// bankWaits take a file or a pasted text: "bankadd" the first one, "banksure" another one instead of the one that was
// checked, with its kind ("file" or "text"), handle or text, name and digest.
func bankWaits() []wait {
	return []wait{
		{name: "bankadd", action: officer.KeepBank, about: aboutNothing, files: fileAwaited, handle: (*Conversation).bankSent},
		{name: "banksure", action: officer.KeepBank, about: aboutNothing, files: fileAwaited, handle: (*Conversation).bankSent},
	}
}

// bankAsked asks for questions, and says beforehand how they may be written.
func (c *Conversation) bankAsked(ctx context.Context, in input, _ payload) (Turn, error) {
	t, err := c.asking(ctx, in, "bankadd", say("bank_ask"))
	if err != nil {
		return Turn{}, err
	}
	last := &t.Replies[len(t.Replies)-1]
	last.Buttons = append([][]Button{{opens(say("bank_form"), "bankform", 1)}}, last.Buttons...)
	return t, nil
}

// bankForm sends a table to fill in, and goes on waiting for it.
func (c *Conversation) bankForm(ctx context.Context, in input, _ payload) (Turn, error) {
	content, err := forms.Template()
	if err != nil {
		return Turn{}, fmt.Errorf("write the form of a file of questions: %w", err)
	}
	if _, err := c.setWait(ctx, in, standing{name: "bankadd"}); err != nil {
		return Turn{}, err
	}
	return below(in.Event, Turn{Replies: []Reply{{
		Kind: SendFile, Text: []Span{plain(say("bank_form_caption"))}, File: &Attachment{Name: "mau-cau-hoi.xlsx", Content: content},
	}}}), nil
}

// bankFile sends the questions that are asked: those approved whose clauses stand.
func (c *Conversation) bankFile(_ context.Context, in input, p payload) (Turn, error) {
	form := forms.Form(p.args[0])
	doubted := c.bankDoubted(in)
	var all []quiz.Question
	for _, q := range c.bankOf(in, func(q *quiz.Question) bool { return q.State == quiz.Approved && doubted[q.ID] == corpus.Stands }) {
		one := *q
		if t, ok := c.topic(in, q.Topic); ok && t.Unit != "" {
			// The id of a unit's topic says nothing to who reads the file.
			one.Topic = t.Name
		}
		all = append(all, one)
	}
	if len(all) == 0 {
		return refusal(in.Event, say("bank_file_empty")), nil
	}
	content, err := forms.Write(form, all)
	if err != nil {
		return Turn{}, fmt.Errorf("write the bank of questions: %w", err)
	}
	return below(in.Event, Turn{Replies: []Reply{{
		Kind: SendFile, Text: []Span{plain(say("bank_file_caption", len(all)))}, File: &Attachment{Name: "ngan-hang-cau-hoi" + form.Extension(), Content: content},
	}}}), nil
}

// offered is a file or a text of questions, and what taking it into the bank would do.
type offered struct {
	kind, handle, name string
	// sum tells the content and what it would do: when either differs, so does it.
	sum string
	// unit is whose the questions will be, "" for everybody's.
	unit        officer.UnitID
	read        int
	made, known []*quiz.Question
	changes     []queue.Change
	remarks     []string
	// refused is why nothing of it can be read, "" when something can.
	refused string
}

// offer reads what was sent and decides what it would do. handle is the text itself when kind is "text".
func (c *Conversation) offer(ctx context.Context, in input, kind, handle, name string) (offered, error) {
	o := offered{kind: kind, handle: handle, name: name, unit: c.unitOfEntered(in)}
	content := []byte(handle)
	if kind == "file" {
		var err error
		content, err = c.cfg.Files.Fetch(ctx, handle, importLimit)
		if errors.Is(err, ErrTooLarge) {
			o.refused = say("bank_large", importLimit>>20)
			return o, nil
		}
		if err != nil {
			return offered{}, fmt.Errorf("fetch a file of questions: %w", err)
		}
	}
	read, form, err := forms.Parse(name, content)
	var wrong *forms.Error
	if errors.As(err, &wrong) {
		o.refused = wrong.Text
		if wrong.Line > 0 {
			o.refused = say("bank_remark", form.Place(wrong.Line), wrong.Text)
		}
		return o, nil
	}
	if err != nil {
		return offered{}, fmt.Errorf("read a file of questions: %w", err)
	}
	type remark struct {
		line int
		text string
	}
	var all []remark
	for _, p := range read.Problems {
		all = append(all, remark{p.Line, p.Text})
	}
	var questions []quiz.Question
	for _, item := range read.Items {
		q, remarks := c.cited(in, item)
		q.Unit = o.unit
		if reason := c.questionGuard(q); reason != "" {
			all = append(all, remark{item.Line, say("bank_case_data")})
			continue
		}
		for _, r := range remarks {
			all = append(all, remark{item.Line, r})
		}
		for _, e := range q.Excesses() {
			all = append(all, remark{item.Line, excessText(e)})
		}
		questions = append(questions, q)
	}
	slices.SortStableFunc(all, func(a, b remark) int { return a.line - b.line })
	for _, r := range all {
		o.remarks = append(o.remarks, say("bank_remark", form.Place(r.line), r.text))
	}
	o.read = len(questions)
	digest := sha256.Sum256(content)
	o.made, o.known, o.changes = in.Bank.Enter(hex.EncodeToString(digest[:]), in.Actor.Officer.ID, c.cfg.Now().UTC(), questions)
	h := sha256.New()
	fmt.Fprintf(h, "%x %s %d %d\n%s", digest, o.unit, len(o.made), len(o.known), strings.Join(o.remarks, "\n"))
	o.sum = hex.EncodeToString(h.Sum(nil))[:16]
	return o, nil
}

// questionGuard gives the reason why a question must not be taken in, "" when it may.
func (c *Conversation) questionGuard(q quiz.Question) string {
	texts := []string{q.Stem, q.Explanation}
	for _, o := range q.Options {
		texts = append(texts, o.Text, o.Why)
	}
	for _, text := range texts {
		if reason := c.cfg.Guard(text); reason != "" {
			return reason
		}
	}
	return ""
}

// cited finds the clauses that a question of a file names, and its topic. A clause in force comes before a lapsed one; a
// question that has lapsed ones only asks about a text that is no longer in force. What is not found is remarked.
func (c *Conversation) cited(in input, item forms.Item) (q quiz.Question, remarks []string) {
	q = item.Question
	q.Cites, q.Historical, remarks = c.citedBy(item.Cites, nil)
	if q.Topic != "" {
		if t, ok := c.topicNamed(in, q.Topic); ok {
			q.Topic = t.ID
		} else {
			remarks = append(remarks, say("bank_topic_unknown", q.Topic))
			q.Topic = ""
		}
	}
	return q, remarks
}

// citedBy finds the clauses that written citations name; one that reads as a citation of known is that one. historical is true
// when there are some and none is in force.
func (c *Conversation) citedBy(written []string, known []quiz.Cite) (cites []quiz.Cite, historical bool, remarks []string) {
	today := c.today(c.cfg.Now())
	current := 0
	for _, text := range written {
		var best *corpus.Clause
		var cite quiz.Cite
		// Clauses whose address is not known read the same: each is meant once.
		if i := slices.IndexFunc(known, func(k quiz.Cite) bool { return viet.Key(k.Cited) == viet.Key(text) }); i >= 0 {
			cite = known[i]
			known = slices.Delete(slices.Clone(known), i, i+1)
			best, _ = c.cfg.Library.Clause(cite.Clause)
		} else {
			for _, clause := range c.shelf.lookUp(text).clauses {
				if best == nil || clause.On(today) == corpus.InForce && best.On(today) != corpus.InForce {
					best = clause
				}
			}
			if best != nil {
				cite = quiz.Cite{Clause: best.ID, Cited: shortCitation(best), Mark: best.Mark(), Confidence: best.Confidence()}
			}
		}
		if cite.Clause == "" {
			remarks = append(remarks, say("bank_cite_unknown", text))
			continue
		}
		if best != nil && best.On(today) == corpus.InForce {
			current++
		}
		if !slices.ContainsFunc(cites, func(k quiz.Cite) bool { return k.Clause == cite.Clause }) {
			cites = append(cites, cite)
		}
	}
	if historical = len(cites) > 0 && current == 0; historical {
		remarks = append(remarks, say("bank_cite_lapsed"))
	}
	return cites, historical, remarks
}

// bankSent checks what was sent and says what taking it in would do.
func (c *Conversation) bankSent(ctx context.Context, in input, _ []string, text string) (Turn, error) {
	kind, handle, name := "text", text, ""
	if in.File != nil {
		kind, handle, name = "file", in.File.ID, in.File.Name
	}
	o, err := c.offer(ctx, in, kind, handle, name)
	if err != nil {
		return Turn{}, err
	}
	return c.bankChecked(ctx, in, o)
}

// bankChecked shows what a file would do. When it can be carried out the dialogue waits for the answer, and remembers what
// was sent.
func (c *Conversation) bankChecked(ctx context.Context, in input, o offered) (Turn, error) {
	if o.refused != "" {
		return below(in.Event, message([]Span{plain(o.refused)}, [][]Button{{runs(say("cancel"), "huy")}})), nil
	}
	var s sheet
	s.para(bold(say("bank_import_heading")))
	s.line(plain(say("bank_import_read", o.read)))
	if len(o.known) > 0 {
		s.line(plain(say("bank_import_known", len(o.known))))
	}
	if len(o.remarks) > 0 {
		s.para(plain(say("bank_import_remarks", len(o.remarks))))
		for _, r := range o.remarks[:min(remarksShown, len(o.remarks))] {
			r, _ = shorten(r, lineLimit)
			s.line(plain(r))
		}
	}
	rows := [][]Button{{runs(say("cancel"), "huy")}}
	if len(o.changes) > 0 {
		s.para(plain(say("bank_import_sure", len(o.made))))
		if n := uncited(o.made); n > 0 {
			s.line(plain(say("bank_import_uncited", n)))
		}
		if o.unit != "" {
			s.line(plain(say("question_unit", unitLabel(in.Roster, o.unit))))
		}
		rows = append([][]Button{{opens(say("bank_import_yes", len(o.made)), "banknow", 1, o.sum)}}, rows...)
		if _, err := c.setWait(ctx, in, standing{name: "banksure", args: []string{o.kind, o.handle, o.name, o.sum}}); err != nil {
			return Turn{}, err
		}
	} else {
		s.para(plain(say("bank_import_nothing")))
	}
	t := message(s.done(), rows)
	if len(o.remarks) > remarksShown {
		t.Replies = append(t.Replies, Reply{
			Kind: SendFile, Text: []Span{plain(say("bank_import_remarks_file"))},
			File: &Attachment{Name: "nhan-xet-tep-cau-hoi.txt", Content: []byte(strings.Join(o.remarks, "\n") + "\n")},
		})
	}
	return below(in.Event, t), nil
}

// uncited counts the questions that rest on no clause.
func uncited(questions []*quiz.Question) (n int) {
	for _, q := range questions {
		if len(q.Cites) == 0 {
			n++
		}
	}
	return n
}

// questionsBody is the journal's record of questions read in.
type questionsBody struct {
	New   int    `json:"new"`
	Known int    `json:"known"`
	File  string `json:"file"`
}

// bankTaken takes in what was checked, all of it in one step. When it or the bank is another by now, what it would do now is
// shown instead.
func (c *Conversation) bankTaken(ctx context.Context, in input, p payload) (Turn, error) {
	waiting, err := c.waiting(ctx, in)
	if err != nil {
		return Turn{}, err
	}
	if waiting.name != "banksure" || argument(waiting.args, 3) != p.args[0] {
		return refusal(in.Event, say("bank_import_old")), nil
	}
	o, err := c.offer(ctx, in, waiting.args[0], waiting.args[1], waiting.args[2])
	if err != nil {
		return Turn{}, err
	}
	if o.refused != "" || o.sum != p.args[0] {
		return c.bankChecked(ctx, in, o)
	}
	if _, err := c.ended(ctx, in); err != nil {
		return Turn{}, err
	}
	rows := [][]Button{{opens(say("bank_back"), "bank", 1)}}
	if c.may(in, officer.ReviewQuestion, officer.About{}) {
		rows = append([][]Button{{opens(say("bank_waiting_open"), "bankwaiting", 1)}}, rows...)
	}
	return inPlace(in.Event, []Span{plain(say("bank_import_done", len(o.made)))}, rows).changing(o.changes...).noting(in.note(journal.Questions, false, questionsBody{len(o.made), len(o.known), o.sum})), nil
}
