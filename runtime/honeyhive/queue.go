package honeyhive

import (
	"container/list"
	"fmt"
	"slices"
	"time"

	"github.com/hhgen/hhgen/runtime/internal/store"
)

// queue holds the operations to send, by event; the events that are ready, in the
// order of their turns; and the events that wait for a retry. Client.mu guards it.
type queue struct {
	limits   limits
	extra    limits            // what operations of earlier processes take beyond the limits
	events   map[string]*event // those that have operations
	arrivals *list.List        // of all operations, in the order of their calls
	entries  int               // operations of all events
	calls    int               // for which they stand
	bytes    int               // their sizes
	seq      int               // of the operation that came last

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

func newQueue(l limits) queue {
	return queue{limits: l, events: map[string]*event{}, arrivals: list.New(), flushes: map[*flush]bool{}}
}

// open is the waiting operation into which the next update of an event is merged; nil
// if there is none.
func (q *queue) open(id string) *operation {
	e := q.events[id]
	if e == nil {
		return nil
	}
	last := e.ops[len(e.ops)-1]
	if last.start != nil || last.closed || e.sends(last) {
		return nil
	}
	return last
}

// sends reports whether an operation of the event is in flight, by itself or folded
// into the start of its session.
func (e *event) sends(o *operation) bool {
	first := e.ops[0]
	return e.inFlight && (o == first || first.folded != nil && o == first.folded.update)
}

// room checks that the limits allow one more operation. The error is ErrQueueFull.
func (q *queue) room(o *operation) error {
	if n := q.entries - q.extra.entries; n >= q.limits.entries {
		return fmt.Errorf("%w: %d operations are pending, which is the limit: "+raiseLimits, ErrQueueFull, n)
	}
	return q.fits(o.size)
}

// push adds an operation behind those of its event.
func (q *queue) push(o *operation) {
	e := q.events[o.id]
	if e == nil {
		e = &event{id: o.id}
		q.events[o.id] = e
		q.pushReady(e)
	}
	q.seq++
	o.seq = q.seq
	o.place = q.arrivals.PushBack(o)
	e.ops = append(e.ops, o)
	q.in(e, o)
}

// in counts an operation that enters the queue.
func (q *queue) in(e *event, o *operation) {
	o.event = e
	q.entries++
	q.calls += o.calls()
	q.bytes += o.size
}

// out counts an operation that leaves the queue.
func (q *queue) out(o *operation) {
	q.arrivals.Remove(o.place)
	q.entries--
	q.calls -= o.calls()
	q.bytes -= o.size
	q.extra.entries -= o.extra.entries
	q.extra.bytes -= o.extra.bytes
	for f := range q.flushes {
		if o.seq <= f.last {
			f.left--
		}
	}
}

// merge adds later calls to an operation that waits. It reports false if the operation
// is large enough without them. The error is ErrQueueFull. The records done need not be
// kept.
func (q *queue) merge(o *operation, later part) (ok bool, done []*store.Record, err error) {
	parts := append(o.parts, later)
	size := o.size + later.size()
	if size > mostMerged || q.fits(later.size()) != nil {
		parts, done = compact(parts)
		size = sizeOf(parts)
		if size > mostMerged {
			o.closed = true
			return false, nil, nil
		}
		if err := q.fits(size - o.size); err != nil {
			return false, nil, err
		}
	}
	q.replace(o, parts, size)
	o.first = time.Time{} // the new update has the whole time for retries
	return true, done, nil
}

// give lets an operation of an earlier process take more than the limits.
func (q *queue) give(o *operation, entries, bytes int) {
	o.extra.entries += entries
	o.extra.bytes += bytes
	q.extra.entries += entries
	q.extra.bytes += bytes
}

// replace changes the parts of an operation that is not in flight.
func (q *queue) replace(o *operation, parts []part, size int) {
	q.calls -= o.calls()
	q.bytes += size - o.size
	o.parts, o.size = parts, size
	q.calls += o.calls()
}

// raiseLimits is what to do about a full queue.
const raiseLimits = "check that HoneyHive answers, or raise the limits with WithQueueLimits"

// fits checks that the queue has room for more bytes. The error is ErrQueueFull.
func (q *queue) fits(more int) error {
	if n := q.bytes - q.extra.bytes; more > 0 && n+more > q.limits.bytes {
		return fmt.Errorf("%w: %d bytes are pending, and %d more would be over the limit of %d: "+raiseLimits,
			ErrQueueFull, n, more, q.limits.bytes)
	}
	return nil
}

// absorb merges the updates behind the nth operation of an event into that one, if it
// has updates too, and if both are small enough. It reports whether it did.
func (q *queue) absorb(e *event, n int) bool {
	if len(e.ops) < n+2 || e.ops[n].start != nil || e.ops[n+1].start != nil {
		return false
	}
	o, later := e.ops[n], e.ops[n+1]
	size := o.size + later.size - operationBytes
	if o.closed || later.closed || size > mostMerged {
		return false
	}
	q.out(later)
	q.replace(o, append(o.parts, later.parts...), size)
	o.starts = append(o.starts, later.starts...)
	o.first = time.Time{} // the new updates have the whole time for retries
	e.ops = slices.Delete(e.ops, n+1, n+2)
	return true
}

// split puts two operations in the place of the first one of an event.
func (q *queue) split(o *operation) {
	e := o.event
	first, second := o.halves()
	for _, half := range []*operation{first, second} {
		half.seq = o.seq
		half.place = q.arrivals.InsertBefore(half, o.place)
		half.attempts = o.attempts
		q.in(e, half)
	}
	for f := range q.flushes {
		if o.seq <= f.last {
			f.left += 2
		}
	}
	q.out(o)
	e.ops = slices.Replace(e.ops, 0, 1, first, second)
	e.inFlight = false
	q.pushReady(e)
}

// remove removes an operation that was in flight and is done. If its event has more
// operations, the event is ready again, behind the others.
func (q *queue) remove(o *operation) {
	o.event.inFlight = false
	q.drop(o)
	if len(o.event.ops) > 0 {
		q.pushReady(o.event)
	}
}

// oldest returns the operation that has waited longest and is not in flight; nil if
// there is none. Without backlog, it passes over those of earlier processes, which take
// no room of the queue.
func (q *queue) oldest(backlog bool) *operation {
	for place := q.arrivals.Front(); place != nil; place = place.Next() {
		o := place.Value.(*operation)
		if !o.event.sends(o) && (backlog || o.extra.entries == 0) {
			return o
		}
	}
	return nil
}

// drop removes an operation that is not in flight.
func (q *queue) drop(o *operation) {
	e := o.event
	e.ops = slices.DeleteFunc(e.ops, func(other *operation) bool { return other == o })
	q.out(o)
	if len(e.ops) == 0 {
		delete(q.events, e.id) // it is skipped where it waits
	}
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
	for {
		e := q.readyFirst
		if e == nil {
			return nil
		}
		q.readyFirst, e.next = e.next, nil
		if q.readyFirst == nil {
			q.readyLast = nil
		}
		if len(e.ops) > 0 { // its operations may have been dropped
			return e
		}
	}
}

// remaining returns all operations of the queue: those of each event in the order in
// which they are to be sent, and the events in the order of their arrival.
func (q *queue) remaining() []*operation {
	ops := make([]*operation, 0, q.entries)
	known := map[*event]bool{}
	for place := q.arrivals.Front(); place != nil; place = place.Next() {
		if e := place.Value.(*operation).event; !known[e] {
			known[e] = true
			ops = append(ops, e.ops...)
		}
	}
	return ops
}

// clear empties the queue.
func (q *queue) clear() {
	for f := range q.flushes {
		f.left = 0
	}
	flushes, retryNows := q.flushes, q.retryNows
	*q = newQueue(q.limits)
	q.flushes, q.retryNows = flushes, retryNows
}
