package schema_test

import (
	"testing"

	"github.com/hhgen/hhgen/schema"
)

// Each kind has a row in the table of facts, and facts that agree.
func TestKinds(t *testing.T) {
	for k := schema.KindInvalid + 1; k <= schema.KindAnyMap; k++ {
		if k.String() == "" || (&schema.Type{Kind: k}).Wire() == "" {
			t.Errorf("kind %d has no name, or no form on the wire", k)
		}
		if k.Number() && k.Sized() || k.Whole() && !k.Number() || k.Text() && k.Dynamic() {
			t.Errorf("%s is of two forms", k)
		}
		if k.Dynamic() && (!k.AbsentNil() || !(&schema.Type{Kind: k}).Counted()) {
			t.Errorf("%s may be nil, and holds a number of things", k)
		}
	}
	for _, c := range []struct {
		kind  schema.Kind
		sized bool
	}{
		{schema.KindString, true},
		{schema.KindMasked, true},
		{schema.KindJSON, true},
		{schema.KindHashed, false}, // all hashes are of one length
		{schema.KindTime, false},
		{schema.KindInt, false},
	} {
		if got := c.kind.Sized(); got != c.sized {
			t.Errorf("%s: sized %v, want %v", c.kind, got, c.sized)
		}
	}
	enum := &schema.Type{Kind: schema.KindString, Enum: []schema.EnumMember{{Value: "free"}}}
	if list := (&schema.Type{Kind: schema.KindList, Elem: enum}); list.Sized() {
		t.Error("a bound cuts values of an enum")
	} else if got, want := list.Wire(), "list of string"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
