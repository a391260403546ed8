package gostruct

import (
	"cmp"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/hhgen/hhgen/schema"
)

// reader reads one package.
type reader struct {
	*loader
	root    *packages.Package
	structs []*types.Named // in the order in which they were met
	used    map[*types.TypeName]bool
}

func (r *reader) read() *Package {
	r.used = map[*types.TypeName]bool{}
	p := &Package{
		Package:  &schema.Package{Path: r.root.PkgPath, Name: r.root.Name},
		Dir:      r.root.Dir,
		Types:    r.root.Types,
		Declared: r.declared(r.root),
	}
	var generic []*types.TypeName
	for _, obj := range r.typeNames() {
		named, _ := obj.Type().(*types.Named)
		switch {
		case obj.IsAlias():
			r.alias(obj)
		case named != nil && !isRecord(named):
		case named.TypeParams().Len() > 0:
			generic = append(generic, obj)
		default:
			p.Records = append(p.Records, r.record(obj, named))
		}
	}
	for _, obj := range generic {
		if !r.used[obj] {
			r.errs.Add(r.position(obj.Pos()), schema.RecordGeneric,
				"record %s is generic and nothing here instantiates it: declare a type such as `type Int%s %s[int]`, or embed %s[int] in a record",
				obj.Name(), obj.Name(), obj.Name(), obj.Name())
		}
	}
	p.Structs = r.structs
	return p
}

// typeNames returns the package's types in the order of their declaration.
func (r *reader) typeNames() (objs []*types.TypeName) {
	scope := r.root.Types.Scope()
	for _, name := range scope.Names() {
		if obj, ok := scope.Lookup(name).(*types.TypeName); ok {
			objs = append(objs, obj)
		}
	}
	slices.SortFunc(objs, func(a, b *types.TypeName) int {
		p, q := r.fset.Position(a.Pos()), r.fset.Position(b.Pos())
		return cmp.Or(cmp.Compare(p.Filename, q.Filename), cmp.Compare(p.Offset, q.Offset))
	})
	return objs
}

// alias refuses an alias of a record: methods cannot be added to what it names.
func (r *reader) alias(obj *types.TypeName) {
	t := types.Unalias(obj.Type())
	named, _ := t.(*types.Named)
	local := named != nil && named.Obj().Pkg() == r.root.Types && named.TypeArgs().Len() == 0
	if !local && isRecord(t) {
		r.errs.Add(r.position(obj.Pos()), schema.RecordAlias,
			"%s is an alias of a record that this package does not declare: write `type %s struct { ... }` and embed it", obj.Name(), obj.Name())
	}
}

// isRecord reports whether t is a struct with a tag that names a namespace, or
// that embeds a record.
func isRecord(t types.Type) bool { return hasTags(t, false, nil) }

// isObject reports whether t is a struct with tags that name no namespace, as
// nested objects have, or that embeds one.
func isObject(t types.Type) bool { return hasTags(t, true, nil) }

func hasTags(t types.Type, nested bool, seen []types.Type) bool {
	t = deref(t)
	s, ok := t.Underlying().(*types.Struct)
	if !ok || slices.ContainsFunc(seen, func(u types.Type) bool { return types.Identical(t, u) }) || len(seen) > 100 {
		return false
	}
	seen = append(seen, t)
	for i := range s.NumFields() {
		value, tagged := tagOf(s.Tag(i))
		switch f := s.Field(i); {
		case value == "-":
		case isRuntime(f.Type(), "Record"):
		case tagged && strings.HasPrefix(value, ",") == nested:
			return true
		case !tagged && f.Embedded() && hasTags(f.Type(), nested, seen):
			return true
		}
	}
	return false
}

// record reads one record.
func (r *reader) record(obj *types.TypeName, named *types.Named) *schema.Record {
	rec := &schema.Record{Name: obj.Name(), Doc: r.source.find(obj).doc, Pos: r.position(obj.Pos())}
	r.usedStruct(named)
	s := named.Underlying().(*types.Struct)
	for i := range s.NumFields() {
		r.marker(rec, s, i)
	}
	w := walk{reader: r, nested: false, stack: []*types.Named{named}}
	w.fields(s, nil)
	rec.Fields = w.visible()
	return rec
}

