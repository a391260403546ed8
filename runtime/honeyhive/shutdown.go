package honeyhive

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// ShutdownTimeout is how long [Client.Shutdown] goes on sending if its context
// has no deadline.
const ShutdownTimeout = 30 * time.Second

var errNoSpool = errors.New("there was no time to send them, and WithSpool names no folder to keep them in")

// Shutdown stops accepting, and sends what is pending, what waits for a retry at
// once, until ctx is done, or for [ShutdownTimeout] if ctx has no deadline. Then
// it cancels what is in flight, and spools or drops what is left: the error is a
// [ShutdownError] in both cases. When it returns, no goroutine of the client is
// left. Called again, it returns nil, and if the first call is not done it waits
// for that, or for ctx.
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
	cause := c.wait(ctx, func() bool { return c.entries == 0 })
	left := c.stop()
	var err error
	if len(left) > 0 {
		err = c.keep(left, cause)
	}
	c.unlockSpool()
	if c.closeIdle != nil {
		c.closeIdle()
	}
	return err
}

// close stops accepting and lets everything that waits go ahead. It reports
// whether this is the first call.
func (c *Client) close() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closing {
		return false
	}
	c.closing = true
	c.hold = time.Time{}
	for len(c.retries) > 0 {
		c.retriesDue(c.retries[0].retryAt)
	}
	c.schedule()
	return true
}

// stop ends all goroutines, and returns what remains.
func (c *Client) stop() []*operation {
	c.mu.Lock()
	c.stopped = true
	c.stopTimer()
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

// keep spools or drops what remains, and returns the error that says so.
func (c *Client) keep(left []*operation, cause error) error {
	e := &ShutdownError{Err: fmt.Errorf("%w; %w", cause, errNoSpool)}
	if c.spool != nil {
		e.File, e.Err = c.spool.write(left)
		if e.Err != nil {
			e.Err = fmt.Errorf("%w; the spool cannot be written: %w", cause, e.Err)
		} else {
			e.Err = cause
		}
	}
	c.retire(c.settleLeft(left, e))
	return e
}

// settleLeft counts what remained by where it is now, and returns the spool
// files that are done with it.
func (c *Client) settleLeft(left []*operation, e *ShutdownError) []*spoolFile {
	var done []*spoolFile
	for _, o := range left {
		switch {
		case e.File != "" && !o.lost:
			e.Spooled++
			done = append(done, o.release()...)
		case len(o.files) > 0 && !o.fresh:
			e.Spooled++ // it is in the file that it was read from, which stays
		default:
			e.Dropped++
			o.failed()
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stats.Spooled += e.Spooled
	c.stats.Dropped += e.Dropped
	c.clear()
	c.drains++
	c.changed()
	return done
}
