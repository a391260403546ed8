package commit

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// lockName is the file in a temporary folder that is locked as long as its run
// goes on.
const lockName = "lock"

// TempDir makes a temporary folder, and returns the function that removes it. It
// removes those of the same prefix that runs which were killed have left.
func TempDir(prefix string) (dir string, remove func(), err error) {
	cleanFolders(prefix)
	around, err := os.MkdirTemp("", prefix)
	if err != nil {
		return "", nil, err
	}
	held, err := os.OpenFile(filepath.Join(around, lockName+".new"), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err == nil {
		if lock(held) == nil { // no other run sees the file before it is locked
			err = os.Rename(held.Name(), filepath.Join(around, lockName))
		}
	}
	if err == nil {
		dir = filepath.Join(around, "files")
		err = os.Mkdir(dir, 0o700)
	}
	remove = func() {
		_ = held.Close()
		for range 100 { // files may still be written to it
			if os.RemoveAll(around) == nil {
				return
			}
		}
	}
	if err != nil {
		remove()
		return "", nil, err
	}
	return dir, remove, nil
}

// cleanFolders removes the folders of runs that have ended.
func cleanFolders(prefix string) {
	entries, err := os.ReadDir(os.TempDir())
	if err != nil {
		return
	}
	for _, e := range entries {
		number, ok := strings.CutPrefix(e.Name(), prefix)
		if ok && e.IsDir() && number != "" && strings.Trim(number, "0123456789") == "" {
			if dir := filepath.Join(os.TempDir(), e.Name()); ended(dir) {
				_ = os.RemoveAll(dir) // that of another user stays
			}
		}
	}
}

// ended reports whether the run that a temporary folder belongs to is over.
func ended(dir string) bool {
	name := filepath.Join(dir, lockName)
	info, err := os.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) { // it has just been made, is half removed, or files cannot be locked
		info, err = os.Lstat(dir)
		return err == nil && time.Since(info.ModTime()) > abandoned
	}
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	f, err := os.Open(name)
	if err != nil {
		return false
	}
	defer func() { _ = f.Close() }()
	return lock(f) == nil
}
