-- As Lua's own, and for a score of few digits, which the embedded server writes as 2e+12 and its Lua does not
-- read.
local read_number = tonumber
local function tonumber(text)
  return read_number(text) or text and read_number((string.gsub(text, 'e', '.0e', 1))) or nil
end

-- The server's time in whole milliseconds since 1970.
local function now_ms()
  local t = redis.call('TIME')
  return tonumber(t[1]) * 1000 + math.floor(tonumber(t[2]) / 1000)
end

-- A whole number as digits: Lua's own way rounds beyond 14 of them.
local function str(n)
  return string.format('%.0f', n)
end
