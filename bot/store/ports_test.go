package store_test

import (
	"camnang/bot"
	"camnang/bot/reminder"
	"camnang/bot/store"
	"camnang/bot/telegram"
)

var (
	_ telegram.Inbox  = (*store.Inbox)(nil)
	_ telegram.Outbox = (*store.Outbox)(nil)
	_ telegram.Leases = (*store.Leases)(nil)
	_ bot.Memory      = (*store.Memory)(nil)
	_ bot.People      = (*store.People)(nil)
	_ bot.Records     = (*store.Records)(nil)
	_ bot.Journal     = (*store.Journal)(nil)
	_ bot.Eraser      = (*store.Store)(nil)
	_ reminder.Timers = (*store.Timers)(nil)
)
