-- Begins the log of a table that has none.
--
-- KEYS: those of the records and of their logs.
-- ARGV: 1 table, 2 a stamp by chance.
-- Returns the newest entry of the log.
--
-- One script, so that of two processes one begins it.
local log = LOGS[ARGV[1]]
if redis.call('LLEN', log) == 0 then log_change(ARGV[1], ARGV[2], '') end
return redis.call('LINDEX', log, -1)
