-- Removes dead letters, and the mark of a chat that cannot be reached.
--
-- KEYS: those of the memory, dead, out_away.
-- ARGV: 1 the chat, then letters as they stand in the list.
-- Returns how many of the letters there were.
--
-- One script for many letters: each is looked for by its text, because its place changes.
redis.call('HDEL', out_away, ARGV[1])
local gone = 0
for i = 2, #ARGV do gone = gone + redis.call('LREM', dead, 1, ARGV[i]) end
return gone
