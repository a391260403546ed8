// Package model has servers on loopback that stand for the APIs of models.
package model

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
)

// API is a server, and the headers of the requests that it has answered.
type API struct {
	*httptest.Server
	mu      sync.Mutex
	headers []http.Header
}

// Headers are the headers of all requests so far.
func (a *API) Headers() []http.Header {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.headers)
}

// Answer is what every model answers.
const Answer = "A span is one unit of work."

// serve answers requests to path with the bodies, one after the other, and with
// the last one from then on. A request to another path fails the test.
func serve(t testing.TB, path string, bodies ...any) *API {
	a := &API{}
	a.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if req.URL.Path != path {
			t.Errorf("unexpected request: %s %s", req.Method, req.URL)
			http.NotFound(w, req)
			return
		}
		body := bodies[min(a.add(req.Header), len(bodies)-1)]
		w.Header().Set("Content-Type", "application/json")
		if err := json.NewEncoder(w).Encode(body); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(a.Close)
	return a
}

// add keeps the headers of a request, and returns how many there were before.
func (a *API) add(h http.Header) (before int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.headers = append(a.headers, h)
	return len(a.headers) - 1
}

// LeaksNothing checks that no header of a request to a has the secret.
func LeaksNothing(t *testing.T, a *API, secret string) {
	t.Helper()
	headers := a.Headers()
	if len(headers) == 0 {
		t.Error("the API got no request")
	}
	for _, h := range headers {
		for name, values := range h {
			if strings.Contains(strings.Join(values, ","), secret) {
				t.Errorf("the header %s of a request to the API has %s", name, secret)
			}
		}
	}
}
