-- Sets timers.
--
-- KEYS: those of the timers.
-- ARGV: 1 "1" to leave alone those set already, "0" to replace them; then for each its id, lane, ms due, body.
-- Returns 1.
--
-- One script, so that several are set together or not at all, and an id has one timer at every moment.
local now = now_ms()
local set = ARGV[1] == '1' and set_timer_new or set_timer
for i = 2, #ARGV, 4 do set(now, ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]) end
return 1
