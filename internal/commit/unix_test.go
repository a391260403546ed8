//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package commit_test

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/hhgen/hhgen/internal/commit"
)

func umask(t *testing.T, mask int) {
	old := syscall.Umask(mask)
	t.Cleanup(func() { syscall.Umask(old) })
}

// A new file has the mode that the umask leaves, and one that exists keeps its own.
func TestModes(t *testing.T) {
	for _, mask := range []int{0o022, 0o077, 0o002, 0o177} {
		umask(t, mask)
		dir := folder(t, map[string]string{})
		if err := commit.Commit([]commit.Change{change(filepath.Join(dir, "new"), "x")}); err != nil {
			t.Fatal(err)
		}
		wantMode(t, filepath.Join(dir, "new"), fs.FileMode(0o666&^mask))
		for _, mode := range []fs.FileMode{0o600, 0o644, 0o664, 0o444, 0o755, 0o666} {
			path := filepath.Join(dir, "old")
			write(t, path, "old")
			if err := os.Chmod(path, mode); err != nil {
				t.Fatal(err)
			}
			if err := commit.Commit([]commit.Change{change(path, "changed")}); err != nil {
				t.Fatal(err)
			}
			wantMode(t, path, mode)
			wantContent(t, path, "changed")
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// What is no file is neither waited for nor replaced.
func TestSpecialFiles(t *testing.T) {
	dir := folder(t, map[string]string{})
	pipe := filepath.Join(dir, "pipe")
	if err := syscall.Mkfifo(pipe, 0o666); err != nil {
		t.Skip(err)
	}
	socket := filepath.Join(dir, "socket")
	listener, err := net.Listen("unix", socket)
	if err != nil {
		t.Skip(err)
	}
	defer func() { _ = listener.Close() }()
	for path, kind := range map[string]string{pipe: "a named pipe", socket: "a socket", os.DevNull: "a device"} {
		_, readErr := commit.Read(path)
		for _, err := range []error{readErr, commit.Commit([]commit.Change{change(path, "x")})} {
			if err == nil || !strings.Contains(err.Error(), "it is "+kind+", not a file: remove it") {
				t.Errorf("%s: the error is %v", path, err)
			}
		}
	}
	wantNames(t, dir, "pipe", "socket")
}

// A run that goes on keeps its temporary file. One that is killed leaves it, and
// the next run removes it.
func TestKilled(t *testing.T) {
	if dir := os.Getenv("OUTPUT_TEST_FOLDER"); dir != "" {
		f, err := commit.Temporary(filepath.Join(dir, "hh_gen.go"), "head\nbody\n")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = os.Stdout.WriteString(f.Name() + "\n")
		_, _ = os.Stdin.Read(make([]byte, 1)) // until the end
		return
	}
	dir := folder(t, map[string]string{})
	cmd := exec.Command(os.Args[0], "-test.run=^TestKilled$")
	cmd.Env = append(os.Environ(), "OUTPUT_TEST_FOLDER="+dir)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = in.Close() }()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	name, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	own := filepath.Base(strings.TrimSpace(name))
	commit.Clean(filepath.Join(dir, "hh_gen.go"), "head\n")
	wantNames(t, dir, own)
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	wantNames(t, dir, own)
	commit.Clean(filepath.Join(dir, "hh_gen.go"), "head\n")
	wantNames(t, dir)
}

// Runs at the same time neither remove what another is writing nor fail since
// another has been quicker.
func TestRunsAtOnce(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	dir := folder(t, map[string]string{})
	path, gone := filepath.Join(dir, "hh_gen.go"), filepath.Join(dir, "gone")
	run := func(content string) {
		tmp, remove, err := commit.TempDir("hhgen-test-")
		if err != nil {
			t.Error(err)
			return
		}
		defer remove()
		commit.Clean(path, content)
		if err := errors.Join(
			os.WriteFile(filepath.Join(tmp, "file"), nil, 0o666),
			commit.Commit([]commit.Change{change(path, content)}),
			commit.Commit([]commit.Change{{Path: gone}}),
		); err != nil {
			t.Error(err)
		}
	}
	var g sync.WaitGroup
	for i := range 8 {
		g.Go(func() {
			for range 100 {
				run(fmt.Sprintf("head\n%d\n", i))
			}
		})
	}
	g.Wait()
	wantNames(t, dir, "hh_gen.go")
	if names, err := os.ReadDir(os.TempDir()); err != nil || len(names) > 0 {
		t.Errorf("temporary folders are left: %v, %v", names, err)
	}
}
