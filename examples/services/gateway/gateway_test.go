package gateway_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/hhgen/hhgen/examples/services/dictionary"
	"github.com/hhgen/hhgen/examples/services/gateway"
	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhtest"
)

const sessionID = "11111111-2222-4333-8444-555555555555"

// server returns a gateway in front of an answerer, and what the answerer gets.
func server(t *testing.T) (http.Handler, *http.Header) {
	t.Helper()
	got := &http.Header{}
	answerer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*got = r.Header
		_, _ = io.WriteString(w, `{"answer":"42"}`)
	}))
	t.Cleanup(answerer.Close)
	g, err := gateway.New(answerer.URL)
	if err != nil {
		t.Fatal(err)
	}
	return g.Handler(), got
}

// post sends a body with headers.
func post(h http.Handler, path, body string, headers ...string) *httptest.ResponseRecorder {
	request := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, request)
	return w
}

// Users get their answers even if telemetry fails.
func TestTelemetryFailsNoRequest(t *testing.T) {
	full := []string{"baggage", "k=" + strings.Repeat("x", 8180)}
	runtimes := map[string]*hh.Runtime{
		"without a client":           nil,
		"without a client by design": hh.New(hh.WithoutSessionClient()),
	}
	for name, test := range map[string]struct {
		path, body string
		headers    []string
		status     int
	}{
		"ask":                         {"/ask", `{"question":"?"}`, nil, 200},
		"full baggage":                {"/ask", `{"question":"?"}`, full, 200},
		"continued with full baggage": {"/ask", `{"question":"?"}`, append(full, gateway.SessionHeader, sessionID), 200},
		"feedback, full baggage":      {"/feedback", `{"rating":5}`, append(full, gateway.SessionHeader, sessionID), 200},
		"not a UUID":                  {"/ask", `{"question":"?"}`, []string{gateway.SessionHeader, "7"}, 200},
		"feedback on nothing":         {"/feedback", `{"rating":5}`, nil, 400},
	} {
		for with, rt := range runtimes {
			t.Run(name+" "+with, func(t *testing.T) {
				hhtest.New(t, hhtest.AllowViolations())
				hh.SetDefault(rt)
				h, _ := server(t)
				w := post(h, test.path, test.body, test.headers...)
				if w.Code != test.status || w.Header().Get(gateway.SessionHeader) == "" {
					t.Errorf("status %d, session %q: %s", w.Code, w.Header().Get(gateway.SessionHeader), w.Body)
				}
			})
		}
	}
}

// A conversation is one session, which the answerer gets as baggage.
func TestConversation(t *testing.T) {
	rec := hhtest.New(t)
	h, got := server(t)
	id := post(h, "/ask", `{"user_id":"user_42","plan":"premium","question":"?"}`).Header().Get(gateway.SessionHeader)
	if !strings.Contains(got.Get("baggage"), id) {
		t.Errorf("the answerer of session %q got baggage %q", id, got.Get("baggage"))
	}
	post(h, "/feedback", `{"rating":5}`, gateway.SessionHeader, id)
	hhtest.Span(t, rec, "gateway /ask").InSession(id).Has(gateway.WithPlan(dictionary.PlanPremium))
	hhtest.Span(t, rec, "gateway /feedback").InSession(id).Has(gateway.WithRating(5))
	hhtest.Session(t, rec, id).Has(
		gateway.WithUserID("user_42"), gateway.WithPlan(dictionary.PlanPremium), gateway.WithRating(5), gateway.WithResolved(true))
	if len(rec.Sessions()) != 1 {
		t.Errorf("starts %v", rec.Sessions())
	}
}

// A stranger who sends the baggage of a victim's session gets another session.
func TestStranger(t *testing.T) {
	rec := hhtest.New(t)
	h, got := server(t)
	id := post(h, "/ask", `{"plan":"free","question":"?"}`, "baggage", "session_id="+sessionID).Header().Get(gateway.SessionHeader)
	hhtest.Span(t, rec, "gateway /ask").InSession(id)
	if id == sessionID || strings.Contains(got.Get("baggage"), sessionID) {
		t.Errorf("session %q; the answerer got baggage %q", id, got.Get("baggage"))
	}
	for _, u := range rec.Updates() {
		if u.EventID == sessionID {
			t.Errorf("the victim's session got %v", u)
		}
	}
}
