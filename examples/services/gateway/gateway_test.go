package gateway_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/hhgen/hhgen/examples/services/gateway"
	hh "github.com/hhgen/hhgen/runtime"
	"github.com/hhgen/hhgen/runtime/hhtest"
)

const sessionID = "11111111-2222-4333-8444-555555555555"

// Users get their answers even if telemetry fails.
func TestTelemetryFailsNoRequest(t *testing.T) {
	answerer := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"answer":"42"}`)
	}))
	defer answerer.Close()
	full := "k=" + strings.Repeat("x", 8180)
	for name, test := range map[string]struct {
		path, body, baggage string
		status              int
	}{
		"without a client":            {"/ask", `{"question":"?"}`, "", 200},
		"full baggage":                {"/ask", `{"question":"?"}`, full, 200},
		"continued with full baggage": {"/ask", `{"question":"?","session_id":"` + sessionID + `"}`, full, 200},
		"feedback, full baggage":      {"/feedback", `{"rating":5,"session_id":"` + sessionID + `"}`, full, 200},
		"not a session":               {"/feedback", `{"rating":5,"session_id":"7"}`, "", 400},
	} {
		t.Run(name, func(t *testing.T) {
			hhtest.New(t, hhtest.AllowViolations())
			hh.SetDefault(nil) // a runtime without a client
			request := httptest.NewRequest(http.MethodPost, test.path, strings.NewReader(test.body))
			request.Header.Set("baggage", test.baggage)
			w := httptest.NewRecorder()
			gateway.New(answerer.URL).Handler().ServeHTTP(w, request)
			if w.Code != test.status {
				t.Errorf("status %d: %s", w.Code, w.Body)
			}
			if w.Code == 200 && !strings.Contains(w.Body.String(), `"session_id":"`) {
				t.Errorf("no session: %s", w.Body)
			}
		})
	}
}
