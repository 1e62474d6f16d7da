-- Settles a message that Telegram refused for good: it goes to the dead letters.
--
-- KEYS: those of the outbox, of the timers, of the journal, dead.
-- ARGV: 1 message id, 2 token, 3 why.
-- Returns 1, or 0 when the sending has passed on: then nothing changes.
--
-- One script, so that the message is at every moment either in the outbox or among the dead letters.
local seq = held(ARGV[1], ARGV[2])
if not seq then return 0 end
local now = now_ms()
let_go(now, seq, ARGV[2])
bury_message(now, seq, ARGV[3])
return 1
