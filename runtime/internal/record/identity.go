package record

import (
	"context"
	"slices"
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
	rt = rt.orDefault()
	s, err := rt.ContextSession(ctx)
	span := trace.SpanFromContext(ctx)
	if err != nil || !span.IsRecording() {
		return
	}
	before, sdk := attributesOn(span), factsOf(span)
	other, _ := identityIn(before)
	identity := s.replace(other)
	inherited := slices.DeleteFunc(rt.AppendSessionAttributes(nil, other.ID), func(field attribute.KeyValue) bool {
		return !slices.ContainsFunc(before, func(on attribute.KeyValue) bool { return recordedAs(field, on, sdk) })
	})
	arrived := slices.DeleteFunc(rt.AppendArrivedAttributes(nil, ctx, s.ID), func(field attribute.KeyValue) bool {
		return hasKey(before, field.Key) && !hasKey(inherited, field.Key)
	})
	kvs := append(slices.Clone(identity), arrived...)
	if sdk == nil {
		kvs = rt.AppendSessionAttributes(kvs, s.ID)
	}
	rt.reportCuts(sdk, kvs)
	span.SetAttributes(kvs...)
	rt.reportLost(span, identity)
	rt.Follow(s.ID, span, append(inherited, arrived...))
}

func hasKey(kvs []attribute.KeyValue, key attribute.Key) bool {
	return slices.ContainsFunc(kvs, func(kv attribute.KeyValue) bool { return kv.Key == key })
}

// replace returns the identity of s for a span that may have that of another session.
// Attributes cannot be removed.
func (s Session) replace(other Session) []attribute.KeyValue {
	identity := s.AppendAttributes(nil)
	if other.ID != "" && s.Started && !other.Started {
		identity = append(identity, autoCreateKey.Bool(false))
	}
	if other.Name != "" && other.ID != s.ID && (s.Started || s.Name == "") {
		identity = append(identity, sessionNameKey.String(""))
	}
	return identity
}
