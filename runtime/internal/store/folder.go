package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"
	"github.com/google/uuid"
)

// folder is the subfolder of an owner and a kind.
type folder struct {
	others []string // subfolders of other owners that have records of ended processes
	path   string
	disk   disk
	most   time.Duration // to wait for the lock
}

// folderLock is the name of a file.
const folderLock = "lock"

// subfolder names what belongs to an owner without naming the owner.
func subfolder(kind, owner string) string {
	sum := sha256.Sum256([]byte(owner))
	return kind + "-" + hex.EncodeToString(sum[:16])
}

// openFolder makes the folder and its subfolder if they do not exist. Others may read the
// folder, such as a volume that is mounted for a container, but not the subfolder.
func openFolder(dir, name string, most time.Duration, wrap func(disk) disk) (*folder, error) {
	if dir == "" {
		return nil, errors.New("the folder has no name: name one that does not exist yet")
	}
	dir, err := filepath.Abs(dir) // the process may change its working directory
	if err == nil {
		err = os.MkdirAll(dir, 0o700)
	}
	if err != nil {
		return nil, fmt.Errorf("the folder cannot be made: %w: name a folder that this user may make", err)
	}
	outer, err := openRoot(dir, foreign)
	if err != nil {
		return nil, err
	}
	defer func() { _ = outer.Close() }()
	path := filepath.Join(dir, name)
	if err := outer.Mkdir(name, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("the folder %q cannot be made: %w: allow this user to write to %q, or name another folder", path, err, dir)
	}
	root, err := openRoot(path, exposed)
	if err != nil {
		return nil, err
	}
	return &folder{path: path, disk: wrap(rootDisk{root}), most: most, others: others(dir, name)}, nil
}

// others are the subfolders beside one that have records of other owners, whose
// processes have ended.
func others(dir, name string) (paths []string) {
	kind, _, _ := strings.Cut(name, "-")
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		if e.Name() == name || !e.IsDir() || !strings.HasPrefix(e.Name(), kind+"-") {
			continue
		}
		path := filepath.Join(dir, e.Name())
		if root, err := openRoot(path, exposed); err == nil {
			f := folder{path: path, disk: rootDisk{root}}
			if f.abandoned() {
				paths = append(paths, path)
			}
			_ = root.Close()
		}
	}
	return paths
}

// abandoned reports whether a folder has a segment of a process that has ended.
func (f *folder) abandoned() bool {
	names, err := f.names()
	if err != nil {
		return false
	}
	for _, n := range names {
		if n.damaged || n.part == 0 {
			continue
		}
		if l, err := f.lock(n.journal + lockSuffix); l != nil {
			_ = l.Unlock()
			return true
		} else if errors.Is(err, fs.ErrNotExist) {
			return true
		}
	}
	return false
}

// openRoot opens a folder, unless unsafe says why it is not to be used.
func openRoot(path string, unsafe func(fs.FileInfo) string) (*os.Root, error) {
	const fix = "name a folder that does not exist yet"
	info, err := os.Lstat(path)
	switch {
	case err != nil:
		return nil, fmt.Errorf("the folder cannot be read: %w: %s", err, fix)
	case info.Mode()&fs.ModeSymlink != 0:
		return nil, fmt.Errorf("%q is a symbolic link, which others may be able to change: name the folder that it leads to, or %s", path, fix)
	case !info.IsDir():
		return nil, fmt.Errorf("%q is not a folder: %s", path, fix)
	}
	if why := unsafe(info); why != "" {
		return nil, fmt.Errorf("the folder %q %s: run chown and chmod 700 for it, or %s", path, why, fix)
	}
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, fmt.Errorf("the folder cannot be read: %w: %s", err, fix)
	}
	opened, err := root.Stat(".")
	if err == nil && !os.SameFile(info, opened) {
		err = errors.New("it was replaced while it was opened")
	}
	if err != nil {
		_ = root.Close()
		return nil, fmt.Errorf("the folder %q cannot be read: %w: %s", path, err, fix)
	}
	return root, nil
}

// file is the path of a file, for messages.
func (f *folder) file(name string) string { return filepath.Join(f.path, name) }

