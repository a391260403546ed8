package honeyhive

import (
	"time"

	hh "github.com/hhgen/hhgen/runtime"
)

// operation is one request to make. It does not change while it is in flight, so a
// worker reads it without holding Client.mu.
type operation struct {
	id     string
	start  *hh.SessionStart // nil for an update
	update hh.Update
	size   int
	seq    int
	event  *event

	folded *folded // of a start that was tried; nil otherwise

	merged   int // later updates that were merged into it
	attempts int
	first    time.Time // of the first attempt, zero before it
	after    int       // queue.retryNows when the latest attempt began
	waits    *waits    // nil before the first failure

	alone bool         // nothing is to be folded into the start
	fresh bool         // no file of the spool holds all of it
	files []*spoolFile // hold a part of it
	lost  bool         // it could not be written to the spool
}

// time is the time of the call.
func (o *operation) time() time.Time {
	if o.start != nil {
		return o.start.Time
	}
	return o.update.Time
}

// operationBytes is the memory of an operation that the sizes of package hh do not count:
// the operation, its event, its state of retries, and the overhead of the
// allocator. TestMemoryBound checks that it is enough.
const operationBytes = 1 << 10

// updateSize is the size of an update in the queue, in bytes.
func updateSize(u hh.Update) int { return u.Size() + operationBytes }

// startSize is the size of a session start in the queue, in bytes.
func startSize(s hh.SessionStart) int { return s.Size() + operationBytes }
