-- Marks an empty store as being restored. One that bears the mark already is cleared: a restore into it was
-- broken off.
--
-- KEYS: restoring, then every key of the state.
-- ARGV: when the backup was made, for people who look.
-- Returns "", or the first key found in a store that is neither empty nor marked; that one is left alone.
--
-- One script, so that nothing is put into the store between the look and the mark.
local state = #KEYS
if redis.call('EXISTS', restoring) == 1 then
  for i = 2, state do
    redis.call('DEL', KEYS[i])
  end
else
  for i = 2, state do
    if redis.call('EXISTS', KEYS[i]) == 1 then
      return KEYS[i]
    end
  end
end
redis.call('SET', restoring, ARGV[1])
return ''
