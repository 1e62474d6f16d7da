package store

// Every key of the store is built here and nowhere else. All keys of one bot carry its name as hash tag,
// so that on a cluster they lie in one slot and a script may touch any of them together. 30 sends a
// second need no more than one slot.
//
// The number of keys is fixed: what grows lives inside them. The embedded server walks over all its keys
// whenever its clock moves, and a script must be given each key it touches, the chat of a claim included,
// before it knows which chat that will be. So nothing has a key for each chat.

// key is one key: name is the name a script knows it by, the rest is its place in Redis.
type key struct {
	name  string
	place string
}

// at returns the key in Redis for the bot.
func (k key) at(bot string) string { return "{" + bot + "}:" + k.place }

// keyset is a group of keys that a script is given together, in this order.
type keyset []key

// inboxKeys:
//
//	in_offset   STRING  number of the next update to ask for
//	in_update   HASH    update id → ms it was put, a blank, record of the update
//	in_age      ZSET    update id, by the ms it was put
//	in_line     HASH    "h" and chat → id of its oldest update
//	                    "t" and chat → id of its newest update
//	                    "n" and update id → id of the next update of the same chat
//	                    "c" and chat → "token id attempt\nowner\nwhy" of its oldest update since that
//	                    was first claimed; token 0 when it was handed back
//	in_ready    LIST    chats with an update that nobody has, longest waiting first
//	in_due      ZSET    chats whose oldest update is claimed or handed back, by the ms it is free again
//	in_token    STRING  the last token given
//	in_done     SET     ids settled lately; when full it becomes in_done_old
//	in_done_old SET
//
// A chat with an update is either in in_ready or in in_due; in_due does not say which of its two reasons.
var inboxKeys = keyset{
	{"in_offset", "in:offset"},
	{"in_update", "in:update"},
	{"in_age", "in:age"},
	{"in_line", "in:line"},
	{"in_ready", "in:ready"},
	{"in_due", "in:due"},
	{"in_token", "in:token"},
	{"in_done", "in:done"},
	{"in_done_old", "in:done:old"},
}

// outboxKeys. A lane is what is sent one at a time: a chat, or a single Free message ("f:" and its ID). A
// queue is a lane and a priority ("0:-100123").
//
//	out_seq       STRING  the last number given, to messages and tokens
//	out_kind      HASH    seq → "priority group free chat id"
//	out_message   HASH    seq → record of the message
//	out_age       ZSET    seq, by the ms it was put
//	out_tries     HASH    seq → "attempts why" since it was first taken
//	out_next      HASH    seq → the next seq in its queue
//	out_head      HASH    queue → its oldest seq, taken or not
//	out_tail      HASH    queue → its newest seq
//	out_claim     HASH    message id → "token seq @ms owner" while somebody has it in hand, since that ms; an
//	                      earlier release wrote "token seq owner"
//	out_holder    HASH    lane → token of the last Take from it
//	out_ready0..2 ZSET    lanes that may be sent to now, by the oldest seq of that priority
//	out_until     ZSET    lanes (and "w" and queue, for a message handed back) that may not, by the ms
//	                      they may again
//	out_slots     ZSET    tokens of the last sends, for the limit of the whole bot: by the ms the lease ends
//	                      while in hand, then by the ms it was settled
//	out_travel    STRING  "since count least before": how long sends take, since when and of how many the
//	                      least is, and that of the time before; "-" when unknown
//	out_group     HASH    lane of a group → ms of its last sends, at most 20; one for each group ever
//	                      written to
//	out_pause     STRING  ms until which nothing is taken
//	out_even      STRING  ms at which an even stream of sends would go on
//	out_away      HASH    chat that cannot be reached → why
//	out_ids       HASH    message id → Telegram's number, "" before it is sent; each week it becomes
//	                      out_ids_old
//	out_ids_old   HASH
//	out_ids_since STRING  ms since which out_ids is filled
var outboxKeys = keyset{
	{"out_seq", "out:seq"},
	{"out_kind", "out:kind"},
	{"out_message", "out:message"},
	{"out_age", "out:age"},
	{"out_tries", "out:tries"},
	{"out_next", "out:next"},
	{"out_head", "out:head"},
	{"out_tail", "out:tail"},
	{"out_claim", "out:claim"},
	{"out_holder", "out:holder"},
	{"out_ready0", "out:ready:0"},
	{"out_ready1", "out:ready:1"},
	{"out_ready2", "out:ready:2"},
	{"out_until", "out:until"},
	{"out_slots", "out:slots"},
	{"out_travel", "out:travel"},
	{"out_group", "out:group"},
	{"out_pause", "out:pause"},
	{"out_even", "out:even"},
	{"out_away", "out:away"},
	{"out_ids", "out:ids"},
	{"out_ids_old", "out:ids:old"},
	{"out_ids_since", "out:ids:since"},
}

