package honeyhive

import (
	"fmt"
	"slices"
	"time"

	hh "github.com/hhgen/hhgen/runtime"
)

// queue holds the operations to send, by event; the events that are ready, in the
// order of their turns; and the events that wait for a retry. Client.mu guards it.
type queue struct {
	limits  limits
	events  map[string]*event // those that have operations
	entries int               // operations of all events
	bytes   int               // their sizes
	seq     int               // of the operation that came last

	readyFirst, readyLast *event // linked by event.next
	retries               retries
	retryNows             int             // calls of retryNow
	flushes               map[*flush]bool // those that wait
}

// limits bound what a queue holds.
type limits struct{ entries, bytes int }

// event is an event of HoneyHive that has operations to send. It is either in
// flight, or ready, or among the retries.
type event struct {
	id       string
	ops      []*operation // in order; the first is in flight, if one is
	inFlight bool
	next     *event
	retryAt  time.Time
}

// open is the waiting update into which the next update of an event is merged; nil
// if there is none.
func (q *queue) open(id string) *operation {
	e := q.events[id]
	if e == nil {
		return nil
	}
	last, first := e.ops[len(e.ops)-1], e.ops[0]
	if last.start != nil || e.inFlight && (last == first || first.folded != nil && last == first.folded.update) {
		return nil
	}
	return last
}

// push adds an operation behind those of its event. The error is ErrQueueFull.
func (q *queue) push(o *operation) error {
	if q.entries >= q.limits.entries {
		return fmt.Errorf("%w: %d operations are pending, which is the limit: "+raiseLimits, ErrQueueFull, q.entries)
	}
	if err := q.fits(o.size); err != nil {
		return err
	}
	q.seq++
	o.seq = q.seq
	q.entries++
	q.bytes += o.size
	e := q.events[o.id]
	if e == nil {
		e = &event{id: o.id}
		q.events[o.id] = e
		q.pushReady(e)
	}
	o.event = e
	e.ops = append(e.ops, o)
	return nil
}

// merge adds a later update to one that waits. The error is ErrQueueFull.
func (q *queue) merge(o *operation, later hh.Update) error {
	merged := o.update
	merged.Merge(later)
	if err := q.fits(updateSize(merged) - o.size); err != nil {
		return err
	}
	q.replace(o, merged)
	return nil
}

// replace changes the update of an operation that is not in flight.
func (q *queue) replace(o *operation, u hh.Update) {
	size := updateSize(u)
	q.bytes += size - o.size
	o.update, o.size = u, size
}

// raiseLimits is what to do about a full queue.
const raiseLimits = "check that HoneyHive answers, or raise the limits with WithQueueLimits"

// fits checks that the queue has room for more bytes. The error is ErrQueueFull.
func (q *queue) fits(more int) error {
	if more > 0 && q.bytes+more > q.limits.bytes {
		return fmt.Errorf("%w: %d bytes are pending, and %d more would be over the limit of %d: "+raiseLimits,
			ErrQueueFull, q.bytes, more, q.limits.bytes)
	}
	return nil
}

// absorb merges the update behind the nth operation of an event into that one, if it
// is an update too, and not in flight. It reports whether it did.
func (q *queue) absorb(e *event, n int) bool {
	if len(e.ops) < n+2 || e.ops[n].start != nil || e.ops[n+1].start != nil {
		return false
	}
	o, later := e.ops[n], e.ops[n+1]
	q.out(later)
	merged := o.update
	merged.Merge(later.update)
	q.replace(o, merged)
	o.first = time.Time{} // the new update has the whole time for retries
	o.fresh = o.fresh || later.fresh
	o.merged += later.merged + 1
	// No file holds later: updates of the spool were merged before the first request.
	e.ops = slices.Delete(e.ops, n+1, n+2)
	return true
}

// remove removes an operation that is done from the queue. If its event has more
// operations, the event is ready again, behind the others.
func (q *queue) remove(o *operation) {
	e := o.event
	e.ops = slices.Delete(e.ops, 0, 1)
	e.inFlight = false
	q.out(o)
	if len(e.ops) == 0 {
		delete(q.events, e.id)
		return
	}
	q.pushReady(e)
}

func (q *queue) pushReady(e *event) {
	if q.readyLast == nil {
		q.readyFirst = e
	} else {
		q.readyLast.next = e
	}
	q.readyLast = e
}

// popReady removes and returns the event whose turn it is; nil if none is ready.
func (q *queue) popReady() *event {
	e := q.readyFirst
	if e == nil {
		return nil
	}
	q.readyFirst, e.next = e.next, nil
	if q.readyFirst == nil {
		q.readyLast = nil
	}
	return e
}

// remaining returns all operations of the queue, in the order of their arrival.
func (q *queue) remaining() []*operation {
	ops := make([]*operation, 0, q.entries)
	for _, e := range q.events {
		ops = append(ops, e.ops...)
	}
	slices.SortFunc(ops, func(a, b *operation) int { return a.seq - b.seq })
	return ops
}

// clear empties the queue.
func (q *queue) clear() {
	for f := range q.flushes {
		f.left = 0
	}
	*q = queue{limits: q.limits, events: map[string]*event{}, flushes: q.flushes, retryNows: q.retryNows}
}
