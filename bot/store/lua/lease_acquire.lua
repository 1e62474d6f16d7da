-- Takes a lease, or lengthens it for the owner it has.
--
-- KEYS: lease.
-- ARGV: 1 name, 2 owner, 3 length in ms.
-- Returns 1, the token and the ms it ends; 0, the token and the ms it ends while it is another owner's.
--
-- One script, so that no two owners find the lease free.
local now = now_ms()
local token, ends, owner = lease_of(ARGV[1])
if ends > now and owner ~= ARGV[2] then return { 0, str(token), str(ends) } end
if ends <= now then token = token + 1 end
ends = now + tonumber(ARGV[3])
keep_lease(ARGV[1], token, ends, ARGV[2])
return { 1, str(token), str(ends) }
