package bot

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"camnang/corpus/calendar"
	"camnang/corpus/viet"
)

const (
	// shiftsMost is how many days are entered at once: Tết has five, with the days worked instead fewer than twice that.
	shiftsMost = 10
	// shiftTextMost is how long why and source may be, in characters.
	shiftTextMost = 200
)

// daysDraft is what an administrator is entering: days off and days worked, or one entered day that is to go. It is kept as
// the argument of the wait that asks for the rest.
type daysDraft struct {
	Days []draftDay `json:"d,omitempty"`
	// Source is the document or announcement, for all of the days.
	Source string `json:"s,omitempty"`
	// Drop is an entered day that is taken out.
	Drop calendar.Day `json:"x,omitzero"`
}

// draftDay is one of the days.
type draftDay struct {
	Day calendar.Day `json:"d"`
	// Kind is "off" or "work"; "" while it is not said.
	Kind string `json:"k,omitempty"`
	Why  string `json:"w,omitempty"`
}

const (
	dayOff  = "off"
	dayWork = "work"
)

func (d daysDraft) String() string {
	out, err := json.Marshal(d)
	if err != nil {
		panic(fmt.Sprintf("bot: a draft of days: %v", err))
	}
	return string(out)
}

func readDaysDraft(s string) (d daysDraft, ok bool) { return d, json.Unmarshal([]byte(s), &d) == nil }

// lacks is what is still to be asked for: "kind", "why", "source", or "" for nothing.
func (d daysDraft) lacks() string {
	for _, day := range d.Days {
		if day.Kind == "" {
			return "kind"
		}
	}
	for _, day := range d.Days {
		if day.Why == "" {
			return "why"
		}
	}
	if d.Source == "" && d.Drop.IsZero() {
		return "source"
	}
	return ""
}

// shifts are the days as they are entered.
func (d daysDraft) shifts(by string, at time.Time) []calendar.Shift {
	var out []calendar.Shift
	for _, day := range d.Days {
		out = append(out, calendar.Shift{
			Day: day.Day, Off: day.Kind == dayOff, Why: day.Why, Source: d.Source, By: by, At: at.UTC().Truncate(time.Second),
		})
	}
	return out
}

var (
	sourceBehind = regexp.MustCompile(`(?i)(?:^|[\s,;.]+)(?:theo|căn cứ|can cu|nguồn:?|nguon:?)\s+(.+)$`)
	betweenDays  = regexp.MustCompile(`\s*[;,]\s*|\s+(?:và|va)\s+`)
	// madeUpWords and workedWords say that a day is worked, restedWords that it is off; "nghỉ làm việc" is off.
	madeUpWords = regexp.MustCompile(`(?i)(^|[^\p{L}])(?:(?:đi|di)\s+)?(?:làm\s+bù|lam\s+bu|đi\s+làm|di\s+lam)($|[^\p{L}])`)
	restedWords = regexp.MustCompile(`(?i)(^|[^\p{L}])(?:(?:được|duoc)\s+)?(?:nghỉ|nghi)(?:\s+(?:bù|bu|làm|lam|việc|viec))*($|[^\p{L}])`)
	workedWords = regexp.MustCompile(`(?i)(^|[^\p{L}])(?:làm\s+việc|lam\s+viec)($|[^\p{L}])`)
	tiesDay     = regexp.MustCompile(`(?i)^(?:vào|vao|cho|là|la|do|vì|vi)\s+`)
	// fullDate is a day said with its year, fullSpan the days from one to another.
	fullDate = `(?:ngày\s+|ngay\s+)?(\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{4})`
	oneDate  = regexp.MustCompile(`(?i)(?:(?:vào|vao)\s+)?` + fullDate)
	fullSpan = regexp.MustCompile(`(?i)(?:từ|tu)\s+` + fullDate + `\s+(?:đến|den|tới|toi)\s+(?:hết\s+|het\s+)?` + fullDate)
)

