package gostruct

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/hhgen/hhgen/schema"
)

// reader reads one package.
type reader struct {
	*loader
	root    *packages.Package
	guarded []types.Type // declared types or aliases of them, in the order in which they were found
	used    map[*types.TypeName]bool
	// written are the aliases that fields use.
	written   map[*types.TypeName]bool
	spellings map[string]spelling // by the type's own name
	// durations are the types of the package that are declared as time.Duration.
	durations map[types.Object]bool
}

func newReader(l *loader, root *packages.Package) *reader {
	return &reader{
		loader: l, root: root,
		used: map[*types.TypeName]bool{}, written: map[*types.TypeName]bool{}, spellings: map[string]spelling{},
	}
}

func (r *reader) read() *Package {
	for _, f := range r.root.Syntax {
		r.tagKeys(f)
	}
	p := &Package{
		Package: &schema.Package{Path: r.root.PkgPath, Name: r.root.Name},
		Dir:     r.root.Dir,
		Types:   r.root.Types,
		Syntax:  r.root.Syntax,
		Fset:    r.fset,
		loaded:  r.root,
	}
	p.Declared, p.Imported, p.looked = r.declared(r.root)
	p.Records = r.records()
	p.Guarded, p.Aliases = r.guarded, r.aliases()
	r.unused()
	return p
}

// records reads the records of the package, in the order of their declaration.
func (r *reader) records() (records []*schema.Record) {
	r.declarations()
	var generic []*types.TypeName
	for _, obj := range r.typeNames() {
		named, _ := obj.Type().(*types.Named)
		switch {
		case obj.IsAlias():
			r.alias(obj)
		case r.beside(obj): // the JSON Schema declares this record
		case named != nil && !r.isRecord(named):
			r.unreadable(named)
		case named.TypeParams().Len() > 0:
			generic = append(generic, obj)
		default:
			records = append(records, r.record(obj, named))
		}
	}
	for _, obj := range generic {
		if !r.used[obj] {
			args := "[" + strings.TrimSuffix(strings.Repeat("int, ", obj.Type().(*types.Named).TypeParams().Len()), ", ") + "]"
			r.errs.Add(r.position(obj.Pos()), schema.RecordGeneric,
				"record %s is generic and nothing here instantiates it: declare a type such as `type Int%s %s%s`, or embed %s%s in a record",
				obj.Name(), obj.Name(), obj.Name(), args, obj.Name(), args)
		}
	}
	return records
}

// unused checks the nested objects that no record of the package uses; records
// of another package may use them.
func (r *reader) unused() {
	for _, obj := range r.typeNames() {
		named, _ := obj.Type().(*types.Named)
		if named == nil || obj.IsAlias() || r.used[obj] || r.beside(obj) || named.TypeParams().Len() > 0 ||
			!r.isObject(named) || r.isRecord(named) {
			continue
		}
		w := walk{reader: r, nested: true, stack: []*types.Named{named}}
		w.fields(named.Underlying().(*types.Struct), nil)
	}
}

// unreadable reports the malformed tags of a struct that has no valid ones, and
// would be a record if they were valid.
func (r *reader) unreadable(named *types.Named) {
	s, ok := named.Underlying().(*types.Struct)
	if !ok || r.isObject(named) {
		return
	}
	embeds := s.NumFields() > 0
	for f := range s.Fields() {
		embeds = embeds && f.Embedded()
	}
	for i := range s.NumFields() {
		f := s.Field(i)
		r.almost(s.Tag(i), r.source.find(f), r.positionOf(f))
		if message := markedOnly(named.Obj().Name(), f); message != "" {
			r.errs.Add(r.positionOf(f), schema.FieldUntagged, "%s", message)
		}
		if value, _ := tagOf(s.Tag(i)); embeds && value != "-" {
			r.lost(s.Field(i), false)
		}
	}
}

// lost reports an embedded struct that does not exist, unless hhgen may
// generate it: its fields would be lost silently. In a struct without tags, the
// missing type need not be a record.
func (r *reader) lost(f *types.Var, tagged bool) bool {
	imports := r.imports(f)
	if deref(f.Type()) != types.Typ[types.Invalid] || generatedName.MatchString(f.Name()) || len(imports) == 0 && !tagged {
		return false
	}
	r.errs.Add(r.positionOf(f), schema.TypeInvalid, "the fields of %s cannot be read: %s", f.Name(), r.whyInvalid(f))
	return true
}

