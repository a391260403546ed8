package store

import (
	"fmt"
	"runtime"
	"sync"
	"testing"
)

// BenchmarkAdd adds records of 1 KB, waits until each is stored, and ends it. The
// module bench measures the same with bbolt.
func BenchmarkAdd(b *testing.B) {
	for _, level := range []string{"written", "synced"} {
		for _, callers := range []int{1, 16} {
			b.Run(fmt.Sprintf("%s/callers=%d", level, callers), func(b *testing.B) { benchmarkAdd(b, level == "synced", callers) })
		}
	}
}

func benchmarkAdd(b *testing.B, sync bool, callers int) {
	p := newPlace(b)
	p.config.Sync = sync
	s := p.open(b)
	data := make([]byte, 1<<10)
	b.ReportAllocs()
	b.ResetTimer()
	share(b.N, callers, func() {
		r, err := s.Add(data)
		if err != nil {
			b.Error(err)
			return
		}
		if !s.Wait(r, patience) {
			b.Error("a record is not stored")
		}
		s.Done(r)
	})
}

// share calls do so many times, from several goroutines.
func share(times, callers int, do func()) {
	var all sync.WaitGroup
	for i := range callers {
		all.Go(func() {
			for n := i; n < times; n += callers {
				do()
			}
		})
	}
	all.Wait()
}

// A caller that waits for the disk allocates its record, and nothing else. The writer
// allocates for each write, and a write is shared.
func TestAllocations(t *testing.T) {
	p := newPlace(t)
	s := p.open(t)
	r := mustStore(t, s, "a")
	if n := testing.AllocsPerRun(100, func() { s.Wait(r, patience) }); n > 0 {
		t.Errorf("Wait for a record that is stored: %v allocations", n)
	}
	p, d := newFaultyPlace(t)
	block := make(chan struct{})
	d.block = block
	slow := p.open(t)
	r = mustAdd(t, slow, "a")
	if n := testing.AllocsPerRun(100, func() { slow.Wait(r, 1) }); n > 0 {
		t.Errorf("Wait that takes too long: %v allocations", n)
	}
	data := []byte("a")
	if n := testing.AllocsPerRun(100, func() { _, _ = slow.Add(data) }); n > 1 {
		t.Errorf("Add: %v allocations", n)
	}
	close(block)
	runtime.KeepAlive(slow)
}
