package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
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
	exporter *hhtrace.Exporter
	provider *sdktrace.TracerProvider
	ended    int
}

func newService(t *testing.T, environment map[string]string) *service {
	t.Helper()
	for name, value := range environment {
		t.Setenv(name, value)
	}
	exporter, err := hhtrace.NewExporter(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return &service{exporter: exporter, provider: sdktrace.NewTracerProvider(
		sdktrace.WithSpanProcessor(hhtrace.NewSpanProcessor()),
		sdktrace.WithBatcher(exporter, sdktrace.WithBatchTimeout(50*time.Millisecond)),
	)}
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

// stop shuts the provider down, and checks that each span has arrived or is counted
// as lost, and that the error tells of loss.
func (s *service) stop(t *testing.T, grace time.Duration, behind *receiver.Receiver) (lost int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), grace)
	defer cancel()
	err := s.provider.Shutdown(ctx)
	arrived := map[string]bool{}
	for _, span := range behind.Spans() {
		arrived[span.Name] = true
	}
	stats := s.exporter.Stats()
	lost = stats.Rejected + stats.Failed
	if stats.Exported+lost != s.ended || stats.Exported > len(arrived) {
		t.Errorf("%d spans ended, %d arrived: the counts are %+v", s.ended, len(arrived), stats)
	}
	if (lost > 0) != (err != nil) {
		t.Errorf("%d spans are lost, and Shutdown returns %v", lost, err)
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

// A Collector passes on that the receiver behind it has no capacity: spans are sent
// again, and those for which the time is over are counted.
func TestTooManyRequests(t *testing.T) {
	for _, protocol := range protocols {
		t.Run(protocol, func(t *testing.T) {
			for name, limit := range map[string]int64{"for a while": 2, "for ever": 1 << 30} {
				t.Run(name, func(t *testing.T) {
					behind := receiver.New(t)
					takes := behind.Config.Handler
					var requests atomic.Int64
					behind.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
						if requests.Add(1) <= limit {
							w.WriteHeader(http.StatusTooManyRequests)
							return
						}
						takes.ServeHTTP(w, r)
					})
					c := newCollector(t, direct, behind.URL)
					c.start(t)
					s := newService(t, c.environment(protocol))
					s.record(20)
					grace := 30 * time.Second
					if name == "for ever" {
						grace = 2 * time.Second
					}
					if lost := s.stop(t, grace, behind); (lost > 0) != (name == "for ever") {
						t.Errorf("%d spans are lost after %d requests", lost, requests.Load())
					}
				})
			}
		})
	}
}
