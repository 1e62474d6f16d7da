package bot

import (
	"context"
	"slices"
	"strings"
	"time"

	"camnang/bot/officer"
	"camnang/bot/quiz"
	"camnang/corpus"
)

// pushCard is the screen of a push: of a draft what is chosen and what is missing, of another how it stands.
func (c *Conversation) pushCard(ctx context.Context, in input, d *quiz.Push, _ payload) (Turn, error) {
	if d.State == quiz.Drafted {
		return c.giveCard(in, d, ""), nil
	}
	return c.givenCard(ctx, in, d)
}

// giveCard is the card of a draft. read says how something typed was understood, "" for nothing.
func (c *Conversation) giveCard(in input, d *quiz.Push, read string) Turn {
	pool, left := c.givePool(in, d)
	lacks := d.Lacks(pool, len(d.Audience(in.Roster)), c.cfg.Now())
	var s sheet
	s.para(bold(say(giveKinds[d.Kind]) + say("give_draft_mark")))
	s.line(plain(read))
	s.para(plain(say("give_card_title", c.giveTitle(in, d))))
	s.line(plain(say("give_card_to", c.giveAudience(in, d))))
	s.line(plain(say("give_card_questions", c.giveQuestions(in, d, pool))))
	if left > 0 {
		s.line(plain(say("give_left_out", left)))
	}
	s.line(plain(say("give_card_opens", c.giveOpens(d))))
	s.line(plain(say("give_card_closes", c.giveCloses(d.Closes))))
	s.line(plain(say("give_card_order", say(giveOrders[d.Shuffle]))))
	if d.Kind != quiz.Practice {
		s.line(plain(say("give_card_limits", giveLength(d.Whole), giveLength(d.Each), max(1, d.Tries))))
	}
	if d.Kind == quiz.Test {
		s.line(plain(c.giveAfterLine(in, d)))
	}
	missing := c.giveLackTexts(in, d, pool, lacks)
	if len(missing) > 0 {
		s.para(bold(say("give_lacks")))
		for _, text := range missing {
			s.line(plain("– " + text))
		}
	}
	return inPlace(in.Event, s.done(), c.giveButtons(d, len(missing) == 0))
}

// giveButtons are the buttons of the card of a draft, the next thing to do first.
func (c *Conversation) giveButtons(d *quiz.Push, ready bool) [][]Button {
	id := string(d.ID)
	var rows [][]Button
	if ready {
		rows = append(rows, []Button{opens(say("give_preview"), "giveview", 1, id)})
	}
	rows = append(rows,
		[]Button{opens(say("give_choose_to"), "giveto", 1, id)},
		[]Button{opens(say("give_choose_questions"), "giveask", 1, id)},
		[]Button{opens(say("give_choose_opens"), "giveopens", 1, id)},
		[]Button{opens(say("give_choose_closes"), "givecloses", 1, id)},
	)
	if d.Kind != quiz.Practice {
		rows = append(rows, []Button{opens(say("give_choose_limits"), "givelimits", 1, id)})
	}
	if d.Kind == quiz.Test {
		rows = append(rows, []Button{opens(say("give_choose_after"), "giveafter", 1, id)})
	}
	mix := say("give_mix")
	if d.Shuffle {
		mix = say("give_unmix")
	}
	return append(rows,
		[]Button{opens(mix, "givemix", 1, id), opens(say("give_rename"), "givetitle", 1, id)},
		[]Button{opens(say("give_drop"), "givedrop", 1, id), opens(say("give_back"), "give", 1)},
	)
}

var giveOrders = map[bool]string{true: "give_order_own", false: "give_order_same"}

// giveLackNames are the texts for what a draft lacks.
var giveLackNames = map[quiz.Lack]string{
	quiz.NoAudience: "give_no_audience", quiz.NoOfficers: "give_no_officers", quiz.NoQuestions: "give_no_questions",
	quiz.OpensPast: "give_opens_past", quiz.ClosesPast: "give_closes_past", quiz.ClosesFirst: "give_closes_first", quiz.NoClose: "give_no_close",
	quiz.SeriesOpen: "give_series_open", quiz.TooMany: "give_cells_many",
}

