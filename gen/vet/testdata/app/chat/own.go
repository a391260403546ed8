package chat

import "context"

// The package of a schema can name what others cannot.
func own(ctx context.Context) {
	key := func() (metadataKey, string) { return "Bad", "x" }
	EnrichSpan(ctx, WithMetadata(key()))
	EnrichSpan(ctx, WithMetadata(metadataKey("Bad"), 1)) // want `OPEN_KEY`
	EnrichSpan(ctx, scoreField{v: 2})                    // want `VALUE_RANGE`
	EnrichSpan(ctx, Turn{UserID: "u"})                   // want `Turn leaves out Plan, Feature, Score and Latency, which would be recorded as zero: set them, or use NewTurn`
}
