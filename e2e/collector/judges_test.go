package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.opentelemetry.io/otel/attribute"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	policy "github.com/hhgen/hhgen/gen/collector"
	"github.com/hhgen/hhgen/internal/otlp"
	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/testdata/kinds"
	"github.com/hhgen/hhgen/schema"
	"github.com/hhgen/hhgen/schema/live"
)

const hashKey = "0123456789abcdef0123456789abcdef"

// badSpan is a value that a service sends, and what the judges say of it.
type badSpan struct {
	key   string
	value otlp.Value
	// want is what the Collector makes of it: key = value; "" for nothing.
	want string
	// live is the rule that it breaks; "" for none.
	live *schema.Rule
	// runtime records the same value; nil if Go code with it does not compile.
	runtime kinds.SpanField
}

func str(s string) otlp.Value              { return otlp.StringValue(s) }
func double(f float64) otlp.Value          { return otlp.DoubleValue(f) }
func integer(i int64) otlp.Value           { return otlp.IntValue(i) }
func list(v ...otlp.Value) otlp.Value      { return otlp.Value{Kind: otlp.List, List: v} }
func quoted(key, s string) string          { return fmt.Sprintf("%s = %q", key, s) }
func valued[V any](key string, v V) string { return fmt.Sprintf("%s = %v", key, v) }

