package jsonschema

import (
	"errors"
	"fmt"
	"go/token"
	"path/filepath"
	"slices"
	"sort"

	"github.com/hhgen/hhgen/internal/regular"
	"github.com/hhgen/hhgen/schema"
)

// Config describes the package that documents are read into.
type Config struct {
	Path string // import path of the Go package
	Name string // its name
	Root string // folder that references must not leave, absolute; "" for no limit
	// Defaults are what holds for documents that do not say it.
	Defaults schema.Defaults
	// ReadFile reads a document, or a file that one refers to; nil for
	// the function of that name.
	ReadFile func(name string) ([]byte, error)
}

// Read reads the records of documents, in their order. A name may end with a
// JSON pointer to the one record to read: turn.schema.json#/definitions/Turn. The
// error, if it is about the documents, is a [schema.Findings].
func Read(c Config, names ...string) (*schema.Package, error) {
	r := reading(c, func(r *reader) { r.documents(names) })
	return r.pkg, r.errs.Err()
}

// documents reads the records of documents, or the one to which a name leads.
func (r *reader) documents(names []string) {
	seen := map[string]bool{}
	for _, name := range names {
		name, fragment := schema.SplitSource(name)
		name = filepath.Clean(name)
		if seen[name+fragment] {
			continue
		}
		seen[name+fragment] = true
		switch f := r.open(name, token.Position{}); {
		case f == nil:
		case fragment != "":
			r.pointed(f, fragment)
		default:
			r.document(f)
		}
	}
	r.uniqueRecords()
}

// reader turns documents into one package.
type reader struct {
	Config
	pkg   *schema.Package
	errs  schema.Findings
	files map[string]*file
	// checked are the schemas that were checked separately, and whether they
	// are valid.
	checked map[*node]bool
	types   map[string]*namedType // Go types of the package, by name
	// reserved are names that types with a name made of a key do not get, and
	// renamed those that such a type had in this pass and another one needs.
	reserved map[string]bool
	renamed  []string
	lastPass bool
	// recordName is the Go name of the record that is read.
	recordName string
	// namespaceName is the namespace that is read, and namespaceOf has its properties.
	namespaceName schema.Namespace
	namespaceOf   *node
	// names are the namespaces of the keys that have a Go name, in a record or the
	// package.
	names map[string]schema.Namespace
	// tooDeep says that a type was cut off, so it may differ from the same type
	// elsewhere. An error says so.
	tooDeep bool
	// visits counts the schemas that were read. The target of references counts
	// once for each reference.
	visits int
}

func newReader(c Config) *reader {
	if c.ReadFile == nil {
		c.ReadFile = ReadFile
	}
	return &reader{
		Config: c, files: map[string]*file{}, checked: map[*node]bool{}, types: map[string]*namedType{}, names: map[string]schema.Namespace{},
		pkg: &schema.Package{Path: c.Path, Name: c.Name, Written: &dialect},
	}
}

// open reads a file once; nil if it cannot be used.
func (r *reader) open(name string, from token.Position) *file {
	name = filepath.Clean(name)
	if f, ok := r.files[name]; ok {
		return f
	}
	r.files[name] = nil
	text, err := r.ReadFile(name)
	if err != nil {
		special, ok := errors.AsType[*regular.Error](err)
		switch {
		case !from.IsValid():
			from.Filename = name
		case ok:
			err = fmt.Errorf("%s is %s, not a file: refer to a file", special.Path, special.Kind)
		}
		r.errs.Add(from, schema.PackageLoad, "cannot read the schema: %v", err)
		return nil
	}
	f := newFile(name, text)
	if !f.parse(&r.errs) {
		return nil
	}
	if f.draft = draftOf(f.root); r.valid(f) {
		normalize(f, r.Defaults.Unions == schema.AnyUnions)
		r.files[name] = f
	}
	return r.files[name]
}

