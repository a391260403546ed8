package honeyhive

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/hhgen/hhgen/runtime/internal/report"
)

// losses are the operations that were given up since New.
type losses struct {
	count  int // of calls
	first  *GiveUpError
	latest *GiveUpError // the latest attempt that failed and may be repeated
}

// giveUp reports an operation that will not be delivered, and counts it for
// Shutdown.
func (c *Client) giveUp(o *operation, a answer) {
	e := c.failure(o, a)
	c.mu.Lock()
	c.losses.count += o.calls()
	if c.losses.first == nil {
		c.losses.first = e
	}
	c.mu.Unlock()
	c.handle(e)
	o.failed(c.handle)
}

// failure describes an attempt that failed.
func (c *Client) failure(o *operation, a answer) *GiveUpError {
	return &GiveUpError{
		EventID: o.id, Start: o.start != nil, Merged: o.calls() - 1, Attempts: o.attempts,
		URL: c.api.Scheme + "://" + c.api.Host, Status: a.status, Answer: a.excerpt, Err: a.err,
	}
}

// failed calls Failed of a session start that was not delivered. A panic of it is
// reported.
func (o *operation) failed(handle func(error)) {
	if o.start == nil || o.start.Failed == nil {
		return
	}
	defer func() {
		if p := recover(); p != nil {
			handle(fmt.Errorf("honeyhive: Failed of the session %q panicked: %v", o.id, p))
		}
	}()
	o.start.Failed()
}

// withoutPanics returns a handler whose panics do not end the process: the first one is
// reported to OpenTelemetry's handler.
func withoutPanics(handle func(error)) func(error) {
	var once sync.Once
	return func(err error) {
		defer func() {
			p := recover()
			if p == nil {
				return
			}
			once.Do(func() {
				report.Error(fmt.Errorf("honeyhive: the error handler panicked: %v: it was to handle: %w", p, err))
			})
		}()
		handle(err)
	}
}

// badKey notes whether HoneyHive accepts the key. c.mu is held.
func (c *Client) badKey(o *operation, a answer) {
	switch {
	case a.ok():
		c.rejected = nil
	case c.keeps(a):
		c.rejected = c.failure(o, a)
		c.changed()
	}
}

// tryKey makes the next request find out whether HoneyHive accepts the key. c.mu is held.
func (c *Client) tryKey() {
	if c.rejected != nil {
		c.rejected, c.hold = nil, time.Time{}
	}
}

// reportKept says once that operations are kept because HoneyHive does not accept the
// key.
func (c *Client) reportKept(o *operation, a answer) {
	if !c.keeps(a) {
		return
	}
	c.keptOnce.Do(func() {
		c.handle(fmt.Errorf("honeyhive: %s: operations are kept in %q meanwhile", c.failure(o, a).reason(), c.durable.dir))
	})
}

// lossKind tells losses apart that have different causes.
type lossKind struct {
	start  bool
	status int
}

// reportFirst returns the default error handler. A GiveUpError passes if it is the
// first of its kind: a wrong key would fill the log otherwise. Other errors pass
// always.
func reportFirst() func(error) {
	var mu sync.Mutex
	known := map[lossKind]bool{}
	return func(err error) {
		e, ok := errors.AsType[*GiveUpError](err)
		if !ok {
			report.Error(err)
			return
		}
		kind := lossKind{e.Start, e.Status}
		mu.Lock()
		reported := known[kind]
		known[kind] = true
		mu.Unlock()
		if !reported {
			report.Error(fmt.Errorf("%w; further losses of this kind are only counted: see Stats, and the error of Shutdown", err))
		}
	}
}
