-- Reads the records of a table that were changed since an entry of its log.
--
-- KEYS: those of the records and of their logs.
-- ARGV: 1 table, 2 the entry.
-- Returns {newest entry ("": the log is gone), 1, then for each changed record its id and the record as it is kept, ""
-- when it was removed}; or {newest entry, 0} when the log does not have the entry (any more): what is known under it
-- may be of a state that was lost, or is older than the log.
--
-- One script, so that the records are those of the moment of the newest entry.
local log = LOGS[ARGV[1]]
local newest = redis.call('LINDEX', log, -1)
if not newest then return { '', 0 } end
local behind = number_of(newest) - number_of(ARGV[2])
if behind < 0 or behind > LOGGED then return { newest, 0 } end
local entries = redis.call('LRANGE', log, -behind - 1, -1)
if entries[1] ~= ARGV[2] then return { newest, 0 } end
local ids, seen = {}, {}
for i = 2, #entries do
  local id = string.match(entries[i], '^%d+ %S* (.*)$')
  if not seen[id] then
    seen[id] = true
    ids[#ids + 1] = id
  end
end
local out = { newest, 1 }
for from = 1, #ids, 200 do
  local to = math.min(from + 199, #ids)
  for i, record in ipairs(redis.call('HMGET', TABLES[ARGV[1]], unpack(ids, from, to))) do
    out[#out + 1] = ids[from + i - 1]
    out[#out + 1] = record or ''
  end
end
return out
