package hhtest_test

import (
	"context"
	"fmt"
	"testing"

	"go.opentelemetry.io/otel"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhtest"
	"github.com/hhgen/hhgen/runtime/testdata/chat"
)

// printing takes the place of the *testing.T of a test: it prints failures.
type printing struct{ testing.TB }

func (printing) Helper()                           {}
func (printing) Name() string                      { return "Example" }
func (printing) Setenv(string, string)             {}
func (printing) Cleanup(func())                    {} // the process ends with the example
func (printing) Errorf(format string, args ...any) { fmt.Printf(format+"\n", args...) }

// A test looks up spans by their names and compares them with fields.
func ExampleSpan() {
	var t printing // in a test, its *testing.T
	rec := hhtest.New(t, hhtest.Local())

	enricher := chat.NewEnricher(rec.Runtime()) // for the code under test
	ctx, span := rec.TracerProvider().Tracer("service").Start(context.Background(), "answer")
	enricher.EnrichSpan(ctx, chat.WithPlan(chat.PlanFree), chat.WithTags("beta", "eu"), chat.WithScore(0.5))
	span.End()

	hhtest.Span(t, rec, "answer").
		Has(chat.WithTags("beta", "eu")).
		Has(chat.WithPlan(chat.PlanPremium), chat.WithMetadata("score", 0.5)).
		Lacks(chat.WithRating(1))
	// Output:
	// span "answer" differs (-want +got):
	// -	metadata.score = 0.5
	// -	user_properties.plan = "premium"
	// +	user_properties.plan = "free"
	// score is in metrics, not in metadata
}

// A session is compared with the result of all its updates.
func ExampleSession() {
	var t printing // in a test, its *testing.T
	rec := hhtest.New(t, hhtest.Local())

	enricher := chat.NewEnricher(rec.Runtime())
	ctx, err := rec.Runtime().StartSession(context.Background(), hh.SessionConfig{ID: "6f9619ff-8b86-4d11-b42d-00c04fc964ff"})
	if err != nil {
		otel.Handle(err)
	}
	for _, plan := range []chat.Plan{chat.PlanFree, chat.PlanPremium} {
		if err := enricher.EnrichSession(ctx, chat.WithPlan(plan)); err != nil {
			otel.Handle(err)
		}
	}

	id, _ := hh.SessionFromContext(ctx)
	hhtest.Session(t, rec, id).
		HasExactly(chat.WithPlan(chat.PlanPremium)).
		Has(chat.WithRating(5))
	// Output:
	// session 6f9619ff-8b86-4d11-b42d-00c04fc964ff differs (-want +got):
	// -	feedback.rating = 5
}

// A value that is not recorded as it was given fails the test, unless the test
// allows violations.
func ExampleAllowViolations() {
	var t printing // in a test, its *testing.T
	rec := hhtest.New(t, hhtest.Local(), hhtest.AllowViolations())

	chat.NewEnricher(rec.Runtime()).Attributes(chat.WithScore(7))

	fmt.Println(rec.Violations())
	// Output:
	// [hhgen: metrics.score: out_of_range]
}
