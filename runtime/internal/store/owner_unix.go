//go:build unix

package store

import (
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// openFlags keep a named pipe from blocking who opens it.
const openFlags = syscall.O_NONBLOCK | syscall.O_NOFOLLOW

// exposed says how others than this user can read or change a file; "" if they cannot.
func exposed(info fs.FileInfo) string {
	if s, ok := info.Sys().(*syscall.Stat_t); ok && int64(s.Uid) != int64(os.Geteuid()) {
		return fmt.Sprintf("belongs to the user %d, and this process runs as %d", s.Uid, os.Geteuid())
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return fmt.Sprintf("is open to other users (mode %04o)", mode)
	}
	return ""
}
