-- Stores updates and raises the offset.
--
-- KEYS: those of the inbox, lease, those of the timers, dead.
-- ARGV: 1 the next offset, 0 to leave it; 2 the token of the lease to poll, 0 for none; then for each update
-- its id, its chat, its record.
-- Returns how many were new, or -1 when the lease has another token by now: then nothing changes.
--
-- One script, because an offset raised without its updates would lose them, because an update must be found
-- known or not and put into the order of its chat without another Put between, and because the lease must not
-- pass on between the look at it and the write.
if fenced(ARGV[2]) then return -1 end
local now = str(now_ms())
local new = 0
for i = 3, #ARGV, 3 do
  local id = ARGV[i]
  if not known(id) and take_in(now, id, ARGV[i + 1], now .. ' ' .. ARGV[i + 2]) then new = new + 1 end
end
raise(ARGV[1])
return new