// marker reads a field of type hh.Record or hh.Open.
func (r *reader) marker(rec *schema.Record, s *types.Struct, i int) {
	f := s.Field(i)
	open := isRuntime(f.Type(), "Open")
	if !open && !isRuntime(f.Type(), "Record") {
		return
	}
	n, pos := r.source.find(f), r.position(f.Pos())
	t, ok := r.parseTag(s.Tag(i), n, pos)
	if f.Name() != "_" || !ok {
		r.errs.Add(pos, schema.RecordMarker, "a marker is a blank field with a tag: write `_ hh.Open `hh:\"metadata\"`` or `_ hh.Record `hh:\"new=MakeTurn\"``")
		return
	}
	if open {
		r.open(rec, t, n, pos)
		return
	}
	for _, o := range t.options {
		switch {
		case o.name != "new":
			r.errs.Add(o.pos, schema.TagOption, "unknown option %q of hh.Record: %s", o.name, schema.Suggest(o.name, []string{"new"}))
		case !token.IsIdentifier(o.value):
			r.errs.Add(o.pos, schema.TagValue, "option new=%s is no Go identifier: write new=MakeTurn", o.value)
		default:
			rec.Constructor, rec.ConstructorPos = o.value, o.pos
		}
	}
	if t.namespace != "" {
		r.errs.Add(t.pos, schema.RecordMarker, "hh.Record takes options, not a namespace: write `hh:\"new=MakeTurn\"`")
	}
}

func (r *reader) open(rec *schema.Record, t tag, n syntax, pos token.Position) {
	f := &schema.Field{Name: "Open"}
	r.apply(t, f)
	if !r.namespace(t, f) {
		return
	}
	for _, o := range t.options {
		switch o.name {
		case "maxbytes", "large", "overflow":
		default:
			r.errs.Add(o.pos, schema.OptionUnused, "option %s does nothing on hh.Open: remove it", o.name)
		}
	}
	rec.Opens = append(rec.Opens, &schema.Open{
		Namespace: f.Namespace, MaxBytes: f.MaxBytes, Large: f.Large, Overflow: f.Overflow,
		Doc: n.doc, Pos: pos, Where: f.Where,
	})
}

// namespace reads the namespace of a tag into f, and reports whether it is one.
func (r *reader) namespace(t tag, f *schema.Field) bool {
	names := make([]string, len(schema.Namespaces))
	for i, n := range schema.Namespaces {
		names[i] = string(n)
	}
	f.Namespace = schema.Namespace(t.namespace)
	switch {
	case t.namespace == "":
		r.errs.Add(t.pos, schema.TagNamespace, "field %s of a record names no namespace: begin the tag with one of %s", f.Name, strings.Join(names, ", "))
	case !f.Namespace.Valid():
		r.errs.Add(t.pos, schema.TagNamespace, "unknown namespace %q: %s", t.namespace, schema.Suggest(t.namespace, names))
	default:
		return true
	}
	return false
}

// usedStruct remembers a struct that the package's records are made of.
func (r *reader) usedStruct(named *types.Named) {
	r.used[named.Origin().Obj()] = true
	if !slices.ContainsFunc(r.structs, func(n *types.Named) bool { return types.Identical(n, named) }) && r.sameModule(named.Obj().Pkg()) {
		r.structs = append(r.structs, named)
	}
}

// sameModule reports whether a package belongs to the module of the one that is read.
func (r *reader) sameModule(p *types.Package) bool {
	if p == nil || p.Path() == r.root.PkgPath {
		return p != nil
	}
	other := r.graph[p.Path()]
	return other != nil && other.Module != nil && r.root.Module != nil && other.Module.Path == r.root.Module.Path
}
