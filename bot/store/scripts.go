package store

import (
	"context"
	"embed"
	"fmt"
	"strings"

	"github.com/redis/go-redis/v9"
)

// The scripts stand in lua/, one file each, with what they take, what they return and why they are one
// script. A file that ends in _lib.lua holds what several share and is put in front of them.
//
//go:embed lua/*.lua
var sources embed.FS

// script is one Lua script, by the name of its file, and the keys that it is given.
type script struct {
	*redis.Script
	name string
	keys keyset
	// only says that it changes nothing, so that nobody waits for replicas.
	only bool
}

// reading marks a script that changes nothing.
func (sc script) reading() script {
	sc.only = true
	return sc
}

var (
	inboxOnly = parts{
		keys: join(inboxKeys, leaseKeys, timerKeys, deadKeys),
		libs: []string{"common_lib", "lease_lib", "timer_lib", "dead_lib", "inbox_lib"},
	}
	outOnly = parts{
		keys: join(outboxKeys, timerKeys, journalKeys, deadKeys),
		libs: []string{"common_lib", "timer_lib", "journal_lib", "dead_lib", "outbox_lib"},
	}
	outAndRecords = parts{keys: join(outOnly.keys, recordKeys, recordLogKeys), libs: append(outOnly.libs[:len(outOnly.libs):len(outOnly.libs)], "records_lib")}
	// settling is what a settlement needs (settlement_lib).
	settling = parts{
		keys: join(outboxKeys, recordKeys, recordLogKeys, timerKeys, journalKeys, deadKeys),
		libs: []string{"common_lib", "timer_lib", "journal_lib", "dead_lib", "outbox_lib", "records_lib", "settlement_lib"},
	}
	settlingInbox = parts{keys: join(inboxKeys, settling.keys), libs: append(settling.libs[:len(settling.libs):len(settling.libs)], "inbox_lib")}
	// queuesAll are the three queues, the dead letters, and the leases.
	queuesAll = parts{
		keys: join(inboxKeys, outboxKeys, timerKeys, journalKeys, leaseKeys, deadKeys),
		libs: []string{"common_lib", "lease_lib", "timer_lib", "journal_lib", "dead_lib", "inbox_lib", "outbox_lib"},
	}
	recordsOnly = parts{keys: join(recordKeys, recordLogKeys), libs: []string{"common_lib", "records_lib"}}
	leaseOnly   = parts{keys: leaseKeys, libs: []string{"common_lib", "lease_lib"}}
	timersOnly  = parts{keys: join(timerKeys, deadKeys), libs: []string{"common_lib", "timer_lib", "dead_lib"}}
	journalOnly = parts{keys: journalKeys, libs: []string{"common_lib", "journal_lib"}}
	erasing     = parts{keys: join(memoryKeys, deadKeys, keyset{outAway}), libs: []string{"common_lib"}}
	memoryOnly  = parts{keys: memoryKeys, libs: []string{"common_lib", "memory_lib"}}

	restoreOnly = parts{keys: join(restoreKeys, allKeys)}
	restoreLast = parts{keys: join(restoreKeys, recordLogKeys)}

	inboxPut      = inboxOnly.script("inbox_put")
	inboxSetAside = inboxOnly.script("inbox_set_aside")
	inboxClaim    = inboxOnly.script("inbox_claim")
	inboxSettle   = settlingInbox.script("inbox_settle")
	inboxReturn   = inboxOnly.script("inbox_return")

	outboxPut         = outOnly.script("outbox_put")
	outboxTake        = outOnly.script("outbox_take")
	outboxSent        = outAndRecords.script("outbox_sent")
	outboxWithheld    = outOnly.script("outbox_withheld")
	outboxLater       = outOnly.script("outbox_later")
	outboxDrop        = outOnly.script("outbox_drop")
	outboxUnreachable = outOnly.script("outbox_unreachable")
	outboxReachable   = outOnly.script("outbox_reachable")
	outboxMigrated    = outOnly.script("outbox_migrated")

	recordsChange = settling.script("records_change")
	recordsSince  = recordsOnly.script("records_since").reading()
	recordsBegin  = recordsOnly.script("records_begin")

	timerSet    = timersOnly.script("timer_set")
	timerCancel = timersOnly.script("timer_cancel")
	timerClaim  = timersOnly.script("timer_claim")
	timerReturn = timersOnly.script("timer_return")
	timerSettle = settling.script("timer_settle")

	journalAppend   = journalOnly.script("journal_append")
	journalRead     = journalOnly.script("journal_read").reading()
	journalPick     = journalOnly.script("journal_pick").reading()
	journalUnsealed = journalOnly.script("journal_unsealed").reading()
	journalSeal     = journalOnly.script("journal_seal")
	journalCut      = journalOnly.script("journal_cut")
	journalErase    = journalOnly.script("journal_erase")

	eraseMemory  = erasing.script("erase_memory")
	eraseLetters = erasing.script("erase_letters")

	leaseAcquire = leaseOnly.script("lease_acquire")
	leaseRelease = leaseOnly.script("lease_release")

	memoryKeep = memoryOnly.script("memory_keep")
	memoryGet  = memoryOnly.script("memory_get").reading()
	memoryRate = memoryOnly.script("memory_rate")
	memorySay  = memoryOnly.script("memory_suggest")

	depthsScript  = queuesAll.script("depths").reading()
	failingScript = queuesAll.script("failing").reading()
	reviveScript  = queuesAll.script("revive")
	releaseScript = queuesAll.script("release")

	restoreBegin = restoreOnly.script("restore_begin")
	restoreCheck = restoreOnly.script("restore_check").reading()
	restoreEnd   = restoreLast.script("restore_end")

	allScripts = []script{
		inboxPut, inboxSetAside, inboxClaim, inboxSettle, inboxReturn,
		outboxPut, outboxTake, outboxSent, outboxWithheld, outboxLater, outboxDrop, outboxUnreachable, outboxReachable, outboxMigrated,
		recordsChange, recordsSince, recordsBegin, leaseAcquire, leaseRelease,
		memoryKeep, memoryGet, memoryRate, memorySay,
		timerSet, timerCancel, timerClaim, timerReturn, timerSettle,
		journalAppend, journalRead, journalPick, journalUnsealed, journalSeal, journalCut, journalErase,
		eraseMemory, eraseLetters,
		depthsScript, failingScript, reviveScript, releaseScript,
		restoreBegin, restoreCheck, restoreEnd,
	}
)

