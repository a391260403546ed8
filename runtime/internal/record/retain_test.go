package record_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"go.opentelemetry.io/otel/attribute"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/internal/record"
)

// What is cut off a string is not kept alive by what is recorded of it, of
// whatever type the value is.
func TestCutStringsAreFreed(t *testing.T) {
	const size = 4 << 20
	short := &record.Attr{Key: "honeyhive_inputs.query", MaxBytes: 10}
	runes := &record.Attr{Key: "honeyhive_inputs.query", MaxBytes: 1024, MaxRunes: 10}
	extra := &record.Attr{Key: "honeyhive_inputs.extra", MaxBytes: 10, MaxItems: 4}
	for name, put := range map[string]func(b *record.Batch, large string){
		"declared":      func(b *record.Batch, large string) { b.String(short, large) },
		"characters":    func(b *record.Batch, large string) { b.String(runes, large) },
		"not UTF-8":     func(b *record.Batch, large string) { b.String(short, "\xff"+large) },
		"error":         func(b *record.Batch, large string) { b.Error(short, errors.New(large)) },
		"marshaler":     func(b *record.Batch, large string) { b.Marshal(short, text(large)) },
		"masked":        func(b *record.Batch, large string) { b.Masked(short, hh.Mask(large)) },
		"hashed":        func(b *record.Batch, large string) { b.Hashed(short, hh.Hash(large)) },
		"dynamic":       func(b *record.Batch, large string) { b.Any(extra, map[string]any{"a": large, "b": []string{large}}) },
		"JSON":          func(b *record.Batch, large string) { b.JSON(extra, json.RawMessage(`{"a":"`+large+`"}`)) },
		"a part of one": func(b *record.Batch, large string) { b.JSON(extra, json.RawMessage(`{"a":"short","b":"`+large+`"}`)) },
	} {
		t.Run(name, func(t *testing.T) {
			rt := hh.New(hh.WithViolationHandler(func(hh.Violation) {}), hh.WithHashKey(hashKey))
			var kept [][]attribute.KeyValue
			before := heap()
			for range 4 {
				var kvs []attribute.KeyValue
				b := engine(rt).Batch()
				put(b, strings.Repeat("x", size))
				b.Attributes(&kvs)
				kept = append(kept, kvs)
			}
			if grown := heap() - before; grown > size {
				t.Errorf("%d bytes are alive of 4 strings of %d", grown, size)
			}
			for _, kvs := range kept {
				if len(kvs) == 0 {
					t.Error("nothing was recorded")
				}
			}
		})
	}
}

// What a call has recorded, the batches that are used again do not keep alive.
func TestPooledBatchesKeepNothingAlive(t *testing.T) {
	const size, attributes = 1 << 20, 50
	rt := hh.New(hh.WithMeterProvider(nil))
	a := &record.Attr{Key: "honeyhive_inputs.query", MaxBytes: 16}
	extra := &record.Attr{Key: "honeyhive_metadata.{}", Holes: 1, MaxItems: attributes, Inline: true}
	fill := func(n int) {
		var kvs []attribute.KeyValue
		b := engine(rt).Batch()
		for i := range n {
			b.String(a, strings.Repeat("x", size)[:10])
			for _, k := range record.Members(b, extra, map[string]int{fmt.Sprint(i, strings.Repeat("k", size))[:10]: 1}) {
				b.Member(k)
				b.Int(extra, 1)
			}
			b.End()
		}
		b.Attributes(&kvs)
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // each has a pool
	before := heap()
	fill(attributes)
	for range 4 { // what is used between collections stays in the pool
		runtime.GC()
		fill(1)
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	if grown := int64(m.HeapAlloc) - before; grown > attributes/2*size {
		t.Errorf("%d bytes are alive of %d strings of %d", grown, attributes, size)
	}
}

// A string that fits is recorded as it is given, without a copy.
func TestStringsThatFitAreNotCopied(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector allocates")
	}
	rt := hh.New(hh.WithMeterProvider(nil))
	a, part := &record.Attr{Key: "honeyhive_inputs.query", MaxBytes: 16}, strings.Repeat("x", 1<<10)[:10]
	got := testing.AllocsPerRun(100, func() {
		var kvs []attribute.KeyValue
		b := engine(rt).Batch()
		b.String(a, part)
		b.String(a, part)
		b.Attributes(&kvs)
	})
	if got > 1 { // the result
		t.Errorf("%v allocations", got)
	}
}

// BenchmarkParts records five strings of 10 bytes, each a part of a larger one,
// on a span: as they are given, and as they would be if all were copied. That
// is what the package's documentation says is not done.
func BenchmarkParts(b *testing.B) {
	var attrs [5]record.Attr
	var parts [5]string
	for i := range attrs {
		attrs[i] = record.Attr{Key: attribute.Key(fmt.Sprintf("honeyhive_inputs.part_%d", i)), MaxBytes: 64}
		parts[i] = strings.Repeat("x", 1<<20)[:10]
	}
	rt := hh.New(hh.WithMeterProvider(nil))
	tracer := sdktrace.NewTracerProvider().Tracer("bench")
	for _, way := range []struct {
		name string
		of   func(string) string
	}{
		{"as given", func(s string) string { return s }},
		{"copied", strings.Clone},
	} {
		b.Run(way.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				ctx, span := tracer.Start(context.Background(), "span")
				batch := engine(rt).Span(ctx)
				for i := range attrs {
					batch.String(&attrs[i], way.of(parts[i]))
				}
				batch.Send()
				span.End()
			}
		})
	}
}
