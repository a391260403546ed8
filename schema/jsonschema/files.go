package jsonschema

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/hhgen/hhgen/internal/regular"
	"github.com/hhgen/hhgen/schema"
)

// ReadFile reads a document of up to 32 MB from disk. It rejects devices and
// pipes, since they may have no end.
func ReadFile(name string) ([]byte, error) {
	if special, ok := errors.AsType[*regular.Error](regular.Check(name)); ok {
		return nil, special
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // the file was only read
	text, err := io.ReadAll(io.LimitReader(f, schema.MaxDocumentBytes+1))
	if len(text) > schema.MaxDocumentBytes {
		return nil, fmt.Errorf("%s has more than %d MB: split it, and refer from one file to the other", name, schema.MaxDocumentBytes>>20)
	}
	return text, err
}

// inside reports whether the target of a reference belongs to the module, also
// after symbolic links are followed.
func (r *reader) inside(name string) bool {
	if r.Root == "" {
		return true
	}
	abs, err := filepath.Abs(name)
	if err != nil || !below(r.Root, abs) {
		return false
	}
	root, err := filepath.EvalSymlinks(r.Root)
	if err != nil {
		return true // tests use a file system without links
	}
	real, err := filepath.EvalSymlinks(abs)
	return err != nil || below(root, real) // reading reports the error
}

// rootWord is the word in messages for the folder that references must not
// leave.
func (r *reader) rootWord() string {
	if _, err := os.Stat(filepath.Join(r.Root, "go.mod")); err != nil {
		return "folder of the schema"
	}
	return "module"
}

// below reports whether a path leads into a folder.
func below(folder, path string) bool {
	rel, err := filepath.Rel(folder, path)
	return err == nil && filepath.IsLocal(rel)
}