// parts is what scripts of one kind have in common.
type parts struct {
	keys keyset
	libs []string
}

// script puts together the named script: its keys as locals by the names of keys.go, the shared parts,
// the script itself. A file that is missing is a mistake in the program, so it panics.
func (p parts) script(name string) script {
	var src strings.Builder
	src.WriteString("local ")
	for i, k := range p.keys {
		if i > 0 {
			src.WriteString(",")
		}
		src.WriteString(k.name)
	}
	src.WriteString("=")
	for i := range p.keys {
		if i > 0 {
			src.WriteString(",")
		}
		fmt.Fprintf(&src, "KEYS[%d]", i+1)
	}
	src.WriteString("\n")
	for _, file := range append(p.libs[:len(p.libs):len(p.libs)], name) {
		text, err := sources.ReadFile("lua/" + file + ".lua")
		if err != nil {
			panic(err)
		}
		src.WriteString(withoutComments(string(text)))
	}
	return script{Script: redis.NewScript(src.String()), name: name, keys: p.keys}
}

// withoutComments drops the lines that are only a comment: the server need not keep them.
func withoutComments(lua string) string {
	var kept strings.Builder
	for line := range strings.Lines(lua) {
		if t := strings.TrimSpace(line); t != "" && !strings.HasPrefix(t, "--") {
			kept.WriteString(line)
		}
	}
	return kept.String()
}

// run calls the script, with the time limit of one call. When the server has replicas it returns once they have
// what the script changed (ErrNotReplicated).
func (s *Store) run(ctx context.Context, sc script, args ...any) (any, error) {
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	places := make([]string, len(sc.keys))
	for i, k := range sc.keys {
		places[i] = k.at(s.bot)
	}
	if s.remote != nil && !sc.only {
		if n := s.remote.needed(ctx); n > 0 {
			return s.remote.lasting(ctx, n, sc, places, args)
		}
	}
	return sc.Run(ctx, s.client, places, args...).Result()
}

// load gives the server all scripts, so that each later call carries only a script's digest.
func (s *Store) load(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	var on redis.Scripter = s.client
	if s.remote != nil {
		// On a cluster the other nodes need them only when the slot moves, and are given them then.
		node, err := s.remote.home(ctx)
		if err != nil {
			return fmt.Errorf("load the scripts: %w", err)
		}
		on = node
	}
	for _, sc := range allScripts {
		if err := sc.Load(ctx, on).Err(); err != nil {
			return fmt.Errorf("load the scripts: %w", err)
		}
	}
	return nil
}
