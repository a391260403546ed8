package hhtrace_test

import (
	"context"
	"strconv"
	"testing"

	"go.opentelemetry.io/otel/attribute"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhtrace"
	"github.com/hhgen/hhgen/runtime/testdata/receiver"
)

// eventTypes has attributes of other instrumentation, and the event types of their
// spans; "" for none.
var eventTypes = []struct {
	attributes []attribute.KeyValue
	want       string
}{
	{operation("chat"), "model"},
	{operation("text_completion"), "model"},
	{operation("generate_content"), "model"},
	{operation("invoke_agent"), "chain"},
	{operation("create_agent"), "chain"},
	{operation("execute_tool"), "tool"},
	{operation("Chat"), "model"},
	{operation("embeddings"), ""},
	{operation(""), ""},
	{kind("LLM"), "model"},
	{kind("CHAIN"), "chain"},
	{kind("TOOL"), "tool"},
	{kind("AGENT"), "chain"},
	{kind("RETRIEVER"), "tool"},
	{kind("EMBEDDING"), "tool"},
	{kind("RERANKER"), "tool"},
	{kind("GUARDRAIL"), "tool"},
	{kind("llm"), "model"},
	{kind("EVALUATOR"), "tool"},
	{kind(""), ""},

	{append(kind("TOOL"), operation("chat")...), "model"},
	{append(kind("LLM"), operation("embeddings")...), "model"},
	{append(operation("chat"), hh.EventTool.Attribute()), "tool"},
	{append(kind("LLM"), attribute.String("honeyhive_event_type", "")), ""},
	{[]attribute.KeyValue{attribute.Int("gen_ai.operation.name", 1)}, ""},
	{[]attribute.KeyValue{attribute.String("traceloop.span.kind", "tool"), attribute.String("http.route", "/chat")}, ""},
	{nil, ""},
}

func operation(name string) []attribute.KeyValue {
	return []attribute.KeyValue{attribute.String("gen_ai.operation.name", name)}
}

func kind(name string) []attribute.KeyValue {
	return []attribute.KeyValue{attribute.String("openinference.span.kind", name)}
}

// The processor sets the event types of spans that are started with attributes.
func TestEventTypeAtStart(t *testing.T) {
	for _, c := range eventTypes {
		spans := recorded(t, func(tracer trace.Tracer) {
			_, span := tracer.Start(t.Context(), "span", trace.WithAttributes(c.attributes...))
			span.End()
		})
		if got, _ := spans["span"]["honeyhive_event_type"].(string); got != c.want {
			t.Errorf("%v: the event type is %q, want %q", c.attributes, got, c.want)
		}
	}
}

// The exporter sets the event types of spans that got attributes later, and changes
// nothing else.
func TestEventTypeAtExport(t *testing.T) {
	want := map[string]attrs{}
	got := received(t, func(tracer trace.Tracer) {
		for i, c := range eventTypes {
			name := strconv.Itoa(i)
			_, span := tracer.Start(t.Context(), name, trace.WithAttributes(attribute.Int("n", i)))
			span.SetAttributes(c.attributes...)
			span.End()
			want[name] = attrs{"n": int64(i)}
			for _, kv := range c.attributes {
				want[name][string(kv.Key)] = kv.Value.AsInterface()
			}
			if c.want != "" {
				want[name]["honeyhive_event_type"] = c.want
			}
		}
	})
	wantSpans(t, want, got)
}

// received calls do with a tracer of a provider with hhtrace's processor and exporter.
// It returns the attributes of the spans that arrived, by their names.
func received(t *testing.T, do func(trace.Tracer)) map[string]attrs {
	t.Helper()
	r := receiver.New(t)
	exporter, err := hhtrace.NewExporter(t.Context(), hhtrace.WithAPIKey("key"), hhtrace.WithAPIURL(r.URL))
	if err != nil {
		t.Fatal(err)
	}
	provider := sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(hhtrace.NewSpanProcessor()), sdktrace.WithBatcher(exporter))
	do(provider.Tracer("test"))
	if err := provider.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
	spans := map[string]attrs{}
	for _, span := range r.Spans() {
		m := attrs{}
		for _, a := range span.Attributes {
			m[a.Key] = a.Value
		}
		spans[span.Name] = m
	}
	return spans
}

// A service's own event type stays, whenever it is set.
func TestOwnEventType(t *testing.T) {
	rt := hh.New()
	got := received(t, func(tracer trace.Tracer) {
		for name, when := range map[string]func(context.Context, trace.Span){
			"before": func(ctx context.Context, span trace.Span) {
				hh.SetEventType(ctx, hh.EventChain)
				span.SetAttributes(kind("TOOL")...)
			},
			"after": func(ctx context.Context, span trace.Span) {
				span.SetAttributes(kind("TOOL")...)
				rt.SetEventType(ctx, hh.EventChain)
			},
		} {
			ctx, span := tracer.Start(t.Context(), name, trace.WithAttributes(operation("chat")...))
			when(ctx, span)
			span.End()
		}
	})
	for _, name := range []string{"before", "after"} {
		if span := got[name]; span["honeyhive_event_type"] != "chain" {
			t.Errorf("%s: the event type is %v, want chain", name, span["honeyhive_event_type"])
		}
	}
}

// A type that HoneyHive does not have is a violation, and is not set.
func TestUnknownEventType(t *testing.T) {
	var violations []hh.Violation
	former := hh.Default()
	defer hh.SetDefault(former)
	hh.SetDefault(hh.New(hh.WithViolationHandler(func(v hh.Violation) { violations = append(violations, v) })))
	spans := recorded(t, func(tracer trace.Tracer) {
		ctx, span := tracer.Start(t.Context(), "span", trace.WithAttributes(hh.EventType("agent").Attribute()))
		hh.SetEventType(ctx, "agent")
		span.End()
		hh.SetEventType(ctx, "agent") // the span does not record any more
	})
	wantSpans(t, map[string]attrs{"span": {}}, spans)
	if len(violations) != 2 || violations[0] != violations[1] || violations[0].Error() != "hhgen: span.event_type: not_in_enum" {
		t.Errorf("violations are %v", violations)
	}
}
