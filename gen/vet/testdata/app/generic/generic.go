// Package generic calls enrichers in generic code and through aliases.
package generic

import (
	"context"

	"example.com/app/chat"
	hh "github.com/hhgen/hhgen/runtime"
)

type field = chat.SpanField

// Box holds a record of any type.
type Box[T field] struct{ value T }

func (b Box[T]) record(ctx context.Context) {
	chat.EnrichSpan(ctx, b.value)
	chat.EnrichSpan(context.Background(), b.value) // want `CONTEXT_EMPTY`
}

func identity[T any](v T) T { return v }

func use[S ~string](ctx context.Context, s S) {
	identity(chat.WithScore)(2) // want `VALUE_RANGE`
	chat.EnrichSpan(ctx, identity(chat.WithScore(1)), identity[field](chat.WithScore(1)))
	Box[chat.Turn]{}.record(ctx)
	_ = Box[chat.Turn]{value: chat.Turn{UserID: "u"}}
	_ = Box[chat.Turn]{chat.Turn{}}
	_ = hh.Text(s)                        // want `TEXT_CONVERSION`
	chat.WithMetadata[string]("Bad", "x") // want `OPEN_KEY`
	chat.WithMetadata[int]("fine", 1)
}
