package bot

import (
	"context"
	"slices"
	"strings"

	"camnang/bot/officer"
	"camnang/bot/quiz"
	"camnang/corpus/viet"
)

// Of a ranking, namedPlaces is up to which place officers are named to those who took part, when the organiser chose so;
// rankedPage and rankedUnitsPage are how many officers and units a page has.
const (
	namedPlaces     = 10
	rankedPage      = 10
	rankedUnitsPage = 8
)

// ranking is how a contest stands: all of it to who organises it, and to an officer what was published.
type ranking struct {
	push   *quiz.Push
	places []quiz.Place
	// organiser is true for whoever may manage the contest.
	organiser bool
	// own is the actor's place, nil for who took no part.
	own *quiz.Place
}

// names reports whether the actor may read the names of the first.
func (r *ranking) names() bool { return r.organiser || r.push.Names }

// rankingScreens show a ranking. Their first argument is the contest. Who may manage it reads it from the opening on; who took
// part once it is published; anybody else is denied.
func rankingScreens() []screen {
	of := func(name string, show func(*Conversation, input, *ranking, payload) Turn) screen {
		return screen{name: name, action: officer.Learn, about: aboutNothing, handle: func(c *Conversation, ctx context.Context, in input, p payload) (Turn, error) {
			r, instead, err := c.ranking(ctx, in, p)
			if err != nil || r == nil {
				return instead, err
			}
			return show(c, in, r, p), nil
		}}
	}
	return []screen{
		of("ranking", (*Conversation).rankingCard),
		of("ranknames", (*Conversation).rankingNames),
		of("rankunits", (*Conversation).rankingUnits),
	}
}

// ranking reads how a contest stands for the actor; nil with what is said instead when there is nothing that the actor may
// read.
func (c *Conversation) ranking(ctx context.Context, in input, p payload) (r *ranking, instead Turn, err error) {
	push, ok := in.Pushes.Push(quiz.PushID(p.args[0]))
	if !ok {
		return nil, refusal(in.Event, say("contest_gone")), nil
	}
	about := aboutPush(in, p.args[:])
	r = &ranking{push: push, organiser: c.may(in, officer.ManagePush, about)}
	enrolled := slices.Contains(push.Enrolled, in.Actor.Officer.ID)
	switch {
	case !r.organiser && !enrolled:
		return nil, c.denied(in, "screen "+p.screen, officer.ManagePush, about), nil
	case push.Kind != quiz.Contest:
		return nil, refusal(in.Event, say("contest_no_contest")), nil
	case !counted(push):
		return nil, refusal(in.Event, say(uncountedNames[push.State])), nil
	case !r.organiser && !push.Published:
		return nil, refusal(in.Event, say("contest_not_published")), nil
	}
	if r.places, err = c.places(ctx, push); err != nil {
		return nil, Turn{}, err
	}
	if i := slices.IndexFunc(r.places, func(p quiz.Place) bool { return p.Who == in.Actor.Officer.ID }); i >= 0 {
		r.own = &r.places[i]
	}
	if !r.organiser && r.own == nil {
		return nil, refusal(in.Event, say("contest_took_no_part")), nil
	}
	return r, Turn{}, nil
}

// places is the ranking of a contest now, by one read.
func (c *Conversation) places(ctx context.Context, p *quiz.Push) ([]quiz.Place, error) {
	tries, err := c.attempts(ctx, p, p.Enrolled)
	if err != nil {
		return nil, err
	}
	return p.Ranked(tries, c.cfg.Now()), nil
}

// rankingHead writes which contest it is, and how final what follows is.
func (c *Conversation) rankingHead(s *sheet, r *ranking, what string) {
	s.para(bold(what))
	title, _ := shorten(r.push.Title, titleShown)
	s.line(plain(title))
	switch now := c.cfg.Now(); {
	case !r.push.Over(now) && r.push.Closes.IsZero():
		s.line(ital(say("contest_so_far", c.moment(now))))
	case !r.push.Over(now):
		s.line(ital(say("contest_so_far_until", c.moment(now), c.hour(r.push.Closes))))
	case !r.push.Published:
		s.line(ital(say("contest_final_unpublished")))
	default:
		s.line(ital(say("contest_final")))
	}
}

