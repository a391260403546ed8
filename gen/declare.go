package gen

import (
	"go/token"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/hhgen/hhgen/schema"
)

// goDeclaration is one type that the file declares.
type goDeclaration struct {
	name   string
	doc    string
	from   *schema.Field   // that first has the type; nil for a record
	typ    *schema.Type    // nil for a struct
	fields []*schema.Field // of a struct
	skip   int             // embedded structs around the fields
	json   bool            // fields have json tags
	key    bool            // of a map
	record *schema.Record
}

// declared finds the types that the file declares, in the order in which the
// schema needs them.
func (g *generator) declaredTypes() (out []goDeclaration) {
	if !g.Declare {
		return nil
	}
	seen := map[string]goDeclaration{}
	add := func(d goDeclaration) bool {
		if first, ok := seen[d.name]; ok {
			if !first.same(d) {
				g.names.errs.Add(d.pos(), schema.TypeConflict, "the Go type %s has another declaration at %s: set x-hh-go-type, or x-hh-go-name of a record, on one of them", d.name, first.pos())
			}
			return false
		}
		seen[d.name] = d
		out = append(out, d)
		return true
	}
	for _, r := range g.Package.Records {
		add(goDeclaration{name: r.Name, doc: r.Doc, fields: r.Fields, record: r})
	}
	var keys []goDeclaration // after the enums, some of which are keys too
	for _, r := range g.Package.Records {
		g.structs(r.Fields, 0, false, func(d goDeclaration) bool {
			if d.key {
				keys = append(keys, d)
				return true
			}
			return add(d)
		})
	}
	for _, d := range keys {
		add(d)
	}
	return out
}

// pos is where the schema first needs the type.
func (d goDeclaration) pos() token.Position {
	if d.record != nil {
		return d.record.Pos
	}
	return d.from.Pos
}

// same reports whether two declarations of one name are of one type.
func (d goDeclaration) same(e goDeclaration) bool {
	switch {
	case d.typ == nil || e.typ == nil:
		return d.typ == nil && e.typ == nil && d.sameFields(e)
	case e.key:
		return d.typ.Kind == schema.KindString
	}
	a, b := *d.typ, *e.typ
	a.Optional, b.Optional = false, false
	return schema.SameType(&a, &b)
}

// sameFields reports whether two structs have the same fields, in any order.
func (d goDeclaration) sameFields(e goDeclaration) bool {
	if len(d.fields) != len(e.fields) {
		return false
	}
	for _, f := range d.fields {
		if !slices.ContainsFunc(e.fields, func(g *schema.Field) bool {
			return f.Name == g.Name && schema.SameType(f.Type, g.Type) && fieldTag(f, d.json) == fieldTag(g, e.json) &&
				slices.EqualFunc(f.Via[d.skip:], g.Via[e.skip:], func(a, b schema.Embedded) bool {
					return a.Name == b.Name && a.Pointer == b.Pointer && a.Go.String() == b.Go.String()
				})
		}) {
			return false
		}
	}
	return true
}

// structs adds the types of fields, and the embedded structs around them.
func (g *generator) structs(fields []*schema.Field, skip int, json bool, add func(goDeclaration) bool) {
	for _, f := range fields {
		if len(f.Via) > skip && f.Via[skip].Go.Path == g.Package.Path {
			e := f.Via[skip]
			var inner []*schema.Field
			for _, other := range fields {
				if len(other.Via) > skip && other.Via[skip].Name == e.Name {
					inner = append(inner, other)
				}
			}
			add(goDeclaration{name: e.Go.Name, from: f, fields: inner, skip: skip + 1, json: json})
			g.structs(inner, skip+1, json, add)
		}
		g.typesOf(f, f.Type, add)
	}
}

// typesOf adds a type, and those that it contains.
func (g *generator) typesOf(f *schema.Field, t *schema.Type, add func(goDeclaration) bool) {
	own := t.Go.Path == g.Package.Path && len(t.Go.Args) == 0 && t.Kind != schema.KindMarshaler
	switch {
	case own && t.Kind == schema.KindObject:
		add(goDeclaration{name: t.Go.Name, doc: t.Doc, from: f, fields: t.Fields, json: true})
	case own:
		add(goDeclaration{name: t.Go.Name, doc: t.Doc, from: f, typ: t})
	}
	if key := t.Key; key.Path == g.Package.Path && key.Path != "" {
		add(goDeclaration{name: key.Name, from: f, key: true, typ: &schema.Type{Kind: schema.KindString, Go: key}})
	}
	if t.Elem != nil {
		g.typesOf(f, t.Elem, add)
	}
	g.structs(t.Fields, 0, true, add)
}

