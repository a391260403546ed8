package travel

import (
	"context"
	"slices"
	"strings"

	"go.opentelemetry.io/otel/propagation"

	"github.com/hhgen/hhgen/runtime/internal/record"
)

// Header is the members of a W3C baggage header, as text. Members that the runtime
// does not read stay as they are, valid or not.
type Header []string

// ParseHeader splits the values of a baggage header into members.
func ParseHeader(values []string) (h Header) {
	for _, value := range values {
		for member := range strings.SplitSeq(value, ",") {
			if strings.TrimSpace(member) != "" {
				h = append(h, member)
			}
		}
	}
	return h
}

// key returns the key of a member, as OpenTelemetry's propagator reads it.
func key(member string) string {
	member, _, _ = strings.Cut(member, ";")
	member, _, _ = strings.Cut(member, "=")
	return strings.TrimSpace(member)
}

// has reports whether there is a member with a key.
func (h Header) has(wanted string) bool {
	return slices.ContainsFunc(h, func(member string) bool { return key(member) == wanted })
}

// fits reports whether the header travels.
func (h Header) fits() bool {
	_, limit := record.BaggageFits(len(h.String()), len(h))
	return limit == 0
}

// HasSession reports whether a member holds a session's id.
func (h Header) HasSession() bool {
	return slices.ContainsFunc(h, func(member string) bool { return record.IsSessionMember(key(member)) })
}

// session returns the id of the session that the header names, as
// [record.BaggageSession] does.
func (h Header) session() (id string, err error) {
	if !h.HasSession() {
		return "", record.ErrNoSession
	}
	carrier := propagation.MapCarrier{"baggage": h.String()}
	return record.BaggageSession(propagation.Baggage{}.Extract(context.Background(), carrier))
}

// Without returns the members whose keys are not rejected.
func (h Header) Without(rejected func(key string) bool) Header {
	return slices.DeleteFunc(slices.Clone(h), func(member string) bool { return rejected(key(member)) })
}

// With returns the members with the id of a session. If they have no room for it,
// they are returned unchanged, and limit is the exceeded limit. The session comes
// first, so no receiver cuts it off.
func (h Header) With(id string) (with Header, size, limit int) {
	with = append(Header{record.SessionMember(id)}, h...)
	if size, limit = record.BaggageFits(len(with.String()), len(with)); limit > 0 && len(h) > 0 {
		return h, size, limit
	}
	return with, 0, 0
}

// String returns the value of the header, "" without members.
func (h Header) String() string { return strings.Join(h, ",") }
