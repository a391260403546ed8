package hhhttp_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhhttp"
)

// discard is a session client that accepts everything.
type discard struct{}

func (discard) StartSession(hh.SessionStart) error { return nil }
func (discard) UpdateEvent(hh.Update) error        { return nil }

// BenchmarkHandler measures what the handler adds to a request. Most of it is the
// context of a session, which costs the same without the handler: entering.
func BenchmarkHandler(b *testing.B) {
	next := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
	rt := hh.New(hh.WithSessionClient(discard{}))
	for _, bench := range []struct {
		name    string
		request *http.Request
		options []hhhttp.Option
	}{
		{"start", get(), nil},
		{"header", get("X-Session-Id", another), []hhhttp.Option{hhhttp.FromHeader("X-Session-Id")}},
		{"stranger", get("Baggage", "a=1,session_id="+victim), nil},
		{"trusted", get("Baggage", "a=1,session_id="+victim), []hhhttp.Option{hhhttp.TrustBaggage()}},
		{"nothing", get(), []hhhttp.Option{hhhttp.WithoutStart()}},
	} {
		b.Run(bench.name, func(b *testing.B) {
			handler, w := hhhttp.NewHandler(next, append(bench.options, hhhttp.WithRuntime(rt))...), httptest.NewRecorder()
			b.ReportAllocs()
			for b.Loop() {
				handler.ServeHTTP(w, bench.request)
			}
		})
	}
	b.Run("entering", func(b *testing.B) {
		ctx := b.Context()
		b.ReportAllocs()
		for b.Loop() {
			if _, err := hh.ContextWithSession(ctx, another); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkTransport measures what the transport adds to a request.
func BenchmarkTransport(b *testing.B) {
	ctx, err := hh.ContextWithSession(b.Context(), another)
	if err != nil {
		b.Fatal(err)
	}
	transport := hhhttp.NewTransport(&base{}, "*.internal.example")
	for name, url := range map[string]string{"allowed": "http://a.internal.example", "other": "http://other.example"} {
		b.Run(name, func(b *testing.B) {
			r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
			if err != nil {
				b.Fatal(err)
			}
			r.Header.Set("Baggage", "session_id="+another)
			b.ReportAllocs()
			for b.Loop() {
				_, _ = transport.RoundTrip(r)
			}
		})
	}
}

// A request in a session costs one copy of the request more than the context of the
// session, and a request without one costs the copy alone.
func TestAllocations(t *testing.T) {
	next := http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})
	allocations := func(r *http.Request, option hhhttp.Option) float64 {
		handler, w := hhhttp.NewHandler(next, option), httptest.NewRecorder()
		return testing.AllocsPerRun(100, func() { handler.ServeHTTP(w, r) })
	}
	ctx := t.Context()
	entering := testing.AllocsPerRun(100, func() { _, _ = hh.ContextWithSession(ctx, another) })
	if got := allocations(get("X-Session-Id", another), hhhttp.FromHeader("X-Session-Id")); got > entering+1 {
		t.Errorf("%v allocations of a request in a session, want %v", got, entering+1)
	}
	if got := allocations(get(), hhhttp.WithoutStart()); got > 1 {
		t.Errorf("%v allocations of a request without a session, want 1", got)
	}
}
