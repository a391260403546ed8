package accounts

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// check finds what does not add up.
func (b *ledger) check(way way) {
	for _, l := range b.lives {
		b.checkOutcome(l)
	}
	missing, dropped := map[string][]*op{}, map[*life]int{}
	for _, o := range b.order {
		switch {
		case o.result == "rejected" && len(o.seen) > 0:
			b.problem(o.event, "%v was rejected when it was called, and sent", o.key)
		case o.kind == "bare" && b.replaced(o):
		case o.result == "kept" && len(o.applied) == 0 && o.life.Full && o.life.ended != nil && o.life.ended.Dropped > 0:
			dropped[o.life]++
		case o.result == "kept" && len(o.applied) == 0 && !o.mayBeLost(way):
			missing[o.event] = append(missing[o.event], o)
		}
		if o.kind == "twofold" && !o.rest && len(o.applied) > 0 && len(b.gaveUp[o.event]) == 0 && !o.mayBeLost(way) && !b.full() {
			b.problem(o.event, "%v is delivered in part only", o.key)
		}
		b.checkRepeats(o, way)
	}
	for event, reports := range b.gaveUp {
		for _, g := range reports {
			if g.status == "401" || g.status == "403" {
				b.problem(event, "%v: an operation was given up because of status %s: the key may be wrong, and the operation right", g.life, g.status)
			}
		}
	}
	for l, n := range dropped {
		if told := b.told(); n > l.ended.Dropped+told {
			b.problem("", "%v: %d operations are lost, Shutdown reported %d, and %d were given up", l, n, l.ended.Dropped, told)
		}
	}
	for event, ops := range missing {
		b.checkMissing(event, ops, way)
	}
	if !b.together {
		b.checkOrder()
		b.checkStarts()
		b.checkState(way)
	}
}

// replaced reports whether a later operation of the lane had its effect.
func (b *ledger) replaced(o *op) bool {
	return o.number < b.newest[lane{o.event, o.lane}]
}

// wasRefused reports whether the server rejected a request that had the operation, or
// a later one that replaced it.
func (b *ledger) wasRefused(o *op) bool {
	return len(o.refused) > 0 || o.kind == "bare" && o.number < b.newestRefused[lane{o.event, o.lane}]
}

// told is how many operations the clients gave up.
func (b *ledger) told() (n int) {
	for _, reports := range b.gaveUp {
		for _, g := range reports {
			n += g.ops
		}
	}
	return n
}

// mayBeLost reports whether an operation was in memory only when its service was
// killed.
func (o *op) mayBeLost(way way) bool {
	return o.life.killed && o.life.ended == nil && (!way.killed || o.life.Full && !o.stored)
}

// checkOutcome checks what a service counted itself.
func (b *ledger) checkOutcome(l *life) {
	o := l.ended
	if o == nil {
		if !l.killed {
			b.problem("", "%v: the service ended by itself: %q", l, l.lines[max(0, len(l.lines)-3):])
		}
		return
	}
	s := o.Stats
	if s.Accepted+s.Recovered != s.Delivered+s.Coalesced+s.Dropped+s.Spooled+s.Pending || s.Pending != 0 {
		b.problem("", "%v: the counts do not add up: %+v", l, s)
	}
	if s.Accepted != o.Kept {
		b.problem("", "%v: %d calls returned nil, and Accepted is %d", l, o.Kept, s.Accepted)
	}
	if o.Dropped > 0 && !l.Full {
		b.problem("", "%v: Shutdown dropped %d operations: %s", l, o.Dropped, o.Err)
	}
}

// checkMissing checks operations of an event that never had an effect: the server
// rejected them, and the client said so.
func (b *ledger) checkMissing(event string, ops []*op, way way) {
	told, reports := 0, len(b.gaveUp[event])
	for _, g := range b.gaveUp[event] {
		told += g.ops
	}
	for _, o := range ops {
		// Without a durable queue, operations are given up at the limit of retries.
		if !b.wasRefused(o) && (way.killed || len(o.seen) == 0 || reports == 0) {
			b.problem(event, "%v was accepted in life %d, is not delivered, and was not rejected by the server", o.key, o.life.Life)
		}
	}
	if reports == 0 {
		b.problem(event, "%d operations of the event are not delivered, and nothing is reported", len(ops))
	}
	if len(ops) > told {
		b.problem(event, "%d operations of the event are not delivered, and %d are reported", len(ops), told)
	}
}

// mostUnmarked is how many of the last requests of a killed service may be repeated
// although it had their answers: it had no time to note them on disk.
const mostUnmarked = 64

// mostInFlight is how many requests a service has in flight.
const mostInFlight = 4

