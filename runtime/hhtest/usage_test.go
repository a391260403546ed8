package hhtest_test

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strings"
	"testing"

	"go.opentelemetry.io/otel"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhtest"
	"github.com/hhgen/hhgen/runtime/testdata/chat"
)

// This file has a service as users write it, and the test of the service that the
// package's documentation shows.

var tracer = otel.Tracer("service") // before any test begins

// answer answers a question and returns its session.
func answer(ctx context.Context, question string) (session string) {
	ctx, err := hh.StartSession(ctx, hh.SessionConfig{Name: "question"})
	if err != nil {
		otel.Handle(err)
	}
	if err := chat.EnrichSession(ctx, chat.WithPlan(chat.PlanFree)); err != nil {
		otel.Handle(err)
	}
	ctx, span := tracer.Start(ctx, "answer")
	defer span.End()
	retrieve(ctx, question)
	chat.EnrichSpan(ctx, chat.WithScore(0.5))
	session, _ = hh.SessionFromContext(ctx)
	return session
}

func retrieve(ctx context.Context, question string) {
	ctx, span := tracer.Start(ctx, "retrieve")
	defer span.End()
	chat.EnrichSpan(ctx, chat.WithQuery(question))
}

func TestAnswer(t *testing.T) {
	rec := hhtest.New(t)
	id := answer(t.Context(), "What is a span?")

	hhtest.Span(t, rec, "answer").InSession(id).Has(chat.WithScore(0.5)).Lacks(chat.WithRating(1))
	hhtest.Span(t, rec, "retrieve").HasExactly(chat.WithQuery("What is a span?"), chat.WithPlan(chat.PlanFree))
	hhtest.Session(t, rec, id).Has(chat.WithPlan(chat.PlanFree))
}

// The package's documentation shows TestAnswer unchanged.
func TestDocumentation(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "doc.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile("usage_test.go")
	if err != nil {
		t.Fatal(err)
	}
	if code := codeOf(file.Doc); !strings.Contains(string(source), code) {
		t.Errorf("the documentation has another test:\n%s", code)
	}
}

// codeOf returns the first block of code in a comment.
func codeOf(doc *ast.CommentGroup) string {
	_, code, _ := strings.Cut(doc.Text(), "\n\n\t")
	code, _, _ = strings.Cut(code, "\n\n[")
	return strings.ReplaceAll(code, "\n\t", "\n")
}
