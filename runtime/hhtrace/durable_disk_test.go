//go:build unix

package hhtrace_test

import (
	"os/signal"
	"strings"
	"syscall"
	"testing"

	"github.com/hhgen/hhgen/runtime/hhtrace"
	"github.com/hhgen/hhgen/runtime/testdata/receiver"
)

// A disk that is full costs nothing while the receiver takes the spans, and is reported.
// What the receiver has not taken at the shutdown is lost, and counted.
func TestFullDisk(t *testing.T) {
	if !alone(t) {
		return
	}
	errs, r := handled(t), receiver.New(t)
	signal.Ignore(syscall.SIGXFSZ)
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{}); err != nil { // no file may have a byte
		t.Skip(err)
	}
	s := newDurable(t, r.URL, newFolder(t))
	if err := s.record(t.Context(), "a", 10); err != nil {
		t.Error(err)
	}
	if err := s.stop(t, t.Context(), hhtrace.ExporterStats{Accepted: 10, Exported: 10}); err != nil {
		t.Error(err)
	}
	away := newDurable(t, "http://127.0.0.1:1", newFolder(t))
	away.store(t, "b", 10)
	err := away.stop(t, cancelled(t), hhtrace.ExporterStats{Accepted: 10, Dropped: 10})
	if err == nil || !strings.Contains(err.Error(), "10 were dropped because the disk did not take them until shutdown ended") {
		t.Errorf("shutdown: %v", err)
	}
	if !strings.Contains(errs.text(), "file too large") {
		t.Errorf("reported: %s", errs.text())
	}
}
