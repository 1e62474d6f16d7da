-- Claims the due timers of lanes that nobody has.
--
-- KEYS: those of the timers.
-- ARGV: 1 owner, 2 lease in ms, 3 lanes at most.
-- Returns the ms the leases end, the ms until a lane is due or free next (0: no timer is set), then for each
-- lane: lane, attempt, token and the records of its timers in the order they fell due. First come lanes
-- whose lease or wait is over, then those that were due longest.
--
-- Timers that were claimed and not settled are claimed one by one after that, so that one that fails every
-- time takes no other with it.
--
-- One script, so that no two owners get the same lane.
local now = now_ms()
local lease_end = now + tonumber(ARGV[2])
local n = tonumber(ARGV[3])

local lanes = redis.call('ZRANGEBYSCORE', timer_busy, '-inf', str(now), 'LIMIT', 0, n)
if #lanes < n then
  if redis.call('LLEN', timer_ready) < n - #lanes then line_up(now) end
  -- A command that writes is logged even when it finds nothing, so it is asked first.
  if redis.call('LLEN', timer_ready) > 0 then
    for _, lane in ipairs(redis.call('LPOP', timer_ready, n - #lanes)) do lanes[#lanes + 1] = lane end
  end
end

local asked = {}
for _, lane in ipairs(lanes) do
  asked[#asked + 1] = 'c' .. lane
  asked[#asked + 1] = 'h' .. lane
end
local line = #lanes > 0 and redis.call('HMGET', timer_line, unpack(asked))
local token = #lanes > 0 and redis.call('INCRBY', timer_seq, #lanes) - #lanes
local out, claims, busy = { lease_end, 0 }, {}, {}
for i, lane in ipairs(lanes) do
  local s = parse_state(line[2 * i - 1]) or { token = '0', attempt = 0, alone = 0, marks = {}, why = '' }
  if s.token ~= '0' then s.alone = math.max(s.alone, #s.marks) end
  local marks, records = front(lane, line[2 * i], s.alone > 0 and 1 or FIRED)
  if #marks == 0 then
    redis.call('HDEL', timer_line, 'c' .. lane)
    redis.call('ZREM', timer_busy, lane)
  else
    -- The attempts are those of the timer in front.
    if s.marks[1] ~= marks[1] then s.attempt, s.why = 0, '' end
    s.token, s.attempt, s.marks, s.owner = str(token + i), s.attempt + 1, marks, ARGV[1]
    claims[#claims + 1] = 'c' .. lane
    claims[#claims + 1] = state_text(s)
    busy[#busy + 1] = str(lease_end)
    busy[#busy + 1] = lane
    local row = { lane, str(s.attempt), s.token }
    for _, record in ipairs(records) do row[#row + 1] = record end
    out[#out + 1] = row
  end
end
call_many('HSET', timer_line, claims)
call_many('ZADD', timer_busy, busy)

local function sooner(times)
  local first = redis.call('ZRANGE', times, 0, 0, 'WITHSCORES')[2]
  if not first then return end
  local wait = math.max(1, tonumber(first) - now)
  if out[2] == 0 or wait < out[2] then out[2] = wait end
end
if redis.call('LLEN', timer_ready) > 0 then
  out[2] = 1
else
  sooner(timer_due)
  sooner(timer_busy)
end
return out
