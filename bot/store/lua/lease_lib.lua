-- The lease: token, ms it ends, owner; token 0 for one that nobody ever had.
local function lease_of(name)
  local kept = redis.call('HGET', lease, name)
  if not kept then return 0, 0, '' end
  local token, ends, owner = string.match(kept, '^(%d+) (%d+) (.*)$')
  return tonumber(token), tonumber(ends), owner
end

local function keep_lease(name, token, ends, owner)
  redis.call('HSET', lease, name, str(token) .. ' ' .. str(ends) .. ' ' .. owner)
end

-- Whether somebody else polls by now. A lease that ran out, and that nobody took since, fences nobody off.
local function fenced(fence)
  return fence ~= '0' and fence ~= str((lease_of('poll')))
end