// generatedName is the form of the types that hhgen generates beside records.
var generatedName = regexp.MustCompile(`^Enricher$|Field$`)

// whyInvalid is the compiler's reason why the type of f is invalid, and the
// broken output that may be the cause.
func (r *reader) whyInvalid(f *types.Var) string {
	for _, path := range r.imports(f) {
		if p := r.graph[path]; p != nil && p.Dir != "" {
			name := filepath.Join(p.Dir, r.output)
			if old, ok := readOutput(name); ok && !schema.IsWhole(old) {
				return r.compilerSays(f) + ", and " + r.relative(token.Position{Filename: name}).Filename + " is broken: run go generate there"
			}
		}
	}
	return r.compilerSays(f)
}

func (r *reader) compilerSays(f *types.Var) string {
	line := r.fset.PositionFor(f.Pos(), false)
	for _, e := range r.root.TypeErrors {
		if sameLine(r.fset.PositionFor(e.Pos, false), line) {
			return e.Msg
		}
	}
	for _, path := range r.imports(f) {
		if reason := r.notFound(path); reason != "" {
			return reason
		}
	}
	return "it does not compile"
}

// imports are the import paths of the packages that the type of f names.
func (r *reader) imports(f *types.Var) (paths []string) {
	typ := r.source.find(f).typ
	if typ == nil {
		return nil
	}
	ast.Inspect(typ, func(n ast.Node) bool {
		id, _ := n.(*ast.Ident)
		if name, ok := r.root.TypesInfo.Uses[id].(*types.PkgName); ok {
			paths = append(paths, name.Imported().Path())
		}
		return true
	})
	return paths
}

// beside reports whether a type is declared in the output of the package being
// read. Its tags reflect the JSON Schema from which the output was written;
// only package jsonschema knows the current one.
func (r *reader) beside(obj *types.TypeName) bool {
	return obj.Pkg() == r.root.Types && r.generated(obj)
}

// generated reports whether a type is declared in an output of hhgen.
func (l *loader) generated(obj *types.TypeName) bool {
	return obj.Pkg() != nil && filepath.Base(l.fileOf(obj)) == l.output
}

// notFound says why an imported package cannot be found; "" if it can.
func (r *reader) notFound(path string) string {
	for _, e := range r.root.TypeErrors {
		if !strings.HasPrefix(e.Msg, "could not import "+path+" ") {
			continue
		}
		if p := r.graph[path]; p != nil && len(p.Errors) > 0 {
			return r.message(p.Errors[0].Msg)
		}
		return e.Msg
	}
	return ""
}

// declarations looks at the expressions that declare the package's types: they
// may use generic structs, or be time.Duration, which go/types does not keep.
func (r *reader) declarations() {
	r.durations = map[types.Object]bool{}
	for _, f := range r.root.Syntax {
		for _, d := range f.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, spec := range g.Specs {
				spec, ok := spec.(*ast.TypeSpec)
				if !ok {
					continue
				}
				n, ok := types.Unalias(r.root.TypesInfo.TypeOf(spec.Type)).(*types.Named)
				switch {
				case !ok:
				case n.TypeArgs().Len() > 0:
					r.used[n.Origin().Obj()] = true
				case goName(n).String() == "time.Duration" && !spec.Assign.IsValid():
					r.durations[r.root.TypesInfo.Defs[spec.Name]] = true
				}
			}
		}
	}
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
		p, q := r.fset.PositionFor(a.Pos(), false), r.fset.PositionFor(b.Pos(), false)
		return cmp.Or(cmp.Compare(p.Filename, q.Filename), cmp.Compare(p.Offset, q.Offset))
	})
	return objs
}

