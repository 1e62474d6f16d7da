-- Keeps a suggestion.
--
-- KEYS: those of the memory.
-- ARGV: 1 id, 2 the suggestion as JSON.
-- Returns 1, or 0 when the id is known: then nothing changes.
--
-- One script, so that a suggestion is listed exactly once.
if redis.call('HSETNX', suggestion, ARGV[1], ARGV[2]) == 0 then return 0 end
redis.call('RPUSH', suggestion_order, ARGV[1])
return 1
