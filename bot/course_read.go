package bot

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"camnang/bot/quiz"
	"camnang/corpus/calendar"
)

// sessionDraft is a session that is not confirmed yet. id is "" for a new one.
type sessionDraft struct {
	class, id    string
	day          calendar.Day
	from, to     int
	place, title string
}

func draftOf(class string, s *quiz.Session) sessionDraft {
	return sessionDraft{class, s.ID, s.Day, s.From, s.To, s.Place, s.Title}
}

func (d sessionDraft) args() []string {
	day := ""
	if !d.day.IsZero() {
		day = d.day.String()
	}
	return []string{d.class, d.id, day, strconv.Itoa(d.from), strconv.Itoa(d.to), d.place, d.title}
}

func readSessionDraft(args []string) sessionDraft {
	// What args writes is read back; of a button's arguments there is the class alone.
	day, _ := calendar.ParseDay(argument(args, 2))
	from, _ := strconv.Atoi(argument(args, 3))
	to, _ := strconv.Atoi(argument(args, 4))
	return sessionDraft{argument(args, 0), argument(args, 1), day, from, to, argument(args, 5), argument(args, 6)}
}

// session is the draft over the session as it was.
func (d sessionDraft) session(was quiz.Session) quiz.Session {
	was.ID, was.Day, was.From, was.To, was.Place, was.Title = d.id, d.day, d.from, d.to, d.place, d.title
	return was
}

// at takes the moment over. A day without an hour leaves the hours of a session as they were.
func (d *sessionDraft) at(w calendar.When) {
	d.day = w.Day
	if w.Minute > 0 {
		d.from, d.to = w.Minute, endOf(w.Echo)
	}
}

// endOf is the hour at which a moment ends, from the words in which the calendar gives it back ("từ 08 giờ 00 đến 11 giờ 00"); 0
// when it says none.
func endOf(echo string) int {
	_, end, ok := strings.Cut(echo, " đến ")
	var hour, minute int
	if !ok {
		return 0
	}
	if n, err := fmt.Sscanf(end, "%d giờ %d", &hour, &minute); n != 2 || err != nil {
		return 0
	}
	return hour*60 + minute
}

// sessionParts cuts a text at the colon behind which the title is, which is none of an hour: "26/11 8:00, Hội trường A: Thi hành
// kỷ luật".
func sessionParts(text string) (head, title string) {
	runes := []rune(text)
	for i, r := range runes {
		if r != ':' || i > 0 && i+1 < len(runes) && unicode.IsDigit(runes[i-1]) && unicode.IsDigit(runes[i+1]) {
			continue
		}
		return string(runes[:i]), titleOf(string(runes[i+1:]))
	}
	return text, ""
}

// placeOf is a place without the word that leads to it.
func placeOf(text string) string {
	for _, lead := range []string{"Tại ", "Ở "} {
		if place, ok := strings.CutPrefix(text, lead); ok {
			return titleOf(place)
		}
	}
	return text
}
