package record_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.opentelemetry.io/otel"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhimpl"
	"github.com/hhgen/hhgen/runtime/internal/record"
)

// violationTest makes one violation, out of values that hold the secret.
type violationTest struct {
	want hh.Violation
	put  func(*record.Batch)
}

// violationTests has each kind once.
func violationTests() []violationTest {
	list := &record.Attr{Key: "honeyhive_metadata.tags.[]", Holes: 1, MaxItems: 4, MaxBytes: 8}
	member := &record.Attr{Key: "honeyhive_metadata.labels.{}", Holes: 1, MaxItems: 4}
	item := &record.Attr{Key: "honeyhive_outputs.hits.[].id", Holes: 1, MaxBytes: 8}
	drop := &record.Attr{Key: "honeyhive_inputs.query", MaxBytes: 8, Drop: true}
	score := &record.Attr{Key: "honeyhive_metrics.score", Floats: &record.FloatRange{Min: 0, Max: 1}}
	field := &record.Attr{Key: "honeyhive_config.model.name", MaxBytes: 64, MaxItems: 2}
	pattern := &record.Attr{Key: "honeyhive_metadata.code", MaxBytes: 64, Pattern: &record.Pattern{RE2: `^\d+$`}}
	failure := &record.Attr{Key: "honeyhive_error", MaxBytes: 64}
	open := openMetadata()
	return []violationTest{
		{hh.Violation{Namespace: "outputs", Key: "hits.[].id", Kind: hh.TooLong, Size: 20, Limit: 8}, func(b *record.Batch) {
			b.Array(new(record.Attr))
			b.String(item, secret)
			b.End()
		}},
		{hh.Violation{Namespace: "inputs", Key: "query", Kind: hh.TooLongDropped, Size: 20, Limit: 8}, func(b *record.Batch) { b.String(drop, secret) }},
		{hh.Violation{Namespace: "error", Kind: hh.InvalidUTF8}, func(b *record.Batch) { b.Error(failure, errors.New(secret+"\xff")) }},
		{hh.Violation{Namespace: "metrics", Key: "score", Kind: hh.NotFinite}, func(b *record.Batch) { b.Float(score, math.Inf(1)) }},
		{hh.Violation{Namespace: "metrics", Key: "score", Kind: hh.OutOfRange}, func(b *record.Batch) { b.Float(score, 2) }},
		{hh.Violation{Namespace: "config", Key: "model.name", Kind: hh.NotInEnum}, func(b *record.Batch) { b.Enum(field, secret) }},
		{hh.Violation{Namespace: "metadata", Key: "code", Kind: hh.NoMatch}, func(b *record.Batch) { b.String(pattern, secret) }},
		{hh.Violation{Namespace: "metadata", Key: "tags", Kind: hh.TooManyItems, Size: 5, Limit: 4}, func(b *record.Batch) { putList(b, list, count(5)) }},
		{hh.Violation{Namespace: "config", Key: "model.name", Kind: hh.TooDeep, Size: 3, Limit: 2}, func(b *record.Batch) { b.Any(field, [][][]string{{{secret}}}) }},
		{hh.Violation{Namespace: "config", Key: "model.name", Kind: hh.TooComplex}, func(b *record.Batch) { b.Any(field, make([]*int, 1000)) }},
		{hh.Violation{Namespace: "metadata", Key: "labels", Kind: hh.InvalidKey, Size: 2000, Limit: 256}, func(b *record.Batch) {
			record.Members(b, member, map[string]int{strings.Repeat(secret, 100): 1})
			b.End()
		}},
		{hh.Violation{Namespace: "metadata", Key: "feature", Kind: hh.DeclaredKey}, func(b *record.Batch) { b.Open(open, "feature", hhimpl.ValueOf(secret)) }},
		{hh.Violation{Namespace: "config", Key: "model.name", Kind: hh.InvalidJSON}, func(b *record.Batch) { b.JSON(field, []byte(secret)) }},
		{hh.Violation{Namespace: "inputs", Kind: hh.NotAnObject}, func(b *record.Batch) { b.JSON(inline("inputs"), []byte(`"`+secret+`"`)) }},
		{hh.Violation{Namespace: "config", Key: "model.name", Kind: hh.UnsupportedType}, func(b *record.Batch) { b.Any(field, func() {}) }},
		{hh.Violation{Namespace: "event_id", Kind: hh.InvalidEventID}, func(b *record.Batch) { b.EventID(&record.Attr{Key: "honeyhive_event_id"}, hh.EventID{1}) }},
		{hh.Violation{Namespace: "config", Key: "model.name", Kind: hh.NoHashKey}, func(b *record.Batch) { b.Hashed(field, hh.Hash(secret)) }},
		{hh.Violation{Namespace: "config", Key: "model.name", Kind: hh.MarshalFailed}, func(b *record.Batch) { b.Marshal(field, failing{}) }},
		{hh.Violation{Namespace: "config", Key: "model.name", Kind: hh.Panicked}, func(b *record.Batch) { b.Marshal(field, panics{}) }},
		{hh.Violation{Key: "string", Kind: hh.ForeignField}, func(b *record.Batch) { b.Foreign(reflect.TypeOf(secret)) }},
	}
}

