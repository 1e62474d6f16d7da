package bot

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"camnang/bot/journal"
	"camnang/bot/officer"
	"camnang/bot/queue"
	"camnang/corpus/procedure"
)

// ownIDLength is how long the id of a procedure is, as ownNamed makes it.
const ownIDLength = 13

// stampLength is what is left of a button's argument behind such an id, and stamps how many values it takes in base 36.
const (
	stampLength = 3
	stamps      = 36 * 36 * 36
)

// ownStamp is a number that changes with every change of a procedure.
func ownStamp(o procedure.Own) uint64 {
	o.Before = nil
	text, err := json.Marshal(o)
	if err != nil {
		panic(fmt.Sprintf("bot: a procedure: %v", err))
	}
	sum := sha256.Sum256(text)
	return binary.BigEndian.Uint64(sum[:])
}

// ownSeen names a procedure in a button together with the version that stands in the message, so that nobody turns a page
// of, or confirms, what they have not seen.
func ownSeen(o procedure.Own) string {
	stamp := strconv.FormatUint(ownStamp(o)%stamps, 36)
	return o.ID + strings.Repeat("0", stampLength-len(stamp)) + stamp
}

// readOwnSeen is the id of the procedure that an argument names; seen is false when the argument says nothing of a version.
func readOwnSeen(arg string) (id string, seen bool) {
	if len(arg) == ownIDLength+stampLength {
		return arg[:ownIDLength], true
	}
	return arg, false
}

// surePage is the page of the button that confirms a procedure: the rest of its stamp, so that two versions that are one in
// ownSeen, one in 46,656, are told apart.
func surePage(o procedure.Own) int { return int(ownStamp(o)/stamps%pageLimit) + 1 }

// ownShown shows a procedure of a unit. A page other than the first is that of the version in the message; when it has
// changed since, the first page of the present one is shown, and so said.
func (c *Conversation) ownShown(ctx context.Context, in input, p payload) (Turn, error) {
	id, seen := readOwnSeen(p.args[1])
	o, wrong, err := c.own(ctx, in, p.args[0], id)
	if err != nil || wrong != nil {
		return orTurn(wrong), err
	}
	page, said := 1, ""
	switch {
	case seen && p.args[1] == ownSeen(o):
		page = p.page
	case seen:
		said = say("proc_changed_since")
	}
	text, rows := c.ownCard(in, o, page, said)
	return inPlace(in.Event, text, rows), nil
}

// stepsRoom is how much of a message is kept for the steps of a procedure, in UTF-16 units; what stands above them (a name, a
// document, two officers) takes at most the rest. A single step takes half of it at most.
const stepsRoom = messageLimit - 1500

// ownPages are the steps of a procedure as they are shown, parted into messages.
func ownPages(o procedure.Own) [][]string {
	pages := [][]string{nil}
	used := 0
	for n, step := range o.Steps {
		text := ownStepText(n+1, step)
		if used += units(text) + 2; used > stepsRoom && len(pages[len(pages)-1]) > 0 {
			pages, used = append(pages, nil), units(text)+2
		}
		pages[len(pages)-1] = append(pages[len(pages)-1], text)
	}
	return pages
}

func ownStepText(n int, s procedure.OwnStep) string {
	lines := []string{fmt.Sprintf("%d. %s – %s", n, s.Stage.Vietnamese(), s.Title)}
	if s.Who != "" {
		lines = append(lines, say("proc_who", s.Who))
	}
	if s.Product != "" {
		lines = append(lines, say("proc_product", s.Product))
	}
	if s.Amount > 0 {
		lines = append(lines, say("proc_limit", procedure.Length(s.Amount, s.Unit), s.Event))
	}
	if s.Extension > 0 {
		lines = append(lines, say("proc_extension", procedure.Extension{Amount: s.Extension, Unit: s.ExtensionUnit}.Vietnamese()))
	}
	if s.Document != "" {
		lines = append(lines, say("reason_document", s.Document))
	}
	return strings.Join(lines, "\n")
}

