package hhtrace

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"strconv"
	"sync/atomic"
	"time"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"github.com/hhgen/hhgen/runtime/internal/report"
)

// NewBatchSpanProcessor returns a processor that gives spans to an exporter in batches,
// as the SDK's batch processor does, and reads the same variables. It counts the spans
// that it drops because its queue is full; with [WithDurableSpans], it stores spans
// after 200 ms, and its ForceFlush waits until they are sent. [Setup] and [Attach] have
// one already.
func NewBatchSpanProcessor(e *Exporter) sdktrace.SpanProcessor {
	if e == nil {
		return unsent{}
	}
	return newSender(e)
}

// newSender returns a processor that gives spans to an exporter when they end: in
// batches, or at once if it prints them. Its Shutdown shuts the exporter
// down.
func newSender(e *Exporter) sdktrace.SpanProcessor {
	switch {
	case e.toNowhere():
		return unsent{}
	case e.prints != nil:
		return printingSender{e}
	}
	s := &sender{exporter: e, limit: queueSize(), flush: make(chan struct{}, 1)}
	s.ended, s.end = context.WithCancelCause(context.Background())
	e.queue = int(s.limit)
	// The one place more is for the mark that ForceFlush puts into the queue.
	options := []sdktrace.BatchSpanProcessorOption{sdktrace.WithMaxQueueSize(int(s.limit) + 1)}
	if e.stores != nil {
		options = append(options, sdktrace.WithBatchTimeout(min(scheduleDelay(), durableDelay)))
	}
	s.batches = sdktrace.NewBatchSpanProcessor(batchExporter{s}, options...)
	return s
}

// unsent is the sender of spans that go nowhere.
type unsent struct{}

func (unsent) OnStart(context.Context, sdktrace.ReadWriteSpan) {}
func (unsent) OnEnd(sdktrace.ReadOnlySpan)                     {}
func (unsent) Shutdown(context.Context) error                  { return nil }
func (unsent) ForceFlush(context.Context) error                { return nil }

// printingSender prints each span when it ends.
type printingSender struct{ *Exporter }

func (printingSender) OnStart(context.Context, sdktrace.ReadWriteSpan) {}

// ForceFlush waits until the spans that have ended are printed, or until ctx is done.
func (s printingSender) ForceFlush(ctx context.Context) error { return s.prints.flush(ctx) }

func (s printingSender) OnEnd(span sdktrace.ReadOnlySpan) {
	if !s.accepts(span) {
		return
	}
	if s.closed.Load() {
		s.dropLate()
		return
	}
	s.prints.spans([]sdktrace.ReadOnlySpan{span})
}

// sender exports spans in batches, through a batch span processor of the SDK. That
// drops spans silently if its queue is full or if it is shut down. So the sender
// counts the spans that the batch processor holds, and drops a span itself if the
// batch processor would.
type sender struct {
	exporter *Exporter
	batches  sdktrace.SpanProcessor
	limit    int64         // the most spans that the batch processor holds
	flush    chan struct{} // held by the ForceFlush that is in progress

	// held is how many spans the batch processor holds: in its queue, and in the
	// batch that it fills. Once the sender is stopped, stopped is added to it.
	held atomic.Int64

	ended context.Context // done when shutdown ends before all spans are sent
	end   context.CancelCauseFunc
}

// stopped makes the number of held spans negative, whatever it is.
const stopped = math.MinInt64 / 2

func (*sender) OnStart(context.Context, sdktrace.ReadWriteSpan) {}

func (s *sender) OnEnd(span sdktrace.ReadOnlySpan) {
	if !s.exporter.accepts(span) {
		return
	}
	for {
		switch held := s.held.Load(); {
		case held < 0:
			s.exporter.dropLate()
			return
		case held >= s.limit:
			s.exporter.dropFull()
			return
		case s.held.CompareAndSwap(held, held+1):
			s.batches.OnEnd(span)
			return
		}
	}
}

