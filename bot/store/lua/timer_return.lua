-- Hands the claimed timers of a lane back, or sets them aside when they were claimed often enough.
--
-- KEYS: those of the timers, dead.
-- ARGV: 1 lane, 2 token, 3 wait in ms, 4 attempts allowed, 5 why.
-- Returns 0 when handed back, 1 when set aside, -1 when the claim has passed on and nothing changes.
--
-- One script, so that a timer is at every moment either set or among the dead letters.
local lane = ARGV[1]
local s = lane_claimed(lane, ARGV[2])
if not s then return -1 end
local now = now_ms()
if s.attempt < tonumber(ARGV[4]) then
  s.token, s.alone, s.why = '0', math.max(s.alone, #s.marks), ARGV[5]
  keep_state(lane, s)
  redis.call('ZADD', timer_busy, str(now + tonumber(ARGV[3])), lane)
  return 0
end
for i, record in ipairs(redis.call('HMGET', timer, unpack(s.marks))) do
  if record then
    local _, id, body = timer_of(record)
    -- Buried while it is still set: a timer that tells of dead letters, and dies, is not set again by that.
    bury(now, 'timers', lane, id, ARGV[5], body)
    cancel_timer(id)
  end
end
finish_lane(lane, s)
return 1
