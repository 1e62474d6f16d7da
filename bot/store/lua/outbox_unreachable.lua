-- Settles a message whose chat cannot be reached, marks the chat, and sets aside all that waits for it.
--
-- KEYS: those of the outbox, of the timers, of the journal, dead.
-- ARGV: 1 message id, 2 token, 3 why, 4 the same as a JSON string.
-- Returns 1, or 0 when the sending has passed on: then nothing changes. When the mark is new it sets the timer
-- "away:" and chat, due at once.
--
-- One script, so that nothing for the chat is taken, or put without seeing the mark, in between, and the mark
-- is not set without the timer.
local seq = held(ARGV[1], ARGV[2])
if not seq then return 0 end
local now = now_ms()
local _, _, _, chat = kind_of(seq)
let_go(now, seq, ARGV[2])
bury_message(now, seq, ARGV[3])
if redis.call('HSET', out_away, chat, ARGV[3]) == 1 then
  set_timer(now, 'away:' .. chat, '0', str(now), '{"event":"away","chat":' .. chat .. ',"why":' .. ARGV[4] .. '}')
end
for _, p in ipairs(PRIORITIES) do
  local waiting = redis.call('HGET', out_head, p .. ':' .. chat)
  while waiting do
    local after = redis.call('HGET', out_next, waiting)
    local _, _, _, _, id = kind_of(waiting)
    -- What another sender has in hand stays that sender's to settle.
    if not redis.call('HGET', out_claim, id) then bury_message(now, waiting, ARGV[3]) end
    waiting = after
  end
  redis.call('ZREM', out_until, 'w' .. p .. ':' .. chat)
end
withdraw(chat)
for _, p in ipairs(PRIORITIES) do offer(p, chat) end
return 1