// deadKeys:
//
//	dead  LIST  dead letters, newest last: "queue ms chat id\nwhy\nrecord"
var deadKeys = keyset{{"dead", "dead"}}

// recordKeys:
//
//	rec_version   STRING  the last version given, in whatever table
//	rec_roster    HASH    record id → version, a blank, the record; so in the other tables
//	rec_guess     HASH
//	rec_state     HASH
//	rec_plan      HASH
//	rec_procedure HASH
//	rec_day       HASH
//	rec_told      HASH
//	rec_habit     HASH
//	rec_question  HASH
//	rec_push      HASH
//	rec_course    HASH
//	rec_entry     HASH
//	rec_attempt   HASH
//	rec_learner   HASH
//	rec_carried   HASH
//	rec_held      HASH
//	rec_attendance HASH
//
// A table is a key rec_ and the name that package queue has for it.
var recordKeys = keyset{
	{"rec_version", "rec:version"},
	{"rec_roster", "rec:roster"},
	{"rec_guess", "rec:guess"},
	{"rec_state", "rec:state"},
	{"rec_plan", "rec:plan"},
	{"rec_procedure", "rec:procedure"},
	{"rec_day", "rec:day"},
	{"rec_told", "rec:told"},
	{"rec_habit", "rec:habit"},
	{"rec_question", "rec:question"},
	{"rec_push", "rec:push"},
	{"rec_course", "rec:course"},
	{"rec_entry", "rec:entry"},
	{"rec_attempt", "rec:attempt"},
	{"rec_learner", "rec:learner"},
	{"rec_carried", "rec:carried"},
	{"rec_held", "rec:held"},
	{"rec_attendance", "rec:attendance"},
}

// recordLogKeys say what was changed last in the tables that processes keep in memory (latest.go). They are no state
// and in no backup: a log that is gone begins anew with another stamp, and every process reads its table anew.
//
//	rec_roster_log LIST  the last changes of the table, newest last: "number stamp id", numbered one by one; the
//	                     stamp is chance, the same for the changes of one step
//	rec_plan_log   LIST
//	rec_question_log, rec_push_log, rec_course_log, rec_entry_log  LIST
var recordLogKeys = keyset{
	{"rec_roster_log", "rec:roster:log"},
	{"rec_plan_log", "rec:plan:log"},
	{"rec_question_log", "rec:question:log"},
	{"rec_push_log", "rec:push:log"},
	{"rec_course_log", "rec:course:log"},
	{"rec_entry_log", "rec:entry:log"},
}

// leaseKeys:
//
//	lease  HASH  name of the duty → "token until owner"; the entry stays when the lease is over, so that the
//	             token goes on from there
var leaseKeys = keyset{{"lease", "lease"}}

// timerKeys. A mark is a lane, a colon and a number given when the timer was set.
//
//	timer       HASH    mark → "ms due, id\nbody"
//	timer_mark  HASH    timer id → its mark
//	timer_age   ZSET    marks of all timers, by the ms due
//	timer_due   ZSET    of these, the ones that do not stand in the line of their lane yet
//	timer_line  HASH    "h" and lane → the first mark in the line of its due timers
//	                    "t" and lane → the last
//	                    "n" and mark → the next
//	                    "c" and lane → "token attempt alone marks…\nowner\nwhy": a claim of the marks in
//	                    front; token 0 when they were handed back; alone is how many timers are still to be
//	                    claimed one by one
//	timer_ready LIST    lanes with a line that nobody has, due longest first
//	timer_busy  ZSET    lanes that are claimed or handed back, by the ms they are free again
//	timer_seq   STRING  the last number given, to marks and tokens
//
// A lane with a line is either in timer_ready or in timer_busy. The mark of a timer that was cancelled may still
// stand in a line.
var timerKeys = keyset{
	{"timer", "timer"},
	{"timer_mark", "timer:mark"},
	{"timer_age", "timer:age"},
	{"timer_due", "timer:due"},
	{"timer_line", "timer:line"},
	{"timer_ready", "timer:ready"},
	{"timer_busy", "timer:busy"},
	{"timer_seq", "timer:seq"},
}

