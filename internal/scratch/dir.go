package scratch

import (
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gofrs/flock"
)

// Dir is an empty folder for a test, removed at its end unless the flag -testwork
// of testscript is given. It has the same path whenever the test runs, so the go
// command finds in its cache what it built there before: a package's path is
// part of what it is built from. While another run has that folder, a test gets
// another one.
func Dir(t testing.TB) string {
	t.Helper()
	parent := filepath.Join(os.TempDir(), "scratch-modules")
	if err := os.MkdirAll(parent, 0o777); err != nil {
		t.Fatal(err)
	}
	parent, err := filepath.EvalSymlinks(parent) // as the go command prints it
	if err != nil {
		t.Fatal(err)
	}
	for n := range 100 {
		if dir := filepath.Join(parent, fmt.Sprint(stableName(t), "-", n)); claim(t, dir) {
			return dir
		}
	}
	return t.TempDir() // the folders are another user's
}

// stableName tells the tests of one package and checkout from all others.
func stableName(t testing.TB) string {
	t.Helper()
	where, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	name := strings.ReplaceAll(t.Name(), "/", "-")
	return fmt.Sprintf("%.30s-%.5x", name, sha256.Sum256([]byte(where+"\n"+t.Name())))
}

// claim makes a folder that no other test has, and keeps it until the end of
// this one.
func claim(t testing.TB, dir string) bool {
	t.Helper()
	lock := flock.New(dir + ".lock")
	if ok, err := lock.TryLock(); err != nil || !ok {
		return false
	}
	if err := errors.Join(removeAll(dir), os.Mkdir(dir, 0o777)); err != nil {
		_ = lock.Unlock()
		return false
	}
	t.Cleanup(func() {
		var err error
		if keep := flag.Lookup("testwork"); keep == nil || keep.Value.String() != "true" { // of testscript
			err = removeAll(dir)
		}
		if err := errors.Join(err, lock.Unlock()); err != nil {
			t.Error(err)
		}
	})
	return true
}

// removeAll removes a folder and what is in it, also where modules were
// downloaded into it, which nobody may write to.
func removeAll(dir string) error {
	if os.RemoveAll(dir) == nil {
		return nil
	}
	_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() {
			err = os.Chmod(path, 0o700)
		}
		return err
	})
	return os.RemoveAll(dir)
}
