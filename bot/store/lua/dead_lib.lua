-- How many dead letters are kept; the oldest go first, so that a fault that kills every item cannot fill
-- the store.
local DEAD = 10000

-- Sets an item aside for the operator.
local function bury(now, queue, chat, id, why, record)
  redis.call('RPUSH', dead, queue .. ' ' .. str(now) .. ' ' .. chat .. ' ' .. id .. '\n' .. why .. '\n' .. record)
  if redis.call('LLEN', dead) > DEAD then redis.call('LPOP', dead) end
end
