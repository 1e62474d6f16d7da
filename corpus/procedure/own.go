package procedure

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"camnang/corpus/calendar"
)

// Own is a procedure that a unit entered for itself. It is used once somebody else confirmed it.
type Own struct {
	// ID names it for good and fits a button; Version is that of the record it was read from, 0 for one not stored yet.
	ID      string `json:"-"`
	Version int64  `json:"-"`
	// Unit is whose it is. By entered it, ConfirmedBy confirmed it, "" while nobody has: ids of officers.
	Unit        string    `json:"unit"`
	By          string    `json:"by"`
	At          time.Time `json:"at"`
	ConfirmedBy string    `json:"confirmed_by,omitempty"`
	ConfirmedAt time.Time `json:"confirmed_at,omitzero"`
	Kind        Kind      `json:"kind"`
	// Level is whose work it is for; "" for that of either level.
	Level Level  `json:"level,omitempty"`
	Title string `json:"title"`
	// Document is what its limits rest on where a step names nothing of its own.
	Document string    `json:"document,omitempty"`
	Steps    []OwnStep `json:"steps"`
}

// OwnStep is a step of a unit's own procedure.
type OwnStep struct {
	Stage   Stage  `json:"stage"`
	Title   string `json:"title"`
	Who     string `json:"who,omitempty"`
	Product string `json:"product,omitempty"`
	// Event is what the time limit of the step runs from; Amount is 0 for a step without one.
	Event    string        `json:"event,omitempty"`
	Amount   int           `json:"amount,omitempty"`
	Unit     calendar.Unit `json:"unit,omitempty"`
	Document string        `json:"document,omitempty"`
}

// DecodeOwn reads a record of the table of procedures. An error names the record.
func DecodeOwn(id string, version int64, value []byte) (Own, error) {
	var o Own
	if err := json.Unmarshal(value, &o); err != nil {
		return Own{}, fmt.Errorf("read the procedure %s of a unit: %w", id, err)
	}
	o.ID, o.Version = id, version
	return o, nil
}

// Bounds of what a unit may enter. They stand far above every procedure and limit of the sources (19 steps, 180 working
// days, 12 months, 150 characters) and are there against slips of the finger.
const (
	stepLimit = 60
	dayLimit  = 730
	textLimit = 300
)

// Problem is what is wrong with a unit's own procedure.
type Problem struct {
	// Step is the step from 1, Row the row of the sheet from 1; 0 for what is about the whole, or not from a sheet.
	Step, Row int
	// Text says it to whoever entered it: a Vietnamese sentence, with the number.
	Text string
}

// Problems returns what is wrong, in the order of the steps; none for a procedure that may be confirmed.
func (o Own) Problems() []Problem {
	var out []Problem
	whole := func(wrong bool, text string, args ...any) {
		if wrong {
			out = append(out, Problem{Text: fmt.Sprintf(text, args...)})
		}
	}
	whole(o.Kind.Vietnamese() == "", "Quy trình chưa có loại việc.")
	whole(o.Level != "" && o.Level.Vietnamese() == "", "Cấp của quy trình không đúng.")
	whole(strings.TrimSpace(o.Title) == "", "Quy trình chưa có tên.")
	whole(tooLong(o.Title) || tooLong(o.Document), "Tên hoặc căn cứ của quy trình dài quá %d ký tự.", textLimit)
	whole(len(o.Steps) == 0, "Quy trình chưa có bước nào.")
	whole(len(o.Steps) > stepLimit, "Quy trình có quá %d bước.", stepLimit)
	stage := 0
	for i, s := range o.Steps {
		found := s.problems()
		if at := slices.Index(stages, s.Stage); at >= 0 {
			if at < stage {
				found = append(found, "giai đoạn "+strings.ToLower(s.Stage.Vietnamese())+" đứng sau một giai đoạn muộn hơn.")
			}
			stage = max(stage, at)
		}
		if s.Amount > 0 && s.Document == "" && o.Document == "" {
			found = append(found, "thời hạn chưa có căn cứ.")
		}
		for _, text := range found {
			out = append(out, Problem{Step: i + 1, Text: fmt.Sprintf("Bước %d: %s", i+1, text)})
		}
	}
	return out
}

// problems are sentences that lack only whose they are.
func (s OwnStep) problems() []string {
	var out []string
	add := func(wrong bool, text string) {
		if wrong {
			out = append(out, text)
		}
	}
	add(!slices.Contains(stages, s.Stage), "giai đoạn phải là Chuẩn bị, Tiến hành hoặc Kết thúc.")
	add(strings.TrimSpace(s.Title) == "", "chưa có tên việc.")
	add(slices.ContainsFunc([]string{s.Title, s.Who, s.Product, s.Event, s.Document}, tooLong), fmt.Sprintf("có ô dài quá %d ký tự.", textLimit))
	switch {
	case s.Amount < 0:
		add(true, "thời hạn phải lớn hơn 0.")
	case s.Amount == 0:
		add(s.Event != "", "có mốc tính từ nhưng chưa có số ngày hoặc số tháng.")
		add(s.Unit != "", "có đơn vị thời gian nhưng chưa có số.")
	default:
		add(s.Event == "", "thời hạn chưa nói tính từ sự kiện nào.")
		add(Length(1, s.Unit) == "", "đơn vị thời gian phải là ngày, ngày làm việc hoặc tháng.")
		most := dayLimit
		if s.Unit == calendar.Months {
			most = dayLimit / 30
		}
		add(s.Amount > most, "thời hạn dài quá hai năm, đề nghị kiểm tra lại.")
	}
	return out
}

func tooLong(s string) bool { return utf8.RuneCountInString(s) > textLimit }

// Confirm returns the procedure as confirmed by a second person; false when it has problems or when whoever confirms is
// nobody or entered it.
func (o Own) Confirm(by string, at time.Time) (Own, bool) {
	o.ConfirmedBy, o.ConfirmedAt = by, at
	return o, o.Confirmed()
}

// Confirmed reports whether a second person confirmed it and it has no problems. Only then it is used.
func (o Own) Confirmed() bool {
	return o.ConfirmedBy != "" && o.ConfirmedBy != o.By && len(o.Problems()) == 0
}

// Procedure returns it in the form of the general ones. The limit of the n-th step, from 1, is "own:ID:n".
func (o Own) Procedure() *Procedure {
	p := &Procedure{ID: o.ID, Kind: o.Kind, Level: o.Level, Title: o.Title, Unit: o.Unit}
	for i, s := range o.Steps {
		document := cmp.Or(s.Document, o.Document)
		step := Step{
			ID: strconv.Itoa(i + 1), Stage: s.Stage, Title: s.Title, Who: s.Who, Product: s.Product, Document: document,
			Sample: document == "",
		}
		if s.Amount > 0 {
			// Which event a plan begins with is not said of an own procedure, so the day of each event is asked for.
			step.Limit, step.Later = fmt.Sprintf("own:%s:%d", o.ID, i+1), true
			p.Limits = append(p.Limits, Limit{
				ID: step.Limit, Event: s.Event, Action: s.Title, Who: s.Who, Amount: s.Amount, Unit: s.Unit, Document: document,
			})
		}
		p.Steps = append(p.Steps, step)
	}
	return p
}
