package honeyhive

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// ShutdownTimeout is how long [Client.Shutdown] keeps sending if its context has no
// deadline.
const ShutdownTimeout = 30 * time.Second

var errNoStore = errors.New("there was no time to send them: give Shutdown more time, or use WithDurableQueue or WithSpool to keep them")

// Shutdown makes the client accept nothing more, and sends the pending operations
// until ctx is done, or for [ShutdownTimeout] if ctx has no deadline. It retries
// waiting operations at once. If HoneyHive does not accept the key, and operations are
// kept on disk, it waits no longer. Then it cancels the requests in flight, and stores or
// drops the remaining operations. The error is a [ShutdownError] if any were left, or
// if any operation was given up since [New].
// When Shutdown returns, the client has no goroutines, unless a transport ignores
// the cancellation. A second call returns nil; if the first call is not done, it
// waits for that, or for ctx.
func (c *Client) Shutdown(ctx context.Context) error {
	if !c.close() {
		return c.wait(ctx, func() bool { return c.closed })
	}
	defer func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.closed = true
		c.changed()
	}()
	if _, ok := ctx.Deadline(); !ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, ShutdownTimeout)
		defer cancel()
	}
	cause := c.wait(ctx, func() bool { return c.entries == 0 || c.rejected != nil })
	e := c.leaveBehind(c.stop(), cause)
	if c.closeIdle != nil {
		c.closeIdle()
	}
	if e.Err == nil && e.GivenUp == 0 {
		return nil
	}
	return e
}

// close makes the client accept nothing more, and makes all waiting operations
// ready. It reports whether this is the first call.
func (c *Client) close() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closing {
		return false
	}
	c.closing = true
	c.hold = time.Time{}
	c.tryKey()
	c.retryNow()
	c.schedule()
	return true
}

// stop ends all goroutines, and returns the remaining operations.
func (c *Client) stop() []*operation {
	c.mu.Lock()
	c.stopped = true
	c.stopTimer()
	c.takeNoMore()
	c.mu.Unlock()
	c.cancelRequests()
	ctx, cancel := context.WithTimeout(context.Background(), c.cancelTimeout)
	defer cancel()
	err := c.wait(ctx, func() bool { return c.goroutines == 0 })

	c.mu.Lock()
	defer c.mu.Unlock()
	c.abandoned = err != nil
	return c.remaining()
}

// leaveBehind stores or drops the remaining operations, and returns what was lost since
// New; an empty ShutdownError if nothing was.
func (c *Client) leaveBehind(left []*operation, cause error) *ShutdownError {
	c.mu.Lock()
	losses := c.losses
	if c.rejected != nil {
		cause = c.rejected
	}
	c.mu.Unlock()
	e := &ShutdownError{GivenUp: losses.count, First: losses.first}
	if len(left) > 0 {
		e.Err = cause
	}
	if c.store == nil && len(left) > 0 {
		e.Err = fmt.Errorf("%w; %w", cause, errNoStore)
	} else if c.store != nil {
		if err := c.storeLeft(left); err != nil {
			e.Err = errors.Join(e.Err, err)
		}
	}
	if len(left) > 0 && losses.latest != nil {
		e.Err = fmt.Errorf("%w; the latest attempt that failed: %s", e.Err, losses.latest.reason())
	}
	c.settleLeft(left, e)
	return e
}

// settleLeft counts the remaining operations as stored or dropped.
func (c *Client) settleLeft(left []*operation, e *ShutdownError) {
	merged := 0
	for _, o := range left {
		stored, coalesced, lost := c.stored(o)
		e.Spooled += stored
		merged += coalesced
		e.Dropped += lost
		if stored == 0 {
			o.failed(c.handle)
		}
	}
	if e.Spooled > 0 {
		e.Dir = c.durable.dir
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stats.Spooled += e.Spooled
	c.stats.Coalesced += merged
	c.stats.Dropped += e.Dropped
	c.clear()
	c.changed()
}
