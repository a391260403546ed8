package live

import (
	"cmp"
	"fmt"
	"go/token"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/internal/suppression"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/keys"
)

// maxNearest is how many undeclared keys are compared with all declared ones.
const maxNearest = 500

// Findings are what was found so far, sorted, without what the options suppress.
func (c *Checker) Findings() schema.Findings {
	c.faulty, c.listed = map[sent]bool{}, map[*service]int{}
	suppressions := suppression.NewSet(c.options.Suppressions)
	var findings schema.Findings
	for _, e := range c.entries() {
		f := e.found.finding
		if s, ok := c.options.Rules[f.Rule.ID]; ok {
			f.Severity = s
		}
		if f.Severity == Off || suppressions.Suppresses(&f, e.subject()) {
			continue
		}
		f.Related = e.found.related()
		c.faulty[sent{e.service, e.column}], c.faulty[sent{nil, e.column}] = true, true
		c.listed[e.service]++
		findings = append(findings, &f)
	}
	findings.Sort()
	return findings
}

// entry is a finding with what it is about.
type entry struct {
	of      subject
	found   *found
	column  *column
	service *service
}

// entries are all findings in a fixed order: those of spans as they were read, and
// those of records.
func (c *Checker) entries() []entry {
	var entries []entry
	for of, f := range c.found {
		entries = append(entries, entry{of, f, of.column, of.service})
	}
	entries = append(entries, c.missing()...)
	entries = append(entries, c.invalid()...)
	slices.SortFunc(entries, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.found.finding.Rule.ID, b.found.finding.Rule.ID), cmp.Compare(a.found.finding.Message, b.found.finding.Message))
	})
	c.suggest(entries)
	return entries
}

// invalid are the findings about inputs with text that is not UTF-8. Whose it is, their
// readers do not say.
func (c *Checker) invalid() (entries []entry) {
	for input, n := range c.replaced {
		f := schema.Finding{Pos: token.Position{Filename: input}, Rule: UTF8, Severity: UTF8.Severity,
			Message: "spans have text that is not UTF-8, so receivers of protobuf reject them: replace invalid bytes before they are recorded"}
		entries = append(entries, entry{subject{rule: UTF8}, &found{finding: f, beyond: n}, nil, nil})
	}
	return entries
}

// missing are the findings about required fields of records.
func (c *Checker) missing() (entries []entry) {
	all := map[subject]*found{}
	for _, g := range c.groupsInOrder() {
		for r, of := range g.records {
			for _, l := range of.recorded() {
				for leaf, o := range l.fields {
					c.lacked(all, g, r, leaf, o)
				}
			}
		}
	}
	for of, f := range all {
		entries = append(entries, entry{of, f, of.column, of.service})
	}
	return entries
}

// lacked adds the spans of one name that lack a field to its finding.
func (c *Checker) lacked(all map[subject]*found, g *group, r *record, leaf *keys.Leaf, o *occurrence) {
	of := subject{rule: Required, column: c.columnOf(leaf), service: g.service, record: r}
	f := all[of]
	if f == nil {
		f = &found{leaf: leaf, places: map[groupName]*occurrence{}}
		f.finding = schema.Finding{Pos: c.declaredAt(leaf, Required), Rule: Required, Severity: Required.Severity, Message: fmt.Sprintf(
			"%s sends record %s without its required %s: send it too, or make it optional", g.service, r.rec.Name, leaf.EventPath())}
		all[of] = f
	}
	switch known := f.places[o.at]; {
	case known != nil:
		known.count += o.count
	case len(f.order) >= maxPlaces:
		f.beyond += o.count
	default:
		added := *o
		f.places[o.at] = &added
		f.order = append(f.order, &added)
	}
}

// groupsInOrder are the groups in a fixed order.
func (c *Checker) groupsInOrder() []*group {
	groups := make([]*group, 0, len(c.groups))
	for _, g := range c.groups {
		groups = append(groups, g)
	}
	slices.SortFunc(groups, func(a, b *group) int { return a.compare(b.groupName) })
	return groups
}

