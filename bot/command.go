package bot

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"camnang/bot/officer"
	"camnang/corpus/viet"
)

// Command is a line of the menu.
type Command struct {
	// Name has 1 to 32 of a-z and no slash; Description 1 to 256 characters.
	Name, Description string
}

// command is a row of the command table.
type command struct {
	name string
	// menu is true for what the menu shows; the others are answered all the same.
	menu        bool
	description string
	// aliases are said instead of the name, behind a slash or as a whole message; written without marks.
	aliases []string
	// leads open a plain message whose rest is the argument. Those in leadsTo do so only when the rest is
	// nothing but the name of a document or an address, because questions open with these words too.
	leads, leadsTo []string
	// interrupts is true for a command whose leads, with a text behind them, are meant also while something else waits.
	interrupts bool
	// takesText is true for a command with an argument: it is recognised inside a message too.
	takesText bool
	// action is what giving the command is, and about the object of it; nil for any object.
	action officer.Action
	about  objectOf
	// shared is true for what is answered where it was asked. The answer of any other goes to the private chat.
	shared bool
	// inGroup gives another handler for a text that is answered in the group in which it was sent though the command is not
	// shared; nil, or one that gives nil, when there is none.
	inGroup func(text string) commandHandler
	handle  commandHandler
}

// commandHandler answers a command with the text behind it, "" when there is none.
type commandHandler func(c *Conversation, ctx context.Context, in input, text string) (Turn, error)

func commandTable() []command {
	return slices.Concat(
		firstCommands(), agendaCommands(), deadlineCommands(), ofModules(func(m module) []command { return m.commands }), helpCommands(),
		progressCommands(), officeCommands(), daysOffCommands(), lastCommands(),
	)
}

// firstCommands, helpCommands, officeCommands and lastCommands are the rows that no file of their own has: questions, what
// everybody may do besides, what those who look after others may, and those without a line in a menu.
func firstCommands() []command {
	return []command{
		{
			name: "hoi", menu: true, description: say("menu_hoi"), takesText: true,
			action: officer.UseAssistant, about: aboutNothing, shared: true,
			aliases: []string{"hoi quy dinh quy trinh", "dat cau hoi"}, handle: (*Conversation).hoi,
		},
		{
			name: "vanban", menu: true, description: say("menu_vanban"), takesText: true,
			action: officer.UseAssistant, about: aboutNothing, shared: true,
			aliases: []string{"van ban", "tra van ban", "danh sach van ban", "danh muc van ban", "tra van ban dieu khoan"},
			leads:   []string{"tra van ban", "tra cuu van ban", "xem van ban", "mo van ban"},
			leadsTo: []string{"van ban", "tra cuu", "tra", "xem", "mo"}, handle: (*Conversation).vanban,
		},
	}
}

func helpCommands() []command {
	return []command{
		{
			name: "gopy", menu: true, description: say("menu_gopy"), takesText: true,
			action: officer.UseAssistant, about: aboutNothing, shared: true,
			aliases: []string{"gop y"}, leads: []string{"gop y"}, handle: (*Conversation).gopy,
		},
		{
			name: "trogiup", menu: true, description: say("menu_trogiup"),
			action: officer.UseAssistant, about: aboutNothing, shared: true,
			aliases: []string{"help", "tro giup", "huong dan", "huong dan su dung", "cach dung"}, handle: (*Conversation).help,
		},
		{
			name: "quyenriengtu", description: say("menu_quyenriengtu"),
			action: officer.EraseOfficer, about: aboutSelf,
			aliases: []string{"quyen rieng tu", "quyen cua toi", "du lieu cua toi", "xem du lieu cua toi", "thong tin cua toi"},
			handle:  (*Conversation).privacy,
		},
		{
			name: "xoadulieu", description: say("menu_xoadulieu"),
			action: officer.EraseOfficer, about: aboutSelf,
			aliases: []string{"xoa du lieu", "xoa du lieu cua toi", "xoa toan bo du lieu"}, handle: (*Conversation).eraseAsked,
		},
	}
}

func officeCommands() []command {
	return []command{
		{
			name: "canbo", description: say("menu_canbo"), takesText: true, action: officer.Rebind,
			aliases: []string{"can bo", "tim can bo", "danh sach can bo"}, leads: []string{"tim can bo"}, handle: (*Conversation).people,
		},
		{
			name: "donvi", description: say("menu_donvi"), action: officer.SeeUnit,
			aliases: []string{"don vi", "danh sach don vi"}, handle: (*Conversation).units,
		},
		{
			name: "lop", description: say("menu_lop"), action: officer.Learn, about: aboutNothing,
			inGroup: func(string) commandHandler { return (*Conversation).classInGroup },
			aliases: []string{"lop", "lop hoc", "lop cua toi", "danh sach lop"}, handle: (*Conversation).classes,
		},
		{
			name: "nhatky", description: say("menu_nhatky"), action: officer.ReadJournal, about: aboutNothing,
			aliases: []string{"nhat ky", "xem nhat ky", "nhat ky he thong"}, handle: (*Conversation).logbook,
		},
		{
			name: "tinhtrang", description: say("menu_tinhtrang"), action: officer.SeeState, about: aboutNothing,
			aliases: []string{"tinh trang", "tinh trang he thong"}, handle: (*Conversation).state,
		},
	}
}

func lastCommands() []command {
	return []command{
		{
			name: "huy", description: say("menu_huy"),
			action: officer.UseAssistant, about: aboutNothing, shared: true,
			aliases: []string{"huy bo", "huy thao tac", "bo qua"}, handle: (*Conversation).cancel,
		},
		{
			name: "start", description: say("menu_start"),
			action: officer.UseAssistant, about: aboutNothing, shared: true,
			aliases: []string{"bat dau", "xin chao", "chao tro ly", "xin chao tro ly", "kinh chao"}, handle: (*Conversation).start,
		},
	}
}

