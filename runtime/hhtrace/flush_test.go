package hhtrace_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhtrace"
	"github.com/hhgen/hhgen/runtime/honeyhive"
	"github.com/hhgen/hhgen/runtime/testdata/chat"
)

// backend is an API that knows the event of a span only when it has the span.
type backend struct {
	*httptest.Server
	spans func(http.ResponseWriter, *http.Request) // answers a batch of spans; nil for 200

	mu       sync.Mutex
	hasSpans bool
	taken    []string // requests with status 200, in their order
}

const eventOfSpan = "7f22137a-6911-4ed3-bc36-110f1dde6b66"

func newBackend(t *testing.T) *backend {
	b := &backend{}
	b.Server = httptest.NewServer(b)
	t.Cleanup(b.Close)
	t.Setenv("HH_API_KEY", "secret-key")
	t.Setenv("HH_API_URL", b.URL)
	return b
}

func (b *backend) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	ofSpans := strings.HasSuffix(r.URL.Path, "/traces")
	if ofSpans && b.spans != nil {
		b.spans(w, r)
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.hasSpans = b.hasSpans || ofSpans
	ofEvent := strings.Contains(string(body), eventOfSpan)
	if ofEvent && !ofSpans && !b.hasSpans {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	what := r.Method + " " + r.URL.Path
	if ofEvent {
		what += " of the span"
	}
	b.taken = append(b.taken, what)
}

func (b *backend) requests() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Sorted(slices.Values(b.taken))
}

// setUp sets up with long intervals between retries.
func setUp(t *testing.T) *sdktrace.TracerProvider {
	t.Helper()
	options := hhtrace.WithClientOptions(honeyhive.WithBackoff(time.Minute, time.Minute), honeyhive.WithUnknownEventRetry(time.Hour))
	shutdown, err := hhtrace.Setup(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		_ = shutdown(ctx)
	})
	return otel.GetTracerProvider().(*sdktrace.TracerProvider)
}

// record starts a session with a field, and ends a span whose event gets feedback.
func record(t *testing.T) {
	t.Helper()
	ctx, err := hh.StartSession(t.Context(), hh.SessionConfig{})
	if err != nil {
		t.Fatal(err)
	}
	if err := chat.EnrichSession(ctx, chat.WithRating(4)); err != nil {
		t.Fatal(err)
	}
	_, span := otel.Tracer("test").Start(ctx, "span")
	span.SetAttributes(attribute.String("honeyhive_event_id", eventOfSpan))
	span.End()
	event, err := hh.ParseEventID(eventOfSpan)
	if err != nil {
		t.Fatal(err)
	}
	if err := chat.EnrichEvent(ctx, event, chat.WithRating(5)); err != nil {
		t.Fatal(err)
	}
}

// A program that only flushes the tracer provider has sent everything, also updates of
// events that HoneyHive knows only with their spans.
func TestForceFlushSendsEverything(t *testing.T) {
	b := newBackend(t)
	provider := setUp(t)
	record(t)
	if err := provider.ForceFlush(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := []string{"POST /opentelemetry/v1/traces", "POST /session/start", "PUT /events", "PUT /events of the span"}
	if got := b.requests(); !slices.Equal(got, want) {
		t.Errorf("HoneyHive has taken %q, want %q", got, want)
	}
}

// With a provider of the service's own, the same holds, and for its Shutdown too: many
// programs end with nothing else.
func TestFlushOfAnAttachedProvider(t *testing.T) {
	for name, end := range map[string]func(*sdktrace.TracerProvider, context.Context) error{
		"ForceFlush": (*sdktrace.TracerProvider).ForceFlush, "Shutdown": (*sdktrace.TracerProvider).Shutdown,
	} {
		t.Run(name, func(t *testing.T) {
			b := newBackend(t)
			provider := sdktrace.NewTracerProvider()
			shutdown, err := hhtrace.Attach(t.Context(), provider)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = shutdown(context.Background()) }()
			ctx, err := hh.StartSession(t.Context(), hh.SessionConfig{})
			if err != nil {
				t.Fatal(err)
			}
			if err := end(provider, t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := b.requests(); !slices.Equal(got, []string{"POST /session/start"}) {
				t.Errorf("HoneyHive has taken %q", got)
			}
			if err := chat.EnrichSession(ctx, chat.WithRating(4)); err != nil {
				t.Error(err) // the client goes on
			}
		})
	}
}

// A receiver of spans that does not answer does not hold the updates up, and the error
// says what is left of both.
func TestForceFlushWithoutAnAnswerToSpans(t *testing.T) {
	b := newBackend(t)
	ctx, cancel := context.WithCancel(t.Context())
	release := make(chan struct{})
	defer close(release)
	b.spans = func(http.ResponseWriter, *http.Request) {
		for len(b.requests()) < 2 { // the start and the update of the session
			time.Sleep(time.Millisecond)
		}
		cancel() // of ForceFlush
		<-release
	}
	provider := setUp(t)
	record(t)
	err := provider.ForceFlush(ctx)
	if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "operation(s) are still pending") {
		t.Errorf("the error is %v", err)
	}
}
