// Package openaigo answers questions with OpenAI's SDK, which records no spans by
// itself: a middleware of the client records one for each request.
package openaigo

import (
	"context"
	"net/http"
	"time"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/trace"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/testdata/chat"
)

var tracer = otel.Tracer("github.com/hhgen/hhgen/e2e/openaigo")

// record is a middleware of the client. The context of a request is that of the
// call, so the span belongs to the caller's session.
func record(req *http.Request, next option.MiddlewareNext) (*http.Response, error) {
	ctx, span := tracer.Start(req.Context(), "openai", trace.WithAttributes(hh.EventModel.Attribute()))
	defer span.End()
	start := time.Now()
	res, err := next(req.WithContext(ctx))
	chat.EnrichSpan(ctx, chat.WithLatency(time.Since(start)), chat.WithErr(err))
	return res, err
}

// newClient returns a client whose requests are recorded.
func newClient() openai.Client { return openai.NewClient(option.WithMiddleware(record)) }

// answer asks the model.
func answer(ctx context.Context, client openai.Client, question string) (string, error) {
	ctx, span := tracer.Start(ctx, "answer")
	defer span.End()
	chat.EnrichSpan(ctx, chat.WithQuery(question))
	completion, err := client.Chat.Completions.New(ctx, openai.ChatCompletionNewParams{
		Model:    openai.ChatModelGPT5,
		Messages: []openai.ChatCompletionMessageParamUnion{openai.UserMessage(question)},
	})
	if err != nil {
		chat.EnrichSpan(ctx, chat.WithErr(err))
		return "", err
	}
	return completion.Choices[0].Message.Content, nil
}