// document reads the record that a document describes, or the records that it
// defines.
func (r *reader) document(f *file) {
	if f.root.kind != '{' {
		r.errs.Add(f.root.pos, schema.KeywordValue, "a document that is true or false does not describe a record: write an object")
		return
	}
	if describesEvents(f.root) {
		r.errs.Add(f.root.pos, schema.RecordNone, "the document describes the events of a package, as hhgen schema --event wrote it, and no record: name the files of records")
		return
	}
	if openAPI(f.root) != "" {
		schemas := "components/schemas"
		if f.root.get("swagger") != nil {
			schemas = "definitions"
		}
		r.errs.Add(f.root.pos, schema.RecordNone, "the document describes an API, and no record: name the schema of one, as %s#/%s/Name, or refer to its schemas from a document of your own", f.name, schemas)
		return
	}
	marked := r.markedRecords(f)
	if len(marked) == 0 && describesNone(f) {
		r.errs.Add(f.root.pos, schema.RecordNone, "the document describes no record: %s", whichRecord(f))
		return
	}
	if len(marked) == 0 {
		f.normal.record(f.root, "")
		r.record(f.root, f.root.get("title"), "", ofDocument|ofRecord)
		return
	}
	r.keywords(f.root, ofDocument)
	for _, m := range marked {
		f.normal.record(m.value, m.name)
		r.record(m.value, nil, recordName(m.name), ofRecord|ofDefinition)
	}
}

// markedRecords are the definitions that are records.
func (r *reader) markedRecords(f *file) (marked []member) {
	for _, defs := range []string{"$defs", "definitions"} {
		if n := f.root.get(defs); n != nil {
			for _, m := range n.members {
				if mark := m.value.get("x-hh-record"); mark != nil && r.boolean(mark) {
					marked = append(marked, m)
				}
			}
		}
	}
	return marked
}

// record reads one record. Its name is that of its definition, its title, or
// the value of x-hh-go-name.
func (r *reader) record(n, title *node, definition string, in context) {
	before := len(r.errs)
	s := r.keywords(n, in)
	rec := &schema.Record{Name: definition, Pos: n.pos, Doc: r.optionalText(s, "description"), Constructor: r.identifier(s, "x-hh-constructor")}
	if m, ok := s["x-hh-constructor"]; ok {
		rec.ConstructorPos = m.value.pos
	}
	if title != nil {
		rec.Name, rec.Pos = title.text, title.pos
	}
	if name := r.identifier(s, "x-hh-go-name"); name != "" {
		rec.Name, rec.Pos = name, s["x-hh-go-name"].value.pos
	}
	if !isName(rec.Name) {
		r.errs.Add(rec.Pos, schema.GoNameInvalid, "%q is not a valid name for the record's Go type: set title, or x-hh-go-name, to a Go identifier", rec.Name)
		rec.Name = ""
	}
	r.recordName = rec.Name
	r.expectType(s, n, "object")
	if m, ok := s["additionalProperties"]; ok && m.value.kind != 'f' && !m.value.free() {
		r.errs.Add(m.value.pos, schema.KeywordValue, "a record has only the namespaces of HoneyHive: set additionalProperties to false")
	}
	properties, ok := s["properties"]
	if !ok || len(properties.value.members) == 0 {
		r.errs.Add(n.pos, schema.RecordNone, "the record has no properties: add the namespaces that it records, such as metrics")
		return
	}
	for _, m := range properties.value.members {
		r.namespace(rec, m, properties.value, s["required"].value)
	}
	r.knownNames(s, properties.value)
	if len(r.errs) == before && !n.file.partial { // otherwise fields are missing
		r.order(rec, s)
	}
	r.uniqueNames(rec.Fields)
	r.pkg.Records = append(r.pkg.Records, rec)
}

// namespace reads one namespace of a record, which is one of its properties; it lists
// those that are required.
func (r *reader) namespace(rec *schema.Record, m member, properties, required *node) {
	n := schema.Namespace(m.name)
	if !n.Valid() {
		e := r.errs.Add(m.pos, schema.NamespaceUnknown, "%q is not a namespace: %s", m.name, schema.Suggest(m.name, schema.Namespaces))
		if near, sure := schema.Nearest(m.name, schema.Namespaces); near != "" && onlyMeant(properties, m, schema.Namespace(near), schema.Namespaces) {
			e.Offer(sure, "write "+near, (&declaration{property: m, required: required}).rename(near))
		}
		return
	}
	r.namespaceName, r.namespaceOf = n, nil
	if n.SpanOnly() {
		if f := r.field(m, n, false); f != nil {
			rec.Fields = append(rec.Fields, f)
		}
		return
	}
	before := len(r.errs)
	s, _ := r.gather(m.value, ofNamespace)
	if s == nil {
		return
	}
	r.expectType(s, m.value, "object")
	if len(r.errs) == before && s.nothing() {
		r.errs.Add(m.pos, schema.KeywordValue, "%s would record nothing: add its keys as properties, or remove it", n)
	}
	needed := r.required(s)
	if s.null() {
		needed = nil // the namespace may be absent, with all of its members
	}
	r.knownNames(s, s["properties"].value)
	if p, ok := s["properties"]; ok {
		r.namespaceOf = p.value
		for _, member := range p.value.members {
			if r.movedTo(member, p.value) {
				continue
			}
			if f := r.field(member, n, needed[member.name]); f != nil {
				requiredBy(f, s)
				rec.Fields = append(rec.Fields, f)
			}
		}
	}
	r.openNamespace(rec, n, m, s)
	r.additional(rec, n, s)
}