// names are the files of journals.
func (f *folder) names() ([]fileName, error) {
	all, err := f.disk.names()
	if err != nil {
		return nil, fmt.Errorf("the folder %q cannot be read: %w", f.path, err)
	}
	var names []fileName
	for _, text := range all {
		if n, ok := parseName(text); ok {
			names = append(names, n)
		}
	}
	slices.SortFunc(names, func(a, b fileName) int { return strings.Compare(a.text, b.text) })
	return names, nil
}

// journal are the files of a journal, in order, but not its damaged ones.
func (f *folder) journal(name string) ([]fileName, error) {
	names, err := f.names()
	if err != nil {
		return nil, err
	}
	names = slices.DeleteFunc(names, func(n fileName) bool { return n.journal != name || n.damaged })
	slices.SortFunc(names, func(a, b fileName) int { return cmp.Compare(a.part, b.part) })
	return names, nil
}

// check returns an error if a file is not a file that this user made for itself.
func (f *folder) check(name string) (fs.FileInfo, error) {
	info, err := f.disk.lstat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%q is not a regular file (%s): remove it", f.file(name), info.Mode().Type())
	}
	if why := exposed(info); why != "" {
		return nil, fmt.Errorf("the file %q %s: run chown and chmod 600 for it if its content is trusted, or remove it", f.file(name), why)
	}
	return info, nil
}

// lock locks a file. It returns nil if another process has locked it, and an error if
// it does not exist.
func (f *folder) lock(name string) (*flock.Flock, error) {
	info, err := f.check(name)
	if err != nil {
		return nil, err
	}
	l := flock.New(f.file(name), flock.SetFlag(os.O_RDWR|openFlags), flock.SetPermissions(0o600))
	ok, err := l.TryLock()
	if err != nil || !ok {
		return nil, err
	}
	locked, err := l.Stat()
	if err == nil && !os.SameFile(info, locked) {
		err = fmt.Errorf("the file %q was replaced while it was locked", f.file(name))
	}
	if err != nil {
		_ = l.Unlock()
		return nil, err
	}
	return l, nil
}

// make creates an empty file if there is none.
func (f *folder) make(name string) error {
	n, err := f.disk.create(name)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return n.Close()
}

// errFolderLocked is the error of a folder that another process has locked for long.
var errFolderLocked = errors.New("another process holds the lock of the folder")

// exclusively calls do while no other process begins, takes over or removes a
// journal. It waits for other processes, but not longer than most.
func (f *folder) exclusively(most time.Duration, do func() error) error {
	if err := f.make(folderLock); err != nil {
		return fmt.Errorf("the folder %q cannot be written: %w", f.path, err)
	}
	ctx, stop := context.WithTimeout(context.Background(), most)
	defer stop()
	for {
		l, err := f.lock(folderLock)
		if err != nil {
			return fmt.Errorf("the folder cannot be locked: %w", err)
		}
		if l != nil {
			defer func() { _ = l.Unlock() }()
			return do()
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%w %q since %v: end it if it hangs", errFolderLocked, f.file(folderLock), most)
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// begin begins a journal: it makes and locks its lock file.
func (f *folder) begin() (*journal, error) {
	j := &journal{}
	err := f.exclusively(f.most, func() error {
		names, err := f.names()
		if err != nil {
			return err
		}
		for _, n := range names {
			j.generation = max(j.generation, n.generation)
		}
		if j.generation >= lastGeneration {
			return fmt.Errorf("the folder %q has files of the last generation, %d: remove them", f.path, j.generation)
		}
		j.generation++
		j.name = journalName(j.generation, uuid.NewString())
		if err := f.make(j.name + lockSuffix); err != nil {
			return fmt.Errorf("the folder %q cannot be written: %w", f.path, err)
		}
		j.lock, err = f.lock(j.name + lockSuffix)
		if err == nil && j.lock == nil {
			err = errors.New("another process has it")
		}
		if err != nil {
			return fmt.Errorf("the file %q cannot be locked: %w: name a folder on another file system", f.file(j.name+lockSuffix), err)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return j, nil
}
