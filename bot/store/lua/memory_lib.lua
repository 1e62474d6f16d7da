-- Removes some of what has run out, now and then: how often does not matter to a reader, who looks at
-- the time himself.
local function tidy(now, values, times)
  if redis.call('ZCARD', times) % 64 ~= 0 then return end
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', times, '-inf', str(now), 'LIMIT', 0, 256)) do
    redis.call('HDEL', values, id)
    redis.call('ZREM', times, id)
  end
end

local KEPT = { dialogue = { dialogue, dialogue_until }, answer = { answer, answer_until } }
