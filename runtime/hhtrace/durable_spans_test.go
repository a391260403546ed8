package hhtrace_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/hhgen/hhgen/runtime/hhtrace"
	"github.com/hhgen/hhgen/runtime/testdata/receiver"
)

// durableService is a service whose spans are stored in a folder.
type durableService struct {
	exporter  *hhtrace.Exporter
	processor sdktrace.SpanProcessor
	provider  *sdktrace.TracerProvider
}

// newDurable starts a service that sends to a URL.
func newDurable(t *testing.T, url, dir string, options ...hhtrace.DurableOption) *durableService {
	t.Helper()
	t.Setenv("HH_API_KEY", "")
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", url)
	before := *hhtrace.FirstBackoff
	*hhtrace.FirstBackoff = 20 * time.Millisecond
	t.Cleanup(func() { *hhtrace.FirstBackoff = before })
	exporter, err := hhtrace.NewExporter(t.Context(), hhtrace.WithDurableSpans(dir, options...))
	if err != nil {
		t.Fatal(err)
	}
	processor := hhtrace.NewBatchSpanProcessor(exporter)
	return &durableService{exporter, processor, sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(processor))}
}

// record records n spans, whose names begin with a prefix, as one batch. The error is
// that of the flush.
func (s *durableService) record(ctx context.Context, prefix string, n int) error {
	for i := range n {
		_, span := s.provider.Tracer("test").Start(ctx, fmt.Sprint(prefix, i))
		span.End()
	}
	return s.provider.ForceFlush(ctx)
}

// store stores n spans, whose names begin with a prefix, as one batch.
func (s *durableService) store(t *testing.T, prefix string, n int) {
	t.Helper()
	var spans []sdktrace.ReadOnlySpan
	for i := range n {
		spans = append(spans, tracetest.SpanStub{Name: fmt.Sprint(prefix, i)}.Snapshot())
	}
	if err := s.exporter.ExportSpans(t.Context(), spans); err != nil {
		t.Error(err)
	}
}

// stop shuts the service down, and compares its counts, which must add up.
func (s *durableService) stop(t *testing.T, ctx context.Context, want hhtrace.ExporterStats) error {
	t.Helper()
	err := s.processor.Shutdown(ctx)
	got := s.exporter.Stats()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("stats (-want +got):\n%s", diff)
	}
	if got.Accepted+got.Recovered != got.Exported+got.Rejected+got.Failed+got.Dropped+got.Stored+got.Pending {
		t.Errorf("the counts do not add up: %+v", got)
	}
	stored, ok := errors.AsType[*hhtrace.StoredError](err)
	if (got.Stored > 0) != ok || ok && stored.Spans != got.Stored {
		t.Errorf("%d spans are stored, shutdown: %v", got.Stored, err)
	}
	return err
}

// cancelled is a context that is done.
func cancelled(t *testing.T) context.Context {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}

// namesAt are the sorted names of the spans that a receiver has.
func namesAt(r *receiver.Receiver) (names []string) {
	for _, span := range r.Spans() {
		names = append(names, span.Name)
	}
	slices.Sort(names)
	return names
}

// behind makes a receiver answer requests that f does not answer.
func behind(r *receiver.Receiver, f func(w http.ResponseWriter, req *http.Request) (answered bool)) {
	takes := r.Config.Handler
	r.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if !f(w, req) {
			takes.ServeHTTP(w, req)
		}
	})
}

// A receiver that is away for the whole life of a process gets its spans from the next
// one, once, and nothing is left on disk. The files do not show the credentials.
func TestReceiverThatIsAway(t *testing.T) {
	const secret = "s3cr3t-value"
	for _, protocol := range []string{"http/protobuf", "http/json", "grpc"} {
		t.Run(protocol, func(t *testing.T) {
			t.Setenv("OTEL_EXPORTER_OTLP_PROTOCOL", protocol)
			t.Setenv("OTEL_EXPORTER_OTLP_HEADERS", "api-key="+secret)
			r := receiver.New(t)
			if protocol == "grpc" {
				r = receiver.NewGRPC(t, nil, nil)
			}
			handled(t)
			dir := newFolder(t)
			var up atomic.Bool
			proxy := proxyOf(t, r.URL, &up)
			first := newDurable(t, proxy, dir)
			if err := first.record(short(t), "a", 3); err == nil {
				t.Error("no error of the flush")
			}
			first.store(t, "b", 3)
			err := first.stop(t, cancelled(t), hhtrace.ExporterStats{Accepted: 6, Stored: 6})
			if !strings.Contains(err.Error(), fmt.Sprintf("6 span(s) are not sent yet, and stay in %q", dir)) {
				t.Errorf("shutdown: %v", err)
			}
			if found := filesWith(t, dir, secret); len(found) > 0 {
				t.Errorf("the secret is in %q", found)
			}
			if len(r.Spans()) > 0 {
				t.Fatal("spans have arrived")
			}
			up.Store(true)
			second := newDurable(t, proxy, dir)
			if err := second.stop(t, t.Context(), hhtrace.ExporterStats{Recovered: 6, Exported: 6}); err != nil {
				t.Error(err)
			}
			if diff := cmp.Diff([]string{"a0", "a1", "a2", "b0", "b1", "b2"}, namesAt(r)); diff != "" {
				t.Errorf("arrived (-want +got):\n%s", diff)
			}
			third := newDurable(t, proxy, dir)
			if err := third.stop(t, t.Context(), hhtrace.ExporterStats{}); err != nil {
				t.Error(err)
			}
			if left := filesWith(t, dir, ""); len(left) > 1 { // the folder's lock stays
				t.Errorf("files are left: %q", left)
			}
		})
	}
}

