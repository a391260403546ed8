package main

import (
	"os"
	"runtime"
	"runtime/debug"
)

// postponeCollection lets the heap grow to 16 MB before the first garbage collection,
// instead of 4 MB. Most runs end before that. Later collections are as usual, and GOGC
// in the environment replaces all this.
func postponeCollection() {
	if os.Getenv("GOGC") != "" {
		return
	}
	usual := debug.SetGCPercent(400)
	first := &struct{ next *int }{} // garbage from here on, which the first collection finds
	runtime.AddCleanup(first, func(percent int) { debug.SetGCPercent(percent) }, usual)
}
