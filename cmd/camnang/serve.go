package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
)

type serveCommand struct {
	settings
	telegramSettings
}

// Run is the bot for real, until it is told to stop.
func (c *serveCommand) Run(ctx context.Context) (err error) {
	token, err := secret("TELEGRAM_TOKEN", c.TelegramToken, c.TelegramTokenFile)
	if err != nil {
		return err
	}
	if token == "" {
		return badSetting("TELEGRAM_TOKEN", "is not set; `camnang try` needs none")
	}
	redis, err := secret("REDIS_URL", c.RedisURL, c.RedisURLFile)
	if err != nil {
		return err
	}
	if u, err := url.Parse(c.TelegramAPIURL); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return badSetting("TELEGRAM_API_URL", "is no http or https address")
	}
	if redis != "" && !strings.HasPrefix(redis, "redis://") && !strings.HasPrefix(redis, "rediss://") {
		return badSetting("REDIS_URL", "is not an address of the form redis://… or rediss://…")
	}
	admins, err := c.admins()
	if err != nil {
		return err
	}
	a, err := newApp(ctx, c.settings, redis, token)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.close()) }()
	if len(admins) == 0 {
		a.log.Warn("ADMINS is empty: the bot answers nobody until it names somebody")
	} else {
		a.log.Info("the bot answers only those in ADMINS, because officers cannot join yet", "admins", len(admins))
	}
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return badSetting("LISTEN", fmt.Sprintf("is %q: %v", c.Listen, err))
	}
	return together(ctx,
		func(ctx context.Context) error { return serveHTTP(ctx, listener, a.health()) },
		func(ctx context.Context) error {
			return a.run(ctx, c.TelegramAPIURL, token, func(person int64) bool { return admins[person] })
		})
}

// together runs all until ctx ends or one of them ends, then ends the others, and returns their errors.
func together(ctx context.Context, all ...func(context.Context) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ended := make(chan error, len(all))
	for _, run := range all {
		go func() { ended <- run(ctx) }()
	}
	var errs []error
	for range all {
		errs = append(errs, <-ended)
		cancel()
	}
	return errors.Join(errs...)
}
