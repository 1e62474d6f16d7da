// Package telegram is the only way in from Telegram and the only way out to it: it polls for updates, by one process
// at a time, or is brought them by a webhook, stores them before confirming them, hands them to the conversation one
// chat at a time, has what the conversation decides carried out in one step, and sends what the outbox gives out.
// What an update means and what is answered, package bot decides.
package telegram
