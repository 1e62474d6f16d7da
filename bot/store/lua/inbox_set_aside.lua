-- Sets an update aside that could not be decoded, and raises the offset.
--
-- KEYS: those of the inbox, lease, those of the timers, dead.
-- ARGV: 1 the next offset, 2 the token of the lease to poll, 0 for none, 3 the update as it came, 4 why, 5 its
-- id, "" when that cannot be read either.
-- Returns 1; 0 when the same bytes were set aside lately: then only the offset is raised; -1 when the lease
-- has another token by now: then nothing changes.
--
-- One script, so that the update is neither lost nor set aside twice, and the lease does not pass on meanwhile.
if fenced(ARGV[2]) then return -1 end
raise(ARGV[1])
local digest = redis.sha1hex(ARGV[3])
if known(digest) then return 0 end
bury(now_ms(), 'raw', '0', ARGV[5] ~= '' and ARGV[5] or digest, ARGV[4], ARGV[3])
remember(digest)
return 1
