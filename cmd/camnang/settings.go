package main

import (
	"fmt"
	"log/slog"
	"os"
	"strconv"
	"strings"
	"time"
)

// settings are what every command that runs the bot reads, from flags or the environment; docs/operations.md
// describes each. Secrets may stand in a file instead, named by NAME_FILE.
type settings struct {
	DataDir string `name:"data-dir" env:"DATA_DIR" default:"data" help:"Folder for the store and the index."`
	Listen  string `env:"LISTEN" default:"127.0.0.1:8080" help:"Address of the web server."`
	zone
	LogLevel string `env:"LOG_LEVEL" default:"info" help:"debug, info, warn or error."`
}

// telegramSettings are what serve needs beside settings.
type telegramSettings struct {
	TelegramToken     string `env:"TELEGRAM_TOKEN" help:"Token of the bot (secret)."`
	TelegramTokenFile string `env:"TELEGRAM_TOKEN_FILE" placeholder:"FILE" help:"File that holds the token."`
	TelegramAPIURL    string `name:"telegram-api-url" env:"TELEGRAM_API_URL" default:"https://api.telegram.org" help:"Address of the Bot API."`
	RedisURL          string `name:"redis-url" env:"REDIS_URL" help:"redis:// or rediss:// address of the store (secret); empty: embedded under DATA_DIR."`
	RedisURLFile      string `name:"redis-url-file" env:"REDIS_URL_FILE" placeholder:"FILE" help:"File that holds the address."`
	Admins            string `env:"ADMINS" help:"Telegram ids of the first administrators, separated by commas."`
}

// badSetting is a setting that stops the start; it names the setting.
func badSetting(name, why string) error { return usageError{fmt.Errorf("%s %s", name, why)} }

// zone is the time zone in which today is counted.
type zone struct {
	Timezone string `env:"TIMEZONE" default:"Asia/Ho_Chi_Minh" help:"Time zone of the officers."`
}

func (z zone) location() (*time.Location, error) {
	loc, err := time.LoadLocation(z.Timezone)
	if err != nil {
		return nil, badSetting("TIMEZONE", fmt.Sprintf("is %q, which is no time zone", z.Timezone))
	}
	return loc, nil
}

func (s settings) log() (*slog.Logger, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(s.LogLevel)); err != nil {
		return nil, badSetting("LOG_LEVEL", fmt.Sprintf("is %q; it is debug, info, warn or error", s.LogLevel))
	}
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level})), nil
}

// secret returns the value of a secret, from its setting or from the file named by NAME_FILE. It is an
// error to give both. A secret never stands in the error.
func secret(name, value, file string) (string, error) {
	if file == "" {
		return value, nil
	}
	if value != "" {
		return "", badSetting(name, "and "+name+"_FILE are both set")
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		return "", badSetting(name+"_FILE", "cannot be read: "+err.Error())
	}
	return strings.TrimSpace(string(raw)), nil
}

func (t telegramSettings) admins() (map[int64]bool, error) {
	out := map[int64]bool{}
	for _, field := range strings.FieldsFunc(t.Admins, func(r rune) bool { return r == ',' || r == ' ' || r == ';' }) {
		id, err := strconv.ParseInt(field, 10, 64)
		if err != nil || id <= 0 {
			return nil, badSetting("ADMINS", fmt.Sprintf("has %q, which is no Telegram id", field))
		}
		out[id] = true
	}
	return out, nil
}
