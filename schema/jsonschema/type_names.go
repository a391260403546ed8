package jsonschema

import (
	"go/token"
	"maps"

	"github.com/hhgen/hhgen/schema"
)

// namedType is the first declaration of a Go type.
type namedType struct {
	typ     *schema.Type
	pos     token.Position
	derived bool // the name is made of a key
}

// mostPasses is how often documents are read to find names for their types.
const mostPasses = 8

// reading reads documents. If a type whose name is made of a key takes the name of
// a record, or of a definition that comes later, it reads them again with another
// name for the former.
func reading(c Config, read func(r *reader)) *reader {
	reserved := map[string]bool{}
	for pass := 1; ; pass++ {
		r := newReader(c)
		r.reserved, r.lastPass = reserved, pass == mostPasses
		read(r)
		for _, rec := range r.pkg.Records {
			if first, ok := r.types[r.goNameOf(rec.Name)]; ok && first.derived {
				r.renamed = append(r.renamed, rec.Name)
			}
		}
		if len(r.renamed) == 0 || r.lastPass {
			return r
		}
		reserved = maps.Clone(reserved)
		for _, name := range r.renamed {
			reserved[name] = true
		}
	}
}

// goNameOf is the key of a type of the package in the table of types.
func (r *reader) goNameOf(name string) string {
	return schema.GoName{Path: r.Path, Name: name}.String()
}

// typeOf is the Go type of an object or enum: the one that the schema names, or
// one of the package with the name of the definition or of the field.
func (v *value) typeOf(s said) schema.GoName {
	m, named := s["x-hh-go-type"]
	if v.named = named; named {
		return v.goName(m.value)
	}
	name := v.field.Name
	if v.item {
		name += "Item"
	}
	if v.derived = v.typeName == ""; v.derived {
		name = v.owner + name
	} else {
		name = goWord(v.typeName)
		if token.IsIdentifier(v.typeName) && token.IsExported(v.typeName) {
			name = v.typeName
		}
	}
	if !token.IsIdentifier(name) && !v.derived { // a key that makes no name is reported
		v.errs.Add(v.field.Pos, schema.GoNameInvalid, "%q does not make a Go name: set x-hh-go-type", v.typeName)
	}
	return schema.GoName{Path: v.Path, Name: name}
}

// declaredAt is where a type is declared: the definition, if a schema refers to one.
func (v *value) declaredAt(n *node, s said) token.Position {
	if v.typeName == "" || s[itself].value == nil {
		return n.pos
	}
	return s[itself].value.pos
}

// typeDoc is the documentation of a declared type.
func (v *value) typeDoc(s said) string { return v.optionalText(s, typeDescription) }

// remember checks that a Go type of the package has only one declaration, at a
// position. A type that is named after its field gets the name of what has the
// field in front, if another type has its name; typ reads it again.
func (v *value) remember(t *schema.Type, at token.Position) {
	if t.Go.Path != v.Path {
		return
	}
	name := t.Go.String()
	first, ok := v.types[name]
	taken := v.derived && v.reserved[t.Go.Name] && len(v.owners) > 0
	if !ok && !taken {
		declared := *t // the type is the same whether or not this field may be absent
		v.types[name] = &namedType{&declared, at, v.derived}
		return
	}
	switch {
	case !taken && schema.SameType(first.typ, t):
		t.Doc = first.typ.Doc
	case v.derived && len(v.owners) > 0:
		v.again, v.owner, v.owners = true, v.owners[0], v.owners[1:]
	case v.tooDeep:
	case first.derived && !v.named && !v.lastPass:
		v.renamed = append(v.renamed, t.Go.Name)
	default:
		v.errs.Add(at, schema.TypeConflict, "the Go type %s has another declaration at %s: set x-hh-go-type on one of them", t.Go.Name, first.pos)
	}
}
