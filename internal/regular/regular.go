// Package regular tells files from what only has the name of one. To read a named
// pipe, a terminal or another device is to wait for who knows what, and to
// replace one is to lose it.
package regular

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Error says that a path leads to something else than a file.
type Error struct {
	Path string
	Kind string // such as "a named pipe"
}

func (e *Error) Error() string { return "it is " + e.Kind + ", not a file: remove it" }

// Check reports whether a path leads to a file, through links too. The error is
// an [*Error], or, if there is nothing of that name, [fs.ErrNotExist]. Folders
// pass: what opens one says so at once.
func Check(path string) error {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		if _, linkErr := os.Lstat(path); linkErr == nil {
			return &Error{path, "a symbolic link to nothing"}
		}
	}
	if err != nil {
		return err
	}
	if kind := Kind(info.Mode()); kind != "" {
		return &Error{path, kind}
	}
	return nil
}

// Kind is what a mode that is neither that of a file nor of a folder stands for;
// else it is empty.
func Kind(mode fs.FileMode) string {
	switch {
	case mode.IsRegular() || mode.IsDir():
		return ""
	case mode&fs.ModeNamedPipe != 0:
		return "a named pipe"
	case mode&fs.ModeSocket != 0:
		return "a socket"
	case mode&fs.ModeDevice != 0:
		return "a device"
	case mode&fs.ModeSymlink != 0:
		return "a symbolic link"
	}
	return "a special file"
}

// Overlay has contents that take the place of those of files on disk, by absolute
// path, as the option -overlay of the go command has files.
type Overlay map[string][]byte

// ReadFile is the function [ReadFile], unless the overlay has the file.
func (o Overlay) ReadFile(path string) ([]byte, error) {
	if len(o) > 0 {
		if abs, err := filepath.Abs(path); err == nil && o[abs] != nil {
			return o[abs], nil
		}
	}
	return ReadFile(path)
}

// ReadFile is [os.ReadFile] for what [Check] lets pass.
func ReadFile(path string) ([]byte, error) {
	if err := Check(path); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
}
