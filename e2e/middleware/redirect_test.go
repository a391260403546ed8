package middleware

import (
	"net/http"
	"strings"
	"testing"

	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhtest"
)

// A service of one's own redirects to a third party, which gets the trace, but not
// the session.
func TestRedirectToThirdParty(t *testing.T) {
	hhtest.New(t)
	got := map[string]http.Header{}
	third := serve(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got["third"] = r.Header }))
	to := strings.Replace(third.URL, "127.0.0.1", "localhost", 1)
	own := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got["own"] = r.Header
		http.Redirect(w, r, to, http.StatusTemporaryRedirect)
	}))
	ctx, err := hh.StartSession(t.Context(), hh.SessionConfig{})
	if err != nil {
		t.Fatal(err)
	}
	id, _ := hh.SessionFromContext(ctx)
	g, err := newGateway("", own.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := g.get(ctx, own.URL); err != nil {
		t.Fatal(err)
	}
	if b := got["own"].Get("Baggage"); !strings.Contains(b, id) {
		t.Errorf("the own service got baggage %q", b)
	}
	if h := got["third"]; h.Get("Traceparent") == "" || h.Get("Baggage") != "" {
		t.Errorf("the third party got headers %v", h)
	}
}
