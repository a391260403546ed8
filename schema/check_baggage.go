package schema

import (
	"fmt"
	"strconv"

	"github.com/hhgen/hhgen/schema/privacy"
)

// baggage checks that a field may travel to other services. Each of them, and each
// other host that is called, gets its value, so it must be small, and harmless even if
// nobody runs lint.
func (c *checker) baggage(f *Field) {
	if !f.Baggage {
		return
	}
	word, leaf := c.dialect.Word("baggage"), f.Type.Leaf()
	reject := func(format string, args ...any) {
		c.errs.Add(f.At("baggage"), BaggageField, "%s: remove %s", fmt.Sprintf(format, args...), word).
			Offer(false, "remove "+word, f.Remove("baggage"))
	}
	switch {
	case f.Namespace == "":
		reject("%s is a member of an object, and only fields of a record travel to other services", f.Name)
	case f.Namespace.SpanOnly():
		reject("%s exists only on spans, and baggage has the fields of sessions", f.Namespace)
	case leaf.Kind.Secrecy() > 0:
		reject("%s is a %s, which says that its value is sensitive, and baggage reaches every host that is called", f.Name, leaf.Kind)
	case !f.Type.Kind.Travels():
		reject("baggage takes one string, number, boolean or enum, not %s", c.goType(f.Type))
	default:
		c.baggageKeys(f, word)
		c.baggageBytes(f)
	}
}

// baggageKeys checks that neither a key of f nor its option pii says that its values
// are sensitive.
func (c *checker) baggageKeys(f *Field, word string) {
	for _, key := range f.keys() {
		kind := f.Sensitive(privacy.Default(), f.Namespace, key)
		if kind == "" {
			continue
		}
		says := "its words say"
		if kind == f.PII {
			says = c.dialect.Assign("pii", string(kind)) + " says"
		}
		fix := "remove " + word
		if f.PII == "" && !kind.Secret() {
			fix += ", or add " + c.dialect.Assign("pii", string(privacy.None)) + " if it holds something else"
		}
		c.errs.Add(f.At("baggage"), BaggageField, "key %q holds %s, as %s, and baggage reaches every host that is called: %s", key, kind.Noun(), says, fix).
			Offer(false, "remove "+word, f.Remove("baggage"))
		return
	}
}

// keys are the keys under which f is recorded.
func (f *Field) keys() []string {
	if f.MovedFrom.Key != "" {
		return []string{f.Key, f.MovedFrom.Key}
	}
	return []string{f.Key}
}

// baggageBytes checks that the strings of f have room in baggage.
func (c *checker) baggageBytes(f *Field) {
	switch {
	case f.Type.Sized() && f.MaxBytes == 0 && !f.has("maxbytes"):
		e := c.errs.Add(f.At("baggage"), BaggageField, "%s may have %d bytes, and baggage takes %d: add %s with at most that", f.Name, f.ByteLimit(), MaxBaggageBytes, c.dialect.Assigned("maxbytes"))
		c.offer(e, false, f, Option{"maxbytes", strconv.Itoa(MaxBaggageBytes)})
	case f.Type.Sized() && f.ByteLimit() > MaxBaggageBytes:
		e := c.errs.Add(f.At("maxbytes"), BaggageField, "%s over %d, the most that baggage takes: lower it, or remove %s", f.bytesGiven(c.dialect), MaxBaggageBytes, c.dialect.Word("baggage"))
		if f.bytesOption() == "maxbytes" {
			c.offer(e, false, f, Option{"maxbytes", strconv.Itoa(MaxBaggageBytes)})
		}
		e.Offer(false, "remove "+c.dialect.Word("baggage"), f.Remove("baggage"))
	}
	for _, m := range f.Type.Enum {
		if len(m.Value) > MaxBaggageBytes {
			c.errs.Add(f.At("baggage"), BaggageField, "an enum value of %s has %d bytes, and baggage takes %d: shorten it, or remove %s", f.Name, len(m.Value), MaxBaggageBytes, c.dialect.Word("baggage"))
		}
	}
}
