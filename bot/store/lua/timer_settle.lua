-- Settles the claimed timers of a lane and carries out what they led to.
--
-- KEYS: those of a settlement.
-- ARGV: 1 lane, 2 token; then the settlement as apply takes it.
-- Returns 1, or 0 when the claim has passed on: then nothing changes; or -1 when one of the timers was
-- replaced or cancelled, or a record changed, meanwhile: then only the claim ends, and the lane is next.
--
-- One script: what the timers led to without the settling would be done again after the next claim,
-- settling without it would lose it.
local lane = ARGV[1]
local s = lane_claimed(lane, ARGV[2])
if not s then return 0 end
local records, whole = redis.call('HMGET', timer, unpack(s.marks)), true
for i = 1, #s.marks do whole = whole and records[i] end
if not whole or not apply(now_ms(), 3) then
  -- An attempt that somebody else cut short does not count.
  s.token, s.attempt = '0', s.attempt - 1
  keep_state(lane, s)
  redis.call('ZREM', timer_busy, lane)
  redis.call('LPUSH', timer_ready, lane)
  return -1
end
local ids = {}
for i, record in ipairs(records) do
  local _, id = timer_of(record)
  ids[i] = id
end
local gone = {}
for i, mark in ipairs(redis.call('HMGET', timer_mark, unpack(ids))) do
  -- What the timer led to may have set it anew.
  if mark == s.marks[i] then gone[#gone + 1] = ids[i] end
end
call_many('HDEL', timer_mark, gone)
redis.call('HDEL', timer, unpack(s.marks))
redis.call('ZREM', timer_age, unpack(s.marks))
finish_lane(lane, s)
return 1
