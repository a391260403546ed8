package traffic

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// plan is a record to be.
type plan struct {
	groups []*group
	spans  int
	keys   map[*node]int // how many of the spans have each
	name   string
}

// declare makes records of the fields.
func (b *builder) declare() {
	b.fieldNames()
	plans := b.plans()
	plans = absorbRare(plans)
	plans = mergeSame(plans)
	plans = mergeNames(plans)
	shared := share(plans)
	if shared != nil && !slices.Contains(plans, shared) {
		plans = slices.Insert(plans, 0, shared)
	}
	for _, p := range plans {
		p.name = b.recordName(p)
	}
	required := map[*node]bool{}
	for _, p := range plans {
		for n := range p.keys {
			required[n] = required[n] || p.requires(n)
		}
	}
	for _, p := range plans {
		b.found.Package.Records = append(b.found.Package.Records, b.record(p, shared, required))
	}
}

// fieldNames gives fields of one key in several namespaces names of their own,
// since a setter sets one key and is called after its field.
func (b *builder) fieldNames() {
	taken := map[string]bool{}
	free := func(name string) bool { return !taken[name] && !b.names.taken["With"+name] }
	for _, n := range b.declaredNodes() {
		f := b.fields[n]
		if !free(f.Name) {
			f.Name = schema.GoKey(strings.TrimSuffix(string(f.Namespace), "s"), f.Key)
		}
		for !free(f.Name) {
			f.Name += "Value"
		}
		taken[f.Name] = true
	}
}

// declaredNodes are the keys that have fields, by namespace and key.
func (b *builder) declaredNodes() []*node {
	return slices.SortedFunc(maps.Keys(b.fields), b.byPlace)
}

func (b *builder) byPlace(x, y *node) int {
	place := func(n *node) int { return slices.Index(schema.Namespaces, b.fields[n].Namespace) }
	return cmp.Or(cmp.Compare(place(x), place(y)), cmp.Compare(x.key, y.key))
}

// plans are the groups that have a key that is declared, the largest first.
func (b *builder) plans() (plans []*plan) {
	for _, g := range b.o.groups {
		p := &plan{groups: []*group{g}, spans: g.spans, keys: map[*node]int{}}
		for n, times := range g.keys {
			if b.fields[n] != nil {
				p.keys[n] = times
			}
		}
		if len(p.keys) > 0 {
			plans = append(plans, p)
		}
	}
	slices.SortFunc(plans, func(x, y *plan) int {
		a, c := x.groups[0], y.groups[0]
		return cmp.Or(cmp.Compare(y.spans, x.spans), cmp.Compare(a.name, c.name),
			cmp.Compare(b.o.services.all[a.service], b.o.services.all[c.service]), cmp.Compare(b.o.scopes.all[a.scope], b.o.scopes.all[c.scope]))
	})
	return plans
}

func (p *plan) merge(q *plan) {
	p.groups = append(p.groups, q.groups...)
	p.spans += q.spans
	for n, times := range q.keys {
		p.keys[n] += times
	}
}

func (p *plan) has(n *node) bool { return p.keys[n] > 0 }

// covers reports whether p has all keys of q.
func (p *plan) covers(q *plan) bool {
	for n := range q.keys {
		if !p.has(n) {
			return false
		}
	}
	return true
}

// requires reports whether each span of p has a key, and there were enough.
func (p *plan) requires(n *node) bool { return p.keys[n] == p.spans && p.spans >= EnoughSpans }

// joined merges each plan into the first one before it that may take it.
func joined(plans []*plan, takes func(into, p *plan) bool) (kept []*plan) {
	for _, p := range plans {
		i := slices.IndexFunc(kept, func(into *plan) bool { return takes(into, p) })
		if i >= 0 {
			kept[i].merge(p)
		} else {
			kept = append(kept, p)
		}
	}
	return kept
}

// mergeSame merges groups with the same keys.
func mergeSame(plans []*plan) []*plan {
	return joined(plans, func(into, p *plan) bool { return len(into.keys) == len(p.keys) && into.covers(p) })
}

// mergeNames merges groups of one name, in several services or scopes, that share
// half of their keys or more.
func mergeNames(plans []*plan) []*plan {
	return joined(plans, func(into, p *plan) bool {
		common := 0
		for n := range p.keys {
			if into.has(n) {
				common++
			}
		}
		name := p.groups[0].name
		return name != "" && 2*common >= len(into.keys)+len(p.keys)-common &&
			slices.ContainsFunc(into.groups, func(g *group) bool { return g.name == name })
	})
}

// rare is the number of spans below which a group gets no record of its own if
// another one of its service has all its keys.
const rare = 5

func absorbRare(plans []*plan) []*plan {
	return joined(plans, func(into, p *plan) bool {
		return p.spans < rare && into.covers(p) &&
			slices.ContainsFunc(into.groups, func(g *group) bool { return g.service == p.groups[0].service })
	})
}

