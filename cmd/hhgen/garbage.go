package main

import (
	"os"
	"runtime"
	"runtime/debug"
)

// The growth of the heap, in percent, after which garbage is collected: at first 32 MB,
// which an edit of one schema does not reach, instead of 4 MB; later less than is usual,
// since runs of many packages should not need the memory of a build machine.
const (
	firstCollection  = 800
	laterCollections = 70
)

// postponeCollection lets the heap grow before the first garbage collection. Most runs
// end before that. GOGC in the environment replaces all this.
func postponeCollection() {
	if os.Getenv("GOGC") != "" {
		return
	}
	debug.SetGCPercent(firstCollection)
	first := &struct{ next *int }{} // garbage from here on, which the first collection finds
	runtime.AddCleanup(first, func(percent int) { debug.SetGCPercent(percent) }, laterCollections)
}
