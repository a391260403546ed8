package vet

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/hhgen/hhgen/schema"
)

// isGenerated reports whether a file is hhgen's output.
func isGenerated(f *ast.File) bool {
	return len(f.Comments) > 0 && f.Comments[0].Pos() < f.Package && f.Comments[0].List[0].Text == schema.Generated
}

// read makes the fact about a package with a generated file; nil without one.
func read(pass *analysis.Pass) *Schema {
	for _, f := range pass.Files {
		if isGenerated(f) {
			r := &reader{
				info: pass.TypesInfo, pkg: pass.Pkg,
				schema: &Schema{Fields: map[string]Attr{}, Setters: map[string]Setter{}, Records: map[string]Record{}, Opens: map[string]Open{}},
				attrs:  map[types.Object]Attr{}, openVars: map[types.Object]Open{}, nested: map[types.Object]Attr{}, opens: map[string]Open{}, omitted: map[string]bool{},
			}
			r.file(f)
			return r.schema
		}
	}
	return nil
}

// reader reads a generated file.
type reader struct {
	info     *types.Info
	pkg      *types.Package
	schema   *Schema
	attrs    map[types.Object]Attr // the variables of type hhimpl.Attr
	openVars map[types.Object]Open // the variables of type hhimpl.OpenNamespace
	nested   map[types.Object]Attr // the functions that record a list, a map or an object
	opens    map[string]Open       // by the name of the field's type
	omitted  map[string]bool       // the fields that are left out if they are zero
}

// file reads declarations before the functions that refer to them.
func (r *reader) file(f *ast.File) {
	var funcs []*ast.FuncDecl
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.GenDecl:
			r.variables(d)
		case *ast.FuncDecl:
			funcs = append(funcs, d)
		}
	}
	for _, d := range funcs {
		r.declared(d)
	}
	for _, d := range funcs {
		if d.Recv == nil && d.Body != nil && strings.HasPrefix(d.Name.Name, "hh") {
			r.fields(d.Body)
		}
	}
	for _, d := range funcs {
		r.setter(d)
	}
}

// variables reads declarations of keys.
//
//	hhMetadataFeature = hhimpl.Attr{Key: "honeyhive_metadata.feature", MaxBytes: 32}
func (r *reader) variables(d *ast.GenDecl) {
	for _, spec := range d.Specs {
		spec, ok := spec.(*ast.ValueSpec)
		if !ok || len(spec.Names) != 1 || len(spec.Values) != 1 {
			continue
		}
		lit, ok := spec.Values[0].(*ast.CompositeLit)
		if !ok {
			continue
		}
		obj := r.info.Defs[spec.Names[0]]
		switch {
		case isPlumbing(r.info.TypeOf(lit), "Attr"):
			r.attrs[obj], _ = r.attr(lit)
		case isPlumbing(r.info.TypeOf(lit), "OpenNamespace"):
			for name, v := range members(lit) {
				if inner, ok := v.(*ast.CompositeLit); ok && name == "Attr" {
					a, declared := r.attr(inner)
					r.openVars[obj] = Open{Attr: a, Declared: declared}
				}
			}
		}
	}
}

// declared reads what a function is declared as. The method spanField marks a
// record. A function that records a list, a map or an object has the key that it
// begins with:
//
//	for i := range b.Items(&hhMetadataTags, n) {
//	b.Object("honeyhive_outputs.point")
func (r *reader) declared(d *ast.FuncDecl) {
	name := d.Name.Name
	switch {
	case d.Body == nil:
	case d.Recv != nil && name == "spanField":
		if n := named(r.info.TypeOf(d.Recv.List[0].Type)); !strings.HasPrefix(n.Obj().Name(), "hh") {
			r.schema.Records[n.Obj().Name()] = Record{}
		}
	case d.Recv == nil && (strings.HasPrefix(name, "hhEach") || strings.HasPrefix(name, "hhObject")):
		if a, ok := r.first(d.Body); ok {
			r.nested[r.info.Defs[d.Name]] = a
		}
	}
}

// first is the key that a function begins with.
func (r *reader) first(body *ast.BlockStmt) (a Attr, found bool) {
	ast.Inspect(body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || found {
			return !found
		}
		a, found = r.attrOf(call)
		if sel, ok := call.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "Object" && len(call.Args) == 1 {
			a, found = Attr{Key: wireKey(r.text(call.Args[0]))}, true
		}
		return !found
	})
	return a, found
}

// declaration is the variable whose address is an argument of a call.
//
//	b.String(&hhMetadataFeature, v)
func (r *reader) declaration(call *ast.CallExpr) types.Object {
	for _, arg := range call.Args {
		if u, ok := arg.(*ast.UnaryExpr); ok && u.Op == token.AND {
			if id, ok := u.X.(*ast.Ident); ok {
				return r.info.Uses[id]
			}
		}
	}
	return nil
}

// attrOf is the key that a call records.
func (r *reader) attrOf(call *ast.CallExpr) (Attr, bool) {
	if a, ok := r.attrs[r.declaration(call)]; ok {
		return a, true
	}
	if id, ok := call.Fun.(*ast.Ident); ok {
		a, ok := r.nested[r.info.Uses[id]]
		return a, ok
	}
	return Attr{}, false
}

