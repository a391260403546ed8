package honeyhive

import (
	"errors"
	"fmt"
	"sync"

	"go.opentelemetry.io/otel"
)

// losses are the operations that were given up since New.
type losses struct {
	count  int
	first  *GiveUpError
	latest *GiveUpError // the latest attempt that failed and may be repeated
}

// giveUp reports an operation that will not be delivered, and counts it for
// Shutdown.
func (c *Client) giveUp(o *operation, a answer) {
	e := c.failure(o, a)
	c.mu.Lock()
	c.losses.count++
	if c.losses.first == nil {
		c.losses.first = e
	}
	c.mu.Unlock()
	c.handle(e)
	o.failed()
}

// failure describes an attempt that failed.
func (c *Client) failure(o *operation, a answer) *GiveUpError {
	return &GiveUpError{
		EventID: o.id, Start: o.start != nil, Merged: o.merged, Attempts: o.attempts,
		URL: c.api.Scheme + "://" + c.api.Host, Status: a.status, Answer: a.excerpt, Err: a.err,
	}
}

// failed calls Failed of a session start that was not delivered.
func (o *operation) failed() {
	if o.start != nil && o.start.Failed != nil {
		o.start.Failed()
	}
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
			otel.Handle(err)
			return
		}
		kind := lossKind{e.Start, e.Status}
		mu.Lock()
		reported := known[kind]
		known[kind] = true
		mu.Unlock()
		if !reported {
			otel.Handle(fmt.Errorf("%w; further losses of this kind are only counted: see Stats, and the error of Shutdown", err))
		}
	}
}
