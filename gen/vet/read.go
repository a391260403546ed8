package vet

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/gostruct"
)

// isGenerated reports whether a file is hhgen's output.
func isGenerated(f *ast.File) bool {
	return len(f.Comments) > 0 && f.Comments[0].Pos() < f.Package && f.Comments[0].List[0].Text == schema.Generated
}

// read makes the fact about a package with a generated file; nil without one. The
// records are those of the source, by its tags; the output says which of them,
// and which setters, there are.
func read(pass *analysis.Pass) *Schema {
	if !slices.ContainsFunc(pass.Files, isGenerated) {
		return nil
	}
	src := source(pass, func(*ast.File) bool { return true })
	r := &reader{pkg: pass.Pkg, schema: &Schema{
		Fields: map[string]Attr{}, Setters: map[string]Setter{}, Records: map[string]Record{}, Opens: map[string]Open{},
	}}
	declared := map[schema.Namespace][]string{} // keys of the package
	for _, rec := range gostruct.Read(src) {
		if named := r.generatedFor(rec); named != nil {
			r.record(named, rec, declared)
		}
	}
	for name, o := range r.schema.Opens {
		o.Declared = declared[schema.Namespace(o.Key)]
		r.schema.Opens[name] = o
	}
	return r.schema
}

// reader turns records into a fact.
type reader struct {
	pkg    *types.Package
	schema *Schema
}

// generatedFor is the type of a record for which the package has an output; nil
// for a struct that is only embedded in such records, or embeds one.
func (r *reader) generatedFor(rec *schema.Record) *types.Named {
	field, _ := r.pkg.Scope().Lookup("SpanField").(*types.TypeName)
	obj, _ := r.pkg.Scope().Lookup(rec.Name).(*types.TypeName)
	if field == nil || obj == nil {
		return nil
	}
	named, _ := obj.Type().(*types.Named)
	methods, _ := field.Type().Underlying().(*types.Interface)
	if named == nil || methods == nil {
		return nil
	}
	for m := range methods.Methods() {
		if _, path, _ := types.LookupFieldOrMethod(named, false, r.pkg, m.Name()); len(path) != 1 {
			return nil
		}
	}
	return named
}

// record adds a record, its fields and their setters. declared gets its keys.
func (r *reader) record(named *types.Named, rec *schema.Record, declared map[schema.Namespace][]string) {
	for _, f := range rec.Fields {
		key := strings.TrimPrefix(f.Namespace.Attribute(f.Key), schema.AttributePrefix)
		if f.Inline {
			key = string(f.Namespace)
		}
		if setter := r.resultOf(f.SetterName()); setter != nil {
			if _, known := r.schema.Setters[f.SetterName()]; !known {
				r.schema.Setters[f.SetterName()] = Setter{Type: setter.Obj().Name()}
				r.schema.Fields[fieldKey(setter, "v")] = attrOf(f, key)
			}
		}
		r.field(named, f, key)
		for _, f := range f.Written() {
			if !f.Inline && !slices.Contains(declared[f.Namespace], f.Key) {
				declared[f.Namespace] = append(declared[f.Namespace], f.Key)
			}
		}
	}
	for _, o := range rec.Opens {
		if setter := r.resultOf(o.SetterName()); setter != nil {
			r.schema.Opens[o.SetterName()] = Open{Setter: Setter{Type: setter.Obj().Name()}, Attr: openAttr(o)}
		}
	}
	r.schema.Records[rec.Name] = r.constructor(rec)
}

// constructor is what is known of a record beside its fields.
func (r *reader) constructor(rec *schema.Record) (known Record) {
	for _, f := range rec.Required() {
		known.New = rec.ConstructorName()
		path := ""
		for _, e := range f.Via {
			path += e.Name + "."
		}
		known.Required = append(known.Required, path+f.Name)
	}
	return known
}

// resultOf is the type that a function of the package returns; nil without one.
func (r *reader) resultOf(function string) *types.Named {
	f, _ := r.pkg.Scope().Lookup(function).(*types.Func)
	if f == nil || f.Signature().Results().Len() != 1 {
		return nil
	}
	return named(f.Signature().Results().At(0).Type())
}

// field adds a field of a struct that holds it, perhaps by what the struct embeds,
// and the members of its objects. One type may be that of several fields: its
// members have several keys then, of which none is their name, and bounds that
// hold in each place.
func (r *reader) field(holder *types.Named, f *schema.Field, key string) {
	for _, e := range f.Via {
		holder = memberType(holder, e.Name)
	}
	if holder == nil {
		return
	}
	a := attrOf(f, key)
	name := fieldKey(holder, f.Name)
	if old, again := r.schema.Fields[name]; again && old.Key != a.Key {
		a.Key = holder.Obj().Name() + "." + f.Name
	}
	r.schema.Fields[name] = a
	path := key
	for t := f.Type; t.Elem != nil; t = t.Elem {
		if t.Kind == schema.KindMap {
			path += ".{}"
		} else {
			path += ".[]"
		}
	}
	for _, member := range f.Type.Leaf().Fields {
		r.field(memberType(holder, f.Name), member, path+"."+member.Key)
	}
}

// memberType is the declared type of a field of a struct, or of what its lists and
// maps hold; nil if there is none.
func memberType(holder *types.Named, name string) *types.Named {
	if holder == nil {
		return nil
	}
	s, _ := holder.Underlying().(*types.Struct)
	for i := 0; s != nil && i < s.NumFields(); i++ {
		if s.Field(i).Name() == name {
			return structIn(s.Field(i).Type())
		}
	}
	return nil
}

// structIn is the declared struct that t is, points to, or holds; nil if there is
// none.
func structIn(t types.Type) *types.Named {
	switch u := t.Underlying().(type) {
	case *types.Struct:
		n, _ := types.Unalias(t).(*types.Named)
		return n
	case interface{ Elem() types.Type }: // pointers, lists, arrays and maps
		return structIn(u.Elem())
	}
	return nil
}
