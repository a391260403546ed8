package traffic

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hhgen/hhgen/internal/otlp"
	"github.com/hhgen/hhgen/schema"
)

// correct leaves out what [schema.Check] rejects, with its message as a remark:
// what the rules above do not know of.
func (b *builder) correct() {
	p := b.found.Package
	for {
		findings := schema.Findings{}
		if err := findings.Collect(schema.Check(p)); err != nil || len(findings) == 0 {
			break
		}
		bad := map[int]bool{}
		for _, f := range findings {
			bad[f.Pos.Line] = true
		}
		for f, n := range b.nodes {
			if !bad[f.Pos.Line] {
				continue
			}
			i := slices.IndexFunc(findings, func(one *schema.Finding) bool { return one.Pos.Line == f.Pos.Line })
			b.remark(n, NotDeclared, "%s", findings[i].Message)
		}
		if !b.without(bad) {
			break
		}
	}
}

// without removes fields by their lines, and reports whether there were any.
func (b *builder) without(bad map[int]bool) (removed bool) {
	var strip func(fields []*schema.Field) []*schema.Field
	strip = func(fields []*schema.Field) (kept []*schema.Field) {
		for _, f := range fields {
			leaf := f.Type.Leaf()
			if had := len(leaf.Fields); had > 0 {
				leaf.Fields = strip(leaf.Fields)
			}
			if bad[f.Pos.Line] || leaf.Kind == schema.KindObject && len(leaf.Fields) == 0 {
				removed = true
				delete(b.nodes, f)
				continue
			}
			kept = append(kept, f)
		}
		return kept
	}
	var records []*schema.Record
	for _, r := range b.found.Package.Records {
		if r.Fields = strip(r.Fields); len(r.Fields) > 0 {
			records = append(records, r)
		}
	}
	b.found.Package.Records = records
	return removed
}

// describe documents what is declared, and lists it.
func (b *builder) describe() {
	seen := map[string]bool{}
	for _, r := range b.found.Package.Records {
		for _, f := range r.Fields {
			if listed := seen[f.Path()]; !listed {
				b.keys(f, f.Namespace)
			} else {
				f.Doc = b.doc(f, f.Namespace)
			}
			seen[f.Path()] = true
		}
	}
	slices.SortFunc(b.found.Keys, func(x, y Key) int { return strings.Compare(x.Path, y.Path) })
}

// keys documents a field and its members.
func (b *builder) keys(f *schema.Field, ns schema.Namespace) {
	n := b.nodes[f]
	f.Doc = b.doc(f, ns)
	leaf := f.Type.Leaf()
	switch {
	case leaf.Kind == schema.KindObject:
		leaf.Doc = fmt.Sprintf("%s is the value of %s.", leaf.Go.Name, n.path)
		if f.Type.Listed() {
			leaf.Doc = fmt.Sprintf("%s is an item of %s.", leaf.Go.Name, n.path)
		}
		for _, m := range leaf.Fields {
			b.keys(m, ns)
		}
		return
	case leaf.Enum != nil:
		leaf.Doc = fmt.Sprintf("%s is one of the values of %s that were seen.", leaf.Go.Name, n.path)
	}
	b.found.Keys = append(b.found.Keys, Key{n.path, f, b.seen(f, ns)})
}

// doc is the documentation of a field: what was seen of it.
func (b *builder) doc(f *schema.Field, ns schema.Namespace) string {
	return f.Name + " was seen in " + b.seen(f, ns) + "."
}

// seen says how often a key was seen, and what its values have in common. Of
// sensitive values, it says their lengths only.
func (b *builder) seen(f *schema.Field, ns schema.Namespace) string {
	n := b.nodes[f]
	parts := []string{schema.Count(n.seen, "span")}
	if in := b.seenIn(n); in != "" {
		parts[0] = "spans: " + in
	}
	if n.items != nil {
		parts = append(parts, "up to "+schema.Count(n.longest, "item"))
	}
	for n.items != nil && !n.object() {
		n = n.items
	}
	if text := n.values.say(b.sensitive(n, ns) != ""); text != "" {
		parts = append(parts, text)
	}
	return strings.Join(parts, "; ")
}

// say says what values have in common; "" if that is nothing.
func (v *values) say(sensitive bool) string {
	switch {
	case v.count[otlp.String] > 0:
		s := "up to " + schema.Count(v.maxBytes, "byte")
		if v.maxRunes != v.maxBytes {
			s += " in " + schema.Count(v.maxRunes, "character")
		}
		return s
	case sensitive:
		return ""
	case v.count[otlp.Int] > 0 && v.count[otlp.Double] == 0:
		return fmt.Sprintf("from %d to %d", v.minInt, v.maxInt)
	case v.count[otlp.Double] > v.notFinite:
		low, high := v.minFloat, v.maxFloat
		if v.count[otlp.Int] > 0 {
			low, high = min(low, float64(v.minInt)), max(high, float64(v.maxInt))
		}
		return "from " + decimal(low) + " to " + decimal(high)
	}
	return ""
}

func decimal(f float64) string { return strconv.FormatFloat(f, 'g', 6, 64) }