// giveLackTexts say what a draft lacks; that the actor may not give it to somebody any longer comes first.
func (c *Conversation) giveLackTexts(in input, d *quiz.Push, pool []quiz.Question, lacks []quiz.Lack) []string {
	var out []string
	for _, name := range c.giveDenied(in, d) {
		out = append(out, say("give_take_out_first", name))
	}
	for _, l := range lacks {
		switch {
		case l == quiz.TooFew:
			for _, cell := range quiz.Short(d.Draw, pool) {
				out = append(out, say("give_too_few", cell.Number, c.giveCell(in, cell)))
			}
		case l == quiz.NoQuestions && len(d.Picked)+len(d.Draw) == 0:
			out = append(out, say("give_nothing_picked"))
		default:
			out = append(out, say(giveLackNames[l]))
		}
	}
	return out
}

// giveTitle is what a push is called: its title, or until one is given what it is about and when.
func (c *Conversation) giveTitle(in input, d *quiz.Push) string {
	if d.Title != "" {
		return d.Title
	}
	var topics []string
	add := func(id string) {
		if !slices.Contains(topics, id) {
			topics = append(topics, id)
		}
	}
	for _, id := range d.Picked {
		if q, ok := in.Bank.Question(id); ok {
			add(q.Topic)
		}
	}
	if len(d.Picked) == 0 {
		for _, cell := range d.Draw {
			add(cell.Topic)
		}
	}
	day := d.Made
	if !d.Opens.IsZero() {
		day = d.Opens
	}
	when := say("give_title_on", c.today(day).Vietnamese())
	if d.Weekly {
		when = say("give_title_weekly")
	}
	if d.After != "" {
		return say("give_title_after", when)
	}
	if len(topics) == 1 {
		if t, ok := in.Bank.Topic(topics[0]); ok {
			return say("give_title_topic", t.Name, when)
		}
	}
	return say("give_title_day", when)
}

// giveAudience says for whom a push is, and how many officers that are, each once.
func (c *Conversation) giveAudience(in input, d *quiz.Push) string {
	if len(d.Classes)+len(d.Units) == 0 {
		return say("give_not_chosen")
	}
	const shown = 4
	names := c.giveNames(in, d)
	if len(names) > shown {
		names = append(names[:shown:shown], say("give_more_names", len(names)-shown))
	}
	all, absent := c.giveNumbers(in, d)
	text := say("give_audience", strings.Join(names, "; "), all)
	if absent > 0 {
		text += say("give_absent", absent)
	}
	return text
}

// giveNames are the classes and units of a push. One that is there no more says so; of a draft, one that the actor may not give
// questions to any longer does too.
func (c *Conversation) giveNames(in input, d *quiz.Push) []string {
	var names []string
	add := func(name string, may bool) {
		if !may && d.State == quiz.Drafted {
			name = say("give_no_longer", name)
		}
		names = append(names, name)
	}
	for _, id := range d.Classes {
		add(giveName(classLabel(in.Roster, id)), c.may(in, officer.PushClass, officer.About{Class: id}))
	}
	for _, id := range d.Units {
		add(giveName(unitLabel(in.Roster, id)), c.may(in, officer.PushUnit, officer.About{Unit: id}))
	}
	return names
}

// giveDenied are the names of those that the actor may not give questions to.
func (c *Conversation) giveDenied(in input, d *quiz.Push) []string {
	var names []string
	for _, id := range d.Classes {
		if !c.may(in, officer.PushClass, officer.About{Class: id}) {
			names = append(names, giveName(classLabel(in.Roster, id)))
		}
	}
	for _, id := range d.Units {
		if !c.may(in, officer.PushUnit, officer.About{Unit: id}) {
			names = append(names, giveName(unitLabel(in.Roster, id)))
		}
	}
	return names
}

// giveName is the name of a class or unit, or that it is there no more.
func giveName(name string) string {
	if name == "" {
		return say("give_place_gone")
	}
	return name
}

// giveNumbers counts the officers of a push, and those of them who have not joined.
func (c *Conversation) giveNumbers(in input, d *quiz.Push) (all, absent int) {
	for _, id := range d.Audience(in.Roster) {
		all++
		if o, ok := in.Roster.Officer(id); ok && !o.Joined() {
			absent++
		}
	}
	return all, absent
}