func TestEachKindOfViolation(t *testing.T) {
	for _, test := range violationTests() {
		t.Run(string(test.want.Kind), func(t *testing.T) {
			_, got := recorded(t, test.put)
			wantViolations(t, []hh.Violation{test.want}, got)
			for _, v := range got {
				wantHidden(t, "the violation", fmt.Sprintf("%v %+v %#v", v, v, v))
			}
		})
	}
}

func TestViolationMessage(t *testing.T) {
	tests := []struct {
		v    hh.Violation
		want string
	}{
		{hh.Violation{Namespace: "metrics", Key: "score", Kind: hh.NotFinite}, "hhgen: metrics.score: not_finite"},
		{hh.Violation{Namespace: "inputs", Key: "q", Kind: hh.TooLong, Size: 9, Limit: 8}, "hhgen: inputs.q: too_long (9, limit 8)"},
		{hh.Violation{Namespace: "error", Kind: hh.InvalidUTF8}, "hhgen: error: invalid_utf8"},
		{hh.Violation{Key: "main.Turn", Kind: hh.ForeignField}, "hhgen: main.Turn: foreign_field"},
	}
	for _, test := range tests {
		if got := test.v.Error(); got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
}

// handleErrors has otel.Handle append to the slice that is returned.
func handleErrors(t *testing.T) *[]error {
	var mu sync.Mutex
	var errs []error
	before := otel.GetErrorHandler()
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) {
		mu.Lock()
		defer mu.Unlock()
		errs = append(errs, err)
	}))
	t.Cleanup(func() { otel.SetErrorHandler(before) })
	return &errs
}

// repeated makes two violations of each kind, with the metric, and returns
// what was counted.
func repeated(t *testing.T, options ...hh.Option) map[hh.Violation]int64 {
	t.Helper()
	reader := sdkmetric.NewManualReader()
	provider := sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader))
	rt := hh.New(append(options, hh.WithMeterProvider(provider))...)
	recordSpan(t, func(ctx context.Context) {
		for range 2 {
			for _, test := range violationTests() {
				b := engine(rt).Span(ctx)
				test.put(b)
				b.Send()
			}
		}
	})
	return counted(t, reader)
}

// counted reads the metric: a violation without its numbers, and how often.
func counted(t *testing.T, reader sdkmetric.Reader) map[hh.Violation]int64 {
	t.Helper()
	var data metricdata.ResourceMetrics
	if err := reader.Collect(t.Context(), &data); err != nil {
		t.Fatal(err)
	}
	got := map[hh.Violation]int64{}
	for _, scope := range data.ScopeMetrics {
		for _, m := range scope.Metrics {
			sum, ok := m.Data.(metricdata.Sum[int64])
			if m.Name != "hhgen.violations" || !ok || !sum.IsMonotonic {
				t.Fatalf("metric %q is a %T", m.Name, m.Data)
			}
			for _, point := range sum.DataPoints {
				got[pointOf(t, point)] += point.Value
			}
		}
	}
	return got
}

func pointOf(t *testing.T, point metricdata.DataPoint[int64]) hh.Violation {
	t.Helper()
	labels := asMap(point.Attributes.ToSlice())
	if len(labels) != 3 {
		t.Errorf("attributes %v, want namespace, key and kind", labels)
	}
	return hh.Violation{Namespace: labels["namespace"].(string), Key: labels["key"].(string), Kind: hh.Kind(labels["kind"].(string))}
}

