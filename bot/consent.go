package bot

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"camnang/bot/officer"
	"camnang/corpus/calendar"
)

// consentWords are what is kept and who sees it: the part of the screen of consent that is the same for everybody, in
// paragraphs.
func (c *Conversation) consentWords() string {
	return strings.Join([]string{
		say("consent_kept"), say("consent_seen"), say("consent_how_long", c.retention()), say("consent_rights"), say("consent_channel"),
	}, "\n\n")
}

// wording is the fingerprint of what is agreed to, short enough for a button.
func (c *Conversation) wording() string { return fingerprint(c.consentWords())[:12] }

// retention says how long the journal is kept.
func (c *Conversation) retention() string {
	if c.cfg.RetentionDays <= 0 {
		return say("retention_none")
	}
	return say("retention_days", c.cfg.RetentionDays)
}

// consentScreen is what somebody reads before anything of them is kept. o is whom the code is for, nil for a first
// administrator.
func (c *Conversation) consentScreen(r *officer.Roster, o *officer.Officer, code string) ([]Span, [][]Button) {
	var s sheet
	s.para(bold(say("consent_heading")))
	yes := payload{verb: agreeFirst, wording: c.wording()}
	if o != nil {
		whom := o.Name
		if unit := unitName(r, o.Unit); unit != "" {
			whom += ", " + unit
		}
		s.line(plain(say("consent_whom", whom)))
		yes = payload{verb: agree, code: strings.ToLower(code), wording: c.wording()}
	} else {
		s.line(plain(say("consent_first")))
	}
	s.para(plain(c.consentWords()))
	s.para(plain(say("consent_question")))
	return s.done(), [][]Button{
		{{Label: say("agree"), Payload: yes.String()}}, {{Label: say("disagree"), Payload: payload{verb: disagree}.String()}},
	}
}

// consentGiven is what stays of the screen of consent: what was agreed to, without buttons.
func (c *Conversation) consentGiven() []Span {
	var s sheet
	s.para(bold(say("consent_given", c.moment(c.cfg.Now()))))
	s.para(plain(c.consentWords()))
	return s.done()
}

// writeEntry writes what the roster says of an officer.
func (c *Conversation) writeEntry(s *sheet, r *officer.Roster, o *officer.Officer) {
	field := func(name, value string) {
		if value != "" {
			s.line(plain(name + " " + value))
		}
	}
	s.para(plain(say("entry_name") + " " + o.Name))
	field(say("entry_number"), o.Number)
	field(say("entry_unit"), unitName(r, o.Unit))
	field(say("entry_title"), o.Title)
	field(say("entry_roles"), c.roleNames(r, o))
	field(say("entry_classes"), classNames(r, o.ID))
	if !o.Consented.IsZero() {
		field(say("entry_joined"), calendar.On(o.Consented.In(c.cfg.Location)).Vietnamese())
	}
}

// unitName is a unit with those above it, the nearest first; "" for none.
func unitName(r *officer.Roster, id officer.UnitID) string {
	var names []string
	for _, u := range r.Path(id) {
		names = append([]string{u.Name}, names...)
	}
	return strings.Join(names, ", ")
}

// roleNames are the roles that an officer has, and of a head the units led.
func (c *Conversation) roleNames(r *officer.Roster, o *officer.Officer) string {
	roles := r.Roles(o.ID)
	if c.cfg.First[o.Telegram] && !slices.Contains(roles, officer.RoleAdministrator) {
		roles = append(slices.Clone(roles), officer.RoleAdministrator)
	}
	var names []string
	for _, role := range roles {
		switch role {
		case officer.RoleOfficer:
			names = append(names, say("role_officer"))
		case officer.RoleTrainer:
			names = append(names, say("role_trainer"))
		case officer.RoleHead:
			names = append(names, say("role_head", strings.Join(unitNames(r, o.Heads), "; ")))
		case officer.RoleAdministrator:
			names = append(names, say("role_administrator"))
		}
	}
	return strings.Join(names, ", ")
}

func unitNames(r *officer.Roster, ids []officer.UnitID) []string {
	var names []string
	for _, id := range ids {
		if u, ok := r.Unit(id); ok {
			names = append(names, u.Name)
		}
	}
	return names
}

// classNames are the classes that an officer is a member of or teaches.
func classNames(r *officer.Roster, id officer.ID) string {
	var names []string
	for _, c := range r.Classes() {
		if slices.Contains(c.Members, id) || slices.Contains(c.Trainers, id) {
			names = append(names, c.Name)
		}
	}
	return strings.Join(names, "; ")
}

// moment is a time of day as officers write it.
func (c *Conversation) moment(at time.Time) string {
	at = at.In(c.cfg.Location)
	return fmt.Sprintf("%02d giờ %02d, %s", at.Hour(), at.Minute(), calendar.On(at).Vietnamese())
}
