-- Puts a dead letter back into its queue: an update to its place in its chat, a message to the end of its
-- queue, a timer due at once. The mark of a chat that cannot be reached is taken off: it is to be tried again.
--
-- KEYS: those of the inbox, of the outbox, of the timers, of the journal, dead.
-- ARGV: 1 the letter as it stands in the list, 2 its queue, 3 its id, 4 its chat (of a timer: the lane), 5 what
-- is kept of the item; of a message also 6 priority, 7 1 for a group or 0, 8 1 for Free or 0.
-- Returns 1, or 0 when the letter is not there: then nothing changes.
--
-- One script, so that the item is at every moment either a dead letter or in its queue, and is put back once.
if redis.call('LREM', dead, -1, ARGV[1]) == 0 then return 0 end
local now = now_ms()
local queue, id, chat, kept = ARGV[2], ARGV[3], ARGV[4], ARGV[5]
if queue == 'inbox' then
  take_in(str(now), id, chat, kept)
elseif queue == 'outbox' then
  turn_ids(now)
  redis.call('HDEL', out_ids, id)
  redis.call('HDEL', out_ids_old, id)
  redis.call('HDEL', out_away, chat)
  enqueue(now, id, chat, ARGV[6], ARGV[7], ARGV[8], kept)
else
  set_timer_new(now, id, chat, str(now), kept)
end
return 1
