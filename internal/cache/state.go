package cache

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"
)

// kind is what a state is about.
type kind string

const (
	fileState   kind = "file"   // content of one file
	folderState kind = "folder" // names and contents of the Go files in a folder, but for the output
	treeState   kind = "tree"   // paths of the folders below a folder that may be packages
	outputState kind = "output" // content of an output, however its lines end
)

// place is something on disk that an answer depends on.
type place struct {
	Kind kind
	Path string // absolute
}

// state is how a place was found.
type state struct {
	sum   string    // "" if there is nothing
	stamp time.Time // when the newest file in it was changed; zero if there is nothing
	names time.Time // when a folder's list of names was changed
}

// observe looks at places, all at once. An error says that one of them cannot
// be read.
func observe(places []place, output string) (map[place]state, error) {
	states := make([]state, len(places))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, p := range places {
		g.Go(func() (err error) {
			states[i], err = p.observe(output)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	found := make(map[place]state, len(places))
	for i, p := range places {
		found[p] = states[i]
	}
	return found, nil
}

func (p place) observe(output string) (state, error) {
	var s state
	var err error
	switch p.Kind {
	case fileState:
		s, err = observeFile(p.Path, nil)
	case outputState:
		s, err = observeFile(p.Path, unix)
	case folderState:
		s, err = observeFolder(p.Path, output)
	case treeState:
		var folders []string
		folders, err = tree(p.Path)
		s.sum = sum([]byte(strings.Join(folders, "\n")))
	}
	if absent(err) {
		return state{}, nil
	}
	return s, err
}

// absent reports whether an error says that there is no such file, or that its
// name leads through a file as if it were a folder.
func absent(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}

func sum(content []byte) string {
	h := sha256.Sum256(content)
	return hex.EncodeToString(h[:])
}

// unix makes lines end as hhgen writes them, whatever a checkout did.
func unix(content []byte) []byte { return bytes.ReplaceAll(content, []byte("\r\n"), []byte("\n")) }

// observeFile looks at one file, whose content is normalised first.
func observeFile(path string, normal func([]byte) []byte) (state, error) {
	info, err := os.Stat(path)
	if err != nil {
		return state{}, err
	}
	if info.IsDir() {
		return state{sum: "folder"}, nil
	}
	if !info.Mode().IsRegular() { // a named pipe would be waited for
		return state{}, fmt.Errorf("%s is no file", path)
	}
	content, err := os.ReadFile(path)
	if normal != nil {
		content = normal(content)
	}
	return state{sum: sum(content), stamp: info.ModTime()}, err
}

// observeFolder looks at the Go files of a folder, those that the current build
// leaves out included, and at its go.mod, which makes it another module.
func observeFolder(path, output string) (state, error) {
	entries, err := os.ReadDir(path)
	if err != nil {
		return state{}, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return state{}, err
	}
	all := []byte("folder\n") // an empty one is not an absent one
	var newest time.Time
	for _, e := range entries {
		name := e.Name()
		if name == output || name != "go.mod" && !strings.HasSuffix(name, ".go") {
			continue
		}
		s, err := observeFile(filepath.Join(path, name), nil)
		if err != nil && !absent(err) { // a dangling link is as good as no file
			return state{}, err
		}
		all = append(all, name+"\n"+s.sum+"\n"...)
		if s.stamp.After(newest) {
			newest = s.stamp
		}
	}
	return state{sum(all), newest, info.ModTime()}, nil
}

// tree lists the folders at and below dir that the pattern dir/... may name, by
// the go command's rules: a name that begins with a dot or an underscore, and
// testdata, leave a folder and all below it out, and so does another module.
// What is listed beyond that does no harm.
func tree(dir string) (folders []string, err error) {
	top := dir + string(filepath.Separator) // follows a link, as the go command does
	err = filepath.WalkDir(top, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		if path == top {
			folders = append(folders, dir)
			return nil
		}
		if name := d.Name(); strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") || name == "testdata" {
			return filepath.SkipDir
		}
		folders = append(folders, path)
		if _, err := os.Stat(filepath.Join(path, "go.mod")); err == nil {
			return filepath.SkipDir
		}
		return nil
	})
	slices.Sort(folders)
	return folders, err
}
