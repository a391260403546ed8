package hhtrace

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"github.com/hhgen/hhgen/runtime/honeyhive"
)

// flusher is a sender whose ForceFlush sends the updates of sessions too. A program
// that flushes the tracer provider because it ends or is frozen afterwards, as AWS
// Lambda does it between two calls, means everything that it has recorded.
//
// So does its Shutdown, because many programs shut down their tracer provider and
// nothing else.
type flusher struct {
	sdktrace.SpanProcessor
	client *honeyhive.Client
	ended  atomic.Bool // the client is shut down, or being shut down
}

// ForceFlush sends the spans, and then the updates that are left: HoneyHive does not
// know the event of a span before it has the span. Meanwhile the client sends what it
// can, so a receiver of spans that does not answer takes no time from the updates. If
// ctx has no deadline, ForceFlush waits for updates for at most
// [honeyhive.ShutdownTimeout].
func (f *flusher) ForceFlush(ctx context.Context) error {
	limited, cancel := withDeadline(ctx)
	defer cancel()
	meanwhile, end := context.WithCancel(ctx)
	var sending sync.WaitGroup
	sending.Go(func() { _ = f.client.Flush(meanwhile) }) // the error of the second call counts
	ofSpans := f.SpanProcessor.ForceFlush(ctx)
	end()
	sending.Wait()
	return errors.Join(ofSpans, f.client.Flush(limited))
}

// Shutdown sends the spans, and then the updates that are left. The client goes on: the
// program can record on sessions without spans.
func (f *flusher) Shutdown(ctx context.Context) error {
	err := f.SpanProcessor.Shutdown(ctx)
	if f.ended.Load() {
		return err
	}
	limited, cancel := withDeadline(ctx)
	defer cancel()
	return errors.Join(err, f.client.Flush(limited))
}

// withDeadline returns ctx with a deadline, which it has already or gets.
func withDeadline(ctx context.Context) (context.Context, context.CancelFunc) {
	if _, ok := ctx.Deadline(); ok {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, honeyhive.ShutdownTimeout)
}
