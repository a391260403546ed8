package hhhttp

import (
	"net/http"
	"strings"

	"github.com/hhgen/hhgen/runtime/internal/record"
	"github.com/hhgen/hhgen/runtime/internal/travel"
)

const baggageHeader = "Baggage"

// openTracing begins the headers in which the propagator of OpenTracing, ottrace in
// OTEL_PROPAGATORS, sends one baggage member each.
const openTracing = "Ot-Baggage-"

// isOwnOpenTracing reports whether a header is a baggage member that the runtime
// reads.
func isOwnOpenTracing(name string) bool {
	key, ok := strings.CutPrefix(name, openTracing)
	return ok && record.IsOwnMember(strings.ToLower(key))
}

// withBaggage returns a copy of headers with other baggage.
func withBaggage(h http.Header, members travel.Header) http.Header {
	if h = h.Clone(); h == nil {
		h = http.Header{}
	}
	if len(members) == 0 {
		delete(h, baggageHeader)
	} else {
		h[baggageHeader] = []string{members.String()}
	}
	return h
}

// without returns headers without those that are rejected: h itself if there are
// none.
func without(h http.Header, rejected func(name string) bool) http.Header {
	rest := h
	for name := range h {
		if !rejected(name) {
			continue
		}
		if len(rest) == len(h) {
			rest = h.Clone()
		}
		delete(rest, name)
	}
	return rest
}
