package accounts

import "github.com/hhgen/hhgen/runtime/honeyhive"

// way is a way in which a client keeps operations on disk.
type way struct {
	options func(dir string) []honeyhive.Option
	killed  bool // what was accepted survives the death of the process
	sums    bool // damage of files is found
	counts  bool // reports count what callers gave, also of earlier lives
}

var ways = map[string]way{
	"spool": {options: func(dir string) []honeyhive.Option { return []honeyhive.Option{honeyhive.WithSpool(dir)} }},
}
