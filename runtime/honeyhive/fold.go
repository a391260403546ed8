package honeyhive

import (
	"net/http"
	"slices"

	hh "github.com/hhgen/hhgen/runtime"
)

// folded is a start as it is sent, with a part of the update behind it.
type folded struct {
	start  hh.SessionStart
	update *operation // stays in the queue until the start is delivered; nil for none
	rest   hh.Update  // what the start has no place for
}

// fold prepares a start for an attempt: the start takes in what the update behind it
// sets, because HoneyHive may apply an update before it has ingested the start, and may
// then lose the update without an error.
//
// The update stays in the queue, unchanged, until the start is delivered. If the start
// is given up, the update is sent by itself. fold returns how many updates were merged
// into the update behind the start.
func (q *queue) fold(o *operation) (merged int) {
	o.folded = &folded{start: *o.start}
	e := o.event
	if o.alone || len(e.ops) < 2 || e.ops[1].start != nil {
		return 0
	}
	for q.absorb(e, 1) {
		merged++
	}
	update := e.ops[1]
	rest := o.folded.start.Merge(update.update)
	if len(rest.Members) < len(update.update.Members) {
		o.folded.update, o.folded.rest = update, rest
	}
	return merged
}

// unfold leaves of the update behind a delivered start what the start had no place for.
// If that is nothing, the update is coalesced, and unfold returns the spool files that
// are done now. c.mu is held.
func (c *Client) unfold(o *operation) []*spoolFile {
	if o.folded == nil || o.folded.update == nil {
		return nil
	}
	update, rest := o.folded.update, o.folded.rest
	if !rest.Empty() {
		c.replace(update, rest)
		return nil
	}
	o.event.ops = slices.Delete(o.event.ops, 1, 2)
	c.out(update)
	c.stats.Coalesced++
	return update.release()
}

// startFirst moves a start before the update with which the queue of its event begins:
// HoneyHive does not know the session before, so the update would be lost, or retried
// while the start waits behind it. Of keys that both set, the update loses its older
// value. It reports whether there were both. c.mu is held.
func (c *Client) startFirst(e *event) bool {
	if e.inFlight || len(e.ops) < 2 || e.ops[0].start != nil || e.ops[1].start == nil {
		return false
	}
	update, start := e.ops[0], e.ops[1]
	e.ops[0], e.ops[1] = start, update
	u := update.update
	u.Members = slices.DeleteFunc(slices.Clone(u.Members), func(m hh.Member) bool {
		return slices.ContainsFunc(start.start.Members, func(s hh.Member) bool { return s.Namespace == m.Namespace && s.Key == m.Key })
	})
	if !u.Empty() {
		c.replace(update, u)
		return true
	}
	e.ops = slices.Delete(e.ops, 1, 2)
	c.out(update)
	c.stats.Coalesced++
	for _, f := range update.files {
		start.add(f)
	}
	update.release() // no file is done: the start has them all
	return true
}

// rejectedBody reports whether HoneyHive rejected the body of a start that may be right
// without the update in it.
func rejectedBody(o *operation, a answer) bool {
	switch a.status {
	case http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity:
		return o.folded != nil && o.folded.update != nil
	}
	return false
}
