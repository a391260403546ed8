package chat

import "context"

// The package of a schema can name what others cannot.
func own(ctx context.Context) {
	key := func() (metadataKey, string) { return "Bad", "x" }
	EnrichSpan(ctx, WithMetadata(key()))
	EnrichSpan(ctx, WithMetadata(metadataKey("Bad"), 1))
	EnrichSpan(ctx, scoreField{v: 2})
	EnrichSpan(ctx, Turn{UserID: "u"})
}