// checkRepeats checks that an operation has its effect twice only if the client could
// not know that it had it before, or could not note it.
func (b *ledger) checkRepeats(o *op, way way) {
	for n := 1; n < len(o.applied); n++ {
		before, again := b.entries[o.applied[n-1]], b.entries[o.applied[n]]
		if before.Life == again.Life && again.Attempt < before.Attempt {
			before, again = again, before // it was late
		}
		unheard := before.Fault.Lost || b.failed[attempt{before.Life, before.Attempt}]
		// A start may have a part of an update, which is done when the rest is delivered,
		// and a start after an update stays on disk as long as the update.
		part := before.Start && o.kind != "start" && before.Life != again.Life
		// What a killed process had in flight may arrive after another one has sent it.
		late := b.lives[again.Life-1].killed && before.Life != again.Life && again.Attempt > b.last[again.Life]-mostInFlight
		if unheard || part || late {
			continue
		}
		l := b.lives[before.Life-1]
		if before.Life == again.Life || before.Attempt < b.last[before.Life]-mostUnmarked && !l.Full && way.killed || !l.killed && !l.Full {
			b.problem(o.event, "%v was delivered by request %d.%d, and again by %d.%d",
				o.key, before.Life, before.Attempt, again.Life, again.Attempt)
		}
	}
}

// checkOrder checks that the operations of a lane and an event first have their
// effect in the order of the calls.
func (b *ledger) checkOrder() {
	last, now := map[lane]*op{}, map[lane]*op{}
	known := map[*op]bool{}
	for _, e := range b.entries {
		if !e.Fault.Applied || e.Wrong != "" {
			continue
		}
		clear(now)
		for _, o := range b.opsOf(&e) {
			l := lane{o.event, o.lane}
			if known[o] || o.kind == "latestart" || o.kind == "bare" || len(o.refused) > 0 {
				continue
			}
			known[o] = true
			if before := last[l]; before != nil && before.number > o.number {
				b.problem(o.event, "%v is delivered after %v, by request %d.%d", o.key, before.key, e.Life, e.Attempt)
			}
			if now[l] == nil || now[l].number < o.number {
				now[l] = o
			}
		}
		maps.Copy(last, now)
	}
}

// checkStarts checks that no update of a session has its effect before its start has.
func (b *ledger) checkStarts() {
	started, seen := map[string]bool{}, map[string]bool{}
	for _, e := range b.entries {
		if !e.Fault.Applied || e.Wrong != "" {
			continue
		}
		start := b.starts[e.Event]
		started[e.Event] = started[e.Event] || e.Start
		if start == nil || start.kind != "start" || started[e.Event] || seen[e.Event] || len(start.refused) > 0 {
			continue
		}
		if start.result == "kept" && !start.life.Full && len(start.applied) > 0 {
			seen[e.Event] = true
			b.problem(e.Event, "request %d.%d updates the session before its start", e.Life, e.Attempt)
		}
	}
}

// place is a member of an event.
type place struct{ event, name string }

// checkState checks that each member that all operations of a lane set ends with the
// value of the last of them. If a process ends that could not note on disk what it
// delivered, older values may come after newer ones.
func (b *ledger) checkState(way way) {
	if b.full() || !way.killed && b.killed() {
		return
	}
	state, last := map[place]int{}, map[place]*op{}
	for _, e := range b.entries {
		if !e.Fault.Applied || e.Wrong != "" {
			continue
		}
		for name, value := range e.Members {
			if strings.HasPrefix(name, "metadata.last") {
				state[place{e.Event, name}], _ = strconv.Atoi(value)
			}
		}
		for _, o := range b.opsOf(&e) {
			at := o.place()
			_, sets := e.Members[fmt.Sprintf("metadata."+ownKey, o.lane, o.number)]
			if (sets || o.kind == "bare") && (last[at] == nil || last[at].number < o.number) {
				last[at] = o
			}
		}
	}
	for at, o := range last {
		// The server may have a part of an operation that it rejected: what its start had
		// room for.
		if state[at] != o.number && !b.wasRefused(o) {
			b.problem(at.event, "%s ends with %d, and the last operation set %d", at.name, state[at], o.number)
		}
	}
}

// killed reports whether a process was killed.
func (b *ledger) killed() bool {
	return slices.ContainsFunc(b.lives, func(l *life) bool { return l.killed })
}

// full reports whether the disk was full at times.
func (b *ledger) full() bool {
	return slices.ContainsFunc(b.lives, func(l *life) bool { return l.Full })
}

// place is the member that all operations of a lane set.
func (o *op) place() place { return place{o.event, fmt.Sprintf("metadata."+lastKey, o.lane)} }

// history returns all that is known of an event.
func (b *ledger) history(event string) string {
	var s strings.Builder
	for _, l := range b.lives {
		fmt.Fprintln(&s, l)
		for _, line := range l.lines {
			if strings.Contains(line, event) {
				fmt.Fprintln(&s, "\t"+line)
			}
		}
		for n := range b.entries {
			if e := &b.entries[n]; e.Event == event && e.Life == l.Life {
				fmt.Fprintf(&s, "\trequest %d.%d, start: %t, fault %q, unheard: %t: %s\n", e.Life, e.Attempt, e.Start, e.Fault.Name,
					e.Fault.Lost || b.failed[attempt{e.Life, e.Attempt}], strings.Join(slices.Sorted(maps.Keys(e.Members)), " "))
			}
		}
	}
	return s.String()
}
