package dotted_test

import (
	"testing"

	"go.opentelemetry.io/otel/attribute"

	"example.com/app/chat"
)

func TestExternal(t *testing.T) {
	chat.EnrichSpan(t.Context(), chat.WithPlan("gold")) // want `VALUE_ENUM`
	_ = attribute.String("honeyhive_metadata.feature", "what a test expects")
}
