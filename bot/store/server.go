package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/logging"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// The client's own log says nothing that its errors do not, and it says it on standard error.
func init() { logging.Disable() }

// connect opens the client of a Redis server and asks the server what it promises.
func (s *Store) connect(ctx context.Context, url string) error {
	o, err := redis.ParseURL(url)
	if err != nil {
		// The library's error repeats the address, password included.
		return errors.New("REDIS_URL is not an address of the form redis://[user:password@]host:port[/number] or rediss://…")
	}
	o.ContextTimeoutEnabled = true
	// A call whose answer was lost may have claimed something; its caller decides whether to ask again.
	o.MaxRetries = -1
	plain(o)
	client := redis.NewClient(o)
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	if err := client.Ping(ctx).Err(); err != nil {
		return errors.Join(fmt.Errorf("the server at %s (REDIS_URL) does not answer: %w", o.Addr, err), client.Close())
	}
	s.client, s.warnings = client, examine(ctx, client)
	return nil
}

// plain turns off what neither the embedded server nor a plain Redis 7.0 offers.
func plain(o *redis.Options) {
	o.Protocol = 2
	o.DisableIdentity = true
	o.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
}

// examine says which of the server's settings let it forget what it acknowledged.
func examine(ctx context.Context, client redis.UniversalClient) []string {
	settings := map[string]string{}
	for _, name := range []string{"appendonly", "appendfsync", "maxmemory-policy"} {
		found, err := client.ConfigGet(ctx, name).Result()
		if err != nil {
			return []string{"Redis does not tell its settings (CONFIG GET is refused). See to it that appendonly is yes, appendfsync always, and maxmemory-policy noeviction."}
		}
		settings[name] = found[name]
	}
	var warnings []string
	if v := settings["appendonly"]; v != "yes" {
		warnings = append(warnings, fmt.Sprintf("Redis keeps no append-only file (appendonly is %s): what it took since its last snapshot is lost when it stops. Set appendonly yes.", v))
	} else if v := settings["appendfsync"]; v != "always" {
		lost := "a power cut loses up to two seconds"
		if v == "no" {
			lost = "a power cut loses whatever the operating system had not written yet"
		}
		warnings = append(warnings, fmt.Sprintf("Redis acknowledges before its append-only file is on disk (appendfsync is %s): %s. Set appendfsync always.", v, lost))
	}
	if v := settings["maxmemory-policy"]; v != "noeviction" {
		warnings = append(warnings, fmt.Sprintf("Redis removes keys when its memory is full (maxmemory-policy is %s). Set maxmemory-policy noeviction.", v))
	}
	return warnings
}
