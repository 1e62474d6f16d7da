-- Reads the newest sealed entry and the lines of those after it.
--
-- KEYS: those of the journal.
-- ARGV: 1 how many lines at most.
-- Returns log_head ('' for none), then the lines.
--
-- One script, because where an entry stands depends on how many were removed before it.
local head = redis.call('GET', log_head) or ''
local removed = tonumber(string.match(redis.call('GET', log_base) or '', '^%d+') or '0')
local first = math.max(tonumber(string.match(head, '^%d+') or '0') - removed, 0)
local out = redis.call('LRANGE', log_line, first, first + tonumber(ARGV[1]) - 1)
table.insert(out, 1, head)
return out
