package hhhttp

import (
	"net/http"
	"strings"

	"github.com/hhgen/hhgen/runtime/internal/record"
	"github.com/hhgen/hhgen/runtime/internal/report"
	"github.com/hhgen/hhgen/runtime/internal/travel"
)

// Transport sends baggage to the allowed hosts only. [NewTransport] makes it.
type Transport struct {
	base  http.RoundTripper
	hosts hosts
}

// NewTransport returns a transport that lets baggage, and the session's id in it,
// travel to some hosts only. Requests to all other hosts lose their baggage headers,
// whoever set them: instrumentation in front of the transport, or a client that
// traces by itself, as those of LLM providers do. Requests to the given hosts get the
// session of their context, with its fields, if no propagator has added it. Each
// redirect is judged by its own host. Of two transports, one below the other, both must
// allow the host. A nil base is [http.DefaultTransport].
//
// A host is a name or an address as in URLs, with or without a port:
// "api.internal.example", "localhost:8080", "[::1]:8080". Without a port, it stands
// for all its ports. "*.internal.example" stands for all names below
// internal.example, and "*" for all hosts. The host of the request's URL counts, not
// the Host header.
//
// NewTransport reports an invalid host to [otel.Handle], and baggage does not travel
// to it; [CheckHosts] returns the same error.
func NewTransport(base http.RoundTripper, hosts ...string) *Transport {
	if base == nil {
		base = http.DefaultTransport
	}
	valid, err := parseHosts(hosts)
	if err != nil {
		report.Error(err)
	}
	return &Transport{base, valid}
}

// RoundTrip sends a request by the base transport. It does not change r.
func (t *Transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if t.hosts.match(r.URL) {
		return t.base.RoundTrip(withSession(r))
	}
	return t.base.RoundTrip(withoutBaggage(r))
}

// CloseIdleConnections closes the idle connections of the base transport, for
// [http.Client.CloseIdleConnections].
func (t *Transport) CloseIdleConnections() {
	if c, ok := t.base.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
}

// withSession returns r with the session of its context in the baggage header.
func withSession(r *http.Request) *http.Request {
	header, ok := travel.Outgoing(r.Context(), r.Header[baggageHeader])
	if !ok {
		return r
	}
	sent := *r
	sent.Header = withBaggage(r.Header, header)
	return &sent
}

// withoutBaggage returns r without baggage. Its context has none either, in case
// instrumentation comes after the transport.
func withoutBaggage(r *http.Request) *http.Request {
	sent := r.WithContext(record.ContextWithoutBaggage(r.Context()))
	sent.Header = without(r.Header, func(name string) bool {
		return strings.EqualFold(name, baggageHeader) || strings.HasPrefix(name, openTracing)
	})
	return sent
}