// filesWith are the files in dir that contain a text.
func filesWith(t *testing.T, dir, text string) (found []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if strings.Contains(path+string(content), text) {
			found = append(found, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// Spans of another key or another receiver stay where they are.
func TestSpansOfOthers(t *testing.T) {
	r, dir := receiver.New(t), newFolder(t)
	handled(t)
	t.Setenv("OTEL_EXPORTER_OTLP_HEADERS", "api-key=one")
	first := newDurable(t, "http://127.0.0.1:1", dir)
	first.store(t, "a", 1)
	_ = first.stop(t, cancelled(t), hhtrace.ExporterStats{Accepted: 1, Stored: 1})
	for _, headers := range []string{"api-key=one", "api-key=two"} {
		t.Setenv("OTEL_EXPORTER_OTLP_HEADERS", headers)
		other := newDurable(t, r.URL, dir)
		_ = other.stop(t, t.Context(), hhtrace.ExporterStats{})
	}
	t.Setenv("OTEL_EXPORTER_OTLP_HEADERS", "api-key=two")
	other := newDurable(t, "http://127.0.0.1:1", dir)
	_ = other.stop(t, t.Context(), hhtrace.ExporterStats{})
}

// Whatever a receiver answers, each span is exported, rejected, or still stored.
func TestDurableAnswers(t *testing.T) {
	type stats = hhtrace.ExporterStats
	exported, rejected, stored := stats{Accepted: 4, Exported: 4}, stats{Accepted: 4, Rejected: 4}, stats{Accepted: 4, Stored: 4}
	retryAfter := func(status int, after string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", after)
			w.WriteHeader(status)
		}
	}
	for name, test := range map[string]struct {
		answer http.HandlerFunc
		times  int32 // that it is given; then the receiver takes the spans
		want   stats
		text   string // part of what is reported
	}{
		"500":                {answerWith(500, "", ""), 2, exported, "are sent again"},
		"503":                {answerWith(503, "", ""), 2, exported, "are sent again"},
		"429":                {retryAfter(429, "1"), 1, exported, "are sent again"},
		"a page":             {answerWith(200, "text/html", page), 2, exported, "the answer is an HTML page"},
		"reset":              {reset, 2, exported, "are sent again"},
		"hangs":              {hang, 1, exported, "are sent again"},
		"incomplete":         {breaksOff, 1, exported, "the answer is incomplete"},
		"a redirect":         {http.RedirectHandler("http://example.invalid/", 302).ServeHTTP, 2, exported, "is not followed"},
		"401":                {answerWith(401, "", ""), 2, exported, "check OTEL_EXPORTER_OTLP_HEADERS"},
		"always 401":         {answerWith(401, "", ""), 1 << 30, stored, "check OTEL_EXPORTER_OTLP_HEADERS"},
		"always 403":         {answerWith(403, "", ""), 1 << 30, stored, "check OTEL_EXPORTER_OTLP_HEADERS"},
		"always 404":         {answerWith(404, "", ""), 1 << 30, stored, "check the address"},
		"always 500":         {answerWith(500, "", ""), 1 << 30, stored, "are sent again"},
		"an hour":            {retryAfter(429, "3600"), 1 << 30, stored, "are sent again"},
		"400":                {answerWith(400, "", "no such project"), 1 << 30, rejected, "no such project"},
		"422":                {answerWith(422, "", ""), 1 << 30, rejected, "422"},
		"413":                {answerWith(413, "", ""), 1 << 30, rejected, "send smaller batches"},
		"413 for large ones": {answerWith(413, "", ""), 1, exported, ""},
		"partial":            {answerWith(200, "application/x-protobuf", partial(t)), 1 << 30, stats{Accepted: 4, Exported: 2, Rejected: 2}, "quota (2 spans rejected)"},
		"a failure":          {answerWith(200, "application/json", `{"success":false}`), 1 << 30, rejected, "is not from an OTLP receiver"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "300")
			errs, r := handled(t), receiver.New(t)
			var requests atomic.Int32
			behind(r, func(w http.ResponseWriter, req *http.Request) bool {
				if requests.Add(1) > test.times {
					return false
				}
				test.answer(w, req)
				return true
			})
			s := newDurable(t, r.URL, newFolder(t))
			ctx := t.Context()
			if test.want == stored {
				ctx = short(t)
			}
			err := s.record(ctx, "a", 4)
			if (err != nil) != (test.want == stored) {
				t.Errorf("flush: %v", err)
			}
			_ = s.stop(t, ctx, test.want)
			if got := len(r.Spans()); got != test.want.Exported && name != "partial" {
				t.Errorf("%d spans have arrived", got)
			}
			if got := errs.text(); !strings.Contains(got, test.text) || test.text == "" && got != "<nil>" {
				t.Errorf("reported: %s", got)
			}
		})
	}
}

