package hhtrace

import (
	"container/heap"
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/hhgen/hhgen/runtime/internal/report"
	"github.com/hhgen/hhgen/runtime/internal/store"
)

// courier sends the batches that a store keeps, the oldest first, until each is taken,
// rejected or too old. Goroutines exist only while requests are in flight.
type courier struct {
	store    *store.Store
	otlp     *otlp
	counts   *counts
	settings durable
	group    int64 // the most spans of several batches that are sent together

	ctx    context.Context // of the requests
	cancel context.CancelFunc
	work   sync.WaitGroup // requests, and looking for what others left

	mu       sync.Mutex
	ready    batchHeap // by age
	retries  batchHeap // by retryAt
	seq      int64     // of the batch that came last
	batches  int       // ready, retrying, or being sent
	spans    int64     // of these
	bytes    int64     // of these
	inFlight int       // requests
	outage   outage
	failure  error // of the latest request, if that failed
	timer    *time.Timer
	flushes  map[*courierFlush]bool
	taker    *time.Timer
	behind   bool // what others left did not fit
	ending   bool // a shutdown has begun
	ended    bool
}

const (
	mostInFlight = 4       // requests
	mostTogether = 1 << 20 // bytes of several batches that are sent together
	takeInterval = time.Minute
)

func newCourier(s *store.Store, to *otlp, counts *counts, settings durable) *courier {
	c := &courier{store: s, otlp: to, counts: counts, settings: settings, group: batchSize(), flushes: map[*courierFlush]bool{}}
	c.ready.less = func(a, b *batch) bool { return a.seq < b.seq }
	c.retries.less = func(a, b *batch) bool { return a.retryAt.Before(b.retryAt) }
	c.ctx, c.cancel = context.WithCancel(context.Background())
	return c
}

// add accepts a batch that the store has.
func (c *courier) add(b *batch) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seq++
	c.insert(b, c.seq)
	c.schedule()
}

// insert makes a batch ready. c.mu is held.
func (c *courier) insert(b *batch, seq int64) {
	b.seq = seq
	c.batches++
	c.spans += b.spans
	c.bytes += int64(len(b.data))
	c.await(b, +1)
	heap.Push(&c.ready, b)
}

// remove forgets a batch that is in no heap, and is done. c.mu is held.
func (c *courier) remove(b *batch) {
	c.batches--
	c.spans -= b.spans
	c.bytes -= int64(len(b.data))
	c.await(b, -1)
	c.store.Done(b.record)
	if c.behind && c.bytes <= c.settings.maxBytes/2 && !c.ended {
		c.behind = false
		c.taker.Reset(0)
	}
}

// pending is how many spans wait to be sent.
func (c *courier) pending() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return int(c.spans)
}

// schedule begins the requests whose time has come, and sets the timer for the others.
// c.mu is held.
func (c *courier) schedule() {
	if c.ended {
		return
	}
	now := time.Now()
	for c.retries.Len() > 0 && !c.retries.list[0].retryAt.After(now) {
		heap.Push(&c.ready, heap.Pop(&c.retries))
	}
	for c.ready.Len() > 0 && c.inFlight < c.outage.mostInFlight() && !now.Before(c.outage.until) {
		group := c.next()
		c.inFlight++
		c.work.Go(func() { c.deliver(group) })
	}
	var next time.Time
	if c.retries.Len() > 0 {
		next = c.retries.list[0].retryAt
	}
	if c.ready.Len() > 0 && now.Before(c.outage.until) && (next.IsZero() || c.outage.until.Before(next)) {
		next = c.outage.until
	}
	c.wakeAt(now, next)
}

// wakeAt sets the timer; a zero time stops it. c.mu is held.
func (c *courier) wakeAt(now, next time.Time) {
	switch {
	case next.IsZero() && c.timer != nil:
		c.timer.Stop()
	case next.IsZero():
	case c.timer == nil:
		c.timer = time.AfterFunc(next.Sub(now), func() {
			c.mu.Lock()
			defer c.mu.Unlock()
			c.schedule()
		})
	default:
		c.timer.Reset(next.Sub(now))
	}
}

// next returns the oldest batch that is ready, with others that fit into the same
// request. c.mu is held.
func (c *courier) next() []*batch {
	first := heap.Pop(&c.ready).(*batch)
	group, spans, bytes := []*batch{first}, first.spans, len(first.data)
	for c.ready.Len() > 0 && !first.alone {
		b := c.ready.list[0]
		spans, bytes = spans+b.spans, bytes+len(b.data)
		if b.alone || spans > c.group || bytes > mostTogether {
			break
		}
		group = append(group, heap.Pop(&c.ready).(*batch))
	}
	return group
}

// take takes over what ended processes left, as far as it fits, and looks again later.
func (c *courier) take() {
	err := c.store.Take(c.fits, c.recovered)
	if err != nil {
		report.Error(fmt.Errorf("hhtrace: WithDurableSpans: spans of earlier processes cannot be read: %w", err))
	}
	left := c.store.Stats().Left
	c.mu.Lock()
	defer c.mu.Unlock()
	c.behind = left > 0
	switch {
	case c.ended:
	case c.taker == nil:
		c.taker = time.AfterFunc(takeInterval, c.takeAgain)
	default:
		c.taker.Reset(takeInterval)
	}
}

// takeAgain is called by the timer.
func (c *courier) takeAgain() {
	c.mu.Lock()
	if c.ended {
		c.mu.Unlock()
		return
	}
	c.work.Add(1)
	c.mu.Unlock()
	defer c.work.Done()
	c.take()
}

// fits reports whether there is room for what a process left. That may fill the memory
// of this one.
func (c *courier) fits(bytes int64, _ int) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.ended && (c.batches == 0 || c.bytes+bytes <= c.settings.maxBytes)
}

// recovered accepts a batch of an ended process.
func (c *courier) recovered(r *store.Record, data []byte) {
	b, err := readBatch(r, data)
	if err != nil {
		report.Error(fmt.Errorf("hhtrace: WithDurableSpans: spans in %q are left alone, because %w: "+
			"a newer version sends them; or remove the folder", c.settings.dir, err))
		return
	}
	c.counts.recovered.Add(b.spans)
	c.add(b)
}

// dropOldest drops the batch that has waited longest and is not being sent. It reports
// whether there was one.
func (c *courier) dropOldest() bool {
	c.mu.Lock()
	var oldest *batch
	for _, h := range []*batchHeap{&c.ready, &c.retries} {
		for _, b := range h.list {
			if oldest == nil || b.seq < oldest.seq {
				oldest = b
			}
		}
	}
	if oldest == nil {
		c.mu.Unlock()
		return false
	}
	heap.Remove(oldest.in, oldest.index)
	c.remove(oldest)
	c.mu.Unlock()
	c.counts.dropUnstored(oldest.spans, c.settings.maxBytes)
	return true
}
