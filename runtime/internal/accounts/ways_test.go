package accounts

import (
	"time"

	"github.com/hhgen/hhgen/runtime/honeyhive"
)

// way is a way in which a client keeps operations on disk.
type way struct {
	options func(dir string, wait time.Duration) honeyhive.Option
	killed  bool // what was accepted survives the death of the process
}

var ways = map[string]way{
	"spool": {options: func(dir string, _ time.Duration) honeyhive.Option { return honeyhive.WithSpool(dir) }},
	"durable": {killed: true, options: func(dir string, wait time.Duration) honeyhive.Option {
		return honeyhive.WithDurableQueue(dir, honeyhive.WithMaxWait(wait))
	}},
	"durable and synced": {killed: true, options: func(dir string, wait time.Duration) honeyhive.Option {
		return honeyhive.WithDurableQueue(dir, honeyhive.WithMaxWait(wait), honeyhive.WithSync())
	}},
}
