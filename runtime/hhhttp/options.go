package hhhttp

import (
	"context"
	"net/http"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/internal/travel"
)

// Option configures [NewHandler] and [NewMiddleware].
type Option func(*config)

type config struct {
	rules          travel.Rules[*http.Request]
	name           string
	start          func(context.Context, *http.Request) (context.Context, error)
	responseHeader string
}

func newConfig(options []Option) *config {
	c := &config{}
	c.start = func(ctx context.Context, _ *http.Request) (context.Context, error) {
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

// FromHeader continues the session that a header of the request names. An id of the
// service's own, such as conv_123, becomes a session id by [hh.SessionIDFrom].
//
// Who sends the header chooses the session: use it where ids cannot be guessed,
// behind a proxy that sets the header, or with [Allow].
func FromHeader(name string) Option {
	return FromFunc(func(r *http.Request) string { return r.Header.Get(name) })
}

// FromFunc continues the session whose id f reads from the request, for example from
// a cookie; "" for none. f must not read the request's body. Ids that are not UUIDs
// become session ids by [hh.SessionIDFrom]. If ids are unique within a tenant only,
// f should return them together with the tenant's id.
//
// Of several [FromHeader] and FromFunc, the first that finds an id is used.
func FromFunc(f func(*http.Request) string) Option {
	return func(c *config) {
		if f != nil {
			c.rules.IDs = append(c.rules.IDs, func(_ context.Context, r *http.Request) string { return f(r) })
		}
	}
}

// TrustBaggage continues the session that the request's baggage names, and accepts
// its fields and the ids of an experiment in it. Use it where only services of one's
// own can send requests. A session id in baggage that is not a UUID is an
// [hh.Violation], and ignored. With [hh.WithoutRemoteSessions], the fields and the ids
// of an experiment are ignored nevertheless.
func TrustBaggage() Option { return func(c *config) { c.rules.TrustBaggage = true } }

// Allow lets f decide about each session id that arrives, as it arrived: in baggage,
// with or without [TrustBaggage], and in what [FromHeader] and [FromFunc] read. A
// request with an id that is not allowed is served, in another session.
func Allow(f func(r *http.Request, id string) bool) Option {
	return func(c *config) {
		c.rules.Allow = nil
		if f == nil {
			return
		}
		c.rules.Allow = func(_ context.Context, r *http.Request, id string) bool { return f(r, id) }
	}
}

// WithName sets the name of the sessions that the handler starts, as HoneyHive shows
// it. The default is no name.
func WithName(name string) Option { return func(c *config) { c.name = name } }

// WithStart makes f start the sessions of requests that continue none, for example
// by StartSession of a generated package, which gives fields to the session. f
// returns the context of the request; if that has no session, the request has none.
func WithStart(f func(context.Context, *http.Request) (context.Context, error)) Option {
	return func(c *config) { c.start = f }
}

// WithoutStart leaves requests that continue no session without one. There is one
// exception: inside of the instrumentation of OpenTelemetry, a span that has the
// session of untrusted baggage already gets a new session.
func WithoutStart() Option { return func(c *config) { c.start = nil } }

// WithResponseHeader writes the id of the session into a header of the response, so
// that a browser can continue the session: it sends the id in the header that
// [FromHeader] names. Pages of other origins can read the header only if
// Access-Control-Expose-Headers names it.
func WithResponseHeader(name string) Option { return func(c *config) { c.responseHeader = name } }

// WithRuntime sets the runtime that starts sessions. The default is the default
// runtime at the time of the request.
func WithRuntime(rt *hh.Runtime) Option { return func(c *config) { c.rules.Runtime = rt } }

// OnError makes f take the errors of sessions. The default is [otel.Handle], which
// gets the same error once a minute, and not [hh.ErrBaggageFull], which is an
// [hh.Violation] too. The request goes on in any case.
//
// [otel.Handle]: https://pkg.go.dev/go.opentelemetry.io/otel#Handle
func OnError(f func(*http.Request, error)) Option {
	return func(c *config) {
		c.rules.Report = nil
		if f == nil {
			return
		}
		c.rules.Report = func(_ context.Context, r *http.Request, err error) { f(r, err) }
	}
}
