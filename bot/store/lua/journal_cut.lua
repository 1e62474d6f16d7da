-- Removes the oldest entries of the journal, and appends entries that say so.
--
-- KEYS: those of the journal.
-- ARGV: 1 log_base as it was when that was decided ('' for none), 2 number of the last entry to remove, 3 its
-- link; then for each entry to append its kind, about, digest, and its body as note takes it.
-- Returns 1, or 0 when somebody else has removed entries since: then nothing changes.
--
-- One script, so that the journal at every moment begins with the link that its first entry goes on from.
local base = redis.call('GET', log_base) or ''
if base ~= ARGV[1] then return 0 end
local now = now_ms()
for i = 4, #ARGV, 4 do note(now, ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]) end
local removed, last = tonumber(string.match(base, '^%d+') or '0'), tonumber(ARGV[2])
redis.call('LTRIM', log_line, last - removed, -1)
for n = removed + 1, last do
  local number = str(n)
  local body = redis.call('HGET', log_body, number)
  if body then
    redis.call('HDEL', log_body, number)
    redis.call('SREM', log_owner, string.match(body, '^%S+') .. ' ' .. number)
  end
  redis.call('HDEL', log_seal, number)
end
redis.call('SET', log_base, ARGV[2] .. ' ' .. ARGV[3])
return 1