// spoken is a message taken apart into the command it gives and the text that goes with it.
type spoken struct {
	// command is nil for a plain text.
	command *command
	// slash is true when a command was written as one; with no command, an unknown one was.
	slash bool
	// inside is true when the command stands behind other words.
	inside bool
	// led is true when one of the command's leads opened the text.
	led  bool
	rest string
}

// parse finds the command in a message: "/hoi điều 8", "/HỎI", "/ hoi@camnang_bot", "tra văn bản 296",
// "cho hỏi /hoi điều 8". The text is composed (NFC) and without blanks at its ends.
func parse(table []command, text string) spoken {
	if after, ok := strings.CutPrefix(text, "/"); ok {
		if c, rest := longest(table, after, (*command).spellings); c != nil {
			return spoken{command: c, slash: true, rest: rest}
		}
		return spoken{slash: true}
	}
	for i := range table {
		for _, words := range table[i].spellings() {
			if rest, ok := cutWords(text, words); ok && strings.Trim(rest, ".!") == "" {
				return spoken{command: &table[i]}
			}
		}
	}
	if c, rest := longest(table, text, func(c *command) []string { return c.leads }); c != nil && !strings.HasSuffix(text, "?") {
		return spoken{command: c, led: true, rest: rest}
	}
	if c, rest := longest(table, text, func(c *command) []string { return c.leadsTo }); c != nil && isReference(rest) {
		return spoken{command: c, rest: rest}
	}
	if s, ok := inside(table, text); ok {
		return s
	}
	return spoken{rest: text}
}

func (c *command) spellings() []string { return append([]string{c.name}, c.aliases...) }

// longest returns the command one of whose words opens the text, the longest words winning, and what
// stands behind them; nil when none does.
func longest(table []command, text string, words func(*command) []string) (*command, string) {
	var best *command
	var rest string
	length := 0
	for i := range table {
		for _, w := range words(&table[i]) {
			if r, ok := cutWords(text, w); ok && len(w) > length {
				best, rest, length = &table[i], r, len(w)
			}
		}
	}
	return best, rest
}

var slashInside = regexp.MustCompile(`\s/(\p{L}+)(?:@\w+)?`)

// inside finds a command with a text that stands behind other words. When nothing follows the command,
// those words are its text.
func inside(table []command, text string) (spoken, bool) {
	loc := slashInside.FindStringSubmatchIndex(text)
	if loc == nil {
		return spoken{}, false
	}
	for i := range table {
		rest, ok := cutWords(text[loc[2]:], table[i].name)
		if !ok || !table[i].takesText {
			continue
		}
		if rest == "" {
			rest = strings.TrimSpace(text[:loc[0]])
		}
		return spoken{command: &table[i], slash: true, inside: true, rest: rest}, true
	}
	return spoken{}, false
}

// cutWords takes words, which are without marks, off the start of a text typed with or without them,
// and with them a bot's name and the punctuation behind. It is false when the text opens otherwise.
func cutWords(text, words string) (rest string, ok bool) {
	rest = text
	for _, want := range strings.Fields(words) {
		rest = strings.TrimLeft(rest, " \t\r\n,")
		end := strings.IndexFunc(rest, func(r rune) bool { return !isWordRune(r) })
		if end < 0 {
			end = len(rest)
		}
		if end > 4*len(want) || viet.Unmark(rest[:end]) != want {
			return "", false
		}
		rest = rest[end:]
	}
	if name, ok := strings.CutPrefix(rest, "@"); ok {
		rest = strings.TrimLeftFunc(name, isWordRune)
	}
	return strings.TrimSpace(strings.TrimLeft(rest, " \t\r\n:,.!-–")), true
}

func isWordRune(r rune) bool {
	return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r)
}

// referenceWords are the words, without marks, of which the name of a document or an address is made.
var referenceWords = func() map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(`van ban quy dinh qui quyet huong dan nghi ket luan luat de an so ngay nam cua dieu le dang
		khoan diem muc chuong phan tiet phu luc qd qdi hd nq kl da tw tu ubkttw`) {
		out[w] = true
	}
	return out
}()

// isReference reports whether a text is nothing but the name of a document or an address in one.
func isReference(text string) bool {
	words := viet.Syllables(text)
	named := false
	for _, w := range words {
		numeral := unicode.IsDigit(rune(w.Plain[0])) || utf8.RuneCountInString(w.Plain) == 1 || strings.Trim(w.Plain, "ivx") == ""
		if !numeral && !referenceWords[w.Plain] {
			return false
		}
		named = named || numeral || w.Plain == "le"
	}
	return named && len(words) <= 16
}

// addressed takes the bot's name out of a message and reports whether it was there. username is without
// the @; no name is never addressed.
func addressed(text, username string) (string, bool) {
	if username == "" {
		return text, false
	}
	for from := 0; ; {
		at := strings.IndexByte(text[from:], '@')
		if at < 0 {
			return text, false
		}
		start, end := from+at, from+at+1+len(username)
		if end <= len(text) && strings.EqualFold(text[start+1:end], username) {
			next, _ := utf8.DecodeRuneInString(text[end:])
			if end == len(text) || !isWordRune(next) {
				return strings.TrimSpace(strings.TrimRight(text[:start], " ") + " " + strings.TrimLeft(text[end:], " ")), true
			}
		}
		from = start + 1
	}
}
