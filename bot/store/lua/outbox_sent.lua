-- Settles a message that Telegram took.
--
-- KEYS: those of the outbox, of the timers, of the journal, dead.
-- ARGV: 1 message id, 2 token, 3 Telegram's number of the message.
-- Returns 1, or 0 when the sending has passed on: then nothing changes.
--
-- One script, so that a message is out of the outbox exactly when its number is kept and the journal has it.
local seq = held(ARGV[1], ARGV[2])
if not seq then return 0 end
local now = now_ms()
note_travel(now, ARGV[1])
let_go(now, seq, ARGV[2])
note_sent(seq, ARGV[3])
note(now, 'sent', ARGV[1], '', '')
remove(seq)
return 1
