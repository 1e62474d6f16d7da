package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"time"
)

// What is logged is not the command that a client sent but its effects: the writing commands that the
// server ran for it, those of a script one by one. So the log is replayed without any script, and a
// release whose scripts differ reads the log of its predecessor; a script that changes nothing logs
// nothing and waits for no disk.

// effect is one writing command: its name and arguments.
type effect []string

// writes are the commands that may change the embedded store. Each does the same whenever it is run on
// the same state at the same time, and leaves only what a snapshot can hold: no random choice, no id made
// up by the server, no streams, no times to live of hash fields.
var writes = set(`
	APPEND DECR DECRBY DEL EXPIRE EXPIREAT GETDEL GETSET HDEL HINCRBY HMSET HSET HSETNX INCR INCRBY
	LINSERT LMOVE LPOP LPUSH LPUSHX LREM LSET LTRIM MSET MSETNX PERSIST PEXPIRE PEXPIREAT PSETEX RENAME
	RENAMENX RPOP RPOPLPUSH RPUSH RPUSHX SADD SET SETEX SETNX SETRANGE SMOVE SREM UNLINK ZADD ZINCRBY
	ZPOPMAX ZPOPMIN ZREM ZREMRANGEBYLEX ZREMRANGEBYRANK ZREMRANGEBYSCORE`)

// reads are the commands that change nothing by themselves. The writes of a script are logged as they
// are run, so EVAL is among them.
var reads = set(`
	CLIENT COMMAND DBSIZE ECHO EVAL EVALSHA EVALSHA_RO EVAL_RO EXISTS EXPIRETIME GET GETRANGE HEXISTS HGET HELLO HGETALL
	HKEYS HLEN HMGET HSCAN HSTRLEN HVALS INFO KEYS LINDEX LLEN LPOS LRANGE MGET PEXPIRETIME PING PTTL SCAN
	SCARD SCRIPT SDIFF SINTER SISMEMBER SMEMBERS SMISMEMBER SSCAN STRLEN SUNION TIME TTL TYPE WAIT ZCARD
	ZCOUNT ZLEXCOUNT ZMSCORE ZRANGE ZRANGEBYLEX ZRANGEBYSCORE ZRANK ZREVRANGE ZREVRANGEBYSCORE ZREVRANK
	ZSCAN ZSCORE`)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

// A record is the time the commands were run at, in microseconds since 1970, the number of commands, and
// for each the number of its words and each word behind its length. All numbers are varints.
func appendEffects(b []byte, at time.Time, effects []effect) []byte {
	b = binary.AppendVarint(b, at.UnixMicro())
	b = binary.AppendUvarint(b, uint64(len(effects)))
	for _, e := range effects {
		b = binary.AppendUvarint(b, uint64(len(e)))
		for _, word := range e {
			b = binary.AppendUvarint(b, uint64(len(word)))
			b = append(b, word...)
		}
	}
	return b
}

var errRecord = errors.New("the record is not one of this store")

// readEffects reads a record; a command that is not among writes is refused.
func readEffects(b []byte) (at time.Time, effects []effect, err error) {
	micros, n := binary.Varint(b)
	if n <= 0 {
		return time.Time{}, nil, errRecord
	}
	b = b[n:]
	count := func() (int, bool) {
		v, n := binary.Uvarint(b)
		// Whatever is counted takes at least a byte, so no count is above what is left.
		if n <= 0 || v > uint64(len(b)-n) {
			return 0, false
		}
		b = b[n:]
		return int(v), true
	}
	commands, ok := count()
	if !ok {
		return time.Time{}, nil, errRecord
	}
	effects = make([]effect, 0, min(commands, 1024))
	for range commands {
		words, ok := count()
		if !ok || words == 0 {
			return time.Time{}, nil, errRecord
		}
		e := make(effect, 0, min(words, 1024))
		for range words {
			length, ok := count()
			if !ok {
				return time.Time{}, nil, errRecord
			}
			e = append(e, string(b[:length]))
			b = b[length:]
		}
		if !writes[e[0]] {
			return time.Time{}, nil, fmt.Errorf("%w: it has a command %.20q", errRecord, e[0])
		}
		effects = append(effects, e)
	}
	if len(b) > 0 {
		return time.Time{}, nil, errRecord
	}
	return time.UnixMicro(micros).UTC(), effects, nil
}
