package store

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"camnang/bot/feedback"
	"camnang/bot/journal"
	"camnang/bot/queue"
)

// dumped is all that the store holds, as text, the roster aside.
func dumped(t *testing.T, s *Store) string {
	t.Helper()
	var all strings.Builder
	for _, k := range allKeys {
		if k.name == "rec_roster" {
			continue
		}
		ctx, at := t.Context(), k.at(s.bot)
		var v any
		switch kind := s.client.Type(ctx, at).Val(); kind {
		case "none":
			continue
		case "string":
			v = s.client.Get(ctx, at).Val()
		case "hash":
			v = s.client.HGetAll(ctx, at).Val()
		case "list":
			v = s.client.LRange(ctx, at, 0, -1).Val()
		case "set":
			v = s.client.SMembers(ctx, at).Val()
		case "zset":
			v = s.client.ZRange(ctx, at, 0, -1).Val()
		default:
			t.Fatalf("%s is a %s", k.name, kind)
		}
		fmt.Fprintf(&all, "%s: %v\n", k.name, v)
	}
	return all.String()
}

const (
	account   = 5550001234
	colleague = 5550005678
	words     = "câu hỏi rất riêng"
)

// fillWithAnOfficer puts something of the officer o1 and of a colleague everywhere.
func fillWithAnOfficer(t *testing.T, s *Store) {
	t.Helper()
	ctx, m, at := t.Context(), s.Memory(), time.Unix(1e9, 0)
	must(t, s.Records().Change(ctx, []queue.Change{{Table: queue.TableRoster, ID: "o1", Value: fmt.Appendf(nil, `{"telegram":%d}`, account)}}))
	must(t, s.Journal().Append(ctx, asked(t, "o1", "u1", words), asked(t, "o2", "u2", "của đồng chí khác"), asked(t, "o1", "u3", words),
		queue.Note{Kind: "roster-changed", Owner: "o1", Body: []byte(`{"by":"o1"}`)}))
	for i, person := range []int64{account, colleague} {
		right, text := i == 0, []string{words, "của đồng chí khác"}[i]
		must(t, m.Rate(ctx, feedback.Rating{Answer: "a1", Person: person, Right: right, At: at}))
		must(t, m.Suggest(ctx, feedback.Suggestion{ID: fmt.Sprint("s", i), Person: person, Text: text, At: at}))
		must(t, m.KeepAnswer(ctx, feedback.Answered{ID: fmt.Sprint("a", i), Person: person, Chat: person, Inquiry: text}, time.Hour))
		must(t, m.SetDialogue(ctx, person, "suggest", time.Hour))
	}
	must(t, m.Rate(ctx, feedback.Rating{Answer: "a2", Person: account, At: at}))
	must(t, s.Records().Change(ctx, []queue.Change{
		{Table: queue.TableLearner, ID: "o1", Value: fmt.Appendf(nil, `{"set":[%q]}`, words)},
		{Table: queue.TableEntry, ID: "e1", Value: fmt.Appendf(nil, `{"asker":"o1","text":%q,"reply":"Có."}`, words)},
		{Table: queue.TableEntry, ID: "e2", Value: []byte(`{"asker":"o2","text":"của đồng chí khác"}`)},
		{Table: queue.TableCarried, ID: "poll:1", Value: fmt.Appendf(nil, `{"chat":%d,"message":7,"body":{"text":%q}}`, account, words)},
		{Table: queue.TableCarried, ID: "poll:2", Value: fmt.Appendf(nil, `{"chat":%d,"message":8}`, colleague)},
		{Table: queue.TableHeld, ID: "h1", Value: fmt.Appendf(nil, `{"person": %d}`, account)},
		{Table: queue.TableHeld, ID: "h2", Value: fmt.Appendf(nil, `{"person":%d}`, colleague)},
	}))

	group := update(3, -100)
	group.Person, group.Raw = account, []byte(words)
	own := update(1, account)
	own.Raw = []byte(words)
	put(t, s, own, update(2, colleague), group)
	for _, c := range claim(t, s, time.Minute, 3) {
		dead, err := s.Inbox().Return(ctx, c, 0, 1, "it fails")
		if !dead || err != nil {
			t.Fatal(dead, err)
		}
	}
	raw := fmt.Sprintf(`{"update_id":9,"odd":{"from":{"id": %d},"text":%q}}`, account, words)
	must(t, s.Inbox().SetAside(ctx, []byte(raw), "undecodable", 10, 0))
	// A number that only contains the account's is another's.
	must(t, s.Inbox().SetAside(ctx, fmt.Appendf(nil, `{"update_id":10,"odd":{"from":{"id":%d1}}}`, account), "undecodable", 11, 0))
}

