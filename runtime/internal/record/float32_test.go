package record_test

import (
	"encoding/json"
	"math"
	"testing"

	"go.opentelemetry.io/otel/attribute"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/internal/record"
	"github.com/hhgen/hhgen/runtime/testdata/random"
)

// wantShortest fails unless v is recorded as encoding/json writes it.
func wantShortest(t random.TB, v float32) {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var want float64
	if err := json.Unmarshal(text, &want); err != nil {
		t.Fatal(err)
	}
	a := &record.Attr{Key: "honeyhive_metrics.v"}
	for name, put := range map[string]func(*record.Batch){
		"declared": func(b *record.Batch) { b.Float32(a, v) },
		"dynamic":  func(b *record.Batch) { b.Any(&record.Attr{Key: a.Key, MaxItems: 1}, v) },
	} {
		kvs := attributes(put)
		if len(kvs) != 1 || kvs[0].Value.Type() != attribute.FLOAT64 || math.Float64bits(kvs[0].Value.AsFloat64()) != math.Float64bits(want) {
			t.Errorf("%s: %s is recorded as %v", name, text, kvs)
		}
	}
}

func TestFloat32IsItsShortestDecimal(t *testing.T) {
	for _, v := range []float32{
		0, float32(math.Copysign(0, -1)), 0.1, -0.7, 1, 1.0 / 3, 1<<24 - 1, 1 << 24, 1<<24 + 2, 123456790, 1e10, 3e38, math.MaxFloat32, -math.MaxFloat32,
		math.SmallestNonzeroFloat32, 1e-38, 1e21, 1e-7, math.Pi,
	} {
		wantShortest(t, v)
	}
	random.Check(t, 5000, func(s random.Source) {
		if v := math.Float32frombits(uint32(s.Uint64())); v-v == 0 {
			wantShortest(s, v)
		}
		wantShortest(s, float32(s.IntN(2000)-1000)/100)
	})
}

func TestFloat32Bounds(t *testing.T) {
	a := &record.Attr{Key: "honeyhive_metrics.v", Floats: &record.FloatRange{Min: 0.1, Max: 0.7}}
	out := hh.Violation{Namespace: "metrics", Key: "v", Kind: hh.OutOfRange}
	notFinite := hh.Violation{Namespace: "metrics", Key: "v", Kind: hh.NotFinite}
	for _, v := range []float32{0.1, 0.5, 0.7} {
		put := func(b *record.Batch) { b.Float32(a, v) }
		if got, violations := recorded(t, put); len(got) != 1 || len(violations) > 0 {
			t.Errorf("%v: %v, %v", v, got, violations)
		}
		wantAgreement(t, put)
	}
	wantRecorded(t, func(b *record.Batch) { b.Float32(a, math.Nextafter32(0.1, 0)) }, nil, out)
	wantRecorded(t, func(b *record.Batch) { b.Float32(a, math.Nextafter32(0.7, 1)) }, nil, out)
	wantRecorded(t, func(b *record.Batch) { b.Float32(a, float32(math.NaN())) }, nil, notFinite)
	wantRecorded(t, func(b *record.Batch) { b.Float32(a, float32(math.Inf(1))) }, nil, notFinite)
}

func TestFloat32AllocatesNothing(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector allocates")
	}
	rt := hh.New(hh.WithMeterProvider(nil))
	a := &record.Attr{Key: "honeyhive_metrics.v"}
	got := testing.AllocsPerRun(100, func() {
		var kvs []attribute.KeyValue
		b := engine(rt).Batch()
		b.Float32(a, 0.1)
		b.Float32(a, -math.MaxFloat32)
		b.Float32(a, 1.17549421e-38)
		b.Attributes(&kvs)
	})
	if got > 1 { // one for the result
		t.Errorf("%v allocations", got)
	}
}
