package record

import (
	"context"
	"slices"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/baggage"
	"go.opentelemetry.io/otel/trace"
)

// experimentMembers are the baggage members that name the experiment of a span.
var experimentMembers = [...]string{"run_id", "dataset_id", "datapoint_id"}

// IsSessionMember reports whether a baggage member holds a session's id.
func IsSessionMember(key string) bool { return slices.Contains(sessionMembers[:], key) }

// IsOwnMember reports whether the runtime reads a baggage member: whoever sends it
// chooses the session, the experiment or a field of spans.
func IsOwnMember(key string) bool {
	return IsSessionMember(key) || slices.Contains(experimentMembers[:], key) || IsFieldMember(key)
}

// SessionMember returns the baggage member of a session, as it is sent.
func SessionMember(id string) string { return sessionMembers[0] + "=" + id }

// BaggageFits returns 0 and 0 if baggage with this many bytes and members travels,
// and otherwise what is too large, and its limit.
func BaggageFits(bytes, members int) (size, limit int) {
	switch {
	case bytes > maxBaggageBytes:
		return bytes, maxBaggageBytes
	case members > maxBaggageMembers:
		return members, maxBaggageMembers
	}
	return 0, 0
}

// ContextWithoutOwnMembers returns ctx without the baggage members that the runtime
// reads, and without the fields that arrived in them. The session that ctx itself holds
// stays.
func ContextWithoutOwnMembers(ctx context.Context) context.Context {
	ctx = contextWithArrived(ctx, arrived{})
	b := baggage.FromContext(ctx)
	rest := withoutOwnMembers(b)
	if rest.Len() == b.Len() {
		return ctx
	}
	return baggage.ContextWithBaggage(ctx, rest)
}

func withoutOwnMembers(b baggage.Baggage) baggage.Baggage {
	for _, m := range b.Members() {
		if IsOwnMember(m.Key()) {
			b = b.DeleteMember(m.Key())
		}
	}
	return b
}

// withoutRemote returns the baggage of a request without the members that the runtime
// reads, so they travel no further. If ctx holds a session, that travels instead.
func (rt *Runtime) withoutRemote(ctx context.Context, b baggage.Baggage) baggage.Baggage {
	b = withoutOwnMembers(b)
	s := sessionOf(ctx)
	if s == nil {
		return b
	}
	with, size, limit, err := baggageWith(b, s.id)
	if err != nil {
		return b
	}
	if limit > 0 {
		rt.ReportBaggageFull(size, limit)
	}
	return with
}

type withoutBaggageKey struct{}

// HasLostBaggage reports whether ctx comes from [ContextWithoutBaggage].
func HasLostBaggage(ctx context.Context) bool { return ctx.Value(withoutBaggageKey{}) != nil }

// ContextWithoutBaggage returns ctx without baggage, for a request to a third party. It
// still belongs to the session that the baggage named, and carries its fields to spans,
// but not to other services.
func ContextWithoutBaggage(ctx context.Context) context.Context {
	ctx = context.WithValue(ctx, withoutBaggageKey{}, true)
	if c, _ := ctx.Value(contextKey{}).(carried); len(c.baggage) > 0 {
		c.baggage = nil
		ctx = context.WithValue(ctx, contextKey{}, c)
	}
	if baggage.FromContext(ctx).Len() == 0 {
		return ctx
	}
	s, err := Default().ContextSession(ctx)
	ctx = baggage.ContextWithoutBaggage(ctx)
	if held := sessionOf(ctx); err == nil && (held == nil || held.id != s.ID) {
		since := trace.SpanContextFromContext(ctx).SpanID()
		note(&anyEntered)
		ctx = context.WithValue(ctx, sessionContextKey{}, entered{&session{id: s.ID}, since})
	}
	return ctx
}

// ReportBaggageFull reports that a session does not fit into the baggage of a request.
func (rt *Runtime) ReportBaggageFull(size, limit int) {
	rt.Report(Violation{Namespace: "session", Key: sessionMembers[0], Kind: BaggageFull, Size: size, Limit: limit})
}

// ReportInvalidSession reports baggage with a session id that is not a UUID.
func (rt *Runtime) ReportInvalidSession() {
	rt.Report(Violation{Namespace: "session", Key: sessionMembers[0], Kind: InvalidSessionID})
}

// HasSession reports whether attributes make a span belong to a session.
func HasSession(kvs []attribute.KeyValue) bool {
	return slices.ContainsFunc(kvs, func(kv attribute.KeyValue) bool { return kv.Key == sessionIDKey })
}
