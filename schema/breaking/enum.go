package breaking

import (
	"strings"

	"github.com/hhgen/hhgen/schema"
)

// enum compares the values that a string may have.
func (ch *change) enum() {
	b, n := ch.base.Type.Leaf().Enum, ch.now.Type.Leaf().Enum
	switch {
	case b == nil && n == nil:
		return
	case b == nil:
		ch.report(EnumClosed, "", "%s takes only %s now, and any string at {was}, so that other values are dropped: keep it free, or declare a new key for the enum", ch.path, quoted(n))
		return
	case n == nil:
		ch.report(EnumFreed, "", "%s takes any string now, and only %s at {was}, so that who reads it meets values of any number: keep the enum, and add the values that are missing", ch.path, quoted(b))
		return
	}
	for _, m := range b {
		now := find(n, func(o schema.EnumMember) bool { return o.Value == m.Value })
		switch {
		case now.Go.IsZero():
			ch.report(EnumValueRemoved, "", "%s does not take %q any more, as it did at {was}: keep the value, and say in its documentation that it is not used", ch.path, m.Value)
		case now.Go.Name != m.Go.Name:
			ch.report(EnumConstantRenamed, "", "the value %q of %s is the constant %s now, and %s at {was}: keep %[4]s, and declare %[3]s after it", m.Value, ch.path, now.Go.Name, m.Go.Name)
		}
	}
	for _, m := range n {
		if find(b, func(o schema.EnumMember) bool { return o.Value == m.Value }).Go.IsZero() {
			ch.report(EnumValueAdded, "", "%s takes %q too, which it did not at {was}: tell those who read it, if they handle each value", ch.path, m.Value)
		}
	}
}

// quoted lists the values of an enum.
func quoted(members []schema.EnumMember) string {
	values := make([]string, len(members))
	for i, m := range members {
		values[i] = `"` + m.Value + `"`
	}
	return strings.Join(values, ", ")
}
