-- Erases the personal bodies of an owner's entries.
--
-- KEYS: those of the journal.
-- ARGV: 1 owner, then numbers of entries that may be the owner's.
-- Returns how many bodies were erased.
--
-- One script, so that nothing is erased that is not personal, and no list names an owner's body that is gone.
local erased = 0
for i = 2, #ARGV do
  local owner, personal = string.match(redis.call('HGET', log_body, ARGV[i]) or '', '^(%S+) (%d)')
  if owner == ARGV[1] and personal == '1' then
    redis.call('HDEL', log_body, ARGV[i])
    redis.call('SREM', log_owner, owner .. ' ' .. ARGV[i])
    erased = erased + 1
  end
end
return erased
