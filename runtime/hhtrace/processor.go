package hhtrace

import (
	"context"
	"errors"
	"sync"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/baggage"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"github.com/hhgen/hhgen/runtime/internal/provider"
	"github.com/hhgen/hhgen/runtime/internal/record"
)

// processor sets attributes when a span starts, and reports what the SDK dropped
// when it ends.
type processor struct {
	runtime  *record.Runtime // nil for the default one
	identity []attribute.KeyValue
	limits   limits
}

// NewSpanProcessor returns a processor that sets these attributes on each span. They
// replace attributes of the same keys that the span was started with:
//
//   - the identity of its session, from its baggage, its context or its parent in
//     this process, in this order: honeyhive.session_id, and the attributes with
//     which HoneyHive begins a session that this process did not start;
//   - the project and the source, if there are options for them;
//   - its event type, if the span was started with gen_ai.operation.name or
//     openinference.span.kind and without an event type;
//   - the experiment that the baggage names with run_id, dataset_id and
//     datapoint_id;
//   - the fields of the session that arrived in the baggage of a request, if the
//     propagator of [NewPropagator] extracted it;
//   - the fields that the session was enriched with in this process, through the
//     same runtime;
//   - the fields that ContextWith of generated packages added to the context.
//
// A span that has no parent in this process also gets the fields that its session is
// enriched with while the span runs, so those of a request reach the server's span.
// Up to 64 running spans of a session get them. Values that were recorded on the span
// itself stay.
//
// If two of them have the same key, the later one in this list stays. If a span has
// no room for all of them, it keeps the first ones. The processor does not export
// spans: register it together with a processor that does.
//
// The processor reports attributes that the limits of the SDK drop or cut: an
// [hh.SpanFull] for each span that dropped attributes, whoever set them; and, once
// for each part of the identity, an [hh.SpanFull] if it was dropped or an
// [hh.SpanValueCut] if it was cut.
func NewSpanProcessor(options ...ProcessorOption) sdktrace.SpanProcessor {
	var c processorConfig
	for _, o := range options {
		if o != nil {
			o.applyProcessor(&c)
		}
	}
	p := &processor{runtime: (*record.Runtime)(c.runtime)}
	p.limits.runtime = p.runtime
	for _, kv := range []struct{ key, value string }{{"project", c.project}, {"source", c.source}} {
		if kv.value != "" {
			p.identity = append(p.identity,
				attribute.String("honeyhive."+kv.key, kv.value),
				attribute.String("traceloop.association.properties."+kv.key, kv.value))
		}
	}
	return p
}

// scratch holds slices for reuse: spans copy the attributes.
var scratch = sync.Pool{New: func() any { return new([]attribute.KeyValue) }}

func (p *processor) OnStart(ctx context.Context, span sdktrace.ReadWriteSpan) {
	of := provider.Of(span.TracerProvider())
	of.Process()
	buffer := scratch.Get().(*[]attribute.KeyValue)
	kvs, id := session(ctx, p.runtime, (*buffer)[:0])
	kvs = append(kvs, p.identity...)
	identity := len(kvs)
	if t := record.EventTypeOf(span.Attributes()); t != "" {
		kvs = append(kvs, record.EventTypeKey.String(t))
	}
	ofSession := len(kvs)
	kvs = p.runtime.AppendArrivedAttributes(kvs, ctx, id)
	if id != "" {
		kvs = p.runtime.AppendSessionAttributes(kvs, id)
	}
	fields := kvs[ofSession:]
	kvs = experiment(ctx, p.runtime, kvs)
	kvs = append(kvs, record.ContextAttributes(ctx)...)
	if len(kvs) > 0 {
		span.SetAttributes(kvs...) // the SDK's spans copy
	}
	if id != "" && entersProcess(span) {
		p.runtime.Follow(id, span, fields)
	}
	p.limits.started(span, of, kvs, identity)
	clear(kvs)
	*buffer = kvs
	scratch.Put(buffer)
}

// entersProcess reports whether a span has no parent in this process.
func entersProcess(span sdktrace.ReadOnlySpan) bool {
	parent := span.Parent()
	return !parent.IsValid() || parent.IsRemote()
}

// session appends the identity of ctx's session. id is "" if ctx has no session.
func session(ctx context.Context, rt *record.Runtime, kvs []attribute.KeyValue) (with []attribute.KeyValue, id string) {
	s, err := rt.CurrentSession(ctx)
	if err != nil {
		if errors.Is(err, record.ErrInvalidSession) {
			rt.Report(record.Violation{Namespace: "session", Key: "session_id", Kind: record.InvalidSessionID})
		}
		return kvs, ""
	}
	return s.AppendAttributes(kvs), s.ID
}

// experimentKeys lists the baggage members that name the experiment of a span, and
// the attributes from which HoneyHive reads them.
var experimentKeys = [...]struct {
	member    string
	attribute attribute.Key
}{
	{"run_id", "honeyhive_metadata.run_id"},
	{"dataset_id", "honeyhive_metadata.dataset_id"},
	{"datapoint_id", "honeyhive_metadata.datapoint_id"},
}

// maxIDBytes is the length of the longest id of an experiment that is recorded.
// Baggage comes from other processes, and may have longer ones.
const maxIDBytes = 1024

// experiment appends the ids of the experiment that the baggage of ctx names.
func experiment(ctx context.Context, rt *record.Runtime, kvs []attribute.KeyValue) []attribute.KeyValue {
	b := baggage.FromContext(ctx)
	if b.Len() == 0 || rt.IgnoresRemote() {
		return kvs
	}
	for _, k := range experimentKeys {
		switch v := b.Member(k.member).Value(); {
		case len(v) > maxIDBytes:
			rt.Report(record.Violation{Namespace: "metadata", Key: k.member, Kind: record.TooLongDropped, Size: len(v), Limit: maxIDBytes})
		case v != "":
			kvs = append(kvs, k.attribute.String(v))
		}
	}
	return kvs
}

func (p *processor) OnEnd(span sdktrace.ReadOnlySpan) { p.limits.ended(span) }
func (*processor) Shutdown(context.Context) error     { return nil }
func (*processor) ForceFlush(context.Context) error   { return nil }
