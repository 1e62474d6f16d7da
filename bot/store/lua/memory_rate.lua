-- Keeps an officer's rating of an answer and counts it.
--
-- KEYS: those of the memory.
-- ARGV: 1 answer, 2 person, 3 ms of the rating, 4 1 for right or 0, 5 the rating as JSON.
-- Returns 1, or 0 when a later rating by the same person is kept already.
--
-- One script, so that the counts are at every moment those of the ratings kept.
local field = ARGV[1] .. ' ' .. ARGV[2]
local old = redis.call('HGET', rating, field)
if old then
  local at, right = string.match(old, '^(%-?%d+) (%d)')
  if tonumber(at) > tonumber(ARGV[3]) then return 0 end
  redis.call('HINCRBY', rated, ARGV[1] .. ' ' .. right, -1)
end
redis.call('HSET', rating, field, ARGV[3] .. ' ' .. ARGV[4] .. '\n' .. ARGV[5])
redis.call('HINCRBY', rated, ARGV[1] .. ' ' .. ARGV[4], 1)
return 1
