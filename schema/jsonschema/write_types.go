package jsonschema

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/invopop/jsonschema"

	"github.com/hhgen/hhgen/schema"
)

// typ writes the schema of a type, and of its elements and members.
func (w *writer) typ(f *schema.Field, t *schema.Type) *jsonschema.Schema {
	s := &jsonschema.Schema{}
	switch t.Kind {
	case schema.KindObject:
		return w.object(t, f.Type != t && t.Optional)
	case schema.KindList:
		s.Type, s.Items = "array", w.typ(f, t.Elem)
		s.MaxItems = size(f.MaxItems)
	case schema.KindArray:
		s.Type, s.Items = "array", w.typ(f, t.Elem)
		s.MinItems, s.MaxItems = size(t.Len), size(t.Len)
	case schema.KindMap:
		s.Type, s.AdditionalProperties = "object", w.typ(f, t.Elem)
		s.MaxProperties = size(f.MaxItems)
	case schema.KindAnyMap:
		s.Type, s.AdditionalProperties = "object", jsonschema.TrueSchema
		extra(s, "x-hh-maxitems", f.MaxItems)
	case schema.KindJSON, schema.KindAny:
		extra(s, "x-hh-maxitems", f.MaxItems)
	default:
		s = w.scalar(f, t)
	}
	if key := t.Key; !key.IsZero() && key.Name != "string" {
		set(s, "x-hh-go-key", w.goName(key))
	}
	if t.Elem != nil || t.Kind.Dynamic() {
		if t.Go.String() != "any" {
			set(s, "x-hh-go-type", w.goName(t.Go))
		}
		if t.Kind.Dynamic() {
			w.strings(f, s)
		}
	}
	if f.Type != t && t.Optional && t.Enum == nil { // the definition of an enum has the null
		nullable(s)
	}
	return s
}

// nullable lets an item of a list be null.
func nullable(s *jsonschema.Schema) {
	extra(s, "type", []string{s.Type, "null"})
	s.Type = ""
}

func (w *writer) strings(f *schema.Field, s *jsonschema.Schema) {
	if f.MaxBytes > 0 && f.MaxBytes != schema.MaxRuneBytes*f.MaxLength {
		extra(s, "x-hh-maxbytes", f.MaxBytes)
	}
	s.MaxLength = size(f.MaxLength)
	if f.Large {
		extra(s, "x-hh-large", true)
	}
	if f.Overflow == schema.Drop {
		extra(s, "x-hh-overflow", "drop")
	}
}

// scalar writes a type that is one attribute.
func (w *writer) scalar(f *schema.Field, t *schema.Type) *jsonschema.Schema {
	s := &jsonschema.Schema{}
	def := "string"
	switch t.Kind {
	case schema.KindBool:
		s.Type, def = "boolean", "bool"
	case schema.KindInt, schema.KindUint:
		s.Type, def = "integer", "int"
	case schema.KindFloat, schema.KindDuration:
		s.Type, def = "number", "float64"
	case schema.KindTime:
		s.Type, s.Format, def = "string", "date-time", "time.Time"
	case schema.KindError:
		s.Type, def = "string", "error"
	case schema.KindEventID:
		s.Type, s.Format = "string", "uuid"
		return s
	default:
		s.Type = "string"
	}
	if t.Enum != nil {
		s = w.enum(t, f.Type != t && t.Optional)
	} else if t.Go.String() != def {
		set(s, "x-hh-go-type", w.goName(t.Go))
		set(s, "x-hh-go-underlying", underlyingOf(t))
	}
	if t.Kind == schema.KindMarshaler {
		extra(s, "x-hh-marshaler", map[bool]string{false: "value", true: "address"}[t.ByAddress])
	}
	if t.Kind.Text() {
		w.strings(f, s)
		impliedLength(f, t, s)
	}
	if t.Patterned() {
		s.Pattern = string(f.Pattern)
	}
	if t.Kind.Number() {
		w.numbers(f, s)
		impliedRange(f, t, s)
	}
	return s
}

// underlyingOf is the predeclared type of a declared number, unless it is the
// usual one.
func underlyingOf(t *schema.Type) string {
	if t.Go.Path == "" {
		return ""
	}
	for _, name := range []string{"int8", "int16", "int32", "uint8", "uint16", "uint32", "uint64"} {
		unsigned := strings.HasPrefix(name, "u")
		if integers[name] == t.Bits && (t.Kind == schema.KindUint && unsigned || t.Kind == schema.KindInt && !unsigned) {
			return name
		}
	}
	if t.Kind == schema.KindFloat && t.Bits == 32 {
		return "float32"
	}
	return ""
}

