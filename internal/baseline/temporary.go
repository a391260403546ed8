package baseline

import (
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/hhgen/hhgen/internal/commit"
)

// temporary makes a temporary folder, and returns the function that removes it.
// A signal that ends the process removes it too.
func temporary() (dir string, remove func(), err error) {
	dir, removeAll, err := commit.TempDir("hhgen-base-")
	if err != nil {
		return "", nil, err
	}
	if real, err := filepath.EvalSymlinks(dir); err == nil { // as the go command has it
		dir = real
	}
	signals := make(chan os.Signal, 1)
	done := make(chan struct{})
	for _, s := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		if !signal.Ignored(s) { // as nohup has it
			signal.Notify(signals, s)
		}
	}
	go func() {
		select {
		case <-done:
		case s := <-signals:
			removeAll()
			end(s)
		}
	}()
	return dir, func() {
		signal.Stop(signals)
		close(done)
		removeAll()
	}, nil
}

// end ends the process as the signal would have.
func end(s os.Signal) {
	signal.Reset(s)
	if p, err := os.FindProcess(os.Getpid()); err == nil && p.Signal(s) == nil {
		select {} // until it arrives
	}
	os.Exit(2) // as a command that failed
}
