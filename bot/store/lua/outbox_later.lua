-- Hands a message back, and on request stops all sending for a while.
--
-- KEYS: those of the outbox, of the timers, of the journal, dead.
-- ARGV: 1 message id, 2 token, 3 ms until this message may be taken again, 4 why, 5 ms for which nothing
-- at all is taken.
-- Returns 1, or 0 when the sending has passed on: then only the stop is noted, which Telegram asked for
-- whoever was the sender.
--
-- One script, so that no Take comes between the handing back and the stop.
local now = now_ms()
if tonumber(ARGV[5]) > 0 then
  local pause = tonumber(redis.call('GET', out_pause) or '0')
  redis.call('SET', out_pause, str(math.max(pause, now + tonumber(ARGV[5]))))
end
local seq = held(ARGV[1], ARGV[2])
if not seq then return 0 end
let_go(now, seq, ARGV[2])
local attempt = string.match(redis.call('HGET', out_tries, seq), '^%d+')
redis.call('HSET', out_tries, seq, attempt .. ' ' .. ARGV[4])
local p, _, free, _, _, lane = kind_of(seq)
-- Of a chat only this queue waits: a reply to the same chat does not.
local waits = free and lane or 'w' .. p .. ':' .. lane
redis.call('ZADD', out_until, str(now + tonumber(ARGV[3])), waits)
return 1
