package vet

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/hhgen/hhgen/internal/raw"
	"github.com/hhgen/hhgen/internal/suppression"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/usage"
)

// Uses reports each place of a package that sets a field of a schema, or writes a key
// of HoneyHive by hand: a diagnostic whose message package usage decodes. It needs no
// facts, since tags say which structs are those of schemas, so the go command runs it
// on the packages alone that are named. [Analyzer] finds mistakes; this one finds none.
var Uses = &analysis.Analyzer{
	Name: "uses",
	Doc:  "list where fields of schemas are set\n\nIts diagnostics are read by hhgen status. They are no findings.",
	Run: func(pass *analysis.Pass) (any, error) {
		u := &uses{checker: &checker{Pass: pass}, code: map[*ast.File]usage.Code{}, records: map[*types.Named]bool{}, within: map[types.Type][]*types.Named{}}
		for _, f := range pass.Files {
			if !isGenerated(f) {
				u.files = append(u.files, f)
				u.comments = append(u.comments, suppression.In(pass.Fset, f)...)
				u.code[f] = u.codeOf(f)
			}
		}
		u.accepted = suppression.NewSet(u.comments)
		u.root = inspector.New(u.files).Root()
		u.once, u.written = u.definedOnce(), u.rawCode()
		u.find()
		return nil, nil
	},
}

// uses finds the uses in one package.
type uses struct {
	*checker
	code    map[*ast.File]usage.Code
	records map[*types.Named]bool         // what isRecord has said
	within  map[types.Type][]*types.Named // what schemasIn has said
}

func (u *uses) codeOf(f *ast.File) usage.Code {
	switch {
	case u.inTest(f.Package):
		return usage.Test
	case ast.IsGenerated(f):
		return usage.Generated
	}
	return usage.Ordinary
}

// WithTests is the category of the first diagnostic of [Uses] about a package that was
// read with its tests.
const WithTests = "with tests"

func (u *uses) find() {
	u.read()
	for cur := range u.root.Preorder() {
		switch n := cur.Node().(type) {
		case *ast.Ident:
			u.name(cur, n)
		case *ast.CallExpr:
			u.called(cur, n)
		case *ast.CompositeLit:
			u.fieldsOfLiteral(cur, n)
		case *ast.AssignStmt:
			for _, e := range n.Lhs {
				u.set(cur, e)
			}
		case *ast.IncDecStmt:
			u.set(cur, n.X)
		case *ast.RangeStmt:
			u.set(cur, n.Key)
			u.set(cur, n.Value)
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				u.set(cur, n.X)
			}
		case *ast.SliceExpr:
			if _, array := under(u.TypesInfo.TypeOf(n.X)).(*types.Array); array {
				u.set(cur, n.X)
			}
		case *ast.SelectorExpr:
			u.method(cur, n)
		}
		if e, ok := cur.Node().(ast.Expr); ok && u.TypesInfo.Types[e].IsValue() {
			u.given(cur, e)
		}
	}
	for key := range u.rawKeys() {
		constant, prefix := u.rawKeyIn(key.Expr), u.rawPrefixOf(key.Expr)
		if constant+prefix != "" {
			u.found(key.Attribute, key.At, usage.Use{
				How: usage.Raw, Name: cmp.Or(constant, prefix), Prefix: constant == "", Suppressed: u.suppresses(key.At),
			})
		}
	}
}

// read reports that the package was read.
func (u *uses) read() {
	if len(u.files) == 0 {
		return
	}
	use, category := usage.Use{How: usage.Read, From: u.Pkg.Path()}, u.Analyzer.Name
	if slices.ContainsFunc(u.files, func(f *ast.File) bool { return u.inTest(f.Package) }) {
		use.Code, category = usage.Test, WithTests
	}
	u.Report(analysis.Diagnostic{Pos: u.files[0].Pos(), Category: category, Message: use.Encode()})
}

// suppresses reports whether a comment suppresses the finding about a raw key.
func (u *uses) suppresses(at ast.Node) bool {
	first, last := u.Fset.PositionFor(at.Pos(), false), u.Fset.PositionFor(at.End(), false)
	return u.accepted.SuppressesLine(RawAttribute, first.Filename, first.Line) || u.accepted.SuppressesLine(RawAttribute, last.Filename, last.Line)
}

