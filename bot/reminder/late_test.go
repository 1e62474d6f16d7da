package reminder

import (
	"testing"
	"time"
)

func TestLate(t *testing.T) {
	due := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	for after, want := range map[time.Duration]bool{-time.Hour: false, 0: false, 5 * time.Minute: false, 5*time.Minute + 1: true} {
		if Late(due, due.Add(after)) != want {
			t.Errorf("%v after it was due: late is %v", after, !want)
		}
	}
}

func TestALateReminderSaysSo(t *testing.T) {
	due := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	zone := time.FixedZone("+07", 7*60*60)
	if got := Words("Họp chi bộ.", due, due.Add(time.Minute), zone); got != "Họp chi bộ." {
		t.Errorf("in time: %q", got)
	}
	if got := Words("Họp chi bộ.", due, due.Add(time.Hour), zone); got != "Họp chi bộ.\n\n(Gửi muộn: lẽ ra gửi lúc 08:00 ngày 23/11/2026.)" {
		t.Errorf("late: %q", got)
	}
}
