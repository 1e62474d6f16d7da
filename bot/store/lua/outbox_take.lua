-- Claims the next message that may be sent now.
--
-- KEYS: those of the outbox, of the timers, of the journal, dead.
-- ARGV: 1 owner, 2 lease in ms.
-- Returns {0, ms to wait} when none may be sent now (ms 0: the outbox is empty), otherwise {1, seq, token,
-- attempt, ms the lease ends, ms created, chat, record}.
--
-- One script: a limit counted apart from the claim it allows would be passed by two senders at once, and
-- a refusal by one limit would have spent the others.
if redis.call('HLEN', out_kind) == 0 then return { 0, 0 } end
local now = now_ms()
local pause = tonumber(redis.call('GET', out_pause) or '0')
if pause > now then return { 0, pause - now } end

for _, member in ipairs(redis.call('ZRANGEBYSCORE', out_until, '-inf', str(now), 'LIMIT', 0, 100)) do
  redis.call('ZREM', out_until, member)
  if string.sub(member, 1, 1) == 'w' then
    offer(string.sub(member, 2, 2), string.sub(member, 4))
  else
    for _, p in ipairs(PRIORITIES) do offer(p, member) end
  end
end

-- What is in hand has the end of its lease for a score, so it counts.
local counts = SECOND - given_back()
local since = str(now - counts + 1)
local used = redis.call('ZCOUNT', out_slots, since, '+inf')
if used >= PER_SECOND then
  local frees = redis.call('ZRANGEBYSCORE', out_slots, since, '+inf', 'WITHSCORES', 'LIMIT', used - PER_SECOND, 1)
  return { 0, math.min(tonumber(frees[2]) + counts - now, SECOND) }
end

local p, lane
for _, r in ipairs(PRIORITIES) do
  lane = redis.call('ZRANGE', READY[r], 0, 0)[1]
  if lane then
    p = r
    break
  end
end
if not lane then
  -- Somebody may settle what holds a lane before its lease is over, so nobody sleeps longer than a second.
  local soonest = redis.call('ZRANGE', out_until, 0, 0, 'WITHSCORES')[2]
  return { 0, math.max(1, math.min(tonumber(soonest or '0') - now, SECOND)) }
end
local even = math.max(tonumber(redis.call('GET', out_even) or '0'), now)
if p == MANY and even - now > AHEAD then return { 0, math.min(even - now - AHEAD, SECOND) } end
redis.call('SET', out_even, str(even + APART))

local seq = redis.call('HGET', out_head, p .. ':' .. lane)
local _, group, free, chat, id = kind_of(seq)
withdraw(lane)
local token = str(redis.call('INCR', out_seq))
local attempt, why = string.match(redis.call('HGET', out_tries, seq) or '0 ', '^(%d+) (.*)$')
attempt = str(tonumber(attempt) + 1)
redis.call('HSET', out_tries, seq, attempt .. ' ' .. why)
redis.call('HSET', out_claim, id, token .. ' ' .. seq .. ' @' .. str(now) .. ' ' .. ARGV[1])
redis.call('HSET', out_holder, lane, token)
redis.call('ZREMRANGEBYSCORE', out_slots, '-inf', '(' .. str(now - SECOND + 1))
local lease_end = now + tonumber(ARGV[2])
redis.call('ZADD', out_slots, str(lease_end), token)
local hold = lease_end
if group and not free then hold = math.max(hold, note_group(lane, now, false)) end
redis.call('ZADD', out_until, str(hold), lane)
return {
  1, seq, token, attempt, lease_end, redis.call('ZSCORE', out_age, seq), chat,
  redis.call('HGET', out_message, seq),
}
