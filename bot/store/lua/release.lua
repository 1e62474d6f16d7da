-- Ends every lease, and every claim of updates, messages and timers, as if its time were over: for a store
-- that only one process opens, at its opening, when whoever claimed is gone. What was handed back keeps its
-- wait; a chat whose message was in hand rests one second more, because it may have been sent just before.
--
-- KEYS: those of the inbox, of the outbox, of the timers, of the journal, lease, dead.
-- ARGV: none.
-- Returns how many claims were ended.
--
-- One script, so that nothing is claimed between the look and the end of the claim.
local now, ended = now_ms(), 0
local due = redis.call('ZRANGEBYSCORE', in_due, '(' .. str(now), '+inf')
for _, chat in ipairs(due) do
  local claim = redis.call('HGET', in_line, 'c' .. chat)
  if claim and parse_claim(claim) ~= '0' then
    redis.call('ZADD', in_due, str(now), chat)
    ended = ended + 1
  end
end
local taken = redis.call('HVALS', out_claim)
for _, claim in ipairs(taken) do
  local seq = string.match(claim, '^%S+ (%S+)')
  local _, group, _, _, _, lane = kind_of(seq)
  redis.call('ZADD', out_slots, str(now), string.match(claim, '^%S+'))
  local hold = tonumber(redis.call('ZSCORE', out_until, lane) or '0')
  if not group and hold > now + SECOND then
    redis.call('ZADD', out_until, str(now + SECOND), lane)
    ended = ended + 1
  end
end
for _, lane in ipairs(redis.call('ZRANGEBYSCORE', timer_busy, '(' .. str(now), '+inf')) do
  if parse_state(redis.call('HGET', timer_line, 'c' .. lane)).token ~= '0' then
    redis.call('ZADD', timer_busy, str(now), lane)
    ended = ended + 1
  end
end
for _, name in ipairs(redis.call('HKEYS', lease)) do
  local token, ends, owner = lease_of(name)
  if ends > now then
    keep_lease(name, token, now, owner)
    ended = ended + 1
  end
end
return ended
