// Package report gives errors to OpenTelemetry's error handler. A program can replace
// that by one that panics or blocks, and the default one prints to standard error,
// which can be a pipe that nobody reads. None of these may end or stop a service.
package report

import (
	"fmt"
	"os"
	"runtime/debug"
	"sync"
	"time"

	"go.opentelemetry.io/otel"
)

// Patience is how long a call waits for something that the program brought, and that
// may block: so long that output stays in order if nothing is wrong, and so short that
// a request can bear it once.
const Patience = 100 * time.Millisecond

// mostWaiting is how many calls of a handler that does not return are begun.
const mostWaiting = 64

// calls are those of the handler.
var calls struct {
	sync.Mutex
	running int  // that have not returned
	slow    bool // one did not return in time, and calls are still running
	untold  int  // errors that were not reported because too many calls are running
}

// Error gives err to [otel.Handle], and returns when the handler has returned. If the
// handler takes longer than [Patience], Error returns before, and until the handler
// has returned it waits for no other error. If the handler panics, the first panic is
// printed to standard error.
func Error(err error) {
	begun, slow := begin()
	if !begun {
		return
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer end()
		handle(err)
	}()
	if slow {
		return
	}
	timer := time.NewTimer(Patience)
	defer timer.Stop()
	select {
	case <-done:
	case <-timer.C:
		calls.Lock()
		defer calls.Unlock()
		calls.slow = calls.running > 0
	}
}

// begin counts a call of the handler, unless too many are running.
func begin() (begun, slow bool) {
	calls.Lock()
	defer calls.Unlock()
	if calls.running == mostWaiting {
		calls.untold++
		return false, true
	}
	calls.running++
	return true, calls.slow
}

// end counts a call that has returned. The handler then gets the number of errors that
// were not reported.
func end() {
	if n := missed(); n > 0 {
		handle(fmt.Errorf("hh: %d error(s) were not reported, because %d calls of the handler of otel.SetErrorHandler did not return: "+
			"make it return at once", n, mostWaiting))
	}
	calls.Lock()
	defer calls.Unlock()
	calls.running--
	calls.slow = calls.slow && calls.running > 0
}

// missed returns how many errors were not reported, once.
func missed() (n int) {
	calls.Lock()
	defer calls.Unlock()
	n, calls.untold = calls.untold, 0
	return n
}

var panicked sync.Once

// handle calls the handler, and recovers from its panics.
func handle(err error) {
	defer func() {
		reason := recover()
		if reason == nil {
			return
		}
		panicked.Do(func() {
			fmt.Fprintf(os.Stderr, "hh: the handler of otel.SetErrorHandler panicked: %v; it was called with this error: %v; "+
				"later panics are not printed\n%s", reason, err, debug.Stack())
		})
	}()
	otel.Handle(err)
}
