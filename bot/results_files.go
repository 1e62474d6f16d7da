package bot

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"camnang/bot/chart"
	"camnang/bot/officer"
	"camnang/bot/paper"
	"camnang/bot/quiz"
	"camnang/bot/quiz/statistics"
	table "camnang/bot/sheet"
	"camnang/corpus/viet"
)

// tableOf makes a table of headings, each with whether its cells are numbers.
func tableOf(name string, heads ...string) table.Table {
	t := table.Table{Name: name}
	for i, h := range heads {
		if text, ok := strings.CutPrefix(h, "#"); ok {
			h = text
			t.Numbers = append(t.Numbers, i)
		}
		t.Head = append(t.Head, h)
	}
	return t
}

func addRow(t *table.Table, cells ...string) { t.Rows = append(t.Rows, table.Row{Cells: cells}) }

// resultBook sends the results of a push as a workbook: by name, by question, by topic.
func (c *Conversation) resultBook(in input, t taken, _ payload) (Turn, error) {
	book := []table.Table{c.namesTable(in, t), c.questionsTable(in, t.answers, 1, t.push), c.topicsTable(in, t.answers, 1)}
	return c.sendBook(in, book, "ket-qua", t.push.Title)
}

func (c *Conversation) sendBook(in input, book []table.Table, file, name string) (Turn, error) {
	content, err := table.Write(book...)
	if err != nil {
		return Turn{}, fmt.Errorf("write a table of results: %w", err)
	}
	title, _ := shorten(name, titleShown)
	return below(in.Event, Turn{Replies: []Reply{{
		Kind: SendFile, Text: []Span{plain(say("results_book_caption", title, c.moment(c.cfg.Now())))},
		File: &Attachment{Name: file + "-" + c.today(c.cfg.Now()).Day.String() + ".xlsx", Content: content},
	}}}), nil
}

func (c *Conversation) namesTable(in input, t taken) table.Table {
	out := tableOf(say("sheet_names"), "#STT", say("column_name"), say("column_number"), say("column_unit"), say("column_stage"), "#"+say("column_right"),
		"#"+say("column_answered"), "#"+say("column_of"), "#"+say("column_mark"), "#"+say("column_minutes"), "#"+say("column_tries"))
	named, _ := c.named(in, t)
	for i, r := range named {
		o, _ := in.Roster.Officer(r.Who)
		if o == nil {
			o = &officer.Officer{}
		}
		row := []string{countText(i + 1), o.Name, o.Number, in.unitOnly(o.Unit), say(takenNames[r.Stage]), "", "", "", "", "", countText(r.Tries)}
		if r.Try != nil {
			m := r.Mark()
			row[5], row[6], row[7], row[8] = countText(m.Right), countText(m.Answered), countText(m.Of), viet.Decimal(m.Ten())
			if m.Took > 0 {
				row[9] = countText(int(m.Took.Round(time.Minute).Minutes()))
			}
		}
		addRow(&out, row...)
	}
	return out
}

// unitOnly is the name of a unit, "" for none.
func (in input) unitOnly(id officer.UnitID) string {
	if u, ok := in.Roster.Unit(id); ok {
		return u.Name
	}
	return ""
}

func countText(n int) string { return fmt.Sprint(n) }

