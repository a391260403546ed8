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
	once sync.Mutex
	at   int
}

// prepare lets writes fail, where the system would end the process.
func (*disk) prepare() { signal.Ignore(syscall.SIGXFSZ) }

// change applies what is planned for a call.
func (d *disk) change(plan []fileSize, call int) {
	d.once.Lock()
	defer d.once.Unlock()
	for d.at < len(plan) && plan[d.at].Call <= call {
		limit := syscall.Rlimit{Max: unlimited, Cur: plan[d.at].Bytes}
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
			panic(err)
		}
		d.at++
	}
}
