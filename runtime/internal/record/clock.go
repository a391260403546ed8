package record

import (
	"sync/atomic"
	"time"
)

// clock gives the calls of a runtime their times. HoneyHive orders requests by these, so
// no two are equal, and a later one is never earlier, even if the clock of the machine is
// coarse or set back.
type clock struct{ last atomic.Int64 } // in nanoseconds since 1970

// now returns the time, or the time after the last one that it returned if that is later.
func (c *clock) now() time.Time {
	now := time.Now()
	for {
		last := c.last.Load()
		next := max(now.UnixNano(), last+1)
		if !c.last.CompareAndSwap(last, next) {
			continue
		}
		if next > now.UnixNano() {
			return time.Unix(0, next)
		}
		return now
	}
}
