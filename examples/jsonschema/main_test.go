package main

import (
	"context"
	"os"
)

func Example() {
	if err := run(context.Background(), os.Stdout); err != nil {
		panic(err)
	}
	// Output:
	// honeyhive_user_properties.user_id = user_42
	// honeyhive_feedback.rating = 4
	// honeyhive_user_properties.team = support
	// honeyhive_feedback.reasons.0 = slow
	// honeyhive_metrics.reading_ms = 1500
	// honeyhive_metadata.answer.model = sonnet
	// honeyhive_metadata.answer.at = 2026-05-04T12:00:00Z
}
