-- Settles a message that Telegram took, and writes down what it leaves behind.
--
-- KEYS: those of the outbox, of the timers, of the journal, dead, those of the records and of their logs.
-- ARGV: 1 message id, 2 token, 3 Telegram's number of the message, 4 a stamp by chance; then the changes of records as
-- make_changes takes them, made whatever the records were.
-- Returns 1, or 0 when the sending has passed on: then nothing changes.
--
-- One script, so that a message is out of the outbox exactly when its number is kept, the journal has it and the records
-- know of it: a poll that the outbox has forgotten and no record names could not be marked.
local seq = held(ARGV[1], ARGV[2])
if not seq then return 0 end
local now = now_ms()
note_travel(now, ARGV[1])
let_go(now, seq, ARGV[2])
note_sent(seq, ARGV[3])
note(now, 'sent', ARGV[1], '', '')
remove(seq)
make_changes(5, ARGV[4])
return 1
