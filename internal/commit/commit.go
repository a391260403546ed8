package commit

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/hhgen/hhgen/internal/folder"
	"github.com/hhgen/hhgen/internal/regular"
)

// Change is what one file should hold.
type Change struct {
	Path    string
	Content []byte // nil to remove the file
}

// Error is a change that cannot be made. Nothing is changed then.
type Error struct {
	Path string
	Err  error
}

func (e *Error) Error() string { return e.Path + ": " + e.Err.Error() }

func (e *Error) Unwrap() error { return e.Err }

// Read reads a file that may be replaced. The error is [fs.ErrNotExist] if there
// is none, and says so if it is nothing that hhgen would replace.
func Read(path string) ([]byte, error) {
	target, err := resolve(path)
	if err != nil {
		return nil, err
	}
	content, err := regular.ReadFile(target)
	if pathErr, ok := errors.AsType[*fs.PathError](err); ok {
		pathErr.Path = path // as the user calls it
	}
	return content, err
}

// resolve is the file that a path leads to: itself, or the target of a link,
// which has to stay in the module.
func resolve(path string) (string, error) {
	info, err := os.Lstat(path)
	if err != nil || info.Mode()&fs.ModeSymlink == 0 {
		return path, nil // what is wrong with it is found by who opens it
	}
	if err := regular.Check(path); err != nil {
		return "", err
	}
	target, err := filepath.EvalSymlinks(path)
	if err != nil {
		return "", err
	}
	own, err := moduleOf(path)
	if err != nil {
		return "", err
	}
	if of, err := moduleOf(target); err != nil || of != own {
		return "", fmt.Errorf("it is a symbolic link to %s, which is outside the module: remove it, or replace it by a file", target)
	}
	return target, nil
}

// moduleOf is the root of the module that a file is in, or its folder if it
// is in none.
func moduleOf(path string) (string, error) {
	dir, err := filepath.EvalSymlinks(filepath.Dir(path))
	if err == nil {
		dir, err = filepath.Abs(dir)
	}
	if err != nil {
		return "", err
	}
	root, err := folder.Module(dir)
	return cmp.Or(root, dir), err
}

// Commit makes changes: all of them, or none. An error is an [*Error].
func Commit(changes []Change) error {
	var steps []*Step
	for _, c := range changes { // most of what can fail fails here
		s, err := Prepare(c)
		if err != nil {
			Abandon(steps)
			return err
		}
		steps = append(steps, s)
	}
	return Make(steps)
}

// Make makes changes that were prepared: all of them, or none. An error is an [*Error].
func Make(steps []*Step) (err error) {
	defer func() {
		for _, s := range steps {
			s.end(err != nil)
		}
	}()
	for i, s := range steps {
		if err := s.do(); err != nil {
			for _, done := range steps[:i] {
				done.undo()
			}
			return &Error{s.called, err}
		}
	}
	return nil
}

// Abandon gives up changes that were prepared.
func Abandon(steps []*Step) {
	for _, s := range steps {
		s.end(true)
	}
}

// Step is one change under way.
type Step struct {
	called string      // the path, as the change has it
	path   string      // of the file, or of a link that is removed
	tmp    *os.File    // the new content; nil if the file is removed
	before []byte      // the content of a file
	link   string      // the target of a link that is removed
	info   fs.FileInfo // of the file as it was; nil if there was none
}

// Prepare writes the new content of a file beside it, for [Make] or [Abandon]. An
// error is an [*Error].
func Prepare(c Change) (*Step, error) {
	s, err := prepare(c)
	if err != nil {
		return nil, &Error{c.Path, err}
	}
	return s, nil
}

func prepare(c Change) (*Step, error) {
	s := &Step{called: c.Path, path: c.Path}
	var err error
	if c.Content != nil { // else a link is removed, and what it leads to is not
		if s.path, err = resolve(c.Path); err != nil {
			return nil, err
		}
		if err := regular.Check(s.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	if err := s.remember(); err != nil {
		return nil, err
	}
	if c.Content != nil {
		s.tmp, err = temporary(s.path, c.Content, s.info)
	}
	return s, err
}

// remember keeps what is there.
func (s *Step) remember() error {
	info, err := os.Lstat(s.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case info.Mode().IsRegular():
		s.before, err = os.ReadFile(s.path)
	case info.Mode()&fs.ModeSymlink != 0:
		s.link, err = os.Readlink(s.path)
	}
	s.info = info
	return err
}

// do makes the change.
func (s *Step) do() error {
	if s.tmp == nil {
		if err := os.Remove(s.path); !errors.Is(err, fs.ErrNotExist) { // another run may have removed it
			return err
		}
		return nil
	}
	if !locks { // there, an open file cannot be renamed either
		if err := s.tmp.Close(); err != nil {
			return err
		}
	}
	return os.Rename(s.tmp.Name(), s.path)
}

// undo puts back what was there.
func (s *Step) undo() {
	switch {
	case s.info == nil:
		_ = os.Remove(s.path)
	case s.link != "":
		_ = os.Symlink(s.link, s.path)
	case s.info.Mode().IsRegular():
		if tmp, err := temporary(s.path, s.before, s.info); err == nil {
			_ = tmp.Close()
			_ = os.Rename(tmp.Name(), s.path)
		}
	}
}

// end gives up what the step holds.
func (s *Step) end(failed bool) {
	if s.tmp == nil {
		return
	}
	_ = s.tmp.Close()
	if failed {
		_ = os.Remove(s.tmp.Name()) // it is gone if it was renamed
	}
}
