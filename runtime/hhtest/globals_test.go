package hhtest_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhtest"
	"github.com/hhgen/hhgen/runtime/testdata/chat"
)

// held is a propagator that a package obtained before any test began.
var held = otel.GetTextMapPropagator()

const session = "6f9619ff-8b86-4d11-b42d-00c04fc964ff"

// in starts a span, enriches it and ends it.
func in(ctx context.Context, tracer trace.Tracer, name string, fields ...chat.SpanField) context.Context {
	ctx, span := tracer.Start(ctx, name)
	chat.EnrichSpan(ctx, fields...)
	span.End()
	return ctx
}

func names(rec *hhtest.Recorder) (names []string) {
	for _, s := range rec.Spans() {
		names = append(names, s.Name())
	}
	return names
}

func wantNames(t *testing.T, rec *hhtest.Recorder, want ...string) {
	t.Helper()
	got := names(rec)
	same := len(got) == len(want)
	for i := range got {
		same = same && got[i] == want[i]
	}
	if !same {
		t.Errorf("recorded the spans %q, want %q", got, want)
	}
}

// A tracer in a package variable works in every test.
func TestPackageTracer(t *testing.T) {
	for _, name := range []string{"first", "second", "third"} {
		t.Run(name, func(t *testing.T) {
			rec := hhtest.New(t)
			in(t.Context(), tracer, name, chat.WithRating(1))
			hhtest.Span(t, rec, name).HasExactly(chat.WithRating(1))
			wantNames(t, rec, name)
		})
	}
	_, span := tracer.Start(t.Context(), "after")
	if span.IsRecording() {
		t.Error("a span records after the tests")
	}
}

func TestGlobalsAreRestored(t *testing.T) {
	propagator, rt := otel.GetTextMapPropagator(), hh.Default()
	passes(t, func(t testing.TB) {
		rec := hhtest.New(t)
		if hh.Default() != rec.Runtime() || len(otel.GetTextMapPropagator().Fields()) != 3 {
			t.Errorf("the globals do not lead to the recorder")
		}
		hhtest.New(t)
	})
	if otel.GetTextMapPropagator() != propagator || hh.Default() != rt {
		t.Error("a global was not restored")
	}
	carrier := propagation.MapCarrier{}
	ctx, err := hh.ContextWithSession(t.Context(), session)
	if err != nil {
		t.Fatal(err)
	}
	if propagator.Inject(ctx, carrier); len(carrier) > 0 {
		t.Errorf("the propagator injects %v after the test", carrier)
	}
	if ctx := propagator.Extract(t.Context(), propagation.MapCarrier{"baggage": "session_id=" + session}); ctx != t.Context() {
		t.Error("the propagator extracts after the test")
	}
}

// Globals that TestMain may have set are restored.
func TestOwnGlobalsAreRestored(t *testing.T) {
	tracers, propagator, rt := otel.GetTracerProvider(), otel.GetTextMapPropagator(), hh.Default()
	defer func() {
		otel.SetTracerProvider(tracers)
		otel.SetTextMapPropagator(propagator)
		hh.SetDefault(rt)
	}()
	own := hh.New()
	otel.SetTracerProvider(noop.TracerProvider{})
	otel.SetTextMapPropagator(propagation.Baggage{})
	hh.SetDefault(own)
	passes(t, func(t testing.TB) {
		hhtest.New(t)
		hhtest.New(t)
	})
	if otel.GetTracerProvider() != (noop.TracerProvider{}) || otel.GetTextMapPropagator() != (propagation.Baggage{}) || hh.Default() != own {
		t.Error("a global was not restored")
	}
}

func TestInnermostRecords(t *testing.T) {
	outer := hhtest.New(t)
	ctx := in(t.Context(), tracer, "before")
	t.Run("subtest", func(t *testing.T) {
		inner := hhtest.New(t)
		in(ctx, tracer, "within") // though its parent is the outer recorder's
		wantNames(t, inner, "within")
	})
	in(t.Context(), tracer, "after")
	wantNames(t, outer, "before", "after")
	if hh.Default() != outer.Runtime() {
		t.Error("the outer recorder's runtime is not the default again")
	}
}

