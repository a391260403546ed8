package lint

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// difference says in what the field of a linted package differs from the first
// field of its key, and what that has; "" if whoever reads events sees none.
// Names of Go types do not matter.
func difference(first, s *site) (what, was string) {
	f, g := s.field, first.field
	if a, b := wireType(f.Type), wireType(g.Type); a != b {
		return "type " + a, "type " + b
	}
	for _, c := range comparisons {
		if a, b := c.value(f), c.value(g); a != b {
			return orNo(c.name, a), orNo(c.name, b)
		}
	}
	return "", ""
}

// comparisons are what must agree besides the type, as text.
var comparisons = []struct {
	name  string
	value func(*schema.Field) string
}{
	{"unit ", func(f *schema.Field) string { return f.Unit }},
	{"values ", enumValues},
	{"maxbytes=", func(f *schema.Field) string {
		if !f.Type.Sized() {
			return ""
		}
		return fmt.Sprint(f.ByteLimit())
	}},
	{"maxlength=", func(f *schema.Field) string { return count(f.MaxLength) }},
	{"maxitems=", func(f *schema.Field) string { return count(items(f)) }},
	{"minimum=", func(f *schema.Field) string { return exact(f.Minimum) }},
	{"maximum=", func(f *schema.Field) string { return exact(f.Maximum) }},
	{"exclusive minimum=", func(f *schema.Field) string { return exact(f.Above) }},
	{"exclusive maximum=", func(f *schema.Field) string { return exact(f.Below) }},
}

// orNo names a value, or says that there is none.
func orNo(name, value string) string {
	if value == "" {
		return "no " + strings.TrimRight(name, " =")
	}
	return name + value
}

// exact is a number, whichever way it was written.
func exact(n schema.Number) string {
	if n == "" {
		return ""
	}
	return n.Rat().RatString()
}

func count(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}

// items is the number of items that a field may have.
func items(f *schema.Field) int {
	if f.Type.Kind == schema.KindArray {
		return f.Type.Len
	}
	return f.MaxItems
}

// enumValues are the values of an enum, whatever their order.
func enumValues(f *schema.Field) string {
	values := map[string]bool{}
	for _, m := range f.Type.Leaf().Enum {
		values[m.Value] = true
	}
	return strings.Join(slices.Sorted(maps.Keys(values)), ", ")
}

// wireKinds are the kinds whose values look alike to a reader of events.
var wireKinds = map[schema.Kind]string{
	schema.KindUint: "integer", schema.KindInt: "integer", schema.KindFloat: "number", schema.KindDuration: "number",
	schema.KindText: "string", schema.KindMarshaler: "string",
	schema.KindAny: "any value", schema.KindJSON: "any value", schema.KindAnyMap: "any value",
}

// wireType is what a reader of events sees of a type.
func wireType(t *schema.Type) string {
	switch {
	case t.Kind == schema.KindList, t.Kind == schema.KindArray:
		return "list of " + wireType(t.Elem)
	case t.Kind == schema.KindMap:
		return "map of " + wireType(t.Elem)
	case t.Enum != nil:
		return "enum"
	}
	if name, ok := wireKinds[t.Kind]; ok {
		return name
	}
	return t.Kind.String()
}
