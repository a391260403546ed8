package dotted

import (
	"context"

	"example.com/app/chat"
	. "github.com/hhgen/hhgen/runtime"
)

func text(ctx context.Context, s string) {
	chat.EnrichSpan(ctx, chat.WithFeature(Text(s))) // want `TEXT_CONVERSION`
}
