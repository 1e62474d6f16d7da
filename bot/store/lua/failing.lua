-- Lists what was handed back and is not settled yet, with the reason given last.
--
-- KEYS: those of the inbox, of the outbox, of the timers, of the journal, lease, dead.
-- ARGV: 1 how many at most of each queue.
-- Returns for each: queue, chat, id, attempts, why.
--
-- One script, because a reason and the item it belongs to are in different keys.
local out = {}
local function add(...)
  out[#out + 1] = { ... }
end
local n = tonumber(ARGV[1])
for _, chat in ipairs(redis.call('ZRANGE', in_due, 0, -1)) do
  local _, id, attempt, _, why = parse_claim(redis.call('HGET', in_line, 'c' .. chat))
  if why ~= '' and #out < n then add('inbox', chat, id, str(attempt), why) end
end
local updates = #out
for _, seq in ipairs(redis.call('HKEYS', out_tries)) do
  local attempt, why = string.match(redis.call('HGET', out_tries, seq), '^(%d+) (.*)$')
  if why ~= '' and #out - updates < n then
    local chat, id = string.match(redis.call('HGET', out_kind, seq), '^%d %d %d (%S+) (.*)$')
    add('outbox', chat, id, attempt, why)
  end
end
return out
