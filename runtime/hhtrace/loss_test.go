package hhtrace_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.opentelemetry.io/otel"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/hhgen/hhgen/runtime/hhtrace"
	"github.com/hhgen/hhgen/runtime/testdata/receiver"
)

// end ends so many spans.
func end(ctx context.Context, spans int) {
	tracer := otel.GetTracerProvider().Tracer("test")
	for range spans {
		_, span := tracer.Start(ctx, "span")
		span.End()
	}
}

// losses returns the counts of a shutdown's error.
func losses(t *testing.T, err error) hhtrace.ExporterStats {
	t.Helper()
	lost, ok := errors.AsType[*hhtrace.LostError](err)
	if !ok {
		t.Fatalf("shutdown: %v", err)
	}
	return lost.ExporterStats
}

// Whatever a receiver answers, shutdown says how many spans were lost, and how.
func TestLossIsTold(t *testing.T) {
	type stats = hhtrace.ExporterStats
	retryAfter := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "120") // longer than the exporter tries
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	rejected, failed := stats{Accepted: 50, Rejected: 50}, stats{Accepted: 50, Failed: 50}
	for name, test := range map[string]struct {
		answer http.HandlerFunc
		want   stats
		text   string // part of both the report and shutdown's error
	}{
		"400":         {answerWith(400, "", "no such project"), rejected, "400 Bad Request (body: no such project)"},
		"401":         {answerWith(401, "", ""), rejected, "HoneyHive may not know the API key at this address: compare"},
		"403":         {answerWith(403, "", ""), rejected, "HoneyHive may not know the API key at this address: compare"},
		"404":         {answerWith(404, "", ""), rejected, "HoneyHive may not know the API key at this address: compare"},
		"413":         {answerWith(413, "", ""), rejected, "send smaller batches: lower OTEL_BSP_MAX_EXPORT_BATCH_SIZE"},
		"500":         {answerWith(500, "", ""), failed, "500 Internal Server Error"},
		"Retry-After": {retryAfter, failed, "HTTP 503: traces export: max retry time would elapse"},
		"partial": {
			answerWith(200, "application/x-protobuf", partial(t)),
			stats{Accepted: 50, Exported: 48, Rejected: 2}, "quota (2 spans rejected)",
		},
		"partial in JSON": {
			answerWith(200, "application/json", `{"partialSuccess":{"rejectedSpans":"50"},"success":true}`),
			rejected, "(50 spans rejected)",
		},
		"a page":         {answerWith(200, "text/html", page), failed, "the answer is an HTML page"},
		"a failure":      {answerWith(200, "application/json", `{"success":false}`), rejected, "is not from an OTLP receiver"},
		"a broken proto": {answerWith(200, "application/x-protobuf", "\xff\xff"), failed, "proto"},
	} {
		t.Run(name, func(t *testing.T) {
			s := takes(t, test.answer)
			t.Setenv("HH_API_KEY", "secret-key")
			t.Setenv("HH_API_URL", s.URL)
			errs := handled(t)
			shutdown, err := hhtrace.Setup(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			end(t.Context(), 50)
			err = shutdown(t.Context())
			if diff := cmp.Diff(test.want, losses(t, err)); diff != "" {
				t.Errorf("lost (-want +got):\n%s", diff)
			}
			if !strings.Contains(errs.text(), test.text) || !strings.Contains(err.Error(), test.text) {
				t.Errorf("want %q\nreported: %s\nshutdown: %v", test.text, errs.text(), err)
			}
			if strings.Contains(errs.text()+err.Error(), "secret-key") {
				t.Errorf("the key is shown: %s\n%v", errs.text(), err)
			}
		})
	}
}

