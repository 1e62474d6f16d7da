package store

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func TestAddresses(t *testing.T) {
	for url, want := range map[string]address{
		"redis://":                        {kind: single, hosts: []string{"localhost:6379"}},
		"redis://redis":                   {kind: single, hosts: []string{"redis:6379"}},
		"redis://:pw@10.0.0.1:7000/2":     {kind: single, hosts: []string{"10.0.0.1:7000"}, password: "pw", db: 2},
		"redis://u:p%40w%2F1@h:1?db=3":    {kind: single, hosts: []string{"h:1"}, user: "u", password: "p@w/1", db: 3},
		"redis://u:p@w@[::1]:7000?wait=2": {kind: single, hosts: []string{"[::1]:7000"}, user: "u", password: "p@w", wait: 2},
		"redis://[::1]":                   {kind: single, hosts: []string{"[::1]:6379"}},
		"redis-sentinel://a,b:2/camnang":  {kind: sentinel, hosts: []string{"a:26379", "b:2"}, master: "camnang"},
		"redis-sentinel://u:p@a:1,b:2,c:3/m?db=4&sentinel_username=su&sentinel_password=sp&wait=0": {
			kind: sentinel, hosts: []string{"a:1", "b:2", "c:3"}, master: "m", user: "u", password: "p",
			db: 4, sentinelUser: "su", sentinelPassword: "sp", wait: 0,
		},
		"redis-cluster://u:p@a:1,b,[::1]:3": {kind: cluster, hosts: []string{"a:1", "b:6379", "[::1]:3"}, user: "u", password: "p"},
		"redis-cluster://a:1/0":             {kind: cluster, hosts: []string{"a:1"}},
	} {
		if !strings.Contains(url, "wait=") {
			want.wait = unset
		}
		got, err := parseAddress(url)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, %v; want %+v", url, got, err, want)
		}
		secure, err := parseAddress(strings.Replace(url, "redis", "rediss", 1))
		if err != nil || secure.tls == nil || secure.tls.InsecureSkipVerify {
			t.Errorf("%s with TLS: %+v, %v", url, secure, err)
		}
		if secure.tls = nil; !reflect.DeepEqual(secure, want) {
			t.Errorf("%s with TLS: %+v; want %+v", url, secure, want)
		}
	}
}

// TestWrongAddresses: each is refused with a sentence that says what is wrong and does not repeat the password.
func TestWrongAddresses(t *testing.T) {
	dir := t.TempDir()
	empty := filepath.Join(dir, "empty.pem")
	must(t, os.WriteFile(empty, nil, 0o600))
	for url, want := range map[string]string{
		"":                                       "is not an address",
		"localhost:6379":                         "is not an address",
		"http://:hunter2@h":                      "is not an address",
		"redisss://:hunter2@h":                   "is not an address",
		"unix:///run/redis.sock":                 "is not an address",
		"redis://u:hunter2/x@h":                  "is not an address",
		"redis://u:hunter2%zz@h":                 "is not an address",
		"redis://u:hunter2#x@h":                  "is not an address",
		"redis://:hunter2@h:0":                   "is not an address",
		"redis://:hunter2@h:65536":               "is not an address",
		"redis://:hunter2@::1:6379":              "is not an address",
		"redis://:hunter2@a:1:2":                 "is not an address",
		"redis-cluster://:hunter2@a b":           "is not an address",
		"redis://:hunter2@a,b":                   "names several servers",
		"redis://:hunter2@h/one":                 "names a database",
		"redis://:hunter2@h/-1":                  "names a database",
		"redis-cluster://:hunter2@h/1":           "names a database",
		"redis-sentinel://:hunter2@h":            "names no master",
		"redis-sentinel://:hunter2@h/a/b":        "names no master",
		"redis://:hunter2@h?wait=x":              "a wait that is not a number",
		"redis://:hunter2@h?wait=11":             "a wait that is not a number",
		"redis://:hunter2@h?skip_verify=true":    "has an option that is not among",
		"redis://u:hunter2?x@h":                  "is not an address",
		"redis://:hunter2@h?sentinel_password=x": "has an option that is not among",
		"redis-cluster://:hunter2@h?db=0":        "has an option that is not among",
		"redis://:hunter2@h?ca=" + empty:         "has an option that is not among",
		"rediss://:hunter2@h?ca=" + empty:        "holds no certificate",
		"rediss://:hunter2@h?ca=" + dir + "/no":  "has the option ca: open",
		"rediss://:hunter2@h?cert=" + empty:      "has the options cert and key",
	} {
		err := CheckURL(url)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v; want … %s …, without the password", url, err, want)
		}
	}
}
