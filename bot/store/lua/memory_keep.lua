-- Keeps a value for a while, or forgets it.
--
-- KEYS: those of the memory.
-- ARGV: 1 "dialogue" or "answer", 2 id, 3 value, 4 ms to keep it; 0 forgets it.
-- Returns 1.
--
-- One script, because a value and the time it runs out must not part.
local values, times = KEPT[ARGV[1]][1], KEPT[ARGV[1]][2]
local now = now_ms()
if tonumber(ARGV[4]) <= 0 then
  redis.call('HDEL', values, ARGV[2])
  redis.call('ZREM', times, ARGV[2])
else
  redis.call('HSET', values, ARGV[2], ARGV[3])
  redis.call('ZADD', times, str(now + tonumber(ARGV[4])), ARGV[2])
end
tidy(now, values, times)
return 1
