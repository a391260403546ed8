package main

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"runtime"
	"strings"
	"testing"

	collectortrace "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	common "go.opentelemetry.io/proto/otlp/common/v1"
	prototrace "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"github.com/hhgen/hhgen/internal/otlp"
	"github.com/hhgen/hhgen/internal/otlpserver"
)

// debugged is a configuration that does with spans what {verbosity} says.
const debugged = `
receivers:
  otlp:
    protocols:
      http: { endpoint: localhost:4318 }
      grpc: { endpoint: localhost:4317 }
exporters:
  debug: { verbosity: {verbosity}, use_internal_logger: false }
service:
  pipelines:
    traces: { receivers: [otlp], exporters: [debug] }
`

// BenchmarkReceive compares how fast spans of 20 attributes are taken: by a Collector
// with the debug exporter, and by what hhgen live listens with. Each operation is a
// request of 512 spans, so -benchtime 1954x is a million.
func BenchmarkReceive(b *testing.B) {
	bodies := map[string][]byte{"application/x-protobuf": requestOf512(proto.Marshal), "application/json": requestOf512(protojson.Marshal)}
	for contentType, body := range bodies {
		_, encoding, _ := strings.Cut(contentType, "/")
		for _, verbosity := range []string{"basic", "normal", "detailed"} {
			b.Run(encoding+"/debug exporter, "+verbosity, func(b *testing.B) {
				c := newBenchCollector(b, strings.ReplaceAll(debugged, "{verbosity}", verbosity))
				sendAll(b, "http://"+c.http+"/v1/traces", contentType, body)
				b.StopTimer()
				b.ReportMetric(peakMemory(b, c.cmd.Process.Pid), "peak-MiB")
			})
		}
		b.Run(encoding+"/hhgen", func(b *testing.B) {
			n := 0
			s, err := otlpserver.Listen(otlpserver.Options{Address: "127.0.0.1:0", Spans: func(s *otlp.Span) error {
				n += len(s.Attributes)
				return nil
			}})
			if err != nil {
				b.Fatal(err)
			}
			sendAll(b, s.URL()+"/v1/traces", contentType, body)
			b.StopTimer()
			if _, err := s.Shutdown(b.Context()); err != nil || n != b.N*512*20 {
				b.Error(n, err)
			}
		})
	}
}

// newBenchCollector starts a Collector.
func newBenchCollector(b *testing.B, configuration string) *collector {
	b.Helper()
	c := newCollector(b, configuration, "")
	c.start(b)
	return c
}

func requestOf512(marshal func(proto.Message) ([]byte, error)) []byte {
	spans := make([]*prototrace.Span, 512)
	for i := range spans {
		id := fmt.Appendf(nil, "%016d", i)
		spans[i] = &prototrace.Span{TraceId: id, SpanId: id[8:], Name: "answer", StartTimeUnixNano: 1, EndTimeUnixNano: 2}
		for j := range 20 {
			value := &common.AnyValue{Value: &common.AnyValue_StringValue{StringValue: fmt.Sprintf("value %d of span %d", j, i)}}
			if j%4 == 0 {
				value.Value = &common.AnyValue_IntValue{IntValue: int64(i * j)}
			}
			spans[i].Attributes = append(spans[i].Attributes, &common.KeyValue{Key: fmt.Sprintf("honeyhive_metadata.attribute_%d", j), Value: value})
		}
	}
	body, err := marshal(&collectortrace.ExportTraceServiceRequest{ResourceSpans: []*prototrace.ResourceSpans{{
		ScopeSpans: []*prototrace.ScopeSpans{{Spans: spans}}}}})
	if err != nil {
		panic(err)
	}
	return body
}

// sendAll sends a request b.N times.
func sendAll(b *testing.B, url, contentType string, body []byte) {
	b.Helper()
	if contentType == "application/json" { // the Collector reads ids as hexadecimal digits only
		body = hexIDs(body)
	}
	runtime.GC()
	b.SetBytes(int64(len(body)))
	b.ResetTimer()
	for range b.N {
		answer, err := http.Post(url, contentType, bytes.NewReader(body))
		if err != nil {
			b.Fatal(err)
		}
		text, _ := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if answer.StatusCode != http.StatusOK {
			b.Fatalf("%s: %s", answer.Status, text)
		}
	}
	b.ReportMetric(512*float64(b.N)/b.Elapsed().Seconds(), "spans/s")
}

var base64ID = regexp.MustCompile(`"(traceId|spanId)":\s*"([^"]+)"`)

// hexIDs has ids as OTLP has them in JSON, unlike other bytes.
func hexIDs(body []byte) []byte {
	return base64ID.ReplaceAllFunc(body, func(id []byte) []byte {
		parts := base64ID.FindSubmatch(id)
		plain, err := base64.StdEncoding.DecodeString(string(parts[2]))
		if err != nil {
			panic(err)
		}
		return fmt.Appendf(nil, "%q:%q", parts[1], hex.EncodeToString(plain))
	})
}

// peakMemory is the most memory that a process had, in MiB, where /proc has it.
func peakMemory(b *testing.B, pid int) float64 {
	b.Helper()
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	var kib float64
	_, _ = fmt.Sscan(rest, &kib)
	return kib / 1024
}
