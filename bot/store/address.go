package store

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"strconv"
	"strings"
)

// address is what a REDIS_URL says: where the servers are and how to talk to them.
type address struct {
	kind kind
	// hosts are host:port, of the servers or of the sentinels; one when kind is single.
	hosts []string
	// master is the name by which the sentinels know the server.
	master                         string
	user, password                 string
	sentinelUser, sentinelPassword string
	db                             int
	// wait is how many replicas must have a write; unset when the address leaves that to the servers.
	wait int
	// tls is nil for a connection in the clear.
	tls *tls.Config
}

// kind is how the servers behind an address belong together.
type kind string

const (
	single   kind = "single"
	sentinel kind = "sentinel"
	cluster  kind = "cluster"
)

// unset is the number of replicas that an address does not name.
const unset = -1

// waitMost bounds wait: nobody runs more replicas of one server for safety, so a larger number is a slip.
const waitMost = 10

// schemes are the beginnings of an address without the s of TLS, with the port of a host that names none.
var schemes = map[string]struct {
	kind kind
	port string
}{
	"redis":          {single, "6379"},
	"redis-sentinel": {sentinel, "26379"},
	"redis-cluster":  {cluster, "6379"},
}

var (
	errForm = errors.New("is not an address of the form redis://[user:password@]host:port[/number], " +
		"redis-sentinel://[user:password@]host:port,host:port/master-name or redis-cluster://[user:password@]host:port,host:port " +
		"(with TLS rediss://, rediss-sentinel:// and rediss-cluster://; a special character in a password is written as %XX)")
	errOption = errors.New("has an option that is not among db (not on a cluster), wait, " +
		"ca, cert and key (with TLS), sentinel_username and sentinel_password (with sentinels)")
	errDB = errors.New("names a database that is no number; a cluster has only database 0")
)

// CheckURL says what is wrong with an address for Options.URL, as the rest of a sentence that begins with the
// name of the setting; nil when Open would try it. It reads the files of certificates that the address names,
// asks no server, and never repeats a password.
func CheckURL(url string) error {
	_, err := parseAddress(url)
	return err
}

// parseAddress reads an address. Its errors repeat no part of it but the names of files, and no error of
// net/url, which repeats the whole.
func parseAddress(text string) (address, error) {
	scheme, rest, ok := strings.Cut(text, "://")
	base, secure := scheme, false
	if after, found := strings.CutPrefix(scheme, "rediss"); found {
		base, secure = "redis"+after, true
	}
	form, known := schemes[base]
	if !ok || !known {
		return address{}, errForm
	}
	// The hosts are taken out, because to net/url there is but one.
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		end = len(rest)
	}
	who, hosts := "", rest[:end]
	if at := strings.LastIndexByte(hosts, '@'); at >= 0 {
		who, hosts = hosts[:at+1], hosts[at+1:]
	}
	u, err := url.Parse("redis://" + who + "host" + rest[end:])
	if err != nil || u.Fragment != "" {
		return address{}, errForm
	}
	a := address{kind: form.kind, user: u.User.Username(), wait: unset}
	a.password, _ = u.User.Password()
	for host := range strings.SplitSeq(hosts, ",") {
		place, err := hostPort(host, form.port)
		if err != nil {
			return address{}, err
		}
		a.hosts = append(a.hosts, place)
	}
	if a.kind == single && len(a.hosts) > 1 {
		return address{}, errors.New("names several servers: begin it with redis-sentinel:// or redis-cluster://")
	}
	if err := a.readPath(strings.Trim(u.Path, "/")); err != nil {
		return address{}, err
	}
	if err := a.readOptions(u.RawQuery, secure); err != nil {
		return address{}, err
	}
	return a, nil
}

func (a *address) readPath(path string) error {
	switch {
	case a.kind == sentinel && (path == "" || strings.Contains(path, "/")):
		return errors.New("names no master: behind the sentinels belong / and the name by which they know it")
	case a.kind == sentinel:
		a.master = path
	case path != "":
		return a.readDB(path)
	}
	return nil
}

func (a *address) readDB(text string) (err error) {
	if a.db, err = strconv.Atoi(text); err != nil || a.db < 0 || a.db > 0 && a.kind == cluster {
		return errDB
	}
	return nil
}

func (a *address) readOptions(query string, secure bool) error {
	options, err := url.ParseQuery(query)
	if err != nil {
		return errForm
	}
	var ca, cert, key string
	for name, values := range options {
		value := values[len(values)-1]
		var err error
		switch {
		case name == "db" && a.kind != cluster:
			err = a.readDB(value)
		case name == "wait":
			if a.wait, err = strconv.Atoi(value); err != nil || a.wait < 0 || a.wait > waitMost {
				err = fmt.Errorf("has a wait that is not a number from 0 to %d", waitMost)
			}
		case name == "sentinel_username" && a.kind == sentinel:
			a.sentinelUser = value
		case name == "sentinel_password" && a.kind == sentinel:
			a.sentinelPassword = value
		case name == "ca" && secure:
			ca = value
		case name == "cert" && secure:
			cert = value
		case name == "key" && secure:
			key = value
		default:
			err = errOption
		}
		if err != nil {
			return err
		}
	}
	if secure {
		a.tls, err = transport(ca, cert, key)
	}
	return err
}

// hostPort completes host, host:port, [IPv6] or [IPv6]:port. Nothing at all is this machine.
func hostPort(text, port string) (string, error) {
	host := text
	switch {
	case strings.HasPrefix(text, "[") && strings.HasSuffix(text, "]"):
		host = text[1 : len(text)-1]
	case strings.Contains(text, ":"):
		var err error
		var given string
		if host, given, err = net.SplitHostPort(text); err != nil {
			return "", errForm
		}
		port = given
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 || strings.ContainsAny(host, "@%\\ []") {
		return "", errForm
	}
	return net.JoinHostPort(cmp.Or(host, "localhost"), port), nil
}

// transport is how TLS is spoken: the server's certificate is always checked, for the host as it is dialled,
// against the roots in the file ca or the system's; cert and key are shown to a server that asks.
func transport(ca, cert, key string) (*tls.Config, error) {
	c := &tls.Config{MinVersion: tls.VersionTLS12}
	if ca != "" {
		pem, err := os.ReadFile(ca)
		if err != nil {
			return nil, fmt.Errorf("has the option ca: %w", err)
		}
		if c.RootCAs = x509.NewCertPool(); !c.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("has the option ca: %s holds no certificate in PEM", ca)
		}
	}
	if cert == "" && key == "" {
		return c, nil
	}
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		return nil, fmt.Errorf("has the options cert and key: %w", err)
	}
	c.Certificates = []tls.Certificate{pair}
	return c, nil
}

// String names the servers, without user and password.
func (a address) String() string { return strings.Join(a.hosts, ", ") }
