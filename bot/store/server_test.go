package store

import (
	"context"
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"camnang/bot/queue"
)

// works puts an update, claims it, and settles it with a reply.
func works(t *testing.T, s *Store, id int64) {
	t.Helper()
	ctx := t.Context()
	must(t, s.Inbox().Put(ctx, []queue.Update{update(id, id)}, id+1, 0))
	claims, err := s.Inbox().Claim(ctx, "w", time.Minute, 1)
	must(t, err)
	if len(claims) != 1 || claims[0].Update.ID != id {
		t.Fatalf("claimed %+v, not update %d", claims, id)
	}
	reply := message(fmt.Sprint("reply ", id), id, 0)
	must(t, s.Inbox().Settle(ctx, claims[0], queue.Settlement{Messages: []queue.Message{reply}}))
}

// refused wants Open to fail with these words, and never with a password.
func refused(t *testing.T, url string, words ...string) {
	t.Helper()
	s, err := Open(context.Background(), Options{URL: url, Log: slog.New(slog.DiscardHandler)})
	if err == nil {
		t.Fatal("it was opened", s.Close(context.Background()))
	}
	for _, w := range append(words, "REDIS_URL") {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("%v; want … %s …", err, w)
		}
	}
	if strings.Contains(err.Error(), "hunter") {
		t.Errorf("the password is in: %v", err)
	}
}

func TestTLS(t *testing.T) {
	ca, cert, key := certificates(t)
	pair, err := tls.LoadX509KeyPair(cert, key)
	must(t, err)
	for _, clients := range []string{"no", "yes"} {
		port := freePort(t)
		s := startRedisAt(t, port,
			&redis.Options{TLSConfig: &tls.Config{InsecureSkipVerify: true, Certificates: []tls.Certificate{pair}}},
			"--port", "0", "--tls-port", port, "--tls-cert-file", cert, "--tls-key-file", key,
			"--tls-ca-cert-file", ca, "--tls-auth-clients", clients)
		url := "rediss://" + s.addr + "?ca=" + ca
		refused(t, "rediss://"+s.addr, "certificate")
		refused(t, "redis://"+s.addr)
		refused(t, "rediss://:hunter2@"+strings.Replace(s.addr, "127.0.0.1", "localhost", 1)+"?ca="+ca, "certificate")
		if clients == "yes" {
			refused(t, url)
			url += "&cert=" + cert + "&key=" + key
		}
		works(t, open(t, Options{URL: url}), 1)
	}
}

func TestPasswords(t *testing.T) {
	s := startRedis(t)
	must(t, s.admin.Do(t.Context(), "ACL", "SETUSER", "camnang", "on", ">hunter@2", "~{b}:*", "+@all").Err())
	must(t, s.admin.ConfigSet(t.Context(), "requirepass", "hunter3").Err())
	works(t, open(t, Options{URL: "redis://:hunter3@" + s.addr}), 1)
	works(t, open(t, Options{URL: "redis://camnang:hunter%402@" + s.addr}), 2)
	refused(t, "redis://:hunter4@"+s.addr, "WRONGPASS")
	refused(t, "redis://"+s.addr, "NOAUTH")
}

// TestTheUserOfTheManual: what docs/operations.md allows to the program's own user is enough, and CONFIG is not
// needed.
func TestTheUserOfTheManual(t *testing.T) {
	manual, err := os.ReadFile("../../docs/operations.md")
	must(t, err)
	_, line, ok := strings.Cut(string(manual), "ACL SETUSER camnang on >password ~{123456}:* ")
	line, _, _ = strings.Cut(line, "\n")
	if !ok || line == "" {
		t.Fatal("the manual names no user")
	}
	s := startRedis(t)
	for i, c := range []struct{ more, say string }{{"", "appendfsync is everysec"}, {"-config", "does not tell its settings"}} {
		words := []any{"ACL", "SETUSER", "camnang", "reset", "on", ">password", "~{123456}:*"}
		for _, w := range strings.Fields(line + " " + c.more) {
			words = append(words, w)
		}
		must(t, s.admin.Do(t.Context(), words...).Err())
		opened := open(t, Options{URL: "redis://camnang:password@" + s.addr + "?wait=0", Bot: "123456"})
		works(t, opened, int64(i+1))
		if w := opened.Warnings(); len(w) != 1 || !strings.Contains(w[0], c.say) {
			t.Errorf("warnings: %q", w)
		}
		shut(t, opened)
	}
}

