package hhtrace_test

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/hhgen/hhgen/runtime/hhtrace"
	"github.com/hhgen/hhgen/runtime/testdata/receiver"
)

// A folder that is full drops new spans, or the oldest ones, and counts them.
func TestFullFolder(t *testing.T) {
	for _, oldest := range []bool{false, true} {
		t.Run(fmt.Sprint("drop oldest: ", oldest), func(t *testing.T) {
			errs, dir := handled(t), newFolder(t)
			options := []hhtrace.DurableOption{hhtrace.WithMaxBytes(1500)}
			if oldest {
				options = append(options, hhtrace.WithDropOldest())
			}
			r := receiver.New(t)
			var up atomic.Bool
			proxy := proxyOf(t, r.URL, &up)
			s := newDurable(t, proxy, dir, options...)
			for i := range 20 {
				s.store(t, string(rune('a'+i)), 1)
			}
			kept := s.exporter.Stats().Pending
			if kept == 0 || kept >= 20 {
				t.Errorf("%d spans are kept", kept)
			}
			err := s.stop(t, cancelled(t), hhtrace.ExporterStats{Accepted: 20, Stored: kept, Dropped: 20 - kept})
			if !strings.Contains(err.Error(), "were dropped because the folder was full") || strings.Count(errs.text(), "WithDurableSpans: 1 span(s) were dropped") != 1 {
				t.Errorf("shutdown: %v\nreported: %s", err, errs.text())
			}
			up.Store(true)
			_ = newDurable(t, proxy, dir).stop(t, t.Context(), hhtrace.ExporterStats{Recovered: kept, Exported: kept})
			if got := namesAt(r); slices.Contains(got, "t0") != oldest {
				t.Errorf("%q have arrived", got)
			}
		})
	}
}

// A batch that is larger than the folder may be drives out no other.
func TestBatchLargerThanTheFolder(t *testing.T) {
	handled(t)
	s := newDurable(t, "http://127.0.0.1:1", newFolder(t), hhtrace.WithMaxBytes(1500), hhtrace.WithDropOldest())
	s.store(t, "a", 2)
	s.store(t, "b", 200)
	_ = s.stop(t, cancelled(t), hhtrace.ExporterStats{Accepted: 202, Stored: 2, Dropped: 200})
}
