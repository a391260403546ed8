package honeyhive

import (
	"time"
)

// schedule starts workers for what is ready, and sets the timer for what waits.
// c.mu is held.
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

// take marks the operation whose turn it is as in flight, and returns it: nil if
// there is none, or while the server wants no requests. c.mu is held.
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
	if o.first.IsZero() {
		o.first = now
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

// work sends an operation, and then what is ready, until nothing is.
func (c *Client) work(o *operation) {
	for o != nil {
		o = c.settle(o, c.send(o))
	}
}

// settle records what became of an attempt, and returns what the worker sends
// next: nil if it ends.
func (c *Client) settle(o *operation, a answer) *operation {
	now := time.Now()
	retryAt, again := c.again(o, a, now)
	cancelled := a.retry && c.requests.Err() != nil
	if !a.ok() && !again && !cancelled {
		// Before the operation is done, so that all is reported when Flush or
		// Shutdown return.
		c.giveUp(o, a)
	}

	c.mu.Lock()
	var done []*spoolFile
	switch {
	case c.stopped && c.abandoned:
		// Shutdown did not wait for this answer, and has counted o already.
	case a.ok():
		done = c.finish(o, &c.stats.Delivered)
	case cancelled:
		o.event.inFlight = false // it is among what remains
	case again:
		if c.absorb(o) {
			c.stats.Coalesced++
		}
		c.retry(o.event, retryAt)
	default:
		done = c.finish(o, &c.stats.Dropped)
	}
	c.holdBack(a, now)
	c.mu.Unlock()

	c.retire(done)
	return c.following()
}

// following is what a worker sends next.
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

// finish takes an operation that is done out of the queue, counts it, and
// returns the spool files that are done with it. c.mu is held.
func (c *Client) finish(o *operation, count *int) []*spoolFile {
	c.remove(o)
	*count++
	if c.entries == 0 {
		c.drains++
		c.changed()
	}
	return o.release()
}
