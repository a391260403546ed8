package commit

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// temporary writes content to a new file beside path, with the mode and the owner
// of info, and returns it open and locked. Without info, the mode is what the
// umask leaves.
func temporary(path string, content []byte, info fs.FileInfo) (*os.File, error) {
	perm := fs.FileMode(0o666)
	if info != nil {
		perm = info.Mode().Perm() // never more than that, not even for a moment
	}
	tmp, err := create(path, perm)
	if err != nil {
		return nil, err
	}
	_, err = tmp.Write(content)
	if info != nil && err == nil {
		keepOwner(tmp, info)
		err = tmp.Chmod(perm)
	}
	if err != nil {
		err = errors.Join(err, tmp.Close(), os.Remove(tmp.Name()))
		return nil, err
	}
	return tmp, nil
}

// create makes the temporary file of a path, .hh_gen.go.1234567890.
func create(path string, perm fs.FileMode) (*os.File, error) {
	for tries := 0; ; tries++ {
		name := filepath.Join(filepath.Dir(path), fmt.Sprintf(".%s.%d", filepath.Base(path), rand.Uint32()))
		tmp, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, perm)
		if errors.Is(err, fs.ErrExist) && tries < 100 {
			continue
		}
		if err != nil {
			return nil, err
		}
		err = lock(tmp)
		if errors.Is(err, errors.ErrUnsupported) { // then only old files are cleaned up
			return tmp, nil
		}
		if _, gone := os.Lstat(name); err == nil && gone == nil || tries == 100 {
			return tmp, nil
		}
		_ = tmp.Close() // another run takes it for a leftover, since it was not locked yet
	}
}

// abandoned is the age at which a temporary file is a leftover where no lock
// tells: a run has one for milliseconds.
const abandoned = time.Hour

// Clean removes the temporary files of a path that a run which was killed has
// left. A file of such a name whose first line is not that of content is somebody
// else's.
func Clean(path, content string) {
	if target, err := resolve(path); err == nil {
		path = target
	}
	dir, prefix := filepath.Dir(path), "."+filepath.Base(path)+"."
	entries, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		number, ok := strings.CutPrefix(e.Name(), prefix)
		if !ok || number == "" || strings.Trim(number, "0123456789") != "" || !e.Type().IsRegular() {
			continue
		}
		removeLeftover(filepath.Join(dir, e.Name()), content)
	}
}

func removeLeftover(name, content string) {
	f, err := os.Open(name)
	if err != nil {
		return
	}
	defer func() { _ = f.Close() }()
	line, _, _ := strings.Cut(content, "\n")
	head := make([]byte, len(line)+1)
	n, _ := f.Read(head) // nothing if the file is empty
	if !strings.HasPrefix(line+"\n", string(head[:n])) {
		return
	}
	switch err := lock(f); {
	case errors.Is(err, errors.ErrUnsupported):
		if info, err := f.Stat(); err != nil || time.Since(info.ModTime()) < abandoned {
			return
		}
	case err != nil: // its run goes on
		return
	}
	_ = os.Remove(name)
}
