package gen_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.opentelemetry.io/otel/attribute"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/testdata/random"
	"github.com/hhgen/hhgen/runtime/testdata/vectors"
	"github.com/hhgen/hhgen/runtime/testdata/wire"
)

// vector is one call of HoneyHive's Python SDK, and what it sent.
type vector struct {
	Name          string
	Namespace     string
	Input         json.RawMessage
	InputJSONText string `json:"input_json_text"` // where the input is no well-formed JSON value
	Attributes    []wireAttribute
}

// wireAttribute is one call of the SDK's set_attribute.
type wireAttribute struct {
	Key, Type string
	Value     json.RawMessage
}

func readVectors[T any](t *testing.T, name string) (vectors []T) {
	t.Helper()
	text, err := os.ReadFile("../runtime/testdata/vectors/" + name)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &vectors); err != nil {
		t.Fatal(err)
	}
	return vectors
}

// field is the generated field that records JSON in a namespace.
func field(t *testing.T, namespace string, value json.RawMessage) wire.SpanField {
	t.Helper()
	switch namespace {
	case "metadata":
		return wire.WithMetadata(value)
	case "metrics":
		return wire.WithMetrics(value)
	case "feedback":
		return wire.WithFeedback(value)
	case "inputs":
		return wire.WithInputs(value)
	case "outputs":
		return wire.WithOutputs(value)
	case "config":
		return wire.WithConfig(value)
	case "user_properties":
		return wire.WithUserProperties(value)
	}
	var text string
	if err := json.Unmarshal(value, &text); err != nil {
		t.Fatal(err)
	}
	if namespace == "error" {
		return wire.WithErr(errors.New(text))
	}
	if text == "" {
		return wire.WithEventID(hh.EventID{})
	}
	id, err := hh.ParseEventID(text)
	if err != nil {
		t.Fatal(err)
	}
	return wire.WithEventID(id)
}

// recorded runs f under a span of the SDK and returns the span's attributes.
func recorded(t testing.TB, f func(ctx context.Context)) []attribute.KeyValue {
	t.Helper()
	recorder := tracetest.NewSpanRecorder()
	provider := sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(recorder), sdktrace.WithRawSpanLimits(sdktrace.SpanLimits{
		AttributeCountLimit: -1, AttributeValueLengthLimit: -1,
	}))
	ctx, span := provider.Tracer("test").Start(t.Context(), "span")
	f(ctx)
	span.End()
	return recorder.Ended()[0].Attributes()
}

// want is what a span keeps of the vector's calls: the last value of each key,
// where the key was first set.
func want(t random.TB, calls []wireAttribute) (lines []string) {
	t.Helper()
	last := map[string]string{}
	var order []string
	for _, c := range calls {
		if _, ok := last[c.Key]; !ok {
			order = append(order, c.Key)
		}
		last[c.Key] = typed(t, c)
	}
	for _, key := range order {
		lines = append(lines, line(key, last[key]))
	}
	return lines
}

func typed(t random.TB, c wireAttribute) string {
	t.Helper()
	switch c.Type {
	case "int":
		return "INT64 " + string(c.Value)
	case "bool":
		return "BOOL " + string(c.Value)
	case "float":
		var f float64
		if err := json.Unmarshal(c.Value, &f); err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("FLOAT64 %x", f)
	}
	var s string
	if err := json.Unmarshal(c.Value, &s); err != nil {
		t.Fatal(err)
	}
	if c.Key == "honeyhive_event_id" {
		s = strings.ToLower(s) // ids compare without case
	}
	return fmt.Sprintf("STRING %q", s)
}

func line(key, value string) string { return fmt.Sprintf("%q = %s", key, value) }

func got(kvs []attribute.KeyValue) (lines []string) {
	for _, kv := range kvs {
		value := ""
		switch v := kv.Value; v.Type() {
		case attribute.FLOAT64:
			value = fmt.Sprintf("FLOAT64 %x", v.AsFloat64())
		case attribute.STRING:
			value = fmt.Sprintf("STRING %q", v.AsString())
		default:
			value = v.Type().String() + " " + v.String()
		}
		lines = append(lines, line(string(kv.Key), value))
	}
	return lines
}

