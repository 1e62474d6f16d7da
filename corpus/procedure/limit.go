package procedure

import (
	"fmt"

	"camnang/corpus"
	"camnang/corpus/calendar"
)

// Refusal says why a limit is not computed; "" when it is.
type Refusal string

// The refusals.
const (
	// Unknown: there is no such limit.
	Unknown Refusal = "unknown"
	// Withheld: the limit is never computed; its Withheld says why.
	Withheld Refusal = "withheld"
	// NoAmount: the source says from when time runs and not how long.
	NoAmount Refusal = "no-amount"
	// StartToConfirm: the day of the start event is not given. Of a limit with Ask it is given only once the officer
	// confirmed what the event is.
	StartToConfirm Refusal = "start-to-confirm"
	// NotInForce: the clause had ended before the start event, or the library does not say that it was in force then.
	NotInForce Refusal = "not-in-force"
	// NotYet: the clause came into force after the start event.
	NotYet Refusal = "not-yet"
)

// refused says why the limit is not computed for a start event on the day.
func (l Limit) refused(start calendar.Day) Refusal {
	switch {
	case l.Withheld != "":
		return Withheld
	case l.Amount == 0:
		return NoAmount
	case start.IsZero():
		return StartToConfirm
	case l.Own():
		return ""
	case l.Clause == "" || l.Confidence == corpus.Low:
		return NotInForce
	}
	switch (&corpus.Clause{Span: l.Span}).On(calendar.AsOf{Day: start}) {
	case corpus.InForce:
		return ""
	case corpus.NotYet:
		return NotYet
	}
	return NotInForce
}

// Length is an amount of time in words: "10 ngày làm việc", "1 tháng"; "" for a unit that is none.
func Length(amount int, unit calendar.Unit) string {
	if unitName(unit) == "" {
		return ""
	}
	return fmt.Sprintf("%d %s", amount, unitName(unit))
}

func unitName(unit calendar.Unit) string {
	switch unit {
	case calendar.Days:
		return "ngày"
	case calendar.WorkingDays:
		return "ngày làm việc"
	case calendar.Months:
		return "tháng"
	}
	return ""
}

// Vietnamese is the extension in words: "tối đa 30 ngày, một lần".
func (e Extension) Vietnamese() string {
	s := "tối đa " + Length(e.Amount, e.Unit)
	switch e.Times {
	case 0:
		return s
	case 1:
		return s + ", một lần"
	}
	return fmt.Sprintf("%s, không quá %d lần", s, e.Times)
}
