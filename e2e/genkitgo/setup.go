package genkitgo

import (
	"context"

	"github.com/firebase/genkit/go/core/tracing"

	"github.com/hhgen/hhgen/runtime/hhtrace"
)

// setUp sets up tracing so that Genkit's developer UI gets the spans too: Genkit sends
// them there only from a provider that it made itself. Setup adds to that one.
func setUp(ctx context.Context) (shutdown func(context.Context) error, err error) {
	tracing.TracerProvider() // makes the provider, and makes it global
	return hhtrace.Setup(ctx)
}
