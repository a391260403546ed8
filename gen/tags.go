package gen

import (
	"strconv"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/hhgen/hhgen/schema"
)

// fieldTag is the struct tag of a declared field: what package gostruct reads as
// that field, with the key of package encoding/json before it in an object.
func fieldTag(f *schema.Field, json bool) string {
	tag := hhTag(f.Namespace, fieldOptions(f))
	if json {
		tag = "json:" + strconv.Quote(f.Key) + " " + tag
	}
	return tag
}

// hhTag is a tag of some options; that of a field in an object has no namespace.
func hhTag(n schema.Namespace, options []string) string {
	value := strings.Join(append([]string{string(n)}, options...), ",")
	if value == "" {
		value = ","
	}
	return "hh:" + strconv.Quote(value)
}

// tagOptions collects the options of a tag.
type tagOptions []string

// word adds an option with a value; none if that is empty.
func (o *tagOptions) word(name, value string) {
	if strings.ContainsAny(value, ", '") {
		value = "'" + strings.ReplaceAll(value, "'", "''") + "'"
	}
	if value != "" {
		*o = append(*o, name+"="+value)
	}
}

// count adds an option with a number above 0.
func (o *tagOptions) count(name string, n int) {
	if n > 0 {
		o.word(name, strconv.Itoa(n))
	}
}

// flag adds an option without a value.
func (o *tagOptions) flag(name string, set bool) {
	if set {
		*o = append(*o, name)
	}
}

// fieldOptions are the options of a field that differ from what gostruct reads
// without them.
func fieldOptions(f *schema.Field) (o tagOptions) {
	if !f.Inline && !f.Namespace.SpanOnly() && f.Key != schema.KeyFor(f.Name) {
		o.word("key", f.Key)
	}
	o.count("maxlength", f.MaxLength)
	if f.MaxLength == 0 || f.MaxBytes != schema.MaxRuneBytes*f.MaxLength {
		o.count("maxbytes", f.MaxBytes)
	}
	o.flag("large", f.Large)
	o.word("overflow", string(f.Overflow))
	o.word("pattern", string(f.Pattern))
	o.count("maxitems", f.MaxItems)
	o.word("minimum", string(f.Minimum))
	if listsBytes(f.Type) && !f.Bounded() {
		o.word("minimum", "0")
	}
	o.word("above", string(f.Above))
	o.word("maximum", string(f.Maximum))
	o.word("below", string(f.Below))
	o.word("unit", f.Unit)
	o.flag("omitzero", f.OmitZero)
	o.flag("baggage", f.Baggage)
	o.word("pii", string(f.PII))
	o.flag("inline", f.Inline)
	o.word("deprecated", f.Deprecated)
	o.word("moved-from", f.MovedFrom.String())
	o.word("setter", f.Setter)
	return o
}

// listsBytes reports whether a list or an array in a type is one of bytes to Go. A
// bound says that they are numbers.
func listsBytes(t *schema.Type) bool {
	for ; t.Elem != nil; t = t.Elem {
		if t.Kind != schema.KindMap && !t.Elem.Optional && t.Elem.Go.String() == "uint8" {
			return true
		}
	}
	return false
}

// markers are the blank fields of a record that say what no field does: the name
// of its constructor, and the namespaces that it opens.
func (g *generator) markers(r *schema.Record) (out []jen.Code) {
	marker := func(typ, tag string) {
		// _ hh.Open `hh:"metadata,maxbytes=64"`
		out = append(out, jen.Id("_").Id(g.qual(hhPath, typ)).Op(quoted(tag)))
	}
	if r.Constructor != "" {
		marker("Record", "hh:"+strconv.Quote("new="+r.Constructor))
	}
	for _, open := range r.Opens {
		var o tagOptions
		o.count("maxbytes", open.MaxBytes)
		o.flag("large", open.Large)
		o.word("overflow", string(open.Overflow))
		out = append(out, comment(open.Doc)...)
		marker("Open", hhTag(open.Namespace, o))
	}
	return out
}
