-- The server's time in whole milliseconds since 1970.
local function now_ms()
  local t = redis.call('TIME')
  return tonumber(t[1]) * 1000 + math.floor(tonumber(t[2]) / 1000)
end

-- A whole number as digits: Lua's own way rounds beyond 14 of them.
local function str(n)
  return string.format('%.0f', n)
end
