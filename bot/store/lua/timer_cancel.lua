-- Cancels timers.
--
-- KEYS: those of the timers.
-- ARGV: ids.
-- Returns 1.
--
-- One script, because what is known of a timer is in several keys.
for _, id in ipairs(ARGV) do cancel_timer(id) end
return 1
