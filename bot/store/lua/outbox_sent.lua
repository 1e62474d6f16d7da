-- Settles a message that Telegram took.
--
-- KEYS: those of the outbox, dead.
-- ARGV: 1 message id, 2 token, 3 Telegram's number of the message.
-- Returns 1, or 0 when the sending has passed on: then nothing changes.
--
-- One script, so that a message is out of the outbox exactly when its number is kept.
local seq = held(ARGV[1], ARGV[2])
if not seq then return 0 end
let_go(now_ms(), seq, ARGV[2])
note_sent(seq, ARGV[3])
remove(seq)
return 1
