package travel

import (
	"context"

	"go.opentelemetry.io/otel/baggage"

	"github.com/hhgen/hhgen/runtime/internal/record"
)

// Outgoing returns the members of the baggage header of a request to a service of
// one's own: those of values, and the session of ctx with its fields and its
// experiment, in place of a session that the runtime ignores. ok is false if the header
// should stay as it is: a propagator has added a session, ctx has none or has lost its
// baggage on purpose, or there is no room for it, which the runtime reported when the
// session began.
func Outgoing(ctx context.Context, values []string) (header Header, ok bool) {
	rt := record.Default()
	header = ParseHeader(values)
	s, err := rt.CurrentSession(ctx)
	if err != nil || record.HasLostBaggage(ctx) {
		return header, false
	}
	rest := header
	if rt.IgnoresRemote() {
		rest = rest.Without(record.IsSessionMember) // a stranger's
	}
	if rest.HasSession() {
		return header, false
	}
	with, _, limit := rest.With(s.ID)
	if limit > 0 {
		return header, false
	}
	return with.withFields(ctx), true
}

// withFields adds the fields and the experiment that the baggage of ctx would have.
func (h Header) withFields(ctx context.Context) Header {
	b, some := record.Default().OutgoingBaggage(ctx)
	if !some {
		b = baggage.FromContext(ctx)
	}
	for _, m := range b.Members() {
		if !record.IsOwnMember(m.Key()) || record.IsSessionMember(m.Key()) || h.has(m.Key()) {
			continue
		}
		if with := append(h, m.String()); with.fits() {
			h = with
		}
	}
	return h
}
