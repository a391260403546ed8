package gostruct

import (
	"go/types"
	"slices"

	"github.com/hhgen/hhgen/schema"
)

// converter turns the Go type of one field into a [schema.Type].
type converter struct {
	*walk
	field  *types.Var
	number bool           // the tag bounds numbers, so bytes are numbers
	around []*types.Named // the named lists and maps that contain the type
}

// reject reports that the field's type cannot be recorded.
func (c *converter) reject(rule *schema.Rule, format string, args ...any) *schema.Type {
	c.errs.Add(c.positionOf(c.field), rule, format, args...)
	return nil
}

// typ converts t; depth is the number of structs around it. It returns nil
// when it has reported an error.
func (c *converter) typ(t types.Type, depth int) *schema.Type {
	c.noteAliases(t)
	switch u := types.Unalias(t).(type) {
	case *types.Pointer:
		return c.pointer(u, depth)
	case *types.Named:
		return c.named(u, t, depth)
	case *types.Basic:
		return c.basic(u, goName(u))
	case *types.Struct:
		return c.reject(schema.TypeAnonymous, "%s has an unnamed struct type, so callers cannot write a value: declare a named type", c.field.Name())
	default:
		return c.composite(u, schema.GoName{}, depth)
	}
}

func (c *converter) pointer(p *types.Pointer, depth int) *schema.Type {
	t := c.typ(p.Elem(), depth)
	if t == nil {
		return nil
	}
	if t.Optional || t.Kind.AbsentNil() {
		return c.reject(schema.TypeRefused, "%s points to a type that is already optional: remove the *", c.field.Name())
	}
	t.Optional = true
	return t
}

// named converts a declared type, which may be written as an alias.
func (c *converter) named(t *types.Named, written types.Type, depth int) *schema.Type {
	s, ok := c.spell(written, c.field.Pkg())
	if arg := unnamed(t); arg != nil && !ok {
		return c.reject(schema.TypeAnonymous, "%s has a type argument without a name, %s: declare a type for it", c.field.Name(), types.TypeString(arg, types.RelativeTo(c.root.Types)))
	}
	if !ok {
		return c.reject(schema.TypeForeign, "%s has type %s, which package %s cannot name: use an exported type outside internal folders", c.field.Name(), goName(t), c.root.PkgPath)
	}
	out, name := &schema.Type{Go: s.name}, s.name
	if kind, ok := schema.KindOf(name); ok {
		out.Kind = kind
		if kind == schema.KindInvalid {
			return c.reject(schema.TypeRefused, "%s has type %s, which is a marker and holds nothing: see its documentation", c.field.Name(), name)
		}
		return out
	}
	if c.durations[t.Obj()] {
		return c.reject(schema.TypeRefused, "%s has type %s, which is declared as time.Duration and would be recorded in nanoseconds: use time.Duration itself", c.field.Name(), name.Name)
	}
	if c.closed(t, s, written, out) {
		return out
	}
	if _, ok := t.Underlying().(*types.Interface); ok {
		return c.composite(t.Underlying(), name, depth)
	}
	if value, address := marshals(t); value || address {
		out.Kind, out.ByAddress = schema.KindMarshaler, !value
		return out
	}
	return c.underlying(t, out, depth)
}

// underlying converts a declared type by its underlying type. out has its name.
func (c *converter) underlying(t *types.Named, out *schema.Type, depth int) *schema.Type {
	if _, ok := t.Underlying().(*types.Struct); !ok {
		c.usedType(t)
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return c.basic(u, out.Go)
	case *types.Struct:
		return c.object(t, u, out, depth)
	default:
		if slices.ContainsFunc(c.around, func(n *types.Named) bool { return types.Identical(n, t) }) {
			return c.reject(schema.TypeCycle, "%s contains itself: HoneyHive supports at most %d levels, so declare the levels one by one", t.Obj().Name(), schema.MaxObjects)
		}
		c.around = append(c.around, t)
		defer func() { c.around = c.around[:len(c.around)-1] }()
		return c.composite(u, out.Go, depth)
	}
}

