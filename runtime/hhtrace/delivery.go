package hhtrace

import (
	"container/heap"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"

	"github.com/hhgen/hhgen/runtime/internal/report"
	"github.com/hhgen/hhgen/runtime/internal/transport"
)

// deliver sends batches in one request.
func (c *courier) deliver(group []*batch) {
	var spans []*tracepb.ResourceSpans
	for _, b := range group {
		more, err := b.decode()
		if err != nil { // the store has checked the data, so there is a bug
			c.lose(group, err)
			return
		}
		spans = append(spans, more...)
	}
	begin := time.Now()
	ctx, r := withReceipt(c.ctx)
	ctx, cancel := context.WithTimeout(ctx, c.otlp.attempt())
	err := c.otlp.client.UploadTraces(ctx, spans)
	cancel()
	a := attempt{group: group, receipt: r, begin: begin, err: err}
	a.told = c.otlp.explain(r, int(a.spans()), err)
	c.settle(a)
}

// attempt is how long one request may take.
func (e *otlp) attempt() time.Duration {
	if e.timeout > 0 {
		return e.timeout
	}
	return time.Minute
}

// attempt is a request for batches, and its outcome.
type attempt struct {
	group   []*batch
	receipt *receipt
	begin   time.Time
	err     error
	told    error // err as it is reported
}

// spans is how many spans were sent.
func (a *attempt) spans() (n int64) {
	for _, b := range a.group {
		n += b.spans
	}
	return n
}

// tooLarge reports whether smaller requests may succeed.
func (a *attempt) tooLarge() bool {
	return a.receipt.tooLarge || a.err != nil && a.receipt.status == 0 &&
		(strings.Contains(a.err.Error(), "request body too large") || strings.Contains(a.err.Error(), "request message too large"))
}

// general reports whether the failure is not about the batches: others would fail as well.
func (a *attempt) general() bool {
	redirect, _ := errors.AsType[*transport.RedirectError](a.err)
	return a.receipt.busy || a.receipt.misdirected || redirect != nil || unreached(a.err)
}

// settle counts the outcome of a request, and decides how its batches go on.
func (c *courier) settle(a attempt) {
	switch r := a.receipt; {
	case r.taken || a.err == nil:
		c.counts.settle(a.spans(), r, a.told)
		c.finish(a)
	case (a.tooLarge() || r.rejected && !r.misdirected) && len(a.group) > 1:
		c.separate(a)
	case a.tooLarge() && a.spans() > 1:
		c.halve(a)
	case a.tooLarge() || r.rejected && !r.misdirected:
		r.rejected = true
		c.counts.settle(a.spans(), r, a.told)
		c.finish(a)
	default:
		c.postpone(a)
	}
}

// finish forgets batches whose outcome is final.
func (c *courier) finish(a attempt) {
	c.mu.Lock()
	for _, b := range a.group {
		c.remove(b)
	}
	c.succeeded()
	c.requestDone()
	c.mu.Unlock()
	if a.told != nil {
		report.Error(a.told)
	}
}

// succeeded notes that the receiver reads requests. c.mu is held.
func (c *courier) succeeded() {
	c.outage.end(time.Now())
	c.failure = nil
}

// requestDone counts a request as done. c.mu is held.
func (c *courier) requestDone() {
	c.inFlight--
	c.schedule()
}

// separate sends batches again, each alone, because one of them may be the reason that
// all were rejected.
func (c *courier) separate(a attempt) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, b := range a.group {
		b.alone = true
		heap.Push(&c.ready, b)
	}
	c.succeeded()
	c.requestDone()
}

// halve replaces a batch by its halves.
func (c *courier) halve(a attempt) {
	b := a.group[0]
	halves, err := b.halves()
	for i := 0; i < len(halves) && err == nil; i++ {
		halves[i].record, err = c.store.Add(halves[i].data)
	}
	if err != nil { // there is no room now
		for _, h := range halves {
			if h != nil && h.record != nil {
				c.store.Done(h.record)
			}
		}
		c.postpone(a)
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.insert(halves[0], b.seq)
	c.insert(halves[1], b.seq)
	c.remove(b)
	c.succeeded()
	c.requestDone()
}

// lose gives up batches that cannot be read.
func (c *courier) lose(group []*batch, err error) {
	a := attempt{group: group, receipt: &receipt{}, err: err}
	a.told = c.otlp.explain(a.receipt, int(a.spans()), err)
	c.counts.settle(a.spans(), a.receipt, a.told)
	c.finish(a)
}

// postpone tries batches again later, except those that are too old.
func (c *courier) postpone(a attempt) {
	now := time.Now()
	var expired int64
	c.mu.Lock()
	if c.ctx.Err() != nil { // the shutdown interrupted the request
		for _, b := range a.group {
			heap.Push(&c.ready, b)
		}
		c.inFlight--
		c.mu.Unlock()
		return
	}
	first := c.outage.failed(a, now)
	c.failure = a.told
	for _, b := range a.group {
		if b.first.IsZero() {
			b.first = a.begin
		}
		b.attempts++
		switch {
		case c.expired(b, now):
			expired += b.spans
			c.remove(b)
		case a.general():
			heap.Push(&c.ready, b) // the outage holds it back
		default:
			b.alone = b.alone || len(a.group) > 1 && c.outage.failures < mostFailures
			b.retryAt = now.Add(backoff(b.attempts))
			heap.Push(&c.retries, b)
		}
	}
	c.requestDone()
	c.endVainFlushes()
	c.mu.Unlock()
	c.tell(a, first, expired)
}

// tell reports a failure, if it is the first of its kind, and what is given up.
func (c *courier) tell(a attempt, first bool, expired int64) {
	if expired > 0 {
		err := fmt.Errorf("hhtrace: %d span(s) were given up, because they are older than %v: %w", expired, c.settings.maxAge, a.told)
		c.counts.lose(&c.counts.failed, &c.counts.lastFailed, expired, err)
		report.Error(err)
	} else if first {
		report.Error(fmt.Errorf("%w; the spans stay in %q and are sent again; further failures of this kind are not reported "+
			"until spans arrive again", a.told, c.settings.dir))
	}
}

// leastTried is for how long a process tries to send spans before it believes the clock
// that they are too old.
const leastTried = 10 * time.Minute

// expired reports whether a batch that failed is to be given up. c.mu is held.
func (c *courier) expired(b *batch, now time.Time) bool {
	tried := max(now.Sub(b.first), now.Sub(c.outage.since))
	return time.Since(b.stored.Round(0)) > c.settings.maxAge && tried >= min(leastTried, c.settings.maxAge)
}
