-- Changes records outside of a claim.
--
-- KEYS: those of a settlement.
-- ARGV: the settlement as apply takes it.
-- Returns 1, or -1 when a record has another version than the change rests on: then nothing changes.
--
-- One script, so that all the changes are made or none, and the journal has them when they are.
return apply(now_ms(), 1) and 1 or -1
