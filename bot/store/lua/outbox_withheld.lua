-- Settles a message that was not sent because there was nothing to say any more.
--
-- KEYS: those of the outbox, of the timers, of the journal, dead.
-- ARGV: 1 message id, 2 token.
-- Returns 1, or 0 when the sending has passed on: then nothing changes.
--
-- One script, so that a message is out of the outbox exactly when the journal has it.
local seq = held(ARGV[1], ARGV[2])
if not seq then return 0 end
local now = now_ms()
let_go(now, seq, ARGV[2])
-- Telegram received nothing that would count.
redis.call('ZREM', out_slots, ARGV[2])
note(now, 'withheld', ARGV[1], '', '')
remove(seq)
return 1
