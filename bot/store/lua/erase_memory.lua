-- Forgets what the conversation remembers of an officer.
--
-- KEYS: those of the memory, dead, out_away.
-- ARGV: 1 "rating", "suggestion", "answer" or "dialogue", then the fields to forget.
-- Returns how many there were.
--
-- One script, so that the counts stay those of the ratings kept, and no list names what is gone. Whose a field
-- is never changes, so it may have been found out before.
local forget = {
  rating = function(field)
    local kept = redis.call('HGET', rating, field)
    if not kept then return 0 end
    redis.call('HDEL', rating, field)
    local counted = string.match(field, '^(.*) ') .. ' ' .. string.match(kept, '^%-?%d+ (%d)')
    if redis.call('HINCRBY', rated, counted, -1) < 1 then redis.call('HDEL', rated, counted) end
    return 1
  end,
  suggestion = function(field)
    redis.call('LREM', suggestion_order, 0, field)
    return redis.call('HDEL', suggestion, field)
  end,
  answer = function(field)
    redis.call('ZREM', answer_until, field)
    return redis.call('HDEL', answer, field)
  end,
  dialogue = function(field)
    redis.call('ZREM', dialogue_until, field)
    return redis.call('HDEL', dialogue, field)
  end,
}
local gone = 0
for i = 2, #ARGV do gone = gone + forget[ARGV[1]](ARGV[i]) end
return gone
