package record_test

import (
	"context"
	"reflect"

	"go.opentelemetry.io/otel/attribute"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhimpl"
	"github.com/hhgen/hhgen/runtime/internal/record"
)

// What hhgen would generate, in short, for the fields that these tests record.

// field is what a setter returns.
type field func(*record.Batch)

var (
	hhUserID  = record.Attr{Key: "honeyhive_user_properties.user_id", MaxBytes: 64}
	hhFeature = record.Attr{Key: "honeyhive_metadata.feature", MaxBytes: 32}
	hhScore   = record.Attr{Key: "honeyhive_metrics.score", Floats: &record.FloatRange{Min: 0, Max: 1}}
	hhTags    = record.Attr{Key: "honeyhive_metadata.tags.[]", Holes: 1, MaxBytes: 16, MaxItems: 4}
	hhRating  = record.Attr{Key: "honeyhive_feedback.rating", Ints: &record.IntRange{Min: 1, Max: 5}}
	hhQuery   = record.Attr{Key: "honeyhive_inputs.query", MaxBytes: 256}
	hhErr     = record.Attr{Key: "honeyhive_error", MaxBytes: 1024}
	hhOpen    = record.OpenNamespace{Attr: record.Attr{Key: "honeyhive_metadata", MaxBytes: 1024, Declared: []string{"feature", "tags"}}}
)

func withUserID(v string) field  { return func(b *record.Batch) { b.String(&hhUserID, v) } }
func withFeature(v string) field { return func(b *record.Batch) { b.String(&hhFeature, v) } }
func withScore(v float64) field  { return func(b *record.Batch) { b.Float(&hhScore, v) } }
func withRating(v int) field     { return func(b *record.Batch) { b.Int(&hhRating, int64(v)) } }
func withQuery(v string) field   { return func(b *record.Batch) { b.String(&hhQuery, v) } }
func withErr(v error) field      { return func(b *record.Batch) { b.Error(&hhErr, v) } }
func withTags(v ...string) field { return func(b *record.Batch) { putTexts(b, v) } }
func withID(v string) field {
	return func(b *record.Batch) { b.Open(&hhOpen, "id", hhimpl.ValueOf(v)) }
}
func putAll(b *record.Batch, fields []field) {
	for _, f := range fields {
		f(b)
	}
}

func putTexts(b *record.Batch, v []string) {
	for i := range b.Items(&hhTags, len(v)) {
		b.Item(i)
		b.String(&hhTags, v[i])
	}
	b.End()
}

func enrichSpan(ctx context.Context, fields ...field) { enrichSpanOf(ctx, nil, fields...) }

func enrichSpanOf(ctx context.Context, rt *hh.Runtime, fields ...field) {
	b := hhimpl.Span(ctx, rt)
	if b == nil {
		return
	}
	defer b.Send()
	putAll(b, fields)
}

func enrichSession(ctx context.Context, rt *hh.Runtime, fields ...field) (err error) {
	b, err := hhimpl.Session(ctx, rt)
	if err != nil {
		return err
	}
	defer b.Update(&err)
	putAll(b, fields)
	return nil
}

func fieldAttributes(fields ...field) (kvs []attribute.KeyValue) {
	b := hhimpl.Values(nil)
	defer b.Attributes(&kvs)
	putAll(b, fields)
	return kvs
}

// turn is a record.
type turn struct{ userID, feature string }

func init() {
	hhimpl.Register(reflect.TypeFor[turn](), func(b *record.Batch, of any) bool {
		switch f := of.(type) {
		case field:
			f(b)
		case turn:
			putAll(b, []field{withUserID(f.userID), withFeature(f.feature)})
		case *turn:
			if f != nil {
				putAll(b, []field{withUserID(f.userID), withFeature(f.feature)})
			}
		default:
			return false
		}
		return true
	})
}
