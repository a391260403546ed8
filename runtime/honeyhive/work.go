package honeyhive

import (
	"time"

	"github.com/cenkalti/backoff/v5"
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

// setTimer has the queue looked at again at a time, and not at the one that was
// set before. c.mu is held.
func (c *Client) setTimer(at time.Time) {
	if c.timer != nil && c.timerAt.Equal(at) {
		return
	}
	c.stopTimer()
	c.timerID++
	id := c.timerID
	c.goroutines++
	c.timerAt = at
	c.timer = time.AfterFunc(time.Until(at), func() { c.wake(id) })
}

// stopTimer stops the timer. c.mu is held.
func (c *Client) stopTimer() {
	if c.timer != nil && c.timer.Stop() {
		c.goroutines--
	}
	c.timer = nil
}

// wake is what the timer calls.
func (c *Client) wake(id int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if id == c.timerID {
		c.timer = nil
	}
	c.schedule()
	c.leave()
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

// again says when an operation that failed is tried again, if it is.
func (c *Client) again(o *operation, a answer, now time.Time) (at time.Time, ok bool) {
	if a.ok() || !a.retry {
		return at, false
	}
	if o.interval == nil {
		o.interval = backoff.NewExponentialBackOff()
		o.interval.InitialInterval, o.interval.MaxInterval = c.backoffFirst, c.backoffMax
	}
	at = now.Add(max(o.interval.NextBackOff(), a.retryAfter))
	return at, at.Sub(o.first) <= c.retryLimit
}

// holdBack keeps all requests back if the answer asks for it, for no longer than
// any request is retried. c.mu is held.
func (c *Client) holdBack(a answer, now time.Time) {
	until := now.Add(min(a.retryAfter, c.retryLimit))
	if a.retryAfter > 0 && until.After(c.hold) {
		c.hold = until
	}
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

// giveUp tells of an operation that will not be delivered.
func (c *Client) giveUp(o *operation, a answer) {
	c.handle(&GiveUpError{
		EventID: o.id, Start: o.start != nil, Attempts: o.attempts,
		Status: a.status, Answer: a.excerpt, Err: a.err,
	})
	o.failed()
}

// failed tells who started a session that it did not begin.
func (o *operation) failed() {
	if o.start != nil && o.start.Failed != nil {
		o.start.Failed()
	}
}
