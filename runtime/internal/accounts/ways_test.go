package accounts

import "github.com/hhgen/hhgen/runtime/honeyhive"

// way is a way in which a client keeps operations on disk.
type way struct {
	options func(dir string) []honeyhive.Option
	killed  bool // what was accepted survives the death of the process
	counts  bool // reports count what callers gave, also of earlier lives
	key     bool // what was rejected because of a key or a URL is kept
}

var ways = map[string]way{
	"spool": {options: func(dir string) []honeyhive.Option { return []honeyhive.Option{honeyhive.WithSpool(dir)} }},
}
