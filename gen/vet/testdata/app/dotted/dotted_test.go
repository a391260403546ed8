package dotted

import (
	"context"
	"testing"

	. "example.com/app/chat"
)

func TestUse(t *testing.T) {
	use(t.Context())
	EnrichSpan(context.Background(), WithScore(1))                   // no span is recorded
	EnrichSpan(t.Context(), WithScore(3))                            // want `VALUE_RANGE`
	EnrichSpan(t.Context(), Turn{UserID: "all that the test needs"}) // want `VALUE_BYTES`
}
