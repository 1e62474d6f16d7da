-- Returns a value that has not run out, or nil.
--
-- KEYS: those of the memory.
-- ARGV: 1 "dialogue" or "answer", 2 id.
-- Returns the value or nil.
--
-- One script, because whether it has run out is the server's clock's to say.
local values, times = KEPT[ARGV[1]][1], KEPT[ARGV[1]][2]
local ends = redis.call('ZSCORE', times, ARGV[2])
if not ends or tonumber(ends) <= now_ms() then return false end
return redis.call('HGET', values, ARGV[2])
