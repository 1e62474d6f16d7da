-- Puts messages into the outbox.
--
-- KEYS: those of the outbox, of the timers, of the journal, dead.
-- ARGV: for each message its id, chat, priority (0 to 2), 1 for a group or 0, 1 for Free or 0, record.
-- Returns 1.
--
-- One script, so that an id is found known or not and its message queued without another Put between,
-- and several messages are put together or not at all.
local now = now_ms()
turn_ids(now)
for i = 1, #ARGV, 6 do
  enqueue(now, ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3], ARGV[i + 4], ARGV[i + 5])
end
return 1
