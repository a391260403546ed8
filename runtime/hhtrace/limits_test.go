package hhtrace_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhtrace"
	"github.com/hhgen/hhgen/runtime/testdata/chat"
	"github.com/hhgen/hhgen/runtime/testdata/receiver"
)

// violated collects violations.
type violated struct {
	mu  sync.Mutex
	all []hh.Violation
}

func (v *violated) handle(violation hh.Violation) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.all = append(v.all, violation)
}

func (v *violated) want(t *testing.T, want ...hh.Violation) {
	t.Helper()
	v.mu.Lock()
	defer v.mu.Unlock()
	if !slices.Equal(v.all, want) {
		t.Errorf("violations are\n\t%v, want\n\t%v", v.all, want)
	}
	v.all = nil
}

// limited returns a provider with these limits and a processor.
func limited(change func(*sdktrace.SpanLimits), options ...hhtrace.ProcessorOption) (trace.Tracer, *tracetest.InMemoryExporter, *hh.Runtime, *violated) {
	v := &violated{}
	rt := hh.New(hh.WithViolationHandler(v.handle))
	limits := sdktrace.NewSpanLimits()
	change(&limits)
	exporter := tracetest.NewInMemoryExporter()
	provider := sdktrace.NewTracerProvider(sdktrace.WithRawSpanLimits(limits), sdktrace.WithSyncer(exporter),
		sdktrace.WithSpanProcessor(hhtrace.NewSpanProcessor(append(options, hhtrace.WithRuntime(rt))...)))
	return provider.Tracer("test"), exporter, rt, v
}

func count(n int) func(*sdktrace.SpanLimits) {
	return func(l *sdktrace.SpanLimits) { l.AttributeCountLimit = n }
}

func length(n int) func(*sdktrace.SpanLimits) {
	return func(l *sdktrace.SpanLimits) { l.AttributeValueLengthLimit = n }
}

// numbered returns n attributes.
func numbered(n int) trace.SpanStartEventOption {
	kvs := make([]attribute.KeyValue, n)
	for i := range kvs {
		kvs[i] = attribute.Int(fmt.Sprintf("k%d", i), i)
	}
	return trace.WithAttributes(kvs...)
}

func dropped(n, limit int) hh.Violation {
	return hh.Violation{Namespace: "span", Key: "attributes", Kind: hh.SpanFull, Size: n, Limit: limit}
}

func lost(namespace, key string, n, limit int) hh.Violation {
	return hh.Violation{Namespace: namespace, Key: key, Kind: hh.SpanFull, Size: n, Limit: limit}
}

// A span without room reports how many attributes it dropped. If its identity is
// among them, that is reported once for a processor. The session's id is set first.
func TestSpanFull(t *testing.T) {
	const ofTraceloop = "traceloop.association.properties.session_id"
	for name, test := range map[string]struct {
		limit, given int
		want         []hh.Violation
	}{
		"empty":            {128, 0, nil},
		"just room":        {128, 123, nil},
		"no room for one":  {128, 124, []hh.Violation{lost("span", "traceloop.association.properties.source", 1, 128), dropped(1, 128)}},
		"room for one":     {128, 127, []hh.Violation{lost("span", ofTraceloop, 4, 128), dropped(4, 128)}},
		"none":             {128, 128, []hh.Violation{lost("session", "session_id", 5, 128), dropped(5, 128)}},
		"less than none":   {128, 200, []hh.Violation{lost("session", "session_id", 5, 128), dropped(77, 128)}},
		"a limit of one":   {1, 0, []hh.Violation{lost("span", ofTraceloop, 4, 1), dropped(4, 1)}},
		"a limit of zero":  {0, 2, []hh.Violation{lost("session", "session_id", 5, 0), dropped(7, 0)}},
		"no limit":         {-1, 1000, nil},
		"a limit of 1,024": {1024, 1024, []hh.Violation{lost("session", "session_id", 5, 1024), dropped(5, 1024)}},
	} {
		t.Run(name, func(t *testing.T) {
			tracer, _, rt, v := limited(count(test.limit), hhtrace.WithSource("production"))
			ctx, err := rt.StartSession(t.Context(), hh.SessionConfig{ID: sessionID})
			if err != nil {
				t.Fatal(err)
			}
			for i := range 2 {
				_, span := tracer.Start(ctx, "span", numbered(test.given))
				span.End()
				if i > 0 && len(test.want) > 0 {
					v.want(t, test.want[1]) // the identity is reported once
				} else {
					v.want(t, test.want...)
				}
			}
		})
	}
}

