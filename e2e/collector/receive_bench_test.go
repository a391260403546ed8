package main

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	collectortrace "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	common "go.opentelemetry.io/proto/otlp/common/v1"
	prototrace "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
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
// with the debug exporter, and by hhgen live, which holds them against a schema. Each
// operation is a request of 512 spans, so -benchtime 1954x is a million.
func BenchmarkReceive(b *testing.B) {
	bodies := map[string][]byte{"protobuf": requestOf512(proto.Marshal), "json": hexIDs(requestOf512(protojson.Marshal))}
	for _, encoding := range []string{"protobuf", "json"} {
		for _, verbosity := range []string{"basic", "normal", "detailed"} {
			b.Run(encoding+"/debug exporter, "+verbosity, func(b *testing.B) {
				c := newCollector(b, strings.ReplaceAll(debugged, "{verbosity}", verbosity), "")
				c.start(b)
				cmd := c.cmd
				sendAll(b, c.http, encoding, bodies[encoding])
				reportMemory(b, cmd)
				c.end(os.Interrupt)
				reportTime(b, cmd)
			})
		}
		b.Run(encoding+"/hhgen live", func(b *testing.B) {
			at := freeAddress(b)
			cmd := startLive(b, at)
			sendAll(b, at, encoding, bodies[encoding])
			reportMemory(b, cmd)
			_ = cmd.Process.Signal(os.Interrupt)
			_ = cmd.Wait() // with a status for what the schema does not have
			reportTime(b, cmd)
		})
	}
}

// startLive has hhgen live listen at an address.
func startLive(b *testing.B, at string) *exec.Cmd {
	b.Helper()
	hhgen, err := built("../..", "hhgen", "./cmd/hhgen")
	if err != nil {
		b.Fatal(err)
	}
	cmd := exec.Command(hhgen, "live", "--listen", at, "./examples/quickstart/chat")
	cmd.Dir = "../.."
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	for !listens(at) {
		time.Sleep(20 * time.Millisecond)
	}
	return cmd
}

// reportTime reports the processor time that a process took, which depends less than
// spans per second on what else the machine does. Starting is part of it.
func reportTime(b *testing.B, cmd *exec.Cmd) {
	b.Helper()
	p := cmd.ProcessState
	b.ReportMetric(float64(p.UserTime()+p.SystemTime())/float64(512*b.N), "cpu-ns/span")
}

// reportMemory reports the most memory that a process had, where /proc has it.
func reportMemory(b *testing.B, cmd *exec.Cmd) {
	b.Helper()
	status, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", cmd.Process.Pid))
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	var kib float64
	_, _ = fmt.Sscan(rest, &kib)
	b.ReportMetric(kib/1024, "peak-MiB")
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
func sendAll(b *testing.B, address, encoding string, body []byte) {
	b.Helper()
	url, contentType := "http://"+address+"/v1/traces", "application/x-protobuf"
	if encoding == "json" {
		contentType = "application/json"
	}
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
	b.StopTimer()
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
