package honeyhive

import (
	"time"

	"github.com/hhgen/hhgen/runtime/internal/store"
)

// schedule starts workers for events that are ready, and sets the timer for events
// that wait. c.mu is held.
func (c *Client) schedule() {
	if c.stopped {
		return
	}
	now := time.Now()
	c.retriesDue(now)
	if now.Before(c.hold) {
		if c.entries > 0 {
			c.setTimer(c.hold)
		}
		return
	}
	for c.workers < c.concurrency {
		o := c.take(now)
		if o == nil {
			break
		}
		c.workers++
		c.goroutines++
		go c.work(o)
	}
	if len(c.retries) > 0 {
		c.setTimer(c.retries[0].retryAt)
	}
}

// take marks the operation whose turn it is as in flight, and returns it. It returns
// nil if there is none, or while all requests are held back. c.mu is held.
func (c *Client) take(now time.Time) *operation {
	if c.stopped || now.Before(c.hold) {
		return nil
	}
	e := c.popReady()
	if e == nil {
		return nil
	}
	e.inFlight = true
	o := e.ops[0]
	o.attempts++
	o.after = c.retryNows
	if o.first.IsZero() {
		o.first = now
	}
	if o.start != nil {
		c.fold(o)
	}
	return o
}

// leave counts a goroutine that ends. c.mu is held.
func (c *Client) leave() {
	c.goroutines--
	if c.goroutines == 0 {
		c.changed()
	}
}

// work sends an operation, and then further ones until none is ready.
func (c *Client) work(o *operation) {
	for o != nil {
		o.prepare()
		c.awaitAll(o)
		o = c.settle(o, c.send(o))
	}
}

// settle records the result of an attempt, and returns the next operation for the
// worker; nil if the worker ends.
func (c *Client) settle(o *operation, a answer) *operation {
	now := time.Now()
	retryAt, again := c.again(o, a, now)
	smaller := !a.ok() && !again && o.smaller(a)
	cancelled := a.retry && c.requests.Err() != nil
	stays := cancelled || !again && a.retry && c.store != nil && c.leaving()
	c.reportKept(o, a)
	if !a.ok() && !again && !smaller && !stays {
		// Report before the operation is done: Flush and Shutdown return only after
		// all reports.
		c.giveUp(o, a)
	}

	c.mu.Lock()
	var done []*store.Record
	switch {
	case c.stopped && c.abandoned:
		// Shutdown did not wait for this answer, and has counted o already.
	case a.ok():
		older := c.replaced(o)
		c.unfold(o)
		c.stats.Delivered++
		c.stats.Coalesced += o.calls() - 1
		done = c.keepStart(older, c.finish(o))
	case stays:
		o.event.inFlight = false // Shutdown keeps or drops it
	case smaller:
		c.trySmaller(o)
	case again:
		c.losses.latest = c.failure(o, a)
		c.repeat(o, retryAt, now)
	default:
		c.restore(o)
		c.stats.Dropped += o.calls()
		done = c.finish(o)
	}
	c.holdBack(a, now)
	c.badKey(o, a)
	c.mu.Unlock()

	c.forget(done)
	return c.following()
}

// leaving reports whether Shutdown was called.
func (c *Client) leaving() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.closing
}

// repeat makes the event of an operation that failed wait until at, or less if what the
// operation needs may be there already. c.mu is held.
func (c *Client) repeat(o *operation, at, now time.Time) {
	e := o.event
	e.inFlight = false
	if o.after != c.retryNows {
		at = now
		o.waits.beginAnew()
	}
	c.absorb(e, 0)
	if c.startFirst(e) {
		at = now
	}
	c.retry(e, at)
}

// following returns the next operation for a worker, or ends the worker.
func (c *Client) following() *operation {
	c.mu.Lock()
	defer c.mu.Unlock()
	next := c.take(time.Now())
	if next == nil {
		c.workers--
		c.leave()
	}
	c.schedule()
	return next
}

// finish removes an operation that is done from the queue, and returns the records that
// need not be kept. c.mu is held.
func (c *Client) finish(o *operation) []*store.Record {
	c.remove(o)
	if c.entries == 0 {
		c.takeNow()
	}
	if c.entries == 0 || len(c.flushes) > 0 {
		c.changed()
	}
	return append(o.records(), o.starts...)
}
