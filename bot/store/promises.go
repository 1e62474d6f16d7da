package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"
)

// Promise is one of the things on which it depends whether what the store acknowledged can be lost.
type Promise struct {
	// Name is the server's word for it (appendonly, appendfsync, maxmemory-policy, min-replicas-to-write,
	// redis_version), or one of: store (embedded, single, sentinel, cluster), replicas (how many are connected),
	// wait (how many of them have a change before it is acknowledged).
	Name string
	// Value is as the server gives it, "?" when it does not tell.
	Value string
	Good  bool
	// Missing says, in a sentence for the operator, what can be lost and what to set; empty when Good, and when
	// another promise says it.
	Missing string
}

// Promises asks the server what it promises now, always in the same order. The sentences of those that were not
// good when the store was opened are its Warnings.
func (s *Store) Promises(ctx context.Context) ([]Promise, error) {
	if s.remote == nil {
		return []Promise{
			{Name: "store", Value: "embedded", Good: true},
			{Name: "appendonly", Value: "yes", Good: true},
			{Name: "appendfsync", Value: "always", Good: true},
			{Name: "maxmemory-policy", Value: "noeviction", Good: true},
		}, nil
	}
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	f, err := s.remote.facts(ctx)
	if err != nil {
		return nil, fmt.Errorf("ask the server what it promises: %w", err)
	}
	return s.remote.promises(f), nil
}

// facts are what a server says about itself.
type facts struct {
	version string
	// settings is nil when the server does not tell them.
	settings map[string]string
	// online is how many replicas are connected and have caught up once; minimum: the server refuses writes
	// when too few are.
	online  int
	minimum bool
}

// settingNames are asked for with CONFIG GET.
var settingNames = []string{"appendonly", "appendfsync", "maxmemory-policy", "min-replicas-to-write"}

// facts asks the server that has the bot's keys. That it does not tell its settings is no error.
func (r *remote) facts(ctx context.Context) (facts, error) {
	node, err := r.home(ctx)
	if err != nil {
		return facts{}, err
	}
	f, err := ask(ctx, node)
	if err != nil {
		r.failed(ctx, err)
		return facts{}, err
	}
	f.settings = map[string]string{}
	for _, name := range settingNames {
		found, err := node.ConfigGet(ctx, name).Result()
		if err != nil {
			f.settings = nil
			break
		}
		f.settings[name] = found[name]
	}
	return f, nil
}

// replication asks only for what decides how many replicas are waited for.
func (r *remote) replication(ctx context.Context) (facts, error) {
	node, err := r.home(ctx)
	if err != nil {
		return facts{}, err
	}
	return ask(ctx, node, "replication")
}

func ask(ctx context.Context, node *redis.Client, section ...string) (facts, error) {
	text, err := node.Info(ctx, section...).Result()
	if err != nil {
		return facts{}, err
	}
	return readInfo(text), nil
}

// readInfo reads the answer to INFO.
func readInfo(text string) facts {
	var f facts
	for line := range strings.Lines(text) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		switch {
		case name == "redis_version":
			f.version = value
		case name == "min_slaves_good_slaves":
			// The line is there only with min-replicas-to-write above 0.
			f.minimum = true
		case strings.HasPrefix(name, "slave") && strings.Contains(value, "state=online"):
			f.online++
		}
	}
	return f
}

// The first version whose LPOP takes a count.
const oldestMajor, oldestMinor = 6, 2

// usable says why the store cannot work on the server. A version that cannot be read is taken to be new.
func (f facts) usable() error {
	parts := strings.SplitN(f.version, ".", 3)
	if len(parts) < 2 {
		return nil
	}
	major, err1 := strconv.Atoi(parts[0])
	minor, err2 := strconv.Atoi(parts[1])
	if err1 != nil || err2 != nil || major > oldestMajor || major == oldestMajor && minor >= oldestMinor {
		return nil
	}
	return fmt.Errorf("it is Redis %s; the oldest that will do is %d.%d", f.version, oldestMajor, oldestMinor)
}

// promises judges the facts.
func (r *remote) promises(f facts) []Promise {
	all := []Promise{
		{Name: "store", Value: string(r.kind), Good: true},
		{Name: "redis_version", Value: f.version, Good: true},
	}
	add := func(name, value, missing string) {
		all = append(all, Promise{Name: name, Value: value, Good: missing == "", Missing: missing})
	}
	setting := func(name string, judge func(value string) string) {
		if f.settings == nil {
			all = append(all, Promise{Name: name, Value: "?"})
			return
		}
		add(name, f.settings[name], judge(f.settings[name]))
	}
	need := int(r.need.Load())
	setting("appendonly", func(v string) string {
		if v == "yes" {
			return ""
		}
		return fmt.Sprintf("Redis keeps no append-only file (appendonly is %s): "+
			"what it took since its last snapshot is lost when it stops. Set appendonly yes.", v)
	})
	if f.settings == nil {
		all[len(all)-1].Missing = "Redis does not tell its settings (CONFIG GET is refused). " +
			"See to it that appendonly is yes, appendfsync always, and maxmemory-policy noeviction."
	}
	setting("appendfsync", func(v string) string {
		if v == "always" || f.settings["appendonly"] != "yes" {
			return ""
		}
		lost := "a power cut loses up to two seconds"
		if v == "no" {
			lost = "a power cut loses whatever the operating system had not written yet"
		}
		return fmt.Sprintf("Redis acknowledges before its append-only file is on disk (appendfsync is %s): %s. "+
			"Set appendfsync always.", v, lost)
	})
	setting("maxmemory-policy", func(v string) string {
		if v == "noeviction" {
			return ""
		}
		return fmt.Sprintf("Redis removes keys when its memory is full (maxmemory-policy is %s). "+
			"Set maxmemory-policy noeviction.", v)
	})
	setting("min-replicas-to-write", func(v string) string {
		if v != "0" || need == 0 {
			return ""
		}
		return "Redis makes a change also while no replica is connected to take it (min-replicas-to-write is 0): " +
			"the bot is told that it failed, yet it stands, so that a claim is held by nobody until its lease is over. " +
			"Set min-replicas-to-write 1 and min-replicas-max-lag 10 on all servers."
	})
	add("replicas", strconv.Itoa(f.online), lacking(f.online, need))
	waits := ""
	if need == 0 && f.online > 0 {
		waits = "Changes are acknowledged before a replica has them (wait=0 in REDIS_URL): " +
			"what it lacks when Redis fails is lost. Set wait=1."
	}
	add("wait", strconv.Itoa(need), waits)
	return all
}

// lacking says what the number of replicas means when a change waits for some of them.
func lacking(online, need int) string {
	switch {
	case online < need:
		return fmt.Sprintf("A change is acknowledged when %d replicas of Redis have it, and %d are connected: "+
			"until more are, nothing is taken in and nothing is sent. Run one master and two replicas.", need, online)
	case online == need && need > 0:
		return fmt.Sprintf("A change is acknowledged when %d replicas of Redis have it, and just as many are connected: "+
			"when one server fails, nothing is taken in and nothing is sent. Run one master and two replicas.", need)
	}
	return ""
}
