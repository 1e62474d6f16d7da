-- Reads single entries of the journal with their bodies.
--
-- KEYS: those of the journal.
-- ARGV: numbers, at most 100.
-- Returns for each entry that is there its line and its body (nil for none).
--
-- One script, because where an entry stands depends on how many were removed before it.
local removed = tonumber(string.match(redis.call('GET', log_base) or '', '^%d+') or '0')
local out = {}
for _, number in ipairs(ARGV) do
  local place = tonumber(number) - removed - 1
  local line = place >= 0 and redis.call('LINDEX', log_line, place)
  if line then
    out[#out + 1] = line
    out[#out + 1] = redis.call('HGET', log_body, number)
  end
end
return out
