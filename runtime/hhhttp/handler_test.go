package hhhttp_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/propagation"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhhttp"
	"github.com/hhgen/hhgen/runtime/hhtest"
	"github.com/hhgen/hhgen/runtime/testdata/chat"
)

const (
	victim  = "11111111-2222-4333-8444-555555555555"
	another = "99999999-2222-4333-8444-555555555555"
	fresh   = "a new session"
	none    = "no session"
)

// traced does what the instrumentation of OpenTelemetry does with a request. The
// module e2e has the tests with package otelhttp.
func traced(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := otel.GetTextMapPropagator().Extract(r.Context(), propagation.HeaderCarrier(r.Header))
		ctx, span := otel.Tracer("test").Start(ctx, "server")
		defer span.End()
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// positions are the places of the handler: outside and inside of instrumentation.
var positions = map[string]func(http.Handler, ...hhhttp.Option) http.Handler{
	"outside": func(next http.Handler, options ...hhhttp.Option) http.Handler {
		return hhhttp.NewHandler(traced(next), options...)
	},
	"inside": func(next http.Handler, options ...hhhttp.Option) http.Handler {
		return traced(hhhttp.NewHandler(next, options...))
	},
}

// seen is what the code behind the handler sees.
type seen struct{ session, header, sent string }

// observe returns a handler that notes what it sees, in a span of its own.
func observe(s *seen) http.Handler {
	return http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		ctx, span := otel.Tracer("test").Start(r.Context(), "work")
		defer span.End()
		s.session, _ = hh.SessionFromContext(ctx)
		s.header = strings.Join(r.Header["Baggage"], ",")
		carrier := propagation.MapCarrier{}
		otel.GetTextMapPropagator().Inject(ctx, carrier)
		s.sent = carrier["baggage"]
	})
}

func get(headers ...string) *http.Request {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Add(headers[i], headers[i+1])
	}
	return r
}

// sessionOf returns the session of a span.
func sessionOf(span sdktrace.ReadOnlySpan) string {
	id := none
	for _, kv := range span.Attributes() {
		if kv.Key == "honeyhive.session_id" {
			id = kv.Value.AsString()
		}
	}
	return id
}

func allow(ids ...string) hhhttp.Option {
	return hhhttp.Allow(func(_ *http.Request, id string) bool { return slices.Contains(ids, id) })
}

func TestWhichSession(t *testing.T) {
	own := hh.SessionIDFrom("conv_123")
	stranger := get("Baggage", "session_id="+victim)
	for name, test := range map[string]struct {
		request *http.Request
		options []hhhttp.Option
		want    string
	}{
		"nothing":                     {get(), nil, fresh},
		"nothing, not started":        {get(), []hhhttp.Option{hhhttp.WithoutStart()}, none},
		"stranger":                    {stranger, nil, fresh},
		"older name":                  {get("Baggage", "a=1,honeyhive_session_id="+victim), nil, fresh},
		"oldest name":                 {get("Baggage", "honeyhive.session_id="+victim+";p=1"), nil, fresh},
		"second header":               {get("Baggage", "a=1", "Baggage", " session_id = "+victim), nil, fresh},
		"trusted":                     {stranger, []hhhttp.Option{hhhttp.TrustBaggage()}, victim},
		"trusted, no UUID":            {get("Baggage", "session_id=7"), []hhhttp.Option{hhhttp.TrustBaggage()}, fresh},
		"trusted, nothing":            {get(), []hhhttp.Option{hhhttp.TrustBaggage()}, fresh},
		"allowed":                     {stranger, []hhhttp.Option{allow(victim)}, victim},
		"not allowed":                 {stranger, []hhhttp.Option{allow(another)}, fresh},
		"trusted, but not allowed":    {stranger, []hhhttp.Option{allow(), hhhttp.TrustBaggage()}, fresh},
		"header":                      {get("X-Session-Id", another), []hhhttp.Option{hhhttp.FromHeader("X-Session-Id")}, another},
		"header with an id":           {get("X-Session-Id", "conv_123"), []hhhttp.Option{hhhttp.FromHeader("X-Session-Id")}, own},
		"header absent":               {get(), []hhhttp.Option{hhhttp.FromHeader("X-Session-Id")}, fresh},
		"header before baggage":       {get("X-Id", another, "Baggage", "session_id="+victim), []hhhttp.Option{hhhttp.FromHeader("X-Id"), hhhttp.TrustBaggage()}, another},
		"header not allowed":          {get("X-Id", "conv_123"), []hhhttp.Option{hhhttp.FromHeader("X-Id"), allow("conv_124")}, fresh},
		"header allowed":              {get("X-Id", "conv_123"), []hhhttp.Option{hhhttp.FromHeader("X-Id"), allow("conv_123")}, own},
		"second function":             {get("X-B", another), []hhhttp.Option{hhhttp.FromHeader("X-A"), hhhttp.FromHeader("X-B")}, another},
		"header of a stranger's, too": {get("X-Id", another, "Baggage", "session_id="+victim), []hhhttp.Option{hhhttp.FromHeader("X-Id")}, another},
	} {
		for position, handler := range positions {
			t.Run(name+" "+position, func(t *testing.T) {
				rec := hhtest.New(t, hhtest.AllowViolations())
				var s seen
				w := httptest.NewRecorder()
				handler(observe(&s), append(test.options, hhhttp.WithResponseHeader("X-Session-Id"))...).ServeHTTP(w, test.request)
				switch test.want {
				case none:
					wantSpans(t, rec, none)
					return
				case fresh:
					if starts := rec.Sessions(); len(starts) != 1 || starts[0].ID != s.session || s.session == victim {
						t.Errorf("starts %v, session %q", starts, s.session)
					}
				default:
					if len(rec.Sessions()) > 0 || s.session != test.want {
						t.Errorf("starts %v, session %q, want %q", rec.Sessions(), s.session, test.want)
					}
				}
				wantSpans(t, rec, s.session)
				if !strings.Contains(s.sent, "session_id="+s.session) || w.Header().Get("X-Session-Id") != s.session {
					t.Errorf("baggage %q and header %q, want session %q", s.sent, w.Header().Get("X-Session-Id"), s.session)
				}
				if test.want != victim && strings.Contains(s.sent+s.header, victim) {
					t.Errorf("baggage %q and header %q of another session", s.sent, s.header)
				}
			})
		}
	}
}