// share finds or makes the record that others embed; nil if there is none. It has
// keys that the same records have: two at least, of half of all records at least.
func share(plans []*plan) *plan {
	best := &sharing{}
	for _, s := range sharings(plans) {
		if len(s.keys) >= 2 && cmp.Or(cmp.Compare(len(s.plans), len(best.plans)), cmp.Compare(len(s.keys), len(best.keys))) > 0 {
			best = s
		}
	}
	if len(best.plans) < 2 || 2*len(best.plans) < len(plans) {
		return nil
	}
	into := &plan{}
	for _, p := range best.plans {
		if len(p.keys) == len(best.keys) {
			into = p // the others embed this one
		}
	}
	into.spans, into.keys = 0, map[*node]int{}
	for _, p := range best.plans {
		for _, g := range p.groups {
			into.spans += g.spans
			for _, n := range best.keys {
				into.keys[n] += g.keys[n]
			}
		}
	}
	return into
}

// sharing is keys that the same plans have.
type sharing struct {
	plans []*plan
	keys  []*node
}

// sharings are the keys of plans, by the plans that have them.
func sharings(plans []*plan) (all []*sharing) {
	having := map[*node][]*plan{}
	for _, p := range plans {
		for n := range p.keys {
			having[n] = append(having[n], p)
		}
	}
	find := map[string]*sharing{}
	for _, n := range slices.SortedFunc(maps.Keys(having), func(x, y *node) int { return cmp.Compare(x.path, y.path) }) {
		if len(having[n]) < 2 || schema.Namespace(n.path).SpanOnly() {
			continue
		}
		id := fmt.Sprint(having[n]) // of pointers
		if find[id] == nil {
			find[id] = &sharing{plans: having[n]}
			all = append(all, find[id])
		}
		find[id].keys = append(find[id].keys, n)
	}
	return all
}

// record makes the record of a plan.
func (b *builder) record(p, shared *plan, required map[*node]bool) *schema.Record {
	r := &schema.Record{Name: p.name, Doc: b.recordDoc(p), Pos: b.pos()}
	for _, n := range slices.SortedFunc(maps.Keys(p.keys), b.byPlace) {
		f := *b.fields[n]
		from := p
		switch {
		case shared == nil || !shared.has(n):
			f.Pos = b.pos()
		case shared == p:
			f.Pos = b.sharedPos(n)
		default:
			from, f.Pos = shared, b.sharedPos(n)
			f.Via = via(b.d.Path, shared.name)
		}
		if from.keys[n] == from.spans && from.spans < EnoughSpans && !f.Type.Kind.AbsentNil() {
			b.few[n] = true
		}
		b.presence(&f, n, from.requires(n), required[n])
		b.nodes[&f] = n
		b.present[&f] = fmt.Sprintf("in %d of %s", from.keys[n], schema.Count(from.spans, "span"))
		r.Fields = append(r.Fields, &f)
	}
	slices.SortStableFunc(r.Fields, func(x, y *schema.Field) int { return cmp.Compare(len(y.Via), len(x.Via)) })
	return r
}

// via leads to the fields of an embedded record.
func via(path, name string) []schema.Embedded {
	return []schema.Embedded{{Name: name, Go: schema.GoName{Path: path, Name: name}}}
}

// recordName names a record after the span that most of its values were on.
func (b *builder) recordName(p *plan) string {
	if len(p.groups) == 0 {
		return b.names.take("Common", "CommonKeys")
	}
	g := p.groups[0]
	span, service, scope := identifier(g.name), identifier(b.o.services.all[g.service]), identifier(b.o.scopes.all[g.scope])
	if span == "" {
		return b.names.take(service, "Record")
	}
	return b.names.take(span, service+span, scope+span, span+"Record")
}

// recordDoc says where the keys of a record were seen.
func (b *builder) recordDoc(p *plan) string {
	if len(p.groups) == 0 {
		return p.name + " has the keys that several records share."
	}
	var spans, services []string
	for _, g := range p.groups {
		if name := fmt.Sprintf("%q", g.name); g.name != "" && !slices.Contains(spans, name) {
			spans = append(spans, name)
		}
		if name := b.o.serviceName(g.service); !slices.Contains(services, name) {
			services = append(services, name)
		}
	}
	of := "of " + joinAnd(few(services, "service"))
	if len(spans) == 0 {
		return fmt.Sprintf("%s is recorded on spans %s.", p.name, of)
	}
	return fmt.Sprintf("%s is recorded on spans named %s %s.", p.name, joinAnd(few(spans, "name")), of)
}

// few are the first of a list, and how many more there are.
func few(all []string, noun string) []string {
	if len(all) <= mostNamed+1 { // one more has room
		return all
	}
	return append(slices.Clone(all[:mostNamed]), schema.Count(len(all)-mostNamed, "more "+noun))
}
