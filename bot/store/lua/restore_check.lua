-- Compares the size of every key with what a backup holds.
--
-- KEYS: restoring, then every key of the state.
-- ARGV: for each key of the state its type, "" when the backup does not have it, and how many entries it has.
-- Returns "", or the first key that differs.
--
-- One script, so that all sizes are of one moment.
local size = { list = 'LLEN', set = 'SCARD', hash = 'HLEN', zset = 'ZCARD', string = 'EXISTS', [''] = 'EXISTS' }
for i = 2, #KEYS do
  local kind, want = ARGV[2 * i - 3], tonumber(ARGV[2 * i - 2])
  if redis.call(size[kind], KEYS[i]) ~= want then
    return KEYS[i]
  end
end
return ''
