//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package commit

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// locks says that a file can be locked as long as it is open.
const locks = true

// lock locks a file, unless another process has.
func lock(f *os.File) error {
	err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err != nil && !errors.Is(err, syscall.EWOULDBLOCK) { // of some file systems
		return errors.ErrUnsupported
	}
	return err
}

// keepOwner gives a file the owner of another, as far as that is allowed.
func keepOwner(f *os.File, info fs.FileInfo) {
	own, err := f.Stat()
	if err != nil {
		return
	}
	is, ok := own.Sys().(*syscall.Stat_t)
	want, known := info.Sys().(*syscall.Stat_t)
	if ok && known && (is.Uid != want.Uid || is.Gid != want.Gid) {
		if f.Chown(int(want.Uid), int(want.Gid)) != nil {
			_ = f.Chown(-1, int(want.Gid))
		}
	}
}