// journalKeys:
//
//	log_count STRING  number of the newest entry
//	log_base  STRING  "number link" of the last entry that retention removed; none: nothing was removed
//	log_line  LIST    the entries after that: "number ms kind digest about"; digest "-" when there is no body
//	log_body  HASH    number → "owner personal salt\nbody"; owner "-" when it is nobody's
//	log_owner SET     "owner number" for every body that has an owner
//	log_head  STRING  "number link" of the newest sealed entry
//	log_seal  HASH    number → link, wherever a Seal ended and at every thousandth entry
var journalKeys = keyset{
	{"log_count", "log:count"},
	{"log_base", "log:base"},
	{"log_line", "log:line"},
	{"log_body", "log:body"},
	{"log_owner", "log:owner"},
	{"log_head", "log:head"},
	{"log_seal", "log:seal"},
}

// waitMark is written before each wait for replicas (wait.go); what it holds says nothing, so it is in no set
// and in no backup:
//
//	wait  STRING  how many replicas were waited for
var waitMark = key{"wait", "wait"}

// memoryKeys:
//
//	dialogue         HASH  chat → state of the dialogue
//	dialogue_until   ZSET  chat, by the ms its state runs out
//	answer           HASH  answer id → Answered as JSON
//	answer_until     ZSET  answer id, by the ms the record runs out
//	rating           HASH  "answer person" → "ms right\nRating as JSON"
//	rated            HASH  "answer 1" → officers who call the answer right, "answer 0" → those who do not
//	suggestion       HASH  suggestion id → Suggestion as JSON
//	suggestion_order LIST  suggestion ids, newest last
var memoryKeys = keyset{
	{"dialogue", "mem:dialogue"},
	{"dialogue_until", "mem:dialogue:until"},
	{"answer", "mem:answer"},
	{"answer_until", "mem:answer:until"},
	{"rating", "mem:rating"},
	{"rated", "mem:rated"},
	{"suggestion", "mem:suggestion"},
	{"suggestion_order", "mem:suggestion:order"},
}

// restoreKeys:
//
//	restoring  STRING  when the backup was made whose restoring was begun and is not finished
var restoreKeys = keyset{{"restoring", "restoring"}}

// allKeys is all state of a bot, each key once: what a backup holds. The mark of a restore is not state.
var allKeys = join(inboxKeys, outboxKeys, deadKeys, recordKeys, leaseKeys, timerKeys, journalKeys, memoryKeys)

// The keys that are also used without a script.
var (
	restoreMark     = restoreKeys.named("restoring")
	inOffset        = inboxKeys.named("in_offset")
	rosterLog       = recordLogKeys.named("rec_roster_log")
	planLog         = recordLogKeys.named("rec_plan_log")
	questionLog     = recordLogKeys.named("rec_question_log")
	pushLog         = recordLogKeys.named("rec_push_log")
	courseLog       = recordLogKeys.named("rec_course_log")
	entryLog        = recordLogKeys.named("rec_entry_log")
	outAway         = outboxKeys.named("out_away")
	outIDs          = outboxKeys.named("out_ids")
	outIDsOld       = outboxKeys.named("out_ids_old")
	deadLetters     = deadKeys.named("dead")
	suggestionText  = memoryKeys.named("suggestion")
	suggestionOrder = memoryKeys.named("suggestion_order")
	ratedCounts     = memoryKeys.named("rated")
	ratings         = memoryKeys.named("rating")
	answers         = memoryKeys.named("answer")
	timerRecord     = timerKeys.named("timer")
	journalCount    = journalKeys.named("log_count")
	journalBase     = journalKeys.named("log_base")
	journalLines    = journalKeys.named("log_line")
	journalOwners   = journalKeys.named("log_owner")
	journalHead     = journalKeys.named("log_head")
	journalSeals    = journalKeys.named("log_seal")
)

// named panics on a name that is not in the set: that is a mistake in this file.
func (s keyset) named(name string) key {
	for _, k := range s {
		if k.name == name {
			return k
		}
	}
	panic("no key is named " + name)
}

// join returns the keys of several sets, each set once.
func join(sets ...keyset) keyset {
	var all keyset
	for _, s := range sets {
		all = append(all, s...)
	}
	return all
}