// wantSpans checks that all spans belong to a session.
func wantSpans(t *testing.T, rec *hhtest.Recorder, session string) {
	t.Helper()
	spans := rec.Spans()
	if len(spans) != 2 {
		t.Errorf("%d spans, want 2", len(spans))
	}
	for _, span := range spans {
		if got := sessionOf(span); got != session {
			t.Errorf("span %q is in session %q, want %q", span.Name(), got, session)
		}
	}
}

// Members that the runtime does not read travel as they came. Those that choose an
// experiment are a stranger's, too.
func TestOtherBaggageStays(t *testing.T) {
	for name, test := range map[string]struct {
		header, want string // want has no session
		options      []hhhttp.Option
	}{
		"others":              {"a=1;p=q, b = %C3%BC ,session_id=" + victim, "a=1;p=q, b = %C3%BC ", nil},
		"experiment":          {"run_id=r,a=1,dataset_id=d,datapoint_id=p", "a=1", nil},
		"trusted experiment":  {"run_id=r,a=1", "run_id=r,a=1", []hhhttp.Option{hhhttp.TrustBaggage()}},
		"allowed session":     {"run_id=r,session_id=" + victim, "run_id=r", []hhhttp.Option{allow(victim)}},
		"session not allowed": {"run_id=r,session_id=" + victim, "", []hhhttp.Option{allow(), hhhttp.TrustBaggage()}},
		"not valid":           {"?,=,a", "?,=,a", nil},
		"fields":              {"hh.user_properties.plan=premium,a=1", "a=1", nil},
		"trusted fields":      {"hh.user_properties.plan=free,a=1", "hh.user_properties.plan=free,a=1", []hhhttp.Option{hhhttp.TrustBaggage()}},
		"of another session": {"hh.user_properties.plan=free,run_id=r,session_id=" + victim, "run_id=r",
			[]hhhttp.Option{hhhttp.TrustBaggage(), hhhttp.FromFunc(func(*http.Request) string { return another })}},
	} {
		for position, handler := range positions {
			t.Run(name+" "+position, func(t *testing.T) {
				hhtest.New(t)
				var s seen
				request := get("Baggage", test.header)
				handler(observe(&s), test.options...).ServeHTTP(httptest.NewRecorder(), request)
				want := strings.TrimSuffix("session_id="+s.session+","+test.want, ",")
				if s.header != want || request.Header.Get("Baggage") != test.header {
					t.Errorf("header %q, want %q; the request that came has %q", s.header, want, request.Header.Get("Baggage"))
				}
			})
		}
	}
}

