package gen_test

import (
	"bytes"
	"context"
	"os"
	"testing"

	"go.opentelemetry.io/otel/attribute"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"github.com/hhgen/hhgen/testdata/sizes"
)

// allocations of a span that the SDK records, from its start to its end, by the
// number of its attributes: those of the hand-written call, and of generated
// code in each of its ways.
var allocations = map[int]struct{ byHand, generated float64 }{
	1:   {4, 3},
	5:   {4, 3},
	13:  {4, 3},
	40:  {4, 3},
	100: {4, 3},
}

// The calls are the same for all sizes, by hand first; those with generated code
// come after the guarded one.
func TestAllocationsBySize(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates")
	}
	recording := sdktrace.NewTracerProvider().Tracer("test")
	dropped, drop := sdktrace.NewTracerProvider(sdktrace.WithSampler(sdktrace.NeverSample())).Tracer("test").Start(context.Background(), "span")
	defer drop.End()
	for _, n := range sizes.Sizes {
		for i, c := range sizes.SpanCalls[n] {
			want := allocations[n].generated
			if i < 2 {
				want = allocations[n].byHand
			}
			got := testing.AllocsPerRun(200, func() {
				ctx, span := recording.Start(context.Background(), "span")
				c.Do(ctx)
				span.End()
			})
			if got != want {
				t.Errorf("%d attributes, %s, recording: %v allocations, want %v", n, c.Name, got, want)
			}
			if i == 0 {
				continue // it makes its attributes whether or not they are recorded
			}
			if got := testing.AllocsPerRun(200, func() { c.Do(dropped) }); got != 0 {
				t.Errorf("%d attributes, %s, not recording: %v allocations, want 0", n, c.Name, got)
			}
		}
	}
}

// The calls of one size record the same.
func TestSizesAgree(t *testing.T) {
	for _, n := range sizes.Sizes {
		want := attribute.NewSet(recorded(t, sizes.SpanCalls[n][0].Do)...)
		if want.Len() != n {
			t.Errorf("%d attributes, want %d", want.Len(), n)
		}
		for _, c := range sizes.SpanCalls[n][1:] {
			if got := attribute.NewSet(recorded(t, c.Do)...); got != want {
				t.Errorf("%d attributes, %s: %v, want %v", n, c.Name, got.ToSlice(), want.ToSlice())
			}
		}
	}
}

// mostBytesPerSetter and mostLinesPerSetter are the size of the generated file of
// 104 setters and ten records of up to 100 fields, for each setter. Raise them if
// the code is worth it: it is what all users check in, read in diffs and compile.
const (
	mostBytesPerSetter = 975
	mostLinesPerSetter = 20
)

func TestGeneratedSize(t *testing.T) {
	file, err := os.ReadFile("../testdata/sizes/hh_gen.go")
	if err != nil {
		t.Fatal(err)
	}
	setters := bytes.Count(file, []byte("\nfunc With"))
	if setters != 104 {
		t.Fatalf("%d setters, want 104", setters)
	}
	if got := len(file) / setters; got > mostBytesPerSetter {
		t.Errorf("%d bytes for each setter, want at most %d", got, mostBytesPerSetter)
	}
	if got := bytes.Count(file, []byte("\n")) / setters; got > mostLinesPerSetter {
		t.Errorf("%d lines for each setter, want at most %d", got, mostLinesPerSetter)
	}
}
