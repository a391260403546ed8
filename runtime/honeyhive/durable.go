package honeyhive

import (
	"context"
	"errors"
	"fmt"
	"time"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/internal/store"
)

// durable are the settings of what is kept on disk.
type durable struct {
	option     string // that named the folder; "" for none
	dir        string
	each       bool // operations are stored when they are accepted, not at Shutdown
	sync       bool
	maxWait    time.Duration
	maxBytes   int64
	maxAge     time.Duration
	dropOldest bool
}

// DurableOption configures [WithDurableQueue].
type DurableOption func(*durable)

// The defaults of the options of [WithDurableQueue].
const (
	defaultMaxBytes = 256 << 20
	defaultMaxWait  = 20 * time.Millisecond
	defaultMaxAge   = 24 * time.Hour
)

// WithDurableQueue keeps each operation in a file of the folder dir from when it is
// accepted until HoneyHive has confirmed it, so that it outlives the process. The next
// process with the same key, URL and folder sends what a killed one has left; so do
// other processes that share the folder, within a minute. New makes the folder, with
// mode 0700, if it does not exist.
//
// StartSession and UpdateEvent return when the operation is written: then the process
// may be killed, and nothing is lost. [WithSync] adds that the machine may lose its
// power. Calls at the same time share one write. Nothing is sent before it is on disk
// either, so what a killed process leaves is never older than what it has sent. See
// [WithMaxWait] for a slow disk, for which a request waits no longer than a call.
//
// An operation is given up when it is older than [WithMaxAge], not at the limit of
// [WithRetryLimit], and never before this process has tried it for that time.
func WithDurableQueue(dir string, options ...DurableOption) Option {
	return func(s *settings) {
		s.durable = durable{
			option: "WithDurableQueue", dir: dir, each: true,
			maxBytes: defaultMaxBytes, maxWait: defaultMaxWait, maxAge: defaultMaxAge,
		}
		for _, o := range options {
			if o != nil {
				o(&s.durable)
			}
		}
	}
}

// WithSync makes calls return when the operation is synced to the disk, and not when it
// is only written to the system's cache, which survives the end of the process but not
// a loss of power. Without it, files are synced about once a second.
func WithSync() DurableOption { return func(d *durable) { d.sync = true } }

// WithMaxWait sets how long a call waits for the disk, at most. If the disk is slower,
// the call returns without an error, and the operation is stored as soon as the disk
// allows: [Stats] counts it as Unstored until then. With 0, calls do not wait. The default
// is 20 ms.
func WithMaxWait(d time.Duration) DurableOption { return func(s *durable) { s.maxWait = d } }

// WithMaxBytes bounds the operations on disk, in bytes. The default is 256 MiB. The
// files take up to twice as much. The limits of [WithQueueLimits] hold too.
func WithMaxBytes(n int64) DurableOption { return func(d *durable) { d.maxBytes = n } }

// WithMaxAge sets how old an operation becomes before it is given up. The default is
// 24 h.
func WithMaxAge(age time.Duration) DurableOption { return func(d *durable) { d.maxAge = age } }

// WithDropOldest makes a full queue give up the operations that have waited longest,
// with a [GiveUpError] for each. Without it, a full queue rejects new operations with
// [ErrQueueFull].
func WithDropOldest() DurableOption { return func(d *durable) { d.dropOldest = true } }

// takeInterval is how often a client looks for what processes that have ended left in
// its folder.
const takeInterval = time.Minute

// storeTimeout is how long Shutdown waits for the disk.
const storeTimeout = 5 * time.Second

// openStore opens the folder of what is kept on disk, if an option names one.
func (c *Client) openStore(apiKey string) error {
	d := &c.durable
	if d.option == "" {
		return nil
	}
	s, err := store.Open(store.Config{
		Dir: d.dir, Owner: c.api.String() + "\n" + apiKey, Kind: "updates",
		Sync: d.sync || !d.each, MaxBytes: d.maxBytes, Report: c.handle,
	})
	if err != nil {
		return fmt.Errorf("honeyhive: %s: %w", d.option, err)
	}
	c.store = s
	return nil
}

// keep adds an operation to the store. Without a store, or with one that is written at
// Shutdown, it returns nil. c.mu is held.
func (c *Client) keep(text []byte) (*store.Record, error) {
	if text == nil {
		return nil, nil
	}
	r, err := c.store.Add(text)
	if errors.Is(err, store.ErrFull) {
		err = fmt.Errorf("%w: %w: check that HoneyHive answers, or raise the limit with WithMaxBytes", ErrQueueFull, err)
	}
	return r, err
}

// text encodes an operation for the store; nil if the store does not keep it now.
func (c *Client) text(start *hh.SessionStart, u hh.Update) ([]byte, error) {
	if !c.durable.each {
		return nil, nil
	}
	return encode(start, u)
}

// await waits until a record is on disk, but not longer than a caller may wait.
func (c *Client) await(r *store.Record) {
	if c.durable.maxWait > 0 && !c.store.Wait(r, c.durable.maxWait) {
		c.slowDisk.Do(func() {
			c.handle(fmt.Errorf("honeyhive: WithDurableQueue: the disk of %q takes longer than %v: operations are stored later than the calls return: "+
				"use a faster disk, or let callers wait longer with WithMaxWait", c.durable.dir, c.durable.maxWait))
		})
	}
}

