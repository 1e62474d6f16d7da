package reminder

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"camnang/bot/officer"
	"camnang/bot/queue"
)

// wakePrefix begins the id of the one timer by which an officer's reminders are looked at.
const wakePrefix = "wake:"

// Wake is the timer at which an officer's reminders are decided next; setting it again replaces it, so that each
// officer has one. ok is false for whoever has not joined: nothing can be sent to them.
func Wake(o *officer.Officer, at time.Time) (t queue.Timer, ok bool) {
	if o == nil || !o.Joined() {
		return queue.Timer{}, false
	}
	body := fmt.Appendf(nil, `{"event":"wake","officer":%q}`, o.ID)
	return queue.Timer{ID: wakePrefix + string(o.ID), Lane: o.Telegram, Due: at, Body: body}, true
}

// Woken is the officer whose wake the timer is; false for a timer that is none.
func Woken(t queue.Timer) (officer.ID, bool) {
	id, ok := strings.CutPrefix(t.ID, wakePrefix)
	return officer.ID(id), ok
}

// Wakes are the wakes due at a moment of these officers and of those who are told with them when they are late (Above).
// Each is there once, in order of ids.
func Wakes(r *officer.Roster, at time.Time, concerned ...officer.ID) []queue.Timer {
	var all []officer.ID
	for _, id := range concerned {
		all = append(append(all, id), Above(r, id)...)
	}
	slices.Sort(all)
	var timers []queue.Timer
	for _, id := range slices.Compact(all) {
		o, _ := r.Officer(id)
		if t, ok := Wake(o, at); ok {
			timers = append(timers, t)
		}
	}
	return timers
}
