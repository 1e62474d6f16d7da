-- How many settled ids are remembered at least. Telegram hands over 100 updates at a time and asks to
-- have the last of them confirmed, so a repeat is at most a few batches old.
local DONE = 10000

-- Raises the offset to next; never lowers it.
local function raise(next)
  local offset = tonumber(redis.call('GET', in_offset) or '0')
  if tonumber(next) > offset then redis.call('SET', in_offset, next) end
end

-- Reads a claim: token, id, attempt, owner, why.
local function parse_claim(c)
  local token, id, attempt, owner, why = string.match(c, '^(%d+) (%-?%d+) (%d+)\n([^\n]*)\n(.*)$')
  return token, id, tonumber(attempt), owner, why
end

local function claim_text(token, id, attempt, owner, why)
  return token .. ' ' .. id .. ' ' .. str(attempt) .. '\n' .. owner .. '\n' .. why
end

-- The claim that the token is of: id of the update behind it in its chat (or false), attempt, owner; nil
-- when the claim has passed on.
local function claimed(chat, id, token)
  local found = redis.call('HMGET', in_line, 'c' .. chat, 'n' .. id)
  if not found[1] then return nil end
  local t, of, attempt, owner = parse_claim(found[1])
  if t ~= token or t == '0' or of ~= id then return nil end
  return found[2], attempt, owner
end

-- Remembers an id as done with. They are counted after one of 64 only, picked by its digest: the embedded
-- server sorts them to count them.
local function remember(id)
  redis.call('SADD', in_done, id)
  if string.find(redis.sha1hex(id), '^0[0-3]') and redis.call('SCARD', in_done) >= DONE then
    redis.call('UNLINK', in_done_old)
    redis.call('RENAME', in_done, in_done_old)
  end
end

-- Whether an id was settled, or set aside, lately.
local function known(id)
  return redis.call('SISMEMBER', in_done, id) == 1 or redis.call('SISMEMBER', in_done_old, id) == 1
end

-- Puts an id that is below the newest of its chat (webhooks on several machines, a dead letter put back) in
-- its place. An update that was claimed already stays in front.
local function insert(chat, id)
  local before, after = false, redis.call('HGET', in_line, 'h' .. chat)
  if redis.call('HEXISTS', in_line, 'c' .. chat) == 1 then
    before, after = after, redis.call('HGET', in_line, 'n' .. after)
  end
  while after and tonumber(after) < tonumber(id) do
    before, after = after, redis.call('HGET', in_line, 'n' .. after)
  end
  redis.call('HSET', in_line, before and 'n' .. before or 'h' .. chat, id)
  redis.call('HSET', in_line, after and 'n' .. id or 't' .. chat, after or id)
end

-- Stores an update with what is kept of it and lines it up in its chat; false when it waits already.
local function take_in(now, id, chat, kept)
  if redis.call('HSETNX', in_update, id, kept) == 0 then return false end
  redis.call('ZADD', in_age, now, id)
  local tail = redis.call('HGET', in_line, 't' .. chat)
  if not tail then
    redis.call('HSET', in_line, 'h' .. chat, id, 't' .. chat, id)
    redis.call('RPUSH', in_ready, chat)
  elseif tonumber(id) > tonumber(tail) then
    redis.call('HSET', in_line, 'n' .. tail, id, 't' .. chat, id)
  else
    insert(chat, id)
  end
  return true
end

-- Takes the oldest update off its chat, remembers that it was there, and readies the one behind it.
local function finish_update(chat, id, after)
  redis.call('HDEL', in_update, id)
  redis.call('ZREM', in_age, id)
  redis.call('ZREM', in_due, chat)
  if after then
    redis.call('HDEL', in_line, 'c' .. chat, 'n' .. id)
    redis.call('HSET', in_line, 'h' .. chat, after)
    redis.call('RPUSH', in_ready, chat)
  else
    redis.call('HDEL', in_line, 'c' .. chat, 'h' .. chat, 't' .. chat)
  end
  remember(id)
end
