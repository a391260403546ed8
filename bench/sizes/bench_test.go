package sizes_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	"github.com/hhgen/hhgen/bench/sizes"
	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/honeyhive"
	records "github.com/hhgen/hhgen/testdata/sizes"
)

// sinks are what spans go to.
var sinks = []struct {
	name string
	open func(tb testing.TB) trace.Tracer
}{
	{"dropped", func(testing.TB) trace.Tracer {
		return sdktrace.NewTracerProvider(sdktrace.WithSampler(sdktrace.NeverSample())).Tracer("bench")
	}},
	{"recording", func(testing.TB) trace.Tracer { return sdktrace.NewTracerProvider().Tracer("bench") }},
	{"exported", exporting},
}

// discard is a server on loopback that reads what it gets and answers nothing.
func discard(tb testing.TB) string {
	tb.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
	}))
	tb.Cleanup(server.Close)
	return server.URL
}

// exporting sends all spans by OTLP; the batch processor waits when its queue is
// full, so that what it costs to send them is in the figures.
func exporting(tb testing.TB) trace.Tracer {
	tb.Helper()
	exporter, err := otlptracehttp.New(tb.Context(), otlptracehttp.WithEndpointURL(discard(tb)))
	if err != nil {
		tb.Fatal(err)
	}
	provider := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter, sdktrace.WithBlocking()))
	tb.Cleanup(func() { _ = provider.Shutdown(context.Background()) })
	return provider.Tracer("bench")
}

// span records on a span of its own. Where spans are dropped, one span serves
// all calls: else, the figures would be those of the sampler.
func span(tracer trace.Tracer, call func(ctx context.Context)) {
	ctx, s := tracer.Start(context.Background(), "span")
	call(ctx)
	s.End()
}

// BenchmarkSpan has a benchmark for each sink, number of attributes and way.
func BenchmarkSpan(b *testing.B) {
	for _, sink := range sinks {
		b.Run(sink.name+"/0/nothing", func(b *testing.B) {
			benchmark(b, sink.open(b), sink.name == "dropped", func(context.Context) {})
		})
		for _, n := range sizes.Sizes {
			for _, w := range sizes.Ways(n) {
				name := fmt.Sprintf("%s/%d/%s", sink.name, n, strings.ReplaceAll(w.Name, " ", "_"))
				b.Run(name, func(b *testing.B) { benchmark(b, sink.open(b), sink.name == "dropped", w.Do) })
			}
		}
	}
}

func benchmark(b *testing.B, tracer trace.Tracer, dropped bool, call func(ctx context.Context)) {
	b.ReportAllocs()
	if dropped {
		ctx, s := tracer.Start(context.Background(), "span")
		defer s.End()
		for b.Loop() {
			call(ctx)
		}
		return
	}
	for b.Loop() {
		span(tracer, call)
	}
}

// BenchmarkParallel does the same on all processors, for 13 attributes.
func BenchmarkParallel(b *testing.B) {
	for _, sink := range sinks {
		for _, w := range sizes.Ways(13) {
			b.Run(sink.name+"/13/"+strings.ReplaceAll(w.Name, " ", "_"), func(b *testing.B) {
				tracer := sink.open(b)
				ctx, s := tracer.Start(context.Background(), "span")
				defer s.End()
				b.ReportAllocs()
				b.RunParallel(func(pb *testing.PB) {
					for pb.Next() {
						if sink.name == "dropped" {
							w.Do(ctx)
						} else {
							span(tracer, w.Do)
						}
					}
				})
			})
		}
	}
}

// deaf is a session client that does nothing.
type deaf struct{}

func (deaf) StartSession(hh.SessionStart) error { return nil }
func (deaf) UpdateEvent(hh.Update) error        { return nil }

