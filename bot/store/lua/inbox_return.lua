-- Hands a claimed update back, or sets it aside when it was claimed often enough.
--
-- KEYS: those of the inbox, lease, those of the timers, dead.
-- ARGV: 1 chat, 2 id, 3 token, 4 wait in ms, 5 attempts allowed, 6 why.
-- Returns 0 when handed back, 1 when set aside, -1 when the claim has passed on and nothing changes.
--
-- One script, so that the update is at every moment either waiting or among the dead letters.
local chat, id = ARGV[1], ARGV[2]
local after, attempt, owner = claimed(chat, id, ARGV[3])
if after == nil then return -1 end
local now = now_ms()
if attempt >= tonumber(ARGV[5]) then
  bury(now, 'inbox', chat, id, ARGV[6], redis.call('HGET', in_update, id))
  finish_update(chat, id, after)
  return 1
end
redis.call('HSET', in_line, 'c' .. chat, claim_text('0', id, attempt, owner, ARGV[6]))
redis.call('ZADD', in_due, str(now + tonumber(ARGV[4])), chat)
return 0
