package simulator

import (
	"encoding/json"
	"regexp"
	"strings"
)

// Command is one entry of the bot's menu.
type Command struct {
	Command     string `json:"command"`
	Description string `json:"description"`
}

// Menus (Bot API, BotCommand): 1–32 of a–z, 0–9 and _; descriptions of 1–256; at most 100 commands.
const (
	maxCommand            = 32
	maxCommandDescription = 256
	maxCommands           = 100
)

var commandForm = regexp.MustCompile(`^[a-z0-9_]+$`)

// commandScope is for whom a menu is; language is empty or two letters.
type commandScope struct {
	kind     string
	chat     int64
	user     int64
	language string
}

func (s *Server) setMyCommands(c *call) (any, error) {
	scope, err := s.scopeOf(c)
	if err != nil {
		return nil, err
	}
	var given []Command
	if json.Unmarshal([]byte(c.args["commands"]), &given) != nil {
		return nil, bad("can't parse list of commands: Expected an Array of BotCommand")
	}
	var list []Command
	for _, one := range given {
		one.Command = strings.TrimPrefix(strings.TrimSpace(one.Command), "/")
		one.Description = strings.TrimSpace(one.Description)
		switch {
		case one.Command == "":
			return nil, bad("command must be non-empty")
		case units(one.Command) > maxCommand:
			return nil, bad("command length must not exceed %d", maxCommand)
		case one.Description == "":
			return nil, bad("command description must be non-empty")
		case units(one.Description) > maxCommandDescription:
			return nil, bad("command description length must not exceed %d", maxCommandDescription)
		case !commandForm.MatchString(one.Command):
			return nil, bad("BOT_COMMAND_INVALID")
		}
		list = append(list, one)
	}
	if len(list) > maxCommands {
		return nil, bad("BOT_COMMANDS_TOO_MUCH")
	}
	s.putCommands(scope, list)
	return true, nil
}

func (s *Server) deleteMyCommands(c *call) (any, error) {
	scope, err := s.scopeOf(c)
	if err != nil {
		return nil, err
	}
	s.putCommands(scope, nil)
	return true, nil
}

func (s *Server) getMyCommands(c *call) (any, error) {
	scope, err := s.scopeOf(c)
	if err != nil {
		return nil, err
	}
	return append([]Command{}, s.commands[scope]...), nil
}

func (s *Server) putCommands(scope commandScope, list []Command) {
	if len(list) == 0 {
		delete(s.commands, scope)
	} else {
		s.commands[scope] = list
	}
	for _, p := range s.people {
		s.events.add(p.ID, "commands", map[string]any{"commands": s.menu(p.ID)})
	}
	s.wake()
}

// menu returns the commands that a person sees in the private chat: of the scopes that fit, the narrowest
// one that has any, in Vietnamese before the one without a language (Bot API, "Determining list of
// commands"). It is never nil.
func (s *Server) menu(person int64) []Command {
	for _, scope := range []commandScope{{kind: "chat", chat: person}, {kind: "all_private_chats"}, {kind: "default"}} {
		for _, scope.language = range []string{"vi", ""} {
			if list := s.commands[scope]; len(list) > 0 {
				return list
			}
		}
	}
	return []Command{}
}

// scopeOf reads scope and language_code. The error is a refusal.
func (s *Server) scopeOf(c *call) (commandScope, error) {
	given := struct {
		Type string      `json:"type"`
		Chat json.Number `json:"chat_id"`
		User int64       `json:"user_id"`
	}{Type: "default"}
	if raw := c.args["scope"]; raw != "" && json.Unmarshal([]byte(raw), &given) != nil {
		return commandScope{}, bad("can't parse BotCommandScope JSON object")
	}
	scope := commandScope{kind: given.Type, language: c.args["language_code"]}
	if l := scope.language; l != "" && (len(l) != 2 || strings.Trim(l, "abcdefghijklmnopqrstuvwxyz") != "") {
		return commandScope{}, bad("invalid language code specified")
	}
	switch given.Type {
	case "default", "all_private_chats", "all_group_chats", "all_chat_administrators":
		return scope, nil
	case "chat", "chat_administrators", "chat_member":
	default:
		return commandScope{}, bad("can't parse BotCommandScope: Unsupported type specified")
	}
	named := &call{args: map[string]string{"chat_id": given.Chat.String()}}
	ch, err := s.chatOf(named)
	if err != nil {
		return commandScope{}, err
	}
	if ch.kind == private && given.Type != "chat" {
		return commandScope{}, bad("can't use specified scope in private chats")
	}
	if given.Type == "chat_member" && given.User <= 0 {
		return commandScope{}, bad("invalid user_id specified")
	}
	scope.chat, scope.user = ch.id, given.User
	return scope, nil
}