// hang does not answer before the client gives up.
func hang(_ http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body) // the server then notices that the client is gone
	<-r.Context().Done()
}

// reset breaks the connection.
func reset(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

// The same holds over gRPC.
func TestDurableAnswersOverGRPC(t *testing.T) {
	type stats = hhtrace.ExporterStats
	exported, rejected, stored := stats{Accepted: 4, Exported: 4}, stats{Accepted: 4, Rejected: 4}, stats{Accepted: 4, Stored: 4}
	for name, test := range map[string]struct {
		err   error
		times int32
		want  stats
	}{
		"unavailable":      {status.Error(codes.Unavailable, "later"), 2, exported},
		"internal":         {status.Error(codes.Internal, "broken"), 2, exported},
		"exhausted":        {status.Error(codes.ResourceExhausted, "no room"), 2, exported},
		"too large":        {status.Error(codes.ResourceExhausted, "grpc: received message larger than max (9 vs. 4)"), 1, exported},
		"always too large": {status.Error(codes.ResourceExhausted, "grpc: received message larger than max (9 vs. 4)"), 1 << 30, rejected},
		"invalid":          {status.Error(codes.InvalidArgument, "no"), 1 << 30, rejected},
		"unauthenticated":  {status.Error(codes.Unauthenticated, "no"), 1 << 30, stored},
		"unimplemented":    {status.Error(codes.Unimplemented, "no"), 1 << 30, stored},
		"partial":          {nil, 1 << 30, stats{Accepted: 4, Exported: 2, Rejected: 2}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")
			handled(t)
			var requests atomic.Int32
			r := receiver.NewGRPC(t, nil, func(context.Context, []receiver.Span) (*collector.ExportTraceServiceResponse, error) {
				if requests.Add(1) > test.times || test.err != nil {
					return &collector.ExportTraceServiceResponse{}, ifNot(requests.Load() > test.times, test.err)
				}
				return &collector.ExportTraceServiceResponse{
					PartialSuccess: &collector.ExportTracePartialSuccess{RejectedSpans: 2, ErrorMessage: "quota"},
				}, nil
			})
			s := newDurable(t, r.URL, newFolder(t))
			ctx := t.Context()
			if test.want == stored {
				ctx = short(t)
			}
			_ = s.record(ctx, "a", 4)
			_ = s.stop(t, ctx, test.want)
		})
	}
}

// ifNot returns err unless a condition holds.
func ifNot(holds bool, err error) error {
	if holds {
		return nil
	}
	return err
}

// A batch that fails again and again holds back no other.
func TestPoisonousBatch(t *testing.T) {
	for _, status := range []int{400, 413, 500} {
		t.Run(http.StatusText(status), func(t *testing.T) {
			handled(t)
			r, dir := receiver.New(t), newFolder(t)
			behind(r, func(w http.ResponseWriter, req *http.Request) bool {
				poisonous := contains(t, req, "poison")
				if poisonous {
					w.WriteHeader(status)
				}
				return poisonous
			})
			var up atomic.Bool
			proxy := proxyOf(t, r.URL, &up)
			away := newDurable(t, proxy, dir)
			for _, name := range []string{"poison", "a", "b", "c", "d", "e", "f", "g", "h", "i"} {
				away.store(t, name, 2) // the next process would send them together
			}
			_ = away.processor.Shutdown(cancelled(t))
			up.Store(true)
			s := newDurable(t, proxy, dir)
			want := hhtrace.ExporterStats{Recovered: 20, Exported: 18, Rejected: 2}
			if status == 500 {
				want = hhtrace.ExporterStats{Recovered: 20, Exported: 18, Stored: 2}
			}
			for s.exporter.Stats().Exported < 18 {
				_ = s.provider.ForceFlush(short(t))
			}
			_ = s.stop(t, short(t), want)
			if got := namesAt(r); len(got) != 18 {
				t.Errorf("%q have arrived", got)
			}
		})
	}
}
