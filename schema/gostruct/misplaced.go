package gostruct

import (
	"cmp"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/hhgen/hhgen/schema"
)

// Misplaced finds records that hhgen does not read, since they are declared in
// a test or in a function.
func Misplaced(cfg Config, patterns ...string) schema.Findings {
	l := &loader{fset: token.NewFileSet()}
	l.dir, _ = filepath.Abs(cfg.Dir)
	l.base, _ = filepath.Abs(cmp.Or(cfg.Base, cfg.Dir))
	config := packages.Config{Mode: packages.NeedName | packages.NeedFiles, Dir: l.dir, Env: cfg.Env, Fset: l.fset, Tests: true}
	pkgs, _ := packages.Load(&config, patterns...) // errors of loading have been reported
	var files []string
	for _, p := range pkgs {
		if !strings.HasSuffix(p.ID, ".test") { // the go command's own main function
			files = append(files, p.GoFiles...)
		}
	}
	slices.Sort(files)
	for _, path := range slices.Compact(files) {
		if f, err := parser.ParseFile(l.fset, path, nil, parser.SkipObjectResolution); err == nil {
			l.misplaced(f, strings.HasSuffix(path, "_test.go"))
		}
	}
	l.errs.Sort()
	return l.errs
}

// misplaced reports the records of a file that hhgen does not read.
func (l *loader) misplaced(f *ast.File, test bool) {
	for _, d := range f.Decls {
		function, named := d.(*ast.FuncDecl)
		switch {
		case test:
			eachTagged(d, func(name *ast.Ident, _ string) {
				l.errs.Add(l.position(name.Pos()), schema.RecordNone,
					"record %s is in a test, and hhgen reads the package without its tests: "+
						"move it to a file whose name does not end in _test.go", name.Name)
			})
		case named:
			l.local(d, "the function "+function.Name.Name)
		default:
			ast.Inspect(d, func(n ast.Node) bool {
				literal, ok := n.(*ast.FuncLit)
				if ok {
					l.local(literal, "a function")
				}
				return !ok
			})
		}
	}
}

// local reports the records that a function declares.
func (l *loader) local(function ast.Node, called string) {
	eachTagged(function, func(name *ast.Ident, _ string) {
		l.errs.Add(l.position(name.Pos()), schema.RecordNone,
			"record %s is local to %s, and only types of the package get enrichers: move it out of the function", name.Name, called)
	})
}

// eachTagged calls f with the name of each struct below a node that has an hh
// tag, and with the first of its tags.
func eachTagged(n ast.Node, f func(name *ast.Ident, value string)) {
	ast.Inspect(n, func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if !ok {
			return true
		}
		if value, tagged := firstTag(spec); tagged {
			f(spec.Name, value)
		}
		return !ok
	})
}

// firstTag is the first hh tag of a declared struct; hh:"-" does not count.
func firstTag(spec *ast.TypeSpec) (value string, ok bool) {
	s, isStruct := spec.Type.(*ast.StructType)
	if !isStruct {
		return "", false
	}
	for _, field := range s.Fields.List {
		if value, tagged := Tag(field); tagged && value != "-" {
			return value, true
		}
	}
	return "", false
}
