local TABLES = {
  roster = rec_roster, guess = rec_guess, state = rec_state, plan = rec_plan, procedure = rec_procedure,
  day = rec_day, told = rec_told, habit = rec_habit,
}
-- The tables whose changes are logged, and how many changes a log has at least.
local LOGS = { roster = rec_roster_log, plan = rec_plan_log }
local LOGGED = 1000

-- The version of a record, '0' when there is none.
local function version_of(table_name, id)
  local kept = redis.call('HGET', TABLES[table_name], id)
  return kept and string.match(kept, '^%d+') or '0'
end

-- The number of an entry of a log, 0 when there is none.
local function number_of(entry)
  return tonumber(string.match(entry or '', '^%d+') or '0')
end

-- Notes that a record was changed, when the changes of its table are logged.
local function log_change(table_name, stamp, id)
  local log = LOGS[table_name]
  if not log then return end
  local number = number_of(redis.call('LINDEX', log, -1)) + 1
  local length = redis.call('RPUSH', log, str(number) .. ' ' .. stamp .. ' ' .. id)
  if length > 2 * LOGGED then redis.call('LTRIM', log, -LOGGED, -1) end
end