// A stranger who names a victim's session changes nothing of it.
func TestStrangerDoesNotWriteIntoVictim(t *testing.T) {
	for position, handler := range positions {
		for _, start := range []hhhttp.Option{nil, hhhttp.WithoutStart()} {
			t.Run(position, func(t *testing.T) {
				rec := hhtest.New(t)
				handler(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
					_, span := otel.Tracer("test").Start(r.Context(), "work")
					span.End()
					_ = chat.EnrichSession(r.Context(), chat.WithUserID("stranger")) // without a session, an error
				}), start).ServeHTTP(httptest.NewRecorder(), get("Baggage", "session_id="+victim))
				for _, span := range rec.Spans() {
					if sessionOf(span) == victim {
						t.Errorf("span %q is in the victim's session", span.Name())
					}
				}
				for _, u := range rec.Updates() {
					if u.EventID == victim {
						t.Errorf("the victim's session got %v", u)
					}
				}
				if outside, started := position == "outside", len(rec.Sessions()) == 1; start != nil && started == outside {
					t.Errorf("starts %v", rec.Sessions())
				}
			})
		}
	}
}

// A session that the process has entered already is kept: handlers nest.
// Fields of baggage are as trusted as the session in it.
func TestFieldsOfBaggage(t *testing.T) {
	header := "session_id=" + victim + ",hh.user_properties.plan=premium"
	for name, at := range positions {
		t.Run(name, func(t *testing.T) {
			rec := hhtest.New(t)
			var s seen
			at(observe(&s)).ServeHTTP(httptest.NewRecorder(), get("Baggage", header))
			hhtest.Span(t, rec, "work").Lacks(chat.WithPlan(chat.PlanPremium))
			if strings.Contains(s.header+s.sent, "premium") {
				t.Errorf("the field is in the baggage %q, and sent in %q", s.header, s.sent)
			}
			rec = hhtest.New(t)
			at(observe(&s), hhhttp.TrustBaggage()).ServeHTTP(httptest.NewRecorder(), get("Baggage", header))
			hhtest.Span(t, rec, "work").InSession(victim).Has(chat.WithPlan(chat.PlanPremium))
			if !strings.Contains(s.sent, "hh.user_properties.plan=premium") {
				t.Errorf("the field is not in the baggage %q", s.sent)
			}
		})
	}
}

func TestNestedHandlers(t *testing.T) {
	rec := hhtest.New(t)
	var s seen
	hhhttp.NewHandler(traced(hhhttp.NewHandler(observe(&s))), hhhttp.FromHeader("X-Id")).
		ServeHTTP(httptest.NewRecorder(), get("X-Id", another, "Baggage", "session_id="+victim))
	wantSpans(t, rec, another)
	if len(rec.Sessions()) > 0 || s.session != another {
		t.Errorf("starts %v, session %q", rec.Sessions(), s.session)
	}
}

func TestHowSessionsStart(t *testing.T) {
	t.Run("name", func(t *testing.T) {
		rec := hhtest.New(t)
		hhhttp.NewHandler(http.NotFoundHandler(), hhhttp.WithName("visit")).ServeHTTP(httptest.NewRecorder(), get())
		if starts := rec.Sessions(); len(starts) != 1 || starts[0].Name != "visit" {
			t.Errorf("starts %v", starts)
		}
	})
	t.Run("function", func(t *testing.T) {
		rec := hhtest.New(t)
		var s seen
		start := hhhttp.WithStart(func(ctx context.Context, r *http.Request) (context.Context, error) {
			return hh.StartSession(ctx, hh.SessionConfig{ID: another, Name: r.URL.Path})
		})
		hhhttp.NewHandler(observe(&s), start).ServeHTTP(httptest.NewRecorder(), get("Baggage", "session_id="+victim))
		if starts := rec.Sessions(); len(starts) != 1 || starts[0].ID != another || s.session != another {
			t.Errorf("starts %v, session %q", starts, s.session)
		}
	})
	t.Run("no context", func(t *testing.T) {
		rec := hhtest.New(t)
		var errs []error
		catch(t, &errs)
		var s seen
		start := hhhttp.WithStart(func(context.Context, *http.Request) (context.Context, error) { return nil, errRejected })
		hhhttp.NewHandler(traced(observe(&s)), start).ServeHTTP(httptest.NewRecorder(), get())
		wantSpans(t, rec, none)
		if len(errs) != 1 || !errors.Is(errs[0], errRejected) {
			t.Errorf("errors %v", errs)
		}
	})
	t.Run("runtime", func(t *testing.T) {
		rec, other := hhtest.New(t), &starts{}
		hhhttp.NewHandler(http.NotFoundHandler(), hhhttp.WithRuntime(hh.New(hh.WithSessionClient(other)))).
			ServeHTTP(httptest.NewRecorder(), get())
		if len(rec.Sessions()) != 0 || other.n != 1 {
			t.Errorf("%d starts of the default runtime, %d of the given one", len(rec.Sessions()), other.n)
		}
	})
}

// starts is a session client that counts, and rejects.
type starts struct{ n int }

var errRejected = errors.New("rejected")

