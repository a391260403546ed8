package record_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"testing"

	"go.opentelemetry.io/otel/attribute"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/internal/record"
)

// benchmarkMaps are dynamic values of several shapes.
func benchmarkMaps() map[string]map[string]any {
	plain, dotted, nested, wide := map[string]any{}, map[string]any{}, map[string]any{}, map[string]any{}
	for i := range 8 {
		plain[fmt.Sprintf("member_%d", i)] = "a value"
		dotted[fmt.Sprintf("gen_ai.usage.tokens_%d", i)] = i
		nested[fmt.Sprintf("tool_%d", i)] = map[string]any{"name": "search", "calls": []any{1, 2.5, "x"}, "ok": true}
	}
	for i := range 500 {
		wide[fmt.Sprintf("member_%d", i)] = i
	}
	return map[string]map[string]any{"plain": plain, "dotted": dotted, "nested": nested, "wide": wide}
}

// BenchmarkFlatten records one dynamic value, on no span.
func BenchmarkFlatten(b *testing.B) {
	rt := hh.New(hh.WithMeterProvider(nil))
	bench := func(name string, put func(*record.Batch)) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			var kvs []attribute.KeyValue
			for b.Loop() {
				batch := engine(rt).Batch()
				put(batch)
				batch.Attributes(&kvs)
			}
		})
	}
	all := benchmarkMaps()
	for _, shape := range slices.Sorted(maps.Keys(all)) {
		m := all[shape]
		text, err := json.Marshal(m)
		if err != nil {
			b.Fatal(err)
		}
		a := &record.Attr{Key: "honeyhive_metadata.extra", MaxBytes: 1024, MaxItems: 1024}
		inline := &record.Attr{Key: "honeyhive_metadata", MaxBytes: 1024, MaxItems: 1024, Inline: true, Declared: []string{"user_id", "plan"}}
		bench(shape+"/map", func(b *record.Batch) { b.AnyMap(a, m) })
		bench(shape+"/JSON", func(b *record.Batch) { b.JSON(a, text) })
		bench(shape+"/inline", func(b *record.Batch) { b.AnyMap(inline, m) })
	}
	typed := &record.Attr{Key: "honeyhive_metrics.calls.{}", Holes: 1, MaxItems: 1024}
	for name, m := range map[string]map[string]float64{
		"plain":  {"search": 1, "fetch": 2, "answer": 3, "rank": 4, "plan": 5, "tool": 6},
		"dotted": {"gpt-4.1": 1, "gpt-4.5": 2, "claude-3.5": 3, "claude-3.7": 4, "o3": 5, "o4": 6},
	} {
		bench(name+"/typed", func(b *record.Batch) {
			for _, k := range record.Members(b, typed, m) {
				b.Member(k)
				b.Float(typed, m[k])
			}
			b.End()
		})
	}
}