// fields learns from each call that records a field which key it has. The field
// is named in an argument, or in the variable that one is. What is recorded again
// in the same function has another key that it was moved from.
func (r *reader) fields(body *ast.BlockStmt) {
	variables := map[types.Object]ast.Expr{}
	recorded := map[string]bool{}
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt: // m := v.Big
			if id, ok := n.Lhs[0].(*ast.Ident); ok && n.Tok == token.DEFINE {
				variables[r.info.Defs[id]] = n.Rhs[0]
			}
		case *ast.IfStmt: // if !hhimpl.IsZero(v.Region) {
			if not, ok := n.Cond.(*ast.UnaryExpr); ok {
				if owner, field := r.named(not.X, nil); owner != nil {
					r.omitted[fieldKey(owner, field)] = true
				}
			}
		case *ast.CallExpr:
			if r.asksForZero(n) {
				return false // of an object, by the key of its first member
			}
			a, known := r.attrOf(n)
			o, open := r.openVars[r.declaration(n)]
			for _, arg := range n.Args {
				switch owner, field := r.named(arg, variables); {
				case owner == nil:
				case known:
					if again := fieldKey(owner, field) + " " + types.ExprString(arg); !recorded[again] {
						recorded[again] = true
						r.add(owner, field, a)
					}
				case open:
					r.opens[owner.Obj().Name()] = o
				}
			}
		}
		return true
	})
}

// asksForZero reports whether a call asks if a value is zero.
//
//	hhimpl.Zero(b, &hhMetadataBuild, v.Build)
func (r *reader) asksForZero(call *ast.CallExpr) bool {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	return ok && sel.Sel.Name == "Zero" && r.info.Selections[sel] == nil
}

// named is the field that an argument names, and the type that declares it.
func (r *reader) named(arg ast.Expr, variables map[types.Object]ast.Expr) (owner *types.Named, field string) {
	ast.Inspect(arg, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			if value, ok := variables[r.info.Uses[n]]; ok {
				owner, field = r.named(value, nil)
			}
		case *ast.SelectorExpr:
			if r.info.Selections[n] != nil && owner == nil {
				owner, field = named(r.info.TypeOf(n.X)), n.Sel.Name
			}
			return false
		}
		return true
	})
	return owner, field
}

// add sets the key of a field. The field of a nested object has several, of
// which none is its name, and bounds that hold in each place.
func (r *reader) add(owner *types.Named, field string, a Attr) {
	key := fieldKey(owner, field)
	if old, again := r.schema.Fields[key]; again && old.Key != a.Key {
		a.Key = owner.Obj().Name() + "." + field
	}
	a.OmitZero = r.omitted[key]
	r.schema.Fields[key] = a
}

// setter reads a function that returns a record or another field.
func (r *reader) setter(d *ast.FuncDecl) {
	if d.Recv != nil || d.Body == nil || d.Type.Results == nil || len(d.Type.Results.List) != 1 {
		return
	}
	result := named(r.info.TypeOf(d.Type.Results.List[0].Type))
	if result == nil || result.Obj().Pkg() != r.pkg {
		return
	}
	name := result.Obj().Name()
	if _, isRecord := r.schema.Records[name]; isRecord {
		r.schema.Records[name] = Record{New: d.Name.Name, Required: assigned(d.Body)}
		return
	}
	if o, ok := r.opens[name]; ok {
		o.Type = name
		r.schema.Opens[d.Name.Name] = o
		return
	}
	if a, ok := r.schema.Fields[fieldKey(result, "v")]; ok {
		r.schema.Setters[d.Name.Name] = Setter{Type: name}
		r.deprecate(a.Key, deprecation(d.Doc))
	}
}

// assigned are the fields that a constructor sets, with the embedded ones on
// the way.
//
//	r.Tenant.ID = tenantID.v
func assigned(body *ast.BlockStmt) (fields []string) {
	for _, stmt := range body.List {
		if a, ok := stmt.(*ast.AssignStmt); ok {
			var path string
			for e := a.Lhs[0]; ; {
				sel, ok := e.(*ast.SelectorExpr)
				if !ok {
					break
				}
				path = strings.TrimSuffix(sel.Sel.Name+"."+path, ".")
				e = sel.X
			}
			fields = append(fields, path)
		}
	}
	return fields
}

// deprecation is what a comment says to use instead.
func deprecation(doc *ast.CommentGroup) string {
	_, text, _ := strings.Cut("\n"+doc.Text(), "\nDeprecated: ")
	text, _, _ = strings.Cut(text, "\n\n")
	return strings.Join(strings.Fields(text), " ")
}

// deprecate marks all fields of a key.
func (r *reader) deprecate(key, use string) {
	if use == "" {
		return
	}
	for name, a := range r.schema.Fields {
		if a.Key == key {
			a.Deprecated = use
			r.schema.Fields[name] = a
		}
	}
}

// isPlumbing reports whether t is a type that only generated code names. Package
// hhimpl has an alias of it, whose type is declared elsewhere below the runtime.
func isPlumbing(t types.Type, name string) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Name() == name && strings.HasPrefix(pathOf(n), schema.RuntimePath+"/")
}

// isRuntime reports whether t is a type of the package hh.
func isRuntime(t types.Type, name string) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Name() == name && pathOf(n) == schema.RuntimePath
}
