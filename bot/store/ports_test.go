package store_test

import (
	"camnang/bot"
	"camnang/bot/store"
	"camnang/bot/telegram"
)

var (
	_ telegram.Inbox  = (*store.Inbox)(nil)
	_ telegram.Outbox = (*store.Outbox)(nil)
	_ bot.Memory      = (*store.Memory)(nil)
)
