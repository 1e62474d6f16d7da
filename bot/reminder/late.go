package reminder

import (
	"fmt"
	"time"
)

// lateAfter is from when a reminder says that it is late. Under it lie the pace of the outbox (10,000 reminders
// of one minute take five and a half) and a restart.
const lateAfter = 5 * time.Minute

// Late reports whether what was due is told so late that it has to say so.
func Late(due, now time.Time) bool { return now.Sub(due) > lateAfter }

// Words is the text of a reminder that was due at a moment, as it is told now: one that is late says so, with the
// moment in the officers' time zone.
func Words(text string, due, now time.Time, zone *time.Location) string {
	if !Late(due, now) {
		return text
	}
	return fmt.Sprintf("%s\n\n(Gửi muộn: lẽ ra gửi lúc %s.)", text, due.In(zone).Format("15:04 ngày 2/1/2006"))
}
