package procedure

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"camnang/corpus/calendar"
)

// Own is a procedure that a unit entered for itself. It is used once somebody else confirmed it; while a changed version
// waits for that, the version confirmed before stays in use.
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
	// NextStep is the number that the next new step gets for its id, from 1; 0 before Edited gave any.
	NextStep int `json:"next_step,omitempty"`
	// Before is the version that was confirmed last, which stays in use until this one is confirmed; nil when this one is
	// confirmed or none ever was.
	Before *Own `json:"before,omitempty"`
}

// OwnStep is a step of a unit's own procedure.
type OwnStep struct {
	// ID is a number within the procedure, given once and kept while the title stays: "1". "" in what ReadOwn gives.
	ID      string `json:"id,omitempty"`
	Stage   Stage  `json:"stage"`
	Title   string `json:"title"`
	Who     string `json:"who,omitempty"`
	Product string `json:"product,omitempty"`
	// Event is what the time limit of the step runs from; Amount is 0 for a step without one.
	Event  string        `json:"event,omitempty"`
	Amount int           `json:"amount,omitempty"`
	Unit   calendar.Unit `json:"unit,omitempty"`
	// Extension is by how much the limit may be extended at most, all extensions together; 0 when the procedure records
	// none.
	Extension     int           `json:"extension,omitempty"`
	ExtensionUnit calendar.Unit `json:"extension_unit,omitempty"`
	Document      string        `json:"document,omitempty"`
}

// DecodeOwn reads a record of the table of procedures. Steps of a record without ids of steps get their places for ids,
// which is what the limits of such a procedure were called by. An error names the record.
func DecodeOwn(id string, version int64, value []byte) (Own, error) {
	var o Own
	if err := json.Unmarshal(value, &o); err != nil {
		return Own{}, fmt.Errorf("read the procedure %s of a unit: %w", id, err)
	}
	o = o.identified()
	o.ID, o.Version = id, version
	if o.Before != nil {
		before := o.Before.identified()
		before.ID, before.Version, before.Before = id, version, nil
		o.Before = &before
	}
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
				found = append(found, "Giai đoạn “"+s.Stage.Vietnamese()+"” đứng sau một giai đoạn muộn hơn.")
			}
			stage = max(stage, at)
		}
		if s.Amount > 0 && s.Document == "" && o.Document == "" {
			found = append(found, "Thời hạn chưa có căn cứ.")
		}
		for _, text := range found {
			out = append(out, Problem{Step: i + 1, Text: fmt.Sprintf("Bước %d: %s", i+1, text)})
		}
	}
	return out
}

// problems are sentences that do not say which step it is.
func (s OwnStep) problems() []string {
	var out []string
	add := func(wrong bool, text string) {
		if wrong {
			out = append(out, text)
		}
	}
	add(!slices.Contains(stages, s.Stage), "Giai đoạn phải là Chuẩn bị, Tiến hành hoặc Kết thúc.")
	add(strings.TrimSpace(s.Title) == "", "Chưa có tên việc.")
	add(slices.ContainsFunc([]string{s.Title, s.Who, s.Product, s.Event, s.Document}, tooLong), fmt.Sprintf("Có ô dài quá %d ký tự.", textLimit))
	switch {
	case s.Amount < 0:
		add(true, "Thời hạn phải lớn hơn 0.")
	case s.Amount == 0:
		add(s.Event != "", "Có mốc tính từ nhưng chưa có số ngày hoặc số tháng.")
		add(s.Unit != "", "Có đơn vị thời gian nhưng chưa có số.")
	default:
		add(s.Event == "", "Thời hạn chưa nói tính từ sự kiện nào.")
		add(Length(1, s.Unit) == "", "Đơn vị thời gian phải là ngày, ngày làm việc hoặc tháng.")
		add(tooMuch(s.Amount, s.Unit), "Thời hạn dài quá hai năm, đề nghị kiểm tra lại.")
	}
	switch {
	case s.Extension < 0:
		add(true, "Thời gian gia hạn phải lớn hơn 0.")
	case s.Extension > 0:
		add(s.Amount == 0, "Có gia hạn nhưng chưa có thời hạn.")
		add(s.Amount != 0 && Length(1, s.ExtensionUnit) == "", "Đơn vị của gia hạn phải là ngày, ngày làm việc hoặc tháng.")
		add(tooMuch(s.Extension, s.ExtensionUnit), "Thời gian gia hạn dài quá hai năm, đề nghị kiểm tra lại.")
	}
	return out
}

func tooMuch(amount int, unit calendar.Unit) bool {
	if unit == calendar.Months {
		return amount > dayLimit/30
	}
	return amount > dayLimit
}

func tooLong(s string) bool { return utf8.RuneCountInString(s) > textLimit }
