package record_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.opentelemetry.io/otel/attribute"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/internal/record"
)

// with is ctx with what put puts, as the generated ContextWith does it.
func with(ctx context.Context, put func(*record.Batch)) (out context.Context) {
	out = ctx
	b := engine(hh.New(hh.WithViolationHandler(func(hh.Violation) {}))).Batch()
	defer b.Context(&out)
	put(b)
	return out
}

func putInt(key attribute.Key, v int64) func(*record.Batch) {
	return func(b *record.Batch) { b.Int(&record.Attr{Key: key}, v) }
}

func wantCarried(t *testing.T, ctx context.Context, want ...attribute.KeyValue) {
	t.Helper()
	var got, wanted []string
	for _, kv := range hh.ContextAttributes(ctx) {
		got = append(got, describe(string(kv.Key), kv.Value))
	}
	for _, kv := range want {
		wanted = append(wanted, describe(string(kv.Key), kv.Value))
	}
	if diff := cmp.Diff(wanted, got); diff != "" {
		t.Errorf("carried (-want +got):\n%s", diff)
	}
}

func TestContextWithoutAttributes(t *testing.T) {
	wantCarried(t, t.Context())
}

func TestContextWithNothingIsTheSame(t *testing.T) {
	ctx := t.Context()
	if with(ctx, func(*record.Batch) {}) != ctx {
		t.Error("another context")
	}
}

// The last value of a key stays, also if earlier calls gave the others.
func TestContextsMerge(t *testing.T) {
	a := with(t.Context(), func(b *record.Batch) {
		putInt("honeyhive_metadata.a", 1)(b)
		putInt("honeyhive_metadata.b", 1)(b)
		putInt("honeyhive_metadata.a", 2)(b)
	})
	wantCarried(t, a, attribute.Int("honeyhive_metadata.b", 1), attribute.Int("honeyhive_metadata.a", 2))
	b := with(a, putInt("honeyhive_metadata.b", 3))
	wantCarried(t, b, attribute.Int("honeyhive_metadata.a", 2), attribute.Int("honeyhive_metadata.b", 3))
	c := with(b, func(b *record.Batch) { b.String(&record.Attr{Key: "honeyhive_metadata.a", MaxBytes: 8}, "text") })
	wantCarried(t, c, attribute.Int("honeyhive_metadata.b", 3), attribute.String("honeyhive_metadata.a", "text"))
}

// A list, map or dynamic value replaces the one before it whole, and nothing else.
func TestContextsReplaceValues(t *testing.T) {
	text := func(key attribute.Key, in string) func(*record.Batch) {
		a := &record.Attr{Key: key, MaxItems: 8, MaxBytes: 8, Inline: key == "honeyhive_metadata"}
		return func(b *record.Batch) { b.JSON(a, json.RawMessage(in)) }
	}
	const extra, metadata = "honeyhive_metadata.extra", "honeyhive_metadata"
	ctx := with(t.Context(), text(extra, `{"a":1,"b":2}`))
	ctx = with(ctx, text("honeyhive_metadata.extra_2", `[3]`))
	ctx = with(ctx, text("honeyhive_metrics.extra", `[4]`))
	ctx = with(ctx, text(metadata, `{"x":{"y":5},"z":6}`))
	two, four, five, six := attribute.Int("honeyhive_metadata.extra_2.0", 3), attribute.Int("honeyhive_metrics.extra.0", 4),
		attribute.Int("honeyhive_metadata.x.y", 5), attribute.Int("honeyhive_metadata.z", 6)
	wantCarried(t, ctx, attribute.Int("honeyhive_metadata.extra.a", 1), attribute.Int("honeyhive_metadata.extra.b", 2), two, four, five, six)
	wantCarried(t, with(ctx, text(extra, `{"a":{"c":7}}`)), two, four, five, six, attribute.Int("honeyhive_metadata.extra.a.c", 7))
	wantCarried(t, with(ctx, text(metadata, `{"x":8}`)), attribute.Int("honeyhive_metadata.extra.a", 1), attribute.Int("honeyhive_metadata.extra.b", 2),
		two, four, six, attribute.Int("honeyhive_metadata.x", 8))
}

// Two contexts below one do not see each other, nor does that above.
func TestContextsBranch(t *testing.T) {
	above := with(t.Context(), putInt("honeyhive_metadata.a", 1))
	left := with(above, putInt("honeyhive_metadata.b", 2))
	right := with(above, putInt("honeyhive_metadata.c", 3))
	one, two, three := attribute.Int("honeyhive_metadata.a", 1), attribute.Int("honeyhive_metadata.b", 2), attribute.Int("honeyhive_metadata.c", 3)
	wantCarried(t, above, one)
	wantCarried(t, left, one, two)
	wantCarried(t, right, one, three)
}

// A caller that appends to what it is given changes no context.
func TestAppendingToContextAttributes(t *testing.T) {
	ctx := with(t.Context(), func(b *record.Batch) {
		for i := range int64(3) {
			putInt("honeyhive_metadata.a", i)(b) // leaves room in the slice
		}
	})
	_ = append(hh.ContextAttributes(ctx), attribute.Int("x", 1))
	other := append(hh.ContextAttributes(ctx), attribute.Int("y", 1))
	_ = append(hh.ContextAttributes(ctx), attribute.Int("z", 1))
	if other[1].Key != "y" {
		t.Errorf("another appender wrote %q", other[1].Key)
	}
	wantCarried(t, ctx, attribute.Int("honeyhive_metadata.a", 2))
}

// Nothing of the runtime panics: a missing context carries nothing, and what
// is put on it is carried by a new one.
func TestNoContext(t *testing.T) {
	defer func() {
		if r := recover(); r != nil {
			t.Errorf("panic: %v", r)
		}
	}()
	ctx := with(nil, putInt("honeyhive_metadata.a", 1)) //nolint:staticcheck // the point of the test
	wantCarried(t, ctx, attribute.Int("honeyhive_metadata.a", 1))
	wantCarried(t, nil)
}