// basic converts a predeclared type, or a type declared as one.
func (c *converter) basic(b *types.Basic, name schema.GoName) *schema.Type {
	out := &schema.Type{Go: name}
	switch info := b.Info(); {
	case b.Kind() == types.Invalid:
		return c.invalid()
	case b.Kind() == types.Uintptr, info&(types.IsBoolean|types.IsInteger|types.IsFloat|types.IsString) == 0:
		return c.reject(schema.TypeRefused, "%s has type %s, which cannot be recorded: use a number, a string or a boolean", c.field.Name(), name)
	case info&types.IsBoolean != 0:
		out.Kind = schema.KindBool
	case info&types.IsString != 0:
		out.Kind = schema.KindString
	case info&types.IsUnsigned != 0:
		out.Kind, out.Bits = schema.KindUint, bits[b.Kind()]
	case info&types.IsInteger != 0:
		out.Kind, out.Bits = schema.KindInt, bits[b.Kind()]
	default:
		out.Kind, out.Bits = schema.KindFloat, bits[b.Kind()]
	}
	return out
}

// bits are the sizes of numbers. int and uint count as their largest size,
// which makes the schema the same on every platform.
var bits = map[types.BasicKind]int{
	types.Int: 64, types.Int8: 8, types.Int16: 16, types.Int32: 32, types.Int64: 64,
	types.Uint: 64, types.Uint8: 8, types.Uint16: 16, types.Uint32: 32, types.Uint64: 64,
	types.Float32: 32, types.Float64: 64,
}

// invalid reports a type that does not compile, with the compiler's reason.
func (c *converter) invalid() *schema.Type {
	return c.reject(schema.TypeInvalid, "the type of %s is invalid: %s", c.field.Name(), c.whyInvalid(c.field))
}

// composite converts lists, arrays, maps and interfaces, and rejects the rest.
func (c *converter) composite(t types.Type, name schema.GoName, depth int) *schema.Type {
	out := &schema.Type{Go: name}
	switch t := t.(type) {
	case *types.Slice:
		out.Kind = schema.KindList
		return c.elements(out, t.Elem(), depth)
	case *types.Array:
		out.Kind, out.Len = schema.KindArray, int(min(t.Len(), schema.MaxItemsLimit+1))
		if t.Len() > schema.MaxItemsLimit {
			return c.reject(schema.BoundLimit, "%s has %d items, over the limit of %d: record less", c.field.Name(), t.Len(), schema.MaxItemsLimit)
		}
		return c.elements(out, t.Elem(), depth)
	case *types.Map:
		return c.mapping(out, t, depth)
	case *types.Interface:
		if t.Empty() {
			out.Kind = schema.KindAny
			if name.IsZero() {
				out.Go = schema.GoName{Name: "any"}
			}
			return out
		}
	}
	return c.reject(schema.TypeRefused, "%s has type %s, which cannot be recorded: use a struct, a list, a map, a number, a string or a boolean",
		c.field.Name(), types.TypeString(c.field.Type(), types.RelativeTo(c.root.Types)))
}

// elements converts the element type of a list or an array.
func (c *converter) elements(out *schema.Type, elem types.Type, depth int) *schema.Type {
	if b, ok := types.Unalias(elem).(*types.Basic); ok && b.Kind() == types.Uint8 && !c.number {
		return c.reject(schema.TypeRefused, "%s holds bytes, which cannot be recorded: use a string, for example of base64, or json.RawMessage", c.field.Name())
	}
	return c.contained(out, elem, depth)
}

func (c *converter) mapping(out *schema.Type, m *types.Map, depth int) *schema.Type {
	key, ok := m.Key().Underlying().(*types.Basic)
	if ok && key.Kind() == types.Invalid {
		return c.invalid()
	}
	if !ok || key.Info()&types.IsString == 0 {
		return c.reject(schema.TypeRefused, "%s is a map with keys of type %s: use string keys", c.field.Name(), m.Key())
	}
	s, ok := c.spell(m.Key(), c.field.Pkg())
	if !ok {
		return c.reject(schema.TypeForeign, "%s has keys of type %s, which package %s cannot name: use string keys", c.field.Name(), m.Key(), c.root.PkgPath)
	}
	out.Key = s.name
	if i, ok := m.Elem().Underlying().(*types.Interface); ok && i.Empty() {
		out.Kind = schema.KindAnyMap
		return out
	}
	out.Kind = schema.KindMap
	return c.contained(out, m.Elem(), depth+1)
}

