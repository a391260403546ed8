package record

import (
	"context"
	"sync/atomic"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"
)

// The keys of the identity of a span: its session, and the request that HoneyHive
// begins the session with the span. HoneyHive reads the session under another key
// too, which Traceloop's instrumentations write.
const (
	sessionIDKey   attribute.Key = "honeyhive.session_id"
	associationKey attribute.Key = "traceloop.association.properties.session_id"
	autoCreateKey  attribute.Key = "honeyhive.session_auto_create"
	sessionNameKey attribute.Key = "honeyhive.session_name"
)

// anyIdentity reports whether this process made attributes of an identity. Until it
// did, no span is searched for one.
var anyIdentity atomic.Bool

// AppendAttributes appends the attributes that make a span belong to s: its id and,
// unless this process started s in HoneyHive, the request that HoneyHive begins the
// session with the span.
func (s Session) AppendAttributes(kvs []attribute.KeyValue) []attribute.KeyValue {
	note(&anyIdentity)
	kvs = append(kvs, sessionIDKey.String(s.ID), associationKey.String(s.ID))
	if s.Started {
		return kvs
	}
	kvs = append(kvs, autoCreateKey.Bool(true))
	if s.Name != "" {
		kvs = append(kvs, sessionNameKey.String(s.Name))
	}
	return kvs
}

// sessionOn returns the session that a span of this process belongs to.
func sessionOn(span trace.Span) (s Session, ok bool) {
	if !anyIdentity.Load() {
		return s, false
	}
	return identityIn(attributesOn(span))
}

// attributesOn returns the attributes of a span; nil if they are not known. Do not
// change the slice.
func attributesOn(span trace.Span) []attribute.KeyValue {
	if s, ok := span.(interface{ Attributes() []attribute.KeyValue }); ok {
		return s.Attributes()
	}
	return nil
}

// identityIn returns the session that the attributes of a span name.
func identityIn(kvs []attribute.KeyValue) (s Session, ok bool) {
	s.Started = true // unless the span asks HoneyHive to begin the session
	for _, kv := range kvs {
		switch kv.Key {
		case sessionIDKey:
			s.ID = kv.Value.AsString()
		case autoCreateKey:
			s.Started = !kv.Value.AsBool()
		case sessionNameKey:
			s.Name = kv.Value.AsString()
		}
	}
	if !validSessionID(s.ID) {
		return Session{}, false
	}
	return s, true
}

// JoinSession makes the active span of ctx belong to the session of ctx.
func (rt *Runtime) JoinSession(ctx context.Context) {
	s, err := rt.ContextSession(ctx)
	span := trace.SpanFromContext(ctx)
	if err != nil || !span.IsRecording() {
		return
	}
	identity := s.AppendAttributes(nil)
	kvs := rt.AppendSessionAttributes(rt.AppendArrivedAttributes(identity, ctx, s.ID), s.ID)
	rt = rt.orDefault()
	rt.reportCuts(factsOf(span), kvs)
	span.SetAttributes(kvs...)
	rt.reportLost(span, identity)
}
