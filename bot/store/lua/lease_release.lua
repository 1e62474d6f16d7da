-- Ends a lease at once.
--
-- KEYS: lease.
-- ARGV: 1 name, 2 owner, 3 token.
-- Returns 1, or 0 when the lease is another's by now, or over: then nothing changes.
--
-- One script, so that nobody's lease is ended but the caller's.
local token, ends, owner = lease_of(ARGV[1])
if owner ~= ARGV[2] or str(token) ~= ARGV[3] or ends <= now_ms() then return 0 end
keep_lease(ARGV[1], token, 0, owner)
return 1
