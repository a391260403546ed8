package honeyhive

import (
	"net/http"
	"slices"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/internal/store"
)

// folded is a start as it is sent, with a part of the updates behind it.
type folded struct {
	start  hh.SessionStart
	update *operation // stays in the queue until the start is delivered; nil for none
	rest   hh.Update  // what the start has no place for
	took   bool       // the start has a part of the updates
}

// fold prepares a start for an attempt: the start takes in what the updates behind it
// set, because HoneyHive may apply an update before it has ingested the start, and may
// then lose the update without an error.
//
// The updates stay in the queue, unchanged, until the start is delivered. If the start
// is given up, they are sent by themselves.
func (q *queue) fold(o *operation) {
	o.folded = &folded{start: *o.start}
	e := o.event
	if o.alone || len(e.ops) < 2 || e.ops[1].start != nil {
		return
	}
	for q.absorb(e, 1) {
	}
	o.folded.update = e.ops[1]
}

// prepare makes what the next request of an operation sends. The worker calls it, since
// it may take longer than others should wait for the client.
func (o *operation) prepare() {
	switch {
	case o.start == nil:
		o.sent = merged(o.parts)
	case o.folded.update != nil:
		u := merged(o.folded.update.parts)
		o.folded.rest = o.folded.start.Merge(u)
		o.folded.took = len(o.folded.rest.Members) < len(u.Members)
	}
}

// unfold leaves of the updates behind a delivered start what the start had no place for.
// If that is nothing, the start stands for them. c.mu is held.
func (c *Client) unfold(o *operation) {
	if o.folded == nil || !o.folded.took {
		return
	}
	update, rest := o.folded.update, o.folded.rest
	if !rest.Empty() {
		p := part{update: rest, calls: update.calls(), records: update.records(), changed: true}
		c.replace(update, []part{p}, sizeOf([]part{p}))
		return
	}
	c.drop(update)
	c.stand(o, update)
}

// startFirst moves a start before the updates with which the queue of its event begins:
// HoneyHive does not know the session before, so the updates would be lost, or retried
// while the start waits behind them. Of keys that both set, the updates lose their older
// values. It reports whether there were both. c.mu is held.
func (c *Client) startFirst(e *event) bool {
	if e.inFlight || len(e.ops) < 2 || e.ops[0].start != nil {
		return false
	}
	n := slices.IndexFunc(e.ops, func(o *operation) bool { return o.start != nil })
	if n < 0 {
		return false
	}
	start := e.ops[n]
	e.ops = slices.Insert(slices.Delete(e.ops, n, n+1), 0, start)
	for _, o := range slices.Clone(e.ops[1 : n+1]) {
		c.olderThan(start, o)
	}
	return true
}

// olderThan removes from updates what the start of their session, which came later,
// sets. If nothing is left, the start stands for them.
func (c *Client) olderThan(start, o *operation) {
	set := map[keyOf]bool{}
	for _, m := range start.start.Members {
		set[keyOf{m.Namespace, m.Key}] = true
	}
	parts, empty := slices.Clone(o.parts), true
	for i := range parts {
		p := &parts[i]
		members := p.update.Members
		p.update.Members = nil
		for _, m := range members {
			if set[keyOf{m.Namespace, m.Key}] {
				p.hidden = append(p.hidden[:len(p.hidden):len(p.hidden)], m)
			} else {
				p.update.Members = append(p.update.Members, m)
			}
		}
		empty = empty && p.update.Empty()
	}
	if !empty {
		c.replace(o, parts, sizeOf(parts))
		return
	}
	c.drop(o)
	c.stand(start, o)
}

// replaced returns the last operation behind a delivered start of which the start has
// newer values; nil if there is none. c.mu is held.
func (c *Client) replaced(start *operation) (older *operation) {
	if start.start == nil {
		return nil
	}
	for _, o := range start.event.ops {
		if o.older() {
			older = o
			for i := range o.parts {
				p := &o.parts[i]
				p.changed = p.changed || len(p.hidden) > 0
				p.hidden = nil
			}
			c.replace(o, o.parts, sizeOf(o.parts))
		}
	}
	return older
}

// keepStart returns which of the records of a delivered operation need not be kept. An
// operation that waits and has older values than they keeps them. c.mu is held.
func (c *Client) keepStart(older *operation, done []*store.Record) []*store.Record {
	if older == nil || !slices.Contains(older.event.ops, older) {
		return done
	}
	older.starts = append(older.starts, done...)
	return nil
}

// restore gives updates back what a start would have replaced that is given up. c.mu is
// held.
func (c *Client) restore(start *operation) {
	if start.start == nil {
		return
	}
	for _, o := range start.event.ops {
		if !o.older() {
			continue
		}
		for i := range o.parts {
			p := &o.parts[i]
			p.update.Members = append(p.hidden[:len(p.hidden):len(p.hidden)], p.update.Members...)
			p.hidden = nil
		}
		c.replace(o, o.parts, sizeOf(o.parts))
	}
}

// stand makes an operation of the queue stand for another one, which has left it.
func (q *queue) stand(o, other *operation) {
	q.calls += other.calls()
	o.take(other)
}

// smaller reports whether a part of an operation may be accepted although HoneyHive
// rejected its body.
func (o *operation) smaller(a answer) bool {
	switch a.status {
	case http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity:
		return !a.unknown && (o.folded != nil && o.folded.took || len(o.parts) > 1)
	}
	return false
}

// trySmaller makes smaller requests of an operation that was rejected. c.mu is held.
func (c *Client) trySmaller(o *operation) {
	if len(o.parts) > 1 {
		c.split(o)
		return
	}
	o.alone = true
	o.event.inFlight = false
	c.pushReady(o.event)
}