// A receiver that cannot be reached is tried again until shutdown's time is over. The
// errors say why it could not be reached.
func TestNoReceiver(t *testing.T) {
	for _, protocol := range []string{"http/protobuf", "grpc"} {
		t.Run(protocol, func(t *testing.T) {
			t.Setenv("HH_API_KEY", "")
			t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")
			t.Setenv("OTEL_EXPORTER_OTLP_PROTOCOL", protocol)
			errs := handled(t)
			synctest.Test(t, func(t *testing.T) {
				shutdown, err := hhtrace.Setup(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				end(t.Context(), 50)
				err = shutdown(context.Background())
				if got, want := losses(t, err), (hhtrace.ExporterStats{Accepted: 50, Failed: 50}); got != want {
					t.Errorf("lost %+v", got)
				}
				for _, text := range []string{errs.text(), err.Error()} {
					if !strings.Contains(text, "exporting 50 span(s): ") || !strings.Contains(text, "dial tcp 127.0.0.1:1: connect: connection refused") {
						t.Errorf("reported: %s", text)
					}
				}
			})
		})
	}
}

// A batch for which there is no receiver is tried as long as the package's
// documentation says.
func TestHowLongABatchIsTried(t *testing.T) {
	for name, test := range map[string]struct {
		protocol, exportTimeout string
		least, most             time.Duration
	}{
		"HTTP":                         {"http/protobuf", "", 30 * time.Second, 30 * time.Second},
		"gRPC":                         {"grpc", "", 10 * time.Second, 10 * time.Second},
		"HTTP, of a patient processor": {"http/protobuf", "3600000", 30 * time.Second, 2 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("HH_API_KEY", "")
			t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")
			t.Setenv("OTEL_EXPORTER_OTLP_PROTOCOL", test.protocol)
			t.Setenv("OTEL_BSP_EXPORT_TIMEOUT", test.exportTimeout)
			t.Setenv("OTEL_BSP_SCHEDULE_DELAY", "3600000") // the timer would wait for a mutex, during which time stands still
			handled(t)
			synctest.Test(t, func(t *testing.T) {
				exporter, err := hhtrace.NewExporter(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				sender := hhtrace.NewSender(exporter)
				sender.OnEnd(sampledSpan(t))
				begin := time.Now()
				if err := sender.ForceFlush(t.Context()); err == nil {
					t.Error("no error")
				}
				if took := time.Since(begin); took < test.least || took > test.most {
					t.Errorf("tried for %v", took)
				}
				if got := losses(t, sender.Shutdown(t.Context())); got.Failed != 1 {
					t.Errorf("lost %+v", got)
				}
			})
		})
	}
}

// If spans end faster than the receiver takes them, those that do not fit into the
// queue are dropped and counted. Nothing else is lost.
func TestFullQueue(t *testing.T) {
	const ended = 20_000
	for queue, held := range map[string]int{"": 2048, "10": 10, "1": 1, "5000": 5000} {
		t.Run("queue of "+queue, func(t *testing.T) {
			release := make(chan struct{})
			r := receiver.New(t)
			s := takes(t, func(http.ResponseWriter, *http.Request) {})
			s.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
				<-release
				r.Config.Handler.ServeHTTP(w, req)
			})
			t.Setenv("HH_API_KEY", "")
			t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", s.URL)
			t.Setenv("OTEL_BSP_MAX_QUEUE_SIZE", queue)
			errs := handled(t)
			shutdown, err := hhtrace.Setup(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			end(t.Context(), ended)
			close(release)
			err = shutdown(t.Context())
			got, arrived := losses(t, err), len(r.Spans())
			if got.Accepted != ended || got.Exported != arrived || arrived+got.Dropped != ended {
				t.Errorf("%d spans arrived, lost: %+v", arrived, got)
			}
			if most := held + min(held, 512); arrived < held || arrived > most {
				t.Errorf("%d spans arrived, want %d to %d", arrived, held, most)
			}
			if text := errs.text(); strings.Count(text, "\n") > 0 || !strings.Contains(text, "raise OTEL_BSP_MAX_QUEUE_SIZE") {
				t.Errorf("reported: %s", text)
			}
		})
	}
}

// While spans end, are flushed and the sender is shut down, all at the same time,
// each span either arrives or is counted.
func TestSpansThatEndDuringShutdown(t *testing.T) {
	span := sampledSpan(t)
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	for range 20 {
		r := receiver.New(t)
		t.Setenv("HH_API_KEY", "")
		t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", r.URL)
		t.Setenv("OTEL_BSP_MAX_QUEUE_SIZE", "100")
		handled(t)
		exporter, err := hhtrace.NewExporter(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		sender := hhtrace.NewSender(exporter)
		const goroutines, spans = 4, 500
		var all sync.WaitGroup
		for range goroutines {
			all.Go(func() {
				for i := range spans {
					sender.OnEnd(span)
					if i%100 == 0 {
						_ = sender.ForceFlush(canceled)
					}
				}
			})
		}
		_ = sender.ForceFlush(t.Context())
		_ = sender.Shutdown(t.Context()) // its error counts what was lost until then
		all.Wait()
		got := exporter.Stats()
		if got.Accepted != goroutines*spans || got.Exported != len(r.Spans()) || got.Exported+got.Dropped != got.Accepted {
			t.Fatalf("%d spans arrived: %+v", len(r.Spans()), got)
		}
	}
}

// When shutdown's time is over, the request in flight is interrupted, and what is
// queued is dropped. Both are counted.
func TestShutdownWithoutTime(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := takes(t, func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	})
	t.Setenv("HH_API_KEY", "")
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", s.URL)
	handled(t)
	exporter, err := hhtrace.NewExporter(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	sender, span := hhtrace.NewSender(exporter), sampledSpan(t)
	for range 1500 {
		sender.OnEnd(span)
	}
	err = sender.Shutdown(ctx)
	want := hhtrace.ExporterStats{Accepted: 1500, Failed: 512, Dropped: 1500 - 512}
	if diff := cmp.Diff(want, losses(t, err)); diff != "" {
		t.Errorf("lost (-want +got):\n%s", diff)
	}
	if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "988 were dropped because shutdown ended before they were sent") {
		t.Errorf("shutdown: %v", err)
	}
}