func (s *starts) StartSession(hh.SessionStart) error { s.n++; return errRejected }
func (*starts) UpdateEvent(hh.Update) error          { return errRejected }

// While HoneyHive takes nothing, requests do not fill the log, and options without a
// function change nothing.
func TestManyErrors(t *testing.T) {
	hhtest.New(t)
	hh.SetDefault(hh.New(hh.WithSessionClient(&starts{})))
	var errs []error
	catch(t, &errs)
	var s seen
	handler := hhhttp.NewHandler(observe(&s), hhhttp.FromFunc(nil), hhhttp.Allow(nil), hhhttp.OnError(nil))
	for range 3 {
		handler.ServeHTTP(httptest.NewRecorder(), get("Baggage", "session_id="+victim))
		if s.session == "" || s.session == victim {
			t.Errorf("session %q", s.session)
		}
	}
	if len(errs) != 1 || !errors.Is(errs[0], errRejected) {
		t.Errorf("errors %v", errs)
	}
}

// No error of telemetry fails a request.
func TestErrorsAreReported(t *testing.T) {
	full := get("Baggage", "k="+strings.Repeat("x", 8180))
	for name, test := range map[string]struct {
		request      *http.Request
		option       hhhttp.Option
		global, want []error // by the global handler, by OnError
	}{
		"rejected":     {get(), nil, []error{errRejected}, []error{errRejected}},
		"full baggage": {full, hhhttp.FromFunc(func(*http.Request) string { return another }), nil, []error{hh.ErrBaggageFull}},
		"both":         {full, nil, []error{errRejected}, []error{errRejected}},
	} {
		for position, handler := range positions {
			t.Run(name+" "+position, func(t *testing.T) {
				rec := hhtest.New(t, hhtest.AllowViolations())
				hh.SetDefault(hh.New(hh.WithSessionClient(&starts{}), hh.WithViolationHandler(func(hh.Violation) {})))
				var global, own []error
				catch(t, &global)
				var s seen
				w := httptest.NewRecorder()
				handler(observe(&s), test.option).ServeHTTP(w, test.request)
				wantSpans(t, rec, s.session)
				handler(observe(&s), test.option, hhhttp.OnError(func(_ *http.Request, err error) { own = append(own, err) })).
					ServeHTTP(httptest.NewRecorder(), test.request)
				want := test.want
				if position == "outside" && errors.Is(want[0], hh.ErrBaggageFull) {
					want = nil // the baggage is not in the context yet: a violation alone
				}
				if w.Code != http.StatusOK || !are(global, test.global) || !are(own, want) {
					t.Errorf("status %d, errors %v and %v", w.Code, global, own)
				}
			})
		}
	}
}

func are(errs, want []error) bool { return slices.EqualFunc(errs, want, errors.Is) }

// catch adds what is reported to the global handler to errs.
func catch(t *testing.T, errs *[]error) {
	before := otel.GetErrorHandler()
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) { *errs = append(*errs, err) }))
	t.Cleanup(func() { otel.SetErrorHandler(before) })
}

// Full baggage keeps a session in the process, and is a violation; the baggage
// itself goes on.
func TestFullBaggage(t *testing.T) {
	full := "k=" + strings.Repeat("x", 8180)
	for position, handler := range positions {
		t.Run(position, func(t *testing.T) {
			rec := hhtest.New(t, hhtest.AllowViolations())
			var s seen
			handler(observe(&s)).ServeHTTP(httptest.NewRecorder(), get("Baggage", full))
			wantSpans(t, rec, s.session)
			if s.session == "" || s.header != full {
				t.Errorf("session %q, header of %d bytes", s.session, len(s.header))
			}
			for _, v := range rec.Violations() {
				if v.Kind != hh.BaggageFull {
					t.Error(v)
				}
			}
			if len(rec.Violations()) == 0 {
				t.Error("no violation")
			}
		})
	}
}

// The ResponseWriter is the server's, and the pattern of a router gets back to the
// instrumentation outside.
func TestHandlerHidesNothing(t *testing.T) {
	hhtest.New(t)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /stream", func(w http.ResponseWriter, _ *http.Request) {
		_, flusher := w.(http.Flusher)
		_, hijacker := w.(http.Hijacker)
		if !flusher || !hijacker {
			t.Errorf("%T: flusher %v, hijacker %v", w, flusher, hijacker)
		}
		_, _ = io.WriteString(w, "part")
	})
	inner, pattern := hhhttp.NewMiddleware()(mux), ""
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		inner.ServeHTTP(w, r)
		pattern = r.Pattern
	}))
	response, err := server.Client().Get(server.URL + "/stream")
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	server.Close()
	if pattern != "GET /stream" {
		t.Errorf("pattern %q", pattern)
	}
}