// ownCard is a page of a procedure, under a sentence when there is one to say. Whoever may confirm it finds the button under
// the last page.
func (c *Conversation) ownCard(in input, o procedure.Own, asked int, said string) ([]Span, [][]Button) {
	steps := ownPages(o)
	page, last, from, _ := paged(len(steps), 1, asked)
	var s sheet
	if said != "" {
		s.para(bold(said))
	}
	s.para(bold(o.Title))
	s.line(plain(o.Kind.Vietnamese()))
	if o.Document != "" {
		s.line(plain(say("reason_document", o.Document)))
	}
	s.line(plain(say("proc_by", in.name(officer.ID(o.By)), c.moment(o.At))))
	used, inUse := o.InUse()
	switch {
	case o.Confirmed():
		s.line(plain(say("proc_confirmed", in.name(officer.ID(o.ConfirmedBy)), c.moment(o.ConfirmedAt))))
	case inUse:
		s.line(bold(say("proc_change_not_confirmed", in.name(officer.ID(used.ConfirmedBy)), c.moment(used.ConfirmedAt))))
	default:
		s.line(bold(say("proc_not_confirmed")))
	}
	for _, step := range steps[from] {
		s.para(plain(step))
	}
	rows := turning(page, last, func(n int) payload { return toScreen("proc", n, o.Unit, ownSeen(o)) })
	confirms := !o.Confirmed() && o.By != string(in.Actor.Officer.ID) && len(o.Steps) > 0
	if last > 1 {
		s.para(plain(say("page_of", page, last)))
	}
	if confirms && page < last {
		s.line(plain(say("proc_confirm_last")))
	}
	if confirms && page == last {
		rows = append(rows, []Button{opens(say("proc_confirm"), "procsure", surePage(o), o.Unit, ownSeen(o))})
	}
	row := []Button{opens(say("proc_edit"), "procstep", 1, o.Unit, o.ID)}
	if c.mayDropOwn(in, o) {
		row = append(row, opens(say("proc_drop"), "procdrop", 1, o.Unit, o.ID))
	}
	return s.done(), append(rows, row, []Button{opens(say("back"), "procs", 1, o.Unit)})
}

// ownConfirm confirms a procedure that somebody else entered, in the version that the actor has seen to its end. When it has
// changed since, it is shown as it is now.
func (c *Conversation) ownConfirm(ctx context.Context, in input, p payload) (Turn, error) {
	id, _ := readOwnSeen(p.args[1])
	o, wrong, err := c.own(ctx, in, p.args[0], id)
	if err != nil || wrong != nil {
		return orTurn(wrong), err
	}
	if p.args[1] != ownSeen(o) || p.page != surePage(o) {
		text, rows := c.ownCard(in, o, 1, say("proc_changed_since"))
		return inPlace(in.Event, text, rows), nil
	}
	confirmed, ok := o.Confirm(string(in.Actor.Officer.ID), c.cfg.Now().UTC())
	if !ok {
		return refusal(in.Event, say("proc_second")), nil
	}
	text, rows := c.ownCard(in, confirmed, 1, "")
	show := inPlace(in.Event, text, rows)
	told := say("proc_confirmed_by", in.Actor.Officer.Name, o.Title)
	return c.keepsOwn(in, confirmed, "confirmed", show.and(in.tells(officer.ID(o.By), []Span{plain(told)}, nil)))
}

// mayDropOwn reports whether the actor may remove a procedure: whoever leads its unit or a unit above, and its author as long
// as nobody has confirmed it.
func (c *Conversation) mayDropOwn(in input, o procedure.Own) bool {
	if c.may(in, officer.SeeProgress, officer.About{Unit: officer.UnitID(o.Unit)}) {
		return true
	}
	return o.ConfirmedBy == "" && o.Before == nil && o.By == string(in.Actor.Officer.ID)
}

// droppedOwn is the procedure that is to be removed. The Turn is the answer when it is not there or the actor may not.
func (c *Conversation) droppedOwn(ctx context.Context, in input, p payload) (procedure.Own, *Turn, error) {
	o, wrong, err := c.own(ctx, in, p.args[0], p.args[1])
	if err == nil && wrong == nil && !c.mayDropOwn(in, o) {
		denied := c.denied(in, "screen "+p.screen, officer.SeeProgress, officer.About{Unit: officer.UnitID(o.Unit)})
		return procedure.Own{}, &denied, nil
	}
	return o, wrong, err
}

// ownDrop asks before a procedure is removed.
func (c *Conversation) ownDrop(ctx context.Context, in input, p payload) (Turn, error) {
	o, wrong, err := c.droppedOwn(ctx, in, p)
	if err != nil || wrong != nil {
		return orTurn(wrong), err
	}
	rows := [][]Button{{opens(say("proc_drop"), "procdropped", 1, o.Unit, o.ID), opens(say("back"), "proc", 1, o.Unit, o.ID)}}
	return inPlace(in.Event, []Span{plain(say("proc_drop_sure", o.Title))}, rows), nil
}

// ownDropped removes a procedure and tells whoever entered it. Plans made from it stay as they are.
func (c *Conversation) ownDropped(ctx context.Context, in input, p payload) (Turn, error) {
	o, wrong, err := c.droppedOwn(ctx, in, p)
	if err != nil || wrong != nil {
		return orTurn(wrong), err
	}
	show := inPlace(in.Event, []Span{plain(say("proc_dropped", o.Title))}, [][]Button{{opens(say("back"), "procs", 1, o.Unit)}})
	show = show.and(in.tells(officer.ID(o.By), []Span{plain(say("proc_dropped_by", in.Actor.Officer.Name, o.Title))}, nil))
	body := ownedBody{Procedure: o.ID, Unit: officer.UnitID(o.Unit), What: "removed"}
	return show.changing(queue.Change{Table: queue.TableProcedure, ID: o.ID, Was: o.Version}).
		noting(in.note(journal.OwnProcess, false, body)), nil
}
