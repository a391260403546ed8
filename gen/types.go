package gen

import (
	"go/types"

	"github.com/dave/jennifer/jen"

	"github.com/hhgen/hhgen/schema"
)

// goName refers to a declared type or constant.
func goName(n schema.GoName) *jen.Statement {
	s := jen.Id(n.Name)
	if n.Path != "" {
		s = jen.Qual(n.Path, n.Name)
	}
	if len(n.Args) == 0 {
		return s
	}
	args := make([]jen.Code, len(n.Args))
	for i, a := range n.Args {
		args[i] = goName(a)
	}
	return s.Types(args...)
}

// goType is the Go type of a value: that of its field, without the pointer of
// an optional one.
func goType(t *schema.Type) *jen.Statement {
	if !t.Go.IsZero() {
		return goName(t.Go)
	}
	switch t.Kind {
	case schema.KindList:
		return jen.Index().Add(elemType(t.Elem))
	case schema.KindArray:
		return jen.Index(jen.Lit(t.Len)).Add(elemType(t.Elem))
	case schema.KindAnyMap:
		return jen.Map(goName(t.Key)).Id("any")
	}
	return jen.Map(goName(t.Key)).Add(elemType(t.Elem))
}

// elemType is the Go type of what a list, array or map holds.
func elemType(t *schema.Type) *jen.Statement {
	if t.Optional {
		return jen.Op("*").Add(goType(t))
	}
	return goType(t)
}

// spelled is a Go type as package p may write it; ok is false if it cannot.
func spelled(t types.Type, p *types.Package) (s *jen.Statement, ok bool) {
	switch t := t.(type) {
	case *types.Alias:
		if s, ok = spelledName(t.Obj(), t.TypeArgs(), p); !ok {
			return spelled(t.Rhs(), p)
		}
		return s, true
	case *types.Named:
		return spelledName(t.Obj(), t.TypeArgs(), p)
	case *types.Basic:
		if t.Kind() == types.UnsafePointer {
			return jen.Qual("unsafe", "Pointer"), true
		}
		return jen.Id(t.Name()), t.Kind() != types.Invalid
	case *types.Pointer:
		s, ok = spelled(t.Elem(), p)
		return jen.Op("*").Add(s), ok
	case *types.Slice:
		s, ok = spelled(t.Elem(), p)
		return jen.Index().Add(s), ok
	case *types.Array:
		s, ok = spelled(t.Elem(), p)
		return jen.Index(jen.Lit(int(t.Len()))).Add(s), ok
	case *types.Map:
		key, ok1 := spelled(t.Key(), p)
		elem, ok2 := spelled(t.Elem(), p)
		return jen.Map(key).Add(elem), ok1 && ok2
	case *types.Struct:
		return spelledStruct(t, p)
	case *types.Chan:
		s, ok = spelled(t.Elem(), p)
		switch t.Dir() {
		case types.SendOnly:
			return jen.Chan().Op("<-").Add(s), ok
		case types.RecvOnly:
			return jen.Op("<-").Chan().Add(s), ok
		}
		return jen.Chan().Parens(s), ok
	case *types.Signature:
		return spelledFunc(t, p)
	case *types.Interface:
		return spelledInterface(t, p)
	}
	return nil, false
}

func spelledName(obj *types.TypeName, args *types.TypeList, p *types.Package) (*jen.Statement, bool) {
	s := jen.Id(obj.Name())
	if pkg := obj.Pkg(); pkg != nil {
		if pkg != p && (!obj.Exported() || !schema.GoName{Path: pkg.Path()}.ImportableFrom(p.Path())) {
			return nil, false
		}
		if obj.Parent() != pkg.Scope() {
			return nil, false // declared within a function
		}
		s = jen.Qual(pkg.Path(), obj.Name())
	}
	var codes []jen.Code
	for i := range args.Len() {
		a, ok := spelled(args.At(i), p)
		if !ok {
			return nil, false
		}
		codes = append(codes, a)
	}
	if codes != nil {
		s = s.Types(codes...)
	}
	return s, true
}

func spelledStruct(t *types.Struct, p *types.Package) (*jen.Statement, bool) {
	var fields []jen.Code
	for i := range t.NumFields() {
		f := t.Field(i)
		typ, ok := spelled(f.Type(), p)
		if !ok || !f.Exported() && f.Pkg() != p {
			return nil, false
		}
		s := jen.Id(f.Name()).Add(typ)
		if f.Embedded() {
			s = jen.Add(typ)
		}
		if tag := t.Tag(i); tag != "" {
			s = s.Op(quoted(tag))
		}
		fields = append(fields, s)
	}
	return jen.Struct(fields...), true
}

func spelledInterface(t *types.Interface, p *types.Package) (*jen.Statement, bool) {
	if t.Empty() {
		return jen.Id("any"), true
	}
	var codes []jen.Code
	for i := range t.NumExplicitMethods() {
		m := t.ExplicitMethod(i)
		s, ok := spelledFunc(m.Signature(), p)
		if !ok || !m.Exported() && m.Pkg() != p {
			return nil, false
		}
		codes = append(codes, jen.Id(m.Name()).Add((*s)[1:]...))
	}
	for i := range t.NumEmbeddeds() {
		s, ok := spelled(t.EmbeddedType(i), p)
		if !ok {
			return nil, false
		}
		codes = append(codes, s)
	}
	return jen.Interface(codes...), true
}

func spelledFunc(t *types.Signature, p *types.Package) (*jen.Statement, bool) {
	list := func(vars *types.Tuple, variadic bool) ([]jen.Code, bool) {
		var codes []jen.Code
		for i := range vars.Len() {
			typ := vars.At(i).Type()
			last := variadic && i == vars.Len()-1
			if last {
				typ = typ.(*types.Slice).Elem()
			}
			s, ok := spelled(typ, p)
			if !ok {
				return nil, false
			}
			if last {
				s = jen.Op("...").Add(s)
			}
			codes = append(codes, s)
		}
		return codes, true
	}
	params, ok1 := list(t.Params(), t.Variadic())
	results, ok2 := list(t.Results(), false)
	return jen.Func().Params(params...).Params(results...), ok1 && ok2
}
