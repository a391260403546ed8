// Package dotted imports enrichers, and the runtime, without their packages' names.
package dotted

import (
	"context"

	. "example.com/app/chat"
)

func use(ctx context.Context) {
	EnrichSpan(ctx, WithScore(2))                       // want `VALUE_RANGE`
	EnrichSpan(context.Background(), Turn{UserID: "u"}) // want `CONTEXT_EMPTY` `Turn leaves out Plan, Feature, Score and Latency, which would be recorded as zero: set them, or use chat.NewTurn`
}
