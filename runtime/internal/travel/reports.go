package travel

import (
	"sync"
	"time"

	"github.com/hhgen/hhgen/runtime/internal/report"
)

// reports passes errors on to otel.Handle. If HoneyHive does not answer, each request
// has the same error, which must not fill the log: an error is passed on once a minute.
type reports struct {
	mu   sync.Mutex
	last map[string]time.Time // of each error's text
}

const (
	pause     = time.Minute
	mostTexts = 64 // that are remembered
)

func (r *reports) handle(err error) {
	if r.due(err.Error(), time.Now()) {
		report.Error(err)
	}
}

// due reports whether an error has not been passed on for a while.
func (r *reports) due(text string, now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if last, ok := r.last[text]; ok && now.Sub(last) < pause {
		return false
	}
	if r.last == nil || len(r.last) >= mostTexts {
		r.last = map[string]time.Time{}
	}
	r.last[text] = now
	return true
}