// badSpans are what services in other languages get wrong, and some that they do not.
func badSpans() []badSpan {
	long, umlauts := strings.Repeat("a", 1030), strings.Repeat("ä", 513)
	id := "3c4b8bd0-94a1-4f7e-9a57-1f4f0e4f2f6b"
	return []badSpan{
		// Keys.
		{key: "metadata.strin", value: str("x"), live: live.Undeclared},
		{key: "metadata.STRING", value: str("x"), want: quoted("metadata.string", "x"), live: live.Spelling},
		{key: "metadata.requestUuid", value: str(id), want: quoted("metadata.request_uuid", id), live: live.Spelling},
		{key: "user_properties.tenant-id", value: str("x"), want: quoted("user_properties.tenant_id", "x"), live: live.Spelling},
		{key: "metrics.wait.us", value: double(2), want: valued("metrics.wait_us", 2.0), live: live.Spelling},
		// Strings.
		{key: "metadata.string", value: str(long), want: quoted("metadata.string", long[:1024]), live: live.Bytes,
			runtime: kinds.WithString(long)},
		{key: "metadata.string", value: str(umlauts), want: quoted("metadata.string", umlauts[:1024]), live: live.Bytes,
			runtime: kinds.WithString(umlauts)},
		{key: "inputs.text", value: str("1234567ä"), want: quoted("inputs.text", "1234567"), live: live.Bytes,
			runtime: kinds.WithText(hh.Truncate("1234567ä"))},
		{key: "metadata.label", value: str("123456789"), live: live.Bytes, runtime: kinds.WithLabel("123456789")},
		{key: "metadata.string", value: integer(7), live: live.Type},
		{key: "metadata.string", value: otlp.BoolValue(true), live: live.Type},
		{key: "metadata.code", value: str("XX,abc"), live: live.Pattern, runtime: kinds.WithCode("XX,abc")},
		{key: "feedback.color", value: str("pink"), live: live.Enum, runtime: kinds.WithColor("pink")},
		{key: "user_properties.tier", value: integer(1), live: live.Type},
		{key: "error", value: str(long), want: quoted("error", long[:1024]), live: live.Bytes, runtime: kinds.WithErr(errors.New(long))},
		// Numbers.
		{key: "metrics.int", value: double(5), want: valued("metrics.int", 5), live: live.Type},
		{key: "metrics.int", value: double(5.5), live: live.Type},
		{key: "metrics.int", value: double(math.NaN()), live: live.NotFinite},
		{key: "metrics.int", value: double(1e300), live: live.Type},
		{key: "metrics.int", value: str("5"), live: live.Type},
		{key: "metrics.int", value: integer(-4), live: live.Range, runtime: kinds.WithInt(-4)},
		{key: "metrics.uint64", value: integer(-1), live: live.Range},
		{key: "metrics.float64", value: double(2000), live: live.Range, runtime: kinds.WithFloat64(2000)},
		{key: "metrics.float64", value: double(math.NaN()), live: live.NotFinite, runtime: kinds.WithFloat64(math.NaN())},
		{key: "metrics.float64", value: double(math.Inf(-1)), live: live.NotFinite, runtime: kinds.WithFloat64(math.Inf(-1))},
		{key: "metrics.float64", value: str("0.5"), live: live.Type},
		{key: "metrics.took_s", value: double(61), live: live.Range, runtime: kinds.WithTook(61 * time.Second)},
		{key: "metrics.bool", value: str("true"), live: live.Type},
		// Lists and maps.
		{key: "metadata.list.3", value: str("d"), live: live.Items, runtime: kinds.WithList("", "", "", "d")},
		{key: "metadata.list", value: list(str("abcde"), integer(5)), want: quoted("metadata.list.0", "abcd"), live: live.Type},
		{key: "metrics.colors.0", value: str("pink"), live: live.Enum, runtime: kinds.WithColors("pink")},
		{key: "metrics.matrix.0.1", value: double(10), live: live.Range, runtime: kinds.WithMatrix([]float64{0, 10})},
		{key: "metrics.counts.a", value: str("many"), live: live.Type},
		{key: "outputs.points.1.name", value: str("abcde"), want: quoted("outputs.points.1.name", "abcd"), live: live.Bytes},
		// Values that nobody may read.
		{key: "user_properties.hashed", value: str("ada@example.com"), want: quoted("user_properties.hashed", hashed("ada@example.com")),
			live: live.PlainText, runtime: kinds.WithHashed(hh.Hash("ada@example.com"))},
		{key: "user_properties.masked", value: str("4111111111111111"), want: quoted("user_properties.masked", "****1111"),
			live: live.PlainText, runtime: kinds.WithMasked(hh.Mask("4111111111111111"))},
		{key: "user_properties.masked", value: str("geheim"), want: quoted("user_properties.masked", "****"),
			live: live.PlainText, runtime: kinds.WithMasked(hh.Mask("geheim"))},
		{key: "user_properties.masked", value: integer(4111111111111111), live: live.PlainText},
		// Forms.
		{key: "metadata.at", value: str("yesterday"), live: live.Type},
		{key: "event_id", value: str("request-17"), live: live.EventID},
		// Nothing is wrong with these.
		{key: "metadata.string", value: str("ä€😀"), want: quoted("metadata.string", "ä€😀"), runtime: kinds.WithString("ä€😀")},
		{key: "metrics.float64", value: double(0.5), want: valued("metrics.float64", 0.5), runtime: kinds.WithFloat64(0.5)},
		{key: "metrics.float64", value: integer(1), want: valued("metrics.float64", 1.0), runtime: kinds.WithFloat64(1)},
		{key: "metrics.int", value: integer(math.MaxInt64), want: valued("metrics.int", int64(math.MaxInt64)),
			runtime: kinds.WithInt(math.MaxInt64)},
		{key: "user_properties.masked", value: str("****1111"), want: quoted("user_properties.masked", "****1111"),
			runtime: kinds.WithMasked(hh.Mask("4111111111111111"))},
		{key: "event_id", value: str(id), want: quoted("event_id", id)},
		{key: "event_type", value: str("tool"), want: quoted("event_type", "tool")},
	}
}

// hashed is what the runtime makes of a value.
func hashed(value string) string {
	recorded, _ := record(kinds.WithHashed(hh.Hash(value)))
	return recorded[0].Value.AsString()
}