// TestWhatTheServerPromises: each thing that is missing is said in one sentence, and nothing else is.
func TestWhatTheServerPromises(t *testing.T) {
	good := func() facts {
		return facts{version: "7.0.15", online: 2, minimum: true, settings: map[string]string{
			"appendonly": "yes", "appendfsync": "always", "maxmemory-policy": "noeviction", "min-replicas-to-write": "1",
		}}
	}
	set := func(name, value string) func(*facts) {
		return func(f *facts) { f.settings[name] = value }
	}
	alone := func(f *facts) {
		f.online, f.minimum = 0, false
		f.settings["min-replicas-to-write"] = "0"
	}
	for name, c := range map[string]struct {
		kind   kind
		wait   int
		change func(f *facts)
		bad    []string
		say    string
	}{
		"all is well":            {single, unset, func(*facts) {}, nil, ""},
		"one server, no replica": {single, unset, alone, nil, ""},
		"no file":                {single, unset, set("appendonly", "no"), []string{"appendonly"}, "lost when it stops"},
		"a file written late":    {single, unset, set("appendfsync", "everysec"), []string{"appendfsync"}, "up to two seconds"},
		"a file written at will": {single, unset, set("appendfsync", "no"), []string{"appendfsync"}, "the operating system"},
		"eviction":               {single, unset, set("maxmemory-policy", "allkeys-lru"), []string{"maxmemory-policy"}, "noeviction"},
		"nothing told":           {single, unset, func(f *facts) { f.settings = nil }, settingNames, "CONFIG GET is refused"},
		"changes stand without replicas": {
			sentinel, unset, set("min-replicas-to-write", "0"), []string{"min-replicas-to-write"}, "until its lease is over",
		},
		"two servers in all": {
			sentinel, unset, func(f *facts) { f.online = 1 }, []string{"replicas"}, "just as many are connected",
		},
		"no replica behind the sentinels": {
			sentinel, unset, func(f *facts) { f.online = 0 }, []string{"replicas"}, "and 0 are connected",
		},
		"two must have it, two are there": {cluster, 2, func(*facts) {}, []string{"replicas"}, "when 2 replicas"},
		"nobody waits":                    {sentinel, 0, func(*facts) {}, []string{"wait"}, "wait=0"},
	} {
		f := good()
		c.change(&f)
		r := &remote{address: address{kind: c.kind, wait: c.wait}}
		r.learn(f, time.Now())
		var bad, said []string
		for _, p := range r.promises(f) {
			if !p.Good {
				bad = append(bad, p.Name)
			}
			if p.Missing != "" {
				said = append(said, p.Missing)
			}
		}
		if !slices.Equal(bad, c.bad) || len(said) > 1 || c.say != "" && !strings.Contains(strings.Join(said, ""), c.say) {
			t.Errorf("%s: bad %q, said %q", name, bad, said)
		}
	}
}

// TestPromisesAreAskedAnew: what an administrator reads is of now, not of the start.
func TestPromisesAreAskedAnew(t *testing.T) {
	server := startRedis(t)
	s := open(t, Options{URL: "redis://" + server.addr})
	value := func(name string) string {
		all, err := s.Promises(t.Context())
		must(t, err)
		for _, p := range all {
			if p.Name == name {
				return p.Value
			}
		}
		return ""
	}
	for name, want := range map[string]string{
		"store": "single", "redis_version": server.info(t, "redis_version"), "appendonly": "yes",
		"appendfsync": "everysec", "maxmemory-policy": "noeviction", "min-replicas-to-write": "0", "replicas": "0", "wait": "0",
	} {
		if got := value(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if w := s.Warnings(); len(w) != 1 || !strings.Contains(w[0], "appendfsync is everysec") {
		t.Errorf("warnings %q", w)
	}
	must(t, server.admin.ConfigSet(t.Context(), "appendfsync", "always").Err())
	must(t, server.admin.ConfigSet(t.Context(), "maxmemory-policy", "allkeys-lru").Err())
	if got := value("appendfsync"); got != "always" {
		t.Errorf("appendfsync is %q now", got)
	}
	if w := open(t, Options{URL: "redis://" + server.addr}).Warnings(); len(w) != 1 || !strings.Contains(w[0], "is allkeys-lru") {
		t.Errorf("warnings %q", w)
	}
	embedded, err := open(t, Options{Dir: t.TempDir()}).Promises(t.Context())
	if err != nil || len(embedded) == 0 || embedded[0].Value != "embedded" {
		t.Errorf("embedded: %+v, %v", embedded, err)
	}
}

func TestTheOldestServer(t *testing.T) {
	for version, ok := range map[string]bool{
		"6.0.16": false, "5.0.14": false, "6.2.0": true, "7.0.15": true, "10.1": true, "": true, "unknown": true, "6.x": true,
	} {
		if err := (facts{version: version}).usable(); (err == nil) != ok {
			t.Errorf("%s: %v", version, err)
		}
	}
}
