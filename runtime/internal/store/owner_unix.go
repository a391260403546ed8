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
	if uid := owner(info); uid != int64(os.Geteuid()) {
		return belongs(uid)
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return fmt.Sprintf("is open to other users (mode %04o)", mode)
	}
	return ""
}

// foreign says that a folder belongs to another user; "" if it belongs to this one or to
// the system.
func foreign(info fs.FileInfo) string {
	if uid := owner(info); uid != int64(os.Geteuid()) && uid != 0 {
		return belongs(uid)
	}
	return ""
}

// owner is the id of a file's user.
func owner(info fs.FileInfo) int64 {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return int64(s.Uid)
	}
	return int64(os.Geteuid())
}

func belongs(uid int64) string {
	return fmt.Sprintf("belongs to the user %d, and this process runs as %d", uid, os.Geteuid())
}
