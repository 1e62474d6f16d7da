-- Reads entries of the journal with their bodies, oldest first.
--
-- KEYS: those of the journal.
-- ARGV: 1 the number to begin with, 2 how many at most.
-- Returns log_base ('' for none), then for each entry its line and its body (nil for none).
--
-- One script, because where an entry stands depends on how many were removed before it.
local base = redis.call('GET', log_base) or ''
local removed = tonumber(string.match(base, '^%d+') or '0')
local first = tonumber(ARGV[1]) - removed - 1
local last = first + tonumber(ARGV[2]) - 1
local out = { base }
-- A place below 0 would be counted from the end.
if last < 0 or last < first then return out end
local lines = redis.call('LRANGE', log_line, math.max(first, 0), last)
for i = 1, #lines, 100 do
  local numbers = {}
  for j = i, math.min(i + 99, #lines) do numbers[#numbers + 1] = string.match(lines[j], '^%d+') end
  for j, body in ipairs(redis.call('HMGET', log_body, unpack(numbers))) do
    out[#out + 1] = lines[i + j - 1]
    out[#out + 1] = body
  end
end
return out
