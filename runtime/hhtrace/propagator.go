package hhtrace

import (
	"context"

	"go.opentelemetry.io/otel/baggage"
	"go.opentelemetry.io/otel/propagation"

	"github.com/hhgen/hhgen/runtime/internal/record"
)

// propagator is the propagator of W3C baggage, with fields.
type propagator struct {
	propagation.Baggage
	runtime *record.Runtime // nil for the default one
}

// NewPropagator returns a propagator of W3C baggage, for use in place of
// [propagation.Baggage]. To the requests of this process it adds the fields with the
// option baggage: those of the session of the request's context, and those of
// ContextWith. From the requests that this process gets, it takes such fields, and the
// processor of [NewSpanProcessor] sets them on the spans of the session. [Setup]
// installs it.
//
// A field is the member hh.<namespace>.<key>, such as hh.user_properties.plan=free. Its
// value is true, false, a number, or else a string; a number with a point or an exponent
// is a double. A string that would be read as another value, or that begins or ends with
// a space, is in double quotes, as in JSON. So other languages can read and write
// fields, and each value keeps its type.
//
// A field that does not fit into the 64 members or 8,192 bytes of W3C baggage is an
// [hh.BaggageFull]. A member that is not a field as above, or a string of more than 256
// bytes, is not set on spans: it is an [hh.InvalidKey] or an [hh.TooLongDropped] of the
// namespace baggage.
func NewPropagator(options ...PropagatorOption) propagation.TextMapPropagator {
	var c propagatorConfig
	for _, o := range options {
		if o != nil {
			o.applyPropagator(&c)
		}
	}
	return propagator{runtime: (*record.Runtime)(c.runtime)}
}

func (p propagator) Inject(ctx context.Context, carrier propagation.TextMapCarrier) {
	if b, ok := p.runtime.OutgoingBaggage(ctx); ok {
		ctx = baggage.ContextWithBaggage(ctx, b)
	}
	p.Baggage.Inject(ctx, carrier)
}

func (p propagator) Extract(ctx context.Context, carrier propagation.TextMapCarrier) context.Context {
	b := baggage.FromContext(p.Baggage.Extract(context.Background(), carrier))
	if b.Len() == 0 {
		return ctx
	}
	return p.runtime.ContextWithBaggage(ctx, b)
}