// BenchmarkSession enriches a session beside a span, with 13 fields. "update"
// is what the caller pays until the client has the update, "queued" with the
// client that sends it to a server on loopback, "kept" with a durable queue that
// writes it to a file, and "synced" with one that syncs the file too.
func BenchmarkSession(b *testing.B) {
	ctx, err := hh.ContextWithSession(context.Background(), "0f8fad5b-d9cb-469f-a165-70867728950e")
	if err != nil {
		b.Fatal(err)
	}
	const (
		wait          = time.Minute // so a call waits until the update is stored
		parallelCalls = 16          // of as many sessions, which share writes
	)
	for _, c := range []struct {
		name   string
		client func(*testing.B) hh.SessionClient
		kept   bool
	}{
		{"update", func(*testing.B) hh.SessionClient { return deaf{} }, false},
		{"queued", func(b *testing.B) hh.SessionClient { return queued(b) }, false},
		{"kept", func(b *testing.B) hh.SessionClient {
			return queued(b, honeyhive.WithDurableQueue(kept(b), honeyhive.WithMaxWait(wait), honeyhive.WithMaxBytes(1<<40)))
		}, true},
		{"synced", func(b *testing.B) hh.SessionClient {
			return queued(b, honeyhive.WithDurableQueue(kept(b), honeyhive.WithMaxWait(wait), honeyhive.WithMaxBytes(1<<40), honeyhive.WithSync()))
		}, true},
	} {
		b.Run(c.name, func(b *testing.B) {
			enricher := records.NewEnricher(hh.New(hh.WithSessionClient(c.client(b))))
			b.ReportAllocs()
			for b.Loop() {
				if err := records.EnrichSession13(ctx, enricher); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(c.name+"_parallel", func(b *testing.B) {
			enricher := records.NewEnricher(hh.New(hh.WithSessionClient(c.client(b))))
			if c.kept {
				b.SetParallelism(parallelCalls / runtime.GOMAXPROCS(0))
			}
			b.ReportAllocs()
			b.RunParallel(func(pb *testing.PB) {
				ctx := ctx
				if c.kept {
					ctx, _ = hh.ContextWithSession(ctx, uuid.NewString())
				}
				for pb.Next() {
					_ = records.EnrichSession13(ctx, enricher)
				}
			})
		})
	}
	b.Run("span", func(b *testing.B) {
		benchmark(b, sdktrace.NewTracerProvider().Tracer("bench"), false, sizes.Ways(13)[2].Do)
	})
}

// queued is a client that sends to a server on loopback.
func queued(b *testing.B, options ...honeyhive.Option) *honeyhive.Client {
	client, err := honeyhive.New("key", append(options, honeyhive.WithURL(discard(b)), honeyhive.WithQueueLimits(1<<20, 1<<40))...)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = client.Shutdown(context.Background()) })
	return client
}

// kept is a folder for a durable queue.
func kept(b *testing.B) string { return filepath.Join(b.TempDir(), "kept") }

// BenchmarkText records one string on a span that keeps it.
func BenchmarkText(b *testing.B) {
	enricher := records.NewEnricher(hh.New(hh.WithViolationHandler(func(hh.Violation) {}), hh.WithHashKey(make([]byte, 32))))
	kilobyte, megabyte := strings.Repeat("a", 1<<10), strings.Repeat("a", 1<<20)
	invalid := strings.Repeat("abcdefg\xff", 1<<7)
	tracer := sdktrace.NewTracerProvider().Tracer("bench")
	for _, c := range []struct {
		name  string
		field records.SpanField
	}{
		{"fits,_1_KB", records.WithFull(kilobyte)},
		{"cut,_1_KB_to_64_bytes", records.WithShort(kilobyte)},
		{"cut,_1_MB_to_64_bytes", records.WithShort(megabyte)},
		{"cut,_1_MB_to_1_KB", records.WithFull(megabyte)},
		{"mended,_1_KB", records.WithFull(invalid)},
		{"hashed,_16_bytes", records.WithHashed(hh.Hash(kilobyte[:16]))},
		{"hashed,_1_MB", records.WithHashed(hh.Hash(megabyte))},
		{"masked,_16_bytes", records.WithMasked(hh.Mask(kilobyte[:16]))},
	} {
		b.Run(c.name, func(b *testing.B) {
			benchmark(b, tracer, false, func(ctx context.Context) { enricher.EnrichSpan(ctx, c.field) })
		})
	}
}