// found reports a use in the file of cur.
func (u *uses) found(cur inspector.Cursor, at ast.Node, use usage.Use) {
	use.From, use.Code = u.Pkg.Path(), u.code[raw.FileOf(cur)]
	u.Report(analysis.Diagnostic{Pos: at.Pos(), Category: u.Analyzer.Name, Message: use.Encode()})
}

// name reports a generated function that makes a field or a record, where it is
// called, or passed on. One that a variable is given counts where the variable is
// called.
func (u *uses) name(cur inspector.Cursor, id *ast.Ident) {
	if instance, ok := u.TypesInfo.Instances[id]; ok {
		u.instance(cur, id, instance)
	}
	f, ok := u.TypesInfo.Uses[id].(*types.Func)
	if !ok || !u.makesField(f) {
		return
	}
	whole := cur
	for isPartOf(whole) {
		whole = whole.Parent()
	}
	if v := u.variableGiven(whole); v != nil && u.isCalled(v) {
		return
	}
	u.found(cur, whole.Node(), usage.Use{How: usage.Setter, Package: f.Pkg().Path(), Name: f.Name()})
}

// isPartOf reports whether the name of a function is a part of an expression that
// means the function too: chat.WithScore, (WithScore), WithValue[int].
func isPartOf(cur inspector.Cursor) bool {
	switch n := cur.Parent().Node().(type) {
	case *ast.SelectorExpr:
		return n.Sel == cur.Node()
	case *ast.IndexExpr:
		return n.X == cur.Node()
	case *ast.IndexListExpr:
		return n.X == cur.Node()
	case *ast.ParenExpr:
		return true
	}
	return false
}

// variableGiven is the variable that is given an expression; nil if none is.
func (u *uses) variableGiven(cur inspector.Cursor) types.Object {
	switch n := cur.Parent().Node().(type) {
	case *ast.AssignStmt:
		for i, e := range n.Rhs {
			if e == cur.Node() && len(n.Lhs) == len(n.Rhs) {
				return u.objectOf(n.Lhs[i])
			}
		}
	case *ast.ValueSpec:
		for i, e := range n.Values {
			if e == cur.Node() && len(n.Names) == len(n.Values) {
				return u.TypesInfo.Defs[n.Names[i]]
			}
		}
	}
	return nil
}

// isCalled reports whether a place of the package calls what a variable holds.
func (u *uses) isCalled(v types.Object) bool {
	for _, use := range u.usesOf(v) {
		for isPartOf(use) {
			use = use.Parent()
		}
		if call, ok := use.Parent().Node().(*ast.CallExpr); ok && call.Fun == use.Node() {
			return true
		}
	}
	return false
}

// called reports the setter that a call calls by a variable, the conversion that it
// is, and what comes of code of another package.
func (u *uses) called(cur inspector.Cursor, call *ast.CallExpr) {
	result := u.TypesInfo.TypeOf(call)
	if u.TypesInfo.Types[call.Fun].IsType() {
		if from := u.TypesInfo.TypeOf(call.Args[0]); isSchema(named(result)) && isConverted(from, named(result)) {
			u.whole(cur, call, named(result), usage.Converted, "")
		}
		return
	}
	switch f := typeutil.Callee(u.TypesInfo, call).(type) {
	case *types.Func:
		u.results(cur, call, f)
	case *types.Builtin:
	default:
		if _, literal := ast.Unparen(call.Fun).(*ast.FuncLit); !literal { // what it calls counts
			u.made(cur, call, named(result), u.TypesInfo.TypeOf(call.Fun))
		}
	}
}

// results reports the structs of schemas in the results of a function of another package,
// which sets their fields.
func (u *uses) results(cur inspector.Cursor, call *ast.CallExpr, f *types.Func) {
	if f.Pkg() == nil || f.Pkg() == u.Pkg || isStandard(f.Pkg().Path(), u.Module) || u.inOutput(f) {
		return
	}
	for v := range f.Origin().Signature().Results().Variables() {
		for _, n := range u.schemasIn(v.Type()) {
			u.whole(cur, call, n, usage.Unseen, f.Pkg().Path())
		}
	}
}

