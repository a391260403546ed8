//go:build !windows

package main

import (
	"syscall"
	"testing"
	"time"
)

// spent is time of the clock, and of the processors for this process and the commands
// that it has waited for. Only the latter says something of a busy machine.
type spent struct{ clock, processors time.Duration }

// since is what has been spent from began on.
func (began spent) since(b *testing.B) spent {
	now := spentUntilNow(b)
	return spent{now.clock - began.clock, now.processors - began.processors}
}

var started = time.Now()

func spentUntilNow(b *testing.B) spent {
	now := spent{clock: time.Since(started)}
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var used syscall.Rusage
		if err := syscall.Getrusage(who, &used); err != nil {
			b.Fatal(err)
		}
		now.processors += time.Duration(used.Utime.Nano() + used.Stime.Nano())
	}
	return now
}

func (s *spent) add(more spent) {
	s.clock += more.clock
	s.processors += more.processors
}

// reportLoads reports how many times as much as loading a command takes.
func reportLoads(b *testing.B, loading, whole spent) {
	b.ReportMetric(float64(whole.clock)/float64(loading.clock), "loads")
	b.ReportMetric(float64(whole.processors)/float64(loading.processors), "cpu-loads")
}
