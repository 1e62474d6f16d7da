package store

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/logging"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// The client's own log says nothing that its errors do not, and it says it on standard error.
func init() { logging.Disable() }

// dialLimit bounds one attempt at a connection: it is well under callLimit, so that a call which meets a
// machine that is gone still has time to be told of another.
const dialLimit = 2 * time.Second

// remote is the way to the server, or the servers, of a REDIS_URL. With sentinels the client asks them for the
// master at each new connection, and drops the old ones when they name another; on a cluster it follows the
// nodes' redirections. No call whose answer was lost is made again: it may have claimed something, and its
// caller decides whether to ask again.
type remote struct {
	address
	// client is a *redis.Client, or on a cluster a *redis.ClusterClient.
	client redis.UniversalClient
	// mark is the key that is written before each WAIT; it lies in the bot's slot.
	mark string
	// patience is how long a call waits for replicas.
	patience time.Duration

	// nodes are the clients of nodes of a cluster that others redirected to.
	nodesMu sync.Mutex
	nodes   map[string]*redis.Client

	replicas
}

// connect opens the client of a Redis server and asks the server what it promises.
func (s *Store) connect(ctx context.Context, url string) error {
	a, err := parseAddress(url)
	if err != nil {
		return fmt.Errorf("REDIS_URL %w", err)
	}
	r := newRemote(a, waitMark.at(s.bot))
	ctx, cancel := context.WithTimeout(ctx, callLimit)
	defer cancel()
	f, err := r.facts(ctx)
	if err != nil {
		return errors.Join(fmt.Errorf("%s (REDIS_URL) does not answer: %w", r.who(), err), r.close())
	}
	if err := f.usable(); err != nil {
		return errors.Join(fmt.Errorf("%s (REDIS_URL) cannot be used: %w", r.who(), err), r.close())
	}
	r.learn(f, time.Now())
	s.remote, s.client = r, r.client
	for _, p := range r.promises(f) {
		if p.Missing != "" {
			s.warnings = append(s.warnings, p.Missing)
		}
	}
	return nil
}

func newRemote(a address, mark string) *remote {
	r := &remote{address: a, mark: mark, patience: waitLimit, nodes: map[string]*redis.Client{}}
	switch o := r.options(a.hosts...); a.kind {
	case sentinel:
		r.client = redis.NewFailoverClient(o.Failover())
	case cluster:
		c := o.Cluster()
		// All keys lie in one slot, so there is nothing to spread over the nodes.
		c.DisableRoutingPolicies = true
		client := redis.NewClusterClient(c)
		client.AddHook(once{client})
		r.client = client
	default:
		r.client = redis.NewClient(o.Simple())
	}
	return r
}

// options are those of a client of these hosts.
func (r *remote) options(hosts ...string) *redis.UniversalOptions {
	return &redis.UniversalOptions{
		Addrs: hosts, MasterName: r.master, DB: r.db,
		Username: r.user, Password: r.password,
		SentinelUsername: r.sentinelUser, SentinelPassword: r.sentinelPassword,
		TLSConfig:             r.tls,
		DialTimeout:           dialLimit,
		ContextTimeoutEnabled: true,
		MaxRetries:            -1,
		// A pipeline waits for replicas, so it takes part in the one large pool and not in a small one of its own.
		PipelinePoolSize: -1,
		OnConnect: func(context.Context, *redis.Conn) error {
			r.replicas.doubt()
			return nil
		},
		Protocol: 2, DisableIdentity: true,
		MaintNotificationsConfig: &maintnotifications.Config{Mode: maintnotifications.ModeDisabled},
	}
}

// plain turns off what neither the embedded server nor a plain Redis 7.0 offers.
func plain(o *redis.Options) {
	o.Protocol = 2
	o.DisableIdentity = true
	o.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
}

// who names the servers in an error.
func (r *remote) who() string {
	switch r.kind {
	case sentinel:
		return fmt.Sprintf("the master %q of the sentinels at %s", r.master, r.address)
	case cluster:
		return fmt.Sprintf("the cluster at %s", r.address)
	}
	return fmt.Sprintf("the server at %s", r.address)
}

// home is the client of the server that has the bot's keys, as far as is known.
func (r *remote) home(ctx context.Context) (*redis.Client, error) {
	switch c := r.client.(type) {
	case *redis.ClusterClient:
		return c.MasterForKey(ctx, r.mark)
	case *redis.Client:
		return c, nil
	}
	return nil, fmt.Errorf("there is no client of kind %T", r.client)
}

// redirected is the client of the node that another, from, names in its error; nil when err is no redirection.
// With asking the node serves the slot only to a client that says so: the slot is being moved to it.
func (r *remote) redirected(ctx context.Context, from *redis.Client, err error) (to *redis.Client, asking bool) {
	c, ok := r.client.(*redis.ClusterClient)
	if !ok || err == nil {
		return nil, false
	}
	addr, moved := redis.IsMovedError(err)
	if moved {
		c.ReloadState(ctx)
	} else if addr, asking = redis.IsAskError(err); !asking {
		return nil, false
	}
	if strings.HasPrefix(addr, ":") {
		// A node that does not know its own name gives the port alone, and means the host it was reached at.
		host, _, _ := net.SplitHostPort(from.Options().Addr)
		addr = host + addr
	}
	r.nodesMu.Lock()
	defer r.nodesMu.Unlock()
	if to = r.nodes[addr]; to == nil {
		to = redis.NewClient(r.options(addr).Simple())
		r.nodes[addr] = to
	}
	return to, asking
}

// failed takes note of an error of a call to a node of a cluster: of one that did not answer the client would ask
// only a minute later whether another has taken its place.
func (r *remote) failed(ctx context.Context, err error) {
	if c, ok := r.client.(*redis.ClusterClient); ok {
		once{c}.note(ctx, err)
	}
}

// close closes all clients.
func (r *remote) close() error {
	r.nodesMu.Lock()
	defer r.nodesMu.Unlock()
	err := r.client.Close()
	for _, c := range r.nodes {
		err = errors.Join(err, c.Close())
	}
	clear(r.nodes)
	return err
}

// once keeps the client of a cluster from making a call again whose answer was lost, which it does whatever its
// MaxRetries. It still follows redirections.
type once struct{ client *redis.ClusterClient }

// DialHook leaves dialling as it is.
func (once) DialHook(next redis.DialHook) redis.DialHook { return next }

// ProcessHook makes a call at most once.
func (o once) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		return o.note(ctx, next(ctx, unrepeated{cmd}))
	}
}

// ProcessPipelineHook makes the calls of a pipeline at most once.
func (o once) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		all := make([]redis.Cmder, len(cmds))
		for i, cmd := range cmds {
			all[i] = unrepeated{cmd}
		}
		return o.note(ctx, next(ctx, all))
	}
}

// note has the client ask where the slots are when a call got no answer; it gives the error back.
func (o once) note(ctx context.Context, err error) error {
	if err != nil && !errors.As(err, new(redis.Error)) {
		o.client.ReloadState(ctx)
	}
	return err
}

// unrepeated is a command that the client does not send again.
type unrepeated struct{ redis.Cmder }

// NoRetry keeps the client from it.
func (unrepeated) NoRetry() bool { return true }
