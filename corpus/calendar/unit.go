package calendar

// Unit is what a time limit is counted in.
type Unit string

// The units. Days are days of the calendar, WorkingDays those that are neither weekends nor days off, Months those of
// the calendar: a month from 31 January ends on the last day of February.
const (
	Days        Unit = "day"
	WorkingDays Unit = "working-day"
	Months      Unit = "month"
)
