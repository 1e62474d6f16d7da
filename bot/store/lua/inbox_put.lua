-- Stores updates and raises the offset.
--
-- KEYS: those of the inbox, dead.
-- ARGV: 1 the next offset, 0 to leave it; then for each update its id, its chat, its record.
-- Returns how many were new.
--
-- One script, because an offset raised without its updates would lose them, and because an update must
-- be found known or not and put into the order of its chat without another Put between.
local now = str(now_ms())
local new = 0

-- An id below the newest of its chat (webhooks on several machines): it goes to its place. An update that
-- was claimed already stays in front.
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

for i = 2, #ARGV, 3 do
  local id, chat, record = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  if redis.call('SISMEMBER', in_done, id) == 0 and redis.call('SISMEMBER', in_done_old, id) == 0
      and redis.call('HSETNX', in_update, id, now .. ' ' .. record) == 1 then
    new = new + 1
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
  end
end
raise(ARGV[1])
return new
