package record

import (
	"reflect"
	"runtime"
	"slices"
	"sync"
	"time"
)

// turns lets the calls for one event take turns, so a call remembers its fields and
// gives them to the session client in one step: of two calls at once, the later one is
// the later one for spans of this process and for HoneyHive. Calls for other events do
// not wait.
type turns struct {
	mu    sync.Mutex
	taken map[string][]chan struct{} // by event: the calls that wait, in their order
}

// longestWait is how long a call waits for its turn. A session client that keeps a call
// for longer breaks its contract: that costs the order of the calls, not their time.
const longestWait = time.Second

// inTurn calls do in the turn of an event, and then wait. Without a turn, it calls do all
// the same.
func (t *turns) inTurn(event string, do func() (wait func(), err error)) error {
	wait, err := t.hold(event, do)
	if wait != nil {
		wait()
	}
	return err
}

func (t *turns) hold(event string, do func() (wait func(), err error)) (wait func(), err error) {
	if t.take(event) {
		defer t.pass(event)
	}
	return do()
}

// take waits for the turn of an event, and reports whether the caller has it. A method
// of a session client does not get it: the call that it is part of may have it.
func (t *turns) take(event string) bool {
	if t.enter(event, nil) {
		return true
	}
	if insideClient() {
		return false
	}
	mine := make(chan struct{})
	if t.enter(event, mine) {
		return true
	}
	timer := time.NewTimer(longestWait)
	defer timer.Stop()
	select {
	case <-mine:
		return true
	case <-timer.C:
		return !t.leave(event, mine)
	}
}

// enter takes the turn of an event if it is free. If not, wait gets the turn later,
// unless it is nil.
func (t *turns) enter(event string, wait chan struct{}) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	waiting, taken := t.taken[event]
	switch {
	case taken && wait != nil:
		t.taken[event] = append(waiting, wait)
	case !taken && t.taken == nil:
		t.taken = map[string][]chan struct{}{event: nil}
	case !taken:
		t.taken[event] = nil
	}
	return !taken
}

// leave makes a call wait no more. It reports false if the call has got its turn.
func (t *turns) leave(event string, wait chan struct{}) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	waiting := t.taken[event]
	i := slices.Index(waiting, wait)
	if i >= 0 {
		t.taken[event] = slices.Delete(waiting, i, i+1)
	}
	return i >= 0
}

// pass gives the turn of an event to the call that has waited longest.
func (t *turns) pass(event string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	waiting := t.taken[event]
	if len(waiting) == 0 {
		delete(t.taken, event)
		return
	}
	t.taken[event] = waiting[1:]
	close(waiting[0])
}

// callClient calls a method of the session client, so that insideClient finds it.
//
//go:noinline
func callClient(method func() (wait func(), err error)) (wait func(), err error) { return method() }

var callClientEntry = reflect.ValueOf(callClient).Pointer()

// insideClient reports whether a method of a session client has called it.
func insideClient() bool {
	pcs := make([]uintptr, 64)
	for skip := 0; ; skip += len(pcs) {
		n := runtime.Callers(skip, pcs)
		frames := runtime.CallersFrames(pcs[:n])
		for more := n > 0; more; {
			var f runtime.Frame
			f, more = frames.Next()
			if f.Entry == callClientEntry {
				return true
			}
		}
		if n < len(pcs) {
			return false
		}
	}
}
