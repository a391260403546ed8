package jsonschema

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"go/token"
	"path/filepath"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/hhgen/hhgen/schema"
)

// Copy is a document of another tool in hhgen's dialect: read again, it gives the
// same record, and needs no defaults.
type Copy struct {
	Record  *schema.Record
	Text    []byte
	Changes []Change
}

// Change says how a copy differs from the document.
type Change struct {
	Pos  token.Position // in the document
	Text string
}

// Import copies the record of a document. The name of the document may end with a
// JSON pointer to the record; title, unless it is "", is what the record is called
// in the copy. The error, if it is about the document, is a [schema.Findings].
func Import(c Config, document, title string) (*Copy, error) {
	made, err := importOne(c, document, title)
	if findings, ok := errors.AsType[schema.Findings](err); ok {
		for _, f := range findings {
			f.Message = flags.Replace(f.Message)
		}
	}
	return made, err
}

// flags are those of hhgen import that do what settings of hhgen.yaml do, which would
// hold for other documents too.
var flags = strings.NewReplacer(schema.SetMaxItems, "set --maxitems 32", schema.SetLarge, "set --large", schema.SetUnions, "set --unions any")

func importOne(c Config, document, title string) (*Copy, error) {
	var n *node
	r := reading(c, func(r *reader) {
		n = r.imported(document, title)
	})
	if err := r.errs.Err(); err != nil {
		r.errs.CollectElsewhere(schema.Check(r.pkg))
		return nil, r.errs.Err()
	}
	if err := schema.Check(r.pkg); err != nil {
		return nil, err
	}
	p := &copier{reader: r, root: n, names: map[*node]string{}, taken: map[string]bool{}, more: map[*node][]member{}}
	p.collect(n)
	for _, f := range r.pkg.Records[0].Fields {
		p.bounds(f)
	}
	text, err := p.write()
	if err != nil {
		return nil, err
	}
	if err := r.errs.Err(); err != nil {
		return nil, err
	}
	again := Config{Path: c.Path, Name: c.Name, ReadFile: func(string) ([]byte, error) { return text, nil }}
	pkg, err := Read(again, "copy of "+filepath.Base(document)+".json")
	if err == nil {
		err = schema.Check(pkg)
	}
	if err != nil {
		return nil, fmt.Errorf("the copy of %s would not be read; please report this: %w", document, err)
	}
	return &Copy{r.pkg.Records[0], text, p.changes()}, nil
}

// imported reads the one record of a document, and returns its schema.
func (r *reader) imported(document, title string) *node {
	name, fragment := schema.SplitSource(document)
	f := r.open(filepath.Clean(name), token.Position{})
	if f == nil {
		return nil
	}
	n := f.root
	if fragment != "" {
		n = pointed(f.root, unescaped(fragment[1:]))
	}
	if n != nil && n.kind == '{' && title != "" {
		n.set("title", member{pos: n.pos}, made(n, title))
	}
	switch marked := r.markedRecords(f); {
	case fragment != "":
		r.pointed(f, fragment)
	case len(marked) > 0:
		r.errs.Add(marked[0].pos, schema.RecordNone, "the document is in hhgen's dialect, since a definition has x-hh-record: copy the file as it is")
	default:
		r.document(f)
	}
	return n
}

// copier writes the schema of a record, and the definitions that it needs.
type copier struct {
	*reader
	root  *node
	defs  []*node          // in the order of their first use
	names map[*node]string // of definitions
	taken map[string]bool
	nodes []*node            // all that is copied
	more  map[*node][]member // keywords that are added
	props []member           // what may be a field: properties and additionalProperties
}

// collect finds what a schema consists of, and refers to.
func (p *copier) collect(n *node) {
	if n == nil || n.kind != '{' || slices.Contains(p.nodes, n) {
		return
	}
	p.nodes = append(p.nodes, n)
	for _, m := range n.members {
		switch m.name {
		case "properties":
			for _, property := range m.value.members {
				p.props = append(p.props, property)
				p.collect(property.value)
			}
		case "additionalProperties":
			p.props = append(p.props, m)
			p.collect(m.value)
		case "items":
			p.collect(m.value)
		case "$ref":
			p.define(m.value)
		}
	}
}

// define gives the target of a reference a name among the definitions.
func (p *copier) define(ref *node) {
	target := p.resolve(ref)
	if target == nil || p.names[target] != "" { // a reference to the record itself was rejected
		return
	}
	base := definition(ref.text)
	name := base
	for i := 2; p.taken[name]; i++ {
		name = fmt.Sprint(base, i)
	}
	p.names[target], p.taken[name] = name, true
	p.defs = append(p.defs, target)
	p.collect(target)
}

// bounds adds to the properties of a field, and of those in it, the bounds that
// the configuration has set.
func (p *copier) bounds(f *schema.Field) {
	for _, b := range []struct {
		option, keyword string
		schema.Default
	}{{"maxitems", dialect.Items(f), p.Defaults.MaxItems}, {"maxbytes", dialect.Word("maxbytes"), p.Defaults.MaxBytes}} {
		if at, ok := f.Where[b.option]; !ok || at != b.Pos || b.N == 0 {
			continue
		}
		p.add(f, b.keyword, b.N)
	}
	if _, declared := f.Where["large"]; f.Large && !declared {
		p.add(f, dialect.Word("large"), true)
	}
	for _, inner := range f.Type.Leaf().Fields {
		p.bounds(inner)
	}
}

