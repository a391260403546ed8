package output

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"go/token"
	"io"
	"sync"

	"github.com/hhgen/hhgen/internal/commit"
	"github.com/hhgen/hhgen/internal/load"
	"github.com/hhgen/hhgen/schema"
)

// Update brings the outputs of packages up to date, of which there may be too many
// to hold.
type Update struct {
	Files []File // with their sums, and without their contents

	mu      sync.Mutex
	steps   []*commit.Step // the ones that differ
	removed []File
	failed  map[string]error // to write, by path
}

// Prepare works out the outputs of packages, as [Plan] does, and writes each of those
// that differ beside its place as soon as it is known. Then it lets go of it, and of
// what the package was read for. An error is a [schema.Findings]; nothing is left then.
func Prepare(sources []*load.Source) (*Update, error) {
	u := &Update{failed: map[string]error{}}
	var err error
	if u.Files, err = planAll(sources, u.prepare); err == nil {
		err = u.firstFailure()
	}
	if err != nil {
		commit.Abandon(u.steps)
		return nil, err
	}
	return u, nil
}

// prepare prepares the output of one package.
func (u *Update) prepare(s *load.Source) (*File, error) {
	f, err := plan(s)
	if f == nil || err != nil {
		return f, err
	}
	s.Release()
	commit.Clean(f.Path, cmp.Or(string(f.New), string(f.Old)))
	if f.Differs() {
		step, err := commit.Prepare(commit.Change{Path: f.Path, Content: f.New})
		u.add(f, step, err)
	}
	if f.New != nil {
		sum := sha256.Sum256(f.New)
		f.Sum = hex.EncodeToString(sum[:])
	}
	f.Old, f.New = nil, nil
	return f, nil
}

// add takes a change that was prepared.
func (u *Update) add(f *File, step *commit.Step, err error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	switch {
	case err != nil:
		u.failed[f.Path] = err
		return
	case f.New == nil:
		u.removed = append(u.removed, File{Path: f.Path, Package: f.Package})
	}
	u.steps = append(u.steps, step)
}

// firstFailure is the error of the first file that cannot be written.
func (u *Update) firstFailure() error {
	for _, f := range u.Files {
		if err := u.failed[f.Path]; err != nil {
			return Failure(err)
		}
	}
	return nil
}

// Make makes the changes: all of them, or none. It says which files it has removed. An
// error is a [schema.Findings].
func (u *Update) Make(messages io.Writer) error {
	err := Failure(commit.Make(u.steps))
	for _, f := range u.removed {
		if err == nil {
			tellRemoved(f, messages)
		}
	}
	return err
}

// Failure is the finding that a file cannot be written, for an error of package commit.
func Failure(err error) error {
	failed, ok := errors.AsType[*commit.Error](err)
	if !ok {
		return err
	}
	var errs schema.Findings
	errs.Add(token.Position{Filename: failed.Path}, schema.OutputWrite, "cannot write: %v", failed.Err)
	return errs.Err()
}

func tellRemoved(f File, messages io.Writer) {
	_, _ = fmt.Fprintf(messages, "removed %s: package %s has no records\n", f.Path, f.Package)
}