// nothing reports whether a namespace declares no key and takes no undeclared
// ones.
func (s said) nothing() bool {
	absent := func(keyword string) bool { return s[keyword].value == nil || s[keyword].value.kind == 'f' }
	p := s["properties"].value
	return (p == nil || len(p.members) == 0) && absent("additionalProperties") && absent("x-hh-open")
}

// openNamespace reads whether a namespace takes undeclared keys.
func (r *reader) openNamespace(rec *schema.Record, n schema.Namespace, m member, s said) {
	open, ok := s["x-hh-open"]
	if !ok || open.value.kind == 'f' {
		return
	}
	if open.value.kind != 't' && open.value.kind != '{' {
		r.errs.Add(open.value.pos, schema.KeywordValue, "x-hh-open must be true, or an object of options: {\"maxbytes\": 64}")
	}
	o := &schema.Open{Namespace: n, Pos: m.pos, Where: map[string]token.Position{}}
	for _, option := range open.value.members {
		o.Where[option.name] = option.value.pos
		switch option.name {
		case "maxbytes":
			o.MaxBytes = r.count(option.value, schema.LargeMaxBytes)
		case "large":
			o.Large = r.boolean(option.value)
		case "overflow":
			o.Overflow = r.overflow(option.value)
		case "description":
			o.Doc = r.optionalText(said{option.name: option}, option.name)
		default:
			known := []string{"maxbytes", "large", "overflow", "description"}
			e := r.errs.Add(option.pos, schema.KeywordUnknown, "unknown option %q of x-hh-open: %s", option.name, schema.Suggest(option.name, known))
			offerName(e, open.value, option, known)
		}
	}
	o.Large = o.Large || r.Defaults.Large && o.MaxBytes > schema.DefaultMaxBytes
	rec.Opens = append(rec.Opens, o)
}

// additional reads the field that records the other members of a namespace.
func (r *reader) additional(rec *schema.Record, n schema.Namespace, s said) {
	m, ok := s["additionalProperties"]
	_, open := s["x-hh-open"]
	if !ok || m.value.kind == 'f' || open && m.value.get("x-hh-inline") == nil {
		return
	}
	if m.value.kind == 't' && !n.FreeForm() {
		return // as if it were absent: other keys cannot be recorded there
	}
	if m.value.kind == 't' && r.Defaults.MaxItems.N == 0 {
		e := r.errs.Add(m.value.pos, schema.BoundMissing, "additionalProperties: true has no bound: write {\"x-hh-maxitems\": 16} with the most attributes that it may hold, or false, or %s", r.pkg.Written.DefaultItems)
		e.Offer(true, "set x-hh-maxitems "+usualItems, m.value.file.edit(m, func(t memberText) (int, int, string) {
			return t.value, t.end, `{"x-hh-maxitems": ` + usualItems + `}`
		}))
		return
	}
	if f := r.inlineField(member{name: string(n), pos: m.pos, value: m.value}, n); f != nil {
		rec.Fields = append(rec.Fields, f)
	}
}

