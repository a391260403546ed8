package load

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"github.com/hhgen/hhgen/internal/folder"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/jsonschema"
)

// Import says which JSON Schema file of another tool is copied, and where to.
type Import struct {
	Document  string // may end with a JSON pointer: api.json#/components/schemas/Turn
	Out       string // folder, or name of a file that ends in .json
	Name      string // of the record; "" for that of the document
	Defaults  schema.Defaults
	Overwrite bool
}

// Imported is a copy, which is not written yet.
type Imported struct {
	*jsonschema.Copy
	Path string // as seen from the working directory
	Old  []byte // what is there now; nil if there is no file
}

// Import copies a JSON Schema file of another tool into hhgen's dialect. Bounds
// that it does not have are those of the flags, or of hhgen.yaml. It writes
// nothing. An error about the document is a [schema.Findings].
func (i Import) Import() (*Imported, error) {
	source, _ := schema.SplitSource(i.Document)
	if !IsDocument(source) {
		return nil, fmt.Errorf("%s is not a JSON Schema file: name one that ends in .json", i.Document)
	}
	dir := i.Out
	if IsDocument(i.Out) {
		dir = filepath.Dir(i.Out)
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	defaults, err := newLoader(Request{}).defaults(abs)
	if err != nil {
		return nil, err
	}
	root, err := filepath.Abs(moduleRoot(filepath.Dir(source)))
	if err != nil {
		return nil, err
	}
	name := packageName(abs)
	c := jsonschema.Config{Name: name, Path: importPath(abs, name), Root: root, Defaults: i.Defaults.Or(defaults)}
	made, err := jsonschema.Import(c, i.Document, i.Name)
	if err != nil {
		return nil, err
	}
	path := i.Out
	if !IsDocument(path) {
		path = filepath.Join(path, jsonschema.FileName(made.Record))
	}
	result := &Imported{Copy: made, Path: folder.Relative(path)}
	return result, result.check(source, i.Overwrite)
}

// check rejects a copy in place of the document, or of another file.
func (i *Imported) check(source string, overwrite bool) error {
	to, err := os.Stat(i.Path)
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		return err
	}
	if from, err := os.Stat(source); err == nil && os.SameFile(from, to) {
		return fmt.Errorf("%s would replace the document that it is a copy of: set --out to another folder or file", i.Path)
	}
	if i.Old, err = jsonschema.ReadFile(i.Path); err != nil {
		return err
	}
	if !overwrite && !bytes.Equal(i.Old, i.Text) {
		return fmt.Errorf("%s exists: add --force to overwrite it, or set --out to another folder or file", i.Path)
	}
	return nil
}
