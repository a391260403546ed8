package otlp

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	common "go.opentelemetry.io/proto/otlp/common/v1"
	resource "go.opentelemetry.io/proto/otlp/resource/v1"
	trace "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
)

// batch is a request of 512 spans of 20 attributes, as an SDK sends it.
func batch() *collector.ExportTraceServiceRequest {
	spans := make([]*trace.Span, 512)
	for i := range spans {
		id := []byte(fmt.Sprintf("%016d", i))
		spans[i] = &trace.Span{TraceId: id, SpanId: id[8:], Name: "answer", Kind: 1, StartTimeUnixNano: 1, EndTimeUnixNano: 2}
		for j := range 20 {
			var value any = fmt.Sprintf("value %d of span %d", j, i)
			switch j % 5 {
			case 0:
				value = i * j
			case 1:
				value = float64(i) / 7
			}
			spans[i].Attributes = append(spans[i].Attributes, pair(fmt.Sprintf("honeyhive_metadata.attribute_%d", j), value))
		}
	}
	return &collector.ExportTraceServiceRequest{ResourceSpans: []*trace.ResourceSpans{{
		Resource:   &resource.Resource{Attributes: []*common.KeyValue{pair("service.name", "answerer")}},
		ScopeSpans: []*trace.ScopeSpans{{Scope: &common.InstrumentationScope{Name: "chat"}, Spans: spans}},
	}}}
}

// BenchmarkRead reads a million spans and more.
func BenchmarkRead(b *testing.B) {
	line := append(must(protojson.Marshal(batch())), '\n')
	binary := must(proto.Marshal(batch()))
	for _, form := range []struct {
		name string
		text []byte
	}{
		{"JSON", line}, {"protobuf", binary}, {"messages", framed(binary)}, {"zstd", framed(zstded(binary))},
	} {
		b.Run(form.name, func(b *testing.B) {
			b.ReportAllocs()
			stats, err := Read(repeat(string(form.text), len(form.text)*b.N), func(*Span) error { return nil })
			if err != nil || stats.Spans != 512*b.N {
				b.Fatal(stats, err)
			}
			b.SetBytes(int64(len(form.text)))
			b.ReportMetric(float64(stats.Spans)/b.Elapsed().Seconds(), "spans/s")
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(stats.Spans), "ns/span")
		})
	}
}

// BenchmarkJSON compares what is read here with all tokens as jsontext reads them,
// and with a request as protojson makes it.
func BenchmarkJSON(b *testing.B) {
	line := must(protojson.Marshal(batch()))
	b.Run("jsontext", func(b *testing.B) {
		b.SetBytes(int64(len(line)))
		for b.Loop() {
			dec := jsontext.NewDecoder(bytes.NewReader(line), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
			for {
				if _, err := dec.ReadToken(); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					b.Fatal(err)
				}
			}
		}
		b.ReportMetric(512*float64(b.N)/b.Elapsed().Seconds(), "spans/s")
	})
	b.Run("protojson", func(b *testing.B) {
		b.SetBytes(int64(len(line)))
		for b.Loop() {
			if err := protojson.Unmarshal(line, &collector.ExportTraceServiceRequest{}); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(512*float64(b.N)/b.Elapsed().Seconds(), "spans/s")
	})
	b.Run("proto", func(b *testing.B) {
		binary := must(proto.Marshal(batch()))
		b.SetBytes(int64(len(binary)))
		for b.Loop() {
			if err := proto.Unmarshal(binary, &collector.ExportTraceServiceRequest{}); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(512*float64(b.N)/b.Elapsed().Seconds(), "spans/s")
	})
}