// inlineField reads the field that additionalProperties describes: a map of
// such values, or one dynamic value for all of them.
func (r *reader) inlineField(m member, n schema.Namespace) *schema.Field {
	s, name := r.gather(m.value, ofValue)
	if s == nil {
		return nil
	}
	inline := s["x-hh-inline"].value
	delete(s, "x-hh-inline")
	f := &schema.Field{Name: schema.GoKey(m.name), Namespace: n, Inline: true, Pos: m.pos, Where: map[string]token.Position{}}
	r.notes(f, s)
	v := value{reader: r, field: f, typeName: name, owners: r.owners(schema.GoKey(string(n)))}
	elem := v.typ(m.value, s)
	if elem == nil {
		return nil
	}
	r.inlineOptions(inline)
	f.Type = &schema.Type{Kind: schema.KindMap, Key: schema.GoName{Name: "string"}, Elem: elem}
	switch elem.Kind {
	case schema.KindJSON:
		f.Type = elem
		r.Defaults.Bound(f)
		return f
	case schema.KindAny, schema.KindAnyMap:
		f.Type.Kind, f.Type.Elem = schema.KindAnyMap, nil
	}
	r.Defaults.Bound(f)
	if key := inline.get("key"); key != nil {
		f.Type.Key = r.keyName(key)
	}
	if typ := inline.get("type"); typ != nil {
		f.Type.Go = r.declaredName(typ)
	}
	return f
}

// inlineOptions checks the value of x-hh-inline.
func (r *reader) inlineOptions(n *node) {
	if n != nil && n.kind != 't' && n.kind != '{' {
		r.errs.Add(n.pos, schema.KeywordValue, "x-hh-inline must be true, or an object with the Go types of the map and its keys: {\"type\": \"Labels\", \"key\": \"Label\"}")
	}
	r.onlyMembers(n, "x-hh-inline", "type", "key")
}

// onlyMembers rejects unknown members in the value of a keyword.
func (r *reader) onlyMembers(n *node, keyword string, known ...string) {
	if n == nil {
		return
	}
	for _, m := range n.members {
		if !slices.Contains(known, m.name) {
			e := r.errs.Add(m.pos, schema.KeywordUnknown, "unknown option %q of %s: %s", m.name, keyword, schema.Suggest(m.name, known))
			offerName(e, n, m, known)
		}
	}
}

// uniqueRecords rejects two records with the same name.
func (r *reader) uniqueRecords() {
	first := map[string]*schema.Record{}
	for _, rec := range r.pkg.Records {
		if rec.Name == "" {
			continue // reported
		}
		if other, ok := first[rec.Name]; ok {
			r.errs.Add(rec.Pos, schema.GoNameTwice, "the record %s is also declared at %s: set x-hh-go-name on one of them", rec.Name, other.Pos)
			continue
		}
		first[rec.Name] = rec
	}
}

// order puts the fields of a record in the order of x-hh-order.
func (r *reader) order(rec *schema.Record, s said) {
	sort.SliceStable(rec.Opens, func(i, j int) bool {
		return slices.Index(schema.Namespaces, rec.Opens[i].Namespace) < slices.Index(schema.Namespaces, rec.Opens[j].Namespace)
	})
	m, ok := s["x-hh-order"]
	if !ok {
		return
	}
	if m.value.kind != '[' {
		r.errs.Add(m.value.pos, schema.KeywordValue, "x-hh-order must be a list of all fields, by their Go names")
		return
	}
	rank, names := map[string]int{}, map[string]bool{}
	for _, f := range rec.Fields {
		names[f.Name] = true
	}
	for i, n := range m.value.items {
		if _, twice := rank[n.text]; twice {
			r.errs.Add(n.pos, schema.KeywordValue, "x-hh-order names %q twice: remove one of them", n.text)
		}
		rank[n.text] = i
		if !names[n.text] {
			r.errs.Add(n.pos, schema.KeywordValue, "x-hh-order names %q, which is not a field of the record: remove it", n.text)
		}
	}
	for _, f := range rec.Fields {
		if _, ok := rank[f.Name]; !ok {
			r.errs.Add(m.value.pos, schema.KeywordValue, "x-hh-order does not name %s: add it", f.Name)
		}
	}
	sort.SliceStable(rec.Fields, func(i, j int) bool { return rank[rec.Fields[i].Name] < rank[rec.Fields[j].Name] })
}

// uniqueNames rejects two keys that make the same Go name.
func (r *reader) uniqueNames(fields []*schema.Field) {
	first := map[string]*schema.Field{}
	for _, f := range fields {
		g, ok := first[f.Name]
		if !ok {
			first[f.Name] = f
			continue
		}
		r.errs.Add(f.Pos, schema.GoNameTwice, "the Go name %s is also that of the key at %s: set x-hh-go-name on one of them", f.Name, g.Pos)
	}
}
