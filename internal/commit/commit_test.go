package commit_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hhgen/hhgen/internal/commit"
)

// folder is the root of a module, with files by their names.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	files["go.mod"] = "module example.com/app\n"
	for name, content := range files {
		write(t, filepath.Join(dir, name), content)
	}
	return dir
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o777), os.WriteFile(path, []byte(content), 0o666)); err != nil {
		t.Fatal(err)
	}
}

func wantContent(t *testing.T, path, want string) {
	t.Helper()
	if got, err := os.ReadFile(path); err != nil || string(got) != want {
		t.Errorf("%s holds %q, want %q; %v", path, got, want, err)
	}
}

// wantNames checks what a folder holds beside go.mod.
func wantNames(t *testing.T, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if e.Name() != "go.mod" {
			names = append(names, e.Name())
		}
	}
	slices.Sort(want)
	if !slices.Equal(names, want) {
		t.Errorf("the folder holds %q, want %q", names, want)
	}
}

func change(path, content string) commit.Change {
	return commit.Change{Path: path, Content: []byte(content)}
}

func TestCommit(t *testing.T) {
	dir := folder(t, map[string]string{"old": "old", "gone": "gone"})
	err := commit.Commit([]commit.Change{
		change(filepath.Join(dir, "new"), "new"), change(filepath.Join(dir, "old"), "changed"), {Path: filepath.Join(dir, "gone")},
	})
	if err != nil {
		t.Fatal(err)
	}
	wantContent(t, filepath.Join(dir, "new"), "new")
	wantContent(t, filepath.Join(dir, "old"), "changed")
	wantNames(t, dir, "new", "old")
}

// If one change cannot be made, all files are as they were, to the byte.
func TestAllOrNone(t *testing.T) {
	for name, bad := range map[string]string{"found when it is written": "none/file", "found when it is renamed": "folder"} {
		t.Run(name, func(t *testing.T) {
			dir := folder(t, map[string]string{"old": "old\r\n", "gone": "gone\r\n", "folder/file": ""})
			if err := os.Chmod(filepath.Join(dir, "gone"), 0o640); err != nil {
				t.Fatal(err)
			}
			err := commit.Commit([]commit.Change{
				change(filepath.Join(dir, "new"), "new"), change(filepath.Join(dir, "old"), "changed"), {Path: filepath.Join(dir, "gone")},
				change(filepath.Join(dir, bad), "x"),
			})
			if failed, ok := errors.AsType[*commit.Error](err); !ok || failed.Path != filepath.Join(dir, bad) {
				t.Errorf("the error is %v", err)
			}
			wantContent(t, filepath.Join(dir, "old"), "old\r\n")
			wantContent(t, filepath.Join(dir, "gone"), "gone\r\n")
			wantMode(t, filepath.Join(dir, "gone"), 0o640)
			wantNames(t, dir, "old", "gone", "folder")
		})
	}
}

func wantMode(t *testing.T, path string, want fs.FileMode) {
	t.Helper()
	if info, err := os.Lstat(path); err != nil || info.Mode() != want {
		t.Errorf("%s has the mode %v, want %v; %v", path, info.Mode(), want, err)
	}
}

// A link is written through in the module. One that leads out, or to nothing, is
// left alone.
func TestLinks(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "outside")
	write(t, outside, "kept")
	dir := folder(t, map[string]string{"real/file": "old", "folder/x": ""})
	for name, target := range map[string]string{"in": "real/file", "out": outside, "folder/up": "../real/file", "dangling": "none"} {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Skip(err)
		}
	}
	for _, name := range []string{"in", "folder/up"} {
		path := filepath.Join(dir, name)
		if err := commit.Commit([]commit.Change{change(path, name)}); err != nil {
			t.Error(err)
		}
		wantContent(t, filepath.Join(dir, "real/file"), name)
		if content, err := commit.Read(path); err != nil || string(content) != name {
			t.Errorf("read %q, %v", content, err)
		}
		if info, err := os.Lstat(path); err != nil || info.Mode()&fs.ModeSymlink == 0 {
			t.Errorf("%s is no link any more: %v", name, err)
		}
	}
	for name, want := range map[string]string{"out": "which is outside the module: remove it", "dangling": "it is a symbolic link to nothing, not a file: remove it"} {
		path := filepath.Join(dir, name)
		_, readErr := commit.Read(path)
		for _, err := range []error{readErr, commit.Commit([]commit.Change{change(path, "x")})} {
			if err == nil || !strings.Contains(err.Error(), want) || errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s: the error is %v", name, err)
			}
		}
	}
	wantContent(t, outside, "kept")
	if err := commit.Commit([]commit.Change{{Path: filepath.Join(dir, "in")}, {Path: filepath.Join(dir, "out")}}); err != nil {
		t.Error(err)
	}
	wantContent(t, outside, "kept")
	wantContent(t, filepath.Join(dir, "real/file"), "folder/up")
	wantNames(t, dir, "real", "folder", "dangling")
}

// What a run that was killed has left goes; what others have called alike stays.
func TestClean(t *testing.T) {
	dir := folder(t, map[string]string{
		"hh_gen.go": "head\nbody\n",
		// of hhgen, at any point of writing
		".hh_gen.go.1": "", ".hh_gen.go.22": "he", ".hh_gen.go.4294967295": "head\nother body",
		// of others
		".hh_gen.go.3": "headless\n", ".hh_gen.go.4": "my notes", ".hh_gen.go.swp": "head\n", ".hh_gen.go.": "", ".hh_gen.go.5~": "", "hh_gen.go.6": "head\n",
		".other.go.7": "head\n", ".hh_gen.go.8/file": "",
	})
	commit.Clean(filepath.Join(dir, "hh_gen.go"), "head\nbody\n")
	wantNames(t, dir, "hh_gen.go", ".hh_gen.go.3", ".hh_gen.go.4", ".hh_gen.go.swp", ".hh_gen.go.", ".hh_gen.go.5~", "hh_gen.go.6", ".other.go.7", ".hh_gen.go.8")
}

// The temporary file of an output that is a link is beside what it leads to.
func TestCleanBehindLink(t *testing.T) {
	dir := folder(t, map[string]string{"real/turn.go": "head\n", "real/.turn.go.1": "head\n"})
	if err := os.Symlink(filepath.Join("real", "turn.go"), filepath.Join(dir, "hh_gen.go")); err != nil {
		t.Skip(err)
	}
	commit.Clean(filepath.Join(dir, "hh_gen.go"), "head\n")
	wantNames(t, filepath.Join(dir, "real"), "turn.go")
}