func (g groupName) compare(other groupName) int {
	return cmp.Or(cmp.Compare(g.service, other.service), cmp.Compare(g.scope, other.scope), cmp.Compare(g.span, other.span))
}

// suggest completes the messages about undeclared keys.
func (c *Checker) suggest(entries []entry) {
	declared := map[string]*keys.Leaf{}
	for _, l := range c.schemas.leaves {
		if l.Open == nil && declared[l.Attribute()] == nil {
			declared[l.Attribute()] = l
		}
	}
	var names []string
	for name := range declared {
		names = append(names, name)
	}
	slices.Sort(names)
	compared := 0
	for _, e := range entries {
		f := &e.found.finding
		if f.Rule != Undeclared || !strings.HasSuffix(f.Message, ": ") {
			continue
		}
		near := ""
		if compared++; compared <= maxNearest {
			near, _ = schema.Nearest(e.column.name, alike(e.column.name, names))
		}
		if near == "" {
			f.Message += "declare a field for it, or do not send it"
			continue
		}
		f.Message += fmt.Sprintf("did you mean %q?", near)
		e.found.nearest = declared[near]
	}
}

// alike are the names in the namespace of a key, or else all: what keys have in common
// by their namespaces makes none of them near.
func alike(name string, names []string) (some []string) {
	namespace, path, ok := strings.Cut(name, ".")
	for _, n := range names {
		declared, rest, dotted := strings.Cut(n, ".")
		if ok && dotted && declared == namespace {
			if near, _ := schema.Nearest(path, []string{rest}); near != "" {
				some = append(some, n)
			}
		}
	}
	return some
}

// related are the places of a finding, in their order, with counts.
func (f *found) related() (related []schema.Related) {
	if f.nearest != nil {
		related = append(related, schema.Related{Pos: f.nearest.Bound.Pos, Message: f.nearest.EventPath() + " is declared here"})
	}
	order := slices.Clone(f.order)
	slices.SortStableFunc(order, func(a, b *occurrence) int { return cmp.Or(cmp.Compare(b.count, a.count), a.at.compare(b.at)) })
	for _, o := range order {
		related = append(related, schema.Related{Pos: o.pos, Message: o.String()})
	}
	if f.beyond > 0 {
		related = append(related, schema.Related{Message: times(f.beyond) + " elsewhere"})
	}
	return related
}

// inSpans is in the message of each place of a finding.
const inSpans = " in spans named "

// String says how often something was found, and where first.
func (o *occurrence) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s%s%q", times(o.count), inSpans, o.at.span)
	if o.at.scope != "" {
		fmt.Fprintf(&b, " of scope %q", o.at.scope)
	}
	switch d := o.detail; {
	case d.limit > 0:
		fmt.Fprintf(&b, ", up to %s of %s %s", grouped(d.size), grouped(d.limit), d.unit)
	case d.unit != "":
		fmt.Fprintf(&b, ", up to %s %s", grouped(d.size), d.unit)
	case d.value != "":
		b.WriteString(", such as " + d.value)
	}
	return b.String() + "; the first in " + o.example
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return grouped(n) + " times"
}

// subject is what suppressions select a finding by.
func (e entry) subject() (s suppression.Subject) {
	if e.column != nil {
		s.Key = strings.TrimPrefix(e.column.name, schema.AttributePrefix)
	}
	if l := e.found.leaf; l != nil {
		s.Package, s.Record = l.Package.Path, l.Record.Name
	}
	return s
}

// WithPlaces are findings whose messages end with the place where most were found, for
// formats that show nothing else.
func WithPlaces(findings schema.Findings) schema.Findings {
	out := make(schema.Findings, len(findings))
	for i, f := range findings {
		with := *f
		out[i] = &with
		places := slices.DeleteFunc(slices.Clone(f.Related), func(r schema.Related) bool { return !strings.Contains(r.Message, inSpans) })
		if len(places) == 0 {
			continue
		}
		with.Message += "; " + places[0].Message
		if at := places[0].Pos; at.IsValid() {
			with.Message += ", at " + at.String()
		}
		if n := len(places) - 1; n > 0 {
			with.Message += fmt.Sprintf("; also in spans of %s", counted(n, "other name"))
		}
	}
	return out
}
