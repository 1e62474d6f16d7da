-- Telegram's limits (bots FAQ): 30 messages a second overall, 1 a second for a chat, 20 a minute for a
-- group. Times here are cut to the millisecond, so one more makes the true distance no shorter than the
-- limit. A send counts as long as it is in hand, and from the moment it was settled: Telegram received it in
-- between, so the limits hold where Telegram counts.
local PER_SECOND, SECOND = 30, 1001
local PER_MINUTE, MINUTE = 20, 60001

-- Of the limit overall a send gives back what every send certainly spends on its way, there and back: the
-- least time that one took, less GUARD. That time goes by after each Take and before each settling, so it
-- widens no distance between two sends where Telegram counts. GUARD, in ms, covers that the quickest way
-- there and the quickest way back were not those of one send; MOST bounds what a way that turns quicker all
-- at once can do until the first send has shown it. The least is that of WAYS sends or more and of a day or
-- more (WAY, in ms), so that a slow hour does not raise it.
local GUARD, MOST, WAYS, WAY = 20, 200, 100, 24 * 3600 * 1000

-- Messages to many are spread over their second. Thirty of them at once would leave the rest of it to nobody: a reply that
-- comes then would wait for its end, second after second. So after each Take an even stream would go on APART ms later, and a
-- message to many is given out AHEAD ms before its time there at the soonest, so that those held up are made good.
local APART, AHEAD = 30, 200

-- How long ids are remembered at least: 7 days.
local IDS = 7 * 24 * 3600 * 1000

local READY = { ['0'] = out_ready0, ['1'] = out_ready1, ['2'] = out_ready2 }
local PRIORITIES, MANY = { '0', '1', '2' }, '2'

-- What is known of a message: priority, whether of a group, whether Free, chat, id, lane.
local function kind_of(seq)
  local p, group, free, chat, id = string.match(redis.call('HGET', out_kind, seq), '^(%d) (%d) (%d) (%S+) (.*)$')
  return p, group == '1', free == '1', chat, id, free == '1' and 'f:' .. id or chat
end

-- Forgets the older half of the remembered ids when the newer half is a week old.
local function turn_ids(now)
  local since = redis.call('GET', out_ids_since)
  if not since then
    redis.call('SET', out_ids_since, str(now))
  elseif now - tonumber(since) > IDS then
    redis.call('UNLINK', out_ids_old)
    if redis.call('EXISTS', out_ids) == 1 then redis.call('RENAME', out_ids, out_ids_old) end
    redis.call('SET', out_ids_since, str(now))
  end
end

-- Lists the queue's lane among those that may be sent to, unless it must wait.
local function offer(p, lane)
  local queue = p .. ':' .. lane
  local seq = redis.call('HGET', out_head, queue)
  if seq and not redis.call('ZSCORE', out_until, lane) and not redis.call('ZSCORE', out_until, 'w' .. queue) then
    redis.call('ZADD', READY[p], seq, lane)
  end
end

-- Takes a lane off the lists of those that may be sent to.
local function withdraw(lane)
  for _, p in ipairs(PRIORITIES) do redis.call('ZREM', READY[p], lane) end
end

-- Puts one message at the end of its queue, unless its id is known. What is meant for a chat that cannot
-- be reached goes to the dead letters.
local function enqueue(now, id, chat, p, group, free, record)
  if redis.call('HEXISTS', out_ids, id) == 1 or redis.call('HEXISTS', out_ids_old, id) == 1 then return end
  redis.call('HSET', out_ids, id, '')
  local away = free == '0' and redis.call('HGET', out_away, chat)
  if away then
    bury(now, 'outbox', chat, id, away, record)
    return
  end
  local seq = str(redis.call('INCR', out_seq))
  redis.call('HSET', out_kind, seq, p .. ' ' .. group .. ' ' .. free .. ' ' .. chat .. ' ' .. id)
  redis.call('HSET', out_message, seq, record)
  redis.call('ZADD', out_age, str(now), seq)
  local lane = free == '1' and 'f:' .. id or chat
  local queue = p .. ':' .. lane
  local tail = redis.call('HGET', out_tail, queue)
  redis.call('HSET', out_tail, queue, seq)
  if tail then
    redis.call('HSET', out_next, tail, seq)
  else
    redis.call('HSET', out_head, queue, seq)
    offer(p, lane)
  end
end

