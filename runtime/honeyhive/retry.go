package honeyhive

import (
	"container/heap"
	"slices"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// waits are the intervals between the attempts of an operation.
type waits struct {
	backoff.ExponentialBackOff
	unknown time.Time // of the first answer that the event is unknown, zero before it
}

// beginAnew makes the next interval the first one. w is nil before the first failure.
func (w *waits) beginAnew() {
	if w != nil {
		w.Reset()
	}
}

// again returns the time of the next attempt of an operation. ok is false if there
// is none. The last attempt is at the end of the time for retries, if that comes before
// a Retry-After.
func (c *Client) again(o *operation, a answer, now time.Time) (at time.Time, ok bool) {
	if a.ok() || !a.retry && !c.keeps(a) {
		return at, false
	}
	if o.waits == nil {
		o.waits = &waits{ExponentialBackOff: *backoff.NewExponentialBackOff()}
		o.waits.InitialInterval, o.waits.MaxInterval = c.backoffFirst, c.backoffMax
	}
	end := c.end(o)
	at = now.Add(max(o.waits.NextBackOff(), a.retryAfter))
	if a.unknown && !c.keeps(a) {
		if o.waits.unknown.IsZero() {
			o.waits.unknown = now
		}
		end = o.waits.unknown.Add(c.unknownRetry)
	}
	if now.Before(end) && at.After(end) {
		at = end
	}
	return at, !at.After(end) || c.keeps(a)
}

// end is when an operation is tried for the last time. A clock that jumps does not
// shorten the time for retries.
func (c *Client) end(o *operation) time.Time {
	end := o.first.Add(c.retryLimit)
	if aged := o.time().Add(c.durable.maxAge); c.durable.each && aged.After(end) {
		return aged
	}
	return end
}

// keeps reports whether operations stay, whatever their age, because they are on disk or
// will be, and HoneyHive rejected not them but the key.
func (c *Client) keeps(a answer) bool { return c.store != nil && a.badKey }

// mostHold is the longest time for which one answer holds back all requests.
const mostHold = 2 * time.Minute

// holdBack holds back all requests if the answer asks for it, or if HoneyHive does not
// accept the key. After a while, some requests find out whether HoneyHive takes others,
// even if it asked for more. c.mu is held.
func (c *Client) holdBack(a answer, now time.Time) {
	wait := min(a.retryAfter, mostHold)
	if c.keeps(a) {
		wait = c.backoffMax
	}
	if until := now.Add(wait); wait > 0 && until.After(c.hold) {
		c.hold = until
	}
}

// waitNoMore makes an event ready if it waits for a retry.
func (q *queue) waitNoMore(e *event) {
	if i := slices.Index(q.retries, e); i >= 0 {
		heap.Remove(&q.retries, i)
		q.pushReady(e)
	}
}

// retry makes an event wait until at for its next attempt.
func (q *queue) retry(e *event, at time.Time) {
	e.retryAt = at
	heap.Push(&q.retries, e)
}

// retriesDue makes those events ready whose wait is over.
func (q *queue) retriesDue(now time.Time) {
	for len(q.retries) > 0 && !q.retries[0].retryAt.After(now) {
		q.pushReady(heap.Pop(&q.retries).(*event))
	}
}

// retryNow makes all events ready that wait, and lets those in flight be retried at
// once if they fail: what they need may have come meanwhile. Their intervals begin
// anew.
func (q *queue) retryNow() {
	q.retryNows++
	for len(q.retries) > 0 {
		e := heap.Pop(&q.retries).(*event)
		if len(e.ops) > 0 {
			e.ops[0].waits.beginAnew()
		}
		q.pushReady(e)
	}
}

// retries is a heap of the events that wait, the earliest first.
type retries []*event

func (r retries) Len() int           { return len(r) }
func (r retries) Less(i, j int) bool { return r[i].retryAt.Before(r[j].retryAt) }
func (r retries) Swap(i, j int)      { r[i], r[j] = r[j], r[i] }
func (r *retries) Push(x any)        { *r = append(*r, x.(*event)) }

// Pop removes the last event.
func (r *retries) Pop() any {
	last := len(*r) - 1
	e := (*r)[last]
	(*r)[last] = nil
	*r = (*r)[:last]
	return e
}
