package vet

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/hhgen/hhgen/schema/usage"
)

// given reports a record where an enricher gets it, and the structs that code may fill
// which cannot be seen: what gets a pointer as a value of any type, or a function of
// another package.
func (u *uses) given(cur inspector.Cursor, e ast.Expr) {
	t := u.TypesInfo.TypeOf(e)
	n := named(t)
	if n == nil && !isPointer(t) {
		return
	}
	to, call := u.expected(cur)
	switch {
	case to == nil:
	case isFieldInterface(to):
		if u.isRecord(n) {
			u.found(cur, e, usage.Use{How: usage.Recorded, Package: pathOf(n), Name: n.Obj().Name(), Record: recordName(n)})
		}
	case !isPointer(t):
	case isAny(to):
		if call == nil || !u.onlyReads(call) {
			for _, n := range u.schemasIn(t) {
				u.whole(cur, e, n, usage.Unseen, "")
			}
		}
	case call != nil && isSchema(n):
		if f := u.callsOutside(call); f != nil {
			u.whole(cur, e, n, usage.Unseen, f.Pkg().Path())
		}
	}
}

// isFieldInterface reports whether a type is the interface of a package's fields.
func isFieldInterface(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && types.IsInterface(n) && (n.Obj().Name() == "SpanField" || n.Obj().Name() == "SessionField")
}

// isAny reports whether values of all types are assignable to t.
func isAny(t types.Type) bool {
	i, ok := t.Underlying().(*types.Interface)
	return ok && i.Empty() && !isTypeParam(t)
}

func isTypeParam(t types.Type) bool {
	_, ok := types.Unalias(t).(*types.TypeParam)
	return ok
}

// callsOutside is the function of another package that a call calls; nil if it calls
// another one.
func (u *uses) callsOutside(call *ast.CallExpr) *types.Func {
	if f, ok := u.callee(call.Fun).(*types.Func); ok && f.Pkg() != nil && f.Pkg() != u.Pkg && !u.inOutput(f) {
		return f
	}
	return nil
}

// readers are what the names of functions begin with that only read what they get.
var readers = []string{"Marshal", "Encode", "Print", "Sprint", "Fprint", "Append", "Error", "Equal", "DeepEqual", "Diff", "Execute", "Write", "With", "Log", "Fatal", "Skip"}

// keepers are packages that only read or keep what they get. What is taken out of
// them again is set by code that can be seen.
var keepers = []string{"context", "errors", "log", "log/slog", "sync", "sync/atomic", "testing", "container/list", "container/ring", "container/heap"}

// onlyReads reports whether a call sets nothing in what it gets as a value of any type.
func (u *uses) onlyReads(call *ast.CallExpr) bool {
	f := u.static(call)
	if f == nil {
		_, builtin := u.callee(call.Fun).(*types.Builtin)
		return builtin
	}
	return u.logs(call) || slices.Contains(keepers, f.Pkg().Path()) ||
		slices.ContainsFunc(readers, func(word string) bool { return strings.HasPrefix(f.Name(), word) })
}

// schemasIn are the structs of schemas that are reached through what other packages can
// set: exported fields, pointers, lists and maps.
func (u *uses) schemasIn(t types.Type) (found []*types.Named) {
	if known, ok := u.within[t]; ok {
		return known
	}
	defer func() { u.within[t] = found }()
	seen := map[types.Type]bool{}
	var visit func(types.Type)
	visit = func(t types.Type) {
		if t = types.Unalias(t); seen[t] {
			return
		}
		seen[t] = true
		if n, ok := t.(*types.Named); ok && isSchema(n) {
			found = append(found, n.Origin())
		}
		switch t := t.Underlying().(type) {
		case interface{ Elem() types.Type }:
			visit(t.Elem())
		case *types.Struct:
			for f := range t.Fields() {
				if f.Exported() || f.Embedded() {
					visit(f.Type())
				}
			}
		}
	}
	visit(t)
	return found
}

// instance reports the structs of schemas that a generic function or type is used
// with, if it makes values that it does not get:
//
//	func decode[T any](r io.Reader) (T, error)
func (u *uses) instance(cur inspector.Cursor, id *ast.Ident, instance types.Instance) {
	obj := u.TypesInfo.Uses[id]
	if obj == nil || obj.Pkg() == nil || u.inOutput(obj) || isStandard(obj.Pkg().Path(), u.Module) {
		return
	}
	for i := range instance.TypeArgs.Len() {
		structs := u.schemasIn(instance.TypeArgs.At(i))
		if len(structs) == 0 || !makes(obj, i) {
			continue
		}
		for _, n := range structs {
			u.whole(cur, id, n, usage.Unseen, "")
		}
	}
}

// isStandard reports whether a package is of the standard library.
func isStandard(path string, module *analysis.Module) bool {
	first, _, _ := strings.Cut(path, "/")
	own := module != nil && (path == module.Path || strings.HasPrefix(path, module.Path+"/"))
	return !strings.Contains(first, ".") && !own
}

// makes reports whether a generic function, or the methods of a generic type, make
// values of type parameter i, or may set those that they get.
func makes(obj types.Object, i int) bool {
	var flow flow
	switch obj := obj.(type) {
	case *types.Func:
		flow.param = obj.Signature().TypeParams().At(i)
		flow.signature(obj.Signature())
	case *types.TypeName:
		n, ok := obj.Type().(*types.Named)
		if !ok {
			return false
		}
		for m := range n.Methods() {
			if params := m.Signature().RecvTypeParams(); i < params.Len() {
				flow.param = params.At(i)
				flow.signature(m.Signature())
			}
		}
	}
	return flow.pointed || flow.out && !flow.in
}

// flow is how values of a type parameter get into and out of functions.
type flow struct {
	param            *types.TypeParam
	in, out, pointed bool
}

func (f *flow) signature(sig *types.Signature) {
	for v := range sig.Params().Variables() {
		f.parameter(v.Type())
	}
	for v := range sig.Results().Variables() {
		f.out = f.out || mentions(v.Type(), f.param)
	}
}

// parameter looks at one parameter. What a function gets that is a parameter comes out
// of the function that has the parameter.
func (f *flow) parameter(t types.Type) {
	if p, ok := t.Underlying().(*types.Pointer); ok && mentions(p.Elem(), f.param) {
		f.pointed = true
	}
	called, ok := types.Unalias(t).(*types.Signature)
	if !ok {
		f.in = f.in || mentions(t, f.param)
		return
	}
	for v := range called.Params().Variables() {
		f.out = f.out || mentions(v.Type(), f.param)
	}
	for v := range called.Results().Variables() {
		f.in = f.in || mentions(v.Type(), f.param)
	}
}

// mentions reports whether a type is made of a type parameter.
func mentions(t types.Type, param *types.TypeParam) bool {
	switch t := types.Unalias(t).(type) {
	case *types.TypeParam:
		return t == param
	case *types.Named:
		for i := range t.TypeArgs().Len() {
			if mentions(t.TypeArgs().At(i), param) {
				return true
			}
		}
		return false
	case *types.Map:
		return mentions(t.Key(), param) || mentions(t.Elem(), param)
	case interface{ Elem() types.Type }:
		return mentions(t.Elem(), param)
	}
	return false
}
