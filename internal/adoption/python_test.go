package adoption

import (
	"fmt"
	"maps"
	"slices"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	common "go.opentelemetry.io/proto/otlp/common/v1"
	resource "go.opentelemetry.io/proto/otlp/resource/v1"
	trace "go.opentelemetry.io/proto/otlp/trace/v1"
)

// What four services send, as HoneyHive's SDKs for Python and TypeScript and
// OpenInference's instrumentation do: enrichments are flattened, with one attribute
// for each item of a list and none for null, beside the attributes of conventions.

type object = map[string]any

// service makes one request of spans with a name.
func service(name, scope string, spans ...*trace.Span) *collector.ExportTraceServiceRequest {
	return &collector.ExportTraceServiceRequest{ResourceSpans: []*trace.ResourceSpans{{
		Resource:   &resource.Resource{Attributes: []*common.KeyValue{attribute("service.name", name), attribute("telemetry.sdk.language", "python")}},
		ScopeSpans: []*trace.ScopeSpans{{Scope: &common.InstrumentationScope{Name: scope}, Spans: spans}},
	}}}
}

// span is one that is in a session, with enrichments by namespace and other
// attributes.
func span(i int, name string, enrichments, others object) *trace.Span {
	s := &trace.Span{
		Name: name, TraceId: fmt.Appendf(nil, "trace-%010d", i), SpanId: fmt.Appendf(nil, "s%07d", i),
		StartTimeUnixNano: 1764400000000000000, EndTimeUnixNano: 1764400001000000000,
		Attributes: []*common.KeyValue{
			attribute("honeyhive.session_id", "0b5c9a7e-1c1d-4b7e-9d5c-0f8a3b2c1d4e"),
			attribute("honeyhive.project", "support"), attribute("honeyhive.source", "production"),
			attribute("honeyhive_event_type", "chain"),
		},
	}
	for _, namespace := range slices.Sorted(maps.Keys(enrichments)) {
		s.Attributes = append(s.Attributes, flattened("honeyhive_"+namespace, enrichments[namespace])...)
	}
	for _, key := range slices.Sorted(maps.Keys(others)) {
		s.Attributes = append(s.Attributes, attribute(key, others[key]))
	}
	return s
}

// flattened are the attributes of a value.
func flattened(key string, v any) (all []*common.KeyValue) {
	switch v := v.(type) {
	case nil:
	case object:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			all = append(all, flattened(key+"."+name, v[name])...)
		}
	case []any:
		for i, item := range v {
			all = append(all, flattened(fmt.Sprintf("%s.%d", key, i), item)...)
		}
	default:
		all = append(all, attribute(key, v))
	}
	return all
}

func attribute(key string, v any) *common.KeyValue {
	value := &common.AnyValue{}
	switch v := v.(type) {
	case string:
		value.Value = &common.AnyValue_StringValue{StringValue: v}
	case bool:
		value.Value = &common.AnyValue_BoolValue{BoolValue: v}
	case int:
		value.Value = &common.AnyValue_IntValue{IntValue: int64(v)}
	case float64:
		value.Value = &common.AnyValue_DoubleValue{DoubleValue: v}
	case []any:
		list := &common.ArrayValue{}
		for _, item := range v {
			list.Values = append(list.Values, attribute("", item).Value)
		}
		value.Value = &common.AnyValue_ArrayValue{ArrayValue: list}
	}
	return &common.KeyValue{Key: key, Value: value}
}

// python is the traffic of services without a mistake.
func python() (requests []*collector.ExportTraceServiceRequest) {
	plans, questions := []string{"free", "team", "enterprise"}, []string{"Where is my order?", "Wie ändere ich die Adresse?"}
	for i := range 40 {
		user := object{"user_id": fmt.Sprintf("user_%05d", i*7919%100000), "plan": plans[i%3]}
		hits := []any{}
		for n := range 1 + i%3 {
			hits = append(hits, object{"id": fmt.Sprintf("doc-%d", n), "score": 0.9 / float64(n+1), "tags": []any{"faq", "de"}})
		}
		requests = append(requests,
			service("chat-api", "openinference.instrumentation.openai", span(i, "ChatCompletion", object{
				"user_properties": user, "inputs": object{"question": questions[i%2], "history": []any{object{"role": "user", "text": "hi"}}},
				"outputs": object{"answer": "An answer of some length."}, "config": object{"model": "gpt-4o", "temperature": 0.2},
				"metrics":  object{"latency_ms": 120.5 + float64(i), "cached_tokens": i, "cost_usd": 0.002},
				"metadata": object{"stream": i%2 == 0, "region": []string{"eu-west", "us-east"}[i%2], "data": "x", "created_at": "2026-11-29T13:06:30.5Z"},
			}, object{"openinference.span.kind": "LLM", "llm.model_name": "gpt-4o", "metadata": `{"a": 1}`, "tag.tags": []any{"a"}})),
			service("retriever", "retriever", span(i, "retrieve", object{
				"user_properties": user, "inputs": object{"question": questions[i%2], "top_k": 3}, "outputs": object{"hits": hits},
				"metadata": object{"email": "somebody@example.com", "index": object{"name": "docs", "version": 3}, "note": nil},
				"feedback": object{"rating": []any{nil, 1, 5}[i%3]}, "error": []any{nil, "TimeoutError: index"}[i%2],
			}, nil)),
			service("web", "@opentelemetry/instrumentation-http", span(i, fmt.Sprintf("POST /v1/orders/%d", i), object{
				"user_properties": user, "feedback": object{"rating": 5, "ground_truth": "the order"},
			}, object{"http.request.method": "POST"})),
		)
		if i < 3 {
			requests = append(requests, service("cron", "", span(i, "nightly", object{"metadata": object{"removed_count": i}}, nil)))
		}
	}
	return requests
}
