package judge

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"go/token"
	"os"
	"path/filepath"
	"slices"

	"github.com/hhgen/hhgen/internal/folder"
)

// replacements are temporary files with unsaved contents, for the flag -overlay of
// the go command.
type replacements struct {
	flags []string
	files map[string]string // by the last two parts of the temporary file's path
}

// unsavedMark ends temporary files. The go command's cache knows files by their
// contents: without a difference, it would answer with the name of the temporary
// file when the same content has been saved.
const unsavedMark = "\n// This content was not saved when hhgen looked at it.\n"

// replace writes the unsaved contents of Go files. Done removes them.
func (c CallSites) replace() (r replacements, done func(), err error) {
	r.files = map[string]string{}
	if len(c.Unsaved) == 0 {
		return r, func() {}, nil
	}
	dir, err := os.MkdirTemp("", "hhgen-unsaved-")
	if err != nil {
		return r, nil, err
	}
	remove := func() { _ = os.RemoveAll(dir) } // the system removes what is left
	defer func() {
		if err != nil {
			remove()
		}
	}()
	replace := map[string]string{}
	for path, content := range c.Unsaved {
		if filepath.Ext(path) != ".go" {
			continue
		}
		// The go command's cache may answer with the names of an earlier run, in
		// which only the folder of all files was another one.
		own := filepath.Join(dir, fmt.Sprintf("%x", sha256.Sum256([]byte(path))))
		if err := os.Mkdir(own, 0o700); err != nil {
			return r, nil, err
		}
		file := filepath.Join(own, filepath.Base(path)) // tests are known by their names
		if err := os.WriteFile(file, slices.Concat(content, []byte(unsavedMark)), 0o600); err != nil {
			return r, nil, err
		}
		replace[path] = file
		r.files[tail(file)] = folder.Relative(path)
	}
	overlay := filepath.Join(dir, "overlay.json")
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err == nil {
		err = os.WriteFile(overlay, text, 0o600)
	}
	if err != nil {
		return r, nil, err
	}
	r.flags = []string{"-overlay=" + overlay}
	return r, remove, nil
}

// restore makes a position in a temporary file one in the file that it stands for.
func (r replacements) restore(pos *token.Position) {
	if path, ok := r.files[tail(pos.Filename)]; ok {
		pos.Filename = path
	}
}

// tail are the last two parts of a path.
func tail(path string) string {
	return filepath.Join(filepath.Base(filepath.Dir(path)), filepath.Base(path))
}
