package hhtrace

import (
	"context"
	"errors"
	"sync"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"github.com/hhgen/hhgen/runtime/honeyhive"
)

// flusher is a sender whose ForceFlush sends the updates of sessions too. A program
// that flushes the tracer provider because it ends or is frozen afterwards, as AWS
// Lambda does it between two calls, means everything that it has recorded.
type flusher struct {
	sdktrace.SpanProcessor
	client *honeyhive.Client
}

// ForceFlush sends the spans, and then the updates that are left: HoneyHive does not
// know the event of a span before it has the span. Meanwhile the client sends what it
// can, so a receiver of spans that does not answer takes no time from the updates. If
// ctx has no deadline, ForceFlush waits for updates for at most
// [honeyhive.ShutdownTimeout].
func (f *flusher) ForceFlush(ctx context.Context) error {
	limited := ctx
	if _, ok := ctx.Deadline(); !ok {
		var cancel context.CancelFunc
		limited, cancel = context.WithTimeout(ctx, honeyhive.ShutdownTimeout)
		defer cancel()
	}
	meanwhile, end := context.WithCancel(ctx)
	var sending sync.WaitGroup
	sending.Go(func() { _ = f.client.Flush(meanwhile) }) // the error of the second call counts
	ofSpans := f.SpanProcessor.ForceFlush(ctx)
	end()
	sending.Wait()
	return errors.Join(ofSpans, f.client.Flush(limited))
}
