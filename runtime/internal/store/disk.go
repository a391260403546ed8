package store

import (
	"io"
	"io/fs"
	"os"
	"runtime"
)

// disk is what a store does with the files of its folder. Tests replace it with one
// that fails.
type disk interface {
	create(name string) (file, error) // fails if the file exists
	open(name string) (file, error)
	lstat(name string) (fs.FileInfo, error)
	names() ([]string, error)
	rename(from, to string) error
	remove(name string) error
	sync() error // makes the names of files survive a loss of power
	close() error
}

type file interface {
	io.Writer
	io.ReaderAt
	io.Closer
	Sync() error
	Truncate(size int64) error
	Stat() (fs.FileInfo, error)
}

// rootDisk is a folder. It does not leave it, whatever links there are.
type rootDisk struct{ root *os.Root }

// create creates a file that only its owner can read.
func (d rootDisk) create(name string) (file, error) {
	f, err := d.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	return f, nil
}

func (d rootDisk) open(name string) (file, error) {
	f, err := d.root.OpenFile(name, os.O_RDONLY|openFlags, 0)
	if err != nil {
		return nil, err
	}
	return f, nil
}

func (d rootDisk) lstat(name string) (fs.FileInfo, error) { return d.root.Lstat(name) }
func (d rootDisk) rename(from, to string) error           { return d.root.Rename(from, to) }
func (d rootDisk) remove(name string) error               { return d.root.Remove(name) }
func (d rootDisk) close() error                           { return d.root.Close() }

func (d rootDisk) names() ([]string, error) {
	f, err := d.root.Open(".")
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return f.Readdirnames(-1)
}

func (d rootDisk) sync() error {
	if runtime.GOOS == "windows" {
		return nil // folders cannot be synced
	}
	f, err := d.root.Open(".")
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	return f.Sync()
}