// questionsTable is what answers say of the questions of pushes, those left out that fewer than least officers answered. Its
// first column is the number that everybody read when there is one (sameForAll), else that of the row, and says which.
func (c *Conversation) questionsTable(in input, answers []statistics.Answer, least int, pushes ...*quiz.Push) table.Table {
	asked := statistics.Asked(pushes...)
	all := slices.DeleteFunc(statistics.Questions(answers, asked), func(q statistics.Question) bool { return q.Answered < least })
	most := 0
	for _, q := range all {
		most = max(most, len(q.Choices))
	}
	numbered := len(pushes) == 1 && sameForAll(pushes[0])
	first := "column_row"
	if numbered {
		first = "column_place"
	}
	heads := []string{
		"#" + say(first), say("column_question"), say("column_topic"), say("column_key"), "#" + say("column_asked"), "#" + say("column_answered"),
		"#" + say("column_facility"), "#" + say("column_extremes"), "#" + say("column_biserial"), say("column_doubt"),
	}
	for n := range most {
		heads = append(heads, "#"+say("column_chose", quiz.Letter(n)))
	}
	out := tableOf(say("sheet_questions"), heads...)
	place := map[statistics.Item]int{}
	for _, p := range pushes {
		for n := range p.Pool {
			item := statistics.Item{Question: p.Pool[n].ID, Version: p.Pool[n].Version}
			if _, there := place[item]; !there {
				place[item] = len(place)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b statistics.Question) int { return place[a.Item] - place[b.Item] })
	for i, q := range all {
		said := asked[q.Item]
		var key []int
		for n, o := range said.Options {
			if o.Right {
				key = append(key, n)
			}
		}
		var doubts []string
		for _, d := range q.Doubts {
			doubts = append(doubts, d.Text())
		}
		number := i + 1
		if numbered {
			number = place[q.Item] + 1
		}
		row := []string{
			countText(number), said.Stem, in.topicName(said.Topic), quiz.Letters(key), countText(q.Officers), countText(q.Answered),
			percentText(q.Facility), knownFigure(q.Extremes), knownFigure(q.Biserial), strings.Join(doubts, " "),
		}
		for _, n := range q.Choices {
			row = append(row, countText(n))
		}
		addRow(&out, row...)
	}
	return out
}

// knownFigure is a figure for a table, an empty cell for one that is not known.
func knownFigure(n statistics.Number) string {
	if !n.Known {
		return ""
	}
	return decimal(n.Value)
}

// topicsTable is the share of right answers by topic; of what fewer than least officers answered it is kept back.
func (c *Conversation) topicsTable(in input, answers []statistics.Answer, least int) table.Table {
	out := tableOf(say("sheet_topics"), say("column_topic"), "#"+say("column_officers"), "#"+say("column_answers"), "#"+say("column_facility"))
	for _, g := range statistics.ByTopic(answers) {
		row := []string{in.topicName(g.Key), countText(g.Officers), countText(g.Answers), ""}
		if g.Mean.Known && g.Officers >= least {
			row[3] = percentText(g.Mean.Value)
		}
		addRow(&out, row...)
	}
	return out
}

// scopeBook sends the report of a class or a unit as a workbook: by name with each push, by question, by topic.
func (c *Conversation) scopeBook(in input, of *scope, _ payload) (Turn, error) {
	all, _ := c.standings(in, of)
	heads := []string{
		"#STT", say("column_name"), say("column_number"), say("column_unit"), "#" + say("column_pushes"), "#" + say("column_took"), "#" + say("column_right"),
		"#" + say("column_answered"), "#" + say("column_facility"), "#" + say("column_mean"),
	}
	// The newest pushes have a column each, from the earliest on.
	shown := min(len(of.taken), table.ColumnLimit-len(heads))
	var pushes []*quiz.Push
	for _, t := range of.taken {
		pushes = append(pushes, t.push)
	}
	for i := shown - 1; i >= 0; i-- {
		heads = append(heads, "#"+say("column_push", pushes[i].Title, c.givenOn(pushes[i])))
	}
	names := tableOf(say("sheet_names"), heads...)
	for i, one := range all {
		o, _ := in.Roster.Officer(one.who)
		row := []string{countText(i + 1), o.Name, o.Number, in.unitOnly(o.Unit), countText(one.asked), countText(one.took), countText(one.right), countText(one.answered), "", ""}
		if one.answered > 0 {
			row[8] = shareOf(one.right, one.answered)
		}
		if len(one.marks) > 0 {
			row[9] = viet.TwoDecimals(meanMark(one.marks))
		}
		for n := shown - 1; n >= 0; n-- {
			cell := ""
			if r := one.each[n]; r != nil && r.Try != nil {
				cell = viet.Decimal(r.Mark().Ten())
			}
			row = append(row, cell)
		}
		addRow(&names, row...)
	}
	return c.sendBook(in, []table.Table{names, c.questionsTable(in, of.answers, of.least, pushes...), c.topicsTable(in, of.answers, of.least)}, "bao-cao", of.name)
}

// resultPaper sends the list of results as a paper to sign.
func (c *Conversation) resultPaper(in input, t taken, _ payload) (Turn, error) {
	p, home := t.push, in.Actor.Officer.Unit
	doc := paper.Document{
		Unit: unitLabel(in.Roster, home), Title: say("paper_title"), Subtitle: p.Title,
		Signers: []string{say("paper_maker"), say("report_signer")},
	}
	if u, ok := in.Roster.Unit(home); ok {
		doc.Above = unitName(in.Roster, u.Parent)
	}
	var audience []string
	for _, id := range p.Classes {
		audience = append(audience, classLabel(in.Roster, id))
	}
	audience = append(audience, unitNames(in.Roster, p.Units)...)
	named, others := c.named(in, t)
	lines := []string{say("results_kind", say(pushKindNames[p.Kind]), p.Asked(), c.givenOn(p))}
	if named := strings.Join(slices.DeleteFunc(audience, func(s string) bool { return s == "" }), "; "); named != "" {
		lines = append(lines, say("paper_audience", named))
	}
	if now := c.cfg.Now(); !p.Over(now) {
		lines = append(lines, say("results_so_far", c.moment(now)))
	}
	if others > 0 {
		lines = append(lines, say("scope_others", others))
	}
	for _, line := range lines {
		doc.Blocks = append(doc.Blocks, paper.Paragraph{Text: line})
	}
	list := paper.Results{}
	for _, r := range named {
		m := r.Mark()
		row := paper.Result{Name: in.name(r.Who), Unit: in.unitOnly(homeOf(in.Roster, r.Who)), Right: m.Right, Of: m.Of, Mark: m.Ten()}
		if r.Try == nil {
			row.Remark = upperFirst(say(takenNames[r.Stage]))
		}
		list.Rows = append(list.Rows, row)
	}
	doc.Blocks = append(doc.Blocks, list)
	content, err := paper.Docx(doc)
	if err != nil {
		return Turn{}, fmt.Errorf("write a list of results: %w", err)
	}
	title, _ := shorten(p.Title, titleShown)
	return below(in.Event, Turn{Replies: []Reply{{
		Kind: SendFile, Text: []Span{plain(say("results_paper_caption", title))},
		File: &Attachment{Name: "danh-sach-ket-qua-" + c.today(c.cfg.Now()).Day.String() + ".docx", Content: content},
	}}}), nil
}

// resultChart sends the pictures of a push.
func (c *Conversation) resultChart(in input, t taken, _ payload) (Turn, error) {
	return c.pictures(in, t.push.Title, t.marks(), t.answers)
}

// scopeChart sends the picture of a class or a unit.
func (c *Conversation) scopeChart(in input, of *scope, _ payload) (Turn, error) {
	return c.pictures(in, of.name, nil, of.answers)
}

// pictures are the spread of marks and the share of right answers by topic. A picture is passed on easily: there is none of
// marks that are fewer than statistics.Few, and no share of fewer officers; a column of the spread may be of one mark, whose it
// does not say. With nothing to show it is said so.
func (c *Conversation) pictures(in input, name string, marks []int, answers []statistics.Answer) (Turn, error) {
	now := c.cfg.Now()
	day := c.today(now).Vietnamese()
	var replies []Reply
	picture := func(file, key string, content []byte) {
		title, _ := shorten(name, titleShown)
		replies = append(replies, Reply{
			Kind: SendFile, Text: []Span{plain(say(key, title, c.moment(now)))}, File: &Attachment{Name: file + ".png", Content: content, Picture: true},
		})
	}
	if len(marks) >= statistics.Few {
		content, err := chart.Spread(chart.SpreadPicture{Title: say("chart_spread"), Under: say("chart_under", day, name), Marks: marks})
		if err != nil {
			return Turn{}, fmt.Errorf("draw the marks of a push: %w", err)
		}
		picture("pho-diem", "chart_spread_caption", content)
	}
	bars := chart.BarsPicture{Title: say("chart_topics"), Under: say("chart_under", day, name)}
	known := false
	for _, g := range statistics.ByTopic(answers) {
		bar := chart.Bar{Label: in.topicName(g.Key), Note: say("chart_few", statistics.Few)}
		if g.Officers >= statistics.Few {
			bar.Value, bar.Note = chart.Share{Value: g.Mean.Value, Known: g.Mean.Known}, say("chart_note", g.Officers)
			known = true
		}
		bars.Rows = append(bars.Rows, bar)
	}
	if known {
		content, err := chart.Bars(bars)
		if err != nil {
			return Turn{}, fmt.Errorf("draw the topics of a push: %w", err)
		}
		picture("chuyen-de", "chart_topics_caption", content)
	}
	if len(replies) == 0 {
		return refusal(in.Event, say("results_few_chart", statistics.Few)), nil
	}
	return below(in.Event, Turn{Replies: replies}), nil
}
