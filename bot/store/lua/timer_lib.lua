-- A timer that is set has a mark: its lane, a colon, and a number given when it was set. Set again it has
-- another, so whoever holds the old mark sees that the timer is no longer what it was. A mark stays in the
-- line of its lane when its timer is cancelled; the next claim of the lane drops it.

-- How many timers one claim of a lane has at most.
local FIRED = 100

local function timer_of(record)
  return string.match(record, '^(%-?%d+) ([^\n]*)\n(.*)$')
end

-- Removes the timer with this id, claimed or not. Nothing happens when none is set.
local function cancel_timer(id)
  local mark = redis.call('HGET', timer_mark, id)
  if not mark then return end
  redis.call('HDEL', timer_mark, id)
  redis.call('HDEL', timer, mark)
  redis.call('ZREM', timer_age, mark)
  redis.call('ZREM', timer_due, mark)
end

-- Sets a timer, in place of the one with the same id.
local function set_timer(now, id, lane, due_ms, body)
  cancel_timer(id)
  local mark = lane .. ':' .. str(redis.call('INCR', timer_seq))
  redis.call('HSET', timer_mark, id, mark)
  redis.call('HSET', timer, mark, due_ms .. ' ' .. id .. '\n' .. body)
  redis.call('ZADD', timer_age, due_ms, mark)
  redis.call('ZADD', timer_due, due_ms, mark)
end

-- Sets a timer unless one with this id is set already.
local function set_timer_new(now, id, lane, due_ms, body)
  if redis.call('HEXISTS', timer_mark, id) == 0 then set_timer(now, id, lane, due_ms, body) end
end

-- The state of a lane as it is kept; nil when there is none: token ('0' when nobody has it), attempt, how many
-- timers are still to be fired alone, the marks claimed or handed back last, owner, why.
local function parse_state(kept)
  if not kept then return nil end
  local token, attempt, alone, list, owner, why =
    string.match(kept, '^(%d+) (%d+) (%d+)([^\n]*)\n([^\n]*)\n(.*)$')
  local marks = {}
  for mark in string.gmatch(list, '%S+') do marks[#marks + 1] = mark end
  return {
    token = token, attempt = tonumber(attempt), alone = tonumber(alone), marks = marks, owner = owner, why = why,
  }
end

local function state_text(s)
  local marks = #s.marks > 0 and ' ' .. table.concat(s.marks, ' ') or ''
  return s.token .. ' ' .. str(s.attempt) .. ' ' .. str(s.alone) .. marks .. '\n' .. s.owner .. '\n' .. s.why
end

local function keep_state(lane, s)
  redis.call('HSET', timer_line, 'c' .. lane, state_text(s))
end

-- The state of the lane that the token's owner has in hand; nil when the claim has passed on.
local function lane_claimed(lane, token)
  local s = parse_state(redis.call('HGET', timer_line, 'c' .. lane))
  if not s or s.token ~= token or token == '0' then return nil end
  return s
end

-- Calls a command on a key with many words, some at a time: unpack has a limit.
local function call_many(command, key, words)
  for i = 1, #words, 200 do redis.call(command, key, unpack(words, i, math.min(i + 199, #words))) end
end

-- Puts due timers at the ends of the lines of their lanes, at most 1,000: those due longest.
local function line_up(now)
  local marks = redis.call('ZRANGEBYSCORE', timer_due, '-inf', str(now), 'LIMIT', 0, 1000)
  local tails, links, ready = {}, {}, {}
  for _, mark in ipairs(marks) do
    local lane = string.match(mark, '^[^:]+')
    local tail = tails[lane] or redis.call('HGET', timer_line, 't' .. lane)
    links[#links + 1] = tail and 'n' .. tail or 'h' .. lane
    links[#links + 1] = mark
    if not tail then ready[#ready + 1] = lane end
    tails[lane] = mark
  end
  for lane, mark in pairs(tails) do
    links[#links + 1] = 't' .. lane
    links[#links + 1] = mark
  end
  call_many('ZREM', timer_due, marks)
  call_many('HSET', timer_line, links)
  call_many('RPUSH', timer_ready, ready)
end

-- The marks and records at the front of a lane's line, which begins with mark, at most n; those cancelled leave
-- the line.
local function front(lane, mark, n)
  local marks, records, before = {}, {}, false
  while mark and #marks < n do
    local record, after = redis.call('HGET', timer, mark), redis.call('HGET', timer_line, 'n' .. mark)
    if record then
      marks[#marks + 1], records[#records + 1] = mark, record
      before = mark
    else
      redis.call('HDEL', timer_line, 'n' .. mark)
      local place = before and 'n' .. before or 'h' .. lane
      if after then
        redis.call('HSET', timer_line, place, after)
      else
        redis.call('HDEL', timer_line, place)
        if before then
          redis.call('HSET', timer_line, 't' .. lane, before)
        else
          redis.call('HDEL', timer_line, 't' .. lane)
        end
      end
    end
    mark = after
  end
  return marks, records
end

-- Ends the claim of a lane whose claimed timers are gone: those behind them are next.
local function finish_lane(lane, s)
  local after = redis.call('HGET', timer_line, 'n' .. s.marks[#s.marks])
  local gone = { 'c' .. lane }
  for i = 1, #s.marks - (after and 0 or 1) do gone[#gone + 1] = 'n' .. s.marks[i] end
  redis.call('ZREM', timer_busy, lane)
  if not after then
    gone[#gone + 1] = 'h' .. lane
    gone[#gone + 1] = 't' .. lane
    redis.call('HDEL', timer_line, unpack(gone))
    return
  end
  redis.call('HDEL', timer_line, unpack(gone))
  redis.call('HSET', timer_line, 'h' .. lane, after)
  redis.call('RPUSH', timer_ready, lane)
  if s.alone > 1 then
    keep_state(lane, { token = '0', attempt = 0, alone = s.alone - 1, marks = {}, owner = '', why = '' })
  end
end
