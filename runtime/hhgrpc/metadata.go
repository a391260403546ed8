package hhgrpc

import (
	"strings"

	"google.golang.org/grpc/metadata"

	"github.com/hhgen/hhgen/runtime/internal/record"
	"github.com/hhgen/hhgen/runtime/internal/travel"
)

const baggageKey = "baggage"

// openTracing begins the keys in which the propagator of OpenTracing, ottrace in
// OTEL_PROPAGATORS, sends one baggage member each.
const openTracing = "ot-baggage-"

func isBaggage(key string) bool { return key == baggageKey || strings.HasPrefix(key, openTracing) }

// isOwnOpenTracing reports whether a key is a baggage member that the runtime reads.
func isOwnOpenTracing(key string) bool {
	member, ok := strings.CutPrefix(key, openTracing)
	return ok && record.IsOwnMember(member)
}

// setBaggage puts members into md as one value, because the propagators of gRPC read
// the first value only.
func setBaggage(md metadata.MD, members travel.Header) {
	if len(members) == 0 {
		delete(md, baggageKey)
	} else {
		md[baggageKey] = []string{members.String()}
	}
}

// deleteKeys deletes the rejected keys of md, and reports whether there were some.
func deleteKeys(md metadata.MD, rejected func(key string) bool) (some bool) {
	for key := range md {
		if rejected(key) {
			delete(md, key)
			some = true
		}
	}
	return some
}
