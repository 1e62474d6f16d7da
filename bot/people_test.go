package bot

import (
	"fmt"
	"strings"
	"testing"

	"camnang/bot/officer"
)

// A search that finds more than a few lists them all with a button each, and says when there are more still.
func TestASearchListsAllItFinds(t *testing.T) {
	for _, row := range []struct {
		found, buttons int
	}{{8, 8}, {9, 9}, {40, 40}, {41, 40}} {
		s := newStage(t, testLibrary(t))
		s.edit(func(e *officer.Edit) error {
			for i := range row.found {
				// As long as a name may be: all of them still fit one message, which the stage holds.
				name := "Đinh " + fmt.Sprintf("%03d", i) + strings.Repeat(" Lộc", 35)
				if _, err := e.AddOfficer(fmt.Sprint(i), officer.Officer{Name: name, Unit: s.whose("admin").Unit}); err != nil {
					return err
				}
			}
			return nil
		})
		text := s.types(admin, "/canbo Đinh")
		opened := map[string]bool{}
		messages := s.chat(admin).messages
		for _, buttons := range messages[len(messages)-1].Buttons {
			for _, b := range buttons {
				if p, _ := parsePayload(b.Payload); p.screen == "person" {
					opened[p.args[0]] = true
				}
			}
		}
		if len(opened) != row.buttons || strings.Contains(text, say("people_narrow", searchMost)) != (row.found > searchMost) ||
			!strings.Contains(text, say("people_found", row.found)) {
			t.Errorf("of %d found %d can be opened: %q", row.found, len(opened), text)
		}
	}
}
