-- Takes away the mark of a store that is being restored, and the logs of the records with it.
--
-- KEYS: restoring, the logs of the records.
-- ARGV: none.
-- Returns 1; 0 when there was no mark.
--
-- One script, so that a process which read the records half restored reads them again as soon as the mark is gone.
redis.call('DEL', rec_roster_log, rec_plan_log, rec_question_log, rec_push_log, rec_course_log, rec_entry_log)
return redis.call('DEL', restoring)
