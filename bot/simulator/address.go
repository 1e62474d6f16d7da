package simulator

import (
	"net/url"
	"strings"
)

// webAddress checks the target of a link or button as Telegram does and returns it in full. The problem
// is empty or Telegram's words for what is wrong: a link leads to a public host, never to this machine.
func webAddress(given string) (address, problem string) {
	given = strings.TrimSpace(given)
	if given == "" {
		return "", "URL host is empty"
	}
	if !strings.Contains(given, "://") && !strings.HasPrefix(given, "tg:") {
		given = "http://" + given
	}
	u, err := url.Parse(given)
	if err != nil {
		return "", "Wrong HTTP URL"
	}
	switch strings.ToLower(u.Scheme) {
	case "tg", "ton", "tonsite":
		return given, ""
	case "http", "https":
	default:
		return "", "Unsupported URL protocol"
	}
	if u.Hostname() == "" {
		return "", "URL host is empty"
	}
	if !strings.Contains(u.Hostname(), ".") {
		return "", "Wrong HTTP URL"
	}
	if u.Path == "" {
		u.Path = "/"
	}
	return u.String(), ""
}