// beyondLimits are the vectors that nest deeper than HoneyHive documents. They
// are sent, and reported.
var beyondLimits = map[string]bool{
	"depth/objects_7_beyond_docs_limit": true,
	"array_nested/3d":                   true,
	"array_nested/objects_in_2d":        true,
	"array_mixed/deep":                  true,
}

func TestSpanVectors(t *testing.T) {
	all := readVectors[vector](t, "span.json")
	if len(all) != 138 {
		t.Fatalf("%d vectors, want 138", len(all))
	}
	for _, v := range all {
		t.Run(v.Name, func(t *testing.T) {
			var violations []hh.Violation
			e := wire.NewEnricher(hh.New(hh.WithViolationHandler(func(v hh.Violation) { violations = append(violations, v) })))
			kvs := recorded(t, func(ctx context.Context) { e.EnrichSpan(ctx, field(t, v.Namespace, v.Input)) })
			if diff := cmp.Diff(want(t, vectors.Sent(v.Name, v.Attributes)), got(kvs)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			kind := vectors.Rejected[v.Name]
			if beyondLimits[v.Name] {
				kind = hh.TooDeep
			}
			if kind != "" {
				if len(violations) != 1 || violations[0].Kind != kind {
					t.Errorf("violations %v, want one %s", violations, kind)
				}
			} else if len(violations) > 0 {
				t.Errorf("violations %v", violations)
			}
		})
	}
}

// What the Python SDK sends although it is invalid is reported, and nothing of
// it is invalid when it arrives.
func TestDivergentVectors(t *testing.T) {
	for _, v := range readVectors[vector](t, "divergent.json") {
		t.Run(v.Name, func(t *testing.T) {
			var violations []hh.Violation
			e := wire.NewEnricher(hh.New(hh.WithViolationHandler(func(v hh.Violation) { violations = append(violations, v) })))
			kvs := recorded(t, func(ctx context.Context) {
				e.EnrichSpan(ctx, field(t, v.Namespace, json.RawMessage(v.InputJSONText)))
			})
			if len(violations) != 1 {
				t.Errorf("violations %v, want one", violations)
			}
			sent := got(kvs)
			if v.Name == "divergent/lone_surrogate" {
				if diff := cmp.Diff([]string{line("honeyhive_metadata.v", `STRING "`+"\ufffd"+`"`)}, sent); diff != "" {
					t.Errorf("-want +got:\n%s", diff)
				}
			} else if len(sent) > 0 {
				t.Errorf("sent %v, want nothing", sent)
			}
		})
	}
}

// call is one enrich_span of the Python SDK with several arguments.
type call struct {
	Name       string
	Call       map[string]json.RawMessage
	Attributes []wireAttribute
}

// The Python SDK's order of namespaces, given as the order of fields, has the
// same outcome: of one key, the later value wins.
func TestCallVectors(t *testing.T) {
	arguments := []struct{ name, namespace string }{
		{"metadata", "metadata"}, {"metrics", "metrics"}, {"feedback", "feedback"}, {"inputs", "inputs"},
		{"outputs", "outputs"}, {"config", "config"}, {"user_properties", "user_properties"},
		{"attributes", "metadata"}, {"keywords", "metadata"}, {"error", "error"}, {"update_event_id", "event_id"},
	}
	for _, c := range readVectors[call](t, "calls.json") {
		t.Run(c.Name, func(t *testing.T) {
			var fields []wire.SpanField
			for _, a := range arguments {
				if value, ok := c.Call[a.name]; ok {
					fields = append(fields, field(t, a.namespace, withoutVerbose(t, a.name, value)))
				}
			}
			kvs := recorded(t, func(ctx context.Context) { wire.EnrichSpan(ctx, fields...) })
			if diff := cmp.Diff(want(t, c.Attributes), got(kvs)); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// withoutVerbose removes the keyword that the Python SDK takes for itself.
func withoutVerbose(t *testing.T, argument string, value json.RawMessage) json.RawMessage {
	t.Helper()
	if argument != "keywords" || !strings.Contains(string(value), `"verbose"`) {
		return value
	}
	var m map[string]any
	if err := json.Unmarshal(value, &m); err != nil {
		t.Fatal(err)
	}
	delete(m, "verbose")
	out, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
