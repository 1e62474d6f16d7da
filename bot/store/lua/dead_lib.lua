-- How many dead letters are kept; the oldest go first, so that a fault that kills every item cannot fill
-- the store.
local DEAD = 10000

-- How long after the first letter the administrators are told, in ms, so that a fault that kills many items
-- is told once.
local TOLD_AFTER = 30000

-- Sets an item aside for the operator, and sees to it that the administrators are told.
local function bury(now, queue, chat, id, why, record)
  redis.call('RPUSH', dead, queue .. ' ' .. str(now) .. ' ' .. chat .. ' ' .. id .. '\n' .. why .. '\n' .. record)
  if redis.call('LLEN', dead) > DEAD then redis.call('LPOP', dead) end
  set_timer_new(now, 'dead', '0', str(now + TOLD_AFTER), '{"event":"dead"}')
end