// contained converts the element type of a list, array or map.
func (c *converter) contained(out *schema.Type, elem types.Type, depth int) *schema.Type {
	if out.Elem = c.typ(elem, depth); out.Elem == nil {
		return nil
	}
	if out.Elem.Kind.Dynamic() {
		return c.reject(schema.TypeRefused, "%s contains values of any type: use one json.RawMessage or any for all of it", c.field.Name())
	}
	return out
}

// object converts a nested struct.
func (c *converter) object(t *types.Named, s *types.Struct, out *schema.Type, depth int) *schema.Type {
	if slices.ContainsFunc(c.stack, func(n *types.Named) bool { return types.Identical(n, t) }) {
		return c.reject(schema.TypeCycle, "%s contains itself through %s: HoneyHive supports at most %d levels, so use an id to refer to the parent", c.field.Name(), t.Obj().Name(), schema.MaxObjects)
	}
	out.Kind, out.Doc = schema.KindObject, c.source.find(t.Obj()).doc
	if depth > schema.MaxObjects+1 {
		return out // Check reports this depth
	}
	if !c.isObject(t) && !c.isRecord(t) {
		return c.reject(schema.TypeRefused, "no part of %s would be recorded, since %s", c.field.Name(), c.tagless(t, s))
	}
	c.usedType(t)
	w := walk{reader: c.reader, nested: true, stack: append(slices.Clip(c.stack), t), within: c.within, partial: c.partial}
	w.fields(s, nil)
	out.Fields = w.visible()
	return out
}

// unnamed finds a type argument of t, or of one of its arguments, that is
// neither declared nor predeclared; nil if there is none.
func unnamed(t *types.Named) types.Type {
	for arg := range t.TypeArgs().Types() {
		switch a := types.Unalias(arg).(type) {
		case *types.Named:
			if inner := unnamed(a); inner != nil {
				return inner
			}
		case *types.Basic:
		default:
			return arg
		}
	}
	return nil
}

// marshals reports whether t, or a pointer to it, has the method of encoding.TextMarshaler.
func marshals(t types.Type) (value, address bool) {
	has := func(t types.Type) bool {
		m, _, _ := types.LookupFieldOrMethod(t, false, nil, "MarshalText")
		f, ok := m.(*types.Func)
		return ok && textMethod(f.Signature())
	}
	return has(t), has(types.NewPointer(t))
}

func textMethod(s *types.Signature) bool {
	return s.Params().Len() == 0 && s.Results().Len() == 2 &&
		types.TypeString(s.Results().At(0).Type(), nil) == "[]byte" && types.TypeString(s.Results().At(1).Type(), nil) == "error"
}

// hasIsZero reports whether values of t have a method IsZero() bool.
func hasIsZero(t types.Type) bool {
	m, _, _ := types.LookupFieldOrMethod(t, false, nil, "IsZero")
	f, ok := m.(*types.Func)
	return ok && f.Signature().Params().Len() == 0 && f.Signature().Results().Len() == 1 &&
		types.TypeString(f.Signature().Results().At(0).Type(), nil) == "bool"
}

// goName is the name of a declared or predeclared type.
func goName(t types.Type) schema.GoName {
	switch t := types.Unalias(t).(type) {
	case *types.Basic:
		return schema.GoName{Name: types.Typ[t.Kind()].String()} // byte is uint8
	case *types.Named:
		name := schema.GoName{Name: t.Obj().Name()}
		if pkg := t.Obj().Pkg(); pkg != nil {
			name.Path = pkg.Path()
		}
		for i := range t.TypeArgs().Len() {
			name.Args = append(name.Args, goName(t.TypeArgs().At(i)))
		}
		return name
	}
	return schema.GoName{Name: types.TypeString(t, nil)}
}

// deref is the type that t points to, or t.
func deref(t types.Type) types.Type {
	t = types.Unalias(t)
	if p, ok := t.(*types.Pointer); ok {
		return types.Unalias(p.Elem())
	}
	return t
}

// pointee is the type that t points to, or t, as it is written.
func pointee(t types.Type) types.Type {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

// isRuntime reports whether t is the type of that name in the runtime.
func isRuntime(t types.Type, name string) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Name() == name && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == schema.RuntimePath
}