// If its context is done already, shutdown sends nothing and says what is lost, also
// if it shuts the provider down.
func TestShutdownWithDoneContext(t *testing.T) {
	r := receiver.New(t)
	t.Setenv("HH_API_KEY", "")
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", r.URL)
	handled(t)
	sampler := hhtrace.WithTracerProviderOptions(sdktrace.WithSampler(sdktrace.AlwaysSample()))
	for _, options := range [][]hhtrace.Option{{sampler}, nil} {
		t.Run(fmt.Sprint(len(options), " options"), func(t *testing.T) {
			shutdown, err := hhtrace.Setup(t.Context(), options...)
			if err != nil {
				t.Fatal(err)
			}
			end(t.Context(), 3)
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			if got := losses(t, shutdown(ctx)); got.Lost() != 3-len(r.Spans()) || got.Accepted != 3 {
				t.Errorf("%d spans arrived, lost: %+v", len(r.Spans()), got)
			}
		})
	}
}

// Spans that cannot be printed are told too.
func TestBrokenOutput(t *testing.T) {
	t.Setenv("HH_API_KEY", "")
	errs := handled(t)
	shutdown, err := hhtrace.Setup(t.Context(), hhtrace.WithOutput(broken{}))
	if err != nil {
		t.Fatal(err)
	}
	end(t.Context(), 3)
	got := losses(t, shutdown(t.Context()))
	if got != (hhtrace.ExporterStats{Accepted: 3, Failed: 3}) || !strings.Contains(errs.text(), "no space left") {
		t.Errorf("lost %+v, reported: %s", got, errs.text())
	}
}

// broken is a writer that fails.
type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("no space left") }

// A flush whose context ends loses nothing: the spans are sent nevertheless.
func TestInterruptedFlush(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	r, release := receiver.New(t), make(chan struct{})
	handler := r.Config.Handler
	r.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		cancel()
		<-release
		handler.ServeHTTP(w, req)
	})
	t.Setenv("HH_API_KEY", "")
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", r.URL)
	exporter, err := hhtrace.NewExporter(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	provider := sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(hhtrace.NewSender(exporter)))
	_, span := provider.Tracer("test").Start(t.Context(), "span")
	span.End()
	if err := provider.ForceFlush(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("flush: %v", err)
	}
	close(release)
	if err := provider.ForceFlush(t.Context()); err != nil {
		t.Errorf("second flush: %v", err)
	}
	if got := exporter.Stats(); got.Exported != 1 || len(r.Spans()) != 1 {
		t.Errorf("%d spans arrived: %+v", len(r.Spans()), got)
	}
	if err := provider.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
}

// Spans that end after the shutdown are counted and reported once, with the printer
// too. So are those that another batch processor exports then.
func TestSpansAfterShutdown(t *testing.T) {
	for _, endpoint := range []string{"http://127.0.0.1:1", ""} {
		t.Setenv("HH_API_KEY", "")
		t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint)
		errs := handled(t)
		exporter, err := hhtrace.NewExporter(t.Context(), hhtrace.WithOutput(&strings.Builder{}))
		if err != nil {
			t.Fatal(err)
		}
		sender := hhtrace.NewSender(exporter)
		recorded := sampledSpan(t)
		for range 2 {
			if err := sender.Shutdown(t.Context()); err != nil {
				t.Error(err)
			}
		}
		sender.OnEnd(recorded)
		sender.OnEnd(recorded)
		if err := exporter.ExportSpans(t.Context(), []sdktrace.ReadOnlySpan{recorded}); err == nil {
			t.Error("a span is exported after the shutdown")
		}
		if diff := cmp.Diff(hhtrace.ExporterStats{Accepted: 3, Dropped: 3}, exporter.Stats()); diff != "" {
			t.Errorf("stats (-want +got):\n%s", diff)
		}
		if got := errs.text(); got != "hhtrace: a span was dropped because it ended after the shutdown: end all spans first" {
			t.Errorf("reported: %s", got)
		}
	}
}

// sampledSpan returns a span that has ended.
func sampledSpan(t *testing.T) sdktrace.ReadOnlySpan {
	t.Helper()
	recorder := tracetest.NewSpanRecorder()
	_, span := sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(recorder)).Tracer("test").Start(t.Context(), "span")
	span.End()
	return recorder.Ended()[0]
}
