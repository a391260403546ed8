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

// Declared returns [Package.Declared] and [Package.Imported] of the package in
// a folder. It does not use the type checker.
func Declared(dir, name, output string) (map[string]token.Position, map[string][]schema.Import) {
	l, p := folder(dir, name, output)
	names, imported, _ := l.declared(p)
	return names, imported
}

// Tagged are the structs in a folder that have a tag with a namespace, as
// records do. They have only a name and a position. It does not use the type
// checker, and leaves out tests.
func Tagged(dir, name, output string) (records []*schema.Record) {
	l, p := folder(dir, name, output)
	for _, f := range l.otherFiles(p) {
		if strings.HasSuffix(l.fileAt(f.Package), "_test.go") {
			continue
		}
		for _, d := range f.Decls {
			if _, local := d.(*ast.FuncDecl); local {
				continue
			}
			eachTagged(d, func(id *ast.Ident, value string) {
				if !strings.HasPrefix(value, ",") {
					records = append(records, &schema.Record{Name: id.Name, Pos: l.position(id.Pos())})
				}
			})
		}
	}
	return records
}

// folder returns a loader for the files of a folder, and the package that they
// form.
func folder(dir, name, output string) (*loader, *packages.Package) {
	l := &loader{output: output, fset: token.NewFileSet()}
	if cwd, err := filepath.Abs("."); err == nil {
		l.dir, l.base = cwd, cwd
	}
	if abs, err := filepath.Abs(dir); err == nil {
		dir = abs
	}
	return l, &packages.Package{Name: name, Dir: dir}
}

// declared collects the package-level names and the imports of all files of a
// package, including files that the current build leaves out: a generated name
// must not clash with a test, or on another platform. looked is as in
// [loader.imported].
func (l *loader) declared(p *packages.Package) (
	names map[string]token.Position, imported map[string][]schema.Import, looked map[string]string,
) {
	names = map[string]token.Position{}
	files := slices.Clone(p.Syntax)
	for _, f := range l.otherFiles(p) {
		files = append(files, f)
		if !strings.HasSuffix(l.fileAt(f.Package), "_test.go") && len(p.Syntax) > 0 {
			l.leftOut(f)
		}
	}
	for _, f := range files {
		l.declaredIn(f, names)
	}
	imported, looked = l.imported(p, files)
	return names, imported, looked
}

// otherFiles are the Go files of a package that were not loaded, such as tests
// and files for other platforms.
func (l *loader) otherFiles(p *packages.Package) (files []*ast.File) {
	loaded := map[string]bool{}
	for _, f := range p.Syntax {
		loaded[l.fileAt(f.Package)] = true
	}
	entries, _ := os.ReadDir(p.Dir)
	for _, e := range entries {
		path := filepath.Join(p.Dir, e.Name())
		if !buildable(e.Name()) || e.Name() == l.output || loaded[path] || e.IsDir() {
			continue
		}
		f, err := parser.ParseFile(l.fset, path, nil, parser.SkipObjectResolution)
		if f != nil && err == nil && f.Name.Name == p.Name {
			files = append(files, f)
		}
	}
	return files
}

// leftOut reports the records of a file that the current build leaves out.
func (l *loader) leftOut(f *ast.File) {
	if condition := l.condition(l.fileAt(f.Package), false); condition != "" {
		eachTagged(f, func(name *ast.Ident, _ string) { l.constrainedRecord(l.position(name.Pos()), name.Name, condition) })
	}
	l.tagKeys(f)
}

// declaredIn adds the names that a file declares: Turn, and Turn.UserID for a
// field or a method.
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

// namesOf calls put for each name of a declaration, and for those of a struct's
// fields.
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