// bounded is the schema that has the bounds of a value: that of the items, if the
// length of an array is fixed.
func bounded(n *node, t *schema.Type) *node {
	for ; t.Kind == schema.KindArray && n.get("items") != nil; t = t.Elem {
		n = n.get("items")
	}
	return n
}

// add adds a keyword to the schemas of a field, unless they have it.
func (p *copier) add(f *schema.Field, keyword string, to any) {
	for _, m := range p.props {
		if m.pos != f.Pos {
			continue
		}
		n := bounded(m.value, f.Type)
		if n.get(keyword) == nil && !slices.ContainsFunc(p.more[n], func(o member) bool { return o.name == keyword }) {
			p.more[n] = append(p.more[n], member{name: keyword, pos: m.pos, value: made(m.value, to)})
		}
	}
}

// write is the text of the copy.
func (p *copier) write() ([]byte, error) {
	var text bytes.Buffer
	e := jsontext.NewEncoder(&text, jsontext.WithIndent("  "), jsontext.AllowDuplicateNames(false))
	err := p.schema(e, p.root)
	return text.Bytes(), err
}

// schema writes one schema, with its keywords in the order of the document.
func (p *copier) schema(e *jsontext.Encoder, n *node) error {
	if n.kind != '{' && len(p.more[n]) == 0 {
		return e.WriteValue(n.raw)
	}
	members := slices.Clone(n.members)
	slices.SortStableFunc(members, func(a, b member) int { return cmp.Or(a.pos.Line-b.pos.Line, a.pos.Column-b.pos.Column) })
	members = append(members, p.more[n]...)
	out := &writes{e: e}
	out.token(jsontext.BeginObject)
	if n == p.root {
		out.token(jsontext.String("$schema"))
		out.token(jsontext.String(draft2020.url))
	}
	nullable := n.get("nullable") != nil
	for _, m := range members {
		p.keyword(out, m, nullable)
	}
	if n == p.root && len(p.defs) > 0 {
		p.definitions(out)
	}
	out.token(jsontext.EndObject)
	return out.err
}

// notCopied are the keywords of the document that name it, or parts of it, and the
// definitions, of which the copy has those that it needs.
var notCopied = []string{"$schema", "$id", "$anchor", "$defs", "definitions", "nullable", "x-hh-record"}

// keyword writes one keyword of a schema.
func (p *copier) keyword(out *writes, m member, nullable bool) {
	switch {
	case slices.Contains(notCopied, m.name):
	case m.name == "$ref" && nullable:
		out.token(jsontext.String("anyOf"))
		out.token(jsontext.BeginArray)
		out.token(jsontext.BeginObject)
		p.reference(out, m.value)
		out.token(jsontext.EndObject)
		out.value(jsontext.Value(`{"type": "null"}`))
		out.token(jsontext.EndArray)
	case m.name == "$ref":
		p.reference(out, m.value)
	case m.name == "properties":
		out.token(jsontext.String(m.name))
		out.token(jsontext.BeginObject)
		for _, property := range m.value.members {
			p.named(out, property.name, property.value)
		}
		out.token(jsontext.EndObject)
	case m.name == "items" && p.names[m.value] != "": // another field refers to it
		out.token(jsontext.String(m.name))
		out.token(jsontext.BeginObject)
		p.pointer(out, p.names[m.value])
		out.token(jsontext.EndObject)
	case m.name == "items" || m.name == "additionalProperties":
		p.named(out, m.name, m.value)
	default:
		out.token(jsontext.String(m.name))
		out.value(m.value.raw)
	}
}

func (p *copier) named(out *writes, name string, n *node) {
	out.token(jsontext.String(name))
	if out.err == nil {
		out.err = p.schema(out.e, n)
	}
}

// reference writes a reference to a definition of the copy.
func (p *copier) reference(out *writes, ref *node) { p.pointer(out, p.names[p.resolve(ref)]) }

func (p *copier) pointer(out *writes, name string) {
	out.token(jsontext.String("$ref"))
	out.token(jsontext.String("#/$defs/" + escape.Replace(name)))
}

// definitions writes the definitions, in the order of the document.
func (p *copier) definitions(out *writes) {
	slices.SortStableFunc(p.defs, func(a, b *node) int {
		if a.file != b.file {
			return strings.Compare(a.file.name, b.file.name)
		}
		return cmp.Or(a.pos.Line-b.pos.Line, a.pos.Column-b.pos.Column)
	})
	out.token(jsontext.String("$defs"))
	out.token(jsontext.BeginObject)
	for _, n := range p.defs {
		p.named(out, p.names[n], n)
	}
	out.token(jsontext.EndObject)
}

// writes keeps the first error of an encoder.
type writes struct {
	e   *jsontext.Encoder
	err error
}

func (w *writes) token(t jsontext.Token) {
	if w.err == nil {
		w.err = w.e.WriteToken(t)
	}
}

func (w *writes) value(v jsontext.Value) {
	if w.err == nil {
		w.err = w.e.WriteValue(v)
	}
}