// claimTypes takes the names of the types and constants that are declared.
func (g *generator) claimTypes() {
	for _, d := range g.declaredTypes() {
		g.claimEmbedded(d)
		if d.record != nil {
			g.names.take(d.name, d.record.Pos, "a record", "set x-hh-go-name to another name")
			continue
		}
		g.names.take(d.name, d.from.Pos, "the type of "+d.from.Name, "set x-hh-go-type to another name")
		if d.typ == nil {
			continue
		}
		for _, m := range d.typ.Enum {
			g.names.take(m.Go.Name, d.from.Pos, "a value of "+d.name, "set x-hh-go-names")
		}
	}
}

// claimEmbedded checks the names of the structs that a struct embeds.
func (g *generator) claimEmbedded(d goDeclaration) {
	own, first := map[string]bool{}, map[string]*schema.Field{}
	for _, f := range d.fields {
		if len(f.Via) == d.skip {
			own[f.Name] = true
		} else if e := f.Via[d.skip]; first[e.Name] == nil {
			first[e.Name] = f
		}
	}
	for _, f := range d.fields {
		if len(f.Via) == d.skip {
			continue
		}
		switch e, other := f.Via[d.skip], first[f.Via[d.skip].Name]; {
		case e.Pointer != other.Via[d.skip].Pointer, e.Go.String() != other.Via[d.skip].Go.String():
			g.names.errs.Add(f.Pos, schema.TypeConflict, "the embedded struct %s has another declaration at %s: make them agree in type and pointer", e.Name, other.Pos)
		case e.Name != e.Go.Name:
			g.names.errs.Add(f.Pos, schema.GoNameInvalid, "the embedded struct %s would be called %s, as its type: give it that name", e.Name, e.Go.Name)
		case own[e.Name]:
			g.names.errs.Add(f.Pos, schema.GoNameTwice, "the embedded struct %s is called as a field is: set x-hh-go-name on that field", e.Name)
		}
	}
}

// emitDeclarations emits the types of the schema.
func (g *generator) emitDeclarations() {
	if len(g.Sources) > 0 {
		g.emitComment(schema.SourcesText(g.Sources))
		g.blank()
	}
	for _, d := range g.declaredTypes() {
		code := append(comment(d.doc), g.directives(d.record)...)
		decl := jen.Type().Id(d.name)
		if d.typ == nil {
			decl.Struct(g.structFields(d)...)
		} else {
			decl.Id(g.underlying(d.typ))
		}
		g.emitTree(append(code, decl)...)
		g.blank()
		if d.typ != nil && d.typ.Enum != nil {
			g.emitConstants(d)
		}
	}
}

// emitConstants emits the values of an enum.
func (g *generator) emitConstants(d goDeclaration) {
	var lines [][]string
	for _, m := range d.typ.Enum {
		if doc := strings.TrimSuffix(docText(commentText([]string{m.Doc})), "\n"); doc != "" {
			lines = append(lines, []string{doc})
		}
		lines = append(lines, []string{m.Go.Name, d.name, "= " + enumLiteral(d.typ, m)})
	}
	g.emitDoc("The values of " + d.name + ".")
	g.emit(group("const", table(lines)...), "\n\n")
}

// structFields are the fields of a declared struct; those that an embedded
// struct promotes are in that.
func (g *generator) structFields(d goDeclaration) (out []jen.Code) {
	if d.record != nil {
		out = g.markers(d.record)
	}
	embedded := map[string]bool{}
	for _, f := range d.fields {
		if len(f.Via) > d.skip {
			if e := f.Via[d.skip]; !embedded[e.Name] {
				embedded[e.Name] = true
				code := g.goName(e.Go)
				if e.Pointer {
					code = "*" + code
				}
				out = append(out, jen.Id(code))
			}
			continue
		}
		out = append(out, comment(f.Doc, values(f))...)
		out = append(out, g.directives(f)...)
		out = append(out, jen.Id(f.Name).Id(g.elemType(f.Type)).Op(quoted(g.tagOf(f, d.json))))
	}
	return out
}

// underlying is the Go type that a declared type is made of.
func (g *generator) underlying(t *schema.Type) string {
	bare := *t
	bare.Go = schema.GoName{}
	switch t.Kind {
	case schema.KindBool:
		return "bool"
	case schema.KindString:
		return "string"
	case schema.KindInt, schema.KindUint, schema.KindFloat:
		return predeclaredNumber(t)
	case schema.KindAny:
		return "any"
	}
	return g.goType(&bare)
}

// predeclaredNumber is int for 64 bits, as in most programs.
func predeclaredNumber(t *schema.Type) string {
	size := map[int]string{8: "8", 16: "16", 32: "32"}[t.Bits]
	switch t.Kind {
	case schema.KindUint:
		return "uint" + size
	case schema.KindFloat:
		if t.Bits == 32 {
			return "float32"
		}
		return "float64"
	}
	return "int" + size
}
