package lsp

import (
	"context"
	"slices"

	"github.com/hhgen/hhgen/internal/judge"
	"github.com/hhgen/hhgen/schema"
)

// module is what is known of one module. Its members are guarded by the mutex of
// the server, but for edited.
type module struct {
	root   string
	edited judge.Edited // of the goroutine that judges

	stale   bool               // it is to be judged
	written []string           // files that were written since it was judged
	vet     folders            // whose call sites are to be judged
	edits   int                // of its documents, counted
	stop    context.CancelFunc // ends the go command; nil if none runs, or it is to end by itself

	trouble  string            // that kept it from being judged; "" for none
	packages []*schema.Package // that were read last, for hover
	marks    map[string][]mark // what was found, by who found it
}

func newModule(root string) *module {
	return &module{root: root, edited: judge.Edit(root), marks: map[string][]mark{}, stale: true, vet: folders{all: true}}
}

// folders are those of packages.
type folders struct {
	all  bool
	dirs map[string]bool // true if those that import the package are meant too
}

func (f *folders) empty() bool { return !f.all && len(f.dirs) == 0 }

func (f *folders) add(dir string) {
	if f.dirs == nil {
		f.dirs = map[string]bool{}
	}
	f.dirs[dir] = f.dirs[dir] || false
}

// addUsed adds a folder, and those of the packages that import its package.
func (f *folders) addUsed(dir string) {
	f.add(dir)
	f.dirs[dir] = true
}

func (f *folders) merge(o folders) {
	f.all = f.all || o.all
	for dir, used := range o.dirs {
		f.add(dir)
		f.dirs[dir] = f.dirs[dir] || used
	}
}

// Who finds something.
const (
	bySyntax = "syntax"
	bySchema = "schema"
	byLint   = "lint"
	byOutput = "output"
	byVet    = "vet " // and the folder
)

// mark is a finding in a file, where it is now.
type mark struct {
	path    string
	at      textRange
	finding *schema.Finding
	related []relatedInformation
	fixes   []codeAction // none once the file was changed
}

// paths are the files with marks.
func (m *module) paths() (paths []string) {
	for _, marks := range m.marks {
		for _, k := range marks {
			paths = append(paths, k.path)
		}
	}
	return paths
}

// move moves the marks of a file as an edit does with its text. What was edited
// itself is no longer marked.
func (m *module) move(path string, e edit) {
	for by, marks := range m.marks {
		m.marks[by] = slices.DeleteFunc(marks, func(k mark) bool { return k.path == path && !e.leaves(k.at) })
		for i := range m.marks[by] {
			k := &m.marks[by][i]
			if k.path == path {
				k.at = e.move(k.at)
			}
			k.fixes = slices.DeleteFunc(k.fixes, func(a codeAction) bool { return a.touches(path) })
		}
	}
}
