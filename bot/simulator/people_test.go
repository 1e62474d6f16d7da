package simulator

import (
	"errors"
	"strings"
	"testing"
)

func TestInAGroupTheBotIsGivenOnlyWhatIsMeantForIt(t *testing.T) {
	for _, row := range []struct {
		name, text string
		reply      bool
		privacyOff bool
		given      bool
	}{
		{"talk among people", "chào các đồng chí", false, false, false},
		{"a name is no command", "@camnang_bot ơi", false, false, false},
		{"a command to nobody", "/hoi thời hạn", false, false, true},
		{"a command to the bot", "/hoi@Camnang_Bot thời hạn", false, false, true},
		{"a command to another bot", "/hoi@khac_bot", false, false, false},
		{"a command further on", "gõ /hoi", false, false, false},
		{"an answer to the bot", "đúng", true, false, true},
		{"talk, with privacy mode off", "chào", false, true, true},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := newRig(t, Options{Limits: NoLimits(), SeesGroups: row.privacyOff})
			group := must(r.s.Group("Tổ", []int64{officer, trainer}))(t)
			var to int64
			if row.reply {
				to = r.mustMessage("sendMessage", args{"chat_id": group, "text": "Đúng không?"}).ID
			}
			before := len(r.updates())
			must(r.s.reply(officer, group, row.text, to))(t)
			if given := len(r.updates()) > before; given != row.given {
				t.Errorf("given = %v", given)
			}
		})
	}
}

func TestAnUpgradedGroupGoesOnUnderItsNewId(t *testing.T) {
	r := open(t)
	old := must(r.s.Group("Tổ kiểm tra", []int64{officer, trainer}))(t)
	r.must("sendMessage", args{"chat_id": old, "text": "x"})
	next := must(r.s.Migrate(old))(t)
	out := r.call("sendMessage", args{"chat_id": old, "text": "x"})
	if out.Code != 400 || out.Parameters.MigrateTo != next {
		t.Errorf("%+v", out)
	}
	r.must("sendMessage", args{"chat_id": next, "text": "x"})
	var to, from int64
	for _, u := range r.updates() {
		if u.Message != nil {
			to, from = max(to, -u.Message.MigrateTo), max(from, -u.Message.MigrateFrom)
		}
	}
	if to != -next || from != -old {
		t.Errorf("service messages name %d and %d", -to, -from)
	}
	if _, err := r.s.Migrate(next); err == nil {
		t.Error("a supergroup was upgraded")
	}
	if _, err := r.s.SayIn(officer, old, "x"); !errors.Is(err, errNoChat) {
		t.Errorf("writing to the old group: %v", err)
	}
}

func TestBlockingIsToldAndStartEndsIt(t *testing.T) {
	r := open(t)
	if err := r.s.Block(officer, true); err != nil {
		t.Fatal(err)
	}
	if err := r.s.Block(officer, true); err != nil {
		t.Fatal(err)
	}
	if _, err := r.s.Say(officer, "x"); !errors.Is(err, errBlocked) {
		t.Errorf("writing to a blocked bot: %v", err)
	}
	must(r.s.Start(officer, "lop-12_a"))(t)
	got := r.updates()
	if len(got) != 3 || got[0].Membership.New.Status != "kicked" || got[1].Membership.New.Status != "member" ||
		got[2].Message.Text != "/start lop-12_a" {
		t.Errorf("%+v", got)
	}
	for _, payload := range []string{"mã", "a b", strings.Repeat("a", 65)} {
		if _, err := r.s.Start(officer, payload); !errors.Is(err, errPayload) {
			t.Errorf("payload %q: %v", payload, err)
		}
	}
}

func TestAPersonEditsOnlyTheirOwnText(t *testing.T) {
	r := open(t)
	mine := must(r.s.Say(officer, "thời hạn"))(t)
	theirs := r.mustMessage("sendMessage", args{"chat_id": officer, "text": "Xin chào"})
	edited := must(r.s.Edit(officer, officer, mine.ID, "thời hạn kỷ luật"))(t)
	if !edited.Edited || edited.ID != mine.ID || edited.Revision <= mine.Revision {
		t.Errorf("%+v", edited)
	}
	if _, err := r.s.Edit(officer, officer, theirs.ID, "x"); !errors.Is(err, errNoMessage) {
		t.Errorf("editing the bot's message: %v", err)
	}
	got := r.updates()
	if len(got) != 2 || got[1].Edited == nil || got[1].Edited.Text != "thời hạn kỷ luật" {
		t.Errorf("%+v", got)
	}
}

func TestAttachmentsReachTheBotInTheirKind(t *testing.T) {
	r := open(t)
	for kind, field := range map[string]string{
		"photo": `"photo":[{`, "voice": `"voice":{`, "document": `"document":{`, "sticker": `"sticker":{`,
	} {
		m := must(r.s.Attach(officer, officer, Attachment{Kind: kind, Name: "quyết định.pdf", Size: 1 << 20}))(t)
		if (kind == "photo") != (m.Photo != nil) || (kind != "photo") != (m.File != nil) {
			t.Errorf("%s is shown as %+v", kind, m)
		}
		waiting := r.s.Updates()
		if last := string(waiting[len(waiting)-1]); !strings.Contains(last, field) || !strings.Contains(last, `"file_size":1048576`) {
			t.Errorf("%s: %s", kind, last)
		}
	}
	for _, bad := range []Attachment{{Kind: "film", Size: 1}, {Kind: "voice"}, {Kind: "voice", Size: 1 << 40}} {
		if _, err := r.s.Attach(officer, officer, bad); err == nil {
			t.Errorf("%+v was taken", bad)
		}
	}
}

func TestTheNarrowestMenuIsShown(t *testing.T) {
	r := open(t)
	set := func(name string, scope args, language string) {
		r.must("setMyCommands", args{
			"commands": []args{{"command": "/" + name, "description": name}}, "scope": scope, "language_code": language,
		})
	}
	see := func(person int64) string {
		var names []string
		for _, c := range r.s.Commands(person) {
			names = append(names, c.Command)
		}
		return strings.Join(names, " ")
	}
	set("default", args{"type": "default"}, "")
	set("group", args{"type": "all_group_chats"}, "")
	if see(officer) != "default" {
		t.Errorf("default: %q", see(officer))
	}
	set("default_vi", args{"type": "default"}, "vi")
	if see(officer) != "default_vi" {
		t.Errorf("a language before none: %q", see(officer))
	}
	set("private", args{"type": "all_private_chats"}, "")
	set("mine", args{"type": "chat", "chat_id": officer}, "")
	if see(officer) != "mine" || see(trainer) != "private" {
		t.Errorf("%q, %q", see(officer), see(trainer))
	}
	r.must("deleteMyCommands", args{"scope": args{"type": "chat", "chat_id": officer}})
	if see(officer) != "private" {
		t.Errorf("after deletion: %q", see(officer))
	}
	if raw := string(r.must("getMyCommands", args{"scope": args{"type": "all_group_chats"}})); !strings.Contains(raw, `"group"`) {
		t.Errorf("getMyCommands: %s", raw)
	}
}