// Attributes that are set later count too, whoever sets them; invalid ones do not.
func TestSpanFullLater(t *testing.T) {
	tracer, exporter, rt, v := limited(count(4))
	e := chat.NewEnricher(rt)
	ctx, span := tracer.Start(t.Context(), "enriched", numbered(3))
	e.EnrichSpan(ctx, chat.WithScore(0.5), chat.WithRating(1), chat.WithUserID("user_42"))
	span.End()
	v.want(t, dropped(2, 4))

	_, span = tracer.Start(t.Context(), "by hand", numbered(4))
	span.SetAttributes(attribute.String("k0", "again"), attribute.String("more", ""))
	span.End()
	v.want(t, dropped(1, 4))

	_, span = tracer.Start(t.Context(), "not valid", numbered(2))
	span.SetAttributes(attribute.String("", "no key"), attribute.Int("", 1))
	span.End()
	v.want(t)
	if n := len(exporter.GetSpans()); n != 3 {
		t.Errorf("%d spans", n)
	}
}

// Inherited attributes that are dropped are reported like those set by hand.
func TestSpanFullOfInherited(t *testing.T) {
	tracer, exporter, rt, v := limited(count(4))
	e := chat.NewEnricher(rt)
	ctx, err := rt.StartSession(e.ContextWith(t.Context(), chat.WithFeature("a"), chat.WithScore(1)), hh.SessionConfig{ID: sessionID})
	if err != nil {
		t.Fatal(err)
	}
	_, span := tracer.Start(ctx, "span")
	span.End()
	v.want(t, dropped(1, 4)) // nothing of the identity
	if kvs := exporter.GetSpans()[0].Attributes; kvs[0].Value.AsString() != sessionID || kvs[3].Key != feature {
		t.Errorf("attributes %v", kvs)
	}
}

// A span that joins a session reports dropped attributes as other spans do.
func TestJoinSessionOfFullSpan(t *testing.T) {
	tracer, _, rt, v := limited(count(128))
	ctx, span := tracer.Start(t.Context(), "server", numbered(128))
	ctx, err := hh.ContextWithSession(ctx, sessionID)
	if err != nil {
		t.Fatal(err)
	}
	rt.JoinSession(ctx)
	v.want(t, lost("session", "session_id", 3, 128))
	span.End()
	v.want(t, dropped(3, 128))
}

// A provider's limit on the length of values is reported for the values that it
// cuts, and for no others.
func TestSpanValueCut(t *testing.T) {
	cut := func(namespace, key string, size, limit int) hh.Violation {
		return hh.Violation{Namespace: namespace, Key: key, Kind: hh.SpanValueCut, Size: size, Limit: limit}
	}
	for name, test := range map[string]struct {
		limit                    int
		atStart, again, enriched []hh.Violation
	}{
		"no limit":               {-1, nil, nil, nil},
		"as long as the longest": {40, nil, nil, nil},
		"a session id's length":  {36, []hh.Violation{cut("metadata", "", 37, 36)}, []hh.Violation{cut("metadata", "", 37, 36)}, nil},
		"5": {5, []hh.Violation{cut("session", "session_id", 36, 5), cut("session", "session_name", 12, 5), cut("span", "source", 10, 5), cut("metadata", "", 37, 5)},
			[]hh.Violation{cut("metadata", "", 37, 5)}, []hh.Violation{cut("user_properties", "", 7, 5), cut("error", "", 6, 5)}},
		"0": {0, []hh.Violation{cut("session", "session_id", 36, 0), cut("session", "session_name", 12, 0), cut("span", "source", 10, 0), cut("metadata", "", 37, 0)},
			[]hh.Violation{cut("metadata", "", 37, 0)},
			[]hh.Violation{cut("metadata", "", 5, 0), cut("user_properties", "", 7, 0), cut("error", "", 6, 0)}},
	} {
		t.Run(name, func(t *testing.T) {
			tracer, _, rt, v := limited(length(test.limit), hhtrace.WithSource("production"))
			e := chat.NewEnricher(rt)
			ctx, err := rt.StartSession(t.Context(), hh.SessionConfig{ID: sessionID, Name: "conversation"})
			if err != nil {
				t.Fatal(err)
			}
			ctx = e.ContextWith(ctx, chat.WithMetadata("note", hh.Text(strings.Repeat("ü", 37))))
			tracer.Start(ctx, "first")
			v.want(t, test.atStart...)
			ctx, _ = tracer.Start(ctx, "second")
			v.want(t, test.again...)
			e.EnrichSpan(ctx, chat.WithFeature("äöüßé"), chat.WithUserID("user_42"), chat.WithErr(fmt.Errorf("failed")), chat.WithScore(0.123456))
			v.want(t, test.enriched...)
		})
	}
}

