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

// script is one Lua script and the keys that it is given.
type script struct {
	*redis.Script
	keys keyset
}

var (
	inboxOnly = parts{keys: join(inboxKeys, deadKeys), libs: []string{"common_lib", "dead_lib", "inbox_lib"}}
	outOnly   = parts{keys: join(outboxKeys, deadKeys), libs: []string{"common_lib", "dead_lib", "outbox_lib"}}
	bothBoxes = parts{
		keys: join(inboxKeys, outboxKeys, deadKeys),
		libs: []string{"common_lib", "dead_lib", "inbox_lib", "outbox_lib"},
	}
	memoryOnly = parts{keys: memoryKeys, libs: []string{"common_lib", "memory_lib"}}

	inboxPut      = inboxOnly.script("inbox_put")
	inboxSetAside = inboxOnly.script("inbox_set_aside")
	inboxClaim    = inboxOnly.script("inbox_claim")
	inboxSettle   = bothBoxes.script("inbox_settle")
	inboxReturn   = inboxOnly.script("inbox_return")

	outboxPut         = outOnly.script("outbox_put")
	outboxTake        = outOnly.script("outbox_take")
	outboxSent        = outOnly.script("outbox_sent")
	outboxLater       = outOnly.script("outbox_later")
	outboxDrop        = outOnly.script("outbox_drop")
	outboxUnreachable = outOnly.script("outbox_unreachable")
	outboxMigrated    = outOnly.script("outbox_migrated")

	memoryKeep = memoryOnly.script("memory_keep")
	memoryGet  = memoryOnly.script("memory_get")
	memoryRate = memoryOnly.script("memory_rate")
	memorySay  = memoryOnly.script("memory_suggest")

	depthsScript  = bothBoxes.script("depths")
	failingScript = bothBoxes.script("failing")
	releaseScript = bothBoxes.script("release")

	allScripts = []script{
		inboxPut, inboxSetAside, inboxClaim, inboxSettle, inboxReturn,
		outboxPut, outboxTake, outboxSent, outboxLater, outboxDrop, outboxUnreachable, outboxMigrated,
		memoryKeep, memoryGet, memoryRate, memorySay,
		depthsScript, failingScript, releaseScript,
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
	return script{Script: redis.NewScript(src.String()), keys: p.keys}
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

// run calls the script, with the time limit of one call.
func (s *Store) run(ctx context.Context, sc script, args ...any) (any, error) {
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	places := make([]string, len(sc.keys))
	for i, k := range sc.keys {
		places[i] = k.at(s.bot)
	}
	return sc.Run(ctx, s.client, places, args...).Result()
}

// load gives the server all scripts, so that each later call carries only a script's digest.
func (s *Store) load(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	for _, sc := range allScripts {
		if err := sc.Load(ctx, s.client).Err(); err != nil {
			return fmt.Errorf("load the scripts: %w", err)
		}
	}
	return nil
}
