package gostruct

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/hhgen/hhgen/schema"
)

// Declared is [Package.Declared] and [Package.Imported] of the package in a
// folder, found without the type checker.
func Declared(dir, name, output string) (map[string]token.Position, map[string][]schema.Import) {
	l := &loader{output: output, fset: token.NewFileSet()}
	if cwd, err := filepath.Abs("."); err == nil {
		l.dir, l.base = cwd, cwd
	}
	if abs, err := filepath.Abs(dir); err == nil {
		dir = abs
	}
	names, imported, _ := l.declared(&packages.Package{Name: name, Dir: dir})
	return names, imported
}

// declared collects the package-level names of all files of a package, and what
// they import, those that the current build leaves out included: a generated name
// must not clash with a test, or on another platform. looked is as of
// [loader.imported].
func (l *loader) declared(p *packages.Package) (
	names map[string]token.Position, imported map[string][]schema.Import, looked map[string]string,
) {
	names = map[string]token.Position{}
	loaded := map[string]bool{}
	files := slices.Clone(p.Syntax)
	for _, f := range p.Syntax {
		loaded[l.fileAt(f.Package)] = true
		l.declaredIn(f, names)
	}
	entries, _ := os.ReadDir(p.Dir) // the files that matter most were loaded
	for _, e := range entries {
		path := filepath.Join(p.Dir, e.Name())
		if !buildable(e.Name()) || e.Name() == l.output || loaded[path] || e.IsDir() {
			continue
		}
		f, err := parser.ParseFile(l.fset, path, nil, parser.SkipObjectResolution)
		if f == nil || err != nil || f.Name.Name != p.Name {
			continue
		}
		l.declaredIn(f, names)
		files = append(files, f)
		if !strings.HasSuffix(path, "_test.go") && len(p.Syntax) > 0 {
			l.leftOut(f)
		}
	}
	imported, looked = l.imported(p, files)
	return names, imported, looked
}

// leftOut reports the records of a file that the current build does not have.
func (l *loader) leftOut(f *ast.File) {
	if condition := l.condition(l.fileAt(f.Package), false); condition != "" {
		eachTagged(f, func(name *ast.Ident) { l.constrainedRecord(l.position(name.Pos()), name.Name, condition) })
	}
	l.tagKeys(f)
}

// declaredIn adds the names of a file: Turn, and Turn.UserID for a field or a
// method.
func (l *loader) declaredIn(f *ast.File, names map[string]token.Position) {
	put := func(name string, id *ast.Ident) {
		if _, ok := names[name]; !ok && id.Name != "_" {
			names[name] = l.position(id.Pos())
		}
	}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Recv == nil {
				if d.Name.Name != "init" {
					put(d.Name.Name, d.Name)
				}
			} else if recv := embeddedName(d.Recv.List[0].Type); recv != nil {
				put(recv.Name+"."+d.Name.Name, d.Name)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				namesOf(spec, put)
			}
		}
	}
}

// namesOf puts the names of a declaration, and those of a struct's fields.
func namesOf(spec ast.Spec, put func(name string, id *ast.Ident)) {
	switch spec := spec.(type) {
	case *ast.ValueSpec:
		for _, id := range spec.Names {
			put(id.Name, id)
		}
	case *ast.TypeSpec:
		put(spec.Name.Name, spec.Name)
		s, ok := spec.Type.(*ast.StructType)
		if !ok {
			return
		}
		for _, field := range s.Fields.List {
			for _, id := range field.Names {
				put(spec.Name.Name+"."+id.Name, id)
			}
		}
	}
}
