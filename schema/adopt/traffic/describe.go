package traffic

import (
	"slices"
	"strconv"
	"strings"

	"github.com/hhgen/hhgen/internal/otlp"
	"github.com/hhgen/hhgen/schema"
)

// describe says of each field what was seen, and lists the keys.
func (b *builder) describe() {
	listed := map[string]bool{}
	for _, r := range b.found.Package.Records {
		for _, f := range r.Fields {
			b.describeField(f, f.Namespace, listed[f.Path()])
			listed[f.Path()] = true
		}
	}
	slices.SortFunc(b.found.Keys, func(x, y Key) int { return strings.Compare(x.Path, y.Path) })
}

// describeField describes a field and its members. Those of a field that is listed
// already are described.
func (b *builder) describeField(f *schema.Field, ns schema.Namespace, listed bool) {
	n, leaf := b.nodes[f], f.Type.Leaf()
	values := b.values(f, ns)
	b.found.Directives[f] = []string{"hhgen:seen " + strings.Join(append([]string{b.present[f]}, values...), ", ")}
	if listed {
		return
	}
	if leaf.Kind == schema.KindObject {
		for _, m := range leaf.Fields {
			b.describeField(m, ns, false)
		}
		return
	}
	b.found.Keys = append(b.found.Keys, Key{n.path, f, strings.Join(append([]string{b.in(n)}, values...), ", ")})
}

// in says how often a key was seen, and in which services.
func (b *builder) in(n *node) string {
	noun := "spans: "
	if strings.Contains(n.path, "*") {
		noun = "items: "
	}
	return noun + b.seenIn(n)
}

// values say what the values of a field have in common. Of sensitive ones, that is
// their lengths only.
func (b *builder) values(f *schema.Field, ns schema.Namespace) (all []string) {
	n := b.nodes[f]
	if n.items != nil {
		all = append(all, "up to "+schema.Count(n.longest, "item"))
	}
	for n.items != nil && !n.object() {
		n = n.items
	}
	if text := n.values.say(b.sensitive(n, ns) != ""); text != "" {
		all = append(all, text)
	}
	return all
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
		return fromTo(strconv.FormatInt(v.minInt, 10), strconv.FormatInt(v.maxInt, 10))
	case v.count[otlp.Double] > v.notFinite:
		low, high := v.minFloat, v.maxFloat
		if v.count[otlp.Int] > 0 {
			low, high = min(low, float64(v.minInt)), max(high, float64(v.maxInt))
		}
		return fromTo(decimal(low), decimal(high))
	}
	return ""
}

func fromTo(low, high string) string {
	if low == high {
		return "always " + low
	}
	return "from " + low + " to " + high
}

func decimal(f float64) string { return strconv.FormatFloat(f, 'g', 6, 64) }
