package record_test

import (
	"context"
	"reflect"
	"strings"
	"testing"

	"go.opentelemetry.io/otel/attribute"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/internal/record"
)

// kept are the members of a batch that a later call may find as they were left.
var kept = map[string]bool{
	"value": true, // begins anew with each value, except for its levels
	"calls": true, // counts all calls
}

// wantEmpty reports what a released batch still holds.
func wantEmpty(t *testing.T, b *record.Batch) {
	t.Helper()
	v := reflect.ValueOf(b).Elem()
	for i := range v.NumField() {
		name, f := v.Type().Field(i).Name, v.Field(i)
		switch {
		case f.Kind() == reflect.Slice:
			if f.Len() > 0 {
				t.Errorf("%s has length %d", name, f.Len())
			}
			for j, all := 0, f.Slice(0, f.Cap()); j < all.Len(); j++ {
				if !all.Index(j).IsZero() {
					t.Errorf("%s holds something at %d", name, j)
				}
			}
		case !kept[name] && !f.IsZero():
			t.Errorf("%s is not zero", name)
		}
	}
	if n := v.FieldByName("value").FieldByName("levels").Int(); n != 0 {
		t.Errorf("%d values are open", n)
	}
}

// A batch keeps nothing of a call for the calls after it, whatever was recorded.
func TestReleasedBatch(t *testing.T) {
	open := &record.OpenNamespace{Attr: record.Attr{Key: "honeyhive_metadata", MaxBytes: 64}}
	extra := &record.Attr{Key: "honeyhive_metrics", Inline: true, MaxItems: 8, MaxBytes: 64}
	puts := map[string]func(*record.Batch){
		"nothing": func(*record.Batch) {},
		"values":  func(b *record.Batch) { b.String(&hhUserID, "user"); b.Float(&hhScore, 0.5) },
		"travels": func(b *record.Batch) {
			b.String(&record.Attr{Key: "honeyhive_metadata.plan", MaxBytes: 8, Baggage: true}, "pro")
		},
		"violation": func(b *record.Batch) { b.Float(&hhScore, 7) },
		"too long":  func(b *record.Batch) { b.String(&hhUserID, strings.Repeat("x", 100)) },
		"list":      func(b *record.Batch) { putTexts(b, []string{"a", "b"}) },
		"open":      func(b *record.Batch) { b.Open(open, "id", attribute.StringValue("a")) },
		"open, twice": func(b *record.Batch) {
			b.Open(open, "id", attribute.BoolValue(true))
			b.Open(open, "id", attribute.BoolValue(false))
		},
		"ambiguous": func(b *record.Batch) {
			b.Any(extra, map[string]any{"a": map[string]any{"b": 1}, "a.b": 2, "c.d": 3, "c": 4})
			b.Any(extra, map[string]any{"a": 1, "c.d.e": 2})
		},
		"error that panics": func(b *record.Batch) { b.Error(&hhErr, panics{}) },
		"panic in a list":   func(b *record.Batch) { b.Items(&hhTags, 2); b.Item(1); panic("in between") },
		"panic in a comparison": func(b *record.Batch) {
			for _, k := range record.Members(b, extra, map[string]int{"a": 1, "a.b": 2}) {
				b.Member(k)
				b.Int(&record.Attr{Key: "honeyhive_metrics.{}", Holes: 1}, 1)
				panic("in between")
			}
		},
	}
	ends := map[string]func(rt *hh.Runtime, put func(*record.Batch)) *record.Batch{
		"span": func(rt *hh.Runtime, put func(*record.Batch)) (b *record.Batch) {
			recordSpan(t, func(ctx context.Context) {
				b = engine(rt).Span(ctx)
				defer b.Send()
				put(b)
			})
			return b
		},
		"attributes": func(rt *hh.Runtime, put func(*record.Batch)) *record.Batch {
			var kvs []attribute.KeyValue
			b := engine(rt).Batch()
			defer b.Attributes(&kvs)
			put(b)
			return b
		},
		"event": func(rt *hh.Runtime, put func(*record.Batch)) *record.Batch {
			b, err := engine(rt).Event(hh.NewEventID())
			if err != nil {
				t.Fatal(err)
			}
			defer b.Update(&err)
			put(b)
			return b
		},
	}
	rt := hh.New(hh.WithViolationHandler(func(hh.Violation) {}))
	for end, do := range ends {
		for name, put := range puts {
			t.Run(end+"/"+name, func(t *testing.T) {
				var b *record.Batch
				do(rt, func(got *record.Batch) { b = got; put(got) })
				wantEmpty(t, b)
			})
		}
	}
}
