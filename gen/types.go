package gen

import (
	"go/types"
	"strconv"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// goName refers to a declared type or constant.
func (g *generator) goName(n schema.GoName) string {
	s := g.qual(n.Path, n.Name)
	if len(n.Args) == 0 {
		return s
	}
	args := make([]string, len(n.Args))
	for i, a := range n.Args {
		args[i] = g.goName(a)
	}
	return s + "[" + strings.Join(args, ", ") + "]"
}

// goType is the Go type of a value: that of its field, without the pointer of
// an optional one.
func (g *generator) goType(t *schema.Type) string {
	if !t.Go.IsZero() {
		return g.goName(t.Go)
	}
	switch t.Kind {
	case schema.KindList:
		return "[]" + g.elemType(t.Elem)
	case schema.KindArray:
		return "[" + strconv.Itoa(t.Len) + "]" + g.elemType(t.Elem)
	case schema.KindAnyMap:
		return "map[" + g.goName(t.Key) + "]any"
	}
	return "map[" + g.goName(t.Key) + "]" + g.elemType(t.Elem)
}

// elemType is the Go type of what a list, array or map holds.
func (g *generator) elemType(t *schema.Type) string {
	if t.Optional {
		return "*" + g.goType(t)
	}
	return g.goType(t)
}

// spelled is a Go type as the package may write it; ok is false if it cannot.
func (g *generator) spelled(t types.Type) (s string, ok bool) {
	switch t := t.(type) {
	case *types.Alias:
		if s, ok = g.spelledName(t.Obj(), t.TypeArgs()); !ok {
			return g.spelled(t.Rhs())
		}
		return s, true
	case *types.Named:
		return g.spelledName(t.Obj(), t.TypeArgs())
	case *types.Basic:
		if t.Kind() == types.UnsafePointer {
			return g.qual("unsafe", "Pointer"), true
		}
		return t.Name(), t.Kind() != types.Invalid
	case *types.Pointer:
		s, ok = g.spelled(t.Elem())
		return "*" + s, ok
	case *types.Slice:
		s, ok = g.spelled(t.Elem())
		return "[]" + s, ok
	case *types.Array:
		s, ok = g.spelled(t.Elem())
		return "[" + strconv.FormatInt(t.Len(), 10) + "]" + s, ok
	case *types.Map:
		key, ok1 := g.spelled(t.Key())
		elem, ok2 := g.spelled(t.Elem())
		return "map[" + key + "]" + elem, ok1 && ok2
	case *types.Struct:
		lines, ok := g.spelledFields(t)
		return structOf(lines), ok
	case *types.Chan:
		s, ok = g.spelled(t.Elem())
		switch t.Dir() {
		case types.SendOnly:
			return "chan<- " + s, ok
		case types.RecvOnly:
			return "<-chan " + s, ok
		}
		return "chan (" + s + ")", ok
	case *types.Signature:
		s, ok = g.spelledFunc(t)
		return "func" + s, ok
	case *types.Interface:
		return g.spelledInterface(t)
	}
	return "", false
}

func (g *generator) spelledName(obj *types.TypeName, args *types.TypeList) (string, bool) {
	s, before := obj.Name(), len(g.imported)
	if pkg := obj.Pkg(); pkg != nil {
		if pkg != g.Types && (!obj.Exported() || !schema.GoName{Path: pkg.Path()}.ImportableFrom(g.Types.Path())) {
			return "", false
		}
		if obj.Parent() != pkg.Scope() {
			return "", false // declared within a function
		}
		s = g.qual(pkg.Path(), obj.Name())
	}
	if args.Len() == 0 {
		return s, true
	}
	list := make([]string, args.Len())
	for i := range list {
		var ok bool
		if list[i], ok = g.spelled(args.At(i)); !ok {
			g.imported = g.imported[:before] // it is named by nothing
			return "", false
		}
	}
	return s + "[" + strings.Join(list, ", ") + "]", true
}

// spelledFields are the fields of a struct, each as a line of a table.
func (g *generator) spelledFields(t *types.Struct) (lines [][]string, ok bool) {
	for i := range t.NumFields() {
		f := t.Field(i)
		typ, ok := g.spelled(f.Type())
		if !ok || !f.Exported() && f.Pkg() != g.Types {
			return nil, false
		}
		g.uneven = g.uneven || strings.Contains(typ, "\n")
		line := []string{f.Name(), typ}
		if f.Embedded() {
			line = []string{typ}
		}
		if tag := t.Tag(i); tag != "" {
			line = append(line, quoted(tag))
		}
		lines = append(lines, line)
	}
	return lines, true
}

// structOf is a struct of some fields.
func structOf(lines [][]string) string {
	if len(lines) == 0 {
		return "struct{}"
	}
	return block("struct", table(lines)...)
}

func (g *generator) spelledInterface(t *types.Interface) (string, bool) {
	if t.Empty() {
		return "any", true
	}
	var lines []string
	for i := range t.NumExplicitMethods() {
		m := t.ExplicitMethod(i)
		s, ok := g.spelledFunc(m.Signature())
		if !ok || !m.Exported() && m.Pkg() != g.Types {
			return "", false
		}
		lines = append(lines, m.Name()+s)
	}
	for i := range t.NumEmbeddeds() {
		s, ok := g.spelled(t.EmbeddedType(i))
		if !ok {
			return "", false
		}
		lines = append(lines, s)
	}
	return block("interface", lines...), true
}

// spelledFunc is the signature of a function, without its name.
func (g *generator) spelledFunc(t *types.Signature) (string, bool) {
	list := func(vars *types.Tuple, variadic bool) (string, bool) {
		codes := make([]string, vars.Len())
		for i := range codes {
			typ, dots := vars.At(i).Type(), ""
			if variadic && i == len(codes)-1 {
				typ, dots = typ.(*types.Slice).Elem(), "..."
			}
			s, ok := g.spelled(typ)
			if !ok {
				return "", false
			}
			codes[i] = dots + s
		}
		return strings.Join(codes, ", "), true
	}
	params, ok1 := list(t.Params(), t.Variadic())
	results, ok2 := list(t.Results(), false)
	switch t.Results().Len() {
	case 0:
		return "(" + params + ")", ok1 && ok2
	case 1:
		return "(" + params + ") " + results, ok1 && ok2
	}
	return "(" + params + ") (" + results + ")", ok1 && ok2
}