// giveQuestions says what a draft asks.
func (c *Conversation) giveQuestions(in input, d *quiz.Push, pool []quiz.Question) string {
	switch {
	case len(d.Draw) > 0:
		var cells []string
		n := 0
		for _, cell := range d.Draw {
			cells = append(cells, say("give_cell_short", c.giveCell(in, cell), cell.Number))
			n += cell.Number
		}
		return say("give_drawn", n, len(pool), strings.Join(cells, "; "))
	case len(d.Picked) == 0:
		return say("give_not_chosen")
	}
	return say("give_picked", len(d.Picked))
}

// giveCell names a part of a blueprint.
func (c *Conversation) giveCell(in input, cell quiz.Cell) string {
	name := say("give_any_topic")
	if t, ok := in.Bank.Topic(cell.Topic); ok {
		name = t.Name
	}
	if key := levelNames[cell.Difficulty]; key != "" {
		return say("give_cell", name, say(key))
	}
	return name
}

func (c *Conversation) giveOpens(d *quiz.Push) string {
	text := say("give_opens_now")
	if !d.Opens.IsZero() {
		text = c.hour(d.Opens)
	}
	if d.Weekly {
		text += say("give_weekly_mark")
	}
	return text
}

func (c *Conversation) giveCloses(at time.Time) string {
	if at.IsZero() {
		return say("give_closes_never")
	}
	return c.hour(at)
}

// giveLength is a length of time in words; 0 is no limit.
func giveLength(d time.Duration) string {
	if d == 0 {
		return say("give_no_limit")
	}
	return examSpan(d)
}

// givePool are the questions that a draft asks or draws from, as they are now, and how many of those chosen may not be asked
// now: retired, doubted, or not approved and not the actor's own for their own classes. Historical ones are asked only when
// they were chosen by hand.
func (c *Conversation) givePool(in input, d *quiz.Push) (pool []quiz.Question, left int) {
	if len(d.Picked) == 0 && len(d.Draw) > 0 {
		for _, q := range c.giveCirculating(in) {
			if slices.ContainsFunc(d.Draw, func(cell quiz.Cell) bool { return cell.Holds(q) }) {
				pool = append(pool, *q)
			}
		}
		return pool, 0
	}
	may := c.giveAskable(in, d)
	for _, id := range d.Picked {
		if q, ok := in.Bank.Question(id); ok && may(q) {
			pool = append(pool, *q)
			continue
		}
		left++
	}
	return pool, left
}

// giveAskable says of each question whether it may be chosen for a draft by hand: it is approved, or the actor's own and the
// draft for nobody but the actor's own classes; its clauses stand; and the actor is shown it.
func (c *Conversation) giveAskable(in input, d *quiz.Push) func(*quiz.Question) bool {
	doubted, own := c.giveDoubted(in), c.giveOwnClasses(in, d)
	return func(q *quiz.Question) bool {
		return doubted[q.ID] == corpus.Stands && c.shows(in, q) && (q.State == quiz.Approved || own && c.giveUnreviewed(in, q))
	}
}

// giveCirculating are the questions in circulation that the actor is shown.
func (c *Conversation) giveCirculating(in input) []*quiz.Question {
	return slices.DeleteFunc(c.circulating(in), func(q *quiz.Question) bool { return !c.shows(in, q) })
}

// giveUnreviewed reports whether a question is the actor's own and still to be reviewed.
func (c *Conversation) giveUnreviewed(in input, q *quiz.Question) bool {
	return q.Author == in.Actor.Officer.ID && (q.State == quiz.Draft || q.State == quiz.Reviewed)
}

// giveOwnClasses reports whether a draft is for nobody but classes that the actor teaches.
func (c *Conversation) giveOwnClasses(in input, d *quiz.Push) bool {
	return len(d.Classes) > 0 && len(d.Units) == 0 && !slices.ContainsFunc(d.Classes, func(id officer.ClassID) bool {
		return !c.may(in, officer.PushClass, officer.About{Class: id})
	})
}

// giveDoubted are the questions of whatever state a clause of which no longer stands.
func (c *Conversation) giveDoubted(in input) map[quiz.ID]corpus.Standing {
	all := in.Bank.All()
	for i, q := range all {
		approved := *q
		approved.State = quiz.Approved
		all[i] = &approved
	}
	return doubtedAmong(c.cfg.Library, c.today(c.cfg.Now()), all)
}
