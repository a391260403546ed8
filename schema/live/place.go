package live

import (
	"cmp"
	"fmt"
	"go/token"
	"strconv"

	"github.com/hhgen/hhgen/internal/otlp"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/keys"
)

// place is where something is found: a span that is being read.
type place struct {
	checker *Checker
	span    *otlp.Span
	group   *group
}

// service is what is counted of a service.
type service struct {
	name            string
	spans, enriched int
	columns         []uint64 // a bit for each column that it sent, by its number
}

// groupName tells spans apart by what is called alike.
type groupName struct{ service, scope, span string }

// group is the spans of one name.
type group struct {
	groupName
	service *service
	records map[*record]*completeness
}

// subject is what a finding is about, in a service.
type subject struct {
	rule    *schema.Rule
	column  *column // nil for spans
	service *service
	record  *record // whose field is missing
	detail  string  // what else tells two findings of a column apart
}

// found is one finding, and its places.
type found struct {
	finding schema.Finding
	leaf    *keys.Leaf // nil if nothing declares it
	places  map[groupName]*occurrence
	order   []*occurrence
	beyond  int        // in places that are not kept
	nearest *keys.Leaf // of an undeclared key; nil if none is near
}

// occurrence is a place of a finding with an example.
type occurrence struct {
	at      groupName
	count   int
	detail  detail
	example string // where the first one is
	pos     token.Position
}

// detail is what the values of one place have in common.
type detail struct {
	size, limit int
	unit        string
	value       string // of the first, as people write it; "" if it is not to be shown
}

// group is the group of a span.
func (c *Checker) group(s *otlp.Span) *group {
	name := groupName{s.Service, s.Scope, s.Name}
	if g := c.groups[name]; g != nil {
		return g
	}
	kept := groupName{cut(s.Service), cut(s.Scope), cut(s.Name)}
	if g := c.groups[kept]; g != nil {
		return g
	}
	g := &group{groupName: kept, service: c.service(kept.service)}
	if len(c.groups) < c.bounds.groups {
		c.groups[kept], g.records = g, map[*record]*completeness{}
	}
	return g
}

func (c *Checker) service(name string) *service {
	if s := c.services[name]; s != nil {
		return s
	}
	if len(c.services) >= c.bounds.services {
		name = "(other services)"
		if s := c.services[name]; s != nil {
			return s
		}
	}
	s := &service{name: name}
	c.services[name] = s
	return s
}

// String names the service in messages.
func (s *service) String() string {
	if s.name == "" {
		return "a service without service.name"
	}
	return fmt.Sprintf("service %q", s.name)
}

// note counts an occurrence. Format has %s for the service, and what follows.
func (p place) note(of subject, d detail, format string, args ...any) {
	p.noteAt(nil, of, d, func() string { return fmt.Sprintf(format, append([]any{p.group.service}, args...)...) })
}

// noteAt is note of what a leaf declares.
func (p place) noteAt(l *keys.Leaf, of subject, d detail, message func() string) {
	c := p.checker
	of.service = p.group.service
	f := c.found[of]
	if f == nil {
		if len(c.found) >= c.bounds.found {
			c.unlisted++
			return
		}
		f = &found{leaf: l, places: map[groupName]*occurrence{}}
		f.finding = schema.Finding{Pos: p.pos(), Rule: of.rule, Severity: of.rule.Severity, Message: message()}
		if l != nil {
			f.finding.Pos = c.declaredAt(l, of.rule)
		}
		c.found[of] = f
	}
	f.add(p, d)
}

// add counts an occurrence of f.
func (f *found) add(p place, d detail) {
	o := f.places[p.group.groupName]
	if o == nil {
		if len(f.order) >= maxPlaces {
			f.beyond++
			return
		}
		o = &occurrence{at: p.group.groupName, detail: d, pos: p.pos(), example: p.example()}
		f.places[o.at] = o
		f.order = append(f.order, o)
	}
	o.count++
	o.detail.size = max(o.detail.size, d.size)
}

// pos is where the span is in the input; not valid if that has no name.
func (p place) pos() token.Position {
	if p.checker.input == "" {
		return token.Position{}
	}
	return token.Position{Filename: p.checker.input, Line: p.span.Line}
}

// example names the span.
func (p place) example() string {
	s := ""
	if p.checker.input == "" && p.span.Line > 0 {
		s = "line or message " + strconv.Itoa(p.span.Line) + ", "
	}
	return s + "trace " + orNone(p.span.TraceID) + ", span " + orNone(p.span.SpanID)
}

func orNone(id string) string {
	if id == "" {
		return "without id"
	}
	return cut(id)
}

// declaredAt is where a leaf declares what a rule is about. If a package declares the
// field that is not among those that were given, it is where the field is embedded.
func (c *Checker) declaredAt(l *keys.Leaf, r *schema.Rule) token.Position {
	if l.Open != nil {
		return l.Open.At("")
	}
	if via := l.Field.Via; len(via) > 0 && !c.schemas.packages[cmp.Or(via[len(via)-1].Go.Path, l.Package.Path)] {
		if via[0].Pos.IsValid() {
			return via[0].Pos
		}
		return l.Record.Pos
	}
	return l.Bound.At(optionOf(l.Bound, r))
}

// optionOf is the option that a rule is about; "" for none.
func optionOf(f *schema.Field, r *schema.Rule) string {
	switch {
	case r == Bytes && f.InCharacters():
		return "maxlength"
	case r == Bytes:
		return "maxbytes"
	case r == Items:
		return "maxitems"
	case r == Pattern:
		return "pattern"
	}
	return ""
}