func TestDefaultHandlerReportsTheFirstAndCountsAll(t *testing.T) {
	errs := handleErrors(t)
	counts := repeated(t)
	var wantErrs []error
	wantCounts := map[hh.Violation]int64{}
	for _, test := range violationTests() {
		wantErrs = append(wantErrs, test.want)
		v := test.want
		v.Size, v.Limit = 0, 0
		wantCounts[v] = 2
	}
	if diff := cmp.Diff(wantErrs, *errs); diff != "" {
		t.Errorf("handled (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(wantCounts, counts); diff != "" {
		t.Errorf("counted (-want +got):\n%s", diff)
	}
}

// The size of a value is no reason to report its key again.
func TestDefaultHandlerIgnoresSizes(t *testing.T) {
	errs := handleErrors(t)
	a := &record.Attr{Key: "honeyhive_inputs.query", MaxBytes: 1}
	rt := hh.New()
	recordSpan(t, func(ctx context.Context) {
		b := engine(rt).Span(ctx)
		defer b.Send()
		b.String(a, "12")
		b.String(a, "123")
		b.String(a, "\xff")
	})
	want := []error{
		hh.Violation{Namespace: "inputs", Key: "query", Kind: hh.TooLong, Size: 2, Limit: 1},
		hh.Violation{Namespace: "inputs", Key: "query", Kind: hh.InvalidUTF8},
	}
	if diff := cmp.Diff(want, *errs); diff != "" {
		t.Errorf("handled (-want +got):\n%s", diff)
	}
}

func TestOwnHandlerReplacesOtelHandle(t *testing.T) {
	errs := handleErrors(t)
	var violations []hh.Violation
	counts := repeated(t, hh.WithViolationHandler(collect(&violations)))
	if n := len(violationTests()); len(violations) != 2*n || len(counts) != n {
		t.Errorf("%d given to the handler and %d counted, want %d and %d", len(violations), len(counts), 2*n, n)
	}
	if len(*errs) > 0 {
		t.Errorf("otel.Handle was given %v", *errs)
	}
}

// recordTwo records a cut string between two others.
func recordTwo(t *testing.T, rt *hh.Runtime, ctx context.Context) {
	t.Helper()
	before, a, after := &record.Attr{Key: "honeyhive_inputs.a"}, &record.Attr{Key: "honeyhive_inputs.b", MaxBytes: 1}, &record.Attr{Key: "honeyhive_inputs.c"}
	b := engine(rt).Span(ctx)
	defer b.Send()
	b.Int(before, 1)
	b.String(a, "23")
	b.Int(after, 3)
}

// A handler that panics costs nothing that is recorded, and its first panic is reported.
func TestHandlerThatPanics(t *testing.T) {
	var reported []string
	before := otel.GetErrorHandler()
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) { reported = append(reported, err.Error()) }))
	defer otel.SetErrorHandler(before)
	rt := hh.New(hh.WithViolationHandler(func(hh.Violation) { panic("handler") }))
	got := recordSpan(t, func(ctx context.Context) { recordTwo(t, rt, ctx) })
	want := attrs{"honeyhive_inputs.a": int64(1), "honeyhive_inputs.b": "2", "honeyhive_inputs.c": int64(3)}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	recordSpan(t, func(ctx context.Context) { recordTwo(t, rt, ctx) })
	if len(reported) != 1 || !strings.HasPrefix(reported[0], "hh: the handler of hh.WithViolationHandler panicked, so it may have missed") {
		t.Errorf("reported %q", reported)
	}
}

// A handler may record as well, on the same span, while a batch is half full.
func TestHandlerThatEnriches(t *testing.T) {
	var ctx context.Context
	rt := hh.New(hh.WithViolationHandler(func(hh.Violation) {
		enrichSpan(ctx, withFeature("violation"), withTags("a", "b"))
	}))
	got := recordSpan(t, func(span context.Context) {
		ctx = span
		recordTwo(t, rt, ctx)
	})
	want := attrs{
		"honeyhive_inputs.a": int64(1), "honeyhive_inputs.b": "2", "honeyhive_inputs.c": int64(3),
		"honeyhive_metadata.feature": "violation", "honeyhive_metadata.tags.0": "a", "honeyhive_metadata.tags.1": "b",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// It may enrich a session, too: the one that is half recorded, and when one was
// forgotten.
func TestHandlerThatEnrichesSessions(t *testing.T) {
	var rt *hh.Runtime
	handled := map[hh.Kind]int{}
	rt = quiet(hh.WithSessionMemory(1000), hh.WithViolationHandler(func(v hh.Violation) {
		handled[v.Kind]++
		if v.Kind == hh.OutOfRange || handled[v.Kind] == 1 {
			remember(t, rt, sessionID, "metadata", `{"kind":"`+string(v.Kind)+`"}`)
		}
	}))
	if err := enrichSession(inSession(t, sessionID), rt, withScore(2), withRating(5)); err != nil {
		t.Fatal(err)
	}
	wantInherited(t, rt, sessionID, attrs{"metadata.kind": "out_of_range", "feedback.rating": int64(5)})
	remember(t, rt, otherID, "metadata", `{"a":"`+long(500)+`"}`)
	if handled[hh.SessionForgotten] == 0 {
		t.Errorf("handled %v", handled)
	}
}

func TestOptionsThatAreNil(t *testing.T) {
	handleErrors(t)
	rt := hh.New(nil, hh.WithViolationHandler(nil), hh.WithMeterProvider(nil), hh.WithHashKey(nil))
	got := recordSpan(t, func(ctx context.Context) { recordTwo(t, rt, ctx) })
	if len(got) != 3 {
		t.Errorf("recorded %v", got)
	}
}

// What asks a nil runtime means the default one.
func TestReportOfNilRuntime(t *testing.T) {
	var got []hh.Violation
	hh.SetDefault(hh.New(hh.WithViolationHandler(collect(&got))))
	t.Cleanup(func() { hh.SetDefault(nil) })
	want := hh.Violation{Namespace: "metrics", Key: "score", Kind: hh.NotFinite}
	engine(nil).Report(record.Violation{Namespace: want.Namespace, Key: want.Key, Kind: string(want.Kind), Size: want.Size, Limit: want.Limit})
	wantViolations(t, []hh.Violation{want}, got)
}
