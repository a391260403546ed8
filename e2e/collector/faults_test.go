package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"github.com/hhgen/hhgen/runtime/hhtrace"
	"github.com/hhgen/hhgen/runtime/testdata/chat"
	"github.com/hhgen/hhgen/runtime/testdata/receiver"
)

// service is a service with a provider of its own, to which hhtrace is attached.
type service struct {
	provider *sdktrace.TracerProvider
	shutdown func(context.Context) error
	ended    int
}

func newService(t *testing.T, environment map[string]string, options ...hhtrace.AttachOption) *service {
	t.Helper()
	for name, value := range environment {
		t.Setenv(name, value)
	}
	t.Setenv("OTEL_BSP_SCHEDULE_DELAY", "50") // milliseconds, so there are several batches
	provider := sdktrace.NewTracerProvider()
	shutdown, err := hhtrace.Attach(t.Context(), provider, options...)
	if err != nil {
		t.Fatal(err)
	}
	return &service{provider: provider, shutdown: shutdown}
}

// record records n spans.
func (s *service) record(n int) {
	tracer := s.provider.Tracer("service")
	for range n {
		ctx, span := tracer.Start(context.Background(), fmt.Sprintf("span %d", s.ended))
		chat.EnrichSpan(ctx, chat.WithScore(0.5))
		span.End()
		s.ended++
	}
}

// stop shuts hhtrace down, and checks that each span has arrived or is counted in
// the error.
func (s *service) stop(t *testing.T, grace time.Duration, behind *receiver.Receiver) (lost int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	err := s.shutdown(ctx)
	told, ok := errors.AsType[*hhtrace.LostError](err)
	switch {
	case ok:
		lost = told.Lost()
	case err != nil:
		t.Errorf("Shutdown returns %v", err)
	}
	arrived := map[string]bool{}
	for _, span := range behind.Spans() {
		arrived[span.Name] = true
	}
	// A span may arrive although its sender got no answer.
	if len(arrived) > s.ended || len(arrived)+lost < s.ended {
		t.Errorf("%d spans ended, %d arrived, and %d are counted as lost", s.ended, len(arrived), lost)
	}
	return lost
}

// A Collector that starts after the service gets all of its spans.
func TestDownAtTheStart(t *testing.T) {
	for _, protocol := range protocols {
		t.Run(protocol, func(t *testing.T) {
			behind := receiver.New(t)
			c := newCollector(t, direct, behind.URL)
			s := newService(t, c.environment(protocol))
			s.record(60)
			time.Sleep(time.Second)
			c.start(t)
			s.record(60)
			if lost := s.stop(t, 30*time.Second, behind); lost > 0 {
				t.Errorf("%d spans are lost", lost)
			}
		})
	}
}

// Spans for a Collector that never starts are counted, and Shutdown tells of them.
func TestNeverStarts(t *testing.T) {
	for _, protocol := range protocols {
		t.Run(protocol, func(t *testing.T) {
			behind := receiver.New(t)
			s := newService(t, newCollector(t, direct, behind.URL).environment(protocol))
			s.record(50)
			if lost := s.stop(t, 2*time.Second, behind); lost != 50 {
				t.Errorf("%d spans are lost", lost)
			}
		})
	}
}

// A Collector that is killed while it receives, and starts again, costs no span that
// is not counted.
func TestKilled(t *testing.T) {
	for _, protocol := range protocols {
		t.Run(protocol, func(t *testing.T) {
			behind := receiver.New(t)
			c := newCollector(t, direct, behind.URL)
			c.start(t)
			s := newService(t, c.environment(protocol))
			s.record(60)
			c.end(os.Kill)
			s.record(60)
			c.start(t)
			s.record(60)
			s.stop(t, 30*time.Second, behind)
		})
	}
}

// A Collector passes on that the receiver behind it has no capacity for a while.
// Over HTTP, spans are sent again. OTLP allows that over gRPC only if the answer says
// when, which a Collector's does not.
func TestTooManyRequests(t *testing.T) {
	for _, protocol := range protocols {
		t.Run(protocol, func(t *testing.T) {
			behind, c := tooManyRequests(t, 1)
			s := newService(t, c.environment(protocol))
			s.record(20)
			if lost := s.stop(t, 30*time.Second, behind); (lost > 0) != (protocol == "grpc") {
				t.Errorf("%d spans are lost", lost)
			}
		})
	}
}

// Spans for which there never is capacity are counted.
func TestAlwaysTooManyRequests(t *testing.T) {
	for _, protocol := range protocols {
		t.Run(protocol, func(t *testing.T) {
			behind, c := tooManyRequests(t, math.MaxInt64)
			s := newService(t, c.environment(protocol))
			s.record(20)
			if lost := s.stop(t, 2*time.Second, behind); lost != 20 {
				t.Errorf("%d spans are lost", lost)
			}
		})
	}
}

// With a folder for spans, a Collector that is killed while it receives costs no span,
// nor one whose receiver has no capacity for a while. What it has not taken when the
// service ends is sent by the next one.
func TestDurableSpans(t *testing.T) {
	for _, protocol := range protocols {
		t.Run(protocol, func(t *testing.T) {
			behind, c := tooManyRequests(t, 2)
			folder := hhtrace.WithDurableSpans(filepath.Join(t.TempDir(), "spans"))
			first := newService(t, c.environment(protocol), folder)
			first.record(60)
			c.end(os.Kill)
			first.record(60)
			c.start(t)
			first.record(60)
			if lost := first.stop(t, 30*time.Second, behind); lost > 0 {
				t.Errorf("%d spans are lost", lost)
			}
			c.end(os.Kill)
			second := newService(t, nil, folder)
			second.ended = first.ended
			second.record(60)
			ctx, cancel := context.WithTimeout(context.Background(), time.Second)
			defer cancel()
			if stored, ok := errors.AsType[*hhtrace.StoredError](second.shutdown(ctx)); !ok || stored.Spans != 60 {
				t.Errorf("the second service says %v", stored)
			}
			c.start(t)
			third := newService(t, nil, folder)
			third.ended = second.ended
			if lost := third.stop(t, 30*time.Second, behind); lost > 0 {
				t.Errorf("%d spans are lost", lost)
			}
		})
	}
}

// tooManyRequests is a Collector in front of a receiver that answers the first
// requests with status 429.
func tooManyRequests(t *testing.T, first int64) (*receiver.Receiver, *collector) {
	t.Helper()
	behind := receiver.New(t)
	takes := behind.Config.Handler
	var requests atomic.Int64
	behind.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if requests.Add(1) <= first {
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		takes.ServeHTTP(w, r)
	})
	c := newCollector(t, direct, behind.URL)
	c.start(t)
	return behind, c
}
