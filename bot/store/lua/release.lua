-- Ends every claim of updates and messages, as if its lease were over: for a store that only one process
-- opens, at its opening, when whoever claimed is gone. What was handed back keeps its wait; a chat whose
-- message was in hand rests one second more, because it may have been sent just before.
--
-- KEYS: those of the inbox, those of the outbox, dead.
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
  local hold = tonumber(redis.call('ZSCORE', out_until, lane) or '0')
  if not group and hold > now + SECOND then
    redis.call('ZADD', out_until, str(now + SECOND), lane)
    ended = ended + 1
  end
end
return ended
