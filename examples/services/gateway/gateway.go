// Package gateway is the service that users talk to. It begins a session for each
// conversation, enriches the session once, and passes questions to the answerer.
package gateway

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"

	"github.com/hhgen/hhgen/examples/services/dictionary"
	hh "github.com/hhgen/hhgen/runtime"
)

const version = "1.8.0"

// Question is the body of POST /ask. SessionID comes from an earlier reply if the
// conversation continues.
type Question struct {
	UserID    string          `json:"user_id"`
	Plan      dictionary.Plan `json:"plan"`
	SessionID string          `json:"session_id,omitempty"`
	Question  string          `json:"question"`
}

// Reply is the answer to a [Question].
type Reply struct {
	SessionID string `json:"session_id"`
	Answer    string `json:"answer"`
}

// Feedback is the body of POST /feedback. It arrives some time after the answer, in
// another request, and perhaps in another process.
type Feedback struct {
	SessionID string `json:"session_id"`
	Rating    int    `json:"rating"`
}

// Gateway serves users.
type Gateway struct {
	answerer string // URL
	client   *http.Client
}

// New returns a gateway in front of the answerer at a URL.
func New(answerer string) *Gateway {
	// The transport sends the trace context and the baggage, session id included.
	return &Gateway{answerer: answerer, client: &http.Client{Transport: otelhttp.NewTransport(http.DefaultTransport)}}
}

// Handler is the service: POST /ask takes a [Question] and answers a [Reply];
// POST /feedback takes a [Feedback].
func (g *Gateway) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /ask", handle(g.ask))
	mux.HandleFunc("POST /feedback", handle(g.feedback))
	return otelhttp.NewHandler(mux, "gateway", otelhttp.WithSpanNameFormatter(func(_ string, r *http.Request) string {
		return "gateway " + r.URL.Path
	}))
}

func (g *Gateway) ask(ctx context.Context, q Question) (Reply, error) {
	ctx, err := g.session(ctx, q)
	if err != nil {
		return Reply{}, err
	}
	hh.JoinSession(ctx) // the server's span started before the session was known
	text, err := g.answer(ctx, q.Question)
	EnrichSpan(ctx, WithErr(err))
	id, _ := hh.SessionFromContext(ctx)
	return Reply{SessionID: id, Answer: text}, err
}

// session continues the session of a question, or begins one and enriches it. The
// session has these fields, and every span that starts in it has them too.
func (g *Gateway) session(ctx context.Context, q Question) (context.Context, error) {
	if q.SessionID != "" {
		return continued(ctx, q.SessionID)
	}
	ctx, err := hh.StartSession(ctx, hh.SessionConfig{Name: "conversation"})
	logged(err)
	logged(EnrichSession(ctx, Visit{
		Customer: dictionary.Customer{UserID: q.UserID, Plan: q.Plan},
		Release:  dictionary.Release{AppVersion: version},
		Feature:  "help",
	}))
	return ctx, nil
}

// continued returns ctx with the session that a user names. The error says that the
// user's id is not valid.
func continued(ctx context.Context, id string) (context.Context, error) {
	ctx, err := hh.ContextWithSession(ctx, id)
	if errors.Is(err, hh.ErrInvalidSession) {
		return ctx, err
	}
	logged(err)
	return ctx, nil
}

// logged logs an error of telemetry, which never fails a request.
func logged(err error) {
	if err != nil {
		log.Print(err)
	}
}

// feedback adds the user's rating to the session after its other requests.
func (g *Gateway) feedback(ctx context.Context, f Feedback) (Reply, error) {
	ctx, err := continued(ctx, f.SessionID)
	if err != nil {
		return Reply{}, err
	}
	hh.JoinSession(ctx)
	logged(EnrichSession(ctx, WithRating(f.Rating), WithResolved(f.Rating > 3)))
	return Reply{SessionID: f.SessionID}, nil
}

// answer asks the answerer.
func (g *Gateway) answer(ctx context.Context, question string) (string, error) {
	body, err := json.Marshal(map[string]string{"question": question})
	if err != nil {
		return "", err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, g.answerer+"/answer", bytes.NewReader(body))
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
