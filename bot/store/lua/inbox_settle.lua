-- Settles a claimed update and puts the replies to it into the outbox.
--
-- KEYS: those of the inbox, of the outbox, dead.
-- ARGV: 1 chat, 2 id, 3 token; then for each reply what outbox_put takes for a message.
-- Returns 1, or 0 when the claim has passed on: then nothing changes.
--
-- One script: replies without the settling would be sent again after the next claim, settling without
-- the replies would lose them.
local after = claimed(ARGV[1], ARGV[2], ARGV[3])
if after == nil then return 0 end
finish_update(ARGV[1], ARGV[2], after)
if #ARGV > 3 then
  local now = now_ms()
  turn_ids(now)
  for i = 4, #ARGV, 6 do
    enqueue(now, ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3], ARGV[i + 4], ARGV[i + 5])
  end
end
return 1
