package main

import (
	"context"
	"errors"
	"fmt"
	"net"
)

type serveCommand struct {
	settings
	tokenSettings
	telegramSettings
	redisSettings
	peopleSettings
}

// Run is the bot for real, until it is told to stop.
func (c *serveCommand) Run(ctx context.Context) (err error) {
	token, err := c.token()
	if err != nil {
		return err
	}
	if token == "" {
		return badSetting("TELEGRAM_TOKEN", "is not set; `camnang try` needs none")
	}
	redis, err := c.redis()
	if err != nil {
		return err
	}
	channel, err := c.channel(token)
	if err != nil {
		return err
	}
	a, err := newApp(ctx, c.settings, c.peopleSettings, redis, channel)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.close()) }()
	if err := a.answerable(ctx); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return badSetting("LISTEN", fmt.Sprintf("is %q: %v", c.Listen, err))
	}
	return inOrder(ctx, append([]part{webServer(listener, a.handler())}, a.parts()...)...)
}

// answerable says plainly when nobody can begin to use the bot: it answers only who is in the roster, and only an
// administrator can fill that.
func (a *app) answerable(ctx context.Context) error {
	roster, err := a.store.People().Roster(ctx)
	if err != nil {
		return err
	}
	if len(a.first) == 0 && len(roster.Administrators()) == 0 {
		a.log.Warn("ADMINS is empty and no administrator has joined: nobody can be let in until ADMINS names somebody")
	}
	return nil
}