// made reports the setter that makes what an expression makes. Like is the type of the
// setter, or nil for one of any type.
func (u *uses) made(cur inspector.Cursor, at ast.Expr, field *types.Named, like types.Type) {
	if field == nil || field.Obj().Pkg() == nil {
		return
	}
	scope := field.Obj().Pkg().Scope()
	for _, name := range scope.Names() {
		f, ok := scope.Lookup(name).(*types.Func)
		if ok && u.makesField(f) && !u.isRecord(field) && types.Identical(f.Signature().Results().At(0).Type(), field) &&
			(like == nil || types.Identical(like, f.Type())) {
			u.found(cur, at, usage.Use{How: usage.Setter, Package: field.Obj().Pkg().Path(), Name: name})
			return
		}
	}
}

// makesField reports whether a function is generated and makes a field or a record.
func (u *uses) makesField(f *types.Func) bool {
	results := f.Signature().Results()
	if f.Pkg() == nil || f.Signature().Recv() != nil || results.Len() != 1 {
		return false
	}
	n, ok := types.Unalias(results.At(0).Type()).(*types.Named)
	return ok && n.Obj().Pkg() == f.Pkg() && isField(n) && u.inOutput(f)
}

// inOutput reports whether hhgen has generated what declares an object.
func (u *uses) inOutput(obj types.Object) bool {
	return filepath.Base(u.Fset.PositionFor(obj.Pos(), false).Filename) == schema.OutputName
}

// isField reports whether values of a type are fields of its package.
func isField(n *types.Named) bool {
	return n.Obj().Pkg() != nil && marks(n, func([]int) bool { return true })
}

// isRecord reports whether a type is a record for which its package has an output, and
// does not only embed one.
func (u *uses) isRecord(n *types.Named) bool {
	if n == nil || n.Obj().Pkg() == nil {
		return false
	}
	is, known := u.records[n]
	if !known {
		is = isSchema(n) && marks(n, func(path []int) bool { return len(path) == 1 })
		u.records[n] = is
	}
	return is
}

// marks reports whether a type has the methods by which a package marks its fields.
func marks(n *types.Named, by func(path []int) bool) bool {
	pkg := n.Obj().Pkg()
	field, _ := pkg.Scope().Lookup("SpanField").(*types.TypeName)
	if field == nil {
		return false
	}
	methods, _ := field.Type().Underlying().(*types.Interface)
	if methods == nil || methods.NumMethods() == 0 {
		return false
	}
	for m := range methods.Methods() {
		if m, path, _ := types.LookupFieldOrMethod(n, false, pkg, m.Name()); m == nil || !by(path) {
			return false
		}
	}
	return true
}

// isSchema reports whether a type is a struct whose fields have tags of hhgen, or that
// embeds one: a record, or an object within one.
func isSchema(n *types.Named) bool { return holdsTags(n, 8) }

// holdsTags is isSchema with at most so many structs embedded in one another: a
// struct may embed a pointer to itself.
func holdsTags(n *types.Named, depth int) bool {
	if n == nil || depth == 0 {
		return false
	}
	s, ok := n.Underlying().(*types.Struct)
	for i := 0; ok && i < s.NumFields(); i++ {
		if isTagged(s, i) || s.Field(i).Embedded() && holdsTags(named(s.Field(i).Type()), depth-1) {
			return true
		}
	}
	return false
}

// isTagged reports whether a field of a struct is declared for a schema.
func isTagged(s *types.Struct, i int) bool {
	tag, ok := reflect.StructTag(s.Tag(i)).Lookup("hh")
	return ok && tag != "-"
}

// isConverted reports whether a conversion makes a struct of another type.
func isConverted(from types.Type, to *types.Named) bool {
	return from != nil && structOf(from) != nil && !types.Identical(to, deref(from))
}

func under(t types.Type) types.Type {
	if t == nil {
		return nil
	}
	return t.Underlying()
}

func deref(t types.Type) types.Type {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}