// rankingCard is the first card: how many took part, the actor's own place, the first as far as the actor may read them.
func (c *Conversation) rankingCard(in input, r *ranking, _ payload) Turn {
	id := string(r.push.ID)
	var s sheet
	c.rankingHead(&s, r, say("contest_ranking"))
	s.para(plain(say("contest_took", len(r.places), len(r.push.Enrolled))))
	if r.own != nil {
		s.para(bold(say("contest_own", r.own.Place, len(r.places))))
		s.line(plain(say("contest_own_mark", c.placeMark(r.own))))
	}
	switch first := r.first(); {
	case !r.names():
		s.para(plain(say("contest_no_names")))
	case len(first) > 0:
		s.para(bold(say("contest_first")))
		c.placeLines(in, &s, first[:min(len(first), rankedPage)])
	}
	var rows [][]Button
	if r.names() && (r.organiser && len(r.places) > rankedPage || len(r.first()) > rankedPage) {
		rows = append(rows, []Button{opens(say("contest_names"), "ranknames", 1, id)})
	}
	if len(r.places) > 0 {
		rows = append(rows, []Button{opens(say("contest_units"), "rankunits", 1, id)})
	}
	rows = append(rows, []Button{opens(say("contest_rules_button"), "contestrules", 1, id)})
	if !r.organiser {
		return inPlace(in.Event, s.done(), append(rows, []Button{opens(say("contest_own_result"), "exam", 1, id)}))
	}
	if r.push.State == quiz.Closed && !r.push.Published {
		rows = append([][]Button{{opens(say("contest_publish"), "contestpublish", 1, id)}}, rows...)
	}
	if r.push.Published {
		s.para(plain(say(publishedNames[r.push.Names])))
	}
	return inPlace(in.Event, s.done(), append(rows, []Button{opens(say("results_push"), "push", 1, id), opens(say("contest_list"), "contests", 1)}))
}

// first are those up to the place to which officers are named; more than that many when the last place is shared.
func (r *ranking) first() []quiz.Place {
	return slices.DeleteFunc(slices.Clone(r.places), func(p quiz.Place) bool { return p.Place > namedPlaces })
}

// placeMark is what somebody's best try is worth: the mark, the right answers, the time.
func (c *Conversation) placeMark(p *quiz.Place) string {
	m := p.Try.Mark()
	return say("contest_mark", viet.Decimal(m.Ten()), m.Right, m.Of, examSpan(m.Took))
}

func (c *Conversation) placeLines(in input, s *sheet, places []quiz.Place) {
	var lines []string
	for i := range places {
		name := say("contest_left")
		if _, there := in.Roster.Officer(places[i].Who); there {
			name = in.nameAndUnit(places[i].Who)
		}
		lines = append(lines, say("contest_place", places[i].Place, name, c.placeMark(&places[i])))
	}
	s.line(plain(strings.Join(lines, "\n")))
}

// rankingNames is a page of the officers by place: of all to who organises, else of the first when they are named.
func (c *Conversation) rankingNames(in input, r *ranking, p payload) Turn {
	if !r.names() {
		return refusal(in.Event, say("contest_no_names"))
	}
	all := r.places
	if !r.organiser {
		all = r.first()
	}
	page, last, from, to := paged(len(all), rankedPage, p.page)
	var s sheet
	c.rankingHead(&s, r, say("contest_names"))
	if last > 1 {
		s.line(plain(say("page_of", page, last)))
	}
	if len(all) == 0 {
		s.para(plain(say("contest_took", 0, len(r.push.Enrolled))))
	} else {
		s.para(plain(say("contest_took", len(r.places), len(r.push.Enrolled))))
		c.placeLines(in, &s, all[from:to])
	}
	rows := turning(page, last, func(n int) payload { return toScreen("ranknames", n, p.args[0]) })
	return inPlace(in.Event, s.done(), append(rows, []Button{opens(say("contest_back"), "ranking", 1, p.args[0])}))
}

// rankingUnits is a page of the units by place: those directly below the lowest unit that holds all who are enrolled.
func (c *Conversation) rankingUnits(in input, r *ranking, p payload) Turn {
	var homes []officer.UnitID
	for _, id := range r.push.Enrolled {
		homes = append(homes, homeOf(in.Roster, id))
	}
	part := unitParts(in.Roster, homes)
	ranked, others, total, shown := quiz.RankedUnits(r.push.Enrolled, r.places, func(id officer.ID) officer.UnitID {
		return officer.UnitID(part(homeOf(in.Roster, id)))
	})
	slices.SortStableFunc(others, func(a, b quiz.UnitPlace) int {
		return strings.Compare(viet.Key(in.partName(string(a.Unit))), viet.Key(in.partName(string(b.Unit))))
	})
	all := slices.Concat(ranked, others)
	page, last, from, to := paged(len(all), rankedUnitsPage, p.page)
	var s sheet
	c.rankingHead(&s, r, say("contest_units"))
	if last > 1 {
		s.line(plain(say("page_of", page, last)))
	}
	s.para(plain(say("contest_units_rule", quiz.RankedLeast)))
	for i, u := range all[from:to] {
		name, _ := shorten(in.partName(string(u.Unit)), titleShown)
		if u.Place > 0 {
			s.para(plain(say("contest_unit", u.Place, name, viet.TwoDecimals(u.Mean()), u.Took, u.Enrolled)))
			continue
		}
		if n := from + i; n == len(ranked) || i == 0 {
			s.para(bold(say("contest_units_few")))
		}
		s.line(plain(say("contest_unit_few", name, u.Took, u.Enrolled)))
	}
	if page == last {
		text := say("contest_total_few", total.Took, total.Enrolled)
		if shown {
			text = say("contest_total", viet.TwoDecimals(total.Mean()), total.Took, total.Enrolled)
		}
		s.para(bold(text))
	}
	rows := turning(page, last, func(n int) payload { return toScreen("rankunits", n, p.args[0]) })
	return inPlace(in.Event, s.done(), append(rows, []Button{opens(say("contest_back"), "ranking", 1, p.args[0])}))
}
