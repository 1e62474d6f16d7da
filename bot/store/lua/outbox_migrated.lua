-- Moves what waits for a chat to the chat's new id.
--
-- KEYS: those of the outbox, of the timers, of the journal, dead.
-- ARGV: 1 message id, 2 token, 3 the new chat.
-- Returns 1, or 0 when the sending has passed on: then nothing changes. It sets the timer "moved:" and the old
-- chat, due at once.
--
-- One script, so that nothing is sent to the old id, or out of order, in between, and nothing is moved without
-- the timer.
local to = ARGV[3]
local now = now_ms()
local seq = held(ARGV[1], ARGV[2])
if not seq then return 0 end
local own, _, free, from, _, lane = kind_of(seq)
let_go(now, seq, ARGV[2])

local function rename(s)
  local before, id = string.match(redis.call('HGET', out_kind, s), '^(%d %d %d )%S+ (.*)$')
  redis.call('HSET', out_kind, s, before .. to .. ' ' .. id)
end

-- Empties a queue into a list.
local function drain(queue, into)
  local s = redis.call('HGET', out_head, queue)
  while s do
    into[#into + 1] = s
    local after = redis.call('HGET', out_next, s)
    if after then redis.call('HDEL', out_next, s) end
    s = after
  end
end

if free then
  rename(seq)
  offer(own, lane)
end
if from == to then return 1 end
set_timer(now, 'moved:' .. from, '0', str(now), '{"event":"moved","from":' .. from .. ',"to":' .. to .. '}')
for _, p in ipairs(PRIORITIES) do
  local old, new, all = p .. ':' .. from, p .. ':' .. to, {}
  drain(old, all)
  if #all > 0 then
    for _, s in ipairs(all) do rename(s) end
    redis.call('HDEL', out_head, old)
    redis.call('HDEL', out_tail, old)
    drain(new, all)
    table.sort(all, function(a, b) return tonumber(a) < tonumber(b) end)
    for i = 1, #all - 1 do redis.call('HSET', out_next, all[i], all[i + 1]) end
    redis.call('HSET', out_head, new, all[1])
    redis.call('HSET', out_tail, new, all[#all])
  end
  redis.call('ZREM', out_until, 'w' .. old)
end
withdraw(from)
withdraw(to)

-- The new id inherits what the old one has used of its limits, and what somebody has in hand.
local times = redis.call('HGET', out_group, from)
if times then
  redis.call('HDEL', out_group, from)
  redis.call('HSET', out_group, to, times)
end
local holder = redis.call('HGET', out_holder, from)
if holder then
  redis.call('HDEL', out_holder, from)
  redis.call('HSET', out_holder, to, holder)
end
local hold = redis.call('ZSCORE', out_until, from)
redis.call('ZREM', out_until, from)
if hold and tonumber(hold) > tonumber(redis.call('ZSCORE', out_until, to) or '0') then
  redis.call('ZADD', out_until, hold, to)
end
for _, p in ipairs(PRIORITIES) do offer(p, to) end
return 1
