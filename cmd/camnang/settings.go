package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"

	"camnang/bot/store"
	"camnang/bot/telegram"
)

// settings are what every command that runs the bot reads, from flags or the environment; docs/operations.md
// describes each. Secrets may stand in a file instead, named by NAME_FILE.
type settings struct {
	DataDir string `name:"data-dir" env:"DATA_DIR" default:"data" help:"Folder for the store and the index."`
	Listen  string `env:"LISTEN" default:"127.0.0.1:8080" help:"Address of the web server."`
	// PublicURL is where the web server is reached from outside.
	PublicURL string `name:"public-url" env:"PUBLIC_URL" help:"Address under which LISTEN is reached from outside, for calendar feeds; empty: no feeds."`
	zone
	LogLevel string `env:"LOG_LEVEL" default:"info" help:"debug, info, warn or error."`
}

// tokenSettings are the bot's token.
type tokenSettings struct {
	TelegramToken     string `env:"TELEGRAM_TOKEN" help:"Token of the bot (secret)."`
	TelegramTokenFile string `env:"TELEGRAM_TOKEN_FILE" placeholder:"FILE" help:"File that holds the token."`
}

func (t tokenSettings) token() (string, error) {
	return secret("TELEGRAM_TOKEN", t.TelegramToken, t.TelegramTokenFile)
}

// redisSettings say where the store is.
type redisSettings struct {
	RedisURL     string `name:"redis-url" env:"REDIS_URL" help:"Address of the store (secret), redis:// and others; empty: embedded under DATA_DIR."`
	RedisURLFile string `name:"redis-url-file" env:"REDIS_URL_FILE" placeholder:"FILE" help:"File that holds the address."`
}

// redis returns the address, "" for the embedded store.
func (r redisSettings) redis() (string, error) {
	address, err := secret("REDIS_URL", r.RedisURL, r.RedisURLFile)
	if err != nil || address == "" {
		return "", err
	}
	if err := store.CheckURL(address); err != nil {
		return "", badSetting("REDIS_URL", err.Error())
	}
	return address, nil
}

// telegramSettings are what serve needs to reach Telegram, beside the token.
type telegramSettings struct {
	TelegramAPIURL            string `name:"telegram-api-url" env:"TELEGRAM_API_URL" default:"https://api.telegram.org" help:"Address of the Bot API."`
	TelegramWebhookURL        string `name:"telegram-webhook-url" env:"TELEGRAM_WEBHOOK_URL" help:"Where Telegram posts updates; it leads to /telegram/webhook of LISTEN. Empty: polling."`
	TelegramWebhookSecret     string `name:"telegram-webhook-secret" env:"TELEGRAM_WEBHOOK_SECRET" help:"What Telegram proves itself by at the webhook (secret); empty: made from the token."`
	TelegramWebhookSecretFile string `name:"telegram-webhook-secret-file" env:"TELEGRAM_WEBHOOK_SECRET_FILE" placeholder:"FILE" help:"File that holds it."`
}

// webhookPath is where the web server takes updates in; a proxy in front may lead there from any address.
const webhookPath = "/telegram/webhook"

// channel returns the way to Telegram; without a webhook its receiver is nil.
func (t telegramSettings) channel(token string) (channel, error) {
	c := channel{api: t.TelegramAPIURL, token: token}
	if !isWeb(t.TelegramAPIURL) {
		return channel{}, badSetting("TELEGRAM_API_URL", "is no http or https address")
	}
	given, err := secret("TELEGRAM_WEBHOOK_SECRET", t.TelegramWebhookSecret, t.TelegramWebhookSecretFile)
	if err != nil || t.TelegramWebhookURL == "" {
		return c, err
	}
	if !isWeb(t.TelegramWebhookURL) {
		return channel{}, badSetting("TELEGRAM_WEBHOOK_URL", "is no https address")
	}
	if given == "" {
		// The same on every replica, and nobody who lacks the token can guess it.
		made := hmac.New(sha256.New, []byte(token))
		made.Write([]byte("camnang webhook"))
		given = hex.EncodeToString(made.Sum(nil))
	}
	if !secretForm.MatchString(given) {
		return channel{}, badSetting("TELEGRAM_WEBHOOK_SECRET", "needs 1 to 256 characters of A-Z, a-z, 0-9, _ and -")
	}
	c.webhook = telegram.Webhook{URL: t.TelegramWebhookURL, Secret: given, Receiver: &telegram.Receiver{}}
	return c, nil
}

// secretForm is what Telegram takes as the secret of a webhook (Bot API, setWebhook).
var secretForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`)

func isWeb(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http")
}

// peopleSettings say who looks after the installation and for how long what officers did is kept.
type peopleSettings struct {
	Admins        string `env:"ADMINS" help:"Telegram ids of the first administrators, separated by commas."`
	RetentionDays int    `env:"RETENTION_DAYS" default:"365" help:"Days that entries of the journal are kept; 0: for good."`
	BackupDir     string `env:"BACKUP_DIR" placeholder:"DIR" help:"Folder for a backup each day; empty: none."`
}

func (p peopleSettings) check() error {
	if p.RetentionDays < 0 {
		return badSetting("RETENTION_DAYS", fmt.Sprintf("is %d; it is a number of days, or 0", p.RetentionDays))
	}
	if p.BackupDir == "" {
		return nil
	}
	if err := os.MkdirAll(p.BackupDir, 0o700); err != nil {
		return badSetting("BACKUP_DIR", fmt.Sprintf("cannot be used: %v", err))
	}
	probe, err := os.CreateTemp(p.BackupDir, backupPartial+"*")
	if err != nil {
		return badSetting("BACKUP_DIR", fmt.Sprintf("cannot be written: %v", err))
	}
	return errors.Join(probe.Close(), os.Remove(probe.Name()))
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

func (p peopleSettings) admins() (map[int64]bool, error) {
	out := map[int64]bool{}
	for _, field := range strings.FieldsFunc(p.Admins, func(r rune) bool { return r == ',' || r == ' ' || r == ';' }) {
		id, err := strconv.ParseInt(field, 10, 64)
		if err != nil || id <= 0 {
			return nil, badSetting("ADMINS", fmt.Sprintf("has %q, which is no Telegram id", field))
		}
		out[id] = true
	}
	return out, nil
}
