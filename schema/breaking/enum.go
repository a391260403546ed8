package breaking

import (
	"go/token"
	"slices"
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// values reports changes of the values that a string or an integer may have.
func (ch *change) values(schema.Difference) {
	base, now := ch.base.Type.Leaf(), ch.now.Type.Leaf()
	b, n := base.Enum, now.Enum
	switch {
	case b == nil:
		ch.report(EnumClosed, "", "%s takes only %s now, and any %s at {was}, so other values are dropped: keep it a free %[3]s, or declare a new key for the enum", ch.path, listed(now), base.Wire())
		return
	case n == nil:
		ch.report(EnumFreed, "", "%s takes any %s now, and only %s at {was}, so readers may see an unlimited number of values: keep the enum, and add the missing values", ch.path, now.Wire(), listed(base))
		return
	}
	for _, m := range b {
		if _, ok := memberOf(n, m.Value); !ok {
			ch.report(EnumValueRemoved, "", "%s no longer takes %s, as it did at {was}: keep the value, and say in its documentation that it is not used", ch.path, base.Literal(m.Value))
		}
	}
	for _, m := range n {
		if _, ok := memberOf(b, m.Value); !ok {
			ch.report(EnumValueAdded, "", "%s now also takes %s, which it did not at {was}: tell readers that handle each value", ch.path, now.Literal(m.Value))
		}
	}
}

// constants compares the constants of the values that an enum has kept.
func (ch *change) constants() {
	for _, m := range ch.base.Type.Leaf().Enum {
		if now, ok := memberOf(ch.now.Type.Leaf().Enum, m.Value); ok {
			ch.constantsOf(m, now)
		}
	}
}

func memberOf(enum []schema.EnumMember, value string) (schema.EnumMember, bool) {
	i := slices.IndexFunc(enum, func(m schema.EnumMember) bool { return m.Value == value })
	if i < 0 {
		return schema.EnumMember{}, false
	}
	return enum[i], true
}

// constantsOf compares the names of the constants of one value: each name must
// remain.
func (ch *change) constantsOf(base, now schema.EnumMember) {
	value := ch.base.Type.Leaf().Literal(base.Value)
	b, n := ch.callable(base), append(ch.callable(now), ch.besideAliases(base.Value)...)
	for _, was := range b {
		if slices.ContainsFunc(n, func(is schema.GoName) bool { return ch.constant(is) == ch.constant(was) }) {
			continue
		}
		switch {
		case len(n) == 0:
			ch.report(EnumConstantRenamed, "", "the value %s of %s has no constant now that callers can name, and %s at {was}: keep it", value, ch.path, ch.shown(was))
		case n[0].Path == was.Path || slices.Contains(ch.resolved.own, n[0].Path):
			ch.report(EnumConstantRenamed, "", "the value %s of %s is the constant %s now, and %s at {was}: keep %[4]s, and declare %[3]s after it",
				value, ch.path, ch.shown(n[0]), ch.shown(was))
		default:
			ch.report(EnumConstantRenamed, "", "the value %s of %s is the constant %s now, and %s at {was}: keep %[4]s, as %s = %[3]s",
				value, ch.path, ch.shown(n[0]), ch.shown(was), was.Name)
		}
	}
}

// besideAliases are the constants of a value that are declared beside aliases
// of the enum's type, in any package.
func (ch *change) besideAliases(value string) (names []schema.GoName) {
	for _, a := range ch.aliases {
		if ch.resolved.name(a.Go) != ch.resolved.typ(ch.base.Type.Leaf()) {
			continue
		}
		for _, m := range a.Values {
			if m.Value == value {
				names = append(names, m.Go)
			}
		}
	}
	return names
}

// callable are the constants that callers can name; if none is exported, those
// that only the package can name.
func (ch *change) callable(m schema.EnumMember) (names []schema.GoName) {
	for _, g := range append([]schema.GoName{m.Go}, m.Also...) {
		if token.IsExported(g.Name) {
			names = append(names, g)
		}
	}
	if names == nil && !m.Go.IsZero() {
		names = []schema.GoName{m.Go}
	}
	return names
}

// constant is the identity of a constant. If the type is another one, a finding
// says so, and none says that its constants are in another package.
func (ch *change) constant(g schema.GoName) string {
	if !ch.sameGoType() {
		return g.Name
	}
	return ch.resolved.name(g)
}

// shown is a constant as callers write it.
func (ch *change) shown(g schema.GoName) string {
	if slices.Contains(ch.resolved.own, g.Path) {
		return g.Name
	}
	return g.Short()
}

// listed lists the values of an enum.
func listed(t *schema.Type) string {
	values := make([]string, len(t.Enum))
	for i, m := range t.Enum {
		values[i] = t.Literal(m.Value)
	}
	return strings.Join(values, ", ")
}
