package honeyhive

import (
	"context"
	"fmt"
)

// Flush sends what is pending: it tries operations that wait for a retry at once,
// and waits until all operations that were accepted before the call are delivered or
// given up. It respects a Retry-After. The error wraps the error of ctx, or says that
// HoneyHive does not accept the key, and says how many of these operations are still
// pending; they stay in the queue. The error
// handler and Failed must not call Flush, because they run before their operation is
// done.
func (c *Client) Flush(ctx context.Context) error {
	c.mu.Lock()
	f := c.beginFlush()
	c.tryKey()
	c.retryNow()
	c.schedule()
	c.mu.Unlock()

	err := c.wait(ctx, func() bool { return f.left == 0 || c.rejected != nil })

	c.mu.Lock()
	defer c.mu.Unlock()
	c.endFlush(f)
	if err == nil && f.left > 0 {
		err = c.rejected
	}
	if err != nil {
		return fmt.Errorf("honeyhive: %d operation(s) are still pending: %w", c.callsUpTo(f.last), err)
	}
	return nil
}

// callsUpTo is how many calls the operations stand for that came up to the one with the
// number last.
func (q *queue) callsUpTo(last int) (n int) {
	for _, o := range q.remaining() {
		if o.seq <= last {
			n += o.calls()
		}
	}
	return n
}

// flush is a call of Flush that waits. Later operations do not concern it, so it ends
// even if the queue never becomes empty.
type flush struct {
	last int // seq of the operation that came last before the call
	left int // operations up to that one which are in the queue
}

// beginFlush begins to count which of the queue's operations are done.
func (q *queue) beginFlush() *flush {
	f := &flush{last: q.seq, left: q.entries}
	q.flushes[f] = true
	return f
}

func (q *queue) endFlush(f *flush) { delete(q.flushes, f) }

// wait waits until done returns true, or returns the error of ctx. It calls done
// with c.mu held.
func (c *Client) wait(ctx context.Context, done func() bool) error {
	for {
		c.mu.Lock()
		ok, changed := done(), c.signal
		c.mu.Unlock()
		if ok {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// changed wakes the callers of wait. c.mu is held.
func (c *Client) changed() {
	close(c.signal)
	c.signal = make(chan struct{})
}