-- Takes a message out of its queue, wherever in it it stands, and out of the outbox.
local function remove(seq)
  local p, _, _, _, id, lane = kind_of(seq)
  local queue = p .. ':' .. lane
  local head, after = redis.call('HGET', out_head, queue), redis.call('HGET', out_next, seq)
  if head == seq then
    if after then
      redis.call('HSET', out_head, queue, after)
    else
      redis.call('HDEL', out_head, queue)
      redis.call('HDEL', out_tail, queue)
    end
  else
    local before, step = head, redis.call('HGET', out_next, head)
    while step ~= seq do
      before, step = step, redis.call('HGET', out_next, step)
    end
    if after then
      redis.call('HSET', out_next, before, after)
    else
      redis.call('HDEL', out_next, before)
      redis.call('HSET', out_tail, queue, before)
    end
  end
  if after then redis.call('HDEL', out_next, seq) end
  redis.call('HDEL', out_kind, seq)
  redis.call('HDEL', out_message, seq)
  redis.call('HDEL', out_tries, seq)
  redis.call('HDEL', out_claim, id)
  redis.call('ZREM', out_age, seq)
end

-- Sets a message aside for the operator and takes it out of the outbox.
local function bury_message(now, seq, why)
  local _, _, _, chat, id = kind_of(seq)
  bury(now, 'outbox', chat, id, why, redis.call('HGET', out_message, seq))
  remove(seq)
end

-- Notes a send to a group (again: the send noted last, at its later time) and returns the ms from which
-- the next one keeps within the limit of a minute.
local function note_group(lane, now, again)
  local times = {}
  for t in string.gmatch(redis.call('HGET', out_group, lane) or '', '%d+') do times[#times + 1] = t end
  if again and #times > 0 then
    times[#times] = str(now)
  else
    times[#times + 1] = str(now)
  end
  while #times > PER_MINUTE do table.remove(times, 1) end
  redis.call('HSET', out_group, lane, table.concat(times, ' '))
  if #times < PER_MINUTE then return 0 end
  return tonumber(times[1]) + MINUTE
end

-- The seq of the message that is in the hands of the token's owner; nil when it has passed on.
local function held(id, token)
  local t, seq = string.match(redis.call('HGET', out_claim, id) or '', '^(%d+) (%d+)')
  if t ~= token then return nil end
  return seq
end

-- Reads how long sends take: since when, of how many, their least, the least of the time before.
local function travel()
  local since, count, least, before = string.match(redis.call('GET', out_travel) or '', '^(%d+) (%d+) (%S+) (%S+)$')
  return tonumber(since), tonumber(count or '0'), tonumber(least), tonumber(before)
end

-- The ms that a send gives back of the second it counts.
local function given_back()
  local _, count, least, before = travel()
  if not least or count < WAYS and not before then return 0 end
  return math.max(0, math.min(least, before or least, MOST + GUARD) - GUARD)
end

-- Notes how long a send took that Telegram answered.
local function note_travel(now, id)
  local taken = string.match(redis.call('HGET', out_claim, id), '^%d+ %d+ @(%d+) ')
  if not taken then return end
  local took = math.max(0, now - tonumber(taken))
  local since, count, least, before = travel()
  if not since or count >= WAYS and now - since > WAY then
    -- One by one: the embedded server's Lua assigns several at once in another order.
    before = least
    since, count, least = now, 0, took
  elseif count >= WAYS and took >= least then
    return
  end
  redis.call('SET', out_travel, str(since) .. ' ' .. str(math.min(count + 1, WAYS)) .. ' ' ..
    str(math.min(least, took)) .. ' ' .. (before and str(before) or '-'))
end

-- Ends a sending: it counts against the limits from now on, and its lane waits as long as they ask. A
-- lane that somebody else has got hold of since the lease ran out stays his.
local function let_go(now, seq, token)
  local _, group, free, _, id, lane = kind_of(seq)
  redis.call('HDEL', out_claim, id)
  redis.call('ZADD', out_slots, str(now), token)
  local holder = redis.call('HGET', out_holder, lane)
  if holder ~= token and redis.call('ZSCORE', out_until, lane) then return end
  redis.call('HDEL', out_holder, lane)
  withdraw(lane)
  if free then
    redis.call('ZREM', out_until, lane)
    return
  end
  local hold = now + SECOND
  if group then hold = math.max(hold, note_group(lane, now, true)) end
  redis.call('ZADD', out_until, str(hold), lane)
end

-- Keeps Telegram's number of a message under its id, for as long as ids are remembered.
local function note_sent(seq, sent_as)
  local _, _, _, _, id = kind_of(seq)
  redis.call('HDEL', out_ids_old, id)
  redis.call('HSET', out_ids, id, sent_as)
end