func (w *writer) numbers(f *schema.Field, s *jsonschema.Schema) {
	s.Minimum, s.Maximum = json.Number(f.Minimum), json.Number(f.Maximum)
	s.ExclusiveMinimum, s.ExclusiveMaximum = json.Number(f.Above), json.Number(f.Below)
	set(s, "x-hh-unit", f.Unit)
}

// object writes a nested object as a definition, and refers to it.
func (w *writer) object(t *schema.Type, null bool) *jsonschema.Schema {
	return w.define(t, null, func() *jsonschema.Schema {
		s := object()
		s.AdditionalProperties = jsonschema.FalseSchema
		for _, f := range t.Fields {
			w.properties(s, f)
		}
		return s
	})
}

// enum writes an enum as a definition, and refers to it.
func (w *writer) enum(t *schema.Type, null bool) *jsonschema.Schema {
	return w.define(t, null, func() *jsonschema.Schema {
		s := &jsonschema.Schema{Type: t.Wire()}
		if t.Kind.Whole() {
			set(s, "x-hh-go-underlying", underlyingOf(t))
		}
		var names []string
		usual := true
		for _, m := range t.Enum {
			s.Enum = append(s.Enum, enumValue(t, m))
			names = append(names, m.Go.Name)
			usual = usual && m.Go.Name == t.Go.Name+memberWord(t, m.Value)
		}
		if !usual {
			extra(s, "x-hh-go-names", names)
		}
		return s
	})
}

// enumValue is a member of an enum as a value of JSON. Its digits are exact.
func enumValue(t *schema.Type, m schema.EnumMember) any {
	if t.Kind.Whole() {
		return json.Number(m.Value)
	}
	return m.Value
}

// define puts the schema of a declared type into $defs once.
func (w *writer) define(t *schema.Type, null bool, schemaOf func() *jsonschema.Schema) *jsonschema.Schema {
	name := goWord(t.Go.Name)
	if t.Go.Path != w.pkg.Path {
		name = goWord(t.Go.Short())
	} else if len(t.Go.Args) > 0 {
		name = goWord(w.goName(t.Go))
	}
	if null {
		name += "OrNull"
	}
	name = w.free(name, fmt.Sprint(t.Go, null))
	if _, ok := w.defs[name]; !ok {
		w.defs[name] = nil // in case the type contains itself, which Check rejects
		s := schemaOf()
		s.Description = t.Doc
		if w.goName(t.Go) != name {
			set(s, "x-hh-go-type", w.goName(t.Go))
		}
		if null {
			nullable(s)
			if s.Enum != nil {
				s.Enum = append(s.Enum, nil)
			}
		}
		w.defs[name] = s
	}
	return &jsonschema.Schema{Ref: "#/$defs/" + name}
}

// free is name, with a number if another type has that name in $defs: Go
// distinguishes Plan from plan, and packages with the same name.
func (w *writer) free(name, typ string) string {
	for i := 1; ; i++ {
		numbered := name
		if i > 1 {
			numbered += "_" + strconv.Itoa(i)
		}
		if w.types[numbered] == "" {
			w.types[numbered] = typ
		}
		if w.types[numbered] == typ {
			return numbered
		}
	}
}

// goName is a Go type's name as [Read] reads it.
func (w *writer) goName(g schema.GoName) string {
	switch g.Path {
	case w.pkg.Path:
		g.Path = ""
	case schema.RuntimePath:
		g.Path = "hh"
	}
	args := make([]string, len(g.Args))
	for i, a := range g.Args {
		args[i] = w.goName(a)
	}
	g.Args = nil
	if len(args) == 0 {
		return g.String()
	}
	return g.String() + "[" + strings.Join(args, ", ") + "]"
}

func object() *jsonschema.Schema {
	return &jsonschema.Schema{Type: "object", Properties: jsonschema.NewProperties()}
}

// size is a bound as schemas have it: nil for 0.
func size(n int) *uint64 {
	if n == 0 {
		return nil
	}
	u := uint64(n)
	return &u
}

// set adds one of hhgen's keywords, unless its value is empty.
func set(s *jsonschema.Schema, keyword, text string) {
	if text != "" {
		extra(s, keyword, text)
	}
}

func extra(s *jsonschema.Schema, keyword string, value any) {
	if s.Extras == nil {
		s.Extras = map[string]any{}
	}
	s.Extras[keyword] = value
}
