-- Appends an entry to the journal. body is '' for none, otherwise "owner personal salt", a line feed and the
-- body; owner is "-" when it is nobody's.
local function note(now, kind, about, digest, body)
  local n = str(redis.call('INCR', log_count))
  redis.call('RPUSH', log_line, n .. ' ' .. str(now) .. ' ' .. kind .. ' ' .. (digest == '' and '-' or digest) .. ' ' .. about)
  if body == '' then return end
  redis.call('HSET', log_body, n, body)
  local owner = string.match(body, '^(%S+) ')
  if owner ~= '-' then redis.call('SADD', log_owner, owner .. ' ' .. n) end
end
