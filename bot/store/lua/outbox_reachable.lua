-- Takes the mark off a chat that can be reached again.
--
-- KEYS: those of the outbox, of the timers, of the journal, dead.
-- ARGV: 1 chat.
-- Returns 1, or 0 when it was not marked.
--
-- A script for one command, so that replicas are waited for as for every other change.
return redis.call('HDEL', out_away, ARGV[1])
