-- Sets an update aside that could not be decoded, and raises the offset.
--
-- KEYS: those of the inbox, dead.
-- ARGV: 1 the next offset, 2 the update as it came, 3 why, 4 its id, "" when that cannot be read either.
-- Returns 1, or 0 when the same bytes were set aside lately: then only the offset is raised.
--
-- One script, so that the update is neither lost nor set aside twice.
raise(ARGV[1])
local digest = redis.sha1hex(ARGV[2])
if redis.call('SISMEMBER', in_done, digest) == 1 or redis.call('SISMEMBER', in_done_old, digest) == 1 then
  return 0
end
bury(now_ms(), 'raw', '0', ARGV[4] ~= '' and ARGV[4] or digest, ARGV[3], ARGV[2])
remember(digest)
return 1