// alias rejects an alias of an unnamed struct that would be a record, or of an
// instance of a generic record. Aliases of declared records are other names of
// them.
func (r *reader) alias(obj *types.TypeName) {
	a, ok := obj.Type().(*types.Alias)
	if !ok || a.TypeParams().Len() > 0 || !r.isRecord(a) {
		return
	}
	of, called, removing := a.Rhs(), "", "the ="
	if p, ok := of.(*types.Pointer); ok {
		of, removing = p.Elem(), "the = and the *"
	}
	if _, literal := of.(*types.Struct); literal {
		called = "a struct without a name"
	} else if t, ok := of.(interface{ TypeArgs() *types.TypeList }); ok && t.TypeArgs().Len() > 0 {
		called = "an instance of a generic record"
	}
	if called != "" {
		r.errs.Add(r.position(obj.Pos()), schema.RecordAlias,
			"%s is an alias of %s, for which nothing is generated: declare a type by removing %s", obj.Name(), called, removing)
	}
}

// record reads one record.
func (r *reader) record(obj *types.TypeName, named *types.Named) *schema.Record {
	rec := &schema.Record{Name: obj.Name(), Doc: r.source.find(obj).doc, Pos: r.position(obj.Pos())}
	if condition := r.conditionFor(obj); condition != "" {
		r.constrainedRecord(rec.Pos, rec.Name, condition)
	}
	r.usedType(named)
	w := walk{reader: r, stack: []*types.Named{named}, record: rec}
	w.fields(named.Underlying().(*types.Struct), nil)
	rec.Fields = w.visible()
	slices.SortStableFunc(rec.Opens, func(a, b *schema.Open) int {
		return cmp.Compare(slices.Index(schema.Namespaces, a.Namespace), slices.Index(schema.Namespaces, b.Namespace))
	})
	return rec
}

func (r *reader) open(rec *schema.Record, t tag, n syntax, pos token.Position) {
	f := &schema.Field{Name: "hh.Open"}
	r.apply(t, f, shapeText)
	if !r.namespace(t, f) {
		return
	}
	for _, o := range t.options {
		switch o.name {
		case "maxbytes", "large", "overflow":
		default:
			if slices.Contains(optionNames(), o.name) {
				r.errs.Add(o.pos, schema.OptionUnused, "option %s does nothing on hh.Open: remove it", o.name)
			}
		}
	}
	o := &schema.Open{
		Namespace: f.Namespace, MaxBytes: f.MaxBytes, Large: f.Large, Overflow: f.Overflow,
		Doc: n.doc, Pos: pos, Where: f.Where,
	}
	for _, other := range rec.Opens {
		if other.Namespace == o.Namespace && other.MaxBytes == o.MaxBytes && other.Overflow == o.Overflow {
			return // two embedded records may open the same namespace
		}
	}
	rec.Opens = append(rec.Opens, o)
}

// namespace reads the namespace of a tag into f, and reports whether it is
// valid.
func (r *reader) namespace(t tag, f *schema.Field) bool {
	names := make([]string, len(schema.Namespaces))
	for i, n := range schema.Namespaces {
		names[i] = string(n)
	}
	f.Namespace = schema.Namespace(t.namespace)
	switch {
	case t.namespace == "":
		r.errs.Add(t.pos, schema.TagNamespace, "field %s of a record has no namespace: begin the tag with one of %s", f.Name, strings.Join(names, ", "))
	case !f.Namespace.Valid():
		e := r.errs.Add(t.pos, schema.TagNamespace, "unknown namespace %q: %s", t.namespace, schema.Suggest(t.namespace, names))
		if near, sure := schema.Nearest(t.namespace, names); near != "" {
			e.Offer(sure, "write "+near, t.source.Set(schema.Option{Name: "namespace", Value: near}))
		}
	default:
		return true
	}
	return false
}

// usedType remembers a declared type that the package's records use.
func (r *reader) usedType(named *types.Named) {
	r.used[named.Origin().Obj()] = true
	if !slices.ContainsFunc(r.guarded, func(t types.Type) bool { return types.Identical(t, named) }) && r.sameModule(named.Obj().Pkg()) {
		var typ types.Type = named
		if s, ok := r.spellings[types.TypeString(named, nil)]; ok {
			typ = s.typ
		}
		r.guarded = append(r.guarded, typ)
	}
}

// sameModule reports whether a package belongs to the module of the package
// being read.
func (r *reader) sameModule(p *types.Package) bool {
	if p == nil || p.Path() == r.root.PkgPath {
		return p != nil
	}
	other := r.graph[p.Path()]
	return other != nil && other.Module != nil && r.root.Module != nil && other.Module.Path == r.root.Module.Path
}
