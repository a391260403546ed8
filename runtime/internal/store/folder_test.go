package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

func skipWithoutModes(t *testing.T) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("modes and owners have no meaning")
	}
}

// do fails the test if an operation fails.
func do(t testing.TB, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

// Only this user can read what a store makes, whatever the umask allows.
func TestModes(t *testing.T) {
	skipWithoutModes(t)
	p := newPlace(t)
	outer := p.dir
	p.dir = filepath.Join(outer, "a", "b")
	p.config.Dir = p.dir
	path := p.leave(t, "a")
	do(t, filepath.WalkDir(outer, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		return err
	}))
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, error %v", info.Mode(), err)
	}
}

// A folder that others can read or change is rejected, with what to do.
func TestRejectedFolders(t *testing.T) {
	skipWithoutModes(t)
	for name, prepare := range map[string]func(t *testing.T, p *place) (want string){
		"mode of the subfolder": func(t *testing.T, p *place) string {
			do(t, os.MkdirAll(p.folder(), 0o700), os.Chmod(p.folder(), 0o710))
			return "open to other users (mode 0710): run chown and chmod 700"
		},
		"link": func(t *testing.T, p *place) string {
			do(t, os.Symlink(t.TempDir(), p.dir))
			return "is a symbolic link"
		},
		"link of the subfolder": func(t *testing.T, p *place) string {
			do(t, os.Mkdir(p.dir, 0o700), os.Symlink(t.TempDir(), p.folder()))
			return "is a symbolic link"
		},
		"link of the lock": func(t *testing.T, p *place) string {
			do(t, os.MkdirAll(p.folder(), 0o700), os.Symlink(filepath.Join(t.TempDir(), "x"), filepath.Join(p.folder(), folderLock)))
			return "is not a regular file"
		},
		"file": func(t *testing.T, p *place) string {
			do(t, os.WriteFile(p.dir, nil, 0o600))
			return "not a directory"
		},
		"owner": func(t *testing.T, p *place) string {
			if os.Geteuid() != 0 {
				t.Skip("needs root")
			}
			do(t, os.Mkdir(p.dir, 0o700), os.Chown(p.dir, 1234, 1234))
			return "belongs to the user 1234"
		},
		"last generation": func(t *testing.T, p *place) string {
			name := journalName(lastGeneration, "00000000-0000-4000-8000-000000000000")
			do(t, os.MkdirAll(p.folder(), 0o700), os.WriteFile(filepath.Join(p.folder(), name+lockSuffix), nil, 0o600))
			return "remove them"
		},
		"no name":    func(_ *testing.T, p *place) string { p.config.Dir = ""; return "has no name" },
		"wrong kind": func(_ *testing.T, p *place) string { p.config.Kind = "../x"; return "kind of records" },
	} {
		t.Run(name, func(t *testing.T) {
			p := newPlace(t)
			want := prepare(t, p)
			s, err := Open(p.config)
			if err == nil {
				_ = s.Close(t.Context())
				t.Fatal("the folder is not rejected")
			}
			if !strings.Contains(err.Error(), want) {
				t.Errorf("the error is %v, want %q", err, want)
			}
		})
	}
}

// A folder that cannot be written is an error of Open.
func TestReadOnlyFolder(t *testing.T) {
	skipWithoutModes(t)
	if os.Geteuid() == 0 {
		t.Skip("root can write everywhere")
	}
	p := newPlace(t)
	do(t, os.MkdirAll(p.folder(), 0o700), os.Chmod(p.folder(), 0o500))
	if _, err := Open(p.config); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("the error is %v", err)
	}
}

// A file of a journal that is not what a store makes is reported once and left alone,
// and so is the rest of its journal.
func TestForeignFiles(t *testing.T) {
	skipWithoutModes(t)
	for name, test := range map[string]struct {
		replace func(t *testing.T, path string)
		want    string
	}{
		"mode": {func(t *testing.T, path string) { do(t, os.Chmod(path, 0o644)) }, "open to other users (mode 0644): run chown and chmod 600"},
		"link": {func(t *testing.T, path string) { do(t, os.Rename(path, path+"~"), os.Symlink(path+"~", path)) }, "is not a regular file"},
		"link to another folder": {func(t *testing.T, path string) {
			other := filepath.Join(t.TempDir(), "x")
			do(t, os.Rename(path, other), os.Symlink(other, path))
		}, "is not a regular file"},
		"folder": {func(t *testing.T, path string) { do(t, os.Remove(path), os.Mkdir(path, 0o700)) }, "is not a regular file"},
		"pipe":   {func(t *testing.T, path string) { do(t, os.Remove(path), makePipe(path)) }, "is not a regular file"},
		"owner": {func(t *testing.T, path string) {
			if os.Geteuid() != 0 {
				t.Skip("needs root")
			}
			do(t, os.Chown(path, 1234, 1234))
		}, "belongs to the user 1234"},
		"lock": {func(t *testing.T, path string) {
			do(t, os.Chmod(strings.TrimSuffix(path, ".1"+segmentSuffix)+lockSuffix, 0o666))
		}, "open to other users (mode 0666)"},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPlace(t)
			path := p.leave(t, "a")
			p.leave(t, "b")
			test.replace(t, path)
			before, err := os.Lstat(path)
			do(t, err)
			s := p.open(t)
			wantTaken(t, s, "b")
			wantTaken(t, s)
			wantReports(t, p, test.want)
			after, err := os.Lstat(path)
			if err != nil || !os.SameFile(before, after) || before.Mode() != after.Mode() {
				t.Errorf("the file has changed: %v, %v", after, err)
			}
		})
	}
}

// Files with other names are left alone, silently: they do not belong to stores.
func TestOtherFiles(t *testing.T) {
	p := newPlace(t)
	path := p.leave(t, "a")
	for _, name := range []string{"x", "1-x.1.log", filepath.Base(path) + "~", strings.Replace(filepath.Base(path), ".1.", ".01.", 1)} {
		do(t, os.WriteFile(filepath.Join(p.folder(), name), []byte("x"), 0o644))
	}
	s := p.open(t)
	s.Done(wantTaken(t, s, "a")[0].record)
	mustClose(t, s)
	if got := p.files(t, ""); len(got) != 5 {
		t.Errorf("files: %q", got)
	}
	wantReports(t, p)
}

// A process that hangs with the lock of the folder does not hang others.
func TestFolderIsLocked(t *testing.T) {
	p := newPlace(t)
	s := p.open(t)
	l, err := s.folder.lock(folderLock)
	if err != nil || l == nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Unlock() }()
	p.limits.folderLock = time.Millisecond
	if _, err := open(p.config, p.limits, p.wrap); err == nil || !strings.Contains(err.Error(), "another process holds the lock") {
		t.Errorf("the error is %v", err)
	}
	mustStore(t, s, "a") // not held up
}

// A store has few files open, and none after Close.
func TestOpenFiles(t *testing.T) {
	const fds = "/proc/self/fd"
	count := func() int { entries, _ := os.ReadDir(fds); return len(entries) }
	if count() == 0 {
		t.Skip("needs " + fds)
	}
	p := newPlace(t)
	for i := range 10 {
		p.leave(t, number(i))
	}
	before := count()
	p.limits.segment = 100
	s := p.open(t)
	for i, r := range take(t, s) {
		if i > 0 {
			s.Done(r.record)
		}
	}
	for i := range 100 {
		mustStore(t, s, number(i))
	}
	mustClose(t, s)
	if got := count(); got > before {
		t.Errorf("%d files are open, %d before", got, before)
	}
}
