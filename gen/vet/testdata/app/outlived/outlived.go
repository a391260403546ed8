// Package outlived enriches spans in goroutines and callbacks.
package outlived

import (
	"context"
	"io"
	"net/http"
	"sync"
	"testing"
	"time"

	"go.opentelemetry.io/otel/trace"

	"example.com/app/chat"
)

func goroutine(ctx context.Context, tracer trace.Tracer) {
	ctx, span := tracer.Start(ctx, "work")
	defer span.End()
	go func() {
		chat.EnrichSpan(ctx, chat.WithScore(1)) // want `this goroutine may run when the span has ended, so this enrichment may be lost: wait for the goroutine before the function returns, or start a span in it \(AFTER_END\)`
	}()
	go chat.EnrichSpan(ctx, chat.WithScore(1)) // want `AFTER_END`
	go func(ctx context.Context) {
		detached := context.WithoutCancel(ctx)
		chat.EnrichSpan(detached, chat.WithScore(1)) // want `AFTER_END`
	}(ctx)
	if ctx.Err() == nil {
		go record(ctx, 1) // want `AFTER_END`
	}
	go several(ctx) // want `AFTER_END`
	work := func() {
		chat.EnrichSpan(ctx, chat.WithScore(1))
	}
	work()
	time.AfterFunc(time.Second, func() {
		span.SetAttributes(chat.Attributes(chat.WithScore(1))...) // want `time.AfterFunc runs this function when the span has ended`
	})
}

func registers(ctx context.Context, tracer trace.Tracer, mux *http.ServeMux) {
	ctx, span := tracer.Start(ctx, "register")
	defer span.End()
	mux.HandleFunc("/", func(http.ResponseWriter, *http.Request) {
		chat.EnrichSpan(ctx, chat.WithScore(1)) // want `mux.HandleFunc runs this function when the span has ended`
	})
}

func serves(ctx context.Context, tracer trace.Tracer, mux *http.ServeMux) error {
	ctx, span := tracer.Start(ctx, "serve")
	defer span.End()
	mux.Handle("/", http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		chat.EnrichSpan(ctx, chat.WithScore(1))
	}))
	return http.ListenAndServe("", mux)
}

func explicit(ctx context.Context, tracer trace.Tracer) {
	ctx, span := tracer.Start(ctx, "work")
	go func() {
		chat.EnrichSpan(ctx, chat.WithScore(1)) // want `AFTER_END`
	}()
	span.End()
}

func before(ctx context.Context, tracer trace.Tracer) {
	ctx, span := tracer.Start(ctx, "work")
	span.End()
	go func() {
		chat.EnrichSpan(ctx, chat.WithScore(1)) // want `the span has ended`
	}()
}

func record(ctx context.Context, score float64) { chat.EnrichSpan(ctx, chat.WithScore(score)) }

func several(ctx context.Context) {
	print("several")
	chat.EnrichSpan(ctx, chat.WithScore(1))
}

type server struct{ tracer trace.Tracer }

func (s server) handler(ctx context.Context) http.Handler {
	ctx, span := s.tracer.Start(ctx, "handler")
	defer func() {
		span.End()
	}()
	return http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		chat.EnrichSpan(ctx, chat.WithScore(1)) // want `this function runs when the span has ended, so this enrichment is lost: enrich the span before the function returns, or end the span in the returned function \(AFTER_END\)`
	})
}

func (s server) closer(ctx context.Context) (func(), error) {
	ctx, span := s.tracer.Start(ctx, "closer")
	defer span.End()
	return func() { chat.EnrichSpan(ctx, chat.WithScore(1)) }, nil // want `AFTER_END`
}

func (s server) open(ctx context.Context) func() {
	ctx, span := s.tracer.Start(ctx, "open")
	return func() {
		chat.EnrichSpan(ctx, chat.WithScore(1))
		span.End()
	}
}

func cleanup(t *testing.T, tracer trace.Tracer) {
	ctx, span := tracer.Start(t.Context(), "work")
	defer span.End()
	t.Cleanup(func() { chat.EnrichSpan(ctx, chat.WithScore(1)) }) // want `t.Cleanup runs this function when the span has ended`
}

func joined(ctx context.Context, tracer trace.Tracer) {
	ctx, span := tracer.Start(ctx, "work")
	defer span.End()
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		chat.EnrichSpan(ctx, chat.WithScore(1))
	}()
	wg.Wait()
}

func received(ctx context.Context, tracer trace.Tracer) int {
	ctx, span := tracer.Start(ctx, "work")
	defer span.End()
	done := make(chan int)
	go func() {
		chat.EnrichSpan(ctx, chat.WithScore(1))
		done <- 1
	}()
	select {
	case n := <-done:
		return n
	case <-ctx.Done():
		return 0
	}
}

func piped(ctx context.Context, tracer trace.Tracer, w io.Writer) error {
	ctx, span := tracer.Start(ctx, "work")
	defer span.End()
	r, pipe := io.Pipe()
	go func() {
		chat.EnrichSpan(ctx, chat.WithScore(1))
		pipe.Close()
	}()
	_, err := io.Copy(w, r)
	return err
}

func own(ctx context.Context, tracer trace.Tracer) {
	ctx, span := tracer.Start(ctx, "work")
	defer span.End()
	go func() {
		ctx, span := tracer.Start(ctx, "part")
		defer span.End()
		chat.EnrichSpan(ctx, chat.WithScore(1))
	}()
	go func() {
		defer span.End() // it ends the span itself
		chat.EnrichSpan(ctx, chat.WithScore(1))
	}()
}

func ends(ctx context.Context, tracer trace.Tracer) {
	ctx, span := tracer.Start(ctx, "work")
	go func() {
		defer span.End()
		chat.EnrichSpan(ctx, chat.WithScore(1))
	}()
}
