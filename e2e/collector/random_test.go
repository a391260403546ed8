package main

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	policy "github.com/hhgen/hhgen/gen/collector"
	"github.com/hhgen/hhgen/internal/otlp"
	"github.com/hhgen/hhgen/runtime/testdata/random"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/keys"
	"github.com/hhgen/hhgen/schema/live"
)

// Of random values of every kind of field, those that are as declared leave the
// Collector as they came, and without a note. Whatever else leaves it is as declared,
// and what happened is noted.
func TestRandomValues(t *testing.T) {
	packages := schemas(t, "../../runtime", "./testdata/kinds/...", "./testdata/chat")
	leaves := keys.Leaves(packages)
	judges := judgesOf{keys.NewTree(leaves), map[*keys.Leaf]*live.Judge{}}
	send := under(t, policyFile(t, packages, policy.Options{Lambda: true}), "--feature-gates="+lambdas)
	random.Check(t, 30, func(r random.Source) {
		enrichments := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) otlp.Attribute {
			l := rapid.SampledFrom(leaves).Draw(t, "leaf")
			return otlp.Attribute{Key: drawKey(t, l), Value: drawValue(t, l)}
		}), 1, 100).Draw(r.T, "enrichments")
		for i, left := range send(t, enrichments) {
			judges.compare(r, enrichments[i], left)
		}
	})
}

// judgesOf are the judges of schemas.
type judgesOf struct {
	tree *keys.Tree
	of   map[*keys.Leaf]*live.Judge
}

// fine reports whether a value is as its key is declared: by a field of that key, if
// there is one, and not by a map that the key could be a member of too. declared is
// false if the key is not.
func (j judgesOf) fine(key string, v otlp.Value) (fine, declared bool) {
	found := j.tree.Find(key).Leaves
	fixed := false
	for _, l := range found {
		fixed = fixed || l.Fixed()
	}
	secrecy := 0
	for _, l := range found {
		if l.Fixed() || !fixed {
			secrecy = max(secrecy, l.Type.Kind.Secrecy())
		}
	}
	for _, l := range found {
		if fixed && !l.Fixed() || l.Type.Kind.Secrecy() < secrecy {
			continue
		}
		if j.of[l] == nil {
			j.of[l] = live.JudgeOf(l)
		}
		fine = fine || j.of[l].Verdict(v).OK()
	}
	return fine, len(found) > 0
}

// compare compares an enrichment with the span that it left in.
func (j judgesOf) compare(r random.Source, sent otlp.Attribute, left otlp.Span) {
	values, notes := enrichmentsOf(left)
	for key, v := range values {
		if fine, declared := j.fine(key, v); !fine || !declared {
			r.Fatalf("%s = %s of the service became %s = %s, which is not as declared; notes: %q", sent.Key, wire(sent.Value), key, wire(v), notes)
		}
	}
	fine, declared := j.fine(sent.Key, sent.Value)
	came, stays := values[strings.TrimPrefix(sent.Key, schema.AttributePrefix)]
	switch {
	case fine && declared && (len(notes) > 0 && !moved(notes) || !stays || !same(sent.Value, came)):
		r.Fatalf("%s = %s is as declared, and became %v; notes: %q", sent.Key, wire(sent.Value), shown(values), notes)
	case !(fine && declared) && len(notes) == 0:
		r.Fatalf("%s = %s is not as declared, and became %v without a note", sent.Key, wire(sent.Value), shown(values))
	}
}

// moved reports whether all that was noted is that old keys got new ones.
func moved(notes []string) bool {
	for _, n := range notes {
		if !strings.HasPrefix(n, "moved ") {
			return false
		}
	}
	return true
}

// same compares values; an integer may have become the number that it is.
func same(sent, came otlp.Value) bool {
	if sent.Kind == otlp.Int && came.Kind == otlp.Double {
		return float64(sent.Int()) == came.Double()
	}
	return wire(sent) == wire(came)
}

// drawKey draws a key that a leaf declares, or one that is almost such a key.
func drawKey(t *rapid.T, l *keys.Leaf) string {
	key := schema.AttributePrefix + string(l.Namespace)
	for _, s := range l.Path {
		switch s.Kind {
		case keys.Name:
			key += "." + s.Name
		case keys.Index:
			key += fmt.Sprintf(".%d", rapid.IntRange(0, s.Max).Draw(t, "index"))
		case keys.Key:
			key += "." + rapid.SampledFrom([]string{"k", "a.b", "Ä", "0"}).Draw(t, "member")
		case keys.Open:
			key += "." + rapid.SampledFrom([]string{"k", "a_b", "A", "a-b"}).Draw(t, "open")
		case keys.Rest:
			key += rapid.SampledFrom([]string{"", ".k", ".0.k"}).Draw(t, "rest")
		}
	}
	return key
}

// drawValue draws a value, mostly of the kind that a leaf declares or close to it.
func drawValue(t *rapid.T, l *keys.Leaf) otlp.Value {
	values := []otlp.Value{
		otlp.BoolValue(true), otlp.IntValue(0), otlp.IntValue(-1), otlp.IntValue(5), otlp.IntValue(math.MaxInt64), otlp.IntValue(math.MinInt64),
		otlp.DoubleValue(0), otlp.DoubleValue(0.5), otlp.DoubleValue(3), otlp.DoubleValue(-7), otlp.DoubleValue(1e300),
		otlp.DoubleValue(math.NaN()),
		otlp.DoubleValue(math.Inf(1)), otlp.StringValue(""), otlp.StringValue("5"), otlp.StringValue("Ä"), otlp.StringValue("XX,12"),
		otlp.StringValue("2026-02-03T04:05:06.5Z"), otlp.StringValue("2026-02-30T04:05:06Z"),
		otlp.StringValue("3c4b8bd0-94a1-4f7e-9a57-1f4f0e4f2f6b"),
		otlp.StringValue(strings.Repeat("0f", 32)), otlp.StringValue("****"), otlp.StringValue("****1234"), otlp.StringValue("****12345"),
		otlp.StringValue("4111111111111111"), otlp.StringValue("a\nb"),
	}
	for _, m := range l.Type.Enum {
		values = append(values, otlp.StringValue(m.Value))
		if i, ok := schema.Number(m.Value).Int(); ok {
			values = append(values, otlp.IntValue(i))
		}
	}
	character := rapid.SampledFrom([]string{"a", "ä", "€", "😀"}).Draw(t, "character")
	length := l.MaxBytes() / len(character)
	for _, n := range []int{length, length + 1, length + 5000} {
		values = append(values, otlp.StringValue(strings.Repeat(character, n)), otlp.StringValue("a"+strings.Repeat(character, n)))
	}
	return rapid.SampledFrom(values).Draw(t, "value")
}
