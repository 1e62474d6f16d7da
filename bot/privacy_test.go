package bot

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"camnang/bot/journal"
)

func TestErasingLeavesNothingOfAnOfficersOwn(t *testing.T) {
	s := newStage(t, testLibrary(t))
	for _, person := range []int64{anna, binh} {
		s.types(person, inquiry)
		right, message := s.button(person, say("right"))
		_, err := s.taps(person, message, right)
		s.must(err)
		s.types(person, "/gopy chữ nhỏ quá")
		s.types(person, "/hoi")
	}
	s.types(anna, "/xoadulieu")
	for _, name := range []string{say("erase_go_on"), say("erase_now")} {
		payload, message := s.button(anna, name)
		_, err := s.taps(anna, message, payload)
		s.must(err)
	}
	left := fmt.Sprint(s.memory.kept, s.memory.ratings, s.memory.suggestions)
	of := map[string]int{}
	for _, e := range s.store.entries {
		of[string(e.Owner)]++
		if e.Erased && (len(e.Body) > 0 || e.Digest == "") {
			t.Errorf("entry %d was erased and has %s", e.Number, e.Body)
		}
	}
	if len(s.memory.ratings) != 1 || len(s.memory.suggestions) != 1 || strings.Count(left, inquiry) != 1 {
		t.Errorf("kept %s", left)
	}
	if me := string(s.whose("anna").ID); of[me] != 1 || of[string(s.whose("binh").ID)] == 0 {
		t.Errorf("entries by owner: %v; of %s only the erasure is to stay", of, me)
	}
	if o := s.whose("anna"); o.Telegram != 0 || !o.Consented.IsZero() || o.Name == "" {
		t.Errorf("the entry of the unit is %+v", o)
	}
}

// What an officer said from a telephone that was since replaced is theirs too.
func TestErasingReachesTheFormerAccounts(t *testing.T) {
	s := newStage(t, testLibrary(t))
	s.types(anna, inquiry)
	right, message := s.button(anna, say("right"))
	_, err := s.taps(anna, message, right)
	s.must(err)
	s.types(anna, "/gopy chữ nhỏ quá")
	s.meanwhile("a code for anna: 8H3P6W1ZRT")
	s.types(annaAnew, "8H3P6W1ZRT")
	agreeing, message := s.button(annaAnew, say("agree"))
	_, err = s.taps(annaAnew, message, agreeing)
	s.must(err)
	s.types(annaAnew, "/xoadulieu")
	s.between = func() { s.meanwhile("binh leaves") }
	for _, name := range []string{say("erase_go_on"), say("erase_now")} {
		payload, message := s.button(annaAnew, name)
		_, err := s.taps(annaAnew, message, payload)
		s.must(err)
	}
	if len(s.memory.ratings)+len(s.memory.suggestions) != 0 || strings.Contains(fmt.Sprint(s.memory.kept), inquiry) {
		t.Errorf("kept %v, %v, %v", s.memory.ratings, s.memory.suggestions, s.memory.kept)
	}
	for _, e := range s.store.entries {
		if strings.Contains(string(e.Body), `"former"`) {
			t.Errorf("the journal still tells of the account: %s", e.Body)
		}
	}
}

func TestAnOldSecondQuestionErasesNothing(t *testing.T) {
	s := newStage(t, testLibrary(t))
	mine := string(s.whose("anna").ID)
	for _, asked := range []string{"", "1", "zzzzzzzzzzzz", "zzzzzzzzzzzzzzzz"} {
		replies, err := s.taps(anna, 0, toScreen("erasenow", 1, mine, asked).String())
		if err != nil || len(replies) != 2 || !strings.Contains(textOf(replies[1]), say("erase_first")) {
			t.Errorf("asked at %q: %+v, %v", asked, replies, err)
		}
	}
	if s.whose("anna").Telegram != anna {
		t.Error("the account was unbound")
	}
}

func TestTheFileHoldsTheOfficersDataAndNobodyElses(t *testing.T) {
	s := newStage(t, testLibrary(t))
	s.types(binh, "/gopy của đồng chí khác")
	s.types(anna, inquiry)
	s.meanwhile("a code for anna: 8H3P6W1ZRT")
	replies, err := s.taps(anna, 0, toScreen("minefile", 1, string(s.whose("anna").ID)).String())
	if err != nil || len(replies) != 2 || replies[1].File == nil {
		t.Fatalf("%+v, %v", replies, err)
	}
	content := replies[1].File.Content
	var data ownData
	if err := json.Unmarshal(content, &data); err != nil {
		t.Fatal(err)
	}
	if data.Officer.Name != "Trần Thị Anna" || data.Total != 1 || len(data.Entries) != 1 {
		t.Fatalf("the file holds %s", content)
	}
	if !strings.Contains(data.Entries[0].Text, inquiry) {
		t.Errorf("the file holds %s", content)
	}
	for _, secret := range []string{"khác", "Bình", s.whose("anna").Invitation.Digest} {
		if strings.Contains(string(content), secret) {
			t.Errorf("the file tells %q", secret)
		}
	}
}

func TestTheFileIsCutToWhatTheChannelTakes(t *testing.T) {
	s := newStage(t, testLibrary(t))
	me := s.whose("anna").ID
	long, err := json.Marshal(suggestedBody{Text: strings.Repeat("á", 20_000)})
	s.must(err)
	for i := range int64(400) {
		s.store.entries = append(s.store.entries, journal.Entry{Number: i + 1, Kind: journal.Suggested, Owner: me, Personal: true, Body: long})
	}
	replies, err := s.taps(anna, 0, toScreen("minefile", 1, string(me)).String())
	if err != nil || len(replies) != 2 {
		t.Fatalf("%d replies, %v", len(replies), err)
	}
	var data ownData
	err = json.Unmarshal(replies[1].File.Content, &data)
	if err != nil || data.Total != 400 || len(data.Entries) == 0 || data.Entries[0].Number != 400 {
		t.Errorf("%d of %d entries, %v", len(data.Entries), data.Total, err)
	}
}

func TestEveryKindOfEntryHasANameAndAPlace(t *testing.T) {
	for _, k := range kindOrder {
		if kindNames[k] == "" {
			t.Errorf("kind %s has no name", k)
		}
	}
	if len(kindNames) != len(kindOrder) {
		t.Errorf("%d names, %d places", len(kindNames), len(kindOrder))
	}
	if kindName("of-a-later-release") != "of-a-later-release" {
		t.Error("a kind of a later release is not named")
	}
}

func TestEntriesOfAnotherReleaseAreRead(t *testing.T) {
	s := newStage(t, testLibrary(t))
	for _, kind := range kindOrder {
		for _, body := range []string{"", "{}", `{"inquiry":3}`, `[]`, `{"clause":"ffffffffff"}`} {
			if got := s.talk.entryText(journal.Entry{Kind: kind, Body: json.RawMessage(body)}); !strings.Contains(got, kindName(kind)) {
				t.Errorf("%s %q reads %q", kind, body, got)
			}
		}
	}
}