// Recorders of tests of other frameworks may end in any order.
func TestEndOutOfOrder(t *testing.T) {
	rt := hh.Default()
	a, b := &fake{TB: t}, &fake{TB: t}
	hhtest.New(a)
	rec := hhtest.New(b)
	a.end()
	in(t.Context(), tracer, "span")
	wantNames(t, rec, "span")
	b.end()
	if hh.Default() != rt {
		t.Error("the default runtime was not restored")
	}
}

func TestParallelIsRejected(t *testing.T) {
	t.Run("parallel", func(t *testing.T) {
		t.Parallel()
		t.Run("below", func(t *testing.T) {
			wantReport(t, fails(t, func(t testing.TB) { hhtest.New(t) }),
				"fatal: hhtest: TestParallelIsRejected/parallel/below is parallel, and hhtest.New records through globals that parallel tests share: "+
					"give New the option hhtest.Local(), and the code under test the recorder's TracerProvider and Runtime\n")
		})
	})
	t.Run("later", func(t *testing.T) {
		hhtest.New(t)
		defer func() {
			if recover() == nil {
				t.Error("a test with a recorder became parallel")
			}
		}()
		t.Parallel()
	})
}

// The panic of t.Parallel after New names t.Setenv. Before it, the test reports
// the real cause. The panic ends the test binary.
func TestParallelAfterNewIsExplained(t *testing.T) {
	const variable = "HHTEST_PARALLEL_AFTER_NEW"
	becomeParallel := map[string]func(t *testing.T){
		"at once":   func(t *testing.T) { hhtest.New(t); t.Parallel() },
		"a subtest": func(t *testing.T) { t.Run("below", func(t *testing.T) { hhtest.New(t); t.Parallel() }) },
		"a panic":   func(t *testing.T) { hhtest.New(t); panic("another") },
	}
	if name := os.Getenv(variable); name != "" {
		becomeParallel[name](t)
		return
	}
	for name, test := range map[string]string{"at once": "", "a subtest": "/below", "a panic": "none"} {
		cmd := exec.Command(os.Args[0], "-test.run=^TestParallelAfterNewIsExplained$")
		cmd.Env = append(os.Environ(), variable+"="+name)
		out, err := cmd.CombinedOutput()
		explained := strings.Contains(string(out), "hhtest: TestParallelAfterNewIsExplained"+test+": t.Parallel was called after hhtest.New, which records "+
			"through globals that parallel tests share: call t.Parallel first and give New the option hhtest.Local(), and the code under test the "+
			"recorder's TracerProvider and Runtime, or leave out t.Parallel")
		if err == nil || explained != (test != "none") {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}

// Parallel subtests share the recorder of the test around them.
func TestParallelSubtests(t *testing.T) {
	rec := hhtest.New(t)
	t.Run("all", func(t *testing.T) {
		for _, name := range []string{"a", "b"} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				in(t.Context(), tracer, name, chat.WithRating(1))
				hhtest.Span(t, rec, name).HasExactly(chat.WithRating(1))
			})
		}
	})
	if n := len(rec.Spans()); n != 2 {
		t.Errorf("recorded %d spans, want 2", n)
	}
}

func TestLocalInParallel(t *testing.T) {
	for _, name := range []string{"a", "b", "c", "d"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rec := hhtest.New(t, hhtest.Local())
			e := chat.NewEnricher(rec.Runtime())
			ctx, err := rec.Runtime().StartSession(t.Context(), hh.SessionConfig{ID: session})
			if err != nil {
				t.Fatal(err)
			}
			if err := e.EnrichSession(ctx, chat.WithUserID(name)); err != nil {
				t.Error(err)
			}
			ctx, span := rec.TracerProvider().Tracer("test").Start(ctx, name)
			e.EnrichSpan(ctx, chat.WithRating(1))
			span.End()
			hhtest.Span(t, rec, name).InSession(session).HasExactly(chat.WithRating(1), chat.WithUserID(name))
			hhtest.Session(t, rec, session).HasExactly(chat.WithUserID(name))
			wantNames(t, rec, name)
		})
	}
}

