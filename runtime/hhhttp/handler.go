package hhhttp

import (
	"net/http"

	hh "github.com/hhgen/hhgen/runtime"
)

// NewHandler returns a handler that gives each request a session and then calls next.
// The package's documentation says where to put it.
func NewHandler(next http.Handler, options ...Option) http.Handler {
	return NewMiddleware(options...)(next)
}

// NewMiddleware returns [NewHandler] in the form that routers such as chi take.
func NewMiddleware(options ...Option) func(http.Handler) http.Handler {
	c := newConfig(options)
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			in := c.enter(w, r)
			next.ServeHTTP(w, in)
			r.Pattern = in.Pattern // instrumentation outside names its span after the pattern
		})
	}
}

// enter returns a request in its session.
func (c *config) enter(w http.ResponseWriter, r *http.Request) *http.Request {
	values := r.Header[baggageHeader]
	ctx, header := c.rules.Enter(r.Context(), r, values)
	r = r.WithContext(ctx)
	if len(values) > 0 {
		r.Header = withBaggage(r.Header, header)
	}
	if !c.rules.TrustBaggage {
		r.Header = without(r.Header, isOwnOpenTracing)
	}
	if id, ok := hh.SessionFromContext(ctx); ok && c.responseHeader != "" {
		w.Header().Set(c.responseHeader, id)
	}
	return r
}
