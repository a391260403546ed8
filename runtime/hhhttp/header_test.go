package hhhttp_test

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"go.opentelemetry.io/otel/baggage"
	"go.opentelemetry.io/otel/propagation"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhhttp"
	"github.com/hhgen/hhgen/runtime/hhtest"
)

// The headers of OpenTracing carry baggage, too.
func TestOpenTracingBaggage(t *testing.T) {
	r := get("Ot-Baggage-Session_id", victim, "Ot-Baggage-Plan", "free")
	var got http.Header
	next := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.Header })
	hhtest.New(t)
	hhhttp.NewHandler(next).ServeHTTP(httptest.NewRecorder(), r)
	if got.Get("Ot-Baggage-Session_id") != "" || got.Get("Ot-Baggage-Plan") != "free" || r.Header.Get("Ot-Baggage-Session_id") == "" {
		t.Errorf("headers %v, and of the request that came %v", got, r.Header)
	}
	hhhttp.NewHandler(next, hhhttp.TrustBaggage()).ServeHTTP(httptest.NewRecorder(), r)
	if got.Get("Ot-Baggage-Session_id") == "" {
		t.Errorf("headers %v", got)
	}
}

// The propagator finds in the rewritten header exactly the session and what it found
// before.
func FuzzHeader(f *testing.F) {
	for _, s := range []string{
		"", "a=1", "session_id=" + victim, " session_id\t= x;p , a=b;c=d", "run_id=,honeyhive.session_id=%41", "\x00,;=,session_id;=1", "hh.user_properties.plan=x,a=1", "hh.=", "00=00; ",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		ctx := propagation.Baggage{}.Extract(t.Context(), propagation.MapCarrier{"baggage": text})
		want := map[string]string{}
		for _, m := range baggage.FromContext(ctx).Members() {
			want[m.Key()] = m.Value()
		}
		for _, key := range []string{"session_id", "honeyhive_session_id", "honeyhive.session_id", "run_id", "dataset_id", "datapoint_id"} {
			delete(want, key)
		}
		maps.DeleteFunc(want, func(key, _ string) bool { return strings.HasPrefix(key, "hh.") })
		hh.SetDefault(hh.New(hh.WithSessionClient(&starts{}), hh.WithViolationHandler(func(hh.Violation) {})))
		var got http.Header
		option := hhhttp.FromFunc(func(*http.Request) string { return another })
		hhhttp.NewHandler(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.Header }), option).
			ServeHTTP(httptest.NewRecorder(), get("Baggage", text))
		ctx = propagation.Baggage{}.Extract(t.Context(), propagation.HeaderCarrier(got))
		id := baggage.FromContext(ctx).Member("session_id").Value()
		for _, m := range baggage.FromContext(ctx).Members() {
			if m.Key() != "session_id" && m.Value() != want[m.Key()] {
				t.Errorf("%q: member %q has %q, want %q", text, m.Key(), m.Value(), want[m.Key()])
			}
			delete(want, m.Key())
		}
		if len(text) < 1000 && (id != another || len(want) > 0) {
			t.Errorf("%q: session %q, %v is lost", text, id, want)
		}
	})
}