func TestLocalLeavesGlobals(t *testing.T) {
	tracers, rt := otel.GetTracerProvider(), hh.Default()
	rec := hhtest.New(t, hhtest.Local())
	in(t.Context(), tracer, "elsewhere")
	wantNames(t, rec)
	if otel.GetTracerProvider() != tracers || hh.Default() != rt {
		t.Error("a global was changed")
	}
}

// Goroutines that a test has left running do not record in later tests.
func TestOutlivingGoroutine(t *testing.T) {
	begin, done := make(chan bool), make(chan bool)
	var first *hhtest.Recorder
	report := fails(t, func(t testing.TB) {
		first = hhtest.New(t)
		e := chat.NewEnricher(first.Runtime())
		ctx, open := tracer.Start(context.Background(), "open")
		go func() {
			defer close(done)
			<-begin
			e.EnrichSpan(ctx, chat.WithScore(7))
			e.ContextWith(ctx, chat.WithScore(7))
			open.End()
			belowIt, late := tracer.Start(ctx, "late")
			in(belowIt, tracer, "below late", chat.WithScore(7))
			in(throughHTTP(belowIt), tracer, "requested", chat.WithScore(7))
			late.End()
			_, root := tracer.Start(ctx, "root", trace.WithNewRoot())
			root.End()
			id := hh.NewEventID()
			if err := e.EnrichEvent(ctx, id, chat.WithRating(1)); err == nil {
				first = nil
			}
			if _, err := first.Runtime().StartSession(ctx, hh.SessionConfig{}); err == nil {
				first = nil
			}
		}()
	})
	second := hhtest.New(t)
	close(begin)
	<-done
	wantReport(t, report, "")
	wantNames(t, second)
	if first == nil || len(first.Spans()) > 0 || len(first.Violations()) > 0 || len(first.Updates()) > 0 || len(first.Sessions()) > 0 {
		t.Error("the recorder of a test that has ended records")
	}
}

// throughHTTP is ctx as a server sees it that was called with it.
func throughHTTP(ctx context.Context) context.Context {
	carrier := propagation.MapCarrier{}
	otel.GetTextMapPropagator().Inject(ctx, carrier)
	return otel.GetTextMapPropagator().Extract(context.Background(), carrier)
}

func TestNilContext(t *testing.T) {
	rec := hhtest.New(t)
	var ctx context.Context
	_, span := tracer.Start(ctx, "span")
	span.End()
	wantNames(t, rec, "span")
}

// A request to another service carries the trace and the session.
func TestRequest(t *testing.T) {
	rec := hhtest.New(t)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		ctx := held.Extract(r.Context(), propagation.HeaderCarrier(r.Header))
		ctx, span := tracer.Start(ctx, "serve")
		defer span.End()
		if err := chat.EnrichSession(ctx, chat.WithPlan(chat.PlanPremium)); err != nil {
			t.Error(err)
		}
	}))
	defer server.Close()

	ctx, err := hh.StartSession(t.Context(), hh.SessionConfig{ID: session})
	if err != nil {
		t.Fatal(err)
	}
	ctx, span := tracer.Start(ctx, "call")
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, server.URL, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	otel.GetTextMapPropagator().Inject(ctx, propagation.HeaderCarrier(request.Header))
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	span.End()

	server.Close() // so that the handler's span has ended
	call, serve := hhtest.Span(t, rec, "call").ReadOnly(), hhtest.Span(t, rec, "serve").InSession(session).ReadOnly()
	if serve.Parent().SpanID() != call.SpanContext().SpanID() {
		t.Error("the handler's span is not below the caller's")
	}
	hhtest.Session(t, rec, session).HasExactly(chat.WithPlan(chat.PlanPremium))
}
