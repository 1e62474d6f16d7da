package bot

import (
	"strings"
	"testing"

	"camnang/bot/officer"
	"camnang/bot/plan"
)

// A note of a tap holds 200 UTF-16 units; what is longer is a message, in the private chat of who tapped.
func TestASentenceThatIsTooLongForANoteIsAMessageBelowTheTap(t *testing.T) {
	short, long := strings.Repeat("ệ", noteLimit), strings.Repeat("ệ", noteLimit+1)
	in := input{Event: Event{Kind: EventTap, Tap: "tap", Chat: anna, Private: true, Person: Person{ID: anna}}}
	group1 := in
	group1.Chat, group1.Private = group, false
	typed := in
	typed.Kind, typed.Tap = EventText, ""
	for _, row := range []struct {
		rule       string
		in         input
		text       string
		note, said string
		chat       int64
	}{
		{"a short one is a note", in, short, short, "", 0},
		{"a long one is a message", in, long, "", long, 0},
		{"one longer in units than in letters too", in, strings.Repeat("𝟙", noteLimit/2+1), "", strings.Repeat("𝟙", noteLimit/2+1), 0},
		{"in a group it goes to who tapped", group1, long, say("answered_in_private_tap"), long, anna},
		{"and a short one is nobody else's to read", group1, short, short, "", 0},
		{"what was typed is answered by a message", typed, short, "", short, 0},
	} {
		notPossible1, err := notPossible(row.in, &officer.Problem{Text: row.text})
		if err != nil {
			t.Fatal(err)
		}
		cannot1, err := cannot(row.in, &plan.Problem{Text: row.text})
		if err != nil {
			t.Fatal(err)
		}
		for _, turn := range []Turn{refusal(row.in.Event, row.text), notPossible1, cannot1} {
			note, said, chat := "", "", int64(0)
			for _, r := range turn.Replies {
				if r.Kind == Acknowledge {
					note = r.Note
					continue
				}
				said, chat = textOf(r), r.Chat
			}
			if note != row.note || said != row.said || chat != row.chat {
				t.Errorf("%s: note %q, message %q to %d", row.rule, note, said, chat)
			}
		}
	}
}