// record records a field through generated code, and returns its attributes and
// violations.
func record(f kinds.SpanField) (recorded []attribute.KeyValue, violations []string) {
	rt := hh.New(hh.WithHashKey([]byte(hashKey)), hh.WithViolationHandler(func(v hh.Violation) {
		violations = append(violations, string(v.Kind))
	}))
	spans := tracetest.NewInMemoryExporter()
	provider := sdktrace.NewTracerProvider(sdktrace.WithSyncer(spans))
	ctx, span := provider.Tracer("").Start(context.Background(), "answer")
	kinds.NewEnricher(rt).EnrichSpan(ctx, f)
	span.End()
	return spans.GetSpans()[0].Attributes, violations
}

// A span as a service in Python sends it leaves the Collector as the runtime would
// have recorded it, and is noted exactly where hhgen live finds something.
func TestThreeJudges(t *testing.T) {
	packages := schemas(t, "../../runtime", "./testdata/kinds")
	t.Setenv("HH_HASH_KEY", hashKey)
	send := under(t, policyFile(t, packages, policy.Options{Lambda: true, HashKey: "HH_HASH_KEY"}), "--feature-gates="+lambdas)
	cases := badSpans()
	var sent []otlp.Attribute
	for _, c := range cases {
		sent = append(sent, otlp.Attribute{Key: schema.AttributePrefix + c.key, Value: c.value})
	}
	for i, left := range send(t, sent) {
		c := cases[i]
		t.Run(fmt.Sprint(c.key, " ", i), func(t *testing.T) {
			values, notes := enrichmentsOf(left)
			if diff := cmp.Diff(c.want, shown(values)); diff != "" {
				t.Errorf("the Collector: -want +got:\n%s", diff)
			}
			if got := judged(packages, sent[i]); got != c.live {
				t.Errorf("hhgen live finds %v, want %v", got, c.live)
			}
			if hashes := strings.HasSuffix(c.key, ".hashed"); (c.live != nil) != (len(notes) > 0) && !hashes {
				t.Errorf("the notes %q, and hhgen live finds %v", notes, c.live)
			}
			if c.runtime != nil {
				runtimeAgrees(t, c, values)
			}
		})
	}
}

// runtimeAgrees compares what the runtime records of the value with what the
// Collector has let through.
func runtimeAgrees(t *testing.T, c badSpan, values map[string]otlp.Value) {
	t.Helper()
	recorded, violations := record(c.runtime)
	got := ""
	for _, kv := range recorded {
		if key := strings.TrimPrefix(string(kv.Key), schema.AttributePrefix); key == c.key {
			got = quoted(key, kv.Value.AsString())
			if kv.Value.Type() != attribute.STRING {
				got = valued(key, kv.Value.Emit())
			}
		}
	}
	if want := shown(values); got != want {
		t.Errorf("the runtime records %s, and the Collector makes %s of it", got, want)
	}
	masked := c.live == live.PlainText // in Go, values are hashed and masked before they are recorded
	cut := strings.HasSuffix(c.key, ".text")
	if (len(violations) > 0) != (c.live != nil) && !masked && !cut {
		t.Errorf("the runtime has the violations %q, and hhgen live finds %v", violations, c.live)
	}
}

// shown are the enrichments of a span with one at most, in one line.
func shown(values map[string]otlp.Value) string {
	var lines []string
	for key, v := range values {
		switch v.Kind {
		case otlp.String:
			lines = append(lines, quoted(key, v.Text))
		case otlp.Bool:
			lines = append(lines, valued(key, v.Bool()))
		case otlp.Int:
			lines = append(lines, valued(key, v.Int()))
		case otlp.Double:
			lines = append(lines, valued(key, v.Double()))
		default:
			lines = append(lines, valued(key, v))
		}
	}
	return strings.Join(lines, "\n")
}

// judged is the rule about keys and values that hhgen live finds broken.
func judged(packages []*schema.Package, a otlp.Attribute) *schema.Rule {
	c := live.New(packages, live.Options{})
	c.Add(&otlp.Span{Name: "answer", Attributes: []otlp.Attribute{a}})
	for _, f := range c.Findings() {
		if f.Rule != live.Required && !live.OfSpans(f.Rule) {
			return f.Rule
		}
	}
	return nil
}
