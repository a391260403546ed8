// Package dotted imports enrichers without their package's name.
package dotted

import (
	"context"

	. "example.com/app/chat"
	. "github.com/hhgen/hhgen/runtime"
)

func use(ctx context.Context, s string) {
	EnrichSpan(ctx, WithScore(2), WithFeature(Text(s))) // want `VALUE_RANGE` `TEXT_CONVERSION`
	EnrichSpan(context.Background(), Turn{UserID: "u"}) // want `CONTEXT_EMPTY` `Turn leaves out Plan, Feature, Score and Latency, which would be recorded as zero: set them, or use chat.NewTurn`
}
