//go:build linux || darwin

package accounts

import (
	"os/signal"
	"sync"
	"syscall"
)

// fileSize is the size beyond which files cannot grow, from a call on.
type fileSize struct {
	Call  int
	Bytes uint64
}

// unlimited means that the disk is not full.
const unlimited = 1 << 40

// disk is a disk that is full for this process: the system limits the size of files.
type disk struct {
	mu sync.Mutex
	at int
}

// change applies what is planned for a call.
func (d *disk) change(plan []fileSize, call int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for d.at < len(plan) && plan[d.at].Call <= call {
		signal.Ignore(syscall.SIGXFSZ) // which would end the process
		limitFiles(plan[d.at].Bytes)
		d.at++
	}
}

func limitFiles(bytes uint64) {
	limit := syscall.Rlimit{Max: unlimited, Cur: bytes}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		panic(err)
	}
}