// awaitAll waits until all that the next request of an operation sends is on disk, but not
// longer than a caller may wait. If the process were killed between the answer and the
// write, the next one would send older values of the event from the disk.
func (c *Client) awaitAll(o *operation) {
	if !c.durable.each || c.durable.maxWait <= 0 {
		return
	}
	records := append(o.records(), o.starts...)
	if o.folded != nil && o.folded.update != nil {
		records = append(records, o.folded.update.records()...)
	}
	c.store.Written(records, c.durable.maxWait)
}

// forget removes the records of operations that are done.
func (c *Client) forget(done []*store.Record) {
	if len(done) > 0 {
		c.store.Done(done...)
	}
}

// takeOver adds to the queue what processes that have ended left in the folder, as far
// as it fits, and looks again later.
func (c *Client) takeOver() {
	if c.store == nil {
		return
	}
	left := 0
	err := c.store.Take(func(bytes int64, records int) bool {
		fits := c.fitsAll(bytes, records)
		if !fits {
			left += records
		}
		return fits
	}, c.recovered)
	if err != nil {
		c.handle(fmt.Errorf("honeyhive: operations of earlier processes cannot be read: %w", err))
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.behind = left > 0
	c.schedule()
	if !c.closing {
		c.goroutines++
		c.takeTimer = time.AfterFunc(takeInterval, c.takeAgain)
	}
}

// takeAgain is called by the timer.
func (c *Client) takeAgain() {
	c.takeOver()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.leave()
}

// takeNow takes over at once what did not fit before. c.mu is held.
func (c *Client) takeNow() {
	if c.behind && c.takeTimer.Stop() {
		c.takeTimer.Reset(0)
	}
}

// takeNoMore stops the timer. c.mu is held.
func (c *Client) takeNoMore() {
	if c.takeTimer != nil && c.takeTimer.Stop() {
		c.goroutines--
	}
}

// fitsAll reports whether the queue has room for the records of a process that has
// ended. What one such process had in its queue always fits, and leaves the room of new
// operations as it is.
func (c *Client) fitsAll(bytes int64, records int) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closing {
		return false
	}
	return c.entries == 0 || c.entries+records <= c.queue.limits.entries && int64(c.bytes)+bytes+int64(records*operationBytes) <= int64(c.queue.limits.bytes)
}

// recovered adds an operation of an earlier process to the queue.
func (c *Client) recovered(r *store.Record, text []byte) {
	start, u, err := decode(text)
	if err != nil {
		c.handle(fmt.Errorf("honeyhive: an operation of an earlier process is lost: %w", err))
		c.store.Done(r)
		return
	}
	id := u.EventID
	if start != nil {
		id = start.ID
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stopped {
		return // it stays for the next process
	}
	c.stats.Recovered++
	p := newPart(u, r)
	if last := c.open(id); start == nil && last != nil && last.size+p.size() <= mostMerged {
		c.replace(last, append(last.parts, p), last.size+p.size())
		c.give(last, 0, p.size())
		return
	}
	o := newOperation(id, start, p)
	c.give(o, 1, o.size)
	c.enqueue(o)
}

// storeLeft stores the operations that Shutdown leaves. The error says that the disk
// does not take them.
func (c *Client) storeLeft(left []*operation) error {
	ctx, cancel := context.WithTimeout(context.Background(), storeTimeout)
	defer cancel()
	replaced := map[*store.Record][]*store.Record{}
	for _, o := range left {
		c.storeParts(o, replaced)
	}
	for r, older := range replaced {
		if deadline, _ := ctx.Deadline(); c.store.Wait(r, time.Until(deadline)) {
			c.store.Done(older...)
		}
	}
	return c.store.Close(ctx)
}

// storeParts adds the parts of an operation to the store that it does not have as they
// are now, and notes in replaced which older records they replace. With a durable
// queue, the store has all of them, and later records replace what changed.
func (c *Client) storeParts(o *operation, replaced map[*store.Record][]*store.Record) {
	for i := range o.parts {
		p := &o.parts[i]
		if len(p.records) > 0 && (c.durable.each || !p.changed) {
			continue
		}
		text, err := encode(o.start, p.update)
		if err == nil {
			var r *store.Record
			if r, err = c.store.Add(text); err == nil {
				if len(p.records) > 0 {
					replaced[r] = p.records
				}
				c.mu.Lock() // a call of Flush may look at the operations
				p.records = []*store.Record{r}
				c.mu.Unlock()
			}
		}
		if err != nil {
			c.handle(err)
		}
	}
}

// stored returns how many records of an operation are on disk, how many calls are part
// of another one's record, and how many are lost.
func (c *Client) stored(o *operation) (stored, coalesced, lost int) {
	for _, p := range o.parts {
		kept := c.store != nil && len(p.records) > 0
		for _, r := range p.records {
			kept = kept && c.store.Wait(r, 0)
		}
		if !kept {
			lost += p.calls
			continue
		}
		stored += len(p.records)
		coalesced += p.calls - len(p.records)
	}
	return stored, coalesced, lost
}
