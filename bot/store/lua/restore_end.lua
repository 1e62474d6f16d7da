-- Takes away the mark of a store that is being restored.
--
-- KEYS: restoring, then every key of the state.
-- ARGV: none.
-- Returns 1; 0 when there was no mark.
--
-- One script only so that it goes the way of the others, which wait for the replicas where there are any.
return redis.call('DEL', restoring)
