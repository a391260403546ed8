package honeyhive

import (
	"container/list"
	"slices"
	"time"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/internal/store"
)

// operation is one request to make: the start of a session, or updates of an event. It
// does not change while it is in flight, so a worker reads it without holding
// Client.mu.
type operation struct {
	id    string
	start *hh.SessionStart // nil for updates
	parts []part           // in the order of the calls; a start has one
	size  int              // of its parts, in bytes of memory
	extra limits           // of it, for what an earlier process left
	seq   int              // in the order of the queue
	event *event
	place *list.Element // in queue.arrivals
	only  [1]part       // the memory of parts, as long as there is one

	// starts are the records of a start that came after the updates, and was delivered
	// before them. They are kept as long as those of the updates: without them, the next
	// process would send the older values of the updates.
	starts []*store.Record

	sent   hh.Update // the updates as the latest attempt sent them
	folded *folded   // of a start that was tried; nil otherwise

	attempts int
	first    time.Time // of the first attempt, zero before it
	after    int       // queue.retryNows when the latest attempt began
	waits    *waits    // nil before the first failure

	alone  bool // nothing is to be folded into the start
	closed bool // no more updates are to be merged into it: it is large, or was split
}

// part is what a call gave. If later updates of the same operation replaced all of an
// earlier one, the part stands for both calls.
type part struct {
	update  hh.Update       // zero for a start
	calls   int             // for which it stands
	records []*store.Record // that keep it on disk
	hidden  []hh.Member     // that the start of the session replaces, unless it is given up
	changed bool            // a delivered start has made it less than the records have
}

// newOperation returns the operation of one call: the start of a session, or an update.
func newOperation(id string, start *hh.SessionStart, p part) *operation {
	o := &operation{id: id, start: start, only: [1]part{p}}
	o.parts = o.only[:]
	o.size = sizeOf(o.parts)
	if start != nil {
		o.size += start.Size()
	}
	return o
}

// newPart returns the part of one call.
func newPart(u hh.Update, r *store.Record) part {
	p := part{update: u, calls: 1}
	if r != nil {
		p.records = []*store.Record{r}
	}
	return p
}

// time is the time of the latest call.
func (o *operation) time() time.Time {
	if o.start != nil {
		return o.start.Time
	}
	return o.parts[len(o.parts)-1].update.Time
}

// calls is how many calls the operation stands for.
func (o *operation) calls() (n int) {
	for _, p := range o.parts {
		n += p.calls
	}
	return n
}

// records are the records that keep the operation on disk.
func (o *operation) records() (all []*store.Record) {
	for _, p := range o.parts {
		all = append(all, p.records...)
	}
	return all
}

// older reports whether the start of the session replaces members of the updates.
func (o *operation) older() bool {
	return slices.ContainsFunc(o.parts, func(p part) bool { return len(p.hidden) > 0 })
}

// take makes o stand for the calls of another operation too, whose content it has.
func (o *operation) take(other *operation) {
	p := &o.parts[len(o.parts)-1]
	p.calls += other.calls()
	p.records = append(p.records, other.records()...)
	o.starts = append(o.starts, other.starts...)
}

// operationBytes is the memory of an operation that the sizes of package hh do not count:
// the operation, its event, its state of retries, and the overhead of the
// allocator. partBytes is that of a further part. TestMemoryBound checks that they are
// enough.
const (
	operationBytes = 1 << 10
	partBytes      = 1 << 8
)

// size is the memory of a part, in bytes.
func (p part) size() int {
	n := p.update.Size() + partBytes
	if len(p.hidden) > 0 {
		n += hh.Update{Members: p.hidden}.Size()
	}
	return n
}