// ForceFlush sends the spans that have ended. If ctx ends earlier, they are sent
// nevertheless: to interrupt the request would lose its spans.
func (s *sender) ForceFlush(ctx context.Context) error {
	select {
	case s.flush <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	done := make(chan error, 1)
	go func() {
		err := s.batches.ForceFlush(context.WithValue(context.WithoutCancel(ctx), flushKey{}, true))
		<-s.flush
		done <- err
	}()
	select {
	case err := <-done:
		if s.exporter.stores == nil {
			return err
		}
		return errors.Join(err, s.exporter.stores.courier.flush(ctx))
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Shutdown sends the spans that have ended, until ctx ends. Its error says what was
// lost since the start.
func (s *sender) Shutdown(ctx context.Context) error {
	if !s.stop() {
		return nil
	}
	before := s.exporter.Stats().Lost()
	unlink := context.AfterFunc(ctx, func() { s.end(cutShort(ctx)) })
	defer unlink()
	if ctx.Err() != nil {
		s.end(cutShort(ctx)) // before anything is sent
	}
	_ = s.batches.Shutdown(context.WithoutCancel(ctx)) // the exporter counts what it loses
	// Spans that ended during the shutdown may not have got into a batch.
	s.exporter.counts.left.Add(s.held.Swap(stopped) - stopped)
	var cut error
	if s.ended.Err() != nil && s.exporter.Stats().Lost() > before {
		cut = context.Cause(s.ended)
	}
	s.end(nil)
	if s.exporter.stores == nil { // nothing is left to be sent
		return errors.Join(cut, s.exporter.Shutdown(context.WithoutCancel(ctx)))
	}
	return errors.Join(cut, s.exporter.Shutdown(ctx))
}

// cutShort is the error of a shutdown whose context ends before all spans are sent.
func cutShort(ctx context.Context) error {
	return fmt.Errorf("hhtrace: shutdown ended before all spans were sent: %w", context.Cause(ctx))
}

// stop makes the sender drop all spans that end from now on. It reports whether the
// sender was running.
func (s *sender) stop() bool {
	for {
		held := s.held.Load()
		if held < 0 {
			return false
		}
		if s.held.CompareAndSwap(held, held+stopped) {
			return true
		}
	}
}

// batchExporter is the exporter of the sender's batch processor. That would give errors
// to OpenTelemetry's handler in a goroutine which the handler's panic would end, and the
// process with it.
type batchExporter struct{ *sender }

// flushKey marks the context of the batch whose error ForceFlush returns.
type flushKey struct{}

func (b batchExporter) ExportSpans(ctx context.Context, spans []sdktrace.ReadOnlySpan) error {
	err := b.send(ctx, spans)
	if err != nil && ctx.Value(flushKey{}) == nil {
		report.Error(err)
		return nil
	}
	return err
}

func (b batchExporter) send(ctx context.Context, spans []sdktrace.ReadOnlySpan) error {
	b.held.Add(-int64(len(spans)))
	if b.exporter.stores != nil {
		return b.exporter.export(ctx, spans) // it does not wait for the receiver
	}
	if b.ended.Err() != nil {
		b.exporter.counts.left.Add(int64(len(spans))) // shutdown's error says how many
		return nil
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer context.AfterFunc(b.ended, func() { cancel(context.Cause(b.ended)) })()
	return b.exporter.export(ctx, spans)
}

// Shutdown does nothing: the sender shuts the exporter down.
func (batchExporter) Shutdown(context.Context) error { return nil }

// queueVariable sets how many spans wait for the exporter.
const queueVariable = "OTEL_BSP_MAX_QUEUE_SIZE"

// queueSize reads the variable as the SDK does.
func queueSize() int64 { return fromVariable(queueVariable, sdktrace.DefaultMaxQueueSize) }

// batchSize is the most spans of a batch.
func batchSize() int64 {
	return fromVariable("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", sdktrace.DefaultMaxExportBatchSize)
}

// scheduleDelay is how long a span waits for others.
func scheduleDelay() time.Duration {
	return time.Duration(fromVariable("OTEL_BSP_SCHEDULE_DELAY", sdktrace.DefaultScheduleDelay)) * time.Millisecond
}

// fromVariable reads a number as the SDK does.
func fromVariable(name string, otherwise int64) int64 {
	if n, err := strconv.ParseInt(os.Getenv(name), 10, 32); err == nil {
		return n
	}
	return otherwise
}
