package main

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"testing"
)

// gogc is the percentage by which the heap grows between collections.
func gogc() uint64 {
	s := []metrics.Sample{{Name: "/gc/gogc:percent"}}
	metrics.Read(s)
	return s[0].Value.Uint64()
}

// The first garbage collection, and no other, is postponed.
func TestPostponedCollection(t *testing.T) {
	t.Setenv("GOGC", "")
	before := debug.SetGCPercent(100)
	defer debug.SetGCPercent(before)
	postponeCollection()
	if got := gogc(); got != firstCollection {
		t.Errorf("before the first collection, the heap grows by %d %%", got)
	}
	for gogc() != laterCollections { // until the test's timeout
		runtime.GC()
	}
	t.Setenv("GOGC", "50")
	if postponeCollection(); gogc() != laterCollections {
		t.Error("GOGC was set, and is replaced")
	}
}
