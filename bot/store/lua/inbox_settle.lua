-- Settles a claimed update and carries out what its handling led to.
--
-- KEYS: those of the inbox, and those of a settlement.
-- ARGV: 1 chat, 2 id, 3 token; then the settlement as apply takes it.
-- Returns 1, or 0 when the claim has passed on, or -1 when a record was changed meanwhile: then nothing
-- changes.
--
-- One script: what was decided without the settling would be done again after the next claim, settling
-- without it would lose it, and a record must not change between the look at its version and the write.
local after = claimed(ARGV[1], ARGV[2], ARGV[3])
if after == nil then return 0 end
if not apply(now_ms(), 4) then return -1 end
finish_update(ARGV[1], ARGV[2], after)
return 1
