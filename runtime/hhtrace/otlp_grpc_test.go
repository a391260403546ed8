package hhtrace_test

import (
	"context"
	"crypto/tls"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/hhgen/hhgen/runtime/hhtrace"
	"github.com/hhgen/hhgen/runtime/testdata/receiver"
)

// overGRPC makes Setup send spans over gRPC.
func overGRPC(t *testing.T, endpoint string) {
	t.Helper()
	t.Setenv("HH_API_KEY", "")
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint)
	t.Setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")
}

// Spans arrive over gRPC, with the headers and the compression of the environment,
// and with certificates of both sides.
func TestGRPC(t *testing.T) {
	certificate, key, pool := clientPair(t)
	server := httptest.NewTLSServer(nil) // it has a certificate for loopback
	defer server.Close()
	for name, c := range map[string]*tls.Config{
		"plain": nil,
		"TLS":   {Certificates: server.TLS.Certificates, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: pool},
	} {
		t.Run(name, func(t *testing.T) {
			r := receiver.NewGRPC(t, c, nil)
			overGRPC(t, r.URL)
			t.Setenv("OTEL_EXPORTER_OTLP_HEADERS", "X-Team=shop%20one")
			t.Setenv("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip")
			if c != nil {
				t.Setenv("OTEL_EXPORTER_OTLP_CERTIFICATE", certificateOf(t, server))
				t.Setenv("OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE", certificate)
				t.Setenv("OTEL_EXPORTER_OTLP_CLIENT_KEY", key)
			}
			if errs := exported(t); !errs.none() || len(r.Spans()) != 3 || r.Spans()[0].Value("honeyhive_user_properties.user_id") != "user_42" {
				t.Fatalf("reported: %v, arrived: %v", errs.text(), r.Spans())
			}
			header := r.Requests()[0].Header
			if header.Get("X-Team") != "shop one" || !strings.Contains(header.Get("Grpc-Accept-Encoding"), "gzip") {
				t.Errorf("header %v", header)
			}
		})
	}
}

// Whatever a receiver answers over gRPC, shutdown says how many spans were lost, and
// how.
func TestLossOverGRPCIsTold(t *testing.T) {
	type stats = hhtrace.ExporterStats
	for name, test := range map[string]struct {
		code codes.Code
		want stats
		text string // part of the report
	}{
		"unauthenticated": {codes.Unauthenticated, stats{Accepted: 3, Rejected: 3}, "check OTEL_EXPORTER_OTLP_HEADERS"},
		"denied":          {codes.PermissionDenied, stats{Accepted: 3, Rejected: 3}, "check OTEL_EXPORTER_OTLP_HEADERS"},
		"not found":       {codes.NotFound, stats{Accepted: 3, Rejected: 3}, "often at port 4317"},
		"unimplemented":   {codes.Unimplemented, stats{Accepted: 3, Rejected: 3}, "often at port 4317"},
		"invalid":         {codes.InvalidArgument, stats{Accepted: 3, Rejected: 3}, "code = InvalidArgument desc = because"},
		"exhausted":       {codes.ResourceExhausted, stats{Accepted: 3, Failed: 3}, "the receiver has too little capacity"},
		"internal":        {codes.Internal, stats{Accepted: 3, Failed: 3}, "code = Internal desc = because"},
		"partial":         {codes.OK, stats{Accepted: 3, Exported: 1, Rejected: 2}, "quota (2 spans rejected)"},
	} {
		t.Run(name, func(t *testing.T) {
			r := receiver.NewGRPC(t, nil, func(context.Context, []receiver.Span) (*collector.ExportTraceServiceResponse, error) {
				return &collector.ExportTraceServiceResponse{
					PartialSuccess: &collector.ExportTracePartialSuccess{RejectedSpans: 2, ErrorMessage: "quota"},
				}, status.Error(test.code, "because s3cr3t-value "+strings.Repeat("x", 5000))
			})
			overGRPC(t, r.URL)
			t.Setenv("OTEL_EXPORTER_OTLP_HEADERS", "api-key=s3cr3t-value")
			errs := exported(t)
			if diff := cmp.Diff(test.want, errs.lost); diff != "" {
				t.Errorf("lost (-want +got):\n%s", diff)
			}
			got := errs.text()
			if !strings.Contains(got, test.text) || !strings.Contains(got, "hhtrace: exporting 3 span(s): ") || len(got) > 1500 {
				t.Errorf("reported: %s\nwant %q", got, test.text)
			}
			if strings.Contains(got, "s3cr3t") {
				t.Errorf("the secret is shown: %s", got)
			}
		})
	}
}

// If the receiver speaks another protocol than the exporter, the error says so.
func TestWrongProtocol(t *testing.T) {
	http, grpc := takes(t, answerWith(200, "", "")), receiver.NewGRPC(t, nil, nil)
	for name, test := range map[string]struct{ protocol, endpoint, want string }{
		"HTTP receiver": {"grpc", http.URL, "set OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf"},
		"gRPC receiver": {"http/protobuf", grpc.URL, "set OTEL_EXPORTER_OTLP_PROTOCOL=grpc"},
		"HTTP, not TLS": {"http/protobuf", strings.Replace(http.URL, "http://", "https://", 1), "begin the address with http://"},
		"gRPC, not TLS": {"grpc", strings.Replace(grpc.URL, "http://", "https://", 1), "begin the address with http://"},
	} {
		t.Run(name, func(t *testing.T) {
			overGRPC(t, test.endpoint)
			t.Setenv("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", test.protocol)
			t.Setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "500")
			errs := exported(t)
			if errs.lost.Lost() != 3 || !strings.Contains(errs.text(), test.want) {
				t.Errorf("lost %+v, reported: %s", errs.lost, errs.text())
			}
		})
	}
}
