package hhtrace_test

import (
	"context"
	"errors"
	"testing"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/propagation"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhtrace"
	"github.com/hhgen/hhgen/runtime/testdata/chat"
)

// detached is a context that holds the active span of ctx and nothing else, as
// frameworks make that pass spans on by hand.
func detached(ctx context.Context) context.Context {
	return trace.ContextWithSpan(context.Background(), trace.SpanFromContext(ctx))
}

// A span belongs to the session of its parent in this process, with the fields of the
// session, if its context names no session.
func TestSessionOfTheParent(t *testing.T) {
	rt := hh.New(hh.WithSessionClient(&client{}))
	started, err := rt.StartSession(t.Context(), hh.SessionConfig{ID: sessionID})
	if err != nil {
		t.Fatal(err)
	}
	e := chat.NewEnricher(rt)
	if err := e.EnrichSession(started, chat.WithFeature("search")); err != nil {
		t.Fatal(err)
	}
	unstarted, err := hh.New().StartSession(t.Context(), hh.SessionConfig{ID: sessionID, Name: "n"})
	if err != nil {
		t.Fatal(err)
	}
	const other = "66666666-7777-4888-9999-aaaaaaaaaaaa"
	otherSession, err := hh.ContextWithSession(t.Context(), other)
	if err != nil {
		t.Fatal(err)
	}
	inherited := attrs{ofSession: sessionID, ofTrace: sessionID, feature: "search"}
	created := attrs{ofSession: sessionID, ofTrace: sessionID, feature: "search", "honeyhive.session_auto_create": true}
	named := attrs{ofSession: sessionID, ofTrace: sessionID, feature: "search", "honeyhive.session_auto_create": true, "honeyhive.session_name": "n"}
	for name, test := range map[string]struct {
		ctx    context.Context
		within func(context.Context) context.Context
		want   attrs
	}{
		"started":     {started, detached, inherited},
		"not started": {unstarted, detached, named},
		"of baggage":  {withBaggage(t, "session_id", sessionID), detached, created},
		"none":        {t.Context(), detached, attrs{}},
		"another session of the context": {started, func(ctx context.Context) context.Context {
			return trace.ContextWithSpan(otherSession, trace.SpanFromContext(ctx))
		}, attrs{ofSession: other, ofTrace: other, "honeyhive.session_auto_create": true}},
		"invalid baggage": {started, func(ctx context.Context) context.Context {
			return trace.ContextWithSpan(withBaggage(t, "session_id", "abc"), trace.SpanFromContext(ctx))
		}, inherited},
		"parent that has ended": {started, func(ctx context.Context) context.Context {
			trace.SpanFromContext(ctx).End()
			return detached(ctx)
		}, inherited},
		"remote parent": {started, func(ctx context.Context) context.Context {
			return trace.ContextWithRemoteSpanContext(context.Background(), trace.SpanContextFromContext(ctx))
		}, attrs{}},
		"parent that joined": {t.Context(), func(ctx context.Context) context.Context {
			rt.JoinSession(trace.ContextWithSpan(started, trace.SpanFromContext(ctx)))
			return detached(ctx)
		}, inherited},
		"parent of another kind": {started, func(ctx context.Context) context.Context {
			return trace.ContextWithSpan(context.Background(), wrappingSpan{trace.SpanFromContext(ctx)})
		}, attrs{}},
	} {
		t.Run(name, func(t *testing.T) {
			provider, exporter := recorder(hhtrace.WithRuntime(rt))
			tracer := provider.Tracer("test")
			ctx, parent := tracer.Start(test.ctx, "parent")
			ctx = test.within(ctx)
			start(ctx, tracer, "child", func(ctx context.Context) { start(detached(ctx), tracer, "grandchild", nil) })
			parent.End()
			got := map[string]attrs{}
			for _, span := range exporter.GetSpans() {
				if span.Name != "parent" {
					got[span.Name] = asAttrs(span.Attributes)
				}
			}
			wantSpans(t, map[string]attrs{"child": test.want, "grandchild": test.want}, got)
		})
	}
}

// What is called with the span alone changes the session, too.
func TestEnrichSessionOfTheSpan(t *testing.T) {
	rt := hh.New(hh.WithSessionClient(&client{}))
	provider, _ := recorder(hhtrace.WithRuntime(rt))
	ctx, err := rt.StartSession(t.Context(), hh.SessionConfig{ID: sessionID})
	if err != nil {
		t.Fatal(err)
	}
	ctx, span := provider.Tracer("test").Start(ctx, "span")
	defer span.End()
	if err := chat.NewEnricher(rt).EnrichSession(detached(ctx), chat.WithFeature("search")); err != nil {
		t.Error(err)
	}
	if s, err := rt.CurrentSession(detached(ctx)); err != nil || s != (hh.Session{ID: sessionID, Started: true}) {
		t.Errorf("session %+v, %v", s, err)
	}
}

// An id that the service itself set on a span, and that is not a session's, passes
// nothing on.
func TestForeignIdentity(t *testing.T) {
	_ = hh.Session{ID: sessionID}.AppendAttributes(nil) // now spans may have sessions
	provider, exporter := recorder()
	tracer := provider.Tracer("test")
	ctx, parent := tracer.Start(t.Context(), "parent", trace.WithAttributes(attribute.String(ofSession, "conv_123")))
	start(ctx, tracer, "child", nil)
	parent.End()
	if got := exporter.GetSpans()[0].Attributes; len(got) > 0 {
		t.Errorf("attributes %v", got)
	}
}

// A stranger's baggage chooses neither the session nor the experiment of spans.
func TestStrangersBaggage(t *testing.T) {
	v := &violated{}
	rt := hh.New(hh.WithSessionClient(&client{}), hh.WithoutRemoteSessions(), hh.WithViolationHandler(v.handle))
	e := chat.NewEnricher(rt)
	victim, err := rt.StartSession(t.Context(), hh.SessionConfig{ID: sessionID})
	if err != nil {
		t.Fatal(err)
	}
	if err := e.EnrichSession(victim, chat.WithUserID("victim")); err != nil {
		t.Fatal(err)
	}
	const header = "session_id=" + sessionID + ",run_id=r,dataset_id=d,datapoint_id=p"
	extract := func(ctx context.Context, header string) context.Context {
		return propagation.Baggage{}.Extract(ctx, propagation.MapCarrier{"baggage": header})
	}
	with := hhtrace.WithRuntime(rt)
	stranger := extract(t.Context(), header)
	wantSpans(t, map[string]attrs{"span": {}}, map[string]attrs{"span": spanIn(t, stranger, with)})
	wantSpans(t, map[string]attrs{"span": {}}, map[string]attrs{"span": spanIn(t, extract(t.Context(), "session_id=abc"), with)})
	if err := e.EnrichSession(stranger, chat.WithUserID("stranger")); !errors.Is(err, hh.ErrNoSession) {
		t.Errorf("error %v, want %v", err, hh.ErrNoSession)
	}
	want := attrs{ofSession: sessionID, ofTrace: sessionID, "honeyhive_user_properties.user_id": "victim"}
	wantSpans(t, map[string]attrs{"span": want}, map[string]attrs{"span": spanIn(t, extract(victim, "session_id="+sessionID), with)})
	bare := &service{v, t, rt, e, sdktrace.NewTracerProvider().Tracer("test")}
	bare.enrich(bare.start(stranger)) // nor is the span expected to have the session
	v.want(t)
}
