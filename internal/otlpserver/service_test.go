package otlpserver

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	common "go.opentelemetry.io/proto/otlp/common/v1"
	prototrace "go.opentelemetry.io/proto/otlp/trace/v1"

	"github.com/hhgen/hhgen/runtime/testdata/receiver"
)

// A service runs unchanged: what the quick start sends to HoneyHive, spans and
// updates of its session, comes to the server, or goes on to HoneyHive through it.
func TestQuickstart(t *testing.T) {
	program := filepath.Join(t.TempDir(), "quickstart")
	if out, err := exec.Command("go", "build", "-o", program, "../../examples/quickstart").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	clean := slices.DeleteFunc(os.Environ(), func(entry string) bool {
		return strings.HasPrefix(entry, "OTEL_") || strings.HasPrefix(entry, "HH_")
	})
	run := func(s *taken, set ...string) Stats {
		cmd := exec.Command(program)
		cmd.Env = s.Environment(append(clean, set...))
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		stats := s.stop()
		if stats.Spans == 0 || stats.Rejected != 0 || stats.Failed != 0 || s.log() != "" {
			t.Errorf("%+v\n%s", stats, s.log())
		}
		return stats
	}
	for _, protocol := range []string{"http/protobuf", "http/json", "grpc"} {
		if stats := run(listen(t, Options{}), "OTEL_EXPORTER_OTLP_PROTOCOL="+protocol); stats.Sessions == 0 {
			t.Errorf("%s: %+v", protocol, stats)
		}
	}
	honeyhive := receiver.New(t)
	stats := run(listen(t, Options{Forward: forward(t, honeyhive.URL+"/opentelemetry/v1/traces", nil)}), "HH_API_KEY=real")
	if got := len(honeyhive.Spans()); got != stats.Spans || len(honeyhive.Requests()) != stats.Requests+stats.Sessions {
		t.Errorf("%d spans and %d requests were passed on of %+v", got, len(honeyhive.Requests()), stats)
	}
	for _, r := range honeyhive.Requests() {
		if r.Header.Get("Authorization") != "Bearer real" {
			t.Errorf("%s %s with the authorization %q", r.Method, r.Path, r.Header.Get("Authorization"))
		}
	}
}

// Mistakes have the status of gRPC.
func TestGRPC(t *testing.T) {
	s := listen(t, Options{})
	client := otlptracegrpc.NewClient(otlptracegrpc.WithEndpointURL(s.URL()))
	if err := client.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = client.Stop(t.Context()) }()
	named := func(name string) []*prototrace.ResourceSpans {
		return []*prototrace.ResourceSpans{{ScopeSpans: []*prototrace.ScopeSpans{{Spans: []*prototrace.Span{{Name: name}}}}}}
	}
	deep := &common.AnyValue{}
	for range 70 {
		deep = &common.AnyValue{Value: &common.AnyValue_ArrayValue{ArrayValue: &common.ArrayValue{Values: []*common.AnyValue{deep}}}}
	}
	withDeep := named("deep")
	withDeep[0].ScopeSpans[0].Spans[0].Attributes = []*common.KeyValue{{Key: "k", Value: deep}}
	for _, c := range []struct {
		spans []*prototrace.ResourceSpans
		code  codes.Code
		text  string
	}{
		{named("a"), codes.OK, ""},
		{named(strings.Repeat("x", maxBody)), codes.ResourceExhausted, "the request has more than 20 MiB: send fewer spans at a time"},
		{withDeep, codes.InvalidArgument, "lists and maps around it: look at what wrote this"},
		{named("b"), codes.OK, ""},
	} {
		err := client.UploadTraces(t.Context(), c.spans)
		if status.Code(err) != c.code || err != nil && !strings.Contains(err.Error(), c.text) {
			t.Errorf("%v; want %s: %s", err, c.code, c.text)
		}
	}
	if stats := s.stop(); stats.Spans != 2 || stats.Rejected != 2 {
		t.Errorf("%+v", stats)
	}
}
