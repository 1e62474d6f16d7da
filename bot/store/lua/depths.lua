-- Says how full the queues are.
--
-- KEYS: those of the inbox, of the outbox, of the timers, of the journal, lease, dead.
-- ARGV: none.
-- Returns updates, messages, dead letters, timers, ms the oldest update waits, ms the oldest message waits, ms
-- the timer due first is overdue, messages sent within the last second.
--
-- One script, so that the figures are of one moment, by the server's clock.
local now = now_ms()
local function oldest(ages)
  local first = redis.call('ZRANGE', ages, 0, 0, 'WITHSCORES')[2]
  if not first then return 0 end
  return math.max(0, now - tonumber(first))
end
return {
  redis.call('HLEN', in_update), redis.call('HLEN', out_kind), redis.call('LLEN', dead),
  redis.call('HLEN', timer_mark), oldest(in_age), oldest(out_age), oldest(timer_age),
  redis.call('ZCOUNT', out_slots, str(now - 1000), str(now)),
}
