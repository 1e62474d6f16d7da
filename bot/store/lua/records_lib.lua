local TABLES = {
  roster = rec_roster, guess = rec_guess, state = rec_state, plan = rec_plan, procedure = rec_procedure,
  day = rec_day, told = rec_told, habit = rec_habit, question = rec_question, push = rec_push, course = rec_course,
  entry = rec_entry, attempt = rec_attempt, learner = rec_learner, carried = rec_carried, held = rec_held,
  attendance = rec_attendance,
}
-- The tables whose changes are logged, and how many changes a log has at least.
local LOGS = {
  roster = rec_roster_log, plan = rec_plan_log, question = rec_question_log, push = rec_push_log, course = rec_course_log,
  entry = rec_entry_log,
}
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

-- Makes the changes that stand in ARGV from the place given on: the count, and for each table, id, the version it was,
-- the record ('' removes it). Whether they apply was looked at before.
local function make_changes(from, stamp)
  local changes = tonumber(ARGV[from])
  if changes == 0 then return end
  local version = redis.call('INCRBY', rec_version, changes) - changes
  for i = from + 1, from + 4 * changes, 4 do
    version = version + 1
    if ARGV[i + 3] == '' then
      redis.call('HDEL', TABLES[ARGV[i]], ARGV[i + 1])
    else
      redis.call('HSET', TABLES[ARGV[i]], ARGV[i + 1], str(version) .. ' ' .. ARGV[i + 3])
    end
    log_change(ARGV[i], stamp, ARGV[i + 1])
  end
end
