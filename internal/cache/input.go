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
	"strings"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/hhgen/hhgen/internal/folder"
)

// kind is what a state is about.
type kind string

const (
	fileInput     kind = "file"     // content of one file
	folderInput   kind = "folder"   // names and contents of the Go files in a folder, but for the output; names of JSON files
	treeInput     kind = "tree"     // paths of the folders below a folder that may be packages
	outputInput   kind = "output"   // content of an output, however its lines end
	documentInput kind = "document" // content of one JSON Schema file
)

// input is something on disk that an entry depends on.
type input struct {
	Kind kind
	Path string // absolute
}

// state is how an input was found.
type state struct {
	sum   string    // "" if there is nothing
	stamp time.Time // when the newest file in it was changed; zero if there is nothing
	names time.Time // when a folder's list of names was changed
}

// observe looks at inputs, all at once. An error says that one of them cannot
// be read.
func observe(inputs []input, output string) (map[input]state, error) {
	states := make([]state, len(inputs))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, p := range inputs {
		g.Go(func() (err error) {
			states[i], err = p.observe(output)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	found := make(map[input]state, len(inputs))
	for i, p := range inputs {
		found[p] = states[i]
	}
	return found, nil
}

func (p input) observe(output string) (state, error) {
	var s state
	var err error
	switch p.Kind {
	case fileInput, documentInput:
		s, err = observeFile(p.Path, nil)
	case outputInput:
		s, err = observeFile(p.Path, unix)
	case folderInput:
		s, err = observeFolder(p.Path, output)
	case treeInput:
		var folders []string
		folders, err = folder.Tree(p.Path)
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
		return state{}, fmt.Errorf("%s is not a regular file", path)
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
		if strings.HasSuffix(name, ".json") { // a pattern of JSON Schema files may name it
			all = append(all, name+"\n"...)
		}
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
