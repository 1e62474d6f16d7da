-- Carries out a settlement that stands in ARGV from the place given on: the count of messages and for each
-- what outbox_put takes; the count of notes and for each kind, about, digest, body; a stamp by chance, the
-- count of changes and for each table, id, version it was ("-1" when it does not matter), the record (""
-- removes it); the count of timers and for each id, lane, ms due, body; the count of ids of timers to cancel,
-- and those.
--
-- Returns false when a change does not apply: then nothing is done. Otherwise true. Whatever else a script
-- checks, it checks before.
local function apply(now, from)
  local messages = tonumber(ARGV[from])
  local notes_at = from + 1 + 6 * messages
  local notes = tonumber(ARGV[notes_at])
  local stamp = ARGV[notes_at + 1 + 4 * notes]
  local changes_at = notes_at + 2 + 4 * notes
  local changes = tonumber(ARGV[changes_at])
  local timers_at = changes_at + 1 + 4 * changes
  local timers = tonumber(ARGV[timers_at])
  local cancels_at = timers_at + 1 + 4 * timers
  local cancels = tonumber(ARGV[cancels_at])

  for i = changes_at + 1, timers_at - 1, 4 do
    local was = ARGV[i + 2]
    if was ~= '-1' and was ~= version_of(ARGV[i], ARGV[i + 1]) then return false end
  end
  make_changes(changes_at, stamp)
  for i = cancels_at + 1, cancels_at + cancels do cancel_timer(ARGV[i]) end
  for i = timers_at + 1, cancels_at - 1, 4 do
    set_timer(now, ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3])
  end
  if messages > 0 then turn_ids(now) end
  for i = from + 1, notes_at - 1, 6 do
    enqueue(now, ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3], ARGV[i + 4], ARGV[i + 5])
  end
  for i = notes_at + 1, changes_at - 2, 4 do note(now, ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]) end
  return true
end
