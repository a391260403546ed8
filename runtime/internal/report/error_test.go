package report

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"go.opentelemetry.io/otel"
)

// handler sets the handler of errors for a test.
func handler(t *testing.T, f func(error)) {
	t.Helper()
	before := otel.GetErrorHandler()
	otel.SetErrorHandler(otel.ErrorHandlerFunc(f))
	t.Cleanup(func() { otel.SetErrorHandler(before) })
}

// When Error returns, a handler that does nothing unusual has the error.
func TestError(t *testing.T) {
	var got []string
	handler(t, func(err error) { got = append(got, err.Error()) })
	for _, name := range []string{"a", "b", "c"} {
		Error(errors.New(name))
	}
	if text := strings.Join(got, " "); text != "a b c" {
		t.Errorf("handled %q", text)
	}
}

// The first panic of a handler is printed; none reaches the caller.
func TestHandlerThatPanics(t *testing.T) {
	panicked = sync.Once{}
	printed := standardError(t, func() {
		handler(t, func(err error) { panic("no handler for " + err.Error()) })
		Error(errors.New("one"))
		Error(errors.New("two"))
	})
	if !strings.HasPrefix(printed, "hh: the handler of otel.SetErrorHandler panicked: no handler for one; it was called with this error: one;") ||
		strings.Contains(printed, "two") || !strings.Contains(printed, "TestHandlerThatPanics") {
		t.Errorf("printed %s", printed)
	}
}

// standardError returns what f prints to standard error.
func standardError(t *testing.T, f func()) string {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	before := os.Stderr
	os.Stderr = w
	f()
	os.Stderr = before
	_ = w.Close()
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// A handler that does not return stops nobody, and costs a bounded number of
// goroutines. When it returns, it gets the number of the errors that it missed.
func TestHandlerThatBlocks(t *testing.T) {
	const errs = 1000
	release := make(chan struct{})
	var mu sync.Mutex
	got := map[string]int{}
	handler(t, func(err error) {
		<-release
		mu.Lock()
		defer mu.Unlock()
		got[err.Error()]++
	})
	for range errs {
		Error(errors.New("early"))
	}
	if n := running(); n != mostWaiting {
		t.Errorf("%d calls are running", n)
	}
	close(release)
	for running() > 0 {
		time.Sleep(time.Millisecond)
	}
	Error(errors.New("late"))
	missed := fmt.Sprintf("hh: %d error(s) were not reported, because %d calls of the handler of otel.SetErrorHandler did not return: "+
		"make it return at once", errs-mostWaiting, mostWaiting)
	if got["early"] != mostWaiting || got["late"] != 1 || got[missed] != 1 {
		t.Errorf("handled %v", got)
	}
}

func running() int {
	calls.Lock()
	defer calls.Unlock()
	return calls.running
}

// A handler may report an error of its own.
func TestHandlerThatReports(t *testing.T) {
	var got []string
	handler(t, func(err error) {
		if err.Error() == "outer" {
			Error(errors.New("inner"))
		}
		got = append(got, err.Error())
	})
	Error(errors.New("outer"))
	if text := strings.Join(got, " "); text != "inner outer" {
		t.Errorf("handled %q", text)
	}
}
