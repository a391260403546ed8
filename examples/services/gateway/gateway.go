// Package gateway is the service that users talk to. Each conversation is a session,
// which the middleware starts or continues; the gateway enriches it, and passes
// questions to the answerer.
package gateway

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/url"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"

	"github.com/hhgen/hhgen/examples/services/dictionary"
	"github.com/hhgen/hhgen/runtime/hhhttp"
)

const version = "1.8.0"

// SessionHeader is the header of responses with the id of the conversation. Requests
// that continue the conversation have it too.
const SessionHeader = "X-Session-Id"

// Question is the body of POST /ask.
type Question struct {
	UserID   string          `json:"user_id"`
	Plan     dictionary.Plan `json:"plan"`
	Question string          `json:"question"`
}

// Reply is the answer to a [Question].
type Reply struct {
	Answer string `json:"answer"`
}

// Feedback is the body of POST /feedback. It arrives some time after the answer, in
// another request, and perhaps in another process.
type Feedback struct {
	Rating int `json:"rating"`
}

// Gateway serves users.
type Gateway struct {
	answerer *url.URL
	client   *http.Client
}

// New returns a gateway in front of the answerer at a URL.
func New(answerer string) (*Gateway, error) {
	u, err := url.Parse(answerer)
	if err != nil {
		return nil, err
	}
	// otelhttp sends the trace context and the baggage, session id included; hhhttp
	// lets baggage travel to the answerer only.
	transport := otelhttp.NewTransport(hhhttp.NewTransport(http.DefaultTransport, u.Host))
	return &Gateway{answerer: u, client: &http.Client{Transport: transport}}, nil
}

// Handler is the service: POST /ask takes a [Question] and answers a [Reply];
// POST /feedback takes a [Feedback].
func (g *Gateway) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /ask", handle(g.ask))
	mux.HandleFunc("POST /feedback", continued(handle(g.feedback)))
	traced := otelhttp.NewHandler(mux, "gateway", otelhttp.WithSpanNameFormatter(func(_ string, r *http.Request) string {
		return "gateway " + r.URL.Path
	}))
	// Anybody can send the header. The ids are random, so nobody can guess the id of
	// another user's conversation. What else could name a session is ignored.
	return hhhttp.NewHandler(traced,
		hhhttp.FromHeader(SessionHeader), hhhttp.WithResponseHeader(SessionHeader), hhhttp.WithName("conversation"))
}

// continued rejects requests that continue no conversation.
func continued(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get(SessionHeader) == "" {
			http.Error(w, "send the header "+SessionHeader+" of the answer", http.StatusBadRequest)
			return
		}
		next(w, r)
	}
}

// ask answers a question. The server's span has the fields of EnrichSession too, and so
// does every span that starts later.
func (g *Gateway) ask(ctx context.Context, q Question) (Reply, error) {
	logged(EnrichSession(ctx, Visit{
		Customer: dictionary.Customer{UserID: q.UserID, Plan: q.Plan},
		Release:  dictionary.Release{AppVersion: version},
		Feature:  "help",
	}))
	text, err := g.answer(ctx, q.Question)
	EnrichSpan(ctx, WithErr(err))
	return Reply{Answer: text}, err
}

// feedback adds the user's rating to the session after its other requests.
func (g *Gateway) feedback(ctx context.Context, f Feedback) (Reply, error) {
	logged(EnrichSession(ctx, WithRating(f.Rating), WithResolved(f.Rating > 3)))
	return Reply{}, nil
}

// logged logs an error of telemetry, which never fails a request.
func logged(err error) {
	if err != nil {
		log.Print(err)
	}
}

// answer asks the answerer.
func (g *Gateway) answer(ctx context.Context, question string) (string, error) {
	body, err := json.Marshal(map[string]string{"question": question})
	if err != nil {
		return "", err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, g.answerer.JoinPath("answer").String(), bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	response, err := g.client.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, 1<<16))
	if err != nil {
		return "", err
	}
	if response.StatusCode != http.StatusOK {
		return "", fmt.Errorf("answerer: %s", bytes.TrimSpace(text))
	}
	var reply struct{ Answer string }
	err = json.Unmarshal(text, &reply)
	return reply.Answer, err
}

// handle serves a function that takes and returns JSON.
func handle[In, Out any](f func(context.Context, In) (Out, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var in In
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<16)).Decode(&in); err != nil {
			http.Error(w, "the body is not valid JSON for this path", http.StatusBadRequest)
			return
		}
		out, err := f(r.Context(), in)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(out) // the client may be gone
	}
}
