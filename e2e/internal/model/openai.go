// Package model has servers on loopback that stand for the APIs of models.
package model

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
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
	return append([]http.Header(nil), a.headers...)
}

// Answer is what every model answers.
const Answer = "A span is one unit of work."

// OpenAI stands for the chat completions of OpenAI's API.
func OpenAI(t testing.TB) *API {
	return serve(t, "/chat/completions", map[string]any{
		"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "gpt-5",
		"choices": []any{map[string]any{
			"index": 0, "finish_reason": "stop",
			"message": map[string]any{"role": "assistant", "content": Answer},
		}},
		"usage": map[string]any{"prompt_tokens": 5, "completion_tokens": 8, "total_tokens": 13},
	})
}

// serve answers each request to path with body. Other requests fail the test.
func serve(t testing.TB, path string, body any) *API {
	a := &API{}
	a.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if req.URL.Path != path {
			t.Errorf("unexpected request: %s %s", req.Method, req.URL)
			http.NotFound(w, req)
			return
		}
		a.mu.Lock()
		a.headers = append(a.headers, req.Header)
		a.mu.Unlock()
		w.Header().Set("Content-Type", "application/json")
		if err := json.NewEncoder(w).Encode(body); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(a.Close)
	return a
}
