package hhtest_test

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// fake is a test that fails without failing the test that it is part of.
type fake struct {
	testing.TB // the real one
	mu         sync.Mutex
	log        strings.Builder
	cleanups   []func()
}

// fails calls f with a fake test, as the testing package would, and returns the
// reported failures: each ends with a newline, and a fatal one begins with
// "fatal: ".
func fails(t *testing.T, f func(t testing.TB)) string {
	t.Helper()
	fake := &fake{TB: t}
	done := make(chan bool)
	go func() {
		defer close(done)
		defer fake.end()
		f(fake)
	}()
	<-done
	return fake.reported()
}

// passes checks that f reports no failure.
func passes(t *testing.T, f func(t testing.TB)) {
	t.Helper()
	if got := fails(t, f); got != "" {
		t.Errorf("failed: %s", got)
	}
}

// wantReport compares what a fake test reported.
func wantReport(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("reported:\n%s\nwant:\n%s", got, want)
	}
}

func (f *fake) reported() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.log.String()
}

// end runs the cleanups, the last one first.
func (f *fake) end() {
	for i := len(f.cleanups) - 1; i >= 0; i-- {
		f.cleanups[i]()
	}
}

func (f *fake) Helper()           {}
func (f *fake) Cleanup(fn func()) { f.cleanups = append(f.cleanups, fn) }

func (f *fake) Errorf(format string, args ...any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.log.WriteString(strings.TrimSuffix(fmt.Sprintf(format, args...), "\n") + "\n")
}

func (f *fake) Fatalf(format string, args ...any) {
	f.Errorf("fatal: "+format, args...)
	runtime.Goexit()
}
