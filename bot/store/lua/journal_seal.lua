-- Notes the link of an entry.
--
-- KEYS: those of the journal.
-- ARGV: 1 log_head as it was when the link was computed ('' for none), 2 number, 3 link.
-- Returns 1, or 0 when somebody else has sealed since: then nothing changes.
--
-- One script, so that the newest link is always one that goes on from the link before it.
if (redis.call('GET', log_head) or '') ~= ARGV[1] then return 0 end
redis.call('SET', log_head, ARGV[2] .. ' ' .. ARGV[3])
redis.call('HSET', log_seal, ARGV[2], ARGV[3])
return 1
