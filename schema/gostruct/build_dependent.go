package gostruct

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/hhgen/hhgen/schema"
)

// A declaration that every build has may depend on declarations that only some
// builds have: the length of an array, the value of a constant, or methods.

// madeOf reports constants and types that a field and its types depend on, but
// that some builds leave out. known are the types that were checked already.
func (w *walk) madeOf(f *types.Var, known []*types.TypeName) {
	seen := map[types.Object]bool{}
	for _, obj := range known {
		seen[obj] = true
	}
	report := func(obj types.Object) {
		if condition := w.conditionFor(obj); condition != "" {
			w.depends(f, obj.Name(), obj, condition)
		}
	}
	w.eachName(w.source.find(f).typ, f.Pkg(), seen, report)
	for _, obj := range known {
		w.eachName(w.source.find(obj).typ, obj.Pkg(), seen, report)
		named, ok := types.Unalias(obj.Type()).(*types.Named)
		if b, isBasic := obj.Type().Underlying().(*types.Basic); !ok || !isBasic || b.Info()&types.IsString == 0 || w.standard(obj.Pkg()) {
			continue
		}
		for _, k := range w.constants(obj.Pkg(), named) {
			w.eachName(w.source.find(k).typ, obj.Pkg(), seen, report)
		}
	}
}

// method reports a method that decides how values of a type are recorded, if
// some builds leave it out.
func (w *walk) method(f *types.Var, t types.Type, name string) {
	m, _, _ := types.LookupFieldOrMethod(t, true, nil, name)
	named, _ := deref(t).(*types.Named)
	if m, ok := m.(*types.Func); ok {
		if condition := w.conditionFor(m); condition != "" {
			w.depends(f, "the method "+name, m, condition)
		}
	} else if named != nil && named.Obj().Pkg() != nil {
		for _, file := range w.unbuilt(named.Obj().Pkg().Path()) {
			condition := w.condition(w.fileAt(file.Package), false)
			if id := methodIn(file, named.Obj().Name(), name); id != nil && condition != "" {
				w.depends(f, "the method "+name, types.NewFunc(id.Pos(), named.Obj().Pkg(), name, nil), condition)
			}
		}
	}
}

// methodIn finds a method of a type in a file that was only parsed.
func methodIn(f *ast.File, typ, name string) *ast.Ident {
	for _, d := range f.Decls {
		if d, ok := d.(*ast.FuncDecl); ok && d.Recv != nil && d.Name.Name == name {
			if recv := embeddedName(d.Recv.List[0].Type); recv != nil && recv.Name == typ {
				return d.Name
			}
		}
	}
	return nil
}

// depends reports a declaration that some builds leave out.
func (w *walk) depends(f *types.Var, on string, obj types.Object, condition string) {
	w.errs.Add(w.shownAt(f), schema.RecordConstrained,
		"%s depends on %s, which is declared at %s in a file that some builds leave out (%s), and the output is for all of them: %s",
		f.Name(), on, w.positionOf(obj), condition, w.moveOr("move it", condition, "use a declaration that every build has", obj.Pkg()))
}

// eachName calls f once for each constant and type that an expression names,
// and for those that these depend on. The walk looks at the fields of structs.
func (r *reader) eachName(e ast.Expr, in *types.Package, seen map[types.Object]bool, f func(types.Object)) {
	if e == nil {
		return
	}
	visit := func(obj types.Object) {
		switch obj.(type) {
		case *types.Const, *types.TypeName:
			if !seen[obj] && obj.Pkg() != nil {
				seen[obj] = true
				f(obj)
				r.eachName(r.source.find(obj).typ, obj.Pkg(), seen, f)
			}
		}
	}
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.StructType, *ast.InterfaceType, *ast.FuncType:
			return false
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok {
				if obj := r.selected(in, x.Name, n.Sel.Name); obj != nil {
					visit(obj)
				}
			}
			return false
		case *ast.Ident:
			if obj := in.Scope().Lookup(n.Name); obj != nil {
				visit(obj)
			}
		}
		return true
	})
}

// selected is the declaration of a name in a package that the package in
// imports under its own name.
func (r *reader) selected(in *types.Package, pkg, name string) types.Object {
	known := r.graph[in.Path()]
	if known == nil {
		return nil
	}
	for path, imported := range known.Imports {
		if known.Syntax != nil && !importedBy(known.Syntax, path) {
			continue // only by a file of which no more than the package clause was read
		}
		if imported.Name == pkg && imported.Types != nil {
			r.complete(imported.Types)
			return imported.Types.Scope().Lookup(name)
		}
	}
	return nil
}

// importedBy reports whether one of the files imports a package.
func importedBy(files []*ast.File, path string) bool {
	return slices.ContainsFunc(files, func(f *ast.File) bool {
		return slices.ContainsFunc(f.Imports, func(spec *ast.ImportSpec) bool { return importPath(spec) == path })
	})
}
