package receiver

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	_ "google.golang.org/grpc/encoding/gzip" // compressed requests
	"google.golang.org/grpc/metadata"
)

// NewGRPC starts a receiver of OTLP over gRPC. Its URL has the scheme http, or https
// if there is a TLS configuration. answer returns the answer to each request; nil
// means that the receiver takes all spans. The receiver keeps the spans of all
// requests, whatever it answers.
func NewGRPC(t testing.TB, c *tls.Config, answer func(context.Context, []Span) (*collector.ExportTraceServiceResponse, error)) *Receiver {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &Receiver{Server: &httptest.Server{URL: "http://" + listener.Addr().String()}}
	var options []grpc.ServerOption
	if c != nil {
		r.URL = "https://" + listener.Addr().String()
		options = append(options, grpc.Creds(credentials.NewTLS(c)))
	}
	server := grpc.NewServer(options...)
	collector.RegisterTraceServiceServer(server, &service{receiver: r, answer: answer})
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(server.Stop)
	return r
}

type service struct {
	collector.UnimplementedTraceServiceServer
	receiver *Receiver
	answer   func(context.Context, []Span) (*collector.ExportTraceServiceResponse, error)
}

func (s *service) Export(ctx context.Context, request *collector.ExportTraceServiceRequest) (*collector.ExportTraceServiceResponse, error) {
	header, _ := metadata.FromIncomingContext(ctx)
	method, _ := grpc.Method(ctx)
	received := Request{Method: http.MethodPost, Path: method, Header: http.Header{}}
	for name, values := range header {
		received.Header[http.CanonicalHeaderKey(name)] = values
	}
	spans := spansOf(request)
	s.receiver.mu.Lock()
	s.receiver.requests = append(s.receiver.requests, received)
	s.receiver.spans = append(s.receiver.spans, spans...)
	s.receiver.mu.Unlock()
	if s.answer == nil {
		return &collector.ExportTraceServiceResponse{}, nil
	}
	return s.answer(ctx, spans)
}
