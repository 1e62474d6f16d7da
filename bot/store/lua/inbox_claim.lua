-- Claims the oldest update of up to n chats, at most one of a chat.
--
-- KEYS: those of the inbox, lease, those of the timers, dead.
-- ARGV: 1 owner, 2 lease in ms, 3 n, at least 1.
-- Returns the ms the leases end, then for each claim id, chat, attempt, token, ms received and record. First
-- come those whose lease or wait is over, then the chats that waited longest.
--
-- One script, so that no two owners get the same update, nor two updates of one chat.
local now = now_ms()
local lease_end = now + tonumber(ARGV[2])
local n = tonumber(ARGV[3])

local chats = redis.call('ZRANGEBYSCORE', in_due, '-inf', str(now), 'LIMIT', 0, n)
-- A command that writes is logged even when it finds nothing, so it is asked first.
if #chats < n and redis.call('LLEN', in_ready) > 0 then
  for _, chat in ipairs(redis.call('LPOP', in_ready, n - #chats)) do chats[#chats + 1] = chat end
end
if #chats == 0 then return { lease_end } end

local asked = {}
for _, chat in ipairs(chats) do
  asked[#asked + 1] = 'h' .. chat
  asked[#asked + 1] = 'c' .. chat
end
local line = redis.call('HMGET', in_line, unpack(asked))
local token = redis.call('INCRBY', in_token, #chats) - #chats
local ids, claims, due, out = {}, {}, {}, { lease_end }
for i, chat in ipairs(chats) do
  local id, attempt, why = line[2 * i - 1], 0, ''
  if line[2 * i] then
    local _, _, a, _, w = parse_claim(line[2 * i])
    attempt, why = a, w
  end
  ids[i] = id
  claims[2 * i - 1] = 'c' .. chat
  claims[2 * i] = claim_text(str(token + i), id, attempt + 1, ARGV[1], why)
  due[2 * i - 1] = str(lease_end)
  due[2 * i] = chat
  out[i + 1] = { id, chat, str(attempt + 1), str(token + i) }
end
redis.call('HSET', in_line, unpack(claims))
redis.call('ZADD', in_due, unpack(due))
for i, kept in ipairs(redis.call('HMGET', in_update, unpack(ids))) do out[i + 1][5] = kept end
return out
