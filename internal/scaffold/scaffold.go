// Package scaffold is hhgen init: it writes a package into a module, with its
// test, hhgen.yaml, the tool in a modfile, and what is generated from it.
//
//	s, err := scaffold.New("enrich", version) // nothing is written
//	err = s.Build()
//	err = s.Tell(os.Stdout)
//
// All is written, or nothing.
package scaffold

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"go/format"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"text/template"

	modpath "golang.org/x/mod/module"

	"github.com/hhgen/hhgen/internal/folder"
	"github.com/hhgen/hhgen/internal/output"
	"github.com/hhgen/hhgen/internal/tool"
	"github.com/hhgen/hhgen/schema"
)

// The files that init writes, as templates and as they are.
var (
	//go:embed files/*.tmpl
	templateFiles embed.FS
	//go:embed files/hhgen.yaml
	configFile string
	//go:embed files/workflow.yaml
	workflowFile string

	templates = template.Must(template.ParseFS(templateFiles, "files/*.tmpl"))
)

// Folder is where init writes, unless it is told otherwise.
const Folder = "enrich"

// Scaffold is what init writes into a module.
type Scaffold struct {
	root     string // folder of go.mod, absolute
	dir      string // folder of the package, absolute
	version  string // of hhgen, as it runs
	module   string // path of the module
	runtime  string // version of hhgen's runtime that the module requires or replaces; "" for none
	tool     *tool.Tool
	Name     string        // of the package
	Path     string        // its import path
	files    []output.File // all but the generated one are planned at once
	kept     []string      // files of the module that are there already
	workflow bool          // the module has a folder for workflows
	vendored bool          // the module keeps its dependencies in a folder of its own
}

// New plans the files of a package in a folder, by the version of hhgen that runs.
// It writes nothing.
func New(name, version string) (*Scaffold, error) {
	dir, err := filepath.Abs(name)
	if err != nil {
		return nil, err
	}
	if info, err := os.Stat(dir); err == nil && !info.IsDir() {
		return nil, fmt.Errorf("%s is a file: name a folder", name)
	}
	s := &Scaffold{dir: dir, version: version, Name: filepath.Base(dir)}
	root, mod, err := moduleOf(dir)
	if err != nil {
		return nil, err
	}
	s.root, s.module, s.runtime = root, mod.Module.Mod.Path, tool.Version(mod, tool.Runtime)
	if err := s.name(); err != nil {
		return nil, err
	}
	s.workflow = folder.Is(filepath.Join(s.root, ".github", "workflows"))
	s.vendored = folder.Is(filepath.Join(s.root, "vendor"))
	if s.tool, err = tool.Find(root, mod, s.vendored); err != nil {
		return nil, err
	}
	if err := s.plan(); err != nil {
		return nil, err
	}
	return s, s.vacant()
}

// hidden are names that the package's test needs for something else.
var hidden = []string{"testing", "otel", "hhtest", "t", "rec", "ctx", "span"}

// name checks that a package can have the name and the import path that its
// folder gives it.
func (s *Scaffold) name() error {
	rel, err := filepath.Rel(s.root, s.dir)
	if err != nil {
		return err
	}
	s.Path = path.Join(s.module, filepath.ToSlash(rel))
	switch {
	case !token.IsIdentifier(s.Name) || s.Name == "_" || s.Name == "main" || strings.HasSuffix(s.Name, "_test") || slices.Contains(hidden, s.Name):
		return fmt.Errorf("no package can be called %s here: name another folder, such as %s", s.Name, Folder)
	case leftOut(rel):
		return fmt.Errorf("the go command leaves out the folder %s: name another, such as %s", filepath.ToSlash(rel), Folder)
	}
	if err := modpath.CheckImportPath(s.Path); err != nil {
		return fmt.Errorf("the package could not be imported: %w: name another folder, such as %s", err, Folder)
	}
	return nil
}

// leftOut reports whether ./... does not match a folder.
func leftOut(rel string) bool {
	if rel == "." {
		return false
	}
	return slices.ContainsFunc(strings.Split(filepath.ToSlash(rel), "/"), func(element string) bool {
		return element[0] == '_' || element[0] == '.' || element == "testdata" || element == "vendor"
	})
}

// plan works out all files but the generated one.
func (s *Scaffold) plan() error {
	for _, name := range []string{"schema.go", "schema_test.go"} {
		var text bytes.Buffer
		if err := templates.ExecuteTemplate(&text, name+".tmpl", s); err != nil {
			return err
		}
		source, err := format.Source(text.Bytes())
		if err != nil {
			return err
		}
		s.files = append(s.files, output.File{Path: filepath.Join(s.dir, name), New: source})
	}
	s.keepOrWrite(filepath.Join(s.root, "hhgen.yaml"), configFile)
	if s.workflow {
		s.keepOrWrite(filepath.Join(s.root, ".github", "workflows", "hhgen.yaml"), s.workflowText())
	}
	return nil
}

// Command is the go:generate line's.
func (s *Scaffold) Command() string { return s.tool.Command(tool.Levels(s.root, s.dir)) }

// workflowText is the workflow of a module at the root of its repository.
func (s *Scaffold) workflowText() string {
	return strings.Replace(workflowFile, "go tool hhgen", s.tool.Command(0), 1)
}

// keepOrWrite plans a file that all packages of the module share, if it is not
// there already.
func (s *Scaffold) keepOrWrite(path, content string) {
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		s.files = append(s.files, output.File{Path: path, New: []byte(content)})
	} else {
		s.kept = append(s.kept, path)
	}
}

// vacant reports each Go file that is in the way: it would be overwritten, or
// become a part of the package.
func (s *Scaffold) vacant() error {
	var errs schema.Findings
	entries, err := os.ReadDir(s.dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, e := range entries {
		if filepath.Ext(e.Name()) == ".go" {
			errs.Add(token.Position{Filename: folder.Relative(filepath.Join(s.dir, e.Name()))}, schema.OutputForeign, "the file exists, and hhgen init makes a package of its own: name another folder")
		}
	}
	return errs.Err()
}