func TestEraseRemovesWhatIsAnOfficersOwn(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		ctx := t.Context()
		fillWithAnOfficer(t, s)
		head := seal(t, s)
		got, err := s.Erase(ctx, "o1", account)
		if want := (journal.Erased{Entries: 2, Ratings: 2, Suggestions: 1, Answers: 1, Letters: 3}); got != want || err != nil {
			t.Fatalf("%+v, %v, want %+v", got, err, want)
		}
		for line := range strings.Lines(strings.ReplaceAll(dumped(t, s), fmt.Sprintf("%d1", account), "another")) {
			if strings.Contains(line, words) || strings.Contains(line, fmt.Sprint(account)) {
				t.Errorf("what was erased is left: %s", line)
			}
		}
		if r := verified(t, s, 1, 4, 2); r.Head != head {
			t.Errorf("%+v, sealed as %+v", r, head)
		}
		list, total, err := s.Journal().Of(ctx, "o1", 5)
		if total != 1 || list[0].Kind != journal.Changed || err != nil {
			t.Errorf("%d: %+v, %v", total, list, err)
		}
		latest, err := s.Journal().Latest(ctx, 0, 4)
		must(t, err)
		if e := latest[3]; !e.Erased || e.Owner != "" || e.Personal || e.Body != nil || e.Digest == "" || e.About != "u1" {
			t.Errorf("%+v", e)
		}

		// What others have stays.
		ratings, err := s.Ratings(ctx)
		must(t, err)
		suggestions, err := s.Suggestions(ctx, 5)
		must(t, err)
		_, answered, err := s.Memory().Answer(ctx, "a1")
		must(t, err)
		dialogue, err := s.Memory().Dialogue(ctx, colleague)
		must(t, err)
		letters, err := s.Dead(ctx, 9)
		must(t, err)
		if len(ratings) != 1 || ratings["a1"] != (Rated{Wrong: 1}) || len(suggestions) != 1 || suggestions[0].ID != "s1" ||
			!answered || dialogue == "" || len(letters) != 2 || letters[1].ID != "2" {
			t.Errorf("left of others: %v %v %v %q %+v", ratings, suggestions, answered, dialogue, letters)
		}

		now, err := s.Training().Now(ctx)
		must(t, err)
		if all := now.Entries.All(); len(all) != 2 || all[0].Text != "" || all[0].Reply != "Có." || all[1].Text == "" {
			t.Errorf("left of the entries: %+v", all)
		}
		for table, id := range map[string]string{queue.TableCarried: "poll:2", queue.TableHeld: "h2"} {
			if all, err := s.Records().All(ctx, table); len(all) != 1 || all[0].ID != id || err != nil {
				t.Errorf("left of %s: %+v, %v", table, all, err)
			}
		}

		if again, err := s.Erase(ctx, "o1", account); again != (journal.Erased{}) || err != nil {
			t.Errorf("again: %+v, %v", again, err)
		}
	})
}

func TestEraseTakesOffTheMarkOfAChat(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		ctx := t.Context()
		send(t, s, message("m1", account, 0), message("m2", account, 0))
		must(t, s.Outbox().Unreachable(ctx, take(t, s, "m1"), "blocked"))
		got, err := s.Erase(ctx, "o1", account)
		if got.Letters != 2 || err != nil {
			t.Errorf("%+v, %v", got, err)
		}
		if s.client.HExists(ctx, outAway.at(s.bot), fmt.Sprint(account)).Val() {
			t.Error("the chat is still marked")
		}
	})
}

func TestEraseOfAnOfficerWithoutAnAccount(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		fillWithAnOfficer(t, s)
		got, err := s.Erase(t.Context(), "o1", 0)
		if got != (journal.Erased{Entries: 2}) || err != nil {
			t.Errorf("%+v, %v", got, err)
		}
		if _, err := s.Erase(t.Context(), "", account); err == nil {
			t.Error("an erasure of nobody is done")
		}
	})
}

func TestEraseOfManyEntriesIsDoneInSteps(t *testing.T) {
	each(t, func(t *testing.T, s *Store, _ func(time.Duration)) {
		for range 6 {
			write(t, s, 200)
		}
		got, err := s.Erase(t.Context(), "o1", account)
		if got.Entries != 1200 || err != nil {
			t.Errorf("%+v, %v", got, err)
		}
		verified(t, s, 1, 2400, 1200)
	})
}

// The log of an embedded store would hold what was erased until it is compacted.
func TestEraseLeavesNothingInTheFiles(t *testing.T) {
	dir := t.TempDir()
	s := open(t, Options{Dir: dir})
	fillWithAnOfficer(t, s)
	if _, err := s.Erase(t.Context(), "o1", account); err != nil {
		t.Fatal(err)
	}
	shut(t, s)
	files := storeFiles(t, dir)
	if len(files) == 0 {
		t.Fatal("there are no files")
	}
	for _, file := range files {
		kept, err := os.ReadFile(file)
		must(t, err)
		if strings.Contains(string(kept), words) {
			t.Errorf("%s holds what was erased", file)
		}
	}
	s = open(t, Options{Dir: dir})
	verified(t, s, 1, 4, 2)
}