// readDays reads "2/1/2027 nghỉ, làm bù 9/1/2027, theo Thông báo số 12/TB": days with what they are, why where it is said, and
// the source behind "theo". key is the text that says what is wrong, with its arguments; "" for nothing.
func readDays(text string, now time.Time, w *calendar.Workdays) (d daysDraft, key string, args []any) {
	if m := sourceBehind.FindStringSubmatchIndex(text); m != nil {
		d.Source, text = strings.TrimSpace(text[m[2]:m[3]]), text[:m[0]]
	}
	for _, part := range betweenDays.Split(text, -1) {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		days, key, args := readDayPart(part, now, w)
		switch {
		case key != "":
			return daysDraft{}, key, args
		case len(days) == 0 && len(d.Days) > 0 && d.Days[len(d.Days)-1].Why == "":
			// Words without a day say why of the day before.
			d.Days[len(d.Days)-1].Why = part
		case len(days) == 0:
			return daysDraft{}, "day_not_read", nil
		}
		d.Days = append(d.Days, days...)
	}
	seen := map[calendar.Day]bool{}
	for _, day := range d.Days {
		if seen[day.Day] {
			return daysDraft{}, "days_twice", []any{dayText(day.Day)}
		}
		seen[day.Day] = true
	}
	switch {
	case len(d.Days) == 0:
		return daysDraft{}, "day_not_read", nil
	case len(d.Days) > shiftsMost:
		return daysDraft{}, "days_too_many", []any{shiftsMost}
	case tooLongText(d.Source):
		return daysDraft{}, "days_text_long", []any{shiftTextMost}
	}
	d.swap()
	return d, "", nil
}

// readDayPart reads one day, or a stretch of days, with its words. Where a day is said in full the other words are no days:
// "5/2/2027 nghỉ Tết Nguyên đán".
func readDayPart(part string, now time.Time, w *calendar.Workdays) (days []draftDay, key string, args []any) {
	phrase, words := part, ""
	loc := fullSpan.FindStringIndex(part)
	if loc == nil {
		loc = oneDate.FindStringIndex(part)
	}
	if loc != nil {
		phrase, words = part[loc[0]:loc[1]], part[:loc[0]]+" "+part[loc[1]:]
	}
	r := calendar.ReadWhen(phrase, now, w)
	if loc == nil {
		words = r.Rest
	} else if oneDate.MatchString(words) {
		return nil, "days_parted", nil
	}
	switch {
	case len(r.Impossible) > 0:
		return nil, "day_impossible", []any{strings.Join(r.Impossible, "; ")}
	case len(r.Whens) > 1:
		var lines []string
		for _, when := range r.Whens {
			lines = append(lines, "– "+when.Echo)
		}
		return nil, "day_ambiguous", []any{r.Phrase, strings.Join(lines, "\n")}
	case len(r.Whens) == 0:
		return nil, "", nil
	}
	kind, why := kindOf(words)
	for trimmed := ""; trimmed != why; {
		trimmed = why
		why = strings.Trim(tiesDay.ReplaceAllString(viet.Space(why), ""), " ,;.:()")
	}
	if tooLongText(why) {
		return nil, "days_text_long", []any{shiftTextMost}
	}
	when := r.Whens[0]
	last := when.Day
	if !when.To.IsZero() {
		last = when.To
	}
	for day := when.Day; !day.After(last); day = day.Add(1) {
		if len(days) == shiftsMost {
			return nil, "days_too_many", []any{shiftsMost}
		}
		days = append(days, draftDay{Day: day, Kind: kind, Why: why})
	}
	return days, "", nil
}

// kindOf is what words say of a day, "" for nothing, and the words without that.
func kindOf(words string) (kind, rest string) {
	for _, k := range []struct {
		words *regexp.Regexp
		kind  string
	}{{madeUpWords, dayWork}, {restedWords, dayOff}, {workedWords, dayWork}} {
		if k.words.MatchString(words) {
			return k.kind, k.words.ReplaceAllString(words, "$1 $2")
		}
	}
	return "", words
}

// swap says why of a day off and the day worked for it, when the two were entered together and nothing else was said.
func (d *daysDraft) swap() {
	if len(d.Days) != 2 || d.Days[0].Kind == d.Days[1].Kind || d.Days[0].Kind == "" || d.Days[1].Kind == "" {
		return
	}
	for i := range d.Days {
		day, other := &d.Days[i], d.Days[1-i]
		switch {
		case day.Why != "":
		case day.Kind == dayOff:
			day.Why = say("days_swap_off", other.Day.Vietnamese())
		default:
			day.Why = say("days_swap_work", other.Day.Vietnamese())
		}
	}
}

func tooLongText(s string) bool { return utf8.RuneCountInString(s) > shiftTextMost }
