package hhgrpc

import (
	"context"

	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/stats"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/internal/travel"
)

// Option configures [NewServerHandler].
type Option func(*config)

type config struct {
	rules travel.Rules[*stats.RPCTagInfo]
	name  string
	start func(context.Context, *stats.RPCTagInfo) (context.Context, error)
}

func newConfig(options []Option) *config {
	c := &config{}
	c.start = func(ctx context.Context, _ *stats.RPCTagInfo) (context.Context, error) {
		return c.rules.Runtime.StartSession(ctx, hh.SessionConfig{Name: c.name})
	}
	for _, o := range options {
		if o != nil {
			o(c)
		}
	}
	c.rules.Start = c.start
	return c
}

// FromMetadata continues the session that a key of the call's metadata names. An id
// of the service's own, such as conv_123, becomes a session id by
// [hh.SessionIDFrom].
//
// Who sends the metadata chooses the session: use it where ids cannot be guessed, or
// with [Allow].
func FromMetadata(key string) Option {
	return FromFunc(func(ctx context.Context, _ *stats.RPCTagInfo) string {
		if values := metadata.ValueFromIncomingContext(ctx, key); len(values) > 0 {
			return values[0]
		}
		return ""
	})
}

// FromFunc continues the session whose id f reads from the call's context; "" for
// none. Ids that are not UUIDs become session ids by [hh.SessionIDFrom]. If ids are
// unique within a tenant only, f should return them together with the tenant's id.
//
// Of several [FromMetadata] and FromFunc, the first that finds an id is used.
func FromFunc(f func(context.Context, *stats.RPCTagInfo) string) Option {
	return func(c *config) {
		if f != nil {
			c.rules.IDs = append(c.rules.IDs, f)
		}
	}
}

// TrustBaggage continues the session that the call's baggage names, and accepts its
// fields and the ids of an experiment in it. Use it where only services of one's own
// can call. A session id in baggage that is not a UUID is an [hh.Violation], and
// ignored. With [hh.WithoutRemoteSessions], the fields and the ids of an experiment are
// ignored nevertheless.
func TrustBaggage() Option { return func(c *config) { c.rules.TrustBaggage = true } }

// Allow lets f decide about each session id that arrives, as it arrived: in baggage,
// with or without [TrustBaggage], and in what [FromMetadata] and [FromFunc] read. A
// call with an id that is not allowed is served, in another session.
func Allow(f func(ctx context.Context, info *stats.RPCTagInfo, id string) bool) Option {
	return func(c *config) { c.rules.Allow = f }
}

// WithName sets the name of the sessions that the handler starts, as HoneyHive shows
// it. The default is no name.
func WithName(name string) Option { return func(c *config) { c.name = name } }

// WithStart makes f start the sessions of calls that continue none, for example by
// StartSession of a generated package, which gives fields to the session. f returns
// the context of the call; if that has no session, the call has none.
func WithStart(f func(context.Context, *stats.RPCTagInfo) (context.Context, error)) Option {
	return func(c *config) { c.start = f }
}

// WithoutStart leaves calls that continue no session without one. There is one
// exception: after the instrumentation of OpenTelemetry, a span that has the session
// of untrusted baggage already gets a new session.
func WithoutStart() Option { return func(c *config) { c.start = nil } }

// WithRuntime sets the runtime that starts sessions. The default is the default
// runtime at the time of the call.
func WithRuntime(rt *hh.Runtime) Option { return func(c *config) { c.rules.Runtime = rt } }

// OnError makes f take the errors of sessions. The default is [otel.Handle], which
// gets the same error once a minute, and not [hh.ErrBaggageFull], which is an
// [hh.Violation] too. The call goes on in any case.
//
// [otel.Handle]: https://pkg.go.dev/go.opentelemetry.io/otel#Handle
func OnError(f func(context.Context, *stats.RPCTagInfo, error)) Option {
	return func(c *config) { c.rules.Report = f }
}

// ClientOption configures [NewClientHandler].
type ClientOption func(*clientHandler)

// WithoutBaggage keeps baggage, and the session's id in it, from the server, for
// connections to third parties.
func WithoutBaggage() ClientOption { return func(h *clientHandler) { h.withoutBaggage = true } }