func TestJoinSessionOfSpanThatCuts(t *testing.T) {
	tracer, _, rt, v := limited(length(5))
	ctx, _ := tracer.Start(t.Context(), "server")
	ctx, err := hh.ContextWithSession(ctx, sessionID)
	if err != nil {
		t.Fatal(err)
	}
	rt.JoinSession(ctx)
	v.want(t, hh.Violation{Namespace: "session", Key: "session_id", Kind: hh.SpanValueCut, Size: 36, Limit: 5})
}

// With Setup, no limit of the environment cuts a span's identity.
func TestSetupKeepsIdentityWhole(t *testing.T) {
	for variable, want := range map[string]struct {
		value, feature string
		raised         bool
	}{
		"":                                       {"", strings.Repeat("x", 32), false},
		"OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT": {"5", strings.Repeat("x", 32), true},
		"OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT":      {"0", strings.Repeat("x", 32), true},
	} {
		t.Run("limit by "+variable, func(t *testing.T) {
			r := receiver.New(t)
			t.Setenv("HH_API_KEY", "secret-key")
			t.Setenv("HH_API_URL", r.URL)
			source := strings.Repeat("s", 40)
			if variable != "" {
				t.Setenv(variable, want.value)
			}
			errs := handled(t)
			shutdown, err := hhtrace.Setup(t.Context(), hhtrace.WithSource(source))
			if err != nil {
				t.Fatal(err)
			}
			ctx, err := hh.StartSession(t.Context(), hh.SessionConfig{ID: sessionID})
			if err != nil {
				t.Fatal(err)
			}
			ctx, span := otel.GetTracerProvider().Tracer("test").Start(ctx, "span")
			chat.EnrichSpan(ctx, chat.WithFeature(hh.Text(want.feature)))
			span.End()
			if err := shutdown(t.Context()); err != nil {
				t.Error(err)
			}
			got := r.Spans()[0]
			if got.Value(ofSession) != sessionID || got.Value(ofTrace) != sessionID || got.Value("honeyhive.source") != source || got.Value(feature) != want.feature {
				t.Errorf("attributes %v", got.Attributes)
			}
			if raised := strings.Contains(errs.text(), "so it was raised to 40: set OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT"); raised != want.raised {
				t.Errorf("reported: %v", errs.text())
			}
		})
	}
}

// A limit that does not cut the identity is used, and cut values are reported.
func TestSetupKeepsLengthLimit(t *testing.T) {
	r := receiver.New(t)
	t.Setenv("HH_API_KEY", "secret-key")
	t.Setenv("HH_API_URL", r.URL)
	t.Setenv("OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT", "36")
	var v violated
	shutdown, err := hhtrace.Setup(t.Context(), hhtrace.WithRuntimeOptions(hh.WithViolationHandler(v.handle)))
	if err != nil {
		t.Fatal(err)
	}
	ctx, span := otel.GetTracerProvider().Tracer("test").Start(t.Context(), "span")
	chat.EnrichSpan(ctx, chat.WithUserID(strings.Repeat("u", 64)))
	span.End()
	if err := shutdown(t.Context()); err != nil {
		t.Error(err)
	}
	v.want(t, hh.Violation{Namespace: "user_properties", Kind: hh.SpanValueCut, Size: 64, Limit: 36})
	if got := r.Spans()[0].Value("honeyhive_user_properties.user_id"); got != strings.Repeat("u", 36) {
		t.Errorf("user_id is %v", got)
	}
}

// Two providers may share a processor.
func TestLimitsOfSeveralProviders(t *testing.T) {
	var v violated
	processor := hhtrace.NewSpanProcessor(hhtrace.WithRuntime(hh.New(hh.WithViolationHandler(v.handle))))
	var tracers []trace.Tracer
	for _, n := range []int{4, 8} {
		limits := sdktrace.NewSpanLimits()
		limits.AttributeCountLimit = n
		tracers = append(tracers, sdktrace.NewTracerProvider(sdktrace.WithRawSpanLimits(limits), sdktrace.WithSpanProcessor(processor)).Tracer("test"))
	}
	for range 2 {
		for i, n := range []int{4, 8} {
			_, span := tracers[i].Start(context.Background(), "span", numbered(n+3))
			span.End()
			v.want(t, dropped(3, n))
		}
	}
}
