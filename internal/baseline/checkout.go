package baseline

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
)

// CheckOut writes the files of a commit to an empty folder. name is what
// messages call it.
func (r *Repository) CheckOut(name, commit, dir string) (*Tree, error) {
	dir, err := filepath.EvalSymlinks(dir) // as the go command has it
	if err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	t := &Tree{Dir: dir, name: name, repo: r, root: root, held: map[string]entry{}}
	if err := t.checkOut(commit); err != nil {
		t.Close()
		return nil, fmt.Errorf("cannot check out %s: %w", name, err)
	}
	return t, nil
}

// checkOut writes all regular files, and then the links, so that nothing is
// written through one.
func (t *Tree) checkOut(commit string) error {
	entries, err := list(commit)
	if err != nil {
		return err
	}
	objects, err := openObjects(entries)
	if err != nil {
		return err
	}
	if err := t.place(entries, objects); err != nil {
		objects.kill()
		return err
	}
	if err := objects.close(); err != nil {
		return err
	}
	if err := t.link(); err != nil {
		return err
	}
	return t.findModules(entries)
}

// place writes each entry, and remembers those that are links and submodules.
func (t *Tree) place(entries []entry, objects *objects) error {
	var folder openFolder
	defer folder.close()
	for _, e := range entries {
		switch e.mode {
		case submoduleMode:
			t.held[e.path] = e
		case linkMode:
			var target bytes.Buffer
			if err := objects.next(e, &target); err != nil {
				return err
			}
			e.target = target.String()
			t.held[e.path] = e
		default:
			if err := folder.enter(t.root, path.Dir(e.path)); err != nil {
				return err
			}
			if err := folder.write(e, objects); err != nil {
				return err
			}
		}
	}
	return nil
}

// openFolder is the one that files are being written to: their order is that of
// folders, and to look up each file from the top takes longer.
type openFolder struct {
	name string
	root *os.Root
}

func (f *openFolder) enter(top *os.Root, name string) error {
	if f.root != nil && f.name == name {
		return nil
	}
	f.close()
	if err := top.MkdirAll(filepath.FromSlash(name), 0o777); err != nil {
		return err
	}
	root, err := top.OpenRoot(filepath.FromSlash(name))
	f.name, f.root = name, root
	return err
}

func (f *openFolder) write(e entry, objects *objects) error {
	file, err := f.root.OpenFile(path.Base(e.path), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	if e.hasContent() {
		err = objects.next(e, file)
	}
	return errors.Join(err, file.Close())
}

func (f *openFolder) close() {
	if f.root != nil {
		_ = f.root.Close()
		f.root = nil
	}
}

// link makes the symbolic links. Those that lead out of the tree, or to nothing
// yet, are made to lead nowhere.
func (t *Tree) link() error {
	names := slices.Sorted(maps.Keys(t.held))
	names = slices.DeleteFunc(names, func(name string) bool { return t.held[name].mode != linkMode })
	for _, name := range names {
		if err := t.root.MkdirAll(filepath.FromSlash(path.Dir(name)), 0o777); err != nil {
			return err
		}
		if err := t.symlink(t.held[name].target, name); err != nil {
			return err
		}
	}
	var idle []string
	for _, name := range names { // all are there now, and may lead to each other
		if _, err := t.root.Stat(filepath.FromSlash(name)); err != nil {
			e := t.held[name]
			e.cut = !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ENOTDIR)
			t.held[name] = e
			idle = append(idle, name)
		}
	}
	for _, name := range idle {
		if err := t.root.Remove(filepath.FromSlash(name)); err != nil {
			return err
		}
		if err := t.symlink(nowhere, name); err != nil {
			return err
		}
	}
	return nil
}

// nowhere is what a link leads to that is not followed: reading it fails, where
// a file that is absent would not be missed.
const nowhere = "link-out-of-the-revision"

// symlink makes a symbolic link, or, where Windows does not allow that, a file
// that holds the target, as git does.
func (t *Tree) symlink(target, name string) error {
	err := t.root.Symlink(target, filepath.FromSlash(name))
	if err != nil && runtime.GOOS == "windows" {
		return t.write(name, []byte(target))
	}
	return err
}

// objects reads the content of objects from one git process.
type objects struct {
	cmd    *exec.Cmd
	out    *bufio.Reader
	stderr strings.Builder
	asked  chan error
}

// openObjects asks for all entries that have content, in their order.
func openObjects(entries []entry) (*objects, error) {
	o := &objects{cmd: gitCommand("", "cat-file", "--batch"), asked: make(chan error, 1)}
	o.cmd.Stderr = &o.stderr
	in, err := o.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := o.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	o.out = bufio.NewReaderSize(out, 1<<16)
	if err := o.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		w := bufio.NewWriter(in)
		for _, e := range entries {
			if e.hasContent() {
				_, _ = w.WriteString(e.object + "\n") // the writer keeps its first error
			}
		}
		o.asked <- errors.Join(w.Flush(), in.Close())
	}()
	return o, nil
}

// next copies the content of the next object, which is that of e.
func (o *objects) next(e entry, w io.Writer) error {
	head, err := o.out.ReadString('\n')
	if err != nil {
		return fmt.Errorf("git cat-file ended before %s: %s", e.path, strings.TrimSpace(o.stderr.String()))
	}
	var object, kind string
	var size int64
	if n, _ := fmt.Sscanf(head, "%s %s %d", &object, &kind, &size); n != 3 || object != e.object || kind != "blob" {
		return fmt.Errorf("git has no content for %s (%s): fetch it, for example with git fetch --refetch origin", e.path, strings.TrimSpace(head))
	}
	if _, err := io.CopyN(w, o.out, size); err != nil {
		return err
	}
	_, err = o.out.Discard(1) // the line break after it
	return err
}

// close waits for the end of the process, which has printed everything.
func (o *objects) close() error {
	asked := <-o.asked
	if err := o.cmd.Wait(); err != nil {
		return fmt.Errorf("git cat-file: %w: %s", err, strings.TrimSpace(o.stderr.String()))
	}
	return asked
}

// kill ends the process, which has more to print.
func (o *objects) kill() {
	_ = o.cmd.Process.Kill()
	_ = o.close()
}
