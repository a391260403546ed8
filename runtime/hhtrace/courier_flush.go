package hhtrace

import (
	"container/heap"
	"context"
	"errors"
	"fmt"
	"time"
)

// courierFlush is a call that waits until batches are sent.
type courierFlush struct {
	last     int64 // seq of the batch that came last before the call
	batches  int   // up to that one
	spans    int64 // of these
	deadline time.Time
	ended    chan struct{} // closed when batches is 0, or waiting is in vain
	vain     error         // why no request can succeed before the deadline; nil if one may
}

// await adds a batch to what flushes wait for, or removes it. c.mu is held.
func (c *courier) await(b *batch, n int) {
	for f := range c.flushes {
		if b.seq <= f.last {
			f.batches += n
			f.spans += int64(n) * b.spans
			f.endIf(f.batches == 0)
		}
	}
}

func (f *courierFlush) endIf(over bool) {
	select {
	case <-f.ended:
	default:
		if over {
			close(f.ended)
		}
	}
}

var (
	errAskedToWait = errors.New("the receiver asked to be left alone for longer")
	errBarred      = errors.New("the receiver does not accept the key, or the address is wrong")
)

// flush tries batches that wait for a retry at once, and waits until all batches that
// were added before are sent or given up. It respects a Retry-After. If ctx has no
// deadline, it waits for as long as a shutdown.
func (c *courier) flush(ctx context.Context) error {
	ctx, cancel := withDeadline(ctx)
	defer cancel()
	f := c.beginFlush(ctx)
	select {
	case <-f.ended:
	case <-ctx.Done():
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.flushes, f)
	switch {
	case f.batches == 0:
		return nil
	case f.vain != nil:
		return c.unsent(f, f.vain)
	}
	return c.unsent(f, context.Cause(ctx))
}

// unsent is the error of a call that did not wait long enough. c.mu is held.
func (c *courier) unsent(f *courierFlush, why error) error {
	if c.failure != nil {
		why = fmt.Errorf("%w; the last error: %w", why, c.failure)
	}
	return &StoredError{int(f.spans), c.settings.dir, why}
}

func (c *courier) beginFlush(ctx context.Context) *courierFlush {
	c.mu.Lock()
	defer c.mu.Unlock()
	f := &courierFlush{last: c.seq, batches: c.batches, spans: c.spans, ended: make(chan struct{})}
	f.deadline, _ = ctx.Deadline()
	f.endIf(f.batches == 0)
	c.flushes[f] = true
	if ctx.Err() == nil {
		c.outage.tryNow()
		for c.retries.Len() > 0 {
			heap.Push(&c.ready, heap.Pop(&c.retries))
		}
		c.schedule()
	}
	c.endVainFlushes()
	return f
}

// endVainFlushes ends the calls whose time is over before the next request, and a shutdown
// if the receiver accepts nothing of this process. c.mu is held.
func (c *courier) endVainFlushes() {
	if c.inFlight > 0 {
		return
	}
	for f := range c.flushes {
		switch {
		case c.outage.barred && c.ending:
			f.vain = errBarred
		case c.outage.asked && f.deadline.Before(c.outage.until):
			f.vain = errAskedToWait
		default:
			continue
		}
		f.endIf(true)
	}
}

// StoredError says that a flush or a shutdown left spans in the folder of
// [WithDurableSpans]. They are not lost: after a flush, this process goes on sending
// them, and after a shutdown the next one does.
type StoredError struct {
	Spans int
	Dir   string
	Err   error // why they were not sent
}

// Error says where the spans are, and why.
func (e *StoredError) Error() string {
	return fmt.Sprintf("hhtrace: %d span(s) are not sent yet, and stay in %q: %v", e.Spans, e.Dir, e.Err)
}

// Unwrap returns why the spans were not sent.
func (e *StoredError) Unwrap() error { return e.Err }

// end sends batches until ctx is done, and leaves the rest in the store. The error is a
// [StoredError] if there are any.
func (c *courier) end(ctx context.Context) error {
	c.mu.Lock()
	c.ending = true
	c.mu.Unlock()
	why := c.flush(ctx)
	c.mu.Lock()
	c.ended = true
	for _, t := range []*time.Timer{c.timer, c.taker} {
		if t != nil {
			t.Stop()
		}
	}
	c.mu.Unlock()
	c.cancel()
	c.work.Wait()
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeTimeout)
	defer cancel()
	ofFiles := c.store.Close(limited)
	stored, lost := c.left()
	c.counts.stored.Add(stored)
	c.counts.unwritten.Add(lost)
	if lost == 0 {
		ofFiles = nil // spans that came after all
	}
	if stored == 0 {
		return ofFiles
	}
	if e, ok := errors.AsType[*StoredError](why); ok {
		why = e.Err
	}
	return errors.Join(&StoredError{int(stored), c.settings.dir, why}, ofFiles)
}

// left counts what is left as stored, or as lost.
func (c *courier) left() (stored, lost int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, h := range []*batchHeap{&c.ready, &c.retries} {
		for _, b := range h.list {
			if c.store.Wait(b.record, 0) {
				stored += b.spans
			} else {
				lost += b.spans
			}
		}
		h.list = nil
	}
	c.batches, c.spans, c.bytes = 0, 0, 0
	return stored, lost
}
